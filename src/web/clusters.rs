//! Facilities of which several cases speak, for the office above.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    answer::html,
    because::facility_there,
    door,
    views::{ClustersView, Page, oversight::ClusterRow},
};
use crate::{
    cases::{clusters, find::FacilityCase},
    http::{App, refusal::Refusal},
    kernel::Lang,
};

const PATH: &str = "/oversight/facilities";

/// Shows them.
pub(super) async fn show(State(ctx): State<App>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let found = clusters::read(&ctx, &inside.signed.supervisor()?).await?;
    let page = inside.page(&ctx.words, lang, PATH).in_both_languages(PATH);
    let rows = found.into_iter().map(|cluster| ClusterRow {
        facility: facility_there(&ctx, &page, &cluster.facility),
        cases: cluster.cases.into_iter().map(|case| told(&page, case)).collect(),
    });
    let rows = rows.collect();
    Ok(html(lang, StatusCode::OK, &ClustersView { page, rows }))
}

fn told(page: &Page<'_>, case: FacilityCase) -> (String, String) {
    let key = if case.closed { "clusters-closed" } else { "clusters-opened" };
    let words = page.t1(key, "time", page.moment(case.opened_at));
    (case.code, words)
}
