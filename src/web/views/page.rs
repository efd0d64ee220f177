//! What every page has: its voice, its words, who is signed in.

use std::fmt::Display;

use chrono::Duration;

use crate::kernel::{Lang, Timestamp, Voice};
use crate::words::{Clip, Words, format};

/// Numbers to call in danger, in the order they are shown (GLOSSARY section 3; 114 is fire and rescue).
const EMERGENCY_NUMBERS: [&str; 4] = ["113", "115", "111", "114"];

/// The field by which a form says that it only wants to come back in another voice.
pub const CHANGE_VOICE: &str = "change_voice";

/// The frame of a page.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of who is signed in, each of which shows one entry of the menu")]
pub struct Page<'w> {
    /// All sentences.
    pub words: &'w Words,
    /// The language of this page.
    pub lang: Lang,
    /// How it speaks.
    pub voice: Voice,
    /// Path of this page, to mark the current entry of the menu.
    pub path: String,
    /// Token for forms of a session; empty where there is no session.
    pub csrf: String,
    /// Name of the member of staff who is signed in.
    pub signed_in: Option<String>,
    /// Whether that person may see the oversight pages.
    pub oversees: bool,
    /// Whether that person may see the administration pages.
    pub administers: bool,
    /// Whether that person works on cases.
    pub works: bool,
    /// Whether that person answers the telephone.
    pub answers: bool,
    /// Who looks at what is sealed, and when: stands faintly all over the page, also on paper. Nothing where nothing sealed is shown.
    pub reader_mark: Option<String>,
    /// Whether somebody still has to confirm that it is that person, after a forgotten password.
    pub unconfirmed: bool,
    /// Whether the page asks that person to set their second factor.
    pub reminds: bool,
    /// Where the other language of this page is. Nothing where following it would lose what somebody typed.
    pub other_lang_href: Option<String>,
    /// Where this page is in any voice. Nothing where following it would lose what somebody typed.
    pub place: Option<String>,
    /// The form that goes along when somebody asks for another voice: its id and where it is sent.
    pub voice_form: Option<(&'static str, String)>,
    /// This page in sign language.
    pub clip: Option<Clip>,
}

/// A voice to choose.
#[derive(Debug, Clone)]
pub struct VoiceChoice {
    /// Which.
    pub voice: Voice,
    /// Where it leads.
    pub href: String,
    /// Whether the page speaks it now.
    pub current: bool,
}

/// One number of the emergency box.
#[derive(Debug, Clone)]
pub struct EmergencyLine {
    /// As dialled.
    pub number: &'static str,
    /// Digit by digit, so that a screen reader does not say "one hundred and thirteen".
    pub digits: String,
    /// Who answers, and when to call.
    pub whom: String,
    /// Who answers, in a word or two.
    pub short: String,
}

impl<'w> Page<'w> {
    /// A public page without a session.
    #[must_use]
    pub fn public(words: &'w Words, voice: impl Into<Voice>, path: &str) -> Self {
        let voice = voice.into();
        Self {
            words,
            lang: voice.lang(),
            voice,
            path: path.to_owned(),
            csrf: String::new(),
            signed_in: None,
            oversees: false,
            administers: false,
            works: false,
            answers: false,
            reader_mark: None,
            unconfirmed: false,
            reminds: false,
            other_lang_href: None,
            place: None,
            voice_form: None,
            clip: words.clips().of(path).cloned(),
        }
    }

    /// The same page with a link to itself in the other language. `place` is its path with what it needs of its query.
    #[must_use]
    pub fn in_both_languages(mut self, place: &str) -> Self {
        self.other_lang_href = Some(Voice::from(self.other_lang()).marked(place));
        self.place = Some(place.to_owned());
        self
    }

    /// The same page with the name of its reader and the time all over it: for every page that shows something sealed.
    #[must_use]
    pub fn marked(mut self, now: Timestamp) -> Self {
        self.reader_mark = self.signed_in.as_ref().map(|name| format!("{name} · {}", self.moment(now)));
        self
    }

    /// The same page with its voices as buttons of the form `id`, which is sent to `place` and comes back with everything typed.
    /// The button is the field [`CHANGE_VOICE`].
    #[must_use]
    pub fn voices_by_form(mut self, id: &'static str, place: &str) -> Self {
        self.place = None;
        self.voice_form = Some((id, place.to_owned()));
        self
    }

    /// An address of ours in the voice of this page: every link and every form of a public page goes through here.
    #[must_use]
    pub fn href(&self, place: impl AsRef<str>) -> String {
        self.voice.at(place.as_ref())
    }

    /// Whether this page speaks to a child.
    #[must_use]
    pub fn for_child(&self) -> bool {
        self.voice == Voice::Child
    }

    /// Whether this page keeps to few words, and shows a picture beside them where one helps.
    #[must_use]
    pub fn is_easy(&self) -> bool {
        matches!(self.voice, Voice::EasyRead | Voice::Child)
    }

    /// The voices this page can be had in; none where asking for one would lose something.
    #[must_use]
    pub fn voices(&self) -> Vec<VoiceChoice> {
        let Some(place) = self.place.as_ref().or(self.voice_form.as_ref().map(|(_, place)| place)) else { return Vec::new() };
        let choice = |voice: Voice| VoiceChoice { voice, href: voice.at(place), current: voice == self.voice };
        Voice::ALL.into_iter().map(choice).collect()
    }

    /// The sentence `key`.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.words.text(self.voice, key, &[])
    }

    /// The sentence `key` with one named value.
    #[must_use]
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        self.words.text(self.voice, key, &[(name, value.to_string())])
    }

    /// The sentence `key` with two named values.
    #[must_use]
    pub fn t2(&self, key: &str, first: &str, one: impl Display, second: &str, two: impl Display) -> String {
        self.words.text(self.voice, key, &[(first, one.to_string()), (second, two.to_string())])
    }

    /// The label of a code, `{group}-{code}` in the words; a code without a label shows as it is.
    #[must_use]
    pub fn label(&self, group: &str, code: &str) -> String {
        let key = format!("{group}-{code}");
        if self.words.knows(&key) { self.t(&key) } else { code.to_owned() }
    }

    /// An instant in words.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        format::moment(self.lang, at)
    }

    /// A span in words.
    #[must_use]
    pub fn span(&self, span: Duration) -> String {
        format::duration(self.lang, span)
    }

    /// `value`, or the word for "not known".
    #[must_use]
    pub fn or_unknown(&self, value: &Option<String>) -> String {
        value.clone().unwrap_or_else(|| self.t("case-unknown"))
    }

    /// The language this page is not in.
    #[must_use]
    pub const fn other_lang(&self) -> Lang {
        match self.lang {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    /// The numbers of the emergency box.
    #[must_use]
    pub fn emergency_lines(&self) -> Vec<EmergencyLine> {
        let line = |number: &'static str| EmergencyLine {
            number,
            digits: spaced(number),
            whom: self.label("emergency", number),
            short: self.t(&format!("emergency-{number}-short")),
        };
        EMERGENCY_NUMBERS.into_iter().map(line).collect()
    }
}

fn spaced(number: &str) -> String {
    number.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::kernel::Lang;
    use crate::words::Words;

    #[test]
    fn a_code_without_a_label_shows_itself() {
        let words = Words::load().unwrap();
        let page = Page::public(&words, Lang::Vi, "/");
        assert_eq!(page.label("severity", "high"), "Cao");
        assert_eq!(page.label("severity", "new_code"), "new_code");
    }

    #[test]
    fn numbers_are_read_digit_by_digit() {
        let words = Words::load().unwrap();
        let lines = Page::public(&words, Lang::Vi, "/").emergency_lines();
        assert_eq!(lines[0].digits, "1 1 3");
        assert_eq!(lines[0].whom, "Công an: có người đang bị đánh, bị đe dọa");
        assert_eq!(lines[2].number, "111");
    }
}
