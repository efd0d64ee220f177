//! Cases that belong together, and further persons at risk on one case.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cases::{responder, signed, term};
use super::casework_views::Names;
use crate::{
    cases::{
        find,
        link::{self as linking, LinkKind, NewLink},
        links::{self, Confirmed, OtherCase},
        persons::{self, AddedPerson, OpenedPerson},
    },
    http::{
        App,
        body::Body,
        refusal::{Problem, Refusal},
    },
    kernel::{Timestamp, secret::Plaintext},
};

/// A person at risk who is added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonAddedBody {
    /// Age in years.
    age: Option<u32>,
    /// `female`, `male` or `unknown`.
    sex: Option<String>,
    /// Codes of `disability_types`.
    #[serde(default)]
    disabilities: Vec<String>,
    /// Codes of `victim_groups`.
    #[serde(default)]
    groups: Vec<String>,
    /// Name.
    #[schema(value_type = Option<String>)]
    name: Option<Plaintext>,
    /// Who they are to the others, in words.
    #[schema(value_type = Option<String>)]
    relation: Option<Plaintext>,
    /// Telephone. Findable again only for somebody of 18 or older.
    #[schema(value_type = Option<String>)]
    phone: Option<Plaintext>,
    /// Number of an identity card or passport. Findable again only for somebody of 18 or older.
    #[schema(value_type = Option<String>)]
    identity_number: Option<Plaintext>,
}

/// What is confirmed about two cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBody {
    /// Code of the other case.
    other: String,
    /// `linked`, `repeat`, `duplicate` or `not_same`.
    kind: String,
}

/// Another case.
#[derive(Serialize, ToSchema)]
pub struct OtherCaseView {
    /// Case code.
    code: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// Code of its accountable office.
    office: String,
    /// When it was closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
    /// Whether it came after this one.
    is_later: bool,
}

/// What was confirmed.
#[derive(Serialize, ToSchema)]
pub struct LinkView {
    /// The other case.
    other: OtherCaseView,
    /// How they belong together.
    kind: String,
    /// Whether the later report proved the closing of the earlier case too early.
    came_back: bool,
    /// When it was confirmed.
    #[schema(value_type = String, format = DateTime)]
    decided_at: Timestamp,
}

/// The cases that belong to one, or may.
#[derive(Serialize, ToSchema)]
pub struct LinksView {
    /// A number was given in both; nobody has said yet what that means.
    possible: Vec<OtherCaseView>,
    /// What was confirmed.
    confirmed: Vec<LinkView>,
}

/// A person at risk who was added.
#[derive(Serialize, ToSchema)]
pub struct PersonAddedView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// By whom.
    by: Option<String>,
    /// Age in years.
    age: Option<u32>,
    /// Sex.
    sex: Option<String>,
    /// Codes of `disability_types`.
    disabilities: Vec<String>,
    /// Codes of `victim_groups`.
    groups: Vec<String>,
    /// Name.
    #[schema(value_type = Option<String>)]
    name: Option<Plaintext>,
    /// Who they are to the others.
    #[schema(value_type = Option<String>)]
    relation: Option<Plaintext>,
    /// Telephone.
    #[schema(value_type = Option<String>)]
    phone: Option<Plaintext>,
    /// Number of an identity card or passport.
    #[schema(value_type = Option<String>)]
    identity_number: Option<Plaintext>,
}

/// Adds a person at risk to the case: a sibling, somebody else in the home.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/persons", operation_id = "addPerson", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = PersonAddedBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn add_person(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<PersonAddedBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let PersonAddedBody { age, sex, disabilities, groups, name, relation, phone, identity_number } = body;
    let person = AddedPerson { age, sex, disabilities, groups, name, relation, phone, identity_number };
    persons::add(&ctx, &by, &find::code(&code)?, person).await?;
    Ok(StatusCode::CREATED)
}

/// The cases that belong to this one, or may: only those that whoever asks has in scope too.
#[utoipa::path(get, path = "/api/v1/cases/{case_code}/links", operation_id = "readLinks", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), responses((status = 200, body = LinksView), (status = 404, body = Problem)))]
pub async fn read(State(ctx): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Result<Json<LinksView>, Refusal> {
    let by = signed(&ctx, &headers).await?;
    let found = links::read(&ctx, &by, &find::code(&code)?).await?;
    let link = |link: Confirmed| LinkView {
        other: link.other.into(),
        kind: link.kind.code().to_owned(),
        came_back: link.came_back,
        decided_at: link.decided_at,
    };
    Ok(Json(LinksView {
        possible: found.possible.into_iter().map(Into::into).collect(),
        confirmed: found.confirmed.into_iter().map(link).collect(),
    }))
}

/// Confirms how this case and another belong together, or that they do not. A repeat is one step more urgent, and the office above is told; of
/// two duplicates the earlier goes on.
#[utoipa::path(post, path = "/api/v1/cases/{case_code}/links", operation_id = "confirmLink", tag = "cases", security(("session" = [])),
    params(("case_code" = String, Path)), request_body = LinkBody,
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn confirm(
    State(ctx): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Body(body): Body<LinkBody>,
) -> Result<StatusCode, Refusal> {
    let by = responder(&ctx, &headers).await?;
    let kind = term("/kind", &body.kind, LinkKind::parse)?;
    linking::confirm(&ctx, &by, &find::code(&code)?, NewLink { other: body.other, kind }).await?;
    Ok(StatusCode::CREATED)
}

impl From<OtherCase> for OtherCaseView {
    fn from(OtherCase { code, opened_at, office, closed_at, is_later }: OtherCase) -> Self {
        Self { code, opened_at, office, closed_at, is_later }
    }
}

pub(super) fn person_view(added: OpenedPerson, names: &Names) -> PersonAddedView {
    let AddedPerson { age, sex, disabilities, groups, name, relation, phone, identity_number } = added.person;
    let (at, by) = (added.added_at, names.get(&added.staff).cloned());
    PersonAddedView { at, by, age, sex, disabilities, groups, name, relation, phone, identity_number }
}
