//! Tokens in headers and cookies.

use axum::http::{HeaderMap, HeaderValue, header};

use super::App;
use crate::{
    access::{AccessError, Signed, session},
    vault::token::Token,
};

/// Which cookie: staff and reporters have one each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// A member of staff.
    Desk,
    /// A reporter who entered a code.
    FollowUp,
    /// The language of the pages.
    Language,
}

impl Cookie {
    /// The cookie's name; behind TLS it is tied to host and path.
    fn name(self, ctx: &App) -> String {
        let name = match self {
            Self::Desk => "d",
            Self::FollowUp => "f",
            Self::Language => "l",
        };
        if ctx.config.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The cookie's value in a request.
    #[must_use]
    pub fn read<'h>(self, ctx: &App, headers: &'h HeaderMap) -> Option<&'h str> {
        let name = self.name(ctx);
        headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';')).find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    }

    /// The header that sets it until the browser closes.
    #[must_use]
    pub fn set(self, ctx: &App, value: &str) -> Option<HeaderValue> {
        let secure = if ctx.config.is_https() { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}", self.name(ctx))).ok()
    }

    /// The header that removes it.
    #[must_use]
    pub fn clear(self, ctx: &App) -> Option<HeaderValue> {
        let secure = if ctx.config.is_https() { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{secure}", self.name(ctx))).ok()
    }
}

/// The value of `Authorization: Bearer …`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The member of staff behind a bearer token.
///
/// # Errors
/// Nobody is signed in.
pub async fn staff(ctx: &App, headers: &HeaderMap) -> Result<(Signed, Token), AccessError> {
    let token = bearer(headers).and_then(Token::parse).ok_or(AccessError::NotSignedIn)?;
    Ok((session::authenticate(ctx, &token).await?, token))
}

/// The member of staff behind the desk's cookie.
///
/// # Errors
/// Nobody is signed in.
pub async fn staff_by_cookie(ctx: &App, headers: &HeaderMap) -> Result<(Signed, Token), AccessError> {
    let token = Cookie::Desk.read(ctx, headers).and_then(Token::parse).ok_or(AccessError::NotSignedIn)?;
    Ok((session::authenticate(ctx, &token).await?, token))
}

/// The token that a form of this session carries. Whoever cannot read our pages cannot know it.
#[must_use]
pub fn csrf(token: &Token) -> String {
    token.form_token()
}
