//! The pages of administration, full and nearly empty, with made-up data.

use super::overview::OverviewView;
use crate::{
    kernel::Lang,
    web::views::{
        Page,
        samples::{Face, staff},
    },
    words::Words,
};

/// Every page of offices and people.
pub(crate) fn all(words: &Words, lang: Lang) -> Vec<(&'static str, Face, String)> {
    let at = |path| staff(words, lang, path);
    let html = |view: &dyn askama::DynTemplate| view.dyn_render().unwrap();
    vec![("admin", Face::Staff, html(&overview(at("/admin"))))]
}

fn overview(page: Page<'_>) -> OverviewView<'_> {
    OverviewView { page, area: "Thành phố Hồ Chí Minh".into() }
}
