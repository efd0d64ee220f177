//! Suspending somebody, letting them go, changing their post: each asks once what becomes of their work, then does it.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use uuid::Uuid;

use super::{
    people::{address, after, field_of, id_of},
    shown::band,
};
use crate::{
    access::people::{self as found, Person},
    cases::{
        departure::{self, Departure},
        load,
    },
    http::{App, refusal::Refusal},
    kernel::{FieldError, Kind, Lang, terms::Role},
    web::{
        answer::html,
        door::{self, Inside},
        sent::{Sent, said},
        told::{Told, told},
        views::{Problems, Typed, admin::people::ConfirmView},
    },
};

/// Suspends somebody.
pub(super) async fn suspend(
    state: State<App>,
    lang: Extension<Lang>,
    headers: HeaderMap,
    id: Path<String>,
    sent: Sent,
) -> Result<Response, Refusal> {
    act(Act::Suspension, state, lang, headers, id, sent).await
}

/// Lets somebody go.
pub(super) async fn leave(
    state: State<App>,
    lang: Extension<Lang>,
    headers: HeaderMap,
    id: Path<String>,
    sent: Sent,
) -> Result<Response, Refusal> {
    act(Act::Departure, state, lang, headers, id, sent).await
}

/// Changes somebody's role or office.
pub(super) async fn change_post(
    state: State<App>,
    lang: Extension<Lang>,
    headers: HeaderMap,
    id: Path<String>,
    sent: Sent,
) -> Result<Response, Refusal> {
    act(Act::Post, state, lang, headers, id, sent).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Suspension,
    Departure,
    Post,
}

impl Act {
    /// The end of its address, the question, the button, and the name of what was done.
    const fn names(self) -> [&'static str; 4] {
        match self {
            Self::Suspension => ["suspension", "admin-confirm-suspend-person", "admin-suspend", "suspended"],
            Self::Departure => ["departure", "admin-confirm-leave", "admin-leave", "left"],
            Self::Post => ["post", "admin-confirm-post", "admin-post", "post"],
        }
    }
}

async fn act(
    act: Act,
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Sent(typed): Sent,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    door::is_ours(&typed, &inside.token)?;
    let id = id_of(&id)?;
    let by = inside.signed.administrator()?;
    let [_, _, _, done] = act.names();
    let what = match what(act, &typed) {
        Ok(what) => what,
        Err(refusal) => return after(&ctx, lang, &inside, id, typed, Err(refusal), done).await,
    };
    if !typed.is("confirmed", "yes") {
        return match departure::check(&ctx, &by, id, &what, None).await {
            Ok(_) => ask(&ctx, lang, &inside, act, id, &typed, StatusCode::OK, Problems::default()).await,
            Err(error) => after(&ctx, lang, &inside, id, typed, Err(error.into()), done).await,
        };
    }
    let to = match said(&typed, "hand_on_to").map(|text| Uuid::try_parse(&text)).transpose() {
        Ok(to) => to,
        Err(_) => Some(Uuid::nil()),
    };
    match departure::depart(&ctx, &by, id, &what, to).await.map_err(Refusal::from) {
        Err(refusal) if refusal.fields.iter().any(|field| field.pointer == "/hand_on_to") => {
            let Told { status, problems } = told(&ctx, lang, &refusal, field_of);
            ask(&ctx, lang, &inside, act, id, &typed, status, problems).await
        }
        outcome => after(&ctx, lang, &inside, id, typed, outcome, done).await,
    }
}

fn what(act: Act, typed: &Typed) -> Result<Departure, Refusal> {
    Ok(match act {
        Act::Suspension => Departure::Suspended,
        Act::Departure => Departure::Left,
        Act::Post => Departure::Post {
            role: Role::parse(typed.get("role")).ok_or_else(|| Refusal::at(Kind::Invalid, FieldError::new("/role", "role-needed")))?,
            office: said(typed, "office").unwrap_or_default(),
        },
    })
}

/// Says what will happen and asks for it.
#[expect(clippy::too_many_arguments, reason = "what a page of this kind consists of")]
async fn ask(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    act: Act,
    id: Uuid,
    typed: &Typed,
    status: StatusCode,
    problems: Problems,
) -> Result<Response, Refusal> {
    let by = inside.signed.administrator()?;
    let Person { row, .. } = found::find(ctx, ctx.db.read(), &by, id).await?;
    let page = inside.page(&ctx.words, lang, &address(id));
    let [end, question, button, _] = act.names();
    let colleagues = found::colleagues(ctx, &row).await?;
    let mut lines = vec![page.t1("admin-line-open-work", "band", band(&page, load::of_person(ctx, id).await?))];
    let mut kept = Vec::new();
    if act == Act::Post {
        lines.insert(0, page.t1("admin-line-role", "role", page.label("admin-role", typed.get("role"))));
        lines.insert(1, page.t1("admin-line-office", "office", typed.get("office")));
        kept.extend(["role", "office"].map(|name| (name.to_owned(), typed.get(name).to_owned())));
    }
    if colleagues.is_empty() {
        lines.push(page.t("admin-line-up"));
    }
    lines.extend([page.t("admin-line-sessions"), page.t("admin-line-told")]);
    let view = ConfirmView {
        title: page.t1(question, "name", &row.name),
        lines,
        action: format!("{}/{end}", address(id)),
        kept,
        hands_on: !colleagues.is_empty(),
        colleagues: colleagues.into_iter().map(|colleague| (colleague.id.to_string(), colleague.name)).collect(),
        chosen: typed.get("hand_on_to").to_owned(),
        button: page.t(button),
        back: address(id),
        problems,
        page,
    };
    Ok(html(lang, status, &view))
}
