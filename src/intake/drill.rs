//! Practice reports: planned by the office above, sent through the very path of a real one, marked wherever they are seen.
//!
//! Invariants: nobody reported, so there is no access code and no key for one; a case is a drill from its first instant or never; an
//! office has one drill at a time; each is sent once, however many workers run, because it stops waiting in the transaction that opens
//! its case. Police and the round-the-clock desk are told only where the sender asked for it; ministry and national hotline never are.
//!
//! Deliberately absent: holding a drill back while an office has real work. Whoever plans drills may be kept from knowing of a case, and
//! a drill that does not come would tell them.

use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    ReportBody, ReportForm,
    body::PlaceBody,
    submit::{CHANNEL_DRILL, Submission, SubmitError, submit},
};
use crate::{
    access::{AccessError, Area, Overseer},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, error::violates_unique, rows},
    entity::{drill, office},
    kernel::{
        Classify, FieldError, Kind, Lang, Timestamp,
        codes::{CommuneCode, OfficeCode},
        secret::Plaintext,
        terms::Severity,
    },
    localities::{Because, OfficeKind, Route},
};

/// Farthest ahead that a drill may be planned.
pub const FARTHEST: Duration = Duration::days(7);
/// Drills sent per round.
const ROUND: u64 = 20;

/// To whom a drill goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// The committee of this commune.
    Commune(CommuneCode),
    /// Any committee of the area where somebody answers, drawn by lot.
    Anyone,
}

/// A drill as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// To whom.
    pub to: Recipient,
    /// How urgent it looks.
    pub severity: Severity,
    /// When; nothing for now.
    pub at: Option<Timestamp>,
    /// Whether police and the round-the-clock desk are told as they would be of a real one.
    pub with_notices: bool,
}

/// Why a drill was not planned, sent or taken back.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// Fields at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// No such drill in the area.
    #[error("not found")]
    NotFound,
    /// Not let through.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// It could not be taken as a report.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl DrillError {
    fn field(pointer: &str, message: &'static str) -> Self {
        Self::Fields(vec![FieldError::new(pointer, message)])
    }
}

impl Classify for DrillError {
    fn kind(&self) -> Kind {
        match self {
            Self::Fields(_) => Kind::Invalid,
            Self::NotFound => Kind::NotFound,
            Self::Access(error) => error.kind(),
            Self::Submit(error) => error.kind(),
            Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Fields(_) => "fields",
            Self::NotFound => "not-found",
            Self::Access(error) => error.code(),
            Self::Submit(error) => error.code(),
            Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

/// Plans a drill, and sends it at once when no later time is asked for.
///
/// # Errors
/// [`DrillError`] names the field: a commune outside the area or where nobody answers, one that has a drill, a time that is past or far.
pub async fn plan(ctx: &Ctx, by: &Overseer, order: Order) -> Result<drill::Model, DrillError> {
    by.from_above()?;
    let now = ctx.clock.now();
    let send_at = order.at.unwrap_or(now);
    if order.at.is_some_and(|at| at < now) {
        return Err(DrillError::field("/at", "time-in-past"));
    }
    if send_at > now + FARTHEST {
        return Err(DrillError::field("/at", "drill-too-far"));
    }
    let office = match &order.to {
        Recipient::Commune(code) => of_commune(ctx, by, code).await?,
        Recipient::Anyone => by_lot(ctx, by).await?,
    };
    let row = drill::Model {
        id: ctx.ids.row(now),
        planned_by: by.staff(),
        office_code: office.code,
        severity: order.severity.code().to_owned(),
        with_notices: order.with_notices,
        planned_at: now,
        send_at,
        withdrawn_at: None,
        case_id: None,
        sent_at: None,
        ended_at: None,
    };
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let inserted = rows::insert(tx, row.clone()).await;
            if inserted.as_ref().is_err_and(|error| violates_unique(error, "drill", "office_code", "uq_drill_at_once")) {
                return Err(DrillError::field("/commune", "drill-already"));
            }
            inserted?;
            ledger.record(now, by.actor(), &Event::DrillPlanned { drill: row.id, office: &row.office_code, severity: &row.severity });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await?;
    if send_at <= now {
        send(ctx, &row).await?;
    }
    Ok(drill::Entity::find_by_id(row.id).one(ctx.db.read()).await?.unwrap_or(row))
}

/// Takes back a drill that was not sent yet.
///
/// # Errors
/// `NotFound` outside the area; a drill that is not waiting.
pub async fn withdraw(ctx: &Ctx, by: &Overseer, id: Uuid) -> Result<(), DrillError> {
    by.from_above()?;
    let found = drill::Entity::find_by_id(id).one(ctx.db.read()).await?.ok_or(DrillError::NotFound)?;
    let office = office::Entity::find_by_id(&found.office_code).one(ctx.db.read()).await?.ok_or(DrillError::NotFound)?;
    if !by.area().covers(&office) {
        return Err(DrillError::NotFound);
    }
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            if !no_longer_waits(tx, id, now).await? {
                return Err(SubmitError::NotWaiting.into());
            }
            ledger.record(now, by.actor(), &Event::DrillWithdrawn { drill: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Sends the drills whose time has come. Returns how many were sent. One whose office has nobody left to answer is taken back: the look
/// at readiness says so without practice.
///
/// # Errors
/// The database refuses.
pub async fn send_due(ctx: &Ctx) -> Result<usize, DrillError> {
    // What members of staff planned is sent where staff are known.
    if ctx.vault.desk().is_err() {
        return Ok(0);
    }
    let due = drill::Entity::find()
        .filter(drill::Column::SentAt.is_null())
        .filter(drill::Column::WithdrawnAt.is_null())
        .filter(drill::Column::SendAt.lte(ctx.clock.now()))
        .order_by_asc(drill::Column::SendAt)
        .limit(ROUND)
        .all(ctx.db.read())
        .await?;
    let mut sent = 0;
    for row in due {
        match send(ctx, &row).await {
            Ok(()) => sent += 1,
            Err(DrillError::Submit(SubmitError::OutOfReach | SubmitError::NotWaiting)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(sent)
}

async fn send(ctx: &Ctx, row: &drill::Model) -> Result<(), DrillError> {
    let outcome = match submission(ctx, row).await? {
        Some(submission) => submit(ctx, submission).await.map(|_| ()),
        None => Err(SubmitError::OutOfReach),
    };
    if let Err(SubmitError::OutOfReach) = outcome {
        ctx.db
            .write(async |tx| {
                let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(row.planned_by)).await?;
                let now = ctx.clock.now();
                if no_longer_waits(tx, row.id, now).await? {
                    ledger.record(now, crate::kernel::Actor::System, &Event::DrillWithdrawn { drill: row.id });
                }
                ledger.finish(tx).await
            })
            .await?;
    }
    Ok(outcome?)
}

/// The drill as a report; nothing where its office is out of service or its codes cannot be read.
async fn submission(ctx: &Ctx, row: &drill::Model) -> Result<Option<Submission>, DrillError> {
    let office = office::Entity::find_by_id(&row.office_code).one(ctx.db.read()).await?.filter(can_be_drilled);
    let (Some(office), Some(severity)) = (office, Severity::parse(&row.severity)) else { return Ok(None) };
    let (Some(code), Some(commune)) = (OfficeCode::parse(&office.code), office.commune_code) else { return Ok(None) };
    let words = |lang| ctx.words.text(lang, "drill-story", &[]);
    let body = ReportBody {
        story: Some(Plaintext::new(format!("{}\n\n{}", words(Lang::Vi), words(Lang::En)))),
        place: Some(PlaceBody { commune: Some(commune), ..PlaceBody::default() }),
        ..ReportBody::default()
    };
    let form = ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(DrillError::Fields)?;
    let practice = Practice { id: row.id, planned_by: row.planned_by, office: code, severity, with_notices: row.with_notices };
    Ok(Some(Submission {
        form,
        channel: CHANNEL_DRILL,
        key: None,
        canonical: Plaintext::new(String::new()),
        receipt_for: Duration::zero(),
        lang: Lang::default(),
        drill: Some(practice),
        suspected: None,
        filed_by: None,
    }))
}

/// Marks a waiting drill as taken back; false when it does not wait any more.
async fn no_longer_waits(tx: &Tx, id: Uuid, now: Timestamp) -> Result<bool, DbErr> {
    let taken_back = drill::Entity::update_many()
        .col_expr(drill::Column::WithdrawnAt, Expr::value(now))
        .filter(drill::Column::Id.eq(id))
        .filter(drill::Column::SentAt.is_null())
        .filter(drill::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    Ok(taken_back.rows_affected == 1)
}

fn can_be_drilled(office: &office::Model) -> bool {
    office.staffed && !office.suspended && office.merged_into.is_none() && office.kind == OfficeKind::CommunePc.code()
}

async fn of_commune(ctx: &Ctx, by: &Overseer, code: &CommuneCode) -> Result<office::Model, DrillError> {
    let office = office::Entity::find()
        .filter(office::Column::Kind.eq(OfficeKind::CommunePc.code()))
        .filter(office::Column::CommuneCode.eq(code.as_str()))
        .filter(by.area().offices())
        .order_by_asc(office::Column::Code)
        .one(ctx.db.read())
        .await?
        .ok_or_else(|| DrillError::field("/commune", "drill-outside"))?;
    if can_be_drilled(&office) { Ok(office) } else { Err(DrillError::field("/commune", "drill-nobody-there")) }
}

/// One of the committees of the area that answer and have no drill, each as likely as the others.
async fn by_lot(ctx: &Ctx, by: &Overseer) -> Result<office::Model, DrillError> {
    let busy: Vec<String> = drill::Entity::find()
        .select_only()
        .column(drill::Column::OfficeCode)
        .filter(drill::Column::EndedAt.is_null())
        .filter(drill::Column::WithdrawnAt.is_null())
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let mut offices = office::Entity::find()
        .filter(office::Column::Kind.eq(OfficeKind::CommunePc.code()))
        .filter(office::Column::Staffed.eq(true))
        .filter(by.area().offices())
        .order_by_asc(office::Column::Code)
        .all(ctx.db.read())
        .await?;
    offices.retain(|office| can_be_drilled(office) && !busy.contains(&office.code));
    let mut random = [0; 8];
    ctx.ids.fill(&mut random);
    let lot = usize::try_from(u64::from_le_bytes(random) % u64::try_from(offices.len().max(1)).unwrap_or(1)).unwrap_or_default();
    if lot < offices.len() { Ok(offices.swap_remove(lot)) } else { Err(DrillError::field("/commune", "drill-nobody-there")) }
}

/// What makes a submission a drill.
#[derive(Debug, Clone)]
pub struct Practice {
    /// The planned drill.
    pub(super) id: Uuid,
    /// Who planned it.
    pub(super) planned_by: Uuid,
    /// The office it is for.
    pub(super) office: OfficeCode,
    /// How urgent it looks.
    pub(super) severity: Severity,
    /// Whether others are told as they would be of a real one.
    pub(super) with_notices: bool,
}

impl Practice {
    /// Leaves out whoever is not to be told. A drill that routing leads to another office is not for this one.
    pub(super) fn keep_to_the_office(&self, route: &mut Route) -> Result<(), SubmitError> {
        if route.accountable != self.office {
            return Err(SubmitError::OutOfReach);
        }
        if !self.with_notices {
            route.notify.clear();
            route.because.retain(|because| !matches!(because, Because::EmergencyTold { .. }));
        }
        Ok(())
    }

    /// Whether it still waits to be sent; nobody else sends it or takes it back meanwhile.
    pub(super) async fn is_waiting(&self, tx: &Tx) -> Result<bool, DbErr> {
        let row = drill::Entity::find_by_id(self.id).lock_exclusive().one(tx).await?;
        Ok(row.is_some_and(|row| row.sent_at.is_none() && row.withdrawn_at.is_none()))
    }

    /// Ties the drill to its case.
    pub(super) async fn is_sent(&self, tx: &Tx, case: Uuid, now: Timestamp) -> Result<(), DbErr> {
        drill::Entity::update_many()
            .col_expr(drill::Column::CaseId, Expr::value(case))
            .col_expr(drill::Column::SentAt, Expr::value(now))
            .filter(drill::Column::Id.eq(self.id))
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// The communes that `by` may drill, for a page to choose from: code and whether somebody answers there.
///
/// # Errors
/// The database cannot be read.
pub async fn communes(ctx: &Ctx, by: &Overseer) -> Result<Vec<(String, bool)>, DbErr> {
    if matches!(by.area(), Area::Office(_)) {
        return Ok(Vec::new());
    }
    let offices = office::Entity::find()
        .filter(office::Column::Kind.eq(OfficeKind::CommunePc.code()))
        .filter(office::Column::CommuneCode.is_not_null())
        .filter(by.area().offices())
        .order_by_asc(office::Column::CommuneCode)
        .all(ctx.db.read())
        .await?;
    Ok(offices.into_iter().filter_map(|office| Some((office.commune_code.clone()?, can_be_drilled(&office)))).collect())
}
