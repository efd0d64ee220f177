//! A colleague's case: the page that asks why it must be read, and who read it.

use askama::Template;

use super::{Page, Problems};

/// `/desk/cases/{code}` for somebody on whose work the case is not. Forms: `readings` (`reading_reason`), `exclusions` (no field).
#[derive(Template)]
#[template(path = "templates/case_ask_why.html")]
pub struct AskWhyView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Case code.
    pub code: String,
    /// Severity code.
    pub severity: String,
    /// When it is due, in words.
    pub due: Option<String>,
    /// Whether that is past.
    pub late: bool,
    /// Name of the colleague who works on it.
    pub with: String,
    /// Whether it is practice.
    pub drill: bool,
    /// Whether it is still open: one can step back from it.
    pub open: bool,
    /// The reason as typed.
    pub reason: String,
    /// What was typed into another form of the page, which could not be kept.
    pub unkept: Vec<String>,
    /// What needs another look (field `reading_reason`).
    pub problems: Problems,
}

/// Who read the case for a reason.
#[derive(Clone, Default)]
pub struct InsidePart {
    /// Until when the reader of this page may read it, in words, where they only read.
    pub until: Option<String>,
    /// Who did, oldest first.
    pub rows: Vec<ReadingRow>,
}

/// Somebody who did.
#[derive(Clone)]
pub struct ReadingRow {
    /// Who and when, a sentence.
    pub who: String,
    /// Why, in their words.
    pub reason: String,
}

#[cfg(test)]
impl InsidePart {
    /// All that can stand on the page, or nothing.
    pub(super) fn sample(full: bool) -> Self {
        let row = ReadingRow {
            who: "Trần Văn Bình, 21 giờ 05, thứ Bảy 21/11/2026".into(),
            reason: "Em bé vừa gọi cho tôi (câu bịa).".into(),
        };
        if full { Self { until: Some("21 giờ 05, Chủ nhật 22/11/2026".into()), rows: vec![row] } } else { Self::default() }
    }
}

#[cfg(test)]
impl<'w> AskWhyView<'w> {
    /// A page that came back, or one that is looked at for the first time.
    pub(super) fn sample(page: Page<'w>, full: bool) -> Self {
        Self {
            code: "K7Q201MN".into(),
            severity: "emergency".into(),
            due: full.then(|| "22 giờ 24, thứ Bảy 21/11/2026".into()),
            late: full,
            with: "Nguyễn Thị Lan".into(),
            drill: full,
            open: full,
            reason: if full { super::samples::HOSTILE.into() } else { String::new() },
            unkept: if full { vec![super::samples::HOSTILE.into()] } else { Vec::new() },
            problems: if full {
                Problems::one("reading_reason", "Xin ghi lý do, một câu ngắn là đủ.")
            } else {
                Problems::default()
            },
            page,
        }
    }
}
