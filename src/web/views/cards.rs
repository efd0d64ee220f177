//! What people carry in a pocket or see on a wall: sheets to print.

use askama::Template;

use super::Page;
use crate::{kernel::Lang, web::qr::Qr};

/// Cards beside one another on a sheet of A4, landscape.
pub(super) const CARDS_A_SHEET: usize = 3;
/// The numbers of a card, the one for children first.
pub(super) const NUMBERS: [&str; 3] = ["111", "113", "115"];

/// The place that a sheet is for.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its name. On a poster; never on a card, which must not say where somebody was.
    pub name: String,
    /// The name of the site, to be typed.
    pub address: String,
    /// What opens the page, to be scanned.
    pub qr: Option<Qr>,
}

/// `/card/{commune}`, `/card/at/{facility}`: cards the size of a credit card, folded like a fan.
#[derive(Debug, Template)]
#[template(path = "templates/cards.html")]
pub struct CardsView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The place.
    pub place: Place,
}

/// `/poster/{commune}`, `/poster/at/{facility}`: a sheet of A4 for a wall.
#[derive(Debug, Template)]
#[template(path = "templates/poster.html")]
pub struct PosterView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The place.
    pub place: Place,
}

impl PosterView<'_> {
    /// A sentence in the language that the page is not in, for those who read only that.
    fn other(&self, key: &str) -> String {
        let lang: Lang = self.page.other_lang();
        self.page.words.text(lang, key, &[])
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::{CardsView, Place};
    use crate::{
        kernel::Lang,
        web::{qr::Qr, views::Page},
        words::Words,
    };

    /// What somebody sees who finds a folded card: the first panel of three.
    #[test]
    fn the_outside_of_a_card_says_nothing_of_violence_or_of_telling() {
        let words = Words::load().unwrap();
        for lang in [Lang::Vi, Lang::En] {
            let page = Page::public(&words, lang, "/card/26740");
            let place = Place { name: "Trường Hoa Mai".into(), address: "x.example".into(), qr: Qr::of("https://x.example") };
            let html = CardsView { page, place }.render().unwrap();
            assert!(!html.contains("Hoa Mai"), "nor where it comes from");
            for outside in html.split("class=\"outside\"").skip(1).map(|rest| rest.split("class=\"inside").next().unwrap()) {
                let told =
                    ["báo", "kể", "đánh", "bạo", "hại", "sợ", "nghe", "Lắng", "x.example", "report", "tell", "violen", "abuse", "<svg"];
                for word in told {
                    assert!(!outside.to_lowercase().contains(&word.to_lowercase()), "{word} in {outside}");
                }
                assert!(outside.contains(&page_cover(&words, lang)));
            }
        }
    }

    fn page_cover(words: &Words, lang: Lang) -> String {
        words.text(lang, "card-cover", &[])
    }
}
