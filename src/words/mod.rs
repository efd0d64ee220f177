//! Every sentence a person reads, in every voice we speak: one folder a voice, one file a face.
//!
//! `vi` and `en` hold everything. `easy` and `child` hold the public files only, in Vietnamese: what the child's wording does not
//! say differently is said in easy words, and what those lack in plain ones; never in another language.
//!
//! Invariants, tested below: both languages hold the same keys with the same named values; no key that the code asks for
//! is missing; every sentence of a public page has an easy wording; Vietnamese is composed (NFC) with old-style tone marks; the
//! words that `GLOSSARY` 1.3 keeps away from frightened people do not occur in what the public reads. Deliberately absent:
//! reading words at run time (only films in sign language are the operator's own), and any markup in the words.

pub mod clips;
pub mod format;

#[cfg(test)]
mod tidy;

use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::kernel::Voice;
pub use clips::{Clip, Clips};

macro_rules! folder {
    ($lang:literal) => {
        [
            ("public", include_str!(concat!($lang, "/public.ftl"))),
            ("advice", include_str!(concat!($lang, "/advice.ftl"))),
            ("notices", include_str!(concat!($lang, "/notices.ftl"))),
            ("report", include_str!(concat!($lang, "/report.ftl"))),
            ("follow_up", include_str!(concat!($lang, "/follow_up.ftl"))),
            ("desk", include_str!(concat!($lang, "/desk.ftl"))),
            ("account", include_str!(concat!($lang, "/account.ftl"))),
            ("hotline", include_str!(concat!($lang, "/hotline.ftl"))),
            ("reset", include_str!(concat!($lang, "/reset.ftl"))),
            ("identity", include_str!(concat!($lang, "/identity.ftl"))),
            ("custody", include_str!(concat!($lang, "/custody.ftl"))),
            ("referrals", include_str!(concat!($lang, "/referrals.ftl"))),
            ("plans", include_str!(concat!($lang, "/plans.ftl"))),
            ("papers", include_str!(concat!($lang, "/papers.ftl"))),
            ("oversight", include_str!(concat!($lang, "/oversight.ftl"))),
            ("admin", include_str!(concat!($lang, "/admin.ftl"))),
            ("readiness", include_str!(concat!($lang, "/readiness.ftl"))),
            ("drills", include_str!(concat!($lang, "/drills.ftl"))),
            ("administration", include_str!(concat!($lang, "/administration.ftl"))),
            ("registers", include_str!(concat!($lang, "/registers.ftl"))),
            ("duty", include_str!(concat!($lang, "/duty.ftl"))),
            ("cards", include_str!(concat!($lang, "/cards.ftl"))),
            ("facilities", include_str!(concat!($lang, "/facilities.ftl"))),
            ("files", include_str!(concat!($lang, "/files.ftl"))),
            ("map_changes", include_str!(concat!($lang, "/map_changes.ftl"))),
            ("casework", include_str!(concat!($lang, "/casework.ftl"))),
            ("outside_help", include_str!(concat!($lang, "/outside_help.ftl"))),
            ("today", include_str!(concat!($lang, "/today.ftl"))),
            ("inside", include_str!(concat!($lang, "/inside.ftl"))),
            ("links", include_str!(concat!($lang, "/links.ftl"))),
            ("errors", include_str!(concat!($lang, "/errors.ftl"))),
            ("mails", include_str!(concat!($lang, "/mails.ftl"))),
            ("emergency", include_str!(concat!($lang, "/emergency.ftl"))),
            ("script", include_str!(concat!($lang, "/script.ftl"))),
        ]
    };
}

/// The files that people outside an office read: the ones that the plainer wordings have.
macro_rules! public_folder {
    ($voice:literal) => {
        [
            ("public", include_str!(concat!($voice, "/public.ftl"))),
            ("advice", include_str!(concat!($voice, "/advice.ftl"))),
            ("notices", include_str!(concat!($voice, "/notices.ftl"))),
            ("report", include_str!(concat!($voice, "/report.ftl"))),
            ("follow_up", include_str!(concat!($voice, "/follow_up.ftl"))),
            ("cards", include_str!(concat!($voice, "/cards.ftl"))),
            ("errors", include_str!(concat!($voice, "/errors.ftl"))),
            ("emergency", include_str!(concat!($voice, "/emergency.ftl"))),
            ("script", include_str!(concat!($voice, "/script.ftl"))),
            ("files", include_str!(concat!($voice, "/files.ftl"))),
        ]
    };
}

/// A file of words: its name, what it says.
type Source = (&'static str, &'static str);
const VI: &[Source] = &folder!("vi");
const EN: &[Source] = &folder!("en");
const EASY: &[Source] = &public_folder!("easy");
const CHILD: &[Source] = &public_folder!("child");

/// Largest number that is told to Fluent as a number, so that it may choose singular or plural; beyond it a value is text.
const LARGEST_COUNT: u32 = 999_999;

/// Why the words could not be loaded: a fault of a word file, never of the machine.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// A language tag that Fluent does not know.
    #[error("unknown language tag {0}")]
    Tag(&'static str),
    /// A file that is not Fluent.
    #[error("{folder}/{file}.ftl cannot be read: {reason}")]
    Syntax {
        /// Folder.
        folder: &'static str,
        /// File without its ending.
        file: &'static str,
        /// First complaint of the parser.
        reason: String,
    },
    /// A key that stands twice.
    #[error("{folder}/{file}.ftl repeats a key: {reason}")]
    Repeated {
        /// Folder.
        folder: &'static str,
        /// File without its ending.
        file: &'static str,
        /// First repeated key.
        reason: String,
    },
}

/// All sentences of all voices, loaded once and shared.
pub struct Words {
    vi: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
    easy: FluentBundle<FluentResource>,
    child: FluentBundle<FluentResource>,
    clips: Clips,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    /// Loads the sentences built into the binary.
    ///
    /// # Errors
    /// [`WordsError`] when a file is not valid or repeats a key; the tests of this module keep that from shipping.
    pub fn load() -> Result<Self, WordsError> {
        Ok(Self {
            vi: bundle(Voice::Vietnamese, VI)?,
            en: bundle(Voice::English, EN)?,
            easy: bundle(Voice::EasyRead, EASY)?,
            child: bundle(Voice::Child, CHILD)?,
            clips: Clips::default(),
        })
    }

    /// The same words with films in sign language.
    #[must_use]
    pub fn with_clips(self, clips: Clips) -> Self {
        Self { clips, ..self }
    }

    /// The pages in sign language.
    #[must_use]
    pub const fn clips(&self) -> &Clips {
        &self.clips
    }

    /// The sentence `key` with its named values, in `voice` or in the next plainer wording that has it; what all lack shows as `[key]`.
    #[must_use]
    pub fn text(&self, voice: impl Into<Voice>, key: &str, args: &[(&str, String)]) -> String {
        self.fallbacks(voice.into()).iter().find_map(|bundle| say(bundle, key, args)).unwrap_or_else(|| format!("[{key}]"))
    }

    /// Where a voice looks for a sentence, first to last.
    fn fallbacks(&self, voice: Voice) -> Vec<&FluentBundle<FluentResource>> {
        match voice {
            Voice::Vietnamese => vec![&self.vi],
            Voice::English => vec![&self.en, &self.vi],
            Voice::EasyRead => vec![&self.easy, &self.vi],
            Voice::Child => vec![&self.child, &self.easy, &self.vi],
        }
    }

    /// Whether `key` exists in the default language: for codes from outside that may have no label.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.vi.has_message(key)
    }
}

fn bundle(voice: Voice, files: &[Source]) -> Result<FluentBundle<FluentResource>, WordsError> {
    let (tag, folder) = (voice.lang().tag(), voice.code());
    let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().map_err(|_| WordsError::Tag(tag))?]);
    // Isolation marks are invisible characters around values; they would be copied with a code and read aloud by some readers.
    bundle.set_use_isolating(false);
    for (file, source) in files {
        let resource = FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| WordsError::Syntax {
            folder,
            file,
            reason: errors.first().map_or_else(String::new, ToString::to_string),
        })?;
        bundle.add_resource(resource).map_err(|errors| WordsError::Repeated { folder, file, reason: first_reason(&errors) })?;
    }
    Ok(bundle)
}

fn first_reason(errors: &[FluentError]) -> String {
    errors.first().map_or_else(String::new, ToString::to_string)
}

fn say(bundle: &FluentBundle<FluentResource>, key: &str, args: &[(&str, String)]) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let values: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, spoken_value(value))).collect();
    Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
}

/// A plain count becomes a number, so that "1 person" and "2 people" can differ; anything else, a telephone number with its
/// leading zero above all, stays the text it is.
fn spoken_value(value: &str) -> FluentValue<'_> {
    match value.parse::<u32>() {
        Ok(count) if count <= LARGEST_COUNT && count.to_string() == value => FluentValue::from(count),
        _ => FluentValue::from(value),
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::kernel::Lang;

    #[test]
    fn a_sentence_is_said_in_both_languages_with_its_values() {
        let words = Words::load().unwrap();
        let time = || vec![("time", "15 giờ 30".to_owned())];
        assert_eq!(words.text(Lang::Vi, "mail-new", &time()), "Lắng Nghe: có việc mới, hạn 15 giờ 30");
        assert_eq!(words.text(Lang::En, "mail-new", &time()), "Lắng Nghe: new work, due 15 giờ 30");
    }

    #[test]
    fn counts_choose_their_plural_and_telephone_numbers_keep_their_zero() {
        let words = Words::load().unwrap();
        let opened = |n: &str, m: &str| words.text(Lang::En, "opened-by", &[("n", n.to_owned()), ("m", m.to_owned())]);
        assert_eq!(opened("1", "1"), "1 person at 1 office has opened your report.");
        assert_eq!(opened("3", "2"), "3 people at 2 offices have opened your report.");
        assert_eq!(
            words.text(Lang::Vi, "error-internal", &[("request_id", "0912".to_owned())]),
            "Lỗi ở phía chúng tôi. Xin thử lại; nếu vẫn lỗi, xin báo mã 0912."
        );
    }

    #[test]
    fn values_carry_no_invisible_marks() {
        let words = Words::load().unwrap();
        let text = words.text(Lang::Vi, "received-office", &[("office", "UBND xã Tân Hải".to_owned())]);
        assert!(text.chars().all(|c| !('\u{2066}'..='\u{2069}').contains(&c)), "{text:?}");
    }

    #[test]
    fn an_unknown_key_shows_itself_in_brackets() {
        let words = Words::load().unwrap();
        assert_eq!(words.text(Lang::En, "no-such-key", &[]), "[no-such-key]");
        assert!(!words.knows("no-such-key"));
        assert!(words.knows("send"));
    }
}
