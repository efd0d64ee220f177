//! The pages of somebody who reports.

use askama::Template;

use super::{Page, notices::FurtherNumber};

/// `/`
#[derive(Debug, Template)]
#[template(path = "templates/start.html")]
pub struct StartView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Numbers of the operator.
    pub further: Vec<FurtherNumber>,
}

/// After sending: the only page that ever shows the access code.
#[derive(Template)]
#[template(path = "templates/received.html")]
pub struct ReceivedView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The access code in groups, each with its spoken form ([`CodeGroup::of`]).
    pub groups: Vec<CodeGroup>,
    /// The same in one, for the forms and buttons that carry it on.
    pub code: String,
    /// What to say on the telephone; opens nothing.
    pub case_code: String,
    /// Name of the office that will read it.
    pub office: String,
    /// By when somebody must take it, in words; nothing where no time may be promised.
    pub due: Option<String>,
    /// Whether it is night there and nobody may be reading.
    pub night: bool,
}

/// A group of the access code.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeGroup {
    /// As written.
    pub letters: String,
    /// As spoken on a bad line.
    pub spoken: String,
}

impl CodeGroup {
    /// The groups of a code written with hyphens, with the spoken alphabet of the page's language.
    #[must_use]
    pub fn of(page: &Page<'_>, code: &str) -> Vec<Self> {
        code.split('-').map(|letters| Self { letters: letters.to_owned(), spoken: spoken(page, letters) }).collect()
    }
}

fn spoken(page: &Page<'_>, letters: &str) -> String {
    let say = |letter: char| {
        if letter.is_ascii_digit() {
            page.label("digit", &letter.to_string())
        } else {
            format!("{letter} {}", page.label("spell", &letter.to_string()))
        }
    };
    letters.chars().map(say).collect::<Vec<_>>().join(", ")
}

/// Nothing is here, or nothing that this visitor may know of.
#[derive(Debug, Template)]
#[template(path = "templates/not_found.html")]
pub struct NotFoundView<'w> {
    /// The frame.
    pub page: Page<'w>,
}

/// Something went wrong that no field explains.
#[derive(Debug, Template)]
#[template(path = "templates/trouble.html")]
pub struct TroubleView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What happened and what to do, from `errors.ftl`.
    pub text: String,
    /// Where to go on.
    pub back: String,
}

#[cfg(test)]
mod tests {
    use super::CodeGroup;
    use crate::kernel::Lang;
    use crate::web::views::Page;
    use crate::words::Words;

    #[test]
    fn a_code_can_be_read_aloud() {
        let words = Words::load().unwrap();
        let groups = CodeGroup::of(&Page::public(&words, Lang::Vi, "/report"), "7K2Q-M9XA");
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].spoken, "số bảy, K kẹo, số hai, Q quà");
    }

    #[test]
    fn every_character_of_a_code_has_a_word_in_both_languages() {
        let words = Words::load().unwrap();
        for lang in [Lang::Vi, Lang::En] {
            let page = Page::public(&words, lang, "/report");
            for character in crate::kernel::codes::CROCKFORD {
                let spoken = super::spoken(&page, &char::from(*character).to_string());
                assert!(spoken.len() > 2, "{spoken}");
            }
        }
    }
}
