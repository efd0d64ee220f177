//! A form that may bring files along. Files that were taken in stand among what was typed, so that a page that comes back names them and
//! nobody has to send them again.

use axum::{
    Extension, Json,
    body::to_bytes,
    extract::{FromRequest, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    sent::fields,
    views::{
        Typed,
        files::{KEPT, kept_value, token_of},
    },
};
use crate::{
    http::{
        App, body,
        refusal::Refusal,
        upload::{self, FormWithFiles},
        visitor::Visitor,
    },
    intake::attachments::{self, Staged},
    kernel::{FieldError, Kind, Lang},
};

/// The fields of a form, and what is wrong with the files that came with it.
pub(super) struct SentFiles {
    pub typed: Typed,
    pub faults: Vec<FieldError>,
}

impl FromRequest<App> for SentFiles {
    type Rejection = Refusal;

    async fn from_request(request: Request, ctx: &App) -> Result<Self, Refusal> {
        if !upload::is_form(request.headers()) {
            // The route takes more than a form without files may have.
            let bytes = to_bytes(request.into_body(), body::LARGEST).await.map_err(|_| Refusal::too_large())?;
            return Ok(Self { typed: fields(&bytes), faults: Vec::new() });
        }
        let FormWithFiles { pairs, staged, mut faults } = upload::form(ctx, request, KEPT).await?;
        let mut typed = Vec::with_capacity(pairs.len() + staged.len());
        for (name, value) in pairs {
            if name != KEPT || attachments::waits(ctx, token_of(&value)).await.unwrap_or(true) {
                typed.push((name, value));
            } else {
                // Ticked or not, it could never be sent again.
                faults.push(FieldError::new("/files", "file-gone"));
            }
        }
        typed.extend(staged.iter().map(|file| (KEPT.to_owned(), kept_value(file))));
        Ok(Self { typed: Typed::from(typed), faults })
    }
}

impl SentFiles {
    /// What was typed, unless a file needs another look.
    pub(super) fn whole(self) -> Result<Typed, (Typed, Refusal)> {
        if self.faults.is_empty() { Ok(self.typed) } else { Err((self.typed, Refusal::fields(self.faults))) }
    }
}

/// A file that waits for its report, for the script of the form.
#[derive(Serialize)]
struct Waiting {
    token: String,
    name: String,
    size: u64,
    /// The value of the form's field that stands for it.
    value: String,
}

#[derive(Serialize)]
struct Refused {
    error: String,
}

/// Takes one file in before its report.
pub(super) async fn take_one(State(ctx): State<App>, Extension(lang): Extension<Lang>, visitor: Visitor, request: Request) -> Response {
    let taken = match visitor.may_send_files(&ctx) {
        Ok(()) => upload::one_file(&ctx, request).await,
        Err(refusal) => Err(refusal),
    };
    match taken {
        Ok(file) => (StatusCode::CREATED, Json(waiting(&file))).into_response(),
        Err(refusal) if refusal.kind == Kind::Internal => refusal.into_response(),
        Err(refusal) => {
            let said = refusal.fields.first().map(|field| Refusal::field_sentence(&ctx, lang, field));
            let error = said.unwrap_or_else(|| refusal.sentence(&ctx, lang, ""));
            let status = if refusal.kind == Kind::Busy { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, Json(Refused { error })).into_response()
        }
    }
}

fn waiting(file: &Staged) -> Waiting {
    Waiting { token: file.token.reveal().to_string(), name: file.name.clone(), size: file.size, value: kept_value(file) }
}
