//! One's own account: where one is signed in, the devices that go without a code, the second factor, and a fresh proof.

use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    answer::{go_to, html},
    door::{self, Inside},
    qr::Qr,
    sent::{Sent, fields},
    told::{Told, told},
    views::{
        Page, Problems,
        account::{AccountView, DeviceRow, FactorView, ProofView, RecoveryView, SessionRow},
    },
};
use crate::{
    access::{AccessError, devices, proof, second_factor, signed_in},
    config::SecondFactor,
    http::{App, refusal::Refusal},
    kernel::{Classify, Kind, Lang, secret::Plaintext},
};

const PATH: &str = "/desk/account";
const FACTOR: &str = "/desk/account/second-factor";
const PROOF: &str = "/desk/proof";
/// What a page can say was done.
const DONE: [&str; 3] = ["ended", "others-ended", "forgotten"];

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(show))
        .route(FACTOR, get(show_offer).post(offer))
        .route("/desk/account/second-factor/confirmation", post(confirm).get(back))
        .route("/desk/account/recovery-codes", post(new_codes).get(back))
        .route("/desk/account/sessions/{id}", post(end).get(back))
        .route("/desk/account/others", post(end_others).get(back))
        .route("/desk/account/devices/{id}", post(forget).get(back))
        .route(PROOF, get(ask_for_proof).post(take_proof))
}

/// The page that asks for a proof and then leads to `place`.
pub(super) fn proof_for(place: &str) -> String {
    serde_urlencoded::to_string([("next", place)]).map_or_else(|_| PROOF.to_owned(), |query| format!("{PROOF}?{query}"))
}

async fn back() -> Response {
    go_to(PATH)
}

fn id_of(text: &str) -> Result<Uuid, Refusal> {
    Ok(Uuid::try_parse(text).map_err(|_| AccessError::NotFound)?)
}

/// Whoever sent a form of theirs.
async fn sender(ctx: &App, headers: &HeaderMap, typed: &super::views::Typed) -> Result<Inside, Refusal> {
    let inside = door::at_the_door(ctx, headers).await?;
    door::is_ours(typed, &inside.token)?;
    Ok(inside)
}

async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::at_the_door(&ctx, &headers).await?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let done = DONE.into_iter().find(|done| asked.is("done", done));
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let state = second_factor::state(&ctx, &inside.signed).await?;
    let sessions = signed_in::list(&ctx, &inside.signed).await?.into_iter().map(|row| SessionRow {
        id: row.id.to_string(),
        current: row.id == inside.signed.session(),
        began: page.moment(row.created_at),
        seen: page.moment(row.last_seen_at),
    });
    let trusted = signed_in::trusted(&ctx, &inside.signed).await?.into_iter().map(|row| DeviceRow {
        id: row.id.to_string(),
        current: row.id == inside.signed.device(),
        seen: page.moment(row.seen_at),
        until: row.trusted_until.map(|until| page.moment(until)).unwrap_or_default(),
    });
    let view = AccountView {
        notice: done.map(|done| page.t(&format!("account-done-{done}"))),
        since: state.since.map(|since| page.moment(since)),
        few_codes: state.codes_left < second_factor::FEW_CODES,
        codes_left: state.codes_left.to_string(),
        required: ctx.config.second_factor == SecondFactor::Required && state.since.is_none(),
        sessions: sessions.collect(),
        devices: trusted.collect(),
        page,
    };
    Ok(html(lang, StatusCode::OK, &view))
}

/// Where a proof is needed first, leads to the page that asks for it.
fn or_proof(error: AccessError) -> Result<Response, Refusal> {
    match error {
        AccessError::ProofNeeded => Ok(go_to(&proof_for(PATH))),
        error => Err(error.into()),
    }
}

async fn offer(State(ctx): State<App>, headers: HeaderMap, Sent(typed): Sent) -> Result<Response, Refusal> {
    let inside = sender(&ctx, &headers, &typed).await?;
    second_factor::offer(&ctx, &inside.signed).await.map_or_else(or_proof, |()| Ok(go_to(FACTOR)))
}

async fn show_offer(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::at_the_door(&ctx, &headers).await?;
    let page = inside.page(&ctx.words, lang, FACTOR).in_both_languages(FACTOR);
    offered(&ctx, &inside, lang, page, StatusCode::OK, Problems::default()).await
}

async fn offered(
    ctx: &App,
    inside: &Inside,
    lang: Lang,
    page: Page<'_>,
    status: StatusCode,
    problems: Problems,
) -> Result<Response, Refusal> {
    let Some(offer) = second_factor::offered(ctx, &inside.signed).await? else { return Ok(go_to(PATH)) };
    let groups: Vec<String> = offer.text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let view = FactorView { page, secret: groups.join(" "), square: Qr::of(&offer.address), problems };
    Ok(html(lang, status, &view))
}

async fn confirm(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = sender(&ctx, &headers, &typed).await?;
    match second_factor::confirm(&ctx, &inside.signed, &Plaintext::new(typed.get("code").to_owned())).await {
        Ok(codes) => {
            ctx.nudge.notify_one();
            Ok(shown(&ctx, &inside, lang, &codes))
        }
        Err(error @ AccessError::CodeWrong) => {
            let Told { problems, .. } = told(&ctx, lang, &error.into(), |_| "code");
            let page = inside.page(&ctx.words, lang, FACTOR);
            offered(&ctx, &inside, lang, page, StatusCode::UNPROCESSABLE_ENTITY, problems).await
        }
        Err(AccessError::NoOffer) => Ok(go_to(PATH)),
        Err(error) => Err(error.into()),
    }
}

async fn new_codes(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = sender(&ctx, &headers, &typed).await?;
    match second_factor::new_codes(&ctx, &inside.signed).await {
        Ok(codes) => Ok(shown(&ctx, &inside, lang, &codes)),
        Err(error) => or_proof(error),
    }
}

fn shown(ctx: &App, inside: &Inside, lang: Lang, codes: &[Zeroizing<String>]) -> Response {
    let page = inside.page(&ctx.words, lang, FACTOR);
    html(lang, StatusCode::OK, &RecoveryView { page, codes: codes.iter().map(|code| code.to_string()).collect() })
}

async fn end(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>, Sent(typed): Sent) -> Result<Response, Refusal> {
    let inside = sender(&ctx, &headers, &typed).await?;
    signed_in::end(&ctx, &inside.signed, id_of(&id)?).await?;
    Ok(go_to("/desk/account?done=ended"))
}

async fn end_others(State(ctx): State<App>, headers: HeaderMap, Sent(typed): Sent) -> Result<Response, Refusal> {
    let inside = sender(&ctx, &headers, &typed).await?;
    signed_in::end_others(&ctx, &inside.signed).await?;
    Ok(go_to("/desk/account?done=others-ended"))
}

async fn forget(State(ctx): State<App>, headers: HeaderMap, Path(id): Path<String>, Sent(typed): Sent) -> Result<Response, Refusal> {
    let inside = sender(&ctx, &headers, &typed).await?;
    devices::forget(&ctx, &inside.signed, id_of(&id)?).await?;
    Ok(go_to("/desk/account?done=forgotten"))
}

async fn ask_for_proof(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::at_the_door(&ctx, &headers).await?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let next = door::way_in(asked.get("next")).unwrap_or(PATH).to_owned();
    let done = asked.is("done", "yes") && inside.signed.has_proved(ctx.clock.now()).is_ok();
    let page = inside.page(&ctx.words, lang, PROOF).in_both_languages(&proof_for(&next));
    let with_code = inside.signed.is_enrolled();
    Ok(html(lang, StatusCode::OK, &ProofView { page, next, done, with_code, problems: Problems::default() }))
}

async fn take_proof(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = sender(&ctx, &headers, &typed).await?;
    let next = door::way_in(typed.get("next")).unwrap_or(PATH).to_owned();
    let (password, code) = (Plaintext::new(typed.get("password").to_owned()), Plaintext::new(typed.get("code").to_owned()));
    match proof::prove(&ctx, &inside.signed, &inside.token, &password, &code).await {
        Ok(()) => Ok(go_to(&next)),
        Err(AccessError::NotSignedIn) => Err(AccessError::NotSignedIn.into()),
        Err(error) => {
            let field = match &error {
                AccessError::CodeNeeded | AccessError::CodeWrong => "code",
                error if error.kind() == Kind::Internal => "",
                _ => "password",
            };
            let Told { status, problems } = told(&ctx, lang, &error.into(), |_| field);
            let page = inside.page(&ctx.words, lang, PROOF);
            Ok(html(lang, status, &ProofView { page, next, done: false, with_code: inside.signed.is_enrolled(), problems }))
        }
    }
}
