//! The second step of signing in, and one's own account: where one is signed in, the second factor, a fresh proof.

use askama::Template;

use super::{Page, Problems};
use crate::web::qr::Qr;

/// `/desk/sign-in/code`
#[derive(Template)]
#[template(path = "templates/sign_in_code.html")]
pub struct CodeView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What says whose password was right.
    pub ticket: String,
    /// Where to go after signing in: a path of ours, or empty.
    pub next: String,
    /// Whether this device was to be remembered.
    pub remember: bool,
    /// What needs another look (field `code`).
    pub problems: Problems,
}

/// `/desk/proof`
#[derive(Template)]
#[template(path = "templates/proof.html")]
pub struct ProofView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Where to go then: a path of ours.
    pub next: String,
    /// Whether it was proved just now, beside a page that waits.
    pub done: bool,
    /// Whether a code is asked too.
    pub with_code: bool,
    /// What needs another look (fields `password`, `code`).
    pub problems: Problems,
}

/// A session in the list.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Id, which opens nothing.
    pub id: String,
    /// Whether it is this one.
    pub current: bool,
    /// When it began, in words.
    pub began: String,
    /// When it was used last, in words.
    pub seen: String,
}

/// A device that goes without a code.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Id, which opens nothing.
    pub id: String,
    /// Whether it is this one.
    pub current: bool,
    /// Last sign-in from it, in words.
    pub seen: String,
    /// Until when, in words.
    pub until: String,
}

/// `/desk/account`
#[derive(Template)]
#[template(path = "templates/account.html")]
pub struct AccountView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What was done.
    pub notice: Option<String>,
    /// Since when there is a second factor, in words.
    pub since: Option<String>,
    /// Recovery codes that are left.
    pub codes_left: String,
    /// Whether these are so few that new ones are due.
    pub few_codes: bool,
    /// Whether nothing else opens before a second factor is set.
    pub required: bool,
    /// Sessions, the one used last first.
    pub sessions: Vec<SessionRow>,
    /// Devices that go without a code.
    pub devices: Vec<DeviceRow>,
}

/// `/desk/account/second-factor`
#[derive(Template)]
#[template(path = "templates/second_factor.html")]
pub struct FactorView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The secret in groups of four letters.
    pub secret: String,
    /// The same as a square.
    pub square: Option<Qr>,
    /// What needs another look (field `code`).
    pub problems: Problems,
}

/// The answer to the first code, and to a request for new ones.
#[derive(Template)]
#[template(path = "templates/recovery_codes.html")]
pub struct RecoveryView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The codes, shown this once.
    pub codes: Vec<String>,
}

/// Every page of the account, full and nearly empty, with made-up data.
#[cfg(test)]
pub(super) mod samples {
    use super::{AccountView, CodeView, DeviceRow, FactorView, ProofView, RecoveryView, SessionRow};
    use crate::{
        kernel::Lang,
        web::{
            qr::Qr,
            views::{
                Page, Problems,
                samples::{Face, HOSTILE, public, staff},
            },
        },
        words::Words,
    };

    /// Every page of the account.
    pub(in super::super) fn all(words: &Words, lang: Lang) -> Vec<(&'static str, Face, String)> {
        let (at, desk) = (|path| public(words, lang, path), |path| staff(words, lang, path));
        let html = |view: &dyn askama::DynTemplate| view.dyn_render().unwrap();
        vec![
            ("sign-in-code", Face::Staff, html(&code(at("/desk/sign-in/code"), false))),
            ("sign-in-code-wrong", Face::Staff, html(&code(at("/desk/sign-in/code"), true))),
            ("proof", Face::Staff, html(&proof(desk("/desk/proof"), false))),
            ("proof-code", Face::Staff, html(&proof(desk("/desk/proof"), true))),
            ("account", Face::Staff, html(&account(desk("/desk/account"), true))),
            ("account-bare", Face::Staff, html(&account(Page { reminds: true, ..desk("/desk/account") }, false))),
            ("second-factor", Face::Staff, html(&factor(desk("/desk/account/second-factor"), false))),
            ("second-factor-wrong", Face::Staff, html(&factor(desk("/desk/account/second-factor"), true))),
            ("recovery-codes", Face::Staff, html(&recovery(desk("/desk/account/second-factor")))),
        ]
    }

    fn code(page: Page<'_>, wrong: bool) -> CodeView<'_> {
        let problems = if wrong { Problems::one("code", page.t("error-code-wrong")) } else { Problems::default() };
        CodeView { page, ticket: HOSTILE.into(), next: if wrong { "/desk/duty" } else { "" }.into(), remember: wrong, problems }
    }

    fn proof(page: Page<'_>, full: bool) -> ProofView<'_> {
        let problems = if full { Problems::one("code", page.t("error-code-needed")) } else { Problems::default() };
        ProofView { page, next: "/desk/account".into(), done: !full, with_code: full, problems }
    }

    fn account(page: Page<'_>, full: bool) -> AccountView<'_> {
        let at = |time: &str| format!("{time}, thứ Bảy 21/11/2026");
        let session = |id: &str, current| SessionRow { id: id.into(), current, began: at("8 giờ"), seen: at("22 giờ 09") };
        let device = |id: &str, current| DeviceRow { id: id.into(), current, seen: at("8 giờ"), until: at("8 giờ") };
        AccountView {
            notice: full.then(|| page.t("account-done-ended")),
            since: full.then(|| at("8 giờ")),
            codes_left: "2".into(),
            few_codes: full,
            required: !full,
            sessions: if full { vec![session("1", true), session("2", false)] } else { vec![session("1", true)] },
            devices: if full { vec![device("3", true), device("4", false)] } else { vec![] },
            page,
        }
    }

    fn factor(page: Page<'_>, wrong: bool) -> FactorView<'_> {
        let problems = if wrong { Problems::one("code", page.t("error-code-wrong")) } else { Problems::default() };
        FactorView { page, secret: "GEZD GNBV GY3T QOJQ".into(), square: Qr::of("otpauth://totp/x"), problems }
    }

    fn recovery(page: Page<'_>) -> RecoveryView<'_> {
        RecoveryView { page, codes: vec!["01231-VWXYZ".into(), "ABCDE-FGHJK".into()] }
    }
}
