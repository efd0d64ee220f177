//! What a change will do, counted without doing it: for whoever loads it, and for the page. Counts and public names only.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::{MapChangeError, turn, who::all_names};
use crate::{
    ctx::Ctx,
    entity::{case_file, exclusion, office, staff},
    kernel::codes::CommuneCode,
    localities::{
        map_change::{Map, Plan},
        standard_offices::committee_of,
        store,
    },
};

/// The counts of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Communes that end, and what each becomes, the default first.
    pub retired: Vec<(String, Vec<String>)>,
    /// Communes that go on with less ground.
    pub shrunk: Vec<String>,
    /// Communes that come into being.
    pub new: Vec<String>,
    /// Communes that keep their code, before and after.
    pub altered: Vec<(String, String)>,
    /// Provinces that get another name.
    pub provinces: Vec<String>,
    /// Committees that are suspended, and which goes on for each.
    pub offices_suspended: Vec<(String, String)>,
    /// Committees that are made.
    pub offices_new: Vec<String>,
    /// Police posts, schools and stations that lie in another commune afterwards.
    pub offices_relocated: u64,
    /// Members of staff who go to another office.
    pub staff_moved: u64,
    /// Open cases that move, by the commune they leave and the one they go to.
    pub cases: Vec<(String, String, u64)>,
    /// Open cases of which somebody must find out in which part they lie.
    pub cases_to_locate: u64,
    /// Exclusions that get a name on the new map.
    pub exclusions: u64,
    /// What somebody should look at.
    pub warnings: Vec<Warning>,
}

/// What somebody should look at before the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "what", rename_all = "snake_case")]
pub enum Warning {
    /// Nobody will answer in this committee: its cases go to the office above.
    Unstaffed(String),
    /// This office has a name of its own, which is kept.
    OwnName(String),
    /// The other offices of this commune go to its default part.
    OfficesOfASplit(String),
    /// No commune is left in this province; its own offices and cases wait for an administrator.
    EmptyProvince(String),
    /// Outlines are those of before: a position in this commune gives its default part until new ones are loaded.
    OldOutline(String),
}

impl Warning {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unstaffed(_) => "unstaffed",
            Self::OwnName(_) => "own-name",
            Self::OfficesOfASplit(_) => "offices-of-a-split",
            Self::EmptyProvince(_) => "empty-province",
            Self::OldOutline(_) => "old-outline",
        }
    }

    /// What it is about: an office, a commune or a province.
    #[must_use]
    pub fn what(&self) -> &str {
        match self {
            Self::Unstaffed(what)
            | Self::OwnName(what)
            | Self::OfficesOfASplit(what)
            | Self::EmptyProvince(what)
            | Self::OldOutline(what) => what,
        }
    }
}

impl Preview {
    /// Open cases that move.
    #[must_use]
    pub fn cases_moved(&self) -> u64 {
        self.cases.iter().map(|(_, _, count)| count).sum()
    }

    /// Counts what `plan` will do to the map as it is.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn of(ctx: &Ctx, plan: &Plan) -> Result<Self, MapChangeError> {
        let before = store::map(ctx.db.read()).await?;
        let after = before.clone().after(plan);
        let mut preview = Self {
            shrunk: plan.shrunk().into_iter().map(|code| named(&before, code)).collect(),
            new: plan.new.iter().map(|row| format!("{} {}", row.code, row.full_name)).collect(),
            altered: plan.altered.iter().map(|row| (named(&before, &row.code), format!("{} {}", row.code, row.full_name))).collect(),
            provinces: plan.provinces.iter().map(|row| format!("{} {}", row.code, row.full_name)).collect(),
            offices_new: plan.new.iter().map(|row| format!("ubnd-{}", row.code)).collect(),
            ..Self::default()
        };
        let mut staffed: BTreeMap<String, bool> = BTreeMap::new();
        for code in plan.retired() {
            preview.retire(ctx, plan, (&before, &after), code, &mut staffed).await?;
        }
        for code in plan.shrunk() {
            let open = open_cases(ctx, code).await?;
            preview.cases_to_locate += open;
            preview.warnings.push(Warning::OldOutline(named(&before, code)));
        }
        for row in &plan.altered {
            preview.alter(ctx, &before, row).await?;
        }
        preview.warnings.extend(staffed.into_iter().filter(|(_, staffed)| !staffed).map(|(office, _)| Warning::Unstaffed(office)));
        let left = |map: &Map, province| map.communes.values().filter(|row| row.province_code == province).count();
        for (code, row) in &after.provinces {
            if left(&after, code.clone()) == 0 && left(&before, code.clone()) > 0 {
                preview.warnings.push(Warning::EmptyProvince(row.full_name.clone()));
            }
        }
        Ok(preview)
    }

    async fn retire(
        &mut self,
        ctx: &Ctx,
        plan: &Plan,
        (before, after): (&Map, &Map),
        code: &CommuneCode,
        staffed: &mut BTreeMap<String, bool>,
    ) -> Result<(), MapChangeError> {
        let db = ctx.db.read();
        let parts = plan.parts(code);
        let Some(into) = parts.first() else { return Ok(()) };
        self.retired.push((named(before, code), parts.iter().map(|part| named(after, part)).collect()));
        let heir = turn::committees(db, into).await?.into_iter().next();
        let heir_code = heir.as_ref().map_or_else(|| format!("ubnd-{into}"), |office| office.code.clone());
        let answers = staffed.entry(heir_code.clone()).or_insert(heir.is_some_and(|office| office.staffed));
        let mut names = Vec::new();
        for committee in turn::committees(db, code).await? {
            *answers |= committee.staffed;
            let people = staff::Entity::find().filter(staff::Column::OfficeCode.eq(&committee.code)).filter(staff::Column::Active.eq(true));
            self.staff_moved += people.count(db).await?;
            self.offices_suspended.push((committee.code.clone(), heir_code.clone()));
            names.push(committee.code);
        }
        let others = office::Entity::find().filter(office::Column::CommuneCode.eq(code.as_str()));
        let others = others.filter(office::Column::Code.is_not_in(&names)).filter(office::Column::MergedInto.is_null()).count(db).await?;
        self.offices_relocated += others;
        let open = open_cases(ctx, code).await?;
        if open > 0 {
            self.cases.push((code.to_string(), into.to_string(), open));
        }
        let excluded = exclusion::Entity::find().filter(exclusion::Column::Party.is_in(all_names(code, &names)));
        self.exclusions += excluded.count(db).await?;
        if parts.len() > 1 {
            self.cases_to_locate += open;
            self.warnings.push(Warning::OldOutline(named(before, code)));
            if others > 0 {
                self.warnings.push(Warning::OfficesOfASplit(named(before, code)));
            }
        }
        Ok(())
    }

    async fn alter(&mut self, ctx: &Ctx, before: &Map, row: &crate::localities::seed::CommuneRow) -> Result<(), MapChangeError> {
        let Some(old) = before.communes.get(&row.code) else { return Ok(()) };
        if let Some(standard) = committee_of(old)
            && let Some(found) = office::Entity::find_by_id(standard.code.as_str()).one(ctx.db.read()).await?
            && found.name != standard.name
        {
            self.warnings.push(Warning::OwnName(found.code));
        }
        if old.province_code != row.province_code {
            let open = open_cases(ctx, &row.code).await?;
            if open > 0 {
                self.cases.push((row.code.to_string(), row.code.to_string(), open));
            }
        }
        Ok(())
    }
}

fn named(map: &Map, code: &CommuneCode) -> String {
    map.communes.get(code).map_or_else(|| code.to_string(), |row| format!("{code} {}", row.full_name))
}

async fn open_cases(ctx: &Ctx, commune: &CommuneCode) -> Result<u64, MapChangeError> {
    let open =
        case_file::Entity::find().filter(case_file::Column::CommuneCode.eq(commune.as_str())).filter(case_file::Column::ClosedAt.is_null());
    Ok(open.count(ctx.db.read()).await?)
}
