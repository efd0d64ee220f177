//! The official forms of Decree 56/2017/NĐ-CP, laid out as Decree 30/2020/NĐ-CP wants a paper of an office to look.

use askama::Template;

use super::Page;

/// `/desk/cases/{code}/forms/{number}`
#[derive(Debug, Template)]
#[template(path = "templates/official.html")]
pub struct OfficialView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Code of the case, for the way back.
    pub code: String,
    /// Number of the form: `01` to `07`.
    pub number: String,
    /// Whether it is a decision, which has articles and a seal.
    pub decides: bool,
    /// The office whose paper it is.
    pub office: String,
    /// Its place, for "…, day … month … year …".
    pub place: String,
    /// What stands behind the number of the paper.
    pub symbol: String,
    /// Its parts.
    pub parts: Vec<PaperPart>,
}

/// A part of a form.
#[derive(Debug, Clone, Default)]
pub struct PaperPart {
    /// Its heading.
    pub title: String,
    /// What to know about it, said on the screen and on paper.
    pub note: Option<String>,
    /// What is asked, and what is known of it; an empty answer is a dotted line to write on.
    pub lines: Vec<(String, String)>,
}

#[cfg(test)]
pub(super) mod samples {
    use super::{OfficialView, PaperPart};
    use crate::web::views::{Page, samples::HOSTILE};

    /// A report with answers, or a decision to be filled in by hand.
    pub(in crate::web::views) fn official(page: Page<'_>, full: bool) -> OfficialView<'_> {
        let line = |label: &str, text: &str| (label.to_owned(), text.to_owned());
        let lines = vec![line("Họ tên", HOSTILE), line("Tình trạng hiện tại", "")];
        OfficialView {
            code: "K7Q201MN".into(),
            number: if full { "01" } else { "07" }.into(),
            decides: !full,
            office: "UBND phường Sài Gòn".into(),
            place: "Phường Sài Gòn".into(),
            symbol: if full { "BC-UBND" } else { "QĐ-UBND" }.into(),
            parts: vec![PaperPart { title: "Thông tin về trẻ em".into(), note: full.then(|| page.t("paper-reporter-note")), lines }],
            page,
        }
    }
}
