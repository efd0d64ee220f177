//! A form as the browser sent it. Letters that are no UTF-8 are replaced, never refused: a person cannot mend them.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};

use super::views::Typed;
use crate::{http::refusal::Refusal, kernel::text::without_controls};

/// The fields of a form.
pub(super) struct Sent(pub Typed);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Refusal::too_large())?;
        Ok(Self(fields(&bytes)))
    }
}

/// The fields of a body or of a query string.
pub(super) fn fields(bytes: &[u8]) -> Typed {
    Typed::from(serde_urlencoded::from_bytes::<Vec<(String, String)>>(bytes).unwrap_or_default())
}

/// What was said in field `name`, without the control characters that a person cannot see; nothing when it is blank.
pub(super) fn said(typed: &Typed, name: &str) -> Option<String> {
    Some(without_controls(typed.get(name)).trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{fields, said};

    #[test]
    fn broken_letters_and_hidden_characters_cost_no_word() {
        let typed = fields(b"story=b%E1%BB%8B+%FF+nh%E1%BB%91t%00&story2=&blank=+%0D%0A&hard=a&hard=b&bare");
        assert_eq!(said(&typed, "story").as_deref(), Some("bị \u{fffd} nhốt"));
        assert_eq!(said(&typed, "blank"), None);
        assert_eq!(said(&typed, "missing"), None);
        assert_eq!(typed.all("hard").collect::<Vec<_>>(), ["a", "b"]);
    }
}
