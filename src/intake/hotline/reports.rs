//! A report that an operator files for a caller: the way of every report, by telephone, with a code that somebody of the staff has heard.

use super::{
    HotlineError,
    contacts::{NewContact, enter},
    past,
};
use crate::{
    access::Operator,
    ctx::Ctx,
    intake::{
        Receipt, ReportForm,
        submit::{CHANNEL_PHONE, Filed, RECEIPT_FOR_PAGES, Submission, submit},
    },
    kernel::{Lang, Timestamp, secret::Plaintext, terms::HotlineKind},
    vault::idempotency::IdempotencyKey,
};

/// A report as the caller told it.
pub struct Told {
    /// The report.
    pub form: ReportForm,
    /// Its one canonical form, against which a repeated key is checked.
    pub canonical: Plaintext,
    /// Against double sending.
    pub key: Option<IdempotencyKey>,
    /// When the caller began to tell: from then on they wait.
    pub told_at: Timestamp,
    /// Language of the receipt's words.
    pub lang: Lang,
}

/// Files it, and enters the contact. The code on the receipt is read out to the caller and must be changed at its first use.
///
/// # Errors
/// Fields at fault; whatever keeps a report from being taken.
pub async fn file(ctx: &Ctx, by: &Operator, told: Told) -> Result<Receipt, HotlineError> {
    let told_at = past("/told_at", told.told_at, ctx.clock.now())?;
    let submission = Submission {
        form: told.form,
        channel: CHANNEL_PHONE,
        key: told.key,
        canonical: told.canonical,
        receipt_for: RECEIPT_FOR_PAGES,
        lang: told.lang,
        drill: None,
        suspected: None,
        filed_by: Some(Filed { by: by.staff(), told_at }),
    };
    let submitted = submit(ctx, submission).await?;
    if !submitted.replayed {
        enter(ctx, by, NewContact { kind: HotlineKind::Report, began_at: told_at, note: None }).await?;
    }
    Ok(submitted.receipt)
}
