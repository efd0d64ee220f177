//! The day of one person, and finding a case by a name.

use askama::Template;

use super::{Page, Problems};

/// `/desk/today`: what is due, promised, waited for and to be decided. Nothing sealed stands here.
#[derive(Debug, Template)]
#[template(path = "templates/today.html")]
pub struct TodayView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The lists that hold something, in the order of the day.
    pub lists: Vec<DayList>,
}

/// One list of the day.
#[derive(Debug, Clone)]
pub struct DayList {
    /// What it holds: `due`, `promised`, `answers` or `decisions`.
    pub code: &'static str,
    /// Its cases.
    pub rows: Vec<DayRow>,
}

/// A case in a list of the day.
#[derive(Debug, Clone)]
pub struct DayRow {
    /// Case code.
    pub code: String,
    /// Severity code.
    pub severity: String,
    /// Where, in words.
    pub commune: String,
    /// What is to be done and by when, or since when it waits, in words.
    pub what: String,
    /// Whether it is past.
    pub overdue: bool,
    /// Whether it is practice.
    pub drill: bool,
}

/// `/desk/find`: a name, and the cases in which somebody is called so. The name stands in no address.
#[derive(Debug, Template)]
#[template(path = "templates/find.html")]
pub struct FindView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The name as typed.
    pub name: String,
    /// The cases; nothing before anything was looked for.
    pub found: Option<Vec<FoundRow>>,
    /// What needs another look (field `name`).
    pub problems: Problems,
}

/// A case found by a name.
#[derive(Debug, Clone)]
pub struct FoundRow {
    /// Case code.
    pub code: String,
    /// Severity code.
    pub severity: String,
    /// Where, in words.
    pub commune: String,
    /// Since when, in words.
    pub opened_at: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether it is practice.
    pub drill: bool,
}

/// Both pages, full and empty, for the tests of every page.
#[cfg(test)]
pub(super) mod samples {
    use super::{DayList, DayRow, FindView, FoundRow, TodayView};
    use crate::web::views::{Page, Problems, form::Problem, samples::HOSTILE};

    pub fn today(page: Page<'_>, full: bool) -> TodayView<'_> {
        let row = |overdue| DayRow {
            code: "K7Q201MN".into(),
            severity: "emergency".into(),
            commune: "xã Tân Hải, TP. Hồ Chí Minh".into(),
            what: HOSTILE.into(),
            overdue,
            drill: !overdue,
        };
        let codes = if full { &["due", "promised", "answers", "decisions"][..] } else { &[] };
        TodayView { lists: codes.iter().map(|code| DayList { code, rows: vec![row(true), row(false)] }).collect(), page }
    }

    pub fn find(page: Page<'_>, full: bool) -> FindView<'_> {
        let row = |closed: bool| FoundRow {
            code: "K7Q201MN".into(),
            severity: "high".into(),
            commune: "xã Tân Hải, TP. Hồ Chí Minh".into(),
            opened_at: "22 giờ, thứ Bảy 21/11/2026".into(),
            closed,
            drill: closed,
        };
        let problem = Problem { field: "name".into(), text: page.t("error-search-too-short") };
        let problems = if full { Problems::default() } else { Problems::from(vec![problem]) };
        FindView { name: HOSTILE.into(), found: full.then(|| vec![row(true), row(false)]), problems, page }
    }
}
