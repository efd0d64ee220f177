//! Tokens in headers and cookies.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::Duration;

use super::App;
use crate::{
    access::{
        AccessError, Signed,
        devices::{KNOWN, MOST},
        session,
    },
    config::SecondFactor,
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
    /// The devices that members of staff signed in from: one token for each of them, so that none knows another's.
    Devices,
}

impl Cookie {
    /// The cookie's name; behind TLS it is tied to host and path.
    fn name(self, ctx: &App) -> String {
        let name = match self {
            Self::Desk => "d",
            Self::FollowUp => "f",
            Self::Language => "l",
            Self::Devices => "v",
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

    /// The header that sets it for `span`.
    #[must_use]
    pub fn keep(self, ctx: &App, value: &str, span: Duration) -> Option<HeaderValue> {
        let secure = if ctx.config.is_https() { "; Secure" } else { "" };
        let (name, seconds) = (self.name(ctx), span.num_seconds());
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")).ok()
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

/// What stands between the tokens of several people in one cookie.
const BETWEEN: char = '.';

/// The tokens of devices in a value: of a cookie, or as a program sends it.
#[must_use]
pub fn devices(value: &str) -> Vec<Token> {
    value.split(BETWEEN).take(MOST).filter_map(Token::parse).collect()
}

/// The header that keeps a new device beside those of colleagues at the same computer.
#[must_use]
pub fn keep_device(ctx: &App, headers: &HeaderMap, new: &Token) -> Option<HeaderValue> {
    let earlier = Cookie::Devices.read(ctx, headers).map(devices).unwrap_or_default();
    let all: Vec<String> = std::iter::once(new).chain(&earlier).take(MOST).map(|token| token.reveal().to_string()).collect();
    Cookie::Devices.keep(ctx, &all.join(&BETWEEN.to_string()), KNOWN)
}

/// The member of staff behind a bearer token, as far as the door: they may have to set their second factor first.
///
/// # Errors
/// Nobody is signed in.
pub async fn at_the_door(ctx: &App, headers: &HeaderMap) -> Result<(Signed, Token), AccessError> {
    let token = bearer(headers).and_then(Token::parse).ok_or(AccessError::NotSignedIn)?;
    Ok((session::authenticate(ctx, &token).await?, token))
}

/// The member of staff behind a bearer token.
///
/// # Errors
/// Nobody is signed in; [`AccessError::FactorRequired`] where the operator asks for a second factor.
pub async fn staff(ctx: &App, headers: &HeaderMap) -> Result<(Signed, Token), AccessError> {
    let_through(ctx, at_the_door(ctx, headers).await?)
}

/// The member of staff behind the desk's cookie, as far as the door.
///
/// # Errors
/// Nobody is signed in.
pub async fn at_the_door_by_cookie(ctx: &App, headers: &HeaderMap) -> Result<(Signed, Token), AccessError> {
    let token = Cookie::Desk.read(ctx, headers).and_then(Token::parse).ok_or(AccessError::NotSignedIn)?;
    Ok((session::authenticate(ctx, &token).await?, token))
}

/// The member of staff behind the desk's cookie.
///
/// # Errors
/// As [`staff`].
pub async fn staff_by_cookie(ctx: &App, headers: &HeaderMap) -> Result<(Signed, Token), AccessError> {
    let_through(ctx, at_the_door_by_cookie(ctx, headers).await?)
}

fn let_through(ctx: &App, (signed, token): (Signed, Token)) -> Result<(Signed, Token), AccessError> {
    if ctx.config.second_factor == SecondFactor::Required && !signed.is_enrolled() {
        return Err(AccessError::FactorRequired);
    }
    Ok((signed, token))
}

/// The token that a form of this session carries. Whoever cannot read our pages cannot know it.
#[must_use]
pub fn csrf(token: &Token) -> String {
    token.form_token()
}
