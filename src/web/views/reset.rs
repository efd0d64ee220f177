//! A forgotten password: asking, choosing, confirming.

use askama::Template;

use super::{Page, Problems};

/// `/desk/forgotten`
#[derive(Template)]
#[template(path = "templates/forgotten.html")]
pub struct ForgottenView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Whether it was asked: the page says the same whoever has that address, or nobody.
    pub sent: bool,
    /// The address as typed.
    pub email: String,
    /// What needs another look (field `email`).
    pub problems: Problems,
}

/// `/desk/new-password`
#[derive(Template)]
#[template(path = "templates/new_password.html")]
pub struct NewPasswordView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What the link carried; empty where it is worth nothing.
    pub token: String,
    /// What needs another look (fields `password`, `again`).
    pub problems: Problems,
}

/// `/desk/confirmations`
#[derive(Template)]
#[template(path = "templates/confirmations.html")]
pub struct ConfirmationsView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was just done.
    pub notice: Option<String>,
    /// Those who wait.
    pub rows: Vec<UnconfirmedRow>,
}

/// Somebody who waits to be confirmed.
#[derive(Debug, Clone)]
pub struct UnconfirmedRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What they do, in words.
    pub role: String,
    /// Where.
    pub office: String,
    /// Since when, in words.
    pub since: String,
}

#[cfg(test)]
pub(super) mod samples {
    use askama::DynTemplate;

    use super::{ConfirmationsView, ForgottenView, NewPasswordView, UnconfirmedRow};
    use crate::{
        kernel::Lang,
        web::views::{
            Page, Problems,
            samples::{Face, HOSTILE, public, staff},
        },
        words::Words,
    };

    /// Every page about a forgotten password.
    pub(in super::super) fn all(words: &Words, lang: Lang) -> Vec<(&'static str, Face, String)> {
        let (at, desk) = (|path| public(words, lang, path), |path| staff(words, lang, path));
        let html = |view: &dyn DynTemplate| view.dyn_render().unwrap();
        vec![
            ("sign-in-forgotten", Face::Staff, html(&forgotten(at("/desk/forgotten"), false))),
            ("sign-in-forgotten-wrong", Face::Staff, html(&forgotten(at("/desk/forgotten"), true))),
            ("sign-in-new-password", Face::Staff, html(&new_password(at("/desk/new-password"), true))),
            ("sign-in-new-password-void", Face::Staff, html(&new_password(at("/desk/new-password"), false))),
            ("confirmations", Face::Staff, html(&confirmations(desk("/desk/confirmations"), true))),
            ("confirmations-none", Face::Staff, html(&confirmations(Page { unconfirmed: true, ..desk("/desk/confirmations") }, false))),
        ]
    }

    fn forgotten(page: Page<'_>, wrong: bool) -> ForgottenView<'_> {
        let problems = if wrong { Problems::one("email", page.t("error-email-malformed")) } else { Problems::default() };
        ForgottenView { page, sent: !wrong, email: HOSTILE.into(), problems }
    }

    fn new_password(page: Page<'_>, good: bool) -> NewPasswordView<'_> {
        let problems = if good { Problems::one("again", page.t("error-passwords-differ")) } else { Problems::default() };
        NewPasswordView { page, token: if good { HOSTILE.into() } else { String::new() }, problems }
    }

    fn confirmations(page: Page<'_>, full: bool) -> ConfirmationsView<'_> {
        let row = UnconfirmedRow {
            id: "0192f0c0-0000-7000-8000-000000000001".into(),
            name: HOSTILE.into(),
            role: page.label("admin-role", "responder"),
            office: "UBND xã Tân Hải".into(),
            since: "22 giờ, thứ Bảy 21/11/2026".into(),
        };
        ConfirmationsView { notice: full.then(|| page.t("confirm-done")), rows: if full { vec![row] } else { vec![] }, page }
    }
}
