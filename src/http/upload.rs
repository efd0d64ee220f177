//! Forms and bodies with files, read as a stream: no part of a file is held longer than it takes to clean and seal it.
//!
//! A form is read to its end even where a file in it is refused: the words that stand behind that file must not be lost. Whoever sends
//! nothing for a minute has gone.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::{
        FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{HeaderMap, StatusCode, header},
};
use futures_util::{Stream, StreamExt};
use tokio::time::timeout;

use super::{body, refusal::Refusal};
use crate::{
    ctx::Ctx,
    files::{FileFault, LARGEST_FILE, LARGEST_FILE_SAID, LARGEST_TOGETHER, LARGEST_TOGETHER_SAID, MOST_FILES, size_said},
    intake::attachments::{Interrupted, Source, StageError, Staged, shown_name, stage},
    kernel::{Classify, FieldError, Kind},
};

/// Largest form with files that is read to its end: ten of the largest files. What is more than may be kept passes by unkept, so that
/// the words behind it arrive.
pub const LARGEST_FORM: usize = 256 * 1024 * 1024;
/// Largest body that is one file; a little more than a file may have, so that it can be told what is wrong.
pub const LARGEST_UPLOAD: usize = 32 * 1024 * 1024;
/// Most fields of a form.
const MOST_FIELDS: usize = 1000;
/// Where files stand in a report.
const POINTER: &str = "/files";

/// How long nothing may come. Whoever hands a request on may put a shorter one among its extensions; a sender cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(pub Duration);

impl Default for Patience {
    fn default() -> Self {
        Self(Duration::from_mins(1))
    }
}

impl Patience {
    fn of(request: &Request) -> Self {
        request.extensions().get().copied().unwrap_or_default()
    }

    /// What comes in time.
    async fn wait<T>(self, next: impl Future<Output = T>) -> Result<T, Interrupted> {
        timeout(self.0, next).await.map_err(|_| Interrupted)
    }
}

/// A form with files.
#[derive(Default)]
pub struct FormWithFiles {
    /// What was typed and chosen.
    pub pairs: Vec<(String, String)>,
    /// Files that wait now.
    pub staged: Vec<Staged>,
    /// What is wrong with the others.
    pub faults: Vec<FieldError>,
}

/// Whether a body is a form with files.
#[must_use]
pub fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase());
    kind.is_some_and(|kind| kind.starts_with(b"multipart/form-data"))
}

/// Reads a form. Never fails for what is in it: what is wrong stands among the faults, beside everything that arrived.
/// `kept` is the name of the field that holds files sent before.
///
/// # Errors
/// There is nothing that could be read as a form.
pub async fn form(ctx: &Ctx, request: Request, kept: &str) -> Result<FormWithFiles, Refusal> {
    let patience = Patience::of(&request);
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts, Body::from_stream(OneByOne::new(body)));
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Refusal::new(Kind::Malformed, "form-broken"))?;
    let mut form = FormWithFiles::default();
    let mut text_left = body::LARGEST;
    loop {
        let field = match patience.wait(parts.next_field()).await {
            Ok(Ok(Some(field))) => field,
            Ok(Ok(None)) => break,
            Ok(Err(error)) => {
                form.faults.push(cut_off(&error));
                break;
            }
            Err(_) => {
                form.faults.push(FieldError::new(POINTER, "form-interrupted"));
                break;
            }
        };
        let goes_on = if field.file_name().is_some() {
            form.file(ctx, Part { field, seen: 0, patience }, kept).await
        } else {
            form.text(field, &mut text_left, patience).await
        };
        if !goes_on {
            break;
        }
    }
    Ok(form)
}

/// Takes in a body that is one file, or a form with one.
///
/// # Errors
/// What is wrong with the file.
pub async fn one_file(ctx: &Ctx, request: Request) -> Result<Staged, Refusal> {
    if !is_form(request.headers()) {
        let patience = Patience::of(&request);
        let mut whole = WholeBody { body: OneByOne::new(request.into_body()), seen: 0, patience };
        let taken = stage(ctx, &mut whole, "", LARGEST_FILE).await;
        // An answer before the end of a body is lost on its way; but whoever has gone is not waited for twice.
        let refused = matches!(&taken, Err(error) if !matches!(error, StageError::Interrupted(_)));
        while refused && whole.seen < LARGEST_UPLOAD as u64 && matches!(whole.next().await, Ok(Some(_))) {}
        return taken.map_err(|error| refusal(&error, "", whole.seen));
    }
    let FormWithFiles { staged, faults, .. } = form(ctx, request, "").await?;
    match (staged.into_iter().next(), faults.is_empty()) {
        (Some(staged), true) => Ok(staged),
        (_, false) => Err(Refusal::fields(faults)),
        (None, true) => Err(Refusal::at(Kind::Invalid, fault_at("", FileFault::Empty, "", 0))),
    }
}

fn refusal(error: &StageError, name: &str, size: u64) -> Refusal {
    if let StageError::Fault(fault) = error {
        Refusal::at(error.kind(), fault_at("", *fault, name, size))
    } else {
        tracing::error!(cause = %error, "a file could not be taken in");
        Refusal::new(error.kind(), error.code())
    }
}

impl FormWithFiles {
    /// Reads a field. False when no other can follow.
    async fn text(&mut self, mut field: Field<'_>, left: &mut usize, patience: Patience) -> bool {
        let name = field.name().unwrap_or_default().to_owned();
        let mut value = Vec::new();
        loop {
            match patience.wait(field.chunk()).await {
                Ok(Ok(Some(bytes))) if bytes.len() <= *left => {
                    *left -= bytes.len();
                    value.extend_from_slice(&bytes);
                }
                Ok(Ok(None)) => break,
                Ok(Ok(Some(_))) => {
                    self.faults.push(FieldError::new("", "body-too-large").with("max", body::LARGEST_SAID));
                    *left = 0;
                    break;
                }
                // What arrived of it is kept: half a story is better than none.
                Ok(Err(_)) | Err(_) => {
                    self.pairs.push((name, String::from_utf8_lossy(&value).into_owned()));
                    self.faults.push(FieldError::new(POINTER, "form-interrupted"));
                    return false;
                }
            }
        }
        self.pairs.push((name, String::from_utf8_lossy(&value).into_owned()));
        self.pairs.len() < MOST_FIELDS && *left > 0
    }

    /// Takes a file in. False when nothing can follow.
    async fn file(&mut self, ctx: &Ctx, mut part: Part<'_>, kept: &str) -> bool {
        let name = shown_name(part.field.file_name().unwrap_or_default());
        let before = self.pairs.iter().filter(|(field, _)| !kept.is_empty() && field == kept).count();
        let together: u64 = self.staged.iter().map(|file| file.size).sum();
        let taken = if before + self.staged.len() >= MOST_FILES {
            // A field left empty is no eleventh file.
            match part.next().await {
                Ok(None) => return true,
                Ok(Some(_)) => Err(FileFault::TooMany.into()),
                Err(interrupted) => Err(interrupted.into()),
            }
        } else {
            stage(ctx, &mut part, &name, LARGEST_TOGETHER.saturating_sub(together)).await
        };
        let error = match taken {
            Ok(staged) => {
                self.staged.push(staged);
                return true;
            }
            // A field left empty.
            Err(StageError::Fault(FileFault::Empty)) if name.is_empty() => return true,
            Err(error) => error,
        };
        // Whoever has gone is not waited for twice.
        let passed = if matches!(error, StageError::Interrupted(_)) { Err(Interrupted) } else { part.pass_by().await };
        self.faults.push(match &error {
            StageError::Fault(fault) => fault_at(POINTER, *fault, &name, part.seen),
            StageError::Interrupted(_) => FieldError::new(POINTER, "form-interrupted"),
            _ => {
                tracing::error!(cause = %error, "a file could not be taken in");
                FieldError::new(POINTER, error.code()).with("name", &name)
            }
        });
        if passed.is_err() && !matches!(error, StageError::Interrupted(_)) {
            self.faults.push(FieldError::new(POINTER, "form-interrupted"));
        }
        passed.is_ok()
    }
}

/// What is wrong with a file, for its sentence.
fn fault_at(pointer: &str, fault: FileFault, name: &str, size: u64) -> FieldError {
    let max = match fault {
        FileFault::TooMany => MOST_FILES.to_string(),
        FileFault::TooLargeTogether => LARGEST_TOGETHER_SAID.to_owned(),
        _ => LARGEST_FILE_SAID.to_owned(),
    };
    FieldError::new(pointer, fault.code()).with("name", name).with("size", size_said(size.max(1))).with("max", max)
}

fn cut_off(error: &MultipartError) -> FieldError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => FieldError::new(POINTER, FileFault::TooLargeTogether.code())
            .with("name", "")
            .with("size", "")
            .with("max", LARGEST_TOGETHER_SAID),
        _ => FieldError::new(POINTER, "form-interrupted"),
    }
}

/// A file of a form.
struct Part<'f> {
    field: Field<'f>,
    seen: u64,
    patience: Patience,
}

impl Part<'_> {
    /// Lets the rest pass by, so that what follows can be read.
    async fn pass_by(&mut self) -> Result<(), Interrupted> {
        while self.next().await?.is_some() {}
        Ok(())
    }
}

impl Source for Part<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, Interrupted> {
        let bytes = self.patience.wait(self.field.chunk()).await?.map_err(|_| Interrupted)?;
        self.seen += bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        Ok(bytes)
    }
}

/// A body that is one file.
struct WholeBody {
    body: OneByOne,
    seen: u64,
    patience: Patience,
}

impl Source for WholeBody {
    async fn next(&mut self) -> Result<Option<Bytes>, Interrupted> {
        let bytes = self.patience.wait(self.body.next()).await?.transpose().map_err(|_| Interrupted)?;
        self.seen += bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        Ok(bytes)
    }
}

/// A body, one piece at a time: the reader of forms takes in all that is there at once, and a fast sender on a slow disk would fill
/// the memory.
struct OneByOne {
    body: BodyDataStream,
    gave: bool,
}

impl OneByOne {
    fn new(body: Body) -> Self {
        Self { body: body.into_data_stream(), gave: false }
    }
}

impl Stream for OneByOne {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.gave) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = Pin::new(&mut self.body).poll_next(context);
        self.gave = matches!(next, Poll::Ready(Some(Ok(_))));
        next
    }
}
