//! The forms of the work between taking and closing a case, read into the requests of their commands.

use super::{case_acts::Form, sent::said, views::Typed};
use crate::{
    access::Signed,
    cases::{
        ask_closing,
        close::Closure,
        contact::NewContact,
        correct::{self, Of},
        talk::{Talk, TalkWay},
        triage::{self, Answers, Triage},
        undo, write_note,
    },
    clocks::{RiskAnswer, RiskItem},
    ctx::Ctx,
    http::refusal::Refusal,
    kernel::{
        FieldError, Kind, Lang,
        codes::CaseCode,
        secret::Plaintext,
        terms::{ContactHow, ContactOutcome, ContactWith},
    },
};

/// The fields of these forms: the pointer of the command, the field of the page.
pub(super) const fn fields(form: Form) -> &'static [(&'static str, &'static str)] {
    match form {
        Form::Notes => &[("/text", "note_text")],
        Form::Corrections => &[("/of", "of"), ("/text", "correction")],
        Form::Undo => &[("/of", "")],
        Form::Refusal => &[("/reason", "refusal_reason")],
        Form::Triage => {
            &[("/version", "triage_version"), ("/answers", "triage_answers"), ("/signs", "triage_signs"), ("/reason", "triage_reason")]
        }
        _ => &[],
    }
}

/// Does what such a form asks.
///
/// # Errors
/// The refusal of the command.
pub(super) async fn record(ctx: &Ctx, by: &Signed, code: &CaseCode, form: Form, typed: &Typed) -> Result<(), Refusal> {
    let text = |name: &str| Plaintext::new(said(typed, name).unwrap_or_default());
    match form {
        Form::Notes => write_note::write(ctx, &by.responder()?, code, &text("note_text")).await.map(|_| ())?,
        Form::Corrections => correct::correct(ctx, &by.responder()?, code, of(typed)?, &text("correction")).await?,
        Form::Undo => undo::undo(ctx, &by.responder()?, code, of(typed)?).await?,
        Form::Triage => triage::triage(ctx, &by.responder()?, code, answered(ctx, typed)).await.map(|_| ())?,
        Form::Refusal => ask_closing::refuse(ctx, &by.lead()?, code, &text("refusal_reason")).await?,
        _ => {}
    }
    Ok(())
}

fn of(typed: &Typed) -> Result<Of, Refusal> {
    Of::parse(typed.get("of")).ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/of", "note-unknown")))
}

/// The questions as answered: each in a field `risk-` and its code.
fn answered(ctx: &Ctx, typed: &Typed) -> Triage {
    let answer = |item: &RiskItem| {
        let answer = RiskAnswer::parse(typed.get(&format!("risk-{}", item.code)))?;
        Some((item.code.clone(), answer))
    };
    Triage {
        version: typed.get("version").to_owned(),
        answers: Answers {
            answers: ctx.clocks.risk.items().filter_map(answer).collect(),
            signs: typed.all("sign").map(str::to_owned).collect(),
            strangled_long_ago: typed.is("strangled_long_ago", "yes"),
            reason: said(typed, "triage_reason").map(Plaintext::new),
        },
    }
}

/// Asks whoever decides for the closing that was typed.
///
/// # Errors
/// The refusal of the command.
pub(super) async fn ask(ctx: &Ctx, by: &Signed, code: &CaseCode, closure: Closure) -> Result<&'static str, Refusal> {
    ask_closing::ask(ctx, &by.responder()?, code, closure).await?;
    Ok("closure-asked")
}

/// How somebody was talked with, as typed.
pub(super) fn talk(typed: &Typed) -> Talk {
    Talk { language: said(typed, "language"), way: TalkWay::parse(typed.get("way")), wish: said(typed, "wish").map(Plaintext::new) }
}

/// An attempt logged by one tap, `with.how.outcome`: now, and nobody was reached.
pub(super) fn quick(typed: &Typed) -> Option<NewContact> {
    let mut said = typed.get("quick").split('.');
    let (with, how, outcome) = (said.next()?, said.next()?, said.next()?);
    Some(NewContact {
        with: ContactWith::parse(with)?,
        outcome: ContactOutcome::parse(outcome).filter(|outcome| *outcome != ContactOutcome::Reached)?,
        alone: None,
        how: ContactHow::parse(how)?,
        happened_at: None,
        note: None,
        talk: Talk::default(),
        mediation: false,
    })
}

/// What was typed with a ready-made text put into the box, in the language of whoever reported; nothing when no such button was pressed.
/// Nothing is sent by it.
pub(super) fn filled(ctx: &Ctx, lang: Lang, typed: &Typed) -> Option<Typed> {
    let key = super::views::case_file::READY_TEXTS.iter().find(|key| typed.get("fill") == **key)?;
    let ready = ctx.words.text(lang, key, &[]);
    let text = [said(typed, "message"), Some(ready)].into_iter().flatten().collect::<Vec<_>>().join("\n");
    Some(typed.clone().with("message", &text))
}

#[cfg(test)]
mod tests {
    use super::quick;
    use crate::{kernel::terms::ContactOutcome, web::views::Typed};

    #[test]
    fn one_tap_logs_an_attempt_and_never_that_somebody_was_reached() {
        let tapped = |value: &str| quick(&Typed::from(vec![("quick".to_owned(), value.to_owned())]));
        assert_eq!(tapped("person_at_risk.phone.no_answer").map(|new| new.outcome), Some(ContactOutcome::NoAnswer));
        for wrong in ["person_at_risk.phone.reached", "", "phone.no_answer", "x.phone.no_answer"] {
            assert!(tapped(wrong).is_none(), "{wrong}");
        }
    }
}
