//! Who reported, as far as the reader may know, and the forms about it.

/// Part of the page of a case.
///
/// Forms, each at `/desk/cases/{code}/…`: `identity-request` (`identity_reason`), `identity` (no field), `emergency-contact`
/// (`emergency_reason`, `emergency_password`), `judgement` (`access`, `judgement`, `judgement_words`).
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of which shows one part")]
pub struct IdentityPart {
    /// Whether there is such a part, and the reader's office holds a key to it.
    pub held: bool,
    /// Until when it is open for the reader, as a sentence.
    pub open_until: Option<String>,
    /// Whether the reader may ask.
    pub may_ask: bool,
    /// Whether the reader may open contact details at once.
    pub may_open_contact: bool,
    /// Whether that takes their password first.
    pub password: bool,
    /// What waits for the reader's word.
    pub to_judge: Vec<ToJudge>,
    /// All else that was asked and decided, oldest first: a sentence each, with what was said.
    pub past: Vec<(String, Vec<String>)>,
}

/// Something that waits for the reader's word.
#[derive(Debug, Clone, Default)]
pub struct ToJudge {
    /// Its id.
    pub id: String,
    /// What it is, as a sentence.
    pub text: String,
    /// Why, and by when it should be decided.
    pub said: Vec<String>,
    /// Codes of the two answers, the yes first.
    pub answers: [&'static str; 2],
}

impl IdentityPart {
    /// Whether there is anything to show.
    #[must_use]
    pub fn any(&self) -> bool {
        self.held || !self.to_judge.is_empty() || !self.past.is_empty()
    }
}

#[cfg(test)]
impl IdentityPart {
    /// All that can stand on the page, or next to nothing.
    pub(super) fn sample(full: bool) -> Self {
        if !full {
            return Self::default();
        }
        let waiting = |id: u8, answers| ToJudge {
            id: format!("0192f0c0-0000-7000-8000-00000000000{id}"),
            text: "Nguyễn Thị Lan xin mở phần người báo tin.".into(),
            said: vec!["Lý do: cần hẹn lại giờ gặp.".into(), "Xin trả lời trước 22 giờ.".into()],
            answers,
        };
        Self {
            held: true,
            open_until: Some("Mở cho anh chị đến 22 giờ, Chủ nhật 22/11/2026.".into()),
            may_ask: true,
            may_open_contact: true,
            password: true,
            to_judge: vec![waiting(1, ["approved", "refused"]), waiting(2, ["in_order", "not_in_order"])],
            past: vec![("Trần Minh xin mở phần người báo tin: không đồng ý.".into(), vec!["Lý do: chưa cần.".into()])],
        }
    }
}
