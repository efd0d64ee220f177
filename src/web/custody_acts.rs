//! The forms about who answers for a case: each read into the request of one command, which is then called.

use super::{case_acts::Form, sent::said, views::Typed};
use crate::{
    access::Signed,
    cases::{
        assign,
        decide::{self, Decision},
        find,
        hand_over::{self, Answer, Discovery, Offer},
        orders,
    },
    ctx::Ctx,
    http::refusal::Refusal,
    kernel::{
        FieldError, Kind,
        codes::CaseCode,
        secret::Plaintext,
        terms::{HandoverState, ParentChoice},
    },
    words::format::from_input,
};

/// The fields of these forms that a JSON pointer of their commands means.
pub(super) const fn fields_of(form: Form) -> &'static [(&'static str, &'static str)] {
    match form {
        Form::Assignment => &[("/to", "assignee")],
        Form::Handover => &[
            ("/to", "offer_to"),
            ("/reason", "offer_reason"),
            ("/discovery/place", "found_place"),
            ("/discovery/found_at", "found_at"),
            ("/discovery/state", "found_state"),
        ],
        Form::Answer => &[("/right_office", "answer_right"), ("/reason", "answer_reason")],
        Form::Decision => &[("/choice", "choice"), ("/office", "decide_office"), ("/reason", "decide_reason")],
        _ => &[],
    }
}

/// What was typed to find an office by its place; nothing for other forms.
pub(super) fn place_typed<'t>(form: &str, typed: &'t Typed) -> &'t str {
    let field = match form {
        "handover" => "offer_place",
        "answer" => "answer_place",
        "decision" => "decide_place",
        _ => return "",
    };
    typed.get(field).trim()
}

/// Does what `form` asks.
///
/// # Errors
/// The refusal of the command, or of a field that cannot be read.
pub(super) async fn record(ctx: &Ctx, by: &Signed, code: &CaseCode, form: Form, typed: &Typed) -> Result<(), Refusal> {
    match form {
        Form::Assignment => {
            let to = typed.get("assignee").trim().parse().map_err(|_| fault("/to", "colleague-not-asked"))?;
            assign::assign(ctx, &by.responder()?, code, to).await?;
        }
        Form::Handover => offer(ctx, by, code, typed).await?,
        Form::Answer => answer(ctx, by, code, typed).await?,
        Form::Keeping => hand_over::keep(ctx, &by.responder()?, code).await?,
        Form::Orders => orders::acknowledge(ctx, &by.responder()?, code).await?,
        Form::Decision => {
            let by = by.lead()?;
            if !typed.get("search").is_empty() {
                return Err(fault("/office", "office-choose"));
            }
            let choice = ParentChoice::parse(typed.get("choice")).ok_or_else(|| fault("/choice", "answer-needed"))?;
            let decision = Decision { choice, office: said(typed, "decide_office"), reason: told(typed, "decide_reason") };
            decide::decide(ctx, &by, code, decision).await?;
        }
        _ => {}
    }
    Ok(())
}

/// An office is never guessed: whoever typed a place chooses among the offices that were found.
async fn offer(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<(), Refusal> {
    let by = by.responder()?;
    let to = said(typed, "offer_to").filter(|_| typed.get("search").is_empty()).ok_or_else(|| fault("/to", "office-choose"))?;
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let discovery = if hand_over::asks_for_discovery(&case) {
        let found_at = from_input(typed.get("found_at")).ok_or_else(|| fault("/discovery/found_at", "discovery-needed"))?;
        Some(Discovery { place: told(typed, "found_place"), found_at, state: told(typed, "found_state") })
    } else {
        None
    };
    Ok(hand_over::offer(ctx, &by, code, Offer { to, reason: told(typed, "offer_reason"), discovery }).await?)
}

async fn answer(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<(), Refusal> {
    let answer = match HandoverState::parse(typed.get("answer")) {
        Some(HandoverState::Accepted) => Answer::Accept,
        Some(HandoverState::Declined) => {
            Answer::Decline { right: typed.get("answer_right").to_owned(), reason: told(typed, "answer_reason") }
        }
        _ => return Err(fault("/right_office", "office-choose")),
    };
    Ok(hand_over::answer(ctx, &by.responder()?, code, answer).await?)
}

fn told(typed: &Typed, name: &str) -> Plaintext {
    Plaintext::new(said(typed, name).unwrap_or_default())
}

fn fault(pointer: &'static str, message: &'static str) -> Refusal {
    Refusal::at(Kind::Invalid, FieldError::new(pointer, message))
}

#[cfg(test)]
mod tests {
    use super::{Form, fields_of};
    use crate::words::Words;

    #[test]
    fn every_fault_about_custody_is_shown_at_a_field_of_its_form_and_every_act_is_confirmed() {
        let (forms, words) = (include_str!("templates/case_arranged_acts.html"), Words::load().unwrap());
        for form in [Form::Assignment, Form::Handover, Form::Answer, Form::Keeping, Form::Decision, Form::Orders] {
            assert!(forms.contains(&format!("{{{{ code }}}}/{}\"", form.name())), "{}", form.name());
            assert!(words.knows(&format!("done-{}", form.name())), "{}", form.name());
            for (pointer, field) in fields_of(form) {
                assert_eq!(form.field_of(pointer), *field);
                assert!(forms.contains(&format!("id=\"{field}\"")), "{field}");
            }
        }
    }
}
