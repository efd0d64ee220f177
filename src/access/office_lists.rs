//! Offices as an administrator sees them: those of the area, searched and paged, each with what stands around it.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{AdministrationError, Administrator, people::Listed, staffing};
use crate::{
    ctx::Ctx,
    entity::{office, staff},
    kernel::{codes::CommuneCode, fold::fold, terms::terms},
};

/// Offices of one page of a list.
pub const PAGE: usize = 50;

terms! {
    /// The state of an office.
    OfficeState {
        /// Somebody there can answer.
        Staffed = "staffed",
        /// Nobody there can answer.
        Unstaffed = "unstaffed",
        /// Suspended.
        Suspended = "suspended",
        /// Merged into another.
        Merged = "merged",
    }
}

impl OfficeState {
    /// The state of a row.
    #[must_use]
    pub fn of(office: &office::Model) -> Self {
        match (&office.merged_into, office.suspended, office.staffed) {
            (Some(_), ..) => Self::Merged,
            (None, true, _) => Self::Suspended,
            (None, false, true) => Self::Staffed,
            (None, false, false) => Self::Unstaffed,
        }
    }
}

/// What is looked for.
#[derive(Debug, Default, Clone)]
pub struct Search {
    /// Part of a name or code of the office or its commune, without regard to accents.
    pub text: Option<String>,
    /// Only offices in this state.
    pub state: Option<OfficeState>,
    /// Code of the last office of the page before.
    pub after: Option<String>,
}

/// An office in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The office.
    pub office: office::Model,
    /// How many people work there, those who are only invited included.
    pub people: usize,
}

/// An office with what stands around it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The office.
    pub office: office::Model,
    /// The office above.
    pub parent: Option<office::Model>,
    /// The office it was merged into.
    pub successor: Option<office::Model>,
    /// Offices directly below.
    pub below: usize,
    /// Everybody who works there, in any standing.
    pub people: Vec<staff::Model>,
    /// Of these, who can answer for a case.
    pub answering: usize,
}

/// Offices of the area in the order of their codes. The whole area is read: some thousand rows, for a page that few open.
///
/// # Errors
/// The database cannot be read.
pub async fn list(ctx: &Ctx, by: &Administrator, search: &Search) -> Result<Listed<Row>, AdministrationError> {
    let mut query = office::Entity::find().filter(by.offices()).order_by_asc(office::Column::Code);
    if let Some(after) = &search.after {
        query = query.filter(office::Column::Code.gt(after));
    }
    let wanted = search.text.as_deref().map(fold).filter(|text| !text.is_empty());
    let fits = |office: &office::Model| {
        search.state.is_none_or(|state| OfficeState::of(office) == state) && wanted.as_ref().is_none_or(|text| says(ctx, office, text))
    };
    let mut offices: Vec<office::Model> = query.all(ctx.db.read()).await?.into_iter().filter(fits).take(PAGE + 1).collect();
    let more = offices.len() > PAGE;
    offices.truncate(PAGE);
    let next = offices.last().filter(|_| more).map(|office| office.code.clone());
    let people = people_of(ctx, &offices).await?;
    let row = |office: office::Model| Row { people: people.get(&office.code).copied().unwrap_or_default(), office };
    Ok(Listed { rows: offices.into_iter().map(row).collect(), next })
}

fn says(ctx: &Ctx, office: &office::Model, text: &str) -> bool {
    let commune = office.commune_code.as_deref().and_then(CommuneCode::parse);
    let commune = commune.and_then(|code| ctx.places.commune(&code)).map(|commune| commune.name.to_string());
    let said = [Some(&office.name), Some(&office.name_en), Some(&office.code), office.commune_code.as_ref(), commune.as_ref()];
    said.into_iter().flatten().any(|said| fold(said).contains(text))
}

async fn people_of(ctx: &Ctx, offices: &[office::Model]) -> Result<BTreeMap<String, usize>, DbErr> {
    let codes = offices.iter().map(|office| office.code.as_str());
    let active: Vec<String> = staff::Entity::find()
        .select_only()
        .column(staff::Column::OfficeCode)
        .filter(staff::Column::OfficeCode.is_in(codes))
        .filter(staff::Column::Active.eq(true))
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let mut counted = BTreeMap::new();
    for code in active {
        *counted.entry(code).or_insert(0) += 1;
    }
    Ok(counted)
}

/// An office of the area.
///
/// # Errors
/// [`AdministrationError::NotFound`] outside of it, exactly as for none.
pub async fn detail(ctx: &Ctx, by: &Administrator, code: &str) -> Result<Detail, AdministrationError> {
    let db = ctx.db.read();
    let office = office::Entity::find_by_id(code).filter(by.offices()).one(db).await?.ok_or(AdministrationError::NotFound)?;
    let named = async |code: &Option<String>| match code {
        Some(code) => office::Entity::find_by_id(code).one(db).await,
        None => Ok(None),
    };
    let mut people = staff::Entity::find().filter(staff::Column::OfficeCode.eq(code)).order_by_asc(staff::Column::Email).all(db).await?;
    people.retain(|person| ctx.vault.desk().is_ok_and(|desk| desk.wrote(person)));
    let below = office::Entity::find()
        .select_only()
        .column(office::Column::Code)
        .filter(office::Column::ParentCode.eq(code))
        .into_tuple::<String>()
        .all(db)
        .await?;
    Ok(Detail {
        parent: named(&office.parent_code).await?,
        successor: named(&office.merged_into).await?,
        below: below.len(),
        answering: staffing::answering(ctx, db, code).await?.len(),
        people,
        office,
    })
}
