//! Building [`Places`] from rows: the order of rows does not matter, rows that contradict each other are refused.

use std::collections::HashMap;

use crate::kernel::codes::LegacyCommuneCode;

use super::{
    names::Names,
    places::{Alias, Commune, District, LegacyProvince, LegacyTarget, LegacyUnit, Places, Province, by_code},
    seed::{self, CommuneRow, LegacyAliasRow, LegacyProvinceRow, LegacyUnitRow, ProvinceRow, SeedError},
};

/// Rows that do not fit together.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// The rows themselves could not be read.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// Two rows with one code.
    #[error("{what} {code} is listed twice")]
    Twice {
        /// Province or commune.
        what: &'static str,
        /// The code.
        code: String,
    },
    /// A row points at something that is not there.
    #[error("{what} {code} points at {target}, which does not exist")]
    Dangling {
        /// What kind of row.
        what: &'static str,
        /// Its code.
        code: String,
        /// The code it points at.
        target: String,
    },
    /// An old commune without exactly one default.
    #[error("old commune {0} must have exactly one default target")]
    Default(LegacyCommuneCode),
}

impl Places {
    /// The places that ship with the binary.
    ///
    /// # Errors
    /// [`PlacesError`] when the embedded tables are damaged.
    pub fn from_seeds() -> Result<Self, PlacesError> {
        Self::from_rows(seed::provinces()?, seed::communes()?, seed::legacy_units()?, seed::legacy_aliases()?, seed::legacy_provinces()?)
    }

    /// Builds the tree and its name index; the order of rows does not matter.
    ///
    /// # Errors
    /// [`PlacesError`] when a code is listed twice, points nowhere, or an old commune lacks its one default.
    pub fn from_rows(
        provinces: Vec<ProvinceRow>,
        communes: Vec<CommuneRow>,
        legacy_units: Vec<LegacyUnitRow>,
        aliases: Vec<LegacyAliasRow>,
        legacy_provinces: Vec<LegacyProvinceRow>,
    ) -> Result<Self, PlacesError> {
        let mut places = Self {
            provinces: build_provinces(provinces)?,
            communes: Vec::new(),
            legacy: Vec::new(),
            districts: Vec::new(),
            legacy_provinces: Vec::new(),
            aliases: Vec::new(),
            names: Names::default(),
        };
        places.add_communes(communes)?;
        let old_codes = places.add_legacy_provinces(legacy_provinces)?;
        places.add_legacy_units(legacy_units, &old_codes)?;
        places.add_aliases(aliases)?;
        places.names = Names::of(&places);
        Ok(places)
    }

    fn add_communes(&mut self, rows: Vec<CommuneRow>) -> Result<(), PlacesError> {
        let mut communes = Vec::with_capacity(rows.len());
        for row in rows {
            let province = self.province(&row.province_code).ok_or_else(|| dangling("commune", &row.code, &row.province_code))?;
            communes.push(Commune {
                label: format!("{}, {}", row.full_name, province.full_name).into(),
                code: row.code,
                province: row.province_code,
                kind: row.kind,
                name: row.name.into(),
                former_districts: Vec::new(),
            });
        }
        communes.sort_by(|a, b| a.code.cmp(&b.code));
        refuse_twins("commune", &communes, |commune| &commune.code)?;
        self.communes = communes;
        Ok(())
    }

    fn add_legacy_provinces(&mut self, rows: Vec<LegacyProvinceRow>) -> Result<HashMap<String, usize>, PlacesError> {
        let mut positions = HashMap::with_capacity(rows.len());
        for row in rows {
            if self.province(&row.province_code).is_none() {
                return Err(dangling("old province", &row.code, &row.province_code));
            }
            positions.insert(row.code, self.legacy_provinces.len());
            self.legacy_provinces.push(LegacyProvince { full_name: row.full_name.into(), province: row.province_code });
        }
        Ok(positions)
    }

    fn add_legacy_units(&mut self, mut rows: Vec<LegacyUnitRow>, provinces: &HashMap<String, usize>) -> Result<(), PlacesError> {
        rows.sort_by(|a, b| a.legacy_code.cmp(&b.legacy_code).then(b.is_default.cmp(&a.is_default)));
        let mut districts: HashMap<String, usize> = HashMap::new();
        for row in rows {
            let district = match districts.get(&row.district_code) {
                Some(known) => *known,
                None => self.add_district(&row, provinces, &mut districts)?,
            };
            let (position, _) = by_code(&self.communes, &row.commune_code, |commune| &commune.code)
                .ok_or_else(|| dangling("old commune", &row.legacy_code, &row.commune_code))?;
            if let Some(commune) = self.communes.get_mut(position)
                && !commune.former_districts.contains(&district)
            {
                commune.former_districts.push(district);
            }
            self.add_target(row, district);
        }
        match self.legacy.iter().find(|unit| unit.targets.iter().filter(|target| target.is_default).count() != 1) {
            Some(unit) => Err(PlacesError::Default(unit.code.clone())),
            None => Ok(()),
        }
    }

    fn add_district(
        &mut self,
        row: &LegacyUnitRow,
        provinces: &HashMap<String, usize>,
        districts: &mut HashMap<String, usize>,
    ) -> Result<usize, PlacesError> {
        let legacy_province = *provinces
            .get(&row.legacy_province_code)
            .ok_or_else(|| dangling("old commune", &row.legacy_code, &row.legacy_province_code))?;
        let position = self.districts.len();
        self.districts.push(District { full_name: row.district_name.as_str().into(), legacy_province });
        districts.insert(row.district_code.clone(), position);
        Ok(position)
    }

    /// Rows arrive sorted by old code, so that all targets of one unit are neighbours.
    fn add_target(&mut self, row: LegacyUnitRow, district: usize) {
        let target = LegacyTarget { commune: row.commune_code, is_default: row.is_default, official_default: row.official_default };
        match self.legacy.last_mut() {
            Some(unit) if unit.code == row.legacy_code => unit.targets.push(target),
            _ => self.legacy.push(LegacyUnit { code: row.legacy_code, full_name: row.full_name.into(), district, targets: vec![target] }),
        }
    }

    fn add_aliases(&mut self, rows: Vec<LegacyAliasRow>) -> Result<(), PlacesError> {
        for row in rows {
            let (unit, _) = by_code(&self.legacy, &row.legacy_code, |unit| &unit.code)
                .ok_or_else(|| dangling("other name", &row.alias_name, &row.legacy_code))?;
            self.aliases.push(Alias { name: row.alias_name.into(), unit });
        }
        Ok(())
    }
}

fn build_provinces(rows: Vec<ProvinceRow>) -> Result<Vec<Province>, PlacesError> {
    let mut provinces: Vec<Province> = rows
        .into_iter()
        .map(|row| Province {
            code: row.code,
            kind: row.kind,
            name: row.name.into(),
            full_name: row.full_name.into(),
            full_name_en: row.full_name_en.into(),
        })
        .collect();
    provinces.sort_by(|a, b| a.code.cmp(&b.code));
    refuse_twins("province", &provinces, |province| &province.code)?;
    Ok(provinces)
}

fn refuse_twins<Item, Code: Eq + ToString>(what: &'static str, sorted: &[Item], of: impl Fn(&Item) -> &Code) -> Result<(), PlacesError> {
    let twin = sorted.iter().zip(sorted.iter().skip(1)).find(|(a, b)| of(a) == of(b));
    twin.map_or(Ok(()), |(item, _)| Err(PlacesError::Twice { what, code: of(item).to_string() }))
}

fn dangling(what: &'static str, code: &impl ToString, target: &impl ToString) -> PlacesError {
    PlacesError::Dangling { what, code: code.to_string(), target: target.to_string() }
}

#[cfg(test)]
mod tests {
    use crate::localities::{Places, build::PlacesError, seed};

    #[test]
    fn rows_that_do_not_fit_together_are_refused() {
        let (provinces, communes) = (seed::provinces().unwrap(), seed::communes().unwrap());
        let (units, old) = (seed::legacy_units().unwrap(), seed::legacy_provinces().unwrap());
        let missing = Places::from_rows(provinces[1..].to_vec(), communes.clone(), vec![], vec![], vec![]);
        assert!(matches!(missing, Err(PlacesError::Dangling { what: "commune", .. })));
        let twice = Places::from_rows(provinces.clone(), [communes.clone(), communes[..1].to_vec()].concat(), vec![], vec![], vec![]);
        assert!(matches!(twice, Err(PlacesError::Twice { what: "commune", .. })));
        let no_default: Vec<_> = units.into_iter().map(|row| seed::LegacyUnitRow { is_default: false, ..row }).collect();
        assert!(matches!(Places::from_rows(provinces, communes, no_default, vec![], old), Err(PlacesError::Default(_))));
    }
}
