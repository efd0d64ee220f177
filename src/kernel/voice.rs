//! The wordings a public page may speak in: two languages, and two plainer wordings of Vietnamese.

use super::Lang;

/// How a page speaks. The address carries it, no cookie does: a phone that somebody looks through keeps no wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Voice {
    /// Vietnamese as a kind social worker speaks it: what you get when you do not say.
    #[default]
    Vietnamese,
    /// English.
    English,
    /// Easy-read Vietnamese: short sentences, one thought each.
    EasyRead,
    /// Vietnamese for a child, who is called "em".
    Child,
}

impl Voice {
    /// Every voice, in the order in which pages offer them.
    pub const ALL: [Self; 4] = [Self::Vietnamese, Self::English, Self::EasyRead, Self::Child];

    /// Name of its folder of words, and of its label `voice-…`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
            Self::EasyRead => "easy",
            Self::Child => "child",
        }
    }

    /// The language it is in.
    #[must_use]
    pub const fn lang(self) -> Lang {
        match self {
            Self::English => Lang::En,
            Self::Vietnamese | Self::EasyRead | Self::Child => Lang::Vi,
        }
    }

    /// What an address says to ask for it.
    const fn mark(self) -> &'static str {
        match self {
            Self::Vietnamese => "lang=vi",
            Self::English => "lang=en",
            Self::EasyRead => "read=easy",
            Self::Child => "for=child",
        }
    }

    /// The voice that a query string asks for. A child's page stays one, whatever else the address says.
    #[must_use]
    pub fn asked(query: Option<&str>) -> Option<Self> {
        let asks = |voice: Self| query.is_some_and(|query| query.split('&').any(|pair| pair == voice.mark()));
        let lang = || query?.split('&').find_map(|pair| Lang::from_tag(pair.strip_prefix("lang=")?)).map(Self::from);
        [Self::Child, Self::EasyRead].into_iter().find(|voice| asks(*voice)).or_else(lang)
    }

    /// The address `place` of ours, in this voice. What is spoken without being asked for needs no mark.
    #[must_use]
    pub fn at(self, place: &str) -> String {
        if self == Self::default() { place.to_owned() } else { self.marked(place) }
    }

    /// The address `place` with the mark of this voice, even of the one that needs none.
    #[must_use]
    pub fn marked(self, place: &str) -> String {
        let (page, part) = place.split_once('#').map_or((place, None), |(page, part)| (page, Some(part)));
        if Self::asked(page.split_once('?').map(|(_, query)| query)) == Some(self) {
            return place.to_owned();
        }
        let sign = if page.contains('?') { '&' } else { '?' };
        let part = part.map(|part| format!("#{part}")).unwrap_or_default();
        format!("{page}{sign}{}{part}", self.mark())
    }
}

impl From<Lang> for Voice {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Vi => Self::Vietnamese,
            Lang::En => Self::English,
        }
    }
}

impl From<Voice> for Lang {
    fn from(voice: Voice) -> Self {
        voice.lang()
    }
}

#[cfg(test)]
mod tests {
    use super::Voice;

    #[test]
    fn an_address_asks_for_the_voice_it_was_made_with() {
        for voice in Voice::ALL {
            for place in ["/", "/report?short=1", "/report?for=carer", "/safety#deaf"] {
                let address = voice.at(place);
                let query = address.split('#').next().and_then(|page| page.split_once('?')).map(|(_, query)| query);
                assert_eq!(Voice::asked(query).unwrap_or_default(), voice, "{address}");
                assert_eq!(voice.at(&address), address, "a mark stands once");
            }
        }
        assert_eq!(Voice::English.at("/safety#deaf"), "/safety?lang=en#deaf");
        assert_eq!(Voice::Vietnamese.at("/report"), "/report");
    }

    #[test]
    fn a_child_stays_with_the_words_for_children() {
        assert_eq!(Voice::asked(Some("lang=en&for=child")), Some(Voice::Child));
        assert_eq!(Voice::asked(Some("for=carer")), None);
        assert_eq!(Voice::asked(Some("lang=km")), None);
        assert_eq!(Voice::asked(Some("lang=en-GB")), Some(Voice::English));
    }
}
