//! Headers of every answer: nothing is kept by the browser, nothing comes from elsewhere, nobody learns where somebody came from.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::App;

/// The content policy, with what may be played.
macro_rules! policy {
    ($media:literal) => {
        concat!(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; ",
            $media,
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types page"
        )
    };
}

const ALWAYS: [(&str, &str); 8] = [
    ("content-security-policy", policy!("")),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("permissions-policy", "geolocation=(self), camera=(self), microphone=(self)"),
    ("x-robots-tag", "noindex"),
];
/// The policy where the operator has films in sign language: they come from here too.
const POLICY_WITH_FILMS: HeaderValue = HeaderValue::from_static(policy!("media-src 'self'; "));

/// Adds them.
pub async fn secure(State(ctx): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        // A file that is saved comes with a stricter policy of its own.
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if !ctx.words.clips().is_empty() {
        headers.insert(header::CONTENT_SECURITY_POLICY, POLICY_WITH_FILMS);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
