//! A page of a case on which everything was done that can be, for the tests of every page.

use super::{
    case_file::Choice,
    casework::{Casework, ContactRow, CorrectedRow, NoteRow, QuestionPart, RequestPart, TriagePart, TriageRow},
    samples::HOSTILE,
};

fn corrected() -> CorrectedRow {
    CorrectedRow { said: "Đã sửa lúc 8 giờ, Nguyễn Thị Hoa".into(), first: Some(HOSTILE.into()) }
}

/// A contact with all that can be told of one.
pub(super) fn contacts(at: &str) -> Vec<ContactRow> {
    vec![ContactRow {
        with: "family".into(),
        outcome: "reached".into(),
        how: "phone".into(),
        alone: Some("in_front_of_family".into()),
        happened_at: at.into(),
        recorded_at: Some(at.into()),
        by: "Nguyễn Thị Hoa".into(),
        note: Some("Người nhà nói em đang ngủ.".into()),
        talk: vec!["Tiếng Thái".into(), "Có phiên dịch ngoài gia đình".into()],
        wish: Some(HOSTILE.into()),
        mediation: true,
        corrected: Some(corrected()),
        undone: Some(HOSTILE.into()),
    }]
}

/// A note that was corrected.
pub(super) fn notes(at: &str) -> Vec<NoteRow> {
    vec![NoteRow {
        kind: "review".into(),
        at: at.into(),
        by: "Nguyễn Thị Hoa".into(),
        text: HOSTILE.into(),
        corrected: Some(corrected()),
        undone: Some(HOSTILE.into()),
    }]
}

/// The rest of it.
pub(super) fn work(full: bool) -> Casework {
    if !full {
        return Casework::default();
    }
    let choice = |code: &str, label: &str| Choice { code: code.into(), label: label.into() };
    let question = |code: &str| QuestionPart { code: code.into(), label: HOSTILE.into(), answer: "some".into() };
    Casework {
        cautions: vec!["Đừng nói chuyện cùng lúc với người cần được bảo vệ và cha mẹ.".into()],
        mediation_refused: true,
        languages: vec![choice("vi", "Tiếng Việt"), choice("tyz", "Tày")],
        undo: Some(choice("note:1", "Ghi chép")),
        may_write: true,
        correctable: vec![choice("note:1", HOSTILE)],
        may_ask: true,
        above: vec!["khẩn cấp".into()],
        seen: vec!["Người cần được bảo vệ, trước mặt gia đình".into()],
        nobody_reached: true,
        wishes: vec![("hôm qua".into(), HOSTILE.into())],
        request: Some(RequestPart {
            reason_code: "support_given".into(),
            said: HOSTILE.into(),
            office: "Sở Y tế".into(),
            decides: true,
            needs_another: true,
        }),
        decided: vec![HOSTILE.into()],
        triage: Some(TriagePart {
            version: "1".into(),
            harm: vec![question("severity"), question("offender_access")],
            protection: vec![question("self_protect")],
            signs: vec![(choice("weapon", HOSTILE), true), (choice("strangled", "Bị bóp cổ"), false)],
            strangled_long_ago: true,
        }),
        triages: vec![TriageRow {
            said: "Trung bình → Cao".into(),
            answers: vec![("Mức độ tổn hại".into(), "nhiều".into())],
            signs: vec![HOSTILE.into()],
            reason: Some(HOSTILE.into()),
        }],
    }
}
