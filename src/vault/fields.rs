//! One way to turn several values into bytes that are hashed, authenticated or signed.
//!
//! Every value stands behind a tag for its type and its length, so two different lists of values never give the same bytes:
//! `("ab", "c")` is not `("a", "bc")`, and nothing is not an empty text. Each list opens with the name of what it is for, so a
//! hash made for one purpose never passes for another. There is no way back from bytes to values: this is not a file format.

use uuid::Uuid;
use zeroize::Zeroizing;

/// Room that is taken at once, so that short lists do not leave copies behind while growing.
const FIRST_ROOM: usize = 512;

/// Values in a fixed order, encoded without ambiguity; wiped on drop.
pub struct Fields(Zeroizing<Vec<u8>>);

impl Fields {
    /// An empty list for one purpose.
    #[must_use]
    pub fn of(purpose: &str) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(FIRST_ROOM))).value(b'p', purpose.as_bytes())
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.value(b't', text.as_bytes())
    }

    /// Adds a text that may be absent, which differs from an empty one.
    #[must_use]
    pub fn optional_text(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(text),
            None => self.value(b'n', &[]),
        }
    }

    /// Adds bytes.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        self.value(b'b', bytes)
    }

    /// Adds an id.
    #[must_use]
    pub fn uuid(self, id: Uuid) -> Self {
        self.value(b'u', id.as_bytes())
    }

    /// Adds a number: a version, or an instant as microseconds since 1970.
    #[must_use]
    pub fn number(self, number: i64) -> Self {
        self.value(b'i', &number.to_be_bytes())
    }

    /// Adds a yes or no.
    #[must_use]
    pub fn flag(self, flag: bool) -> Self {
        self.value(b'f', &[u8::from(flag)])
    }

    /// The encoded list.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn value(mut self, tag: u8, bytes: &[u8]) -> Self {
        self.0.push(tag);
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::Fields;

    fn list(purpose: &str, texts: &[String]) -> Vec<u8> {
        texts.iter().fold(Fields::of(purpose), |fields, text| fields.text(text)).as_bytes().to_vec()
    }

    #[test]
    fn moving_a_border_between_values_changes_the_bytes() {
        assert_ne!(Fields::of("x").text("ab").text("c").as_bytes(), Fields::of("x").text("a").text("bc").as_bytes());
        assert_ne!(Fields::of("x").text("").as_bytes(), Fields::of("x").optional_text(None).as_bytes());
        assert_eq!(Fields::of("x").text("a").as_bytes(), Fields::of("x").optional_text(Some("a")).as_bytes());
        assert_ne!(Fields::of("x").text("").as_bytes(), Fields::of("x").as_bytes());
    }

    #[test]
    fn values_of_different_types_never_look_alike() {
        let id = Uuid::from_bytes(*b"0123456789abcdef");
        assert_ne!(Fields::of("x").uuid(id).as_bytes(), Fields::of("x").bytes(id.as_bytes()).as_bytes());
        assert_ne!(Fields::of("x").bytes(b"a").as_bytes(), Fields::of("x").text("a").as_bytes());
        assert_ne!(Fields::of("x").number(1).as_bytes(), Fields::of("x").bytes(&1_i64.to_be_bytes()).as_bytes());
        assert_ne!(Fields::of("x").flag(true).as_bytes(), Fields::of("x").flag(false).as_bytes());
        assert_ne!(Fields::of("x").as_bytes(), Fields::of("y").as_bytes());
    }

    proptest! {
        #[test]
        fn different_lists_have_different_bytes(a in prop::collection::vec(".{0,6}", 0..5), b in prop::collection::vec(".{0,6}", 0..5)) {
            prop_assert_eq!(a == b, list("x", &a) == list("x", &b));
        }
    }
}
