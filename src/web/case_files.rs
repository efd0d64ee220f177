//! Saving a file of a case.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use uuid::Uuid;

use super::{
    door,
    sent::{Sent, said},
};
use crate::{
    cases::{files, find},
    http::{App, download::attachment, refusal::Refusal},
    kernel::{Kind, secret::Plaintext},
};

/// Saves a file.
pub(super) async fn save(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((code, file)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let by = door::enter(&ctx, &headers).await?.signed.responder()?;
    Ok(attachment(files::read(&ctx, &by, &find::code(&code)?, id(&file)?, None).await?))
}

/// Saves a file that may tell who reported.
pub(super) async fn save_for_a_reason(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((code, file)): Path<(String, String)>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let reason = Plaintext::new(said(&typed, "reason").unwrap_or_default());
    let by = inside.signed.responder()?;
    Ok(attachment(files::read(&ctx, &by, &find::code(&code)?, id(&file)?, Some(&reason)).await?))
}

fn id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::new(Kind::NotFound, "not-found"))
}
