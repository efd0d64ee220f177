//! Reading a JSON body so that every fault has a place, a name and a remedy, without a parser's own words.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::refusal::Refusal;
use crate::kernel::{FieldError, Kind};

/// Largest body, in bytes: far beyond any story, so that a long one is told where to shorten instead of being cut off.
pub const LARGEST: usize = 4 * 1024 * 1024;
/// The largest body, as it is told.
pub const LARGEST_SAID: &str = "4 MB";

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let is_json = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
            let kind = String::from_utf8_lossy(kind.as_bytes()).to_ascii_lowercase();
            kind.starts_with("application/json") || kind.split(';').next().is_some_and(|kind| kind.trim().ends_with("+json"))
        });
        if !is_json {
            return Err(Refusal::new(Kind::Malformed, "unsupported-media-type"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Refusal::too_large())?;
        parse(&bytes).map(Self)
    }
}

/// Reads `bytes`.
///
/// # Errors
/// A refusal that points at the first fault.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::at(Kind::Malformed, FieldError::new("", "not-utf8")))?;
    // An array would be read as the fields of an object in their order, and nobody means that.
    if text.trim_start().starts_with('[') {
        return Err(Refusal::at(Kind::Invalid, FieldError::new("", "wrong-type")));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| fault(&error))?;
    reader.end().map_err(|_| Refusal::at(Kind::Malformed, FieldError::new("", "malformed-json")))?;
    Ok(value)
}

fn fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    let pointer = pointer(error.path());
    match error.inner().classify() {
        Category::Data => {
            let said = error.inner().to_string();
            let named = |prefix: &str| Some(said.strip_prefix(prefix)?.split('`').next()?.to_owned());
            let field = if let Some(name) = named("missing field `") {
                FieldError::new(format!("{pointer}/{name}"), "missing-field").with("field", name)
            } else if named("unknown field `").is_some() {
                // The path already ends in the unknown name.
                FieldError::new(pointer, "unknown-field")
            } else {
                FieldError::new(pointer, "wrong-type")
            };
            Refusal::at(Kind::Invalid, field)
        }
        Category::Syntax | Category::Eof | Category::Io => Refusal::at(Kind::Malformed, FieldError::new(pointer, "malformed-json")),
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        let step = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&step);
    }
    pointer
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::parse;
    use crate::kernel::Kind;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only its type matters here")]
        name: String,
        #[serde(default)]
        #[expect(dead_code, reason = "only its type matters here")]
        ages: Vec<u8>,
    }

    fn fault(body: &[u8]) -> (Kind, String, &'static str) {
        let refusal = parse::<Sample>(body).unwrap_err();
        (refusal.kind, refusal.fields[0].pointer.clone(), refusal.code)
    }

    #[test]
    fn every_fault_has_a_place_and_a_name() {
        assert_eq!(fault(b"{\"name\": "), (Kind::Malformed, "/name".into(), "malformed-json"));
        assert_eq!(fault(b"{\"name\": \"a\"} x"), (Kind::Malformed, String::new(), "malformed-json"));
        assert_eq!(fault(b"{}"), (Kind::Invalid, "/name".into(), "missing-field"));
        assert_eq!(fault(b"{\"name\": \"a\", \"ages\": [1, \"x\"]}"), (Kind::Invalid, "/ages/1".into(), "wrong-type"));
        assert_eq!(fault(b"{\"name\": \"a\", \"shoe\": 1}"), (Kind::Invalid, "/shoe".into(), "unknown-field"));
        assert_eq!(fault(b" [\"a\"]"), (Kind::Invalid, String::new(), "wrong-type"));
        assert_eq!(fault(b"\xff"), (Kind::Malformed, String::new(), "not-utf8"));
    }
}
