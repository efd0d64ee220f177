//! The way in and the list of work.

use askama::Template;
use chrono::Duration;

use super::{Page, Problems, case_file::SEVERITIES};
use crate::kernel::Timestamp;

/// Whose cases may be asked for.
const WHOSE: &[&str] = &["mine", "nobody", "to_do"];

/// `/desk/sign-in`
#[derive(Template)]
#[template(path = "templates/sign_in.html")]
pub struct SignInView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The address as typed.
    pub email: String,
    /// Where to go after signing in: a path of ours, or empty.
    pub next: String,
    /// What needs another look (fields `email`, `password`).
    pub problems: Problems,
}

/// `/desk`: the cases of one office, worst first.
#[derive(Debug, Template)]
#[template(path = "templates/queue.html")]
pub struct QueueView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Name of the office.
    pub office: String,
    /// Drills among the cases of this page, which are counted apart; `"0"` is not shown.
    pub drills: String,
    /// Open cases, as a number to show.
    pub count: String,
    /// Of these overdue; `"0"` is not shown.
    pub overdue: String,
    /// How many people wait for the reader to say that it was they; `"0"` is not shown.
    pub unconfirmed: String,
    /// The cases of this page.
    pub rows: Vec<QueueRow>,
    /// Where the next page is.
    pub more: Option<String>,
    /// Colleagues who read a case for a reason, a sentence each with the case's code: for leads who have not seen it.
    pub readings: Vec<(String, String)>,
    /// What the list is narrowed down to.
    pub narrowed: Narrowed,
}

/// What a list of cases is narrowed down to, as its form says it (fields `severity`, `whose`, `late`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Severity code, or empty.
    pub severity: String,
    /// `mine`, `nobody`, `to_do`, or empty.
    pub whose: String,
    /// Overdue ones only.
    pub late: bool,
}

impl Narrowed {
    /// Whether anything is left out.
    #[must_use]
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// The end of an address that asks for the same, from the place `after` on.
    #[must_use]
    pub fn query(&self, after: &str) -> String {
        let late = if self.late { "yes" } else { "" };
        let said = [("severity", self.severity.as_str()), ("whose", &self.whose), ("late", late), ("after", after)];
        let said: Vec<_> = said.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        // Codes of ours and base64 for addresses: there is nothing in them that could not be written.
        if said.is_empty() { String::new() } else { format!("?{}", serde_urlencoded::to_string(said).unwrap_or_default()) }
    }
}

/// A case in the list. Nothing sealed stands here.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a case, each of which shows one mark")]
pub struct QueueRow {
    /// Case code.
    pub code: String,
    /// Severity code.
    pub severity: String,
    /// Where, in words.
    pub commune: String,
    /// Category, in words.
    pub category: String,
    /// The clock that runs out next.
    pub clock: ClockRow,
    /// Code of the last milestone, or `new`, `attempted`.
    pub state: String,
    /// Whether it is practice.
    pub drill: bool,
    /// Whether another office asks this one to take it.
    pub offered: bool,
    /// Whether an office above has to decide about it.
    pub undecided: bool,
    /// Whether the reader has to decide about who reported.
    pub protected: bool,
    /// Whether it may be no report, and waits to be looked at first.
    pub suspected: bool,
}

/// A deadline in words.
#[derive(Debug, Clone, Default)]
pub struct ClockRow {
    /// What is due.
    pub what: String,
    /// How long is left or how long it is overdue.
    pub words: String,
    /// When it is due; empty where that is not shown.
    pub due: String,
    /// Whether it is past and not done.
    pub overdue: bool,
    /// Whether it is done.
    pub met: bool,
}

impl ClockRow {
    /// A clock that runs at `now`. `milestone` is the code of what it waits for (`clock-…` in the words).
    #[must_use]
    pub fn running(page: &Page<'_>, milestone: &str, due: Timestamp, now: Timestamp) -> Self {
        let left = due - now;
        let overdue = left < Duration::zero();
        let key = if overdue { "clock-overdue" } else { "clock-left" };
        Self {
            what: page.label("clock", milestone),
            words: page.t1(key, "duration", page.span(left)),
            due: page.t1("clock-due", "time", page.moment(due)),
            overdue,
            met: false,
        }
    }

    /// A clock that was stopped at `reached`.
    #[must_use]
    pub fn stopped(page: &Page<'_>, milestone: &str, due: Timestamp, reached: Timestamp) -> Self {
        let words = if reached <= due { page.t("clock-met") } else { page.t1("clock-met-late", "duration", page.span(reached - due)) };
        Self {
            what: page.label("clock", milestone),
            words,
            due: page.t1("clock-due", "time", page.moment(due)),
            overdue: false,
            met: reached <= due,
        }
    }

    /// No clock at all.
    #[must_use]
    pub fn none(page: &Page<'_>) -> Self {
        Self { what: page.t("case-clocks"), words: page.t("clock-none"), ..Self::default() }
    }
}

/// The list, full and empty, for the tests of every page.
#[cfg(test)]
pub(super) fn sample(page: Page<'_>, full: bool) -> QueueView<'_> {
    let row = |code: &str, severity: &str, category: &str, words: &str, overdue, state: &str| QueueRow {
        code: code.into(),
        severity: severity.into(),
        commune: "xã Tân Hải, TP. Hồ Chí Minh".into(),
        category: category.into(),
        clock: super::samples::clock(&page.t("clock-acknowledged"), words, overdue, false),
        state: state.into(),
        drill: state == "attempted",
        offered: state == "attempted",
        undecided: state == "attempted",
        protected: state == "attempted",
        suspected: state == "attempted",
    };
    let rows = vec![
        row("K7Q201MN", "emergency", "Bạo lực", "quá hạn 2 giờ 15 phút", true, "new"),
        row("9XA4TVDH", "high", "Bỏ mặc, sao nhãng", "còn 45 phút", false, "acknowledged"),
        row("3RW7K2QM", "medium", "Kỳ thị, phân biệt đối xử", "còn 20 giờ", false, "attempted"),
        row("5D8EH0C8", "low", "Cần trợ giúp xã hội (không có vi phạm)", "còn 2 ngày 3 giờ", false, "first_contact"),
    ];
    QueueView {
        office: "UBND xã Tân Hải".into(),
        drills: if full { "1" } else { "0" }.into(),
        unconfirmed: if full { "2" } else { "0" }.into(),
        count: if full { "4" } else { "0" }.into(),
        overdue: if full { "1" } else { "0" }.into(),
        rows: if full { rows } else { vec![] },
        more: full.then(|| "/desk?after=x".into()),
        narrowed: Narrowed { severity: if full { "high" } else { "" }.into(), whose: "to_do".into(), late: full },
        readings: if full { vec![("K7Q201MN".into(), "Trần Văn Bình đã mở đọc".into())] } else { vec![] },
        page,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::ClockRow;
    use crate::kernel::Lang;
    use crate::web::views::Page;
    use crate::words::Words;

    #[test]
    fn a_clock_says_what_is_left_and_what_is_overdue() {
        let words = Words::load().unwrap();
        let page = Page::public(&words, Lang::Vi, "/desk");
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let left = ClockRow::running(&page, "acknowledged", now + Duration::minutes(15), now);
        assert_eq!((left.what.as_str(), left.words.as_str(), left.overdue), ("Nhận việc", "còn 15 phút", false));
        let late = ClockRow::running(&page, "first_contact", now - Duration::minutes(135), now);
        assert_eq!((late.words.as_str(), late.overdue), ("quá hạn 2 giờ 15 phút", true));
        let done_late = ClockRow::stopped(&page, "safe", now, now + Duration::hours(3));
        assert_eq!((done_late.words.as_str(), done_late.met), ("đã làm, trễ 3 giờ", false));
        assert!(ClockRow::stopped(&page, "safe", now, now).met);
    }
}
