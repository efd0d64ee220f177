//! Finding out where a case belongs: the desk that holds it while the place is not known says which commune it is, and the case goes
//! to the office that would have got it, by the same rules as a new report.
//!
//! Such a case was never the commune's and nobody declined it, so that it is passed at once and not offered. Invariants: the clocks go on
//! from the report's own instant; whoever must not know stays out of every commune, under each name, and where the report named
//! somebody whom no place could be tied to, everybody of the commune stays out. A commune never sends a case to another commune: the
//! office above does.

use std::collections::BTreeSet;

use super::{
    CaseError, clock,
    content::{Content, open_because},
    custody, find, hand_on,
    referral::take_back,
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_grant, exclusion, office, report},
    kernel::{
        Timestamp,
        codes::{CaseCode, CommuneCode, FacilityCode, OfficeCode, ProvinceCode},
        terms::{CustodyReason, GrantGround, Severity},
    },
    localities::{Because, Located, PlaceGiven, Route, RoutingRequest, facilities, party, route, store, store::StoreError},
    notification::{Message, Target, outbox},
    vault::{case_keys, envelope::Part, sealing::CaseKey},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

/// Below this age somebody is a child; whose age is unknown counts as one.
const CHILD_BELOW: u32 = 16;
/// Names of an exclusion that hold in one commune, and what a reporter says to mean them.
const SAID: [(&str, &str); 6] = [
    ("commune_pc", "commune_committee"),
    ("commune_police", "commune_police"),
    ("health_station", "health_station"),
    ("school", "school"),
    ("village_head", "village_head"),
    ("*", WHOLE_COMMUNE),
];
/// Nobody of the commune may know.
const WHOLE_COMMUNE: &str = "whole_commune";
/// Where an exclusion comes from that the reporter made and no place could be tied to.
const REPORTER: &str = "reporter";

/// Says in which commune the case lies, and passes it to the office that answers there.
///
/// # Errors
/// `NotFound` out of scope; `NotAccountable`; `NeedsParent` for a commune that names another one; `AlreadyLocated`; `Closed`; a commune
/// that does not exist.
pub async fn locate(ctx: &Ctx, by: &Responder, code: &CaseCode, commune: &str) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let known = CommuneCode::parse(commune.trim()).and_then(|code| ctx.places.commune(&code));
    let known = known.ok_or_else(|| CaseError::field("/commune", "unknown-commune"))?;
    let place = Located::certain(known.code.clone(), known.province.clone());
    let remembered = Remembered::of(ctx, by, &found).await?;
    let route = remembered.route(ctx, &found, place).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let holder = office::Entity::find_by_id(&case.office_code).one(tx).await?.ok_or(CaseError::NotFound)?;
            may(by, &case, &holder, &known.code)?;
            let mut step = Step { ctx, tx, ledger: &mut ledger, by, case: &case, now };
            step.keep_out(&route, &remembered.untied).await?;
            step.put(&known.code, &known.province).await?;
            step.pass_on(&holder, &route).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Who may say where a case lies.
fn may(by: &Responder, case: &case_file::Model, holder: &office::Model, commune: &CommuneCode) -> Result<(), CaseError> {
    let own = case.office_code == by.office().as_str();
    let above = holder.parent_code.as_deref() == Some(by.office().as_str());
    if !own && !above {
        return Err(CaseError::NotAccountable);
    }
    if !case.needs_locating {
        return Err(CaseError::AlreadyLocated);
    }
    let elsewhere = holder.commune_code.as_deref().is_some_and(|there| there != commune.as_str());
    if own && elsewhere { Err(CaseError::NeedsParent) } else { Ok(()) }
}

/// What the case keeps of the report that routing asks for.
pub(super) struct Remembered {
    must_not_know: Vec<&'static str>,
    relations: Vec<String>,
    persons_child: bool,
    /// Sources of exclusions that no place could be tied to.
    untied: BTreeSet<String>,
}

impl Remembered {
    pub(super) async fn of(ctx: &Ctx, by: &Responder, case: &case_file::Model) -> Result<Self, CaseError> {
        let db = ctx.db.read();
        let key: CaseKey = case_keys::open(db, &ctx.vault, case.id, Part::Case, by.office()).await?;
        let because = open_because(&key, case.id, &case.routed_because)?;
        let because: Vec<Because> = because.iter().filter_map(|stored| serde_json::from_str(stored).ok()).collect();
        let rows = exclusion::Entity::find().filter(exclusion::Column::CaseId.eq(case.id)).all(db).await?;
        let (mut relations, mut persons_child) = (Vec::new(), true);
        for row in report::Entity::find().filter(report::Column::CaseId.eq(case.id)).all(db).await? {
            let content = Content::open(&key, &row)?;
            relations.extend(content.perpetrators.into_iter().filter_map(|perpetrator| perpetrator.relation));
            let child = |age: Option<u32>| age.is_none_or(|age| age < CHILD_BELOW);
            persons_child = content.persons.is_empty() || content.persons.iter().any(|person| child(person.age));
        }
        let untied = untied(&because, &rows);
        let mut must_not_know = said(&rows);
        if !untied.is_empty() {
            must_not_know.push(WHOLE_COMMUNE);
        }
        if case.watched && because.contains(&Because::ReporterUnsure) {
            must_not_know.push("not_sure");
        }
        Ok(Self { must_not_know, relations, persons_child, untied })
    }

    /// Where the report would have gone, had this been known.
    pub(super) async fn route(&self, ctx: &Ctx, case: &case_file::Model, place: Located) -> Result<Route, CaseError> {
        let facility = match case.facility_code.as_deref().and_then(FacilityCode::parse) {
            Some(code) => facilities::by_code(ctx.db.read(), &code).await?,
            None => None,
        };
        let relations: Vec<&str> = self.relations.iter().map(String::as_str).collect();
        let request = RoutingRequest {
            place: PlaceGiven::Nothing,
            category: case.category.as_deref(),
            discovery_place: None,
            must_not_know: &self.must_not_know,
            offender_relations: &relations,
            workplace: None,
            facility: facility.as_ref(),
            facility_staff: false,
            emergency: clock::severity_of(case) == Severity::Emergency,
            persons_child: self.persons_child,
        };
        let place = request.settled(place);
        let book = store::offices_for(ctx.db.read(), &place).await.map_err(|error| match error {
            StoreError::Database(error) => CaseError::Database(error),
            other => CaseError::Database(sea_orm::DbErr::Custom(other.to_string())),
        })?;
        Ok(route(place, &book, &request))
    }
}

/// What the exclusions of a case mean wherever it turns out to lie.
fn said(rows: &[exclusion::Model]) -> Vec<&'static str> {
    let who = |row: &exclusion::Model| row.party.split_once('@').map(|(who, _)| who.to_owned());
    let names: BTreeSet<String> = rows.iter().filter(|row| is_of_commune(row)).filter_map(who).collect();
    SAID.iter().filter(|(name, _)| names.contains(*name)).map(|(_, said)| *said).collect()
}

/// Whether an exclusion is tied to a commune and not to a province or one office.
fn is_of_commune(row: &exclusion::Model) -> bool {
    row.party.split_once('@').is_some_and(|(_, place)| CommuneCode::parse(place).is_some())
}

/// The sources from which somebody must not know, where that could be tied to no commune.
fn untied(because: &[Because], rows: &[exclusion::Model]) -> BTreeSet<String> {
    let tied = |source: &str| rows.iter().any(|row| row.source == source && is_of_commune(row));
    let sources = because.iter().filter_map(|because| match because {
        Because::MustNotKnow { source } => Some(source.code()),
        Because::FreeOfConflict { .. } if !rows.iter().any(is_of_commune) => Some(REPORTER),
        _ => None,
    });
    sources.filter(|source| !tied(source)).map(str::to_owned).collect()
}

/// One case, held by its chain.
pub(super) struct Step<'s, 'l> {
    pub(super) ctx: &'s Ctx,
    pub(super) tx: &'s Tx,
    pub(super) ledger: &'s mut Ledger<'l>,
    pub(super) by: &'s Responder,
    pub(super) case: &'s case_file::Model,
    pub(super) now: Timestamp,
}

impl Step<'_, '_> {
    /// Ties every exclusion to the commune that was found.
    pub(super) async fn keep_out(&mut self, route: &Route, untied: &BTreeSet<String>) -> Result<(), CaseError> {
        let stored = exclusion::Entity::find().filter(exclusion::Column::CaseId.eq(self.case.id)).all(self.tx).await?;
        let Some(commune) = &route.located.commune else { return Ok(()) };
        let mut wanted: Vec<(String, String)> = Vec::new();
        for row in &stored {
            match row.party.split_once('@') {
                Some((who, _)) if is_of_commune(row) => wanted.push((format!("{who}@{commune}"), row.source.clone())),
                Some((who, province)) if Some(province) == self.case.province_code.as_deref() => {
                    let there = route.located.province.iter().map(|now| (format!("{who}@{now}"), row.source.clone()));
                    wanted.extend(there);
                }
                _ => {}
            }
        }
        for exclusion in &route.exclusions {
            let names = party::of_route(&exclusion.party, &route.located);
            wanted.extend(names.into_iter().map(|party| (party, exclusion.source.code().to_owned())));
        }
        wanted.extend(untied.iter().map(|source| (format!("*@{commune}"), source.clone())));
        for (party, source) in wanted {
            let row = exclusion::Model { case_id: self.case.id, party, source: source.clone(), created_at: self.now };
            if rows::insert_new(self.tx, row).await? {
                self.ledger.record(self.now, self.by.actor(), &Event::Excluded { source: &source });
            }
        }
        Ok(take_back::shed(self.tx, self.ledger, self.case.id, self.by.actor(), self.now).await?)
    }

    async fn put(&mut self, commune: &CommuneCode, province: &ProvinceCode) -> Result<(), CaseError> {
        case_file::Entity::update_many()
            .col_expr(case_file::Column::CommuneCode, Expr::value(commune.as_str()))
            .col_expr(case_file::Column::ProvinceCode, Expr::value(province.as_str()))
            .col_expr(case_file::Column::NeedsLocating, Expr::value(false))
            .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
            .filter(case_file::Column::Id.eq(self.case.id))
            .exec(self.tx)
            .await?;
        self.ledger.record(self.now, self.by.actor(), &Event::CaseLocated { commune: commune.as_str() });
        Ok(())
    }

    /// Makes the office of the place accountable, or the nearest above it that may know and answers; of an emergency, whoever has to be
    /// told there is told now.
    pub(super) async fn pass_on(&mut self, holder: &office::Model, route: &Route) -> Result<(), CaseError> {
        let excluded = party::excluded_from(self.tx, self.case.id).await?;
        let rightful = office::Entity::find_by_id(route.accountable.as_str()).one(self.tx).await?;
        let free = rightful.filter(|office| takes_part(office) && office.staffed && !party::is_excluded(&excluded, office));
        let own = self.case.office_code == self.by.office().as_str();
        let target = match free {
            // The office above says where another office's case belongs.
            Some(_) if !own => Some((route.accountable.clone(), CustodyReason::Ordered)),
            Some(_) => Some((route.accountable.clone(), route.reason)),
            None => {
                let above = custody::nearest_staffed_above(self.tx, self.case.id, route.accountable.as_str()).await?;
                above.map(|office| (office, CustodyReason::Gap))
            }
        };
        if let Some((to, reason)) = target.filter(|(to, _)| to.as_str() != holder.code) {
            let step = custody::Move { to: &to, reason, by: self.by.actor() };
            custody::move_to(self.ctx, self.tx, self.ledger, self.case, step, self.now).await?;
            hand_on::tell_duty(self.ctx, self.tx, self.case, &to, self.now).await?;
        } else if party::is_excluded(&excluded, holder) {
            hand_on::hand_up(self.ctx, self.tx, self.ledger, self.case, self.by.actor(), self.now).await?;
        }
        self.tell_of_emergency(route, &excluded).await
    }

    async fn tell_of_emergency(&mut self, route: &Route, excluded: &BTreeSet<String>) -> Result<(), CaseError> {
        let case = case_file::Entity::find_by_id(self.case.id).one(self.tx).await?.ok_or(CaseError::NotFound)?;
        let accountable = office::Entity::find_by_id(&case.office_code).one(self.tx).await?.map(|office| office.name).unwrap_or_default();
        for code in route.notify.iter().filter(|code| code.as_str() != case.office_code) {
            let office = office::Entity::find_by_id(code.as_str()).one(self.tx).await?;
            if !office.is_some_and(|office| takes_part(&office) && !party::is_excluded(excluded, &office)) {
                continue;
            }
            let grant = case_grant::Model {
                case_id: self.case.id,
                office_code: code.as_str().to_owned(),
                ground: GrantGround::EmergencyNotice.code().to_owned(),
                from_at: self.now,
                until_at: None,
            };
            if rows::insert_new(self.tx, grant).await? {
                let notice = Message::EmergencyNotice { case: case.code.clone(), accountable: accountable.clone() };
                self.tell(code, &notice).await?;
            }
        }
        Ok(())
    }

    async fn tell(&self, office: &OfficeCode, message: &Message) -> Result<(), CaseError> {
        Ok(outbox::enqueue(self.ctx, self.tx, self.now, self.case.id, office, Target::Office, message).await?)
    }
}

fn takes_part(office: &office::Model) -> bool {
    !office.suspended && office.merged_into.is_none()
}

/// Whether somebody could pass the case on by saying where it lies: for the page.
#[must_use]
pub fn is_asked(by: &Responder, case: &case_file::Model, holder: &office::Model) -> bool {
    let above = holder.parent_code.as_deref() == Some(by.office().as_str());
    case.needs_locating && case.closed_at.is_none() && (case.office_code == by.office().as_str() || above)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use uuid::Uuid;

    use super::{said, untied};
    use crate::{
        entity::exclusion,
        kernel::codes::OfficeCode,
        localities::{Because, ExclusionSource},
    };

    fn row(party: &str, source: &str) -> exclusion::Model {
        let created_at = Utc.with_ymd_and_hms(2026, 11, 22, 5, 0, 0).unwrap();
        exclusion::Model { case_id: Uuid::nil(), party: party.into(), source: source.into(), created_at }
    }

    #[test]
    fn who_was_kept_out_of_one_commune_is_kept_out_of_the_next() {
        let rows = [
            row("commune_police@26740", "reporter"),
            row("*@26743", "relation"),
            row("province_health@79", "relation"),
            row("syt-79", "x"),
        ];
        assert_eq!(said(&rows), ["commune_police", "whole_commune"]);
        assert!(said(&rows[2..]).is_empty());
    }

    #[test]
    fn what_no_place_could_be_tied_to_holds_for_everybody_there() {
        let reporter = Because::MustNotKnow { source: ExclusionSource::Reporter };
        let free = Because::FreeOfConflict { office: OfficeCode::parse("syt-79").unwrap() };
        let sources = |because: &[Because], rows: &[exclusion::Model]| untied(because, rows).into_iter().collect::<Vec<_>>();
        assert_eq!(sources(std::slice::from_ref(&reporter), &[]), ["reporter"]);
        assert!(sources(std::slice::from_ref(&reporter), &[row("commune_pc@26740", "reporter")]).is_empty());
        assert_eq!(sources(std::slice::from_ref(&reporter), &[row("commune_pc@26740", "relation")]), ["reporter"]);
        assert_eq!(sources(&[free], &[]), ["reporter"]);
        assert!(sources(&[Because::ProvinceUnknown], &[]).is_empty());
    }
}
