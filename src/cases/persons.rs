//! Further persons at risk on one case: siblings, others in the home. Sealed like those of the report, which stays as it was told.
//!
//! Who is added changes what the case stands under: a child found in the home of an adult starts the clocks of a child, from now.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CaseError, clock, closing, content::Person, find, groups, numbers, told};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    clocks::{AgeBand, PersonFacts, TrackFacts, Tracks, tracks},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_person},
    kernel::{FieldError, Timestamp, codes::CaseCode, secret::Plaintext},
    vault::{
        blind_index::Indexed,
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, open, seal},
    },
};

/// Oldest age taken for an age.
const OLDEST: u32 = 120;
/// Answers to a person's sex.
const SEXES: [&str; 3] = ["female", "male", "unknown"];

/// A person at risk, as staff add them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedPerson {
    /// Age in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u32>,
    /// `female`, `male` or `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// Codes of `disability_types`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disabilities: Vec<String>,
    /// Codes of `victim_groups`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Plaintext>,
    /// Who they are to the others, in words: a sibling, a grandmother in the same home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Plaintext>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Plaintext>,
    /// The number of an identity card or passport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_number: Option<Plaintext>,
}

/// A person who was added, opened.
pub struct OpenedPerson {
    /// Who added them.
    pub staff: Uuid,
    /// When.
    pub added_at: Timestamp,
    /// The person.
    pub person: AddedPerson,
}

impl AddedPerson {
    fn as_person(&self) -> Person {
        let Self { age, sex, disabilities, groups, .. } = self.clone();
        Person { age, sex, disabilities, groups, name: None }
    }

    /// The same, checked field by field.
    fn checked(self, ctx: &Ctx) -> Result<Self, CaseError> {
        let unknown = |pointer: &str, code: &str| {
            let shown: String = code.chars().take(40).collect();
            CaseError::Fields(vec![FieldError::new(pointer, "unknown-code").with("value", shown)])
        };
        if self.age.is_some_and(|age| age > OLDEST) {
            return Err(CaseError::field("/age", "age-out-of-range"));
        }
        if let Some(sex) = self.sex.as_deref().filter(|sex| !SEXES.contains(sex)) {
            return Err(unknown("/sex", sex));
        }
        if let Some(code) = self.disabilities.iter().find(|code| !ctx.taxonomy.disability_types.contains(code)) {
            return Err(unknown("/disabilities", code));
        }
        if let Some(code) = self.groups.iter().find(|code| !ctx.taxonomy.victim_groups.contains(code)) {
            return Err(unknown("/groups", code));
        }
        let line = |pointer: &str, text: Option<Plaintext>| {
            text.filter(|text| !text.is_blank()).map(|text| told::line(pointer, &text)).transpose()
        };
        let person = Self {
            name: line("/name", self.name)?,
            relation: line("/relation", self.relation)?,
            phone: line("/phone", self.phone)?,
            identity_number: line("/identity_number", self.identity_number)?,
            ..self
        };
        if person == Self::default() {
            return Err(CaseError::field("/name", "person-empty"));
        }
        Ok(person)
    }
}

/// Adds a person at risk to an open case. For the accountable office and the one above it.
///
/// # Errors
/// `NotFound` out of scope, `Closed`, `NotAccountable`, fields at fault.
pub async fn add(ctx: &Ctx, by: &Responder, code: &CaseCode, person: AddedPerson) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let person = person.checked(ctx)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    // Our own struct always serialises; an empty text would fail loudly when it is opened.
    let text = Plaintext::new(serde_json::to_string(&person).unwrap_or_default());
    let sealed = seal(&key, at(id), &text, ctx.ids.as_ref())?;
    let known = person.as_person();
    let mut given = Vec::new();
    if numbers::may_index_person(&known) {
        given.extend(person.phone.as_ref().map(|phone| (Indexed::Phone, phone)));
        given.extend(person.identity_number.as_ref().map(|number| (Indexed::IdentityNumber, number)));
    }
    let entries = numbers::entries(ctx, found.id, &given)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() && closing::office_above(tx, &case).await?.as_ref() != Some(by.office()) {
                return Err(CaseError::NotAccountable);
            }
            rows::insert(tx, case_person::Model { id, case_id: case.id, staff_id: by.staff(), added_at: now, person: sealed }).await?;
            ledger.record(now, by.actor(), &Event::PersonAdded { person: id });
            let kept = numbers::keep(tx, entries).await?;
            if kept > 0 {
                ledger.record(now, by.actor(), &Event::NumbersIndexed { count: kept });
            }
            widen(ctx, tx, &case, &[known], now).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn widen(ctx: &Ctx, tx: &Tx, case: &case_file::Model, persons: &[Person], now: Timestamp) -> Result<(), CaseError> {
    let facts: Vec<PersonFacts> = persons.iter().map(|p| PersonFacts::new(AgeBand::of_years(p.age), &p.disabilities)).collect();
    let more = tracks(&TrackFacts { people: &facts, categories: &[], domestic_perpetrator: false });
    stand_under(ctx, tx, case, more, &groups::of(persons), now).await
}

/// Lets a case stand under further tracks and groups besides its own. The clocks they bring count from `now`: nobody is late for what
/// nobody knew.
pub(super) async fn stand_under(
    ctx: &Ctx,
    tx: &Tx,
    case: &case_file::Model,
    more: Tracks,
    more_groups: &str,
    now: Timestamp,
) -> Result<(), CaseError> {
    let known = clock::tracks_of(&case.tracks);
    let all: Tracks = known.iter().chain(more.iter()).collect();
    let groups: std::collections::BTreeSet<&str> = case.person_groups.split(' ').chain(more_groups.split(' ')).collect();
    let groups: Vec<&str> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    case_file::Entity::update_many()
        .col_expr(case_file::Column::Tracks, Expr::value(all.to_string()))
        .col_expr(case_file::Column::PersonGroups, Expr::value(groups.join(" ")))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    if all != known {
        let subject = clock::Subject { tracks: all, ..case.into() };
        clock::widen(ctx, tx, subject, now).await?;
        clock::refresh(ctx, tx, subject, now).await?;
    }
    Ok(())
}

/// The persons who were added to a case, oldest first.
pub(super) async fn read(ctx: &Ctx, key: &CaseKey, case: Uuid) -> Result<Vec<OpenedPerson>, CaseError> {
    let query = case_person::Entity::find().filter(case_person::Column::CaseId.eq(case));
    let rows = query.order_by_asc(case_person::Column::AddedAt).order_by_asc(case_person::Column::Id).all(ctx.db.read()).await?;
    let opened = |row: case_person::Model| {
        let text = open(key, at(row.id), &row.person)?;
        let person = serde_json::from_str(text.reveal()).map_err(|_| CaseError::Database(DbErr::Type("sealed column".into())))?;
        Ok(OpenedPerson { staff: row.staff_id, added_at: row.added_at, person })
    };
    rows.into_iter().map(opened).collect()
}

const fn at(row: Uuid) -> At {
    At { table: "case_person", column: "person", row }
}
