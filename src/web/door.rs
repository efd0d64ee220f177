//! The door of the desk: who is inside, whether a form was really ours, and where to go after signing in.

use axum::http::HeaderMap;
use subtle::ConstantTimeEq;

use super::views::{Page, Typed};
use crate::{
    access::{AccessError, Signed},
    http::{App, refusal::Refusal, session},
    kernel::{Kind, Lang},
    vault::token::Token,
    words::Words,
};

/// The page to sign in on.
const SIGN_IN: &str = "/desk/sign-in";
/// Where the pages of staff are.
const STAFF: [&str; 3] = ["/desk", "/oversight", "/admin"];

/// A member of staff and the session they came with.
pub(super) struct Inside {
    /// Who.
    pub signed: Signed,
    /// Their session.
    pub token: Token,
}

/// Who is signed in.
pub(super) async fn enter(ctx: &App, headers: &HeaderMap) -> Result<Inside, AccessError> {
    let (signed, token) = session::staff_by_cookie(ctx, headers).await?;
    Ok(Inside { signed, token })
}

/// Who is signed in, as far as the door: their own account opens before a second factor is set.
pub(super) async fn at_the_door(ctx: &App, headers: &HeaderMap) -> Result<Inside, AccessError> {
    let (signed, token) = session::at_the_door_by_cookie(ctx, headers).await?;
    Ok(Inside { signed, token })
}

/// Where somebody without a second factor is reminded of it: where their day begins, not over a case.
const REMINDED: [&str; 4] = ["/desk", "/desk/hotline", "/oversight", "/admin"];

impl Inside {
    /// The frame of a page for this person.
    pub(super) fn page<'w>(&self, words: &'w Words, lang: Lang, path: &str) -> Page<'w> {
        Page {
            csrf: session::csrf(&self.token),
            signed_in: Some(self.signed.name().to_owned()),
            oversees: self.signed.supervisor().is_ok(),
            administers: self.signed.administrator().is_ok(),
            works: self.signed.responder().is_ok(),
            answers: self.signed.operator().is_ok(),
            reminds: !self.signed.is_enrolled() && REMINDED.contains(&path),
            unconfirmed: self.signed.is_confirmed().is_err(),
            ..Page::public(words, lang, path)
        }
    }
}

/// Whether a form carries the token of its session: a page of another site cannot know it.
pub(super) fn is_ours(typed: &Typed, token: &Token) -> Result<(), Refusal> {
    let ours: bool = typed.get("csrf").as_bytes().ct_eq(session::csrf(token).as_bytes()).into();
    if ours { Ok(()) } else { Err(Refusal::new(Kind::Forbidden, "csrf")) }
}

/// Whether `path` is a page of staff.
pub(super) fn is_behind(path: &str) -> bool {
    STAFF.iter().any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// The page to sign in on, which then leads to `place`.
pub(super) fn sign_in_for(place: &str) -> String {
    if place == "/desk" {
        return SIGN_IN.to_owned();
    }
    match serde_urlencoded::to_string([("next", place)]) {
        Ok(query) => format!("{SIGN_IN}?{query}"),
        Err(_) => SIGN_IN.to_owned(),
    }
}

/// `next` when it is a page of staff on this very site, and not the door itself: nobody who signs in is led elsewhere.
pub(super) fn way_in(next: &str) -> Option<&str> {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let straight = !path.contains("//") && !path.split('/').any(|step| step == "..");
    (plain && straight && is_behind(path) && !path.starts_with("/desk/sign-")).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::{is_ours, sign_in_for, way_in};
    use crate::{http::session, kernel::ids::SeededIds, vault::token::Token, web::views::Typed};

    #[test]
    fn signing_in_leads_to_pages_of_staff_and_nowhere_else() {
        for good in ["/desk", "/desk?after=x", "/desk/cases/K7Q201MN#contacts", "/oversight", "/oversight?from=2026-11-01"] {
            assert_eq!(way_in(good), Some(good));
        }
        let bad = [
            "",
            "/",
            "/report",
            "/desktop",
            "//evil.example/desk",
            "https://evil.example/desk",
            "/desk//evil.example",
            "/desk/../../evil",
            "/desk\\evil",
            "/desk/x\r\nSet-Cookie: a",
            "/desk/sign-in",
            "/desk/sign-out",
        ];
        for bad in bad {
            assert_eq!(way_in(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_way_back_survives_signing_in() {
        assert_eq!(sign_in_for("/desk"), "/desk/sign-in");
        assert_eq!(sign_in_for("/desk/cases/K7?a=b&c"), "/desk/sign-in?next=%2Fdesk%2Fcases%2FK7%3Fa%3Db%26c");
    }

    #[test]
    fn a_form_of_another_session_is_not_ours() {
        let (own, other) = (Token::random(&SeededIds::new(1)), Token::random(&SeededIds::new(2)));
        let form = |value: String| Typed::from(vec![("csrf".to_owned(), value)]);
        assert!(is_ours(&form(session::csrf(&own)), &own).is_ok());
        assert_eq!(is_ours(&form(session::csrf(&other)), &own).unwrap_err().code, "csrf");
        assert!(is_ours(&Typed::default(), &own).is_err());
    }
}
