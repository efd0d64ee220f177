//! The stylesheets, the two scripts of the public pages and the one of staff, from the binary: nothing is read at run time, nothing comes from elsewhere.

use std::sync::LazyLock;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("assets/style.css");
const STAFF: &str = include_str!("assets/staff.css");
const PRINT: &str = include_str!("assets/print.css");
const PAGES: &str = include_str!("assets/pages.css");
const MAP: &str = include_str!("assets/map.css");
const PAGE: &str = include_str!("assets/page.js");
const FORM: &str = include_str!("assets/form.js");
const DESK: &str = include_str!("assets/desk.js");
/// An hour: long enough for one visit, short enough for a mended page to arrive the same day.
const KEPT: &str = "public, max-age=3600";
/// Bytes of the hash that name a version.
const TAG_BYTES: usize = 12;

/// The script of every public page as it travels.
pub(super) static PAGE_SENT: LazyLock<String> = LazyLock::new(|| without_remarks(PAGE));
static FORM_SENT: LazyLock<String> = LazyLock::new(|| without_remarks(FORM));
static DESK_SENT: LazyLock<String> = LazyLock::new(|| without_remarks(DESK));
static STYLE_TAG: LazyLock<String> = LazyLock::new(|| tag(STYLE));
static STAFF_TAG: LazyLock<String> = LazyLock::new(|| tag(STAFF));
static PRINT_TAG: LazyLock<String> = LazyLock::new(|| tag(PRINT));
static PAGES_TAG: LazyLock<String> = LazyLock::new(|| tag(PAGES));
static MAP_TAG: LazyLock<String> = LazyLock::new(|| tag(MAP));
static PAGE_TAG: LazyLock<String> = LazyLock::new(|| tag(PAGE));
static FORM_TAG: LazyLock<String> = LazyLock::new(|| tag(FORM));
static DESK_TAG: LazyLock<String> = LazyLock::new(|| tag(DESK));

/// `/assets/style.css`
pub(super) async fn style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", STYLE, &STYLE_TAG)
}

/// `/assets/staff.css`: what only the pages of staff need.
pub(super) async fn staff_style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", STAFF, &STAFF_TAG)
}

/// `/assets/print.css`
pub(super) async fn print_style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", PRINT, &PRINT_TAG)
}

/// `/assets/pages.css`: for every public page but the one that takes a report, so that that one arrives sooner.
pub(super) async fn pages_style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", PAGES, &PAGES_TAG)
}

/// `/assets/map.css`: for the pages of staff that show a map; nobody who reports loads it.
pub(super) async fn map_style(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", MAP, &MAP_TAG)
}

/// `/assets/page.js`
pub(super) async fn page_script(headers: HeaderMap) -> Response {
    asset(&headers, "text/javascript; charset=utf-8", &PAGE_SENT, &PAGE_TAG)
}

/// `/assets/form.js`: fetched by the other when somebody begins to write.
pub(super) async fn form_script(headers: HeaderMap) -> Response {
    asset(&headers, "text/javascript; charset=utf-8", &FORM_SENT, &FORM_TAG)
}

/// `/assets/desk.js`: for the pages of staff; nobody who reports loads it.
pub(super) async fn desk_script(headers: HeaderMap) -> Response {
    asset(&headers, "text/javascript; charset=utf-8", &DESK_SENT, &DESK_TAG)
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

/// A script without indents and without the lines that are nothing but a remark: a sixth of its weight on a slow line.
fn without_remarks(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The version of `text`. Weak, because the same text travels compressed and plain.
fn tag(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(hash.get(..TAG_BYTES).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode, header};

    use super::{DESK, DESK_SENT, FORM, FORM_SENT, PAGE, PAGE_SENT, PAGE_TAG, STYLE, STYLE_TAG, asset};

    #[test]
    fn the_scripts_lose_their_remarks_and_nothing_else() {
        for (script, sent) in [(PAGE, &*PAGE_SENT), (FORM, &*FORM_SENT), (DESK, &*DESK_SENT)] {
            assert!(
                script.starts_with("// ") && !sent.contains("\n//") && sent.len() * 10 < script.len() * 9,
                "{} of {}",
                sent.len(),
                script.len()
            );
            // A line break inside quotes, or a remark of several lines, would make this a different script.
            for line in script.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
                assert!(!line.contains('`') && !line.ends_with('\\') && line.matches("/*").count() == line.matches("*/").count(), "{line}");
                assert!(sent.contains(line), "{line}");
            }
        }
    }

    #[test]
    fn the_scripts_say_no_sentence_and_write_no_markup() {
        for sent in [&*PAGE_SENT, &*FORM_SENT, &*DESK_SENT] {
            for text in sent.split('\'').skip(1).step_by(2) {
                let words = text.split(' ').filter(|word| word.len() > 1 && word.chars().all(char::is_alphabetic));
                assert!(text.is_ascii() && (words.count() < 2 || text == "use strict"), "{text}");
            }
            for sink in [
                "innerHTML",
                "outerHTML",
                "insertAdjacent",
                "document.write",
                "eval(",
                "Function(",
                "localStorage",
                ".cookie",
                "=>",
                "\nlet ",
                "\nconst ",
                "\nclass ",
            ] {
                assert!(!sent.contains(sink), "{sink}");
            }
        }
    }

    #[test]
    fn a_version_the_browser_has_is_not_sent_again() {
        let answer = |known: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, known.parse().unwrap());
            asset(&headers, "text/css", STYLE, &STYLE_TAG).status()
        };
        assert_ne!(*STYLE_TAG, *PAGE_TAG);
        assert_eq!(answer(&STYLE_TAG), StatusCode::NOT_MODIFIED);
        assert_eq!(answer(&format!("\"x\", {}", *STYLE_TAG)), StatusCode::NOT_MODIFIED);
        assert_eq!(answer(&PAGE_TAG), StatusCode::OK);
    }
}
