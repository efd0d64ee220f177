//! A lost access code, replaced for what is written from now on, after the secret word.
//!
//! Whoever asks for it on the telephone may be the wrong person, even with the word: so the new code opens a new part of the conversation
//! under a key of its own, and what was written before stays closed to it. The old code opens nothing any more. The new code was read out,
//! so that it has to be changed at its first use (`intake::change_code`).

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{CaseError, find, inside};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{envelope, follow_up_session, report},
    kernel::{codes::CaseCode, fold::fold, secret::Plaintext},
    vault::{
        At, EnvelopeContext, Part,
        access_code::AccessCode,
        case_keys,
        envelope::wrap,
        sealing::{CaseKey, open},
    },
};

/// The name under which a reporter's envelope is kept.
const RECIPIENT: &str = "reporter";
/// Version of a reporter's key.
const KEY_VERSION: i32 = 1;

/// A new code, to be read out once.
pub struct NewCode {
    /// As it is shown.
    pub code: Zeroizing<String>,
    /// How to say it aloud.
    pub spoken: Vec<&'static str>,
}

/// Of the contact wishes, what this needs.
#[derive(Deserialize)]
struct Agreed {
    #[serde(default)]
    secret_word: Option<Plaintext>,
}

/// Replaces the code of the case's reporter.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `WithAnother`, `Closed`; no word was agreed, or it is another.
pub async fn replace(ctx: &Ctx, by: &Responder, code: &CaseCode, word: &Plaintext) -> Result<NewCode, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if found.office_code != by.office().as_str() {
        return Err(CaseError::NotAccountable);
    }
    // Before the word is compared: a colleague must not find it out by trying.
    inside::works(&by.scope(), &found)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let reports = of_case(ctx, found.id).await?;
    let first = first_of(&reports)?;
    let last = last_part(&reports, first);
    is_agreed(&key, first, word)?;
    let ids = ctx.ids.as_ref();
    let new = AccessCode::random(ids);
    let derived = new.derive(ctx.vault.public().pepper());
    let (mut salt, id) = ([0; 16], ids.row(ctx.clock.now()));
    ids.fill(&mut salt);
    let context = EnvelopeContext { case: found.id, part: Part::Thread(id), recipient: RECIPIENT, key_version: KEY_VERSION };
    let sealed_key = wrap(&key.thread(id), &derived.reporter_keys(&salt).public, &context, ids)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let row = report::Model {
                id,
                case_id: case.id,
                received_at: now,
                story: None,
                address: None,
                place_typed: None,
                point: None,
                persons: None,
                perpetrators: None,
                contact_wishes: None,
                reporter: None,
                code_lookup: Some(derived.lookup.to_vec()),
                reporter_salt: salt.to_vec(),
                code_heard: true,
                continues: Some(last.id),
            };
            let dead = report::Entity::update_many()
                .col_expr(report::Column::CodeLookup, Expr::value(Option::<Vec<u8>>::None))
                .filter(report::Column::Id.eq(last.id))
                .filter(report::Column::CodeLookup.is_not_null())
                .exec(tx)
                .await?;
            if dead.rows_affected != 1 {
                return Err(CaseError::Changed);
            }
            rows::insert(tx, row).await?;
            let part = Part::Thread(id);
            let (case_id, recipient) = (case.id, RECIPIENT.to_owned());
            let handed_out = envelope::Model {
                case_id,
                part: part.code().to_owned(),
                report_id: part.report(),
                recipient,
                key_version: KEY_VERSION,
                sealed_key,
            };
            rows::insert(tx, handed_out).await?;
            envelope::Entity::delete_many()
                .filter(envelope::Column::CaseId.eq(case.id))
                .filter(envelope::Column::ReportId.eq(last.id))
                .filter(envelope::Column::Recipient.eq(RECIPIENT))
                .exec(tx)
                .await?;
            follow_up_session::Entity::delete_many().filter(follow_up_session::Column::ReportId.eq(last.id)).exec(tx).await?;
            ledger.record(now, by.actor(), &Event::CodeReplaced { report: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await?;
    Ok(NewCode { spoken: new.spoken_vi(), code: new.shown() })
}

/// The reports of a case, oldest first.
pub(super) async fn of_case(ctx: &Ctx, case: Uuid) -> Result<Vec<report::Model>, CaseError> {
    let rows = report::Entity::find().filter(report::Column::CaseId.eq(case)).order_by_asc(report::Column::ReceivedAt);
    Ok(rows.order_by_asc(report::Column::Id).all(ctx.db.read()).await?)
}

/// The first report of a case, not what goes on under a new code.
pub(super) fn first_of(reports: &[report::Model]) -> Result<&report::Model, CaseError> {
    reports.iter().find(|report| report.continues.is_none()).ok_or(CaseError::NotFound)
}

/// The part of a report's conversation that its newest code opens.
pub(super) fn last_part<'r>(reports: &'r [report::Model], first: &'r report::Model) -> &'r report::Model {
    let mut last = first;
    // No longer than there are parts: a circle, which nobody makes, would end too.
    for _ in 0..reports.len() {
        match reports.iter().find(|report| report.continues == Some(last.id)) {
            Some(next) => last = next,
            None => break,
        }
    }
    last
}

/// Whether the word is the one that was agreed, without regard to accents and case: it was said on the telephone.
fn is_agreed(key: &CaseKey, report: &report::Model, word: &Plaintext) -> Result<(), CaseError> {
    let missing = || CaseError::field("/secret_word", "no-secret-word");
    let sealed = report.contact_wishes.as_ref().ok_or_else(missing)?;
    let wishes = open(key, At { table: "report", column: "contact_wishes", row: report.id }, sealed)?;
    let agreed = serde_json::from_str::<Agreed>(wishes.reveal()).ok().and_then(|agreed| agreed.secret_word);
    let agreed = agreed.filter(|agreed| !agreed.is_blank()).ok_or_else(missing)?;
    let same = |one: &Plaintext, other: &Plaintext| fold(one.reveal().trim()) == fold(other.reveal().trim());
    if same(&agreed, word) { Ok(()) } else { Err(CaseError::field("/secret_word", "secret-word-wrong")) }
}
