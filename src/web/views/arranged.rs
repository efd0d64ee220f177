//! Who is named for a case, to whom it is offered, what was ordered and decided above, and the forms for it.

use super::case_file::Choice;

/// Part of the page of a case.
///
/// Forms, each at `/desk/cases/{code}/…`: `assignment` (`assignee`), `handover` (`offer_place`, `offer_to`, `offer_reason`, `found_place`,
/// `found_at`, `found_state`), `answer` (`answer`, `answer_place`, `answer_right`, `answer_reason`), `keeping` (no field), `decision`
/// (`choice`, `decide_place`, `decide_office`, `decide_reason`), `orders` (no field).
#[derive(Debug, Clone, Default)]
pub struct Arranged {
    /// Who is named for the case, as a sentence; that nobody is.
    pub assigned: String,
    /// What waits now, a sentence each with what was said: an offer, an order, a decision.
    pub waiting: Vec<ArrangedLine>,
    /// What was offered, ordered and decided before, oldest first.
    pub past: Vec<ArrangedLine>,
    /// Which forms stand on the page.
    pub acts: ArrangedActs,
    /// Colleagues who may be named.
    pub colleagues: Vec<Choice>,
    /// Offices that may be asked.
    pub offices: Vec<Choice>,
    /// What an office above may decide.
    pub choices: Vec<Choice>,
}

/// A sentence, and what was said with it.
#[derive(Debug, Clone, Default)]
pub struct ArrangedLine {
    /// The sentence.
    pub text: String,
    /// What belongs to it, in words.
    pub said: Vec<String>,
}

/// Which forms stand on the page.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent permissions, each of which shows one form")]
pub struct ArrangedActs {
    /// Name a colleague.
    pub assign: bool,
    /// Offer the case to another office.
    pub offer: bool,
    /// Say how an abandoned child was found.
    pub discovery: bool,
    /// Answer an offer.
    pub answer: bool,
    /// Keep the case after all.
    pub keep: bool,
    /// Decide as an office above.
    pub decide: bool,
    /// Acknowledge an order.
    pub orders: bool,
}

impl ArrangedActs {
    /// Whether any form stands on the page.
    #[must_use]
    pub const fn any(self) -> bool {
        self.assign || self.offer || self.answer || self.keep || self.decide || self.orders
    }
}

#[cfg(test)]
impl Arranged {
    /// All that can stand on the page, or next to nothing.
    pub(super) fn sample(full: bool) -> Self {
        let choice = |code: &str, label: &str| vec![Choice { code: code.into(), label: label.into() }];
        let line = |text: &str| vec![ArrangedLine { text: text.into(), said: vec!["Lý do: nhà ở xã bên.".into()] }];
        if !full {
            return Self { assigned: "Chưa giao cho ai.".into(), ..Self::default() };
        }
        Self {
            assigned: "Người phụ trách: Nguyễn Thị Hoa".into(),
            waiting: line("UBND xã Tân Hải đang đề nghị UBND phường Sài Gòn nhận vụ việc."),
            past: line("UBND xã Tân Hải đề nghị UBND xã bên nhận: không nhận."),
            acts: ArrangedActs { assign: true, offer: true, discovery: true, answer: true, keep: true, decide: true, orders: true },
            colleagues: choice("0192f0c0-0000-7000-8000-000000000001", "Nguyễn Thị Hoa"),
            offices: choice("ubnd-26740", "UBND phường Sài Gòn"),
            choices: choice("taken_over", "rút lên xử lý"),
        }
    }
}
