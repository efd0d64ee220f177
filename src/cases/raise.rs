//! Raising a case to an emergency: clocks, and the notices that go out with an emergency at intake. Never lowers.
//!
//! Only the desk does it: a notice lets an office read the case, and the public face must not let anybody in.

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{CaseError, clock, envelopes};
use crate::{
    audit::{Event, Ledger},
    clocks,
    ctx::Ctx,
    db::{Tx, rows},
    entity::{alert, case_file, case_grant, office},
    kernel::{
        Actor, Timestamp,
        codes::{CommuneCode, OfficeCode, ProvinceCode},
        terms::{GrantGround, Milestone, Severity},
    },
    localities::{Located, LocatedBy, OfficeKind, PlaceGiven, RoutingRequest, party, route, store},
    notification::{Message, Target, outbox},
};

/// Whoever was told this recently is not told again: a button pressed three times is one cry.
const TOLD_JUST_NOW: Duration = Duration::minutes(5);

/// Makes `case` an emergency from `now` on, asks somebody to look again within its time, and tells who is told of an emergency there.
///
/// # Errors
/// The database refuses.
pub async fn to_emergency(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    by: Actor,
    now: Timestamp,
) -> Result<(), CaseError> {
    let before = clock::severity_of(case);
    if before != Severity::Emergency {
        clock::raise_to(ctx, tx, case.into(), Severity::Emergency, now).await?;
        case_file::Entity::update_many()
            .col_expr(case_file::Column::Severity, Expr::value(Severity::Emergency.code()))
            .col_expr(case_file::Column::SeverityRank, Expr::value(Severity::Emergency.rank()))
            .filter(case_file::Column::Id.eq(case.id))
            .exec(tx)
            .await?;
        ledger.record(now, by, &Event::SeverityChanged { from: before.code(), to: Severity::Emergency.code() });
    }
    let subject = clock::Subject { severity: Severity::Emergency, ..case.into() };
    // Where nobody has taken it yet, taking it is the look.
    if clock::milestones(tx, case.id).await?.iter().any(|row| row.code == Milestone::Acknowledged.code()) {
        clock::start(ctx, tx, subject, clocks::Event::DangerRaised, now).await?;
    }
    tell(ctx, tx, ledger, case, now).await?;
    clock::refresh(ctx, tx, subject, now).await?;
    Ok(())
}

/// Tells who is told of an emergency there, by the rule of intake, minus whoever must not know.
async fn tell(ctx: &Ctx, tx: &Tx, ledger: &mut Ledger<'_>, case: &case_file::Model, now: Timestamp) -> Result<(), CaseError> {
    let accountable = office::Entity::find_by_id(&case.office_code).one(tx).await?.ok_or(CaseError::NotFound)?;
    for office in noticed(tx, case).await? {
        let row = case_grant::Model {
            case_id: case.id,
            office_code: office.as_str().to_owned(),
            ground: GrantGround::EmergencyNotice.code().to_owned(),
            from_at: now,
            until_at: None,
        };
        if rows::insert_new(tx, row).await? {
            envelopes::due(tx, case.id).await?;
            ledger.record(now, Actor::System, &Event::Noticed { office: office.as_str() });
        } else if told_just_now(tx, case, &office, now).await? {
            continue;
        }
        let notice = Message::EmergencyNotice { case: case.code.clone(), accountable: accountable.name.clone() };
        outbox::enqueue(ctx, tx, now, case.id, &office, Target::Office, &notice).await?;
    }
    Ok(())
}

async fn told_just_now(tx: &Tx, case: &case_file::Model, office: &OfficeCode, now: Timestamp) -> Result<bool, CaseError> {
    let query = alert::Entity::find()
        .filter(alert::Column::CaseId.eq(case.id))
        .filter(alert::Column::OfficeCode.eq(office.as_str()))
        .filter(alert::Column::Kind.eq("emergency_notice"))
        .filter(alert::Column::CreatedAt.gt(now - TOLD_JUST_NOW));
    Ok(query.one(tx).await?.is_some())
}

/// The desks and the police of the place; the provincial police where those of the commune must not know.
async fn noticed(tx: &Tx, case: &case_file::Model) -> Result<Vec<OfficeCode>, CaseError> {
    let located = place_of(case);
    let Ok(book) = store::offices_for(tx, &located).await else { return Ok(Vec::new()) };
    let request = RoutingRequest {
        place: PlaceGiven::Nothing,
        category: None,
        discovery_place: None,
        must_not_know: &[],
        offender_relations: &[],
        workplace: None,
        facility: None,
        facility_staff: false,
        emergency: true,
        persons_child: true,
    };
    let province = located.province.clone();
    let wanted = route(located, &book, &request).notify;
    let excluded = party::excluded_from(tx, case.id).await?;
    let codes = wanted.iter().chain(province.iter().flat_map(|p| book.in_province(OfficeKind::ProvincePolice, p)).map(|o| &o.code));
    let known = office::Entity::find().filter(office::Column::Code.is_in(codes.map(OfficeCode::as_str))).all(tx).await?;
    let may_know = |code: &OfficeCode| {
        code.as_str() != case.office_code && known.iter().any(|row| row.code == code.as_str() && !party::is_excluded(&excluded, row))
    };
    let mut told: Vec<OfficeCode> = wanted.iter().filter(|code| may_know(code)).cloned().collect();
    let is_police = |code: &&OfficeCode| book.get(code).is_some_and(|office| office.kind == OfficeKind::CommunePolice);
    if wanted.iter().any(|code| is_police(&code)) && !told.iter().any(|code| is_police(&code)) {
        let above = province.iter().flat_map(|province| book.in_province(OfficeKind::ProvincePolice, province));
        told.extend(above.map(|office| office.code.clone()).filter(may_know));
    }
    Ok(told)
}

/// The place as the case stands in it today.
fn place_of(case: &case_file::Model) -> Located {
    let commune = case.commune_code.as_deref().and_then(CommuneCode::parse);
    Located {
        needs_locating: commune.is_none(),
        by: if commune.is_some() { LocatedBy::Commune } else { LocatedBy::Province },
        commune,
        province: case.province_code.as_deref().and_then(ProvinceCode::parse),
        candidates: Vec::new(),
        near: Vec::new(),
        default_used: false,
    }
}
