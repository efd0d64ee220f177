//! The pages after the first, with made-up data: the code, coming back with it, the receipt with the day.

use super::follow_up::{Ended, OpenedMessage, Unsent};
use super::public::CodeGroup;
use super::samples::{HOSTILE, public, typed};
use super::{DatedReceiptView, FollowUpEnterView, FollowUpView, Page, Problems, ReceivedView, Typed};
use crate::kernel::Voice;
use crate::words::Words;

/// Each page: name, markup.
pub(super) fn all(words: &Words, voice: Voice) -> Vec<(&'static str, String)> {
    let at = |path| public(words, voice, path);
    let html = |view: &dyn askama::DynTemplate| view.dyn_render().unwrap();
    vec![
        ("received", html(&received(at("/report"), false))),
        ("received-night", html(&received(at("/report"), true))),
        ("enter", html(&enter(at("/follow-up"), false))),
        ("enter-wrong", html(&enter(at("/follow-up"), true))),
        ("follow-up", html(&follow_up(at("/follow-up"), true))),
        ("follow-up-quiet", html(&follow_up(at("/follow-up"), false))),
        ("enter-locked", html(&FollowUpEnterView { ended: Some(Ended::Locked), ..enter(at("/follow-up"), false) })),
        ("follow-up-closed", html(&FollowUpView { closed_lately: true, theirs: vec![1], ..follow_up(at("/follow-up"), false) })),
        ("follow-up-closed-long-ago", html(&FollowUpView { closed_long_ago: true, ..follow_up(at("/follow-up"), false) })),
        ("dated-receipt", html(&dated_receipt(at("/follow-up")))),
    ]
}

fn received(page: Page<'_>, night: bool) -> ReceivedView<'_> {
    let page = Page { other_lang_href: None, place: None, ..page };
    ReceivedView {
        groups: CodeGroup::of(&page, "7K2Q-M9XA-4TVD-H3RW"),
        code: "7K2Q-M9XA-4TVD-H3RW".into(),
        case_code: "K7Q201MN".into(),
        office: "Ủy ban nhân dân xã Tân Hải".into(),
        due: (!night).then(|| "15 giờ 30, thứ Bảy 21/11/2026".into()),
        night,
        page,
    }
}

fn follow_up(page: Page<'_>, full: bool) -> FollowUpView<'_> {
    let page = Page { csrf: "token".into(), ..page };
    let opened = OpenedMessage {
        number: 2,
        mine: false,
        at: Some("15 giờ 30, thứ Bảy 21/11/2026".into()),
        text: "Chào em. Cô là người phụ trách.".to_owned(),
    };
    let status = if full { vec![page.t("status-acknowledged"), page.t("status-late")] } else { vec![page.t("status-received")] };
    FollowUpView {
        status,
        opened_by: full.then(|| page.t2("opened-by", "n", 2, "m", 1)),
        theirs: if full { vec![2, 4] } else { vec![] },
        mine: if full { vec![1, 3] } else { vec![] },
        opened: full.then_some(opened),
        ask_contacted: full,
        closed_lately: false,
        closed_long_ago: false,
        call: full,
        notice: full.then(|| page.t("follow-sent")),
        typed: if full { typed() } else { Typed::default() },
        problems: if full { Problems::one("message", page.t("error-message-empty")) } else { Problems::default() },
        page,
    }
}

fn dated_receipt(page: Page<'_>) -> DatedReceiptView<'_> {
    let office = "Ủy ban nhân dân xã Tân Hải".into();
    DatedReceiptView { reference: "K7Q201MN".into(), day: "21/11/2026".into(), office, page }
}

fn enter(page: Page<'_>, wrong: bool) -> FollowUpEnterView<'_> {
    let problems = if wrong { Problems::one("code", page.t("error-access-code-wrong")) } else { Problems::default() };
    FollowUpEnterView {
        page,
        typed: if wrong { "7k2q m9xa" } else { "" }.into(),
        problems,
        ended: (!wrong).then_some(Ended::Closed),
        unsent: if wrong { Unsent { text: HOSTILE.into(), files: vec![format!("TOKEN 1500000 {HOSTILE}")] } } else { Unsent::default() },
    }
}
