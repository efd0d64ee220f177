//! Who is on duty now around somebody at a desk.

use axum::{Extension, extract::State, http::HeaderMap, http::StatusCode, response::Response};

use super::{
    answer::html,
    door,
    views::{
        Page,
        duty::{DutyNowView, OfficeOnDuty, OnRow, PhoneRow},
    },
};
use crate::{
    access::duty::now::{self, OfficeNow, On},
    http::{App, refusal::Refusal},
    kernel::Lang,
};

const PATH: &str = "/desk/duty";

/// The own office, the one above, the round-the-clock desks of the province and the police of the commune.
pub(super) async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let around = now::around(&ctx, &inside.signed.responder()?).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let view = DutyNowView {
        edit: inside.signed.lead().ok().map(|by| format!("/admin/duty/{}", by.office())),
        offices: around.into_iter().map(|(why, found)| office_on_duty(&page, why.code(), found)).collect(),
        page,
    };
    Ok(html(lang, StatusCode::OK, &view))
}

fn office_on_duty(page: &Page<'_>, why: &str, found: OfficeNow) -> OfficeOnDuty {
    let nobody = found.on.is_empty();
    let note = match (found.has_roster, nobody) {
        (false, _) => Some(page.t("duty-no-roster")),
        (true, true) => Some(page.t("duty-nobody")),
        (true, false) => None,
    };
    let asleep = (found.office.round_the_clock && !found.awake).then(|| page.t("duty-asleep"));
    OfficeOnDuty {
        why: why.to_owned(),
        name: name_of(page, &found),
        note: note.into_iter().chain(asleep).reduce(|first, second| format!("{first} {second}")),
        next: found.next_change.map(|at| page.t1("duty-next", "time", page.moment(at))),
        on: found.on.iter().map(|on| on_row(page, on)).collect(),
        phones: found.phones.into_iter().map(|row| PhoneRow::of(&row.phone, row.label)).collect(),
    }
}

/// The name of an office in the language of the page.
pub(super) fn name_of(page: &Page<'_>, found: &OfficeNow) -> String {
    match page.lang {
        Lang::Vi => found.office.name.clone(),
        Lang::En => found.office.name_en.clone(),
    }
}

/// Somebody on duty, in words.
pub(super) fn on_row(page: &Page<'_>, on: &On) -> OnRow {
    OnRow {
        name: on.name.clone().unwrap_or_else(|| page.t("duty-phone-only")),
        stands_in: on.stands_in_for.as_ref().map(|name| page.t1("duty-for", "name", name)),
        until: page.t1("duty-until", "time", page.moment(on.until)),
        phone: on.phone.as_deref().map(|phone| PhoneRow::of(phone, None)),
    }
}
