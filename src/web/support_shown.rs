//! What other offices are asked for, in words, for the page of a case.

use std::collections::{BTreeSet, HashMap};

use chrono::Duration;

use super::{
    case_shown::Read,
    views::{
        Page,
        case_file::Choice,
        support::{Asking, PlanRow, ReferralRow, StepRow, Support},
    },
};
use crate::{
    access::Signed,
    cases::{
        CaseError, names,
        plan::{
            StepState,
            read::{OpenedPlan, OpenedStep},
        },
        referral::{
            ReferralState, ask,
            basis::Basis,
            card::{Card, OpenedCard},
            read::OpenedReferral,
            state_of,
        },
        view::Opened,
    },
    ctx::Ctx,
    entity::referral,
    kernel::{Timestamp, codes::CommuneCode, secret::Plaintext},
    taxonomy::Term,
    words::format::to_input,
};

/// How far ahead the form proposes that it be done.
const DUE_AHEAD: Duration = Duration::days(2);

/// What stands on the page of a case. `communes` are those whose offices were looked for.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn shown(ctx: &Ctx, by: &Signed, page: &Page<'_>, read: &Read, communes: &[Choice]) -> Result<Support, CaseError> {
    let Read::Opened(opened) = read else { return Ok(Support::default()) };
    let case = &opened.outline.case;
    let own = case.office_code == by.office().as_str();
    let may_plan = own && case.closed_at.is_none() && by.responder().is_ok();
    let planned = &opened.planned;
    let mut offices: BTreeSet<String> = opened.referrals.asked.iter().map(|asked| asked.row.to_office.clone()).collect();
    offices.extend(planned.steps.iter().filter_map(|step| step.row.office_code.clone()));
    let offices = names::offices(ctx, page.lang, &offices).await?;
    let name = |row: &referral::Model| offices.get(&row.to_office).cloned().unwrap_or_else(|| row.to_office.clone());
    let now = ctx.clock.now();
    let asked = &opened.referrals.asked;
    let steps = |states: &[StepState]| -> Vec<Choice> {
        let fits = |step: &&OpenedStep| may_plan && states.iter().any(|state| state.code() == step.row.state);
        let named = |step: &OpenedStep| format!("{}: {}", service_name(ctx, page, step), step.details.goal.reveal());
        planned.steps.iter().filter(fits).map(|step| Choice { code: step.row.id.to_string(), label: named(step) }).collect()
    };
    let open = asked.iter().filter(|asked| own && state_of(&asked.row).is_open());
    Ok(Support {
        revocable: open.map(|asked| Choice { code: asked.row.id.to_string(), label: name(&asked.row) }).collect(),
        referrals: asked.iter().map(|asked| row(ctx, page, asked, &name(&asked.row), now)).collect(),
        asking: if may_plan && !case.drill { Some(asking(ctx, page, opened, communes).await?) } else { None },
        may_plan,
        undecided: planned.plans.last().is_some_and(|plan| plan.decision.is_none()),
        plans: planned.plans.iter().map(|plan| plan_row(page, plan)).collect(),
        steps: planned.steps.iter().map(|step| step_row(ctx, page, step, &offices, now)).collect(),
        services: terms(page, &mut ctx.taxonomy.service_types.iter()),
        to_start: steps(&[StepState::Planned]),
        to_end: steps(&[StepState::Planned, StepState::Started]),
        due_input: to_input(now + DUE_AHEAD),
    })
}

fn terms(page: &Page<'_>, list: &mut dyn Iterator<Item = &Term>) -> Vec<Choice> {
    list.map(|term| Choice { code: term.code().to_owned(), label: term.label(page.lang).to_owned() }).collect()
}

fn plan_row(page: &Page<'_>, plan: &OpenedPlan) -> PlanRow {
    let decision = plan.decision.as_ref().zip(plan.row.decided_at).map(|(paper, at)| {
        let args =
            [("number", paper.number.reveal().to_owned()), ("signer", paper.signed_by.reveal().to_owned()), ("time", page.moment(at))];
        page.words.text(page.voice, "plan-decided", &args)
    });
    PlanRow {
        text: page.t2("plan-no", "no", plan.row.no, "time", page.moment(plan.row.written_at)),
        goals: plan.goals.reveal().to_owned(),
        decision: decision.unwrap_or_else(|| page.t("plan-undecided")),
    }
}

fn step_row(ctx: &Ctx, page: &Page<'_>, step: &OpenedStep, offices: &HashMap<String, String>, now: Timestamp) -> StepRow {
    let OpenedStep { row, details, confirmed_words, end_words } = step;
    let received = row.started_at.map(|at| {
        let who = page.label("confirmed", row.confirmed_by.as_deref().unwrap_or_default());
        let who = std::iter::once(who).chain(confirmed_words.iter().map(|words| words.reveal().to_owned())).collect::<Vec<_>>().join(". ");
        page.t2("plan-received", "time", page.moment(at), "who", who)
    });
    let ended = row.ended_at.map(|at| page.t1("plan-ended", "time", page.moment(at)));
    let ended = ended.into_iter().chain(end_words.iter().map(|words| words.reveal().to_owned()));
    let office = row.office_code.as_ref().map(|code| offices.get(code).unwrap_or(code).clone());
    let provider = office.into_iter().chain(Some(details.provider.reveal().to_owned()).filter(|words| !words.is_empty()));
    StepRow {
        text: page.t2("step-row", "service", service_name(ctx, page, step), "state", page.label("step-state", &row.state)),
        goal: details.goal.reveal().to_owned(),
        provider: provider.collect::<Vec<_>>().join(", "),
        due: page.t1("plan-due", "time", page.moment(row.due_at)),
        late: row.state == StepState::Planned.code() && row.due_at < now,
        said: received.into_iter().chain(ended).collect(),
    }
}

fn service_name(ctx: &Ctx, page: &Page<'_>, step: &OpenedStep) -> String {
    ctx.taxonomy.service_types.label(&step.details.service, page.lang).to_owned()
}

async fn asking(ctx: &Ctx, page: &Page<'_>, opened: &Opened, communes: &[Choice]) -> Result<Asking, CaseError> {
    let communes: Vec<CommuneCode> = communes.iter().filter_map(|choice| CommuneCode::parse(&choice.code)).collect();
    let codes = ask::candidates(ctx, &opened.outline.case, &communes).await?;
    let named = names::offices(ctx, page.lang, &codes.iter().cloned().collect()).await?;
    let offices = codes.into_iter().map(|code| Choice { label: named.get(&code).cloned().unwrap_or_else(|| code.clone()), code });
    let bases = &opened.referrals.bases;
    Ok(Asking {
        offices: offices.collect(),
        languages: terms(page, &mut ctx.taxonomy.languages.iter()),
        needs: terms(page, &mut ctx.taxonomy.communication_needs.iter()),
        bases: bases.iter().map(|basis| Choice { code: basis.code().to_owned(), label: page.label("basis", basis.code()) }).collect(),
        guardian_care: !bases.contains(&Basis::GuardianConsents),
    })
}

fn row(ctx: &Ctx, page: &Page<'_>, asked: &OpenedReferral, office: &str, now: Timestamp) -> ReferralRow {
    let OpenedReferral { row, basis_words, card } = asked;
    let mut said = card_said(ctx, page, card);
    let basis = page.label("basis", &row.basis);
    let words = basis_words.iter().map(|words| words.reveal().to_owned());
    let why = std::iter::once(basis).chain(words).collect::<Vec<_>>().join(". ");
    said.push((page.t("refer-basis"), why));
    ReferralRow {
        text: page.t2("refer-row", "office", office, "state", page.label("referral-state", &row.state)),
        due: page.t1("referral-due", "time", page.moment(row.due_at)),
        late: is_late(row, now),
        said,
    }
}

/// Whether something is still to be done whose time has passed.
pub(super) fn is_late(row: &referral::Model, now: Timestamp) -> bool {
    state_of(row).is_open() && row.due_at < now
}

/// The parts of a card that say something, each with its label.
pub(super) fn card_said(ctx: &Ctx, page: &Page<'_>, opened: &OpenedCard) -> Vec<(String, String)> {
    let OpenedCard { card, accepted_words, end_words } = opened;
    let Card { service, ask, person, reach, language, needs, place, care } = card;
    let text = |words: &Plaintext| words.reveal().to_owned();
    let needs: Vec<&str> = needs.iter().map(|code| ctx.taxonomy.communication_needs.label(code, page.lang)).collect();
    let parts = [
        ("card-service", ctx.taxonomy.service_types.label(service, page.lang).to_owned()),
        ("card-ask", text(ask)),
        ("card-person", text(person)),
        ("card-reach", text(reach)),
        ("card-language", language.as_deref().map(|code| ctx.taxonomy.languages.label(code, page.lang).to_owned()).unwrap_or_default()),
        ("card-needs", needs.join(", ")),
        ("card-place", text(place)),
        ("card-care", text(care)),
        ("card-accepted-words", accepted_words.as_ref().map(text).unwrap_or_default()),
        ("card-end-words", end_words.as_ref().map(text).unwrap_or_default()),
    ];
    parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (page.t(label), text)).collect()
}

/// Whether it can still be accepted.
pub(super) fn may_be_accepted(row: &referral::Model) -> bool {
    state_of(row) == ReferralState::InProgress
}
