//! What other offices ask of this one: the list, one card, and the answer. No way leads from here to a case.

use std::collections::BTreeSet;

use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use uuid::Uuid;

use super::{
    answer::{go_to, html},
    case_acts::comes_back,
    door::{self, Inside},
    sent::{Sent, fields, said},
    support_shown::{card_said, is_late, may_be_accepted},
    told::{Told, told},
    views::{
        Page, Problems, Typed,
        support::{AskedRow, ReferralView, ReferralsView},
    },
};
use crate::{
    cases::{
        CaseError, names,
        referral::{
            ReferralState,
            answer::{self, Answer},
            asked::{self, AskedReferral},
            state_of,
        },
    },
    ctx::Ctx,
    http::{App, refusal::Refusal},
    kernel::{FieldError, Kind, Lang, Timestamp, secret::Plaintext},
};

const PATH: &str = "/desk/referrals";

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(list))
        .route("/desk/referrals/{referral}", get(show))
        .route("/desk/referrals/{referral}/answer", get(back).post(take))
}

async fn list(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let asked = asked::list(&ctx, &inside.signed.responder()?).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let offices: BTreeSet<String> = asked.iter().map(|asked| asked.row.from_office.clone()).collect();
    let offices = names::offices(&ctx, lang, &offices).await?;
    let now = ctx.clock.now();
    let name = |code: &String| offices.get(code).unwrap_or(code).clone();
    let rows = asked.iter().map(|asked| row(&page, asked, &name(&asked.row.from_office), now)).collect();
    Ok(html(lang, StatusCode::OK, &ReferralsView { page, rows }))
}

async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(referral): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let done = format!("done-{}", fields(query.unwrap_or_default().as_bytes()).get("done"));
    let notice = ctx.words.knows(&done).then(|| ctx.words.text(lang, &done, &[]));
    page(&ctx, lang, &inside, id(&referral)?, StatusCode::OK, (Typed::default(), Problems::default(), notice)).await
}

/// The address of the form, opened alone, leads to its card.
async fn back(Path(referral): Path<String>) -> Result<Response, Refusal> {
    Ok(go_to(&format!("{PATH}/{}", id(&referral)?)))
}

/// What cannot be an id is answered like what does not exist.
fn id(text: &str) -> Result<Uuid, CaseError> {
    text.parse().map_err(|_| CaseError::NotFound)
}

async fn take(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(referral): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let id = id(&referral)?;
    let said = typed.get("answer").to_owned();
    let recorded = match door::is_ours(&typed, &inside.token) {
        Ok(()) => record(&ctx, &inside, id, &typed).await,
        Err(refusal) => Err(refusal),
    };
    match recorded {
        Ok(()) => Ok(go_to(&format!("{PATH}/{id}?done=partner-{said}"))),
        Err(refusal) if comes_back(&refusal) => {
            let field_of = |pointer: &str| match (pointer, ReferralState::parse(&said)) {
                ("/words", Some(ReferralState::Accepted)) => "accepted_words",
                ("/words", Some(ReferralState::Rejected)) => "rejected_words",
                ("/words", _) => "done_words",
                _ => "",
            };
            let Told { status, problems } = told(&ctx, lang, &refusal, field_of);
            page(&ctx, lang, &inside, id, status, (typed, problems, None)).await
        }
        Err(refusal) => Err(refusal),
    }
}

async fn record(ctx: &Ctx, inside: &Inside, id: Uuid, typed: &Typed) -> Result<(), Refusal> {
    let code = typed.get("answer");
    let state = ReferralState::parse(code).ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/answer", "answer-needed")))?;
    let words = said(typed, &format!("{code}_words")).map(Plaintext::new);
    Ok(answer::answer(ctx, &inside.signed.responder()?, id, Answer { state, words }).await?)
}

async fn page(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    id: Uuid,
    status: StatusCode,
    (typed, problems, notice): (Typed, Problems, Option<String>),
) -> Result<Response, Refusal> {
    let asked = asked::opened(ctx, &inside.signed.responder()?, id).await?;
    let path = format!("{PATH}/{id}");
    let mut page = inside.page(&ctx.words, lang, &path);
    if typed.is_empty() {
        page = page.in_both_languages(&path);
    }
    let offices = BTreeSet::from([asked.row.from_office.clone(), asked.office.clone()]);
    let offices = names::offices(ctx, lang, &offices).await?;
    let name = |code: &String| offices.get(code).unwrap_or(code).clone();
    let view = ReferralView {
        row: row(&page, &asked, &name(&asked.row.from_office), ctx.clock.now()),
        asked_at: page.t1("referral-asked-at", "time", page.moment(asked.row.asked_at)),
        office: name(&asked.office),
        card: asked.card.as_ref().map(|card| card_said(ctx, &page, card)),
        accept: may_be_accepted(&asked.row),
        answers: state_of(&asked.row).is_open() && asked.card.is_some(),
        case: asked.case,
        typed,
        problems,
        notice,
        page,
    };
    Ok(html(lang, status, &view))
}

fn row(page: &Page<'_>, asked: &AskedReferral, office: &str, now: Timestamp) -> AskedRow {
    AskedRow {
        id: asked.row.id.to_string(),
        from: page.t1("referral-from", "office", office),
        state: page.label("referral-state", &asked.row.state),
        due: page.t1("referral-due", "time", page.moment(asked.row.due_at)),
        late: is_late(&asked.row, now),
        drill: asked.drill,
    }
}
