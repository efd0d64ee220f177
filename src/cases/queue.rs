//! The queue: the open cases in scope, the one that is due first on top, a page at a time.
//!
//! Its cost follows the page and the number of offices below, not the cases there are: each way to see a case (an office's own and those
//! below, let in, asked) gives the first of its own order from an index, and only these are put together. One filter that names all
//! ways at once reads every open case of the country (measured: 0.4 s at a million, where this takes 2 ms).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Asterisk, Expr, ExprTrait, IntoCondition, JoinType, Query, SelectStatement, UnionType},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::find;
use crate::{
    access::Scope,
    entity::{case_file, office},
    kernel::{
        Timestamp,
        terms::{Severity, terms},
    },
};

/// Most rows of one page.
pub const PAGE: u64 = 50;

/// A place in the queue: after this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    due_at: Timestamp,
    id: Uuid,
}

impl Cursor {
    /// As it stands in an address: opaque, and safe in one.
    #[must_use]
    pub fn to_text(self) -> String {
        // A time and an id always serialise.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self).unwrap_or_default())
    }

    /// Reads what [`Cursor::to_text`] wrote; nothing for any other text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

terms! {
    /// Whose cases are shown.
    Whose {
        /// Those the reader is named for.
        Mine = "mine",
        /// Those nobody is named for.
        Nobody = "nobody",
        /// Both.
        ToDo = "to_do",
    }
}

/// Which of the cases in scope are shown; all of them by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Of this severity only.
    pub severity: Option<Severity>,
    /// Of these people only.
    pub whose: Option<Whose>,
    /// Due before this instant.
    pub due_before: Option<Timestamp>,
    /// Those for which the reader's own office is accountable.
    pub own_office: bool,
}

impl Narrow {
    pub(super) fn condition(self, scope: &Scope) -> Condition {
        let whose = self.whose.map(|whose| match whose {
            Whose::Mine => case_file::Column::AssignedTo.eq(scope.staff),
            Whose::Nobody => case_file::Column::AssignedTo.is_null(),
            Whose::ToDo => case_file::Column::AssignedTo.eq(scope.staff).or(case_file::Column::AssignedTo.is_null()),
        });
        Condition::all()
            .add_option(self.severity.map(|severity| case_file::Column::Severity.eq(severity.code())))
            .add_option(whose)
            .add_option(self.due_before.map(|before| case_file::Column::DueAt.lt(before)))
    }
}

/// One page of the open cases in scope, the one that is due first on top: what is overdue longest stands above all.
///
/// # Errors
/// The database cannot be read.
pub async fn page(
    db: &impl ConnectionTrait,
    scope: &Scope,
    narrow: Narrow,
    after: Option<Cursor>,
) -> Result<(Vec<case_file::Model>, Option<Cursor>), DbErr> {
    if !scope.sees_cases {
        return Ok((Vec::new(), None));
    }
    let mut shown = Condition::all().add(narrow.condition(scope)).add(find::not_excluded(scope));
    if let Some(after) = after {
        let beyond = Condition::any()
            .add(case_file::Column::DueAt.gt(after.due_at))
            .add(Condition::all().add(case_file::Column::DueAt.eq(after.due_at)).add(case_file::Column::Id.gt(after.id)));
        shown = shown.add(beyond);
    }
    let office = scope.office.as_str();
    let mut first = outermost(if narrow.own_office {
        first_of(&shown, case_file::Column::OfficeCode.eq(office))
    } else {
        own_and_below(db.get_database_backend(), office, &shown)
    });
    if !narrow.own_office {
        for way in [find::granted(office), find::offered(office)] {
            first.union(UnionType::Distinct, outermost(first_of(&shown, case_file::Column::Id.in_subquery(way))));
        }
    }
    let ids = Query::select().column(case_file::Column::Id).from_subquery(first, "first").to_owned();
    let query = case_file::Entity::find().filter(case_file::Column::Id.in_subquery(ids));
    let mut rows = query.order_by_asc(case_file::Column::DueAt).order_by_asc(case_file::Column::Id).limit(PAGE + 1).all(db).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).and_then(|last| Some(Cursor { due_at: last.due_at?, id: last.id }));
    Ok((rows, next))
}

/// A statement with an order and a limit may stand in a union only as a table.
fn outermost(limited: SelectStatement) -> SelectStatement {
    Query::select().column(Asterisk).from_subquery(limited, "way").to_owned()
}

/// Ids and due times of the first open cases that are `shown`.
fn first_of(shown: &Condition, of: impl IntoCondition) -> SelectStatement {
    case_file::Entity::find()
        .select_only()
        .columns([case_file::Column::Id, case_file::Column::DueAt])
        .filter(case_file::Column::ClosedAt.is_null())
        .filter(shown.clone())
        .filter(of)
        .order_by_asc(case_file::Column::DueAt)
        .order_by_asc(case_file::Column::Id)
        .limit(PAGE + 1)
        .into_query()
}

/// The first of the office and of those directly below it. SQLite stops reading an office's index when it has enough; PostgreSQL has to
/// be told to look at each office apart (11 ms instead of 47 for the 50,000 open cases of a province).
fn own_and_below(backend: DbBackend, code: &str, shown: &Condition) -> SelectStatement {
    let reached = Condition::any().add(office::Column::Code.eq(code)).add(office::Column::ParentCode.eq(code));
    if backend == DbBackend::Postgres {
        let of_office = Expr::col((case_file::Entity, case_file::Column::OfficeCode)).equals((office::Entity, office::Column::Code));
        let each = first_of(shown, of_office);
        return Query::select()
            .column(("each", case_file::Column::Id))
            .column(("each", case_file::Column::DueAt))
            .from(office::Entity)
            .join_lateral(JoinType::InnerJoin, each, "each", Expr::val(true))
            .cond_where(reached)
            .order_by(("each", case_file::Column::DueAt), sea_orm::Order::Asc)
            .order_by(("each", case_file::Column::Id), sea_orm::Order::Asc)
            .limit(PAGE + 1)
            .to_owned();
    }
    let offices = Query::select().column(office::Column::Code).from(office::Entity).cond_where(reached).to_owned();
    first_of(shown, case_file::Column::OfficeCode.in_subquery(offices))
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use uuid::Uuid;

    use super::Cursor;

    #[test]
    fn a_place_in_the_queue_survives_an_address() {
        let at = Cursor { due_at: Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap(), id: Uuid::from_u128(7) };
        let text = at.to_text();
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')), "{text}");
        assert_eq!(Cursor::from_text(&text), Some(at));
        assert_eq!(Cursor::from_text("not a cursor"), None);
        assert_eq!(Cursor::from_text(""), None);
    }
}
