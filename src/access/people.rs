//! People as an administrator sees them: those who work at an office of the area, and what state their account is in.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockType, Query},
};
use uuid::Uuid;

use super::{AdministrationError, Administrator, staffing};
use crate::{
    ctx::Ctx,
    db::Tx,
    entity::{office, session, staff},
    kernel::{fold::fold, terms::terms},
    vault::macs::staff_fields,
};

/// People of one page of a list.
pub const PAGE: usize = 50;
/// Rows read at once while searching.
const CHUNK: u64 = 1_000;

terms! {
    /// The state of an account.
    Standing {
        /// Asked to choose a password.
        Invited = "invited",
        /// At work.
        Working = "working",
        /// Suspended; may come back with the same password.
        Suspended = "suspended",
        /// Gone; comes back by a new invitation only.
        Left = "left",
    }
}

impl Standing {
    /// The standing of a row.
    #[must_use]
    pub fn of(row: &staff::Model) -> Self {
        match (row.active, row.password_hash.is_empty()) {
            (true, true) => Self::Invited,
            (true, false) => Self::Working,
            (false, false) => Self::Suspended,
            (false, true) => Self::Left,
        }
    }
}

/// A person and where they work.
#[derive(Debug, Clone)]
pub struct Person {
    /// The row; authentic.
    pub row: staff::Model,
    /// Their office.
    pub office: office::Model,
}

/// One page of a list.
#[derive(Debug)]
pub struct Listed<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// What is looked for.
#[derive(Debug, Default, Clone)]
pub struct Search {
    /// Part of a name or mail address, or of an office's code, without regard to accents.
    pub text: Option<String>,
    /// Only people of this office.
    pub office: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// The person of an id, where they work in the area.
///
/// # Errors
/// [`AdministrationError::NotFound`] outside of it, exactly as for nobody.
pub async fn find(ctx: &Ctx, db: &impl ConnectionTrait, by: &Administrator, id: Uuid) -> Result<Person, AdministrationError> {
    let row = find_authentic(ctx, db, id).await?.ok_or(AdministrationError::NotFound)?;
    let office = office::Entity::find_by_id(&row.office_code).filter(by.offices()).one(db).await?;
    Ok(Person { row, office: office.ok_or(AdministrationError::NotFound)? })
}

/// The row of somebody, at work or not, where the desk wrote it.
///
/// # Errors
/// The database cannot be read.
pub async fn find_authentic(ctx: &Ctx, db: &impl ConnectionTrait, id: Uuid) -> Result<Option<staff::Model>, DbErr> {
    let row = staff::Entity::find_by_id(id).one(db).await?;
    Ok(row.filter(|row| ctx.vault.desk().is_ok_and(|desk| desk.wrote(row))))
}

/// An office of the area that still stands for itself, as a field names it.
///
/// # Errors
/// A fault at `pointer`, the same for an office outside the area as for none.
pub async fn office_at(
    db: &impl ConnectionTrait,
    by: &Administrator,
    code: &str,
    pointer: &str,
) -> Result<office::Model, AdministrationError> {
    let found = office::Entity::find_by_id(code).filter(by.offices()).one(db).await?;
    found.filter(|office| office.merged_into.is_none()).ok_or_else(|| AdministrationError::field(pointer, "unknown-office"))
}

/// People of the area, by mail address.
///
/// # Errors
/// The database cannot be read.
pub async fn list(ctx: &Ctx, by: &Administrator, search: &Search) -> Result<Listed<staff::Model>, AdministrationError> {
    let offices = Query::select().column(office::Column::Code).from(office::Entity).cond_where(by.offices()).to_owned();
    let mut filter = Condition::all().add(staff::Column::OfficeCode.in_subquery(offices));
    if let Some(office) = &search.office {
        filter = filter.add(staff::Column::OfficeCode.eq(office));
    }
    let wanted = search.text.as_deref().map(fold).filter(|text| !text.is_empty());
    let mut place = search.after.as_deref().and_then(Place::from_text);
    let mut rows: Vec<staff::Model> = Vec::new();
    loop {
        let chunk = in_order(filter.clone(), place.as_ref()).limit(CHUNK).all(ctx.db.read()).await?;
        let read_on = chunk.len() as u64 == CHUNK;
        place = chunk.last().map(Place::of);
        let fits = |row: &staff::Model| wanted.as_ref().is_none_or(|text| says(row, text));
        rows.extend(chunk.into_iter().filter(|row| ctx.vault.desk().is_ok_and(|desk| desk.wrote(row)) && fits(row)));
        if !read_on || rows.len() > PAGE {
            break;
        }
    }
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| Place::of(row).to_text());
    Ok(Listed { rows, next })
}

fn says(row: &staff::Model, text: &str) -> bool {
    [&row.name, &row.email, &row.office_code].into_iter().any(|said| fold(said).contains(text))
}

fn in_order(filter: Condition, after: Option<&Place>) -> sea_orm::Select<staff::Entity> {
    let mut query = staff::Entity::find().filter(filter).order_by_asc(staff::Column::Email);
    if let Some(Place(email)) = after {
        query = query.filter(staff::Column::Email.gt(email));
    }
    query
}

/// A place in the list: after this mail address, which is unique.
struct Place(String);

impl Place {
    fn of(row: &staff::Model) -> Self {
        Self(row.email.clone())
    }

    fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }

    fn from_text(text: &str) -> Option<Self> {
        String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok().map(Self)
    }
}

/// The row of a person, held until this unit of work ends. After chains and offices.
///
/// # Errors
/// [`AdministrationError::NotFound`] when it is gone or no longer authentic.
pub async fn held(ctx: &Ctx, tx: &Tx, id: Uuid) -> Result<staff::Model, AdministrationError> {
    let row = staff::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    row.filter(|row| ctx.vault.desk().is_ok_and(|desk| desk.wrote(row))).ok_or(AdministrationError::NotFound)
}

/// Stores a changed row under a new MAC.
///
/// # Errors
/// No desk keys, or the database refuses.
pub async fn store(ctx: &Ctx, tx: &Tx, mut row: staff::Model) -> Result<(), AdministrationError> {
    row.row_mac = ctx.vault.desk()?.staff_row_mac(&staff_fields(&row)).to_vec();
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// The colleagues of somebody who could take their work over.
///
/// # Errors
/// The database cannot be read.
pub async fn colleagues(ctx: &Ctx, person: &staff::Model) -> Result<Vec<staff::Model>, AdministrationError> {
    let mut people = staffing::answering(ctx, ctx.db.read(), &person.office_code).await?;
    people.retain(|colleague| colleague.id != person.id);
    Ok(people)
}

/// Ends every session of a person.
///
/// # Errors
/// The database refuses.
pub async fn end_sessions(tx: &Tx, person: Uuid) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::Column::StaffId.eq(person)).exec(tx).await?;
    Ok(())
}
