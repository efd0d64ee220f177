//! The telephone, keyboard first: what is entered, who is to be called back, what the next shift has to know.

use askama::Template;

use super::{
    Page, Problems, Typed,
    case_file::Choice,
    public::CodeGroup,
    report::{ABOUT, DANGER_SIGNS, HARD, NEEDS},
};

/// Kinds of a contact that is no report.
pub(super) const KINDS: &[&str] = &["counselling", "information", "follow_up", "silent", "wrong_number", "test"];
/// Lines to which callers are passed on.
pub(super) const LINES: &[&str] = &["113", "115", "111", "114", "other"];
/// How an attempt to call back ended.
pub(super) const OUTCOMES: &[&str] = &["reached", "no_answer", "given_up"];
/// "Is anybody in danger right now?"
pub(super) const DANGER: &[&str] = &["yes", "no", "unknown"];

/// `/desk/hotline`
///
/// Forms, each at `/desk/hotline/…`: `contacts` (`kind`, `began_at`, `note`), `callbacks` (`number`, `how`, `due_at`), `attempts`
/// (`callback`, `outcome`), `notes` (`text`), `transfers` (`line`, `answered_by`, `answered_at`).
#[derive(Template)]
#[template(path = "templates/hotline.html")]
pub struct HotlineView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Call-backs that wait, the first due on top.
    pub callbacks: Vec<CallbackRow>,
    /// Notes of the shifts, the newest on top.
    pub notes: Vec<ShiftRow>,
    /// Contacts, the newest on top.
    pub contacts: Vec<ContactLine>,
    /// Transfers, the newest on top.
    pub transfers: Vec<ContactLine>,
    /// Now, for fields of a time.
    pub now_input: String,
    /// Which form came back.
    pub typed_in: String,
    /// What was typed into it.
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
    /// What was just entered.
    pub notice: Option<String>,
}

impl HotlineView<'_> {
    fn kept(&self, form: &str, name: &str) -> &str {
        if self.typed_in == form { self.typed.get(name) } else { "" }
    }

    fn kept_or<'v>(&'v self, form: &str, name: &str, proposal: &'v str) -> &'v str {
        if self.typed_in == form { self.typed.get(name) } else { proposal }
    }
}

/// Somebody to be called back.
#[derive(Clone)]
pub struct CallbackRow {
    /// Its id.
    pub id: String,
    /// The number.
    pub number: String,
    /// Safe times, and who to say is calling.
    pub how: Option<String>,
    /// When, in words.
    pub due: String,
    /// Whether that is past.
    pub late: bool,
    /// How often somebody tried, in words.
    pub attempts: String,
}

/// A note of a shift.
#[derive(Clone)]
pub struct ShiftRow {
    /// Who wrote it and when, in words.
    pub by: String,
    /// The text.
    pub text: String,
}

/// A contact or a transfer in a list.
#[derive(Clone)]
pub struct ContactLine {
    /// What it was, in words.
    pub what: String,
    /// When, in words.
    pub at: String,
    /// What has to be remembered.
    pub note: Option<String>,
}

/// `/desk/hotline/report`
#[derive(Template)]
#[template(path = "templates/hotline_report.html")]
pub struct HotlineReportView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was typed.
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
    /// Categories.
    pub categories: Vec<Choice>,
    /// Who there may not be told.
    pub must_not_know: Vec<Choice>,
    /// Against double sending.
    pub idempotency_key: String,
    /// When the caller began to tell.
    pub told_at: String,
}

/// The answer to a report by telephone: what to read out.
#[derive(Template)]
#[template(path = "templates/hotline_receipt.html")]
pub struct HotlineReceiptView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The code in groups.
    pub groups: Vec<CodeGroup>,
    /// The case code.
    pub case_code: String,
    /// The office that reads it.
    pub office: String,
}

/// `/desk/cases/…/access-code`: a new code to be read out to somebody who lost theirs.
#[derive(Template)]
#[template(path = "templates/lost_code.html")]
pub struct LostCodeView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The code in groups.
    pub groups: Vec<CodeGroup>,
    /// The case code.
    pub case_code: String,
}

/// `/follow-up/code`: a new code in the place of one that was read out.
#[derive(Template)]
#[template(path = "templates/new_code.html")]
pub struct NewCodeView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The new code in groups.
    pub groups: Vec<CodeGroup>,
    /// The old code, to be sent back.
    pub code: String,
    /// The new code, to be sent back.
    pub new_code: String,
    /// Its proof.
    pub proof: String,
}

#[cfg(test)]
pub(super) mod samples {
    use super::{
        CallbackRow, Choice, CodeGroup, ContactLine, HotlineReceiptView, HotlineReportView, HotlineView, LostCodeView, NewCodeView,
        ShiftRow,
    };
    use crate::web::views::{Page, Problems, Typed, samples::HOSTILE};

    const CODE: &str = "7K3M-Q2XA-9RTC-04WZ";

    pub fn hotline(page: Page<'_>, full: bool) -> HotlineView<'_> {
        let line = |what: &str| ContactLine { what: what.into(), at: "22 giờ 10".into(), note: full.then(|| HOSTILE.into()) };
        let callback = CallbackRow {
            id: "1".into(),
            number: "0901".into(),
            how: full.then(|| HOSTILE.into()),
            due: "15 giờ".into(),
            late: full,
            attempts: "1".into(),
        };
        let note = ShiftRow { by: "Lan, 22 giờ".into(), text: HOSTILE.into() };
        HotlineView {
            callbacks: if full { vec![callback] } else { vec![] },
            notes: if full { vec![note] } else { vec![] },
            contacts: if full { vec![line("Hỏi thông tin")] } else { vec![] },
            transfers: if full { vec![line("113")] } else { vec![] },
            now_input: "2026-11-22T05:00".into(),
            typed_in: if full { "contacts".into() } else { String::new() },
            typed: Typed::from(vec![("note".to_owned(), HOSTILE.to_owned())]),
            problems: if full { Problems::one("kind", page.t("error-hotline-report-by-form")) } else { Problems::default() },
            notice: (!full).then(|| page.t("done-hotline-contacts")),
            page,
        }
    }

    pub fn report(page: Page<'_>) -> HotlineReportView<'_> {
        HotlineReportView {
            typed: Typed::from(vec![("story".to_owned(), HOSTILE.to_owned())]),
            problems: Problems::one("story", page.t("error-empty-report")),
            categories: vec![Choice { code: "violence".into(), label: "Bạo lực".into() }],
            must_not_know: vec![Choice { code: "school".into(), label: "Trường học".into() }],
            idempotency_key: "k".into(),
            told_at: "2026-11-22T05:00".into(),
            page,
        }
    }

    pub fn receipt(page: Page<'_>) -> HotlineReceiptView<'_> {
        HotlineReceiptView { groups: CodeGroup::of(&page, CODE), case_code: "K7Q201MN".into(), office: HOSTILE.into(), page }
    }

    pub fn lost_code(page: Page<'_>) -> LostCodeView<'_> {
        LostCodeView { groups: CodeGroup::of(&page, CODE), case_code: "K7Q201MN".into(), page }
    }

    pub fn new_code(page: Page<'_>) -> NewCodeView<'_> {
        NewCodeView { groups: CodeGroup::of(&page, CODE), code: CODE.into(), new_code: CODE.into(), proof: "p".into(), page }
    }
}
