//! The stylesheets and the one script, from the binary: nothing is read at run time, nothing comes from elsewhere.

use std::sync::LazyLock;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("assets/style.css");
const PRINT: &str = include_str!("assets/print.css");
const PAGES: &str = include_str!("assets/pages.css");
const MAP: &str = include_str!("assets/map.css");
const LEAVE: &str = include_str!("assets/leave.js");
/// An hour: long enough for one visit, short enough for a mended page to arrive the same day.
const KEPT: &str = "public, max-age=3600";
/// Bytes of the hash that name a version.
const TAG_BYTES: usize = 12;

static STYLE_TAG: LazyLock<String> = LazyLock::new(|| tag(STYLE));
static PRINT_TAG: LazyLock<String> = LazyLock::new(|| tag(PRINT));
static PAGES_TAG: LazyLock<String> = LazyLock::new(|| tag(PAGES));
static MAP_TAG: LazyLock<String> = LazyLock::new(|| tag(MAP));
static LEAVE_TAG: LazyLock<String> = LazyLock::new(|| tag(LEAVE));

/// `/assets/style.css`
pub(super) async fn style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", STYLE, &STYLE_TAG)
}

/// `/assets/print.css`
pub(super) async fn print_style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", PRINT, &PRINT_TAG)
}

/// `/assets/pages.css`: what only the pages after the first need, so that the first arrives sooner.
pub(super) async fn pages_style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", PAGES, &PAGES_TAG)
}

/// `/assets/map.css`: for the pages of staff that show a map; nobody who reports loads it.
pub(super) async fn map_style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", MAP, &MAP_TAG)
}

/// `/assets/leave.js`
pub(super) async fn leave_script(headers: HeaderMap) -> Response {
    asset(&headers, "text/javascript; charset=utf-8", LEAVE, &LEAVE_TAG)
}

/// `/favicon.ico`: there is none, so that no picture names this page in a list of tabs.
pub(super) async fn no_icon() -> Response {
    (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, KEPT)]).into_response()
}

fn asset(headers: &HeaderMap, kind: &'static str, text: &'static str, tag: &str) -> Response {
    let Ok(version) = HeaderValue::from_str(tag) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let about = [(header::ETAG, version), (header::CACHE_CONTROL, HeaderValue::from_static(KEPT))];
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    if known.flat_map(|list| list.split(',')).any(|one| one.trim() == tag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(header::CONTENT_TYPE, kind)], text).into_response()
}

/// The version of `text`. Weak, because the same text travels compressed and plain.
fn tag(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(hash.get(..TAG_BYTES).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode, header};

    use super::{LEAVE_TAG, STYLE, STYLE_TAG, asset};

    #[test]
    fn a_version_the_browser_has_is_not_sent_again() {
        let answer = |known: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, known.parse().unwrap());
            asset(&headers, "text/css", STYLE, &STYLE_TAG).status()
        };
        assert_ne!(*STYLE_TAG, *LEAVE_TAG);
        assert_eq!(answer(&STYLE_TAG), StatusCode::NOT_MODIFIED);
        assert_eq!(answer(&format!("\"x\", {}", *STYLE_TAG)), StatusCode::NOT_MODIFIED);
        assert_eq!(answer(&LEAVE_TAG), StatusCode::OK);
    }
}
