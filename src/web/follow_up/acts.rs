//! What the forms of the conversation send: each one command, then back to the page.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    PATH, Visit, ended, gone,
    shown::{Beside, again, conversation},
    visit,
};
use crate::{
    http::{App, refusal::Refusal},
    intake::follow_up::{self, FollowUpError},
    kernel::{
        FieldError, Kind, Voice,
        secret::Plaintext,
        terms::{MessageKind, ReporterWord},
    },
    web::{
        answer::go_to,
        door,
        sent::{Sent, said},
        sent_files::SentFiles,
        views::{
            Typed,
            files::{KEPT, token_of},
            follow_up::{Ended, Unsent},
        },
    },
};

type Lot = (State<App>, Extension<Voice>, HeaderMap);

/// Sends a message, files, or both; `about` says what has to be verified first. What is wrong with a file costs neither the text nor
/// the other files.
pub(in crate::web) async fn write(
    (State(ctx), Extension(voice), headers): Lot,
    sent: Result<SentFiles, Refusal>,
) -> Result<Response, Refusal> {
    let (typed, whole) = match sent.map(SentFiles::whole) {
        Ok(Ok(typed)) => (typed, Ok(())),
        Ok(Err((typed, refusal))) => (typed, Err(refusal)),
        Err(refusal) => (Typed::default(), Err(refusal)),
    };
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::of(&typed))) };
    let sent = async {
        whole?;
        door::is_ours(&typed, &visit.token)?;
        // An answer that somebody damaged must not cost the message.
        let kind = MessageKind::parse(typed.get("about")).unwrap_or(MessageKind::Message);
        let files: Vec<String> = typed.all(KEPT).map(|value| token_of(value).to_owned()).collect();
        Ok(follow_up::write(&ctx, &visit.at, &Plaintext::new(text_of(&typed)), kind, &files).await?)
    };
    let done = sent.await;
    after(&ctx, voice, &visit, typed, done, "message", "message").await
}

/// "It is more dangerous now."
pub(in crate::web) async fn danger((State(ctx), Extension(voice), headers): Lot, Sent(typed): Sent) -> Result<Response, Refusal> {
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::of(&typed))) };
    let done = say(&ctx, &visit, &typed, ReporterWord::MoreDanger).await;
    after(&ctx, voice, &visit, typed, done, "danger", "message").await
}

/// "Has anybody contacted you?"
pub(in crate::web) async fn contacted((State(ctx), Extension(voice), headers): Lot, Sent(typed): Sent) -> Result<Response, Refusal> {
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::default())) };
    let answer = ReporterWord::parse(&format!("contacted_{}", typed.get("contacted")));
    let done = match answer {
        Some(answer) => say(&ctx, &visit, &typed, answer).await,
        None => Err(Refusal::at(Kind::Invalid, FieldError::new("/text", "answer-needed"))),
    };
    after(&ctx, voice, &visit, typed, done, "contacted", "contacted").await
}

/// "This should not be closed."
pub(in crate::web) async fn object((State(ctx), Extension(voice), headers): Lot, Sent(typed): Sent) -> Result<Response, Refusal> {
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::of(&typed))) };
    let done = say(&ctx, &visit, &typed, ReporterWord::Objection).await;
    after(&ctx, voice, &visit, typed, done, "objection", "message").await
}

/// "Somebody else knows my code."
pub(in crate::web) async fn lock((State(ctx), Extension(voice), headers): Lot, Sent(typed): Sent) -> Result<Response, Refusal> {
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::default())) };
    if let Err(refusal) = door::is_ours(&typed, &visit.token) {
        return again(&ctx, voice, &visit, typed, &refusal, "").await;
    }
    follow_up::lock(&ctx, &visit.at).await?;
    Ok(gone(&ctx, voice, Ended::Locked))
}

/// Shows one message, in this answer only.
pub(in crate::web) async fn open(
    (State(ctx), Extension(voice), headers): Lot,
    Path(number): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::default())) };
    let opened = async {
        door::is_ours(&typed, &visit.token)?;
        Ok::<_, Refusal>(follow_up::open(&ctx, &visit.at, number_of(&number)?).await?)
    };
    match opened.await {
        Ok(opened) => {
            let beside = Beside { opened: Some(opened), ..Beside::default() };
            conversation(&ctx, voice, &visit, StatusCode::OK, beside).await
        }
        Err(refusal) => again(&ctx, voice, &visit, Typed::default(), &refusal, "").await,
    }
}

/// Hides one message for good.
pub(in crate::web) async fn hide(
    (State(ctx), Extension(voice), headers): Lot,
    Path(number): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let Some(visit) = visit(&ctx, &headers).await? else { return Ok(ended(&ctx, voice, Unsent::default())) };
    let hidden = async {
        door::is_ours(&typed, &visit.token)?;
        Ok(follow_up::hide(&ctx, &visit.at, number_of(&number)?).await?)
    };
    let done = hidden.await;
    after(&ctx, voice, &visit, Typed::default(), done, "hidden", "").await
}

/// The number in an address; one that is none is a message that is not there.
fn number_of(typed: &str) -> Result<usize, FollowUpError> {
    typed.parse().map_err(|_| FollowUpError::NoMessage)
}

fn text_of(typed: &Typed) -> String {
    said(typed, "message").unwrap_or_default()
}

async fn say(ctx: &App, visit: &Visit, typed: &Typed, word: ReporterWord) -> Result<(), Refusal> {
    door::is_ours(typed, &visit.token)?;
    let text = said(typed, "message").map(Plaintext::new);
    Ok(follow_up::say(ctx, &visit.at, word, text.as_ref()).await?)
}

/// Back to the page: what was sent is said there by a word in the address, so that a reload sends nothing twice.
async fn after(
    ctx: &App,
    voice: Voice,
    visit: &Visit,
    typed: Typed,
    done: Result<(), Refusal>,
    said: &str,
    field: &'static str,
) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(go_to(&format!("{PATH}?said={said}"))),
        Err(refusal) => again(ctx, voice, visit, typed, &refusal, field).await,
    }
}
