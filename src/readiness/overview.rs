//! How the offices of an area stand right now, for those who look after them.
//!
//! Looked at afresh, so that whoever invited somebody sees the gap close; since when a gap is known comes from the table that the
//! nightly look keeps.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{
    facts::{Looked, gather},
    gaps::{Gap, Standing},
};
use crate::{
    access::{Area, Overseer},
    ctx::Ctx,
    entity::{office, readiness_gap},
    kernel::{Timestamp, codes::ProvinceCode},
};

/// Which part of the area is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The offices of this province.
    pub province: Option<ProvinceCode>,
    /// Those with this gap.
    pub gap: Option<Gap>,
}

/// Counts of offices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Accountable offices in service.
    pub offices: usize,
    /// Of these with a gap.
    pub with_gaps: usize,
    /// Of these where nobody answers.
    pub silent: usize,
    /// Offices by gap.
    pub gaps: BTreeMap<Gap, usize>,
}

impl Totals {
    fn add(&mut self, gaps: &[Gap]) {
        self.offices += 1;
        self.with_gaps += usize::from(!gaps.is_empty());
        self.silent += usize::from(Standing::of(gaps) == Standing::Silent);
        for gap in gaps {
            *self.gaps.entry(*gap).or_default() += 1;
        }
    }
}

/// An office with gaps, and since when each is known; nothing for one that this look found first.
#[derive(Debug, Clone)]
pub struct OfficeGaps {
    /// The office.
    pub office: office::Model,
    /// Its gaps, the worst first.
    pub gaps: Vec<(Gap, Option<Timestamp>)>,
}

/// How an area stands.
#[derive(Debug)]
pub struct Overview {
    /// When it was looked at.
    pub looked_at: Timestamp,
    /// The province that is shown alone; nothing for the country.
    pub province: Option<ProvinceCode>,
    /// All offices of what is shown.
    pub totals: Totals,
    /// By province, in the order of their codes.
    pub provinces: BTreeMap<String, Totals>,
    /// How each commune stands, for the map of a province.
    pub communes: HashMap<String, Standing>,
    /// Offices with gaps: those of the province that is shown; for the country the provincial ones.
    pub offices: Vec<OfficeGaps>,
}

/// Looks at the offices in the area of `by`.
///
/// # Errors
/// The database cannot be read.
pub async fn read(ctx: &Ctx, by: &Overseer, asked: &Asked) -> Result<Overview, DbErr> {
    let province = match by.area() {
        Area::Province(own) => Some(own.clone()),
        Area::Country => asked.province.clone(),
        Area::Office(_) => None,
    };
    let mut within = Condition::all().add(by.area().offices());
    if let Some(province) = &province {
        within = within.add(office::Column::ProvinceCode.eq(province.as_str()));
    }
    let whole_country = province.is_none() && *by.area() == Area::Country;
    let since = since(ctx, within.clone()).await?;
    let facts = gather(ctx, within).await?;
    let mut seen = Overview {
        looked_at: ctx.clock.now(),
        province,
        totals: Totals::default(),
        provinces: BTreeMap::new(),
        communes: HashMap::new(),
        offices: Vec::new(),
    };
    for Looked { office, gaps } in facts.offices {
        seen.totals.add(&gaps);
        if let Some(province) = &office.province_code {
            seen.provinces.entry(province.clone()).or_default().add(&gaps);
        }
        if let Some(commune) = &office.commune_code {
            seen.communes.insert(commune.clone(), Standing::of(&gaps));
        }
        let listed = !whole_country || office.commune_code.is_none();
        let wanted = asked.gap.map_or(!gaps.is_empty(), |gap| gaps.contains(&gap));
        if listed && wanted {
            let gaps = gaps.into_iter().map(|gap| (gap, since.get(&(office.code.clone(), gap)).copied())).collect();
            seen.offices.push(OfficeGaps { office, gaps });
        }
    }
    Ok(seen)
}

async fn since(ctx: &Ctx, within: Condition) -> Result<HashMap<(String, Gap), Timestamp>, DbErr> {
    let offices = office::Entity::find().select_only().column(office::Column::Code).filter(within).into_query();
    let rows = readiness_gap::Entity::find().filter(readiness_gap::Column::OfficeCode.in_subquery(offices)).all(ctx.db.read()).await?;
    Ok(rows.into_iter().filter_map(|row| Some(((row.office_code, Gap::parse(&row.gap)?), row.found_at))).collect())
}
