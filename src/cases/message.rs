//! Writing to the reporter: sealed under the key of their conversation, read with their code.

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{CaseError, clock, find, new_code, reporter_notice, told};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{code_lock, message},
    kernel::{Lang, codes::CaseCode, secret::Plaintext, terms::MessageKind},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, seal},
    },
};

/// Sends `text` to the reporter of the case's first report. Where the code is locked nobody reads it any more: whoever writes says that
/// they know.
///
/// # Errors
/// `NotFound` out of scope, `Closed`, an empty text; `/although_locked` when the code is locked and that was not said.
pub async fn to_reporter(ctx: &Ctx, by: &Responder, code: &CaseCode, text: &Plaintext, although_locked: bool) -> Result<Uuid, CaseError> {
    if text.is_blank() {
        return Err(CaseError::field("/text", "message-empty"));
    }
    let text = &told::message("/text", text)?;
    let in_own_words = !is_ready_made(ctx, text);
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let reports = new_code::of_case(ctx, found.id).await?;
    let first = new_code::first_of(&reports)?;
    let report = new_code::last_part(&reports, first);
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let told_by_mail = reporter_notice::is_asked(ctx, &key, first)?;
    let id = ctx.ids.row(ctx.clock.now());
    let body = seal(&key.thread(report.id), At { table: "message", column: "body", row: id }, text, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if !although_locked && code_lock::Entity::find_by_id(report.id).one(tx).await?.is_some() {
                return Err(CaseError::field("/although_locked", "channel-unsafe"));
            }
            let kind = MessageKind::Message.code().to_owned();
            let row = message::Model { id, case_id: case.id, report_id: report.id, staff_id: Some(by.staff()), sent_at: now, body, kind };
            rows::insert(tx, row).await?;
            if told_by_mail {
                reporter_notice::wait(ctx, tx, first, now).await?;
            }
            ledger.record(now, by.actor(), &Event::MessageSent { message: id });
            if in_own_words {
                clock::stop(tx, case.id, crate::clocks::Event::ReporterAnswered, now).await?;
            }
            clock::refresh(ctx, tx, (&case).into(), now).await?;
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

/// The ready-made texts (GLOSSARY 9).
const READY_MADE: [&str; 5] = ["tpl-hello", "tpl-more", "tpl-slow", "tpl-choice", "tpl-end"];

/// Whether somebody sent a ready-made text and nothing else: that is not yet an answer (DOMAIN 2C).
fn is_ready_made(ctx: &Ctx, text: &Plaintext) -> bool {
    let said = text.reveal().trim();
    READY_MADE.iter().any(|key| [Lang::Vi, Lang::En].iter().any(|lang| ctx.words.text(*lang, key, &[]).trim() == said))
}
