//! Files from programs, and for those who work on a case.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    access::Responder,
    cases::{
        files::{self, CaseFile},
        find,
    },
    http::{
        App,
        download::attachment,
        refusal::{Problem, Refusal},
        session, upload,
        visitor::Visitor,
    },
    intake::attachments::WAITS,
    kernel::{Kind, Timestamp, secret::Plaintext},
};

/// A file that waits for its report.
#[derive(Serialize, ToSchema)]
pub struct WaitingFile {
    /// What stands for it in `files` of a report. Nobody else has it.
    token: String,
    /// What it is.
    kind: String,
    /// Bytes, after position and device data were taken out.
    size: u64,
    /// Until when it waits.
    #[schema(value_type = String, format = DateTime)]
    waits_until: Timestamp,
}

/// A file of a case.
#[derive(Serialize, ToSchema)]
pub struct CaseFileView {
    /// Its id.
    #[schema(value_type = String)]
    id: Uuid,
    /// What it is.
    kind: String,
    /// `photo`, `voice`, `video` or `document`.
    group: String,
    /// Bytes.
    size: u64,
    /// Its name as it was sent.
    #[schema(value_type = Option<String>)]
    name: Option<Plaintext>,
    /// Whether it may tell who reported: it is read while a request to open who reported is approved.
    identity_part: bool,
}

impl From<CaseFile> for CaseFileView {
    fn from(file: CaseFile) -> Self {
        Self {
            id: file.id,
            kind: file.kind.code().to_owned(),
            group: file.kind.group().code().to_owned(),
            size: file.size,
            name: file.name,
            identity_part: file.identity_part,
        }
    }
}

/// Takes one file in, as the body itself or as `multipart/form-data`. It waits an hour for a report that names its token.
#[utoipa::path(post, path = "/api/v1/files", operation_id = "sendFile", tag = "reports",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = WaitingFile), (status = 413, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn send(State(ctx): State<App>, visitor: Visitor, request: Request) -> Result<(StatusCode, Json<WaitingFile>), Refusal> {
    visitor.may_send_files(&ctx)?;
    let waits_until = ctx.clock.now() + WAITS;
    let file = upload::one_file(&ctx, request).await?;
    let token = file.token.reveal().to_string();
    Ok((StatusCode::CREATED, Json(WaitingFile { token, kind: file.kind.code().to_owned(), size: file.size, waits_until })))
}

/// Reads a file of a case. The reading is recorded. What may tell who reported is read while a request is approved.
#[utoipa::path(get, path = "/api/v1/cases/{case_code}/files/{file}", operation_id = "readCaseFile", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path), ("file" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 404, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path((code, file)): Path<(String, String)>) -> Result<Response, Refusal> {
    let by = responder(&ctx, &headers).await?;
    Ok(attachment(files::read(&ctx, &by, &find::code(&code)?, id(&file)?).await?))
}

async fn responder(ctx: &App, headers: &HeaderMap) -> Result<Responder, Refusal> {
    Ok(session::staff(ctx, headers).await?.0.responder()?)
}

fn id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::new(Kind::NotFound, "not-found"))
}
