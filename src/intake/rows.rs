//! The rows of a new report, made before the transaction begins.

use uuid::Uuid;

use super::{
    ReportForm,
    envelopes::Keys,
    receipt::{EMERGENCY_NUMBERS, EmergencyNumber, Receipt, ReceiptOffice},
    submit::Submission,
};
use crate::{
    cases::{clock, content::seal_because, groups},
    clocks::{AgeBand, CaseFacts, PersonFacts, TrackFacts, Tracks, UrgencyFacts, before_triage, tracks},
    ctx::Ctx,
    entity::{alert, case_file, case_grant, deadline, exclusion, report},
    kernel::{
        Lang, Timestamp,
        codes::OfficeCode,
        secret::Plaintext,
        terms::{GrantGround, Milestone, Severity},
    },
    localities::{Office, OfficeBook, OfficeKind, Route, duty::Rosters, party},
    notification::{Message, Target, outbox},
    vault::{CaseKey, SealError, access_code::AccessCode},
};

/// The severity until triage, and the tracks.
pub(super) fn weigh(ctx: &Ctx, form: &ReportForm) -> (Severity, Tracks) {
    let people: Vec<PersonFacts> =
        form.content.persons.iter().map(|person| PersonFacts::new(AgeBand::of_years(person.age), &person.disabilities)).collect();
    let categories: Vec<&str> = form.category.as_deref().into_iter().collect();
    let signs: Vec<&str> = form.danger.iter().map(String::as_str).collect();
    let groups: Vec<&str> = form.content.persons.iter().flat_map(|person| person.groups.iter().map(String::as_str)).collect();
    let urgency = UrgencyFacts {
        in_danger_now: form.in_danger,
        danger_signs: &signs,
        categories: &categories,
        abuse_types: &[],
        victim_groups: &groups,
        people: &people,
    };
    let domestic = |relation: &str| ctx.taxonomy.offender_relations.get(relation).is_some_and(|relation| relation.domestic);
    let domestic_perpetrator = form.content.perpetrators.iter().filter_map(|p| p.relation.as_deref()).any(domestic);
    let standing = tracks(&TrackFacts { people: &people, categories: &categories, domestic_perpetrator });
    (before_triage(&urgency).severity, standing)
}

pub(super) fn report_row(
    ctx: &Ctx,
    form: &ReportForm,
    keys: &Keys,
    case_id: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<report::Model, SealError> {
    let ids = ctx.ids.as_ref();
    let sealed = form.content.seal(&keys.case, id, ids)?;
    let reporter = match (&form.identity, &keys.identity) {
        (Some(identity), Some(key)) => Some(identity.seal(key, id, ids)?),
        _ => None,
    };
    Ok(report::Model {
        id,
        case_id,
        received_at: now,
        story: sealed.story,
        address: sealed.address,
        place_typed: sealed.place_typed,
        point: sealed.point,
        persons: sealed.persons,
        perpetrators: sealed.perpetrators,
        contact_wishes: sealed.contact_wishes,
        reporter,
        code_lookup: Some(keys.lookup.to_vec()),
        reporter_salt: keys.salt.to_vec(),
        code_heard: false,
        continues: None,
    })
}

#[expect(clippy::too_many_arguments, reason = "one row, put together once")]
pub(super) fn case_row(
    ctx: &Ctx,
    submission: &Submission,
    route: &Route,
    key: &CaseKey,
    id: Uuid,
    facts: &CaseFacts,
    deadlines: &[deadline::Model],
    now: Timestamp,
) -> Result<case_file::Model, SealError> {
    let form = &submission.form;
    let (attention_at, due_at) = clock::attention(deadlines, now);
    let because: Vec<String> = route.because.iter().map(|because| serde_json::to_string(because).unwrap_or_default()).collect();
    Ok(case_file::Model {
        id,
        // Drawn last; until then a text that occurs nowhere else.
        code: id.to_string(),
        office_code: route.accountable.as_str().to_owned(),
        custody_no: 1,
        commune_code: route.located.commune.as_ref().map(ToString::to_string),
        province_code: route.located.province.as_ref().map(ToString::to_string),
        needs_locating: route.located.needs_locating,
        category: form.category.clone(),
        severity: facts.severity.code().to_owned(),
        severity_rank: facts.severity.rank(),
        tracks: facts.tracks.to_string(),
        dangers: form.danger.join(" "),
        person_groups: groups::of(&form.content.persons),
        channel: submission.channel.to_owned(),
        language: form.language.clone(),
        silent_mode: form.danger.iter().any(|sign| sign == "offender_present"),
        watched: route.watched,
        opened_at: now,
        assigned_to: None,
        next_act: None,
        next_act_by: None,
        due_at,
        attention_at: Some(attention_at),
        reviewed_at: None,
        envelopes_due: false,
        numbers_due: submission.drill.is_none(),
        closed_at: None,
        closure_reason: None,
        routed_because: seal_because(key, id, &because, ctx.ids.as_ref())?,
        facility_code: None,
        drill: submission.drill.is_some(),
        suspected: submission.suspected.map(|suspicion| suspicion.code().to_owned()),
    })
}

pub(super) fn grant(case_id: Uuid, office: &OfficeCode, now: Timestamp) -> case_grant::Model {
    let ground = GrantGround::EmergencyNotice.code().to_owned();
    case_grant::Model { case_id, office_code: office.as_str().to_owned(), ground, from_at: now, until_at: None }
}

pub(super) fn exclusions(route: &Route, case_id: Uuid, now: Timestamp) -> Vec<exclusion::Model> {
    let mut rows: Vec<exclusion::Model> = Vec::new();
    for exclusion in &route.exclusions {
        for party in party::of_route(&exclusion.party, &route.located) {
            if rows.iter().all(|row| row.party != party) {
                rows.push(exclusion::Model { case_id, party, source: exclusion.source.code().to_owned(), created_at: now });
            }
        }
    }
    rows
}

pub(super) fn alerts(ctx: &Ctx, route: &Route, case: &case_file::Model, book: &OfficeBook, now: Timestamp) -> Vec<alert::Model> {
    let severity = clock::severity_of(case);
    let new = Message::NewReport { case: case.code.clone(), severity, due_at: case.due_at };
    let mut alerts = vec![outbox::row(ctx, now, case.id, &route.accountable, Target::DutyPerson, &new)];
    let accountable = book.get(&route.accountable).map(|office| office.name.clone()).unwrap_or_default();
    for office in &route.notify {
        let notice = Message::EmergencyNotice { case: case.code.clone(), accountable: accountable.clone() };
        alerts.push(outbox::row(ctx, now, case.id, office, Target::Office, &notice));
    }
    alerts
}

/// By when somebody will have taken it, if that can be promised: not where nobody is on duty between now and then.
pub(super) fn promise(
    ctx: &Ctx,
    route: &Route,
    book: &OfficeBook,
    rosters: &Rosters,
    deadlines: &[deadline::Model],
    now: Timestamp,
) -> Option<Timestamp> {
    let due = deadlines.iter().filter(|d| d.stops_on == Milestone::Acknowledged.code()).map(|d| d.due_at).min()?;
    super::promise::kept(ctx, book.get(&route.accountable), told_and_counted_on(route, book), rosters, due, now)
}

/// The offices whose people a promise may count on: the accountable one, and of those told the ones meant to be awake at any hour.
pub(super) fn told_and_counted_on<'b>(route: &'b Route, book: &'b OfficeBook) -> impl Iterator<Item = &'b Office> {
    book.all().filter(|office| office.code == route.accountable || (office.round_the_clock && route.notify.contains(&office.code)))
}

/// The office that will read it, as a reporter is told before and after sending.
pub(super) fn reader(ctx: &Ctx, lang: Lang, route: &Route, book: &OfficeBook) -> ReceiptOffice {
    let office = book.get(&route.accountable);
    let name = office.map(|office| match lang {
        Lang::Vi => office.name.clone(),
        Lang::En => office.name_en.clone(),
    });
    let commune = office.and_then(|o| o.commune.as_ref()).and_then(|code| ctx.places.commune(code)).map(|c| c.label.to_string());
    let province = || office.and_then(|o| o.province.as_ref()).and_then(|code| ctx.places.province(code)).map(|p| p.full_name.to_string());
    ReceiptOffice {
        name: name.unwrap_or_default(),
        kind: office.map_or(OfficeKind::MinistryDesk, |office| office.kind).code().to_owned(),
        locality: commune.or_else(province),
    }
}

pub(super) fn receipt(
    ctx: &Ctx,
    submission: &Submission,
    route: &Route,
    book: &OfficeBook,
    code: &AccessCode,
    severity: Severity,
    acknowledge_by: Option<Timestamp>,
) -> Receipt {
    let t = |key: String| ctx.words.text(submission.lang, &key, &[]);
    let numbers = EMERGENCY_NUMBERS.iter().map(|n| EmergencyNumber { number: (*n).to_owned(), whom: t(format!("emergency-{n}")) });
    Receipt {
        access_code: Plaintext::new(code.shown().to_string()),
        case_code: String::new(),
        office: reader(ctx, submission.lang, route, book),
        acknowledge_by,
        severity: severity.code().to_owned(),
        needs_locating: route.located.needs_locating,
        emergency_numbers: numbers.collect(),
    }
}
