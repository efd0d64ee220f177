//! The form and the page before sending, with made-up data.

use super::report::{Answer, PlaceLists, PlaceShown};
use super::samples::{HOSTILE, problems, typed};
use super::{CheckView, Door, Page, ReportView, Typed};

pub(super) fn report(page: Page<'_>, door: Door, sent_back: bool) -> ReportView<'_> {
    let (typed, problems) = if sent_back { (typed(), problems(&page)) } else { Default::default() };
    let page = page.voices_by_form("report-form", "/report");
    let lists = if sent_back { lists() } else { PlaceLists::default() };
    ReportView { page, typed, problems, idempotency_key: "3f0c2b7a-7b0e-4f0f-9d8e-0c8f6f6b1a52".into(), door, lists }
}

fn lists() -> PlaceLists {
    PlaceLists {
        provinces: vec![("01".into(), "Thành phố Hà Nội".into()), ("33".into(), "Tỉnh Hưng Yên".into())],
        communes: vec![("00070".into(), "Phường Hoàn Kiếm".into())],
    }
}

pub(super) fn check(page: Page<'_>, door: Door, full: bool) -> CheckView<'_> {
    let answer = |key: &str, said: &str, field| Answer { question: page.t(key), said: said.into(), field };
    let place = PlaceShown {
        meant: if full { page.t("q-where-split") } else { page.t("check-place-not-said") },
        choices: if full { vec![("00103".into(), "Phường Tây Hồ, Thành phố Hà Nội".into())] } else { Vec::new() },
        position: full,
        chosen: false,
        lists_open: true,
    };
    CheckView {
        answers: if full { vec![answer("q-story", HOSTILE, "story"), answer("q-age", "9", "age")] } else { Vec::new() },
        typed: if full { typed() } else { Typed::default() },
        idempotency_key: "3f0c2b7a-7b0e-4f0f-9d8e-0c8f6f6b1a52".into(),
        door,
        office: "Ủy ban nhân dân phường Tây Hồ".into(),
        left_out: full,
        unread: full.then_some("check-unread-tonight"),
        place,
        lists: lists(),
        page,
    }
}
