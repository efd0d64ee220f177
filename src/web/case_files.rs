//! Saving a file of a case.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use uuid::Uuid;

use super::door;
use crate::{
    cases::{files, find},
    http::{App, download::attachment, refusal::Refusal},
    kernel::Kind,
};

/// Saves a file; one that may tell who reported, while that is open for whoever asks.
pub(super) async fn save(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path((code, file)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let by = door::enter(&ctx, &headers).await?.signed.responder()?;
    Ok(attachment(files::read(&ctx, &by, &find::code(&code)?, id(&file)?).await?))
}

fn id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::new(Kind::NotFound, "not-found"))
}
