//! The languages a person may read us in.

use serde::{Deserialize, Serialize};

/// A language of pages, mails and error messages. Vietnamese is what you get when you do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language of a tag such as `en` or `en-GB`; nothing for a language we do not speak.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "vi" => Some(Self::Vi),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The first language we speak in an `Accept-Language` header, in the order the header's weights ask for.
    #[must_use]
    pub fn negotiate(header: &str) -> Option<Self> {
        let mut wishes: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|wish| {
                let mut parts = wish.split(';');
                let lang = Self::from_tag(parts.next()?)?;
                let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
                Some((weight, lang))
            })
            .collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes.first().map(|(_, lang)| *lang)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn the_heaviest_wish_we_can_meet_wins() {
        assert_eq!(Lang::negotiate("fr, en;q=0.4, vi;q=0.9"), Some(Lang::Vi));
        assert_eq!(Lang::negotiate("en-GB,en"), Some(Lang::En));
        assert_eq!(Lang::negotiate("km"), None);
    }
}
