//! The films in sign language: from the operator's folder, in parts as a player asks for them.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::Response,
};
use tower_http::services::ServeFile;

use crate::{
    http::{App, refusal::Refusal},
    kernel::Kind,
};

/// `/clips/{name}`
pub(super) async fn show(State(ctx): State<App>, Path(name): Path<String>, request: Request) -> Result<Response, Refusal> {
    let Some(file) = ctx.words.clips().file(&name) else { return Err(Refusal::new(Kind::NotFound, "not-found")) };
    let sent: Result<_, std::io::Error> = ServeFile::new(file).try_call(request).await;
    match sent {
        Ok(part) => Ok(part.map(Body::new)),
        Err(_) => Err(Refusal::new(Kind::Internal, "internal")),
    }
}
