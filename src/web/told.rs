//! What a refusal says beside the form that caused it. An internal one is logged once, by `http::refusal`.

use axum::{http::StatusCode, response::IntoResponse};

use super::views::{Problem, Problems};
use crate::{
    ctx::Ctx,
    http::refusal::{self, Refusal},
    kernel::Voice,
};

/// The page that asks for a proof while another page waits with what was typed.
pub(super) const PROOF_BESIDE: &str = "/desk/proof?next=%2Fdesk%2Fproof%3Fdone%3Dyes";

/// A refusal in words, for a page that comes back with everything typed.
pub(super) struct Told {
    /// Status of the answer.
    pub status: StatusCode,
    /// The sentences, at their fields.
    pub problems: Problems,
}

/// Puts `refusal` into words. `field_of` gives the form's field of a JSON pointer, an empty text where it has none; the empty
/// pointer stands for the request as a whole.
pub(super) fn told(ctx: &Ctx, voice: impl Into<Voice>, refusal: &Refusal, field_of: impl Fn(&str) -> &'static str) -> Told {
    let voice = voice.into();
    let mut logged = refusal.clone().into_response();
    let request_id = refusal::find(ctx, &mut logged).map(|found| found.request_id).unwrap_or_default();
    let problems = if refusal.code == "proof-needed" {
        // In a page of its own, so that what was typed waits here.
        Problems::one(PROOF_BESIDE, refusal.sentence(ctx, voice, &request_id))
    } else if refusal.fields.is_empty() {
        Problems::one(field_of(""), refusal.sentence(ctx, voice, &request_id))
    } else {
        let problem = |field: &crate::kernel::FieldError| Problem {
            field: field_of(&field.pointer).to_owned(),
            text: Refusal::field_sentence(ctx, voice, field),
        };
        Problems::from(refusal.fields.iter().map(problem).collect::<Vec<_>>())
    };
    Told { status: refusal.status(), problems }
}
