//! The forms of a case page about what other offices are asked for: each read into the request of one command, which is then called.

use axum::{
    Extension, Router,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
    routing::{MethodRouter, post},
};

use super::{
    answer::go_to,
    case_page, door,
    sent::{Sent, said},
    views::Typed,
};
use crate::{
    access::Responder,
    cases::{
        find,
        plan::{
            ConfirmedBy, StepState,
            decide::{self, Decision},
            step::{self, Details, NewStep, Receipt},
            write,
        },
        referral::{
            ask::{self, NewReferral},
            basis::Basis,
            card::Card,
            revoke,
        },
    },
    ctx::Ctx,
    http::{App, refusal::Refusal},
    kernel::{FieldError, Kind, Lang, Timestamp, codes::CaseCode, secret::Plaintext},
    words::format::{from_input, to_input},
};

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Ask another office.
    Referral,
    /// Take it back.
    Revocation,
    /// Write the plan.
    Plan,
    /// Enter the decision about it.
    PlanDecision,
    /// Plan a service.
    Step,
    /// Say that it was received.
    StepStart,
    /// End it.
    StepEnd,
}

impl Form {
    /// Its name, which is the end of its address.
    const fn name(self) -> &'static str {
        match self {
            Self::Referral => "referrals",
            Self::Revocation => "revocation",
            Self::Plan => "plan",
            Self::PlanDecision => "plan-decision",
            Self::Step => "services",
            Self::StepStart => "service-start",
            Self::StepEnd => "service-end",
        }
    }

    /// The part of the page where what it records stands.
    const fn anchor(self) -> &'static str {
        match self {
            Self::Referral | Self::Revocation => "referrals",
            Self::Plan | Self::PlanDecision | Self::Step | Self::StepStart | Self::StepEnd => "plan",
        }
    }

    /// Its field that a JSON pointer of the command means; empty when it is none.
    fn field_of(self, pointer: &str) -> &'static str {
        let fields: &[(&str, &'static str)] = match self {
            Self::Referral => &[
                ("/to", "refer_to"),
                ("/due_at", "refer_due"),
                ("/basis", "refer_basis"),
                ("/basis_words", "refer_basis_words"),
                ("/card/service", "refer_service"),
                ("/card/ask", "refer_ask"),
                ("/card/person", "refer_person"),
                ("/card/reach", "refer_reach"),
                ("/card/language", "refer_language"),
                ("/card/needs", "refer_needs"),
                ("/card/place", "refer_where"),
                ("/card/care", "refer_care"),
            ],
            Self::Revocation => &[("/referral", "revoke_referral"), ("/reason", "revoke_reason")],
            Self::Plan => &[("/goals", "plan_goals")],
            Self::PlanDecision => &[("/number", "plan_number"), ("/signed_by", "plan_signed_by"), ("/decided_at", "plan_decided_at")],
            Self::Step => &[("/service", "step_service"), ("/goal", "step_goal"), ("/provider", "step_provider"), ("/due_at", "step_due")],
            Self::StepStart => &[
                ("/service", "start_step"),
                ("/received_at", "received_at"),
                ("/confirmed_by", "confirmed_by"),
                ("/words", "confirmed_words"),
            ],
            Self::StepEnd => &[("/service", "end_step"), ("/state", "end_state"), ("/words", "end_words")],
        };
        fields.iter().find(|(own, _)| *own == pointer).map_or("", |(_, field)| field)
    }
}

/// The forms, below `/desk/cases/{code}`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/desk/cases/{code}/referrals", act(Form::Referral))
        .route("/desk/cases/{code}/revocation", act(Form::Revocation))
        .route("/desk/cases/{code}/plan", act(Form::Plan))
        .route("/desk/cases/{code}/plan-decision", act(Form::PlanDecision))
        .route("/desk/cases/{code}/services", act(Form::Step))
        .route("/desk/cases/{code}/service-start", act(Form::StepStart))
        .route("/desk/cases/{code}/service-end", act(Form::StepEnd))
}

fn act(form: Form) -> MethodRouter<App> {
    post(move |ctx, lang, headers, path, sent| send(form, ctx, lang, headers, path, sent)).get(case_page::back)
}

/// What was typed to find an office by its place; nothing for other forms.
pub(super) fn place_typed<'t>(form: &str, typed: &'t Typed) -> &'t str {
    if form == Form::Referral.name() { typed.get("refer_place").trim() } else { "" }
}

async fn send(
    form: Form,
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let code = find::code(&code)?;
    let by = inside.signed.responder()?;
    let recorded = match door::is_ours(&typed, &inside.token) {
        Ok(()) => record(&ctx, &by, &code, form, &typed).await,
        Err(refusal) => Err(refusal),
    };
    match recorded {
        Ok(()) => Ok(go_to(&format!("/desk/cases/{code}?done={}#{}", form.name(), form.anchor()))),
        Err(refusal) => {
            case_page::came_back(&ctx, lang, &inside, &code, (form.name(), typed), refusal, |pointer| form.field_of(pointer)).await
        }
    }
}

async fn record(ctx: &Ctx, by: &Responder, code: &CaseCode, form: Form, typed: &Typed) -> Result<(), Refusal> {
    match form {
        Form::Referral => {
            // An office is never guessed: whoever typed a place chooses among the offices that were found.
            let to = said(typed, "refer_to").filter(|_| typed.get("search").is_empty()).ok_or_else(|| fault("/to", "office-choose"))?;
            let due_at = from_input(typed.get("refer_due")).ok_or_else(|| fault("/due_at", "time-malformed"))?;
            let basis = Basis::parse(typed.get("refer_basis")).ok_or_else(|| fault("/basis", "answer-needed"))?;
            let basis_words = said(typed, "refer_basis_words").map(Plaintext::new);
            let card = Card {
                service: typed.get("refer_service").to_owned(),
                ask: told(typed, "refer_ask"),
                person: told(typed, "refer_person"),
                reach: told(typed, "refer_reach"),
                language: said(typed, "refer_language"),
                needs: typed.all("refer_needs").map(str::to_owned).collect(),
                place: told(typed, "refer_where"),
                care: told(typed, "refer_care"),
            };
            ask::ask(ctx, by, code, NewReferral { to, due_at, basis, basis_words, card }).await?;
        }
        Form::Revocation => {
            let id = typed.get("revoke_referral").trim().parse().map_err(|_| fault("/referral", "answer-needed"))?;
            let reason = said(typed, "revoke_reason").map(Plaintext::new);
            revoke::revoke(ctx, by, code, id, reason.as_ref()).await?;
        }
        Form::Plan => {
            write::write(ctx, by, code, &told(typed, "plan_goals")).await?;
        }
        Form::PlanDecision => {
            let decision = Decision { number: told(typed, "plan_number"), signed_by: told(typed, "plan_signed_by") };
            let decided_at = past(ctx, by, code, ("/decided_at", typed.get("plan_decided_at"))).await?;
            decide::enter(ctx, by, code, &decision, decided_at).await?;
        }
        Form::Step => {
            let (service, goal) = (typed.get("step_service").to_owned(), told(typed, "step_goal"));
            let due_at = from_input(typed.get("step_due")).ok_or_else(|| fault("/due_at", "time-malformed"))?;
            let details = Details { service, goal, provider: told(typed, "step_provider") };
            step::plan(ctx, by, code, NewStep { details, office: None, due_at }).await?;
        }
        Form::StepStart => {
            let id = typed.get("start_step").trim().parse().map_err(|_| fault("/service", "answer-needed"))?;
            let confirmed_by = ConfirmedBy::parse(typed.get("confirmed_by")).ok_or_else(|| fault("/confirmed_by", "answer-needed"))?;
            let received_at = past(ctx, by, code, ("/received_at", typed.get("received_at"))).await?;
            let receipt = Receipt { received_at, confirmed_by, words: told(typed, "confirmed_words") };
            step::start(ctx, by, code, id, &receipt).await?;
        }
        Form::StepEnd => {
            let id = typed.get("end_step").trim().parse().map_err(|_| fault("/service", "answer-needed"))?;
            let state = StepState::parse(typed.get("end_state")).ok_or_else(|| fault("/state", "answer-needed"))?;
            step::end(ctx, by, code, id, (state, &told(typed, "end_words"))).await?;
        }
    }
    Ok(())
}

/// A time in the past, as typed. The minute in which the report came is the report's own instant: a field of minutes cannot say
/// "twenty seconds later".
async fn past(ctx: &Ctx, by: &Responder, code: &CaseCode, (pointer, typed): (&'static str, &str)) -> Result<Option<Timestamp>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let at = from_input(typed).ok_or_else(|| fault(pointer, "time-malformed"))?;
    let opened_at = find::in_scope(ctx.db.read(), &by.scope(), code).await?.opened_at;
    Ok(Some(if to_input(at) == to_input(opened_at) { opened_at } else { at }))
}

fn told(typed: &Typed, name: &str) -> Plaintext {
    Plaintext::new(said(typed, name).unwrap_or_default())
}

fn fault(pointer: &'static str, message: &'static str) -> Refusal {
    Refusal::at(Kind::Invalid, FieldError::new(pointer, message))
}

#[cfg(test)]
mod tests {
    use super::Form;
    use crate::words::Words;

    #[test]
    fn every_fault_is_shown_at_a_field_of_its_form_and_every_act_is_confirmed() {
        let [refer, support] = [include_str!("templates/case_refer.html"), include_str!("templates/case_support.html")];
        let forms = [refer, support, include_str!("templates/case_plan_acts.html"), include_str!("templates/case_plan.html")].concat();
        let words = Words::load().unwrap();
        let pointers = [
            (Form::Referral, ["/to", "/due_at", "/basis", "/basis_words", "/card/service", "/card/ask", "/card/person"].as_slice()),
            (Form::Referral, &["/card/reach", "/card/language", "/card/needs", "/card/place", "/card/care"]),
            (Form::Revocation, &["/referral", "/reason"]),
            (Form::Plan, &["/goals"]),
            (Form::PlanDecision, &["/number", "/signed_by", "/decided_at"]),
            (Form::Step, &["/service", "/goal", "/provider", "/due_at"]),
            (Form::StepStart, &["/service", "/received_at", "/confirmed_by", "/words"]),
            (Form::StepEnd, &["/service", "/state", "/words"]),
        ];
        for (form, pointers) in pointers {
            assert!(forms.contains(&format!("{{{{ code }}}}/{}\"", form.name())), "{}", form.name());
            assert!(words.knows(&format!("done-{}", form.name())), "{}", form.name());
            assert!(forms.contains(&format!("id=\"{}\"", form.anchor())), "{}", form.anchor());
            for pointer in pointers {
                let field = form.field_of(pointer);
                assert!(!field.is_empty() && forms.contains(&format!("id=\"{field}\"")), "{pointer}");
            }
        }
    }
}
