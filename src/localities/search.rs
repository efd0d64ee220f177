//! Places to offer while somebody types, best first.
//!
//! What else was given ranks namesakes; exact names come before misspelt ones only where they explain as much. Each suggestion says what
//! it is: a place of today, or one of before with what was typed and, of a split, all its parts; and whether letters were wrong or are
//! still missing.

use crate::kernel::codes::CommuneCode;

pub use super::meaning::TextMatch;
use super::{
    mention::{Closeness, mentions},
    names::Reading,
    places::Places,
    reading::{Hit, KindFit},
    typed::Typed,
};

/// Among so many of the best the spelling with diacritics decides; beyond them it is no help.
const MOST_COMPARED: usize = 300;

/// One place to offer while somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The commune of today.
    pub commune: CommuneCode,
    /// Its full name: `Phường Sài Gòn, Thành phố Hồ Chí Minh`.
    pub label: String,
    /// The old name that was typed, in full, when it was an old one.
    pub was: Option<String>,
    /// The old place now belongs to several communes; this is one of them.
    pub split: bool,
    /// All communes that the old place now belongs to, when it is split, the default first.
    pub parts: Vec<CommuneCode>,
    /// What was recognised.
    pub why: Why,
    /// Letters were wrong: it is only likely.
    pub misspelt: bool,
    /// Something else that was typed says the place is elsewhere.
    pub contradicted: bool,
}

/// What was recognised in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The name of the commune.
    Name,
    /// The name of a commune of before July 2025.
    OldName,
    /// A name given up in 2023 or 2024, or another spelling of the official lists.
    OtherName,
    /// The name of a dissolved district.
    OldDistrict,
    /// The beginning of a name.
    Beginning,
}

impl Why {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::OldName => "old-name",
            Self::OtherName => "other-name",
            Self::OldDistrict => "old-district",
            Self::Beginning => "beginning",
        }
    }
}

impl Places {
    /// Places that `text` may mean, best first, at most `limit`.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let typed = Typed::read(text);
        let mut found = mentions(&typed, &self.names, Closeness::Exact);
        let mut hits = self.readings(&typed, &found);
        if !hits.iter().any(|hit| hit.cover == typed.all() && hit.against == 0 && hit.kind != KindFit::Other) {
            found.extend(mentions(&typed, &self.names, Closeness::Misspelt));
        }
        found.extend(mentions(&typed, &self.names, Closeness::Begun));
        if found.iter().any(|mention| mention.edits > 0 || mention.begun) {
            hits = self.readings(&typed, &found);
        }
        hits.sort_by_key(order);
        hits.truncate(MOST_COMPARED);
        hits.sort_by_cached_key(|hit| (-hit.score, self.letters_spelt_otherwise(&typed, hit), order(hit)));
        self.suggestions(&hits, limit)
    }

    fn suggestions(&self, hits: &[Hit], limit: usize) -> Vec<Suggestion> {
        let mut offered: Vec<Suggestion> = Vec::new();
        for hit in hits {
            let communes = self.communes_of(hit.reading);
            let split = communes.len() > 1;
            let parts = if split { communes.clone() } else { Vec::new() };
            for commune in communes.iter().filter_map(|code| self.commune(code)) {
                if offered.len() >= limit {
                    return offered;
                }
                if offered.iter().all(|known| known.commune != commune.code) {
                    offered.push(Suggestion {
                        commune: commune.code.clone(),
                        label: commune.label.to_string(),
                        was: self.old_label(hit.reading),
                        split,
                        parts: parts.clone(),
                        why: why(hit),
                        misspelt: hit.edits > 0,
                        contradicted: hit.against > 0,
                    });
                }
            }
        }
        offered
    }

    fn old_label(&self, reading: Reading) -> Option<String> {
        let of_unit = |at: usize, alias: Option<&str>| {
            let unit = self.legacy.get(at)?;
            let named = alias.map_or_else(|| unit.full_name.to_string(), |alias| format!("{alias} ({})", unit.full_name));
            Some(format!("{named}, {}", self.old_label(Reading::District(unit.district))?))
        };
        match reading {
            Reading::Today(_) | Reading::Province(_) | Reading::FormerProvince(_) => None,
            Reading::Former(at) => of_unit(at, None),
            Reading::Alias(at) => self.aliases.get(at).and_then(|alias| of_unit(alias.unit, Some(&alias.name))),
            Reading::District(at) => {
                let district = self.districts.get(at)?;
                Some(format!("{}, {}", district.full_name, self.legacy_provinces.get(district.legacy_province)?.full_name))
            }
        }
    }
}

/// The order of suggestions, and among equals places of today first.
fn order(hit: &Hit) -> (i32, u8) {
    let age = match hit.reading {
        Reading::Today(_) => 0,
        Reading::Former(_) => 1,
        Reading::Alias(_) => 2,
        Reading::District(_) | Reading::Province(_) | Reading::FormerProvince(_) => 3,
    };
    (-hit.score, age)
}

fn why(hit: &Hit) -> Why {
    match hit.reading {
        _ if hit.begun => Why::Beginning,
        Reading::Today(_) => Why::Name,
        Reading::Former(_) => Why::OldName,
        Reading::Alias(_) => Why::OtherName,
        Reading::District(_) | Reading::Province(_) | Reading::FormerProvince(_) => Why::OldDistrict,
    }
}

#[cfg(test)]
mod tests {
    use super::{Suggestion, TextMatch};
    use crate::localities::fixture::{commune, legacy, places, province};

    fn located(text: &str) -> TextMatch {
        places().locate_text(text)
    }

    fn one(code: &str) -> TextMatch {
        TextMatch::One(commune(code))
    }

    fn codes(found: &[Suggestion]) -> Vec<&str> {
        found.iter().map(|suggestion| suggestion.commune.as_str()).collect()
    }

    #[test]
    fn a_unique_name_is_found_however_it_is_typed() {
        for text in ["Phường Bến Thành", "p. ben thanh, tphcm", "BEN THANH quan 1 ho chi minh", "bến thành, q1", "Bến Thành"] {
            assert_eq!(located(text), one("26743"), "{text}");
        }
    }

    #[test]
    fn an_old_name_leads_to_the_commune_of_today() {
        for text in ["Bến Nghé", "phuong ben nghe, quan 1, tp ho chi minh", "P.Bến Nghé Q.1", "Xã Tân Hải, huyện Phú Tân, Cà Mau"]
        {
            assert!(matches!(located(text), TextMatch::One(_)), "{text}");
        }
        let found = places().find("ben nghe", 5);
        assert_eq!(found[0].label, "Phường Sài Gòn, Thành phố Hồ Chí Minh");
        assert_eq!(found[0].was.as_deref(), Some("Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"));
        assert!(!found[0].split);
    }

    #[test]
    fn a_retired_ward_name_is_understood() {
        let found = places().find("nguyen trung truc, ba dinh", 5);
        assert_eq!(codes(&found)[..1], ["00004"]);
        assert_eq!(found[0].was.as_deref(), Some("Nguyễn Trung Trực (Phường Trúc Bạch), Quận Ba Đình, Thành phố Hà Nội"));
    }

    #[test]
    fn a_name_of_many_places_gives_all_of_them() {
        let TextMatch::Several(all) = located("Tân Thành") else { panic!("Tân Thành is no single place") };
        assert!(all.len() >= 15, "{}", all.len());
        assert_eq!(places().find("tan thanh", 60).iter().filter(|s| s.label.contains(" Tân Thành,")).count(), 9);
    }

    #[test]
    fn what_else_is_given_ranks_the_candidates() {
        let found = places().find("tan hai lam dong", 3);
        assert_eq!(codes(&found)[..2], ["23246", "26710"], "the one in Lâm Đồng first, the other still offered");
        assert_eq!(located("tan hai, lam dong"), one("23246"));
        assert_eq!(located("tân hải, bình thuận"), one("23246"), "the province as it was called");
    }

    #[test]
    fn a_split_old_name_is_never_one_place() {
        let expected = TextMatch::Split { unit: legacy("00112"), communes: vec![commune("00103"), commune("00004")], official: true };
        assert_eq!(located("Thụy Khuê, Tây Hồ"), expected);
        let found = places().find("phuong thuy khue", 5);
        assert_eq!(codes(&found)[..2], ["00103", "00004"]);
        assert!(found[..2].iter().all(|suggestion| suggestion.split));
        assert!(matches!(located("Gia Thụy, quận Long Biên"), TextMatch::Split { official: false, .. }));
    }

    #[test]
    fn an_old_district_gives_its_communes_and_no_guess() {
        let TextMatch::Several(of_district) = located("Quận 1, TP HCM") else { panic!("a district is several communes") };
        assert!(of_district.contains(&commune("26743")) && of_district.len() > 2);
        assert!(matches!(located("Ba Đình"), TextMatch::Several(_)), "the ward, or the whole old district");
        assert_eq!(located("phường Ba Đình, Hà Nội"), one("00004"));
        assert!(matches!(located("phường Ba Đình"), TextMatch::Several(_)), "there was one in Bỉm Sơn too");
    }

    #[test]
    fn a_bare_province_is_the_province_even_where_a_ward_is_called_so() {
        assert_eq!(located("Thái Bình"), TextMatch::ProvinceOnly(province("33")));
        assert_eq!(located("Sài Gòn"), TextMatch::ProvinceOnly(province("79")));
        assert_eq!(located("tỉnh Hà Giang"), TextMatch::ProvinceOnly(province("08")));
        assert_eq!(located("phường Sài Gòn"), one("26740"));
    }

    #[test]
    fn of_an_unknown_hamlet_the_province_is_kept() {
        assert_eq!(located("gần chợ, Hưng Yên"), TextMatch::ProvinceOnly(province("33")));
        assert_eq!(located("xóm trong tỉnh Hưng Yên"), TextMatch::ProvinceOnly(province("33")));
        assert_eq!(located("quán Hà Nội"), TextMatch::Unknown, "the name of a shop is no place");
    }

    #[test]
    fn nonsense_means_nothing() {
        for text in ["", "  ,, ", "xã", "qwerty", &"a ".repeat(5_000)] {
            assert_eq!(located(text), TextMatch::Unknown, "{text:.20}");
            assert!(places().find(text, 5).is_empty() || text == "xã");
        }
    }

    #[test]
    fn hostile_texts_cost_no_more_than_long_ones() {
        let repeated = [
            "phường 1 quận 1 ",
            "Tân Thành, Cà Mau, ",
            "ben thanh ",
            "p",
            "a b c d e f ",
            "\u{1eb7}\u{323}\u{301}",
            "quận ",
            "1 ",
            ",",
            "Nguyễn Trãi quận Hà Đông ",
        ];
        for text in repeated {
            let text = text.repeat(64 * 1024 / text.len());
            let begun = std::time::Instant::now();
            std::hint::black_box((located(&text), places().find(&text, 10)));
            let took = begun.elapsed();
            // Unoptimised and beside other tests; a cost that grew with the text would be minutes.
            assert!(took.as_millis() < 1_500, "{text:.30}: {took:?}");
        }
    }

    #[test]
    fn every_label_we_offer_leads_back_to_its_commune() {
        for commune in places().communes() {
            assert_eq!(located(&commune.label), TextMatch::One(commune.code.clone()), "{}", commune.label);
        }
    }

    #[test]
    fn every_full_old_name_leads_to_its_successors() {
        for unit in &places().legacy {
            let label = places().old_label(super::Reading::Former(places().legacy.iter().position(|u| u.code == unit.code).unwrap()));
            let label = label.unwrap();
            let reached = match located(&label) {
                TextMatch::One(code) => vec![code],
                TextMatch::Split { communes, .. } | TextMatch::Several(communes) => communes,
                other => panic!("{label}: {other:?}"),
            };
            assert!(unit.targets.iter().all(|target| reached.contains(&target.commune)), "{label}");
        }
    }

    #[test]
    fn a_name_inside_an_address_is_found_and_what_is_around_it_left_alone() {
        for text in ["số 5 ngõ 12 phường Hàng Bạc, Hà Nội", "nhà trọ gần ga, p. hàng bạc, hn", "Hà Nội, quận Hoàn Kiếm, hàng bạc"]
        {
            assert_eq!(located(text), one("00070"), "{text}");
        }
        let near_a_market = located("chợ Bến Thành, quận 1");
        assert!(matches!(near_a_market, TextMatch::Several(ref all) if all.len() == 4), "the market is no ward: {near_a_market:?}");
        assert_eq!(places().find("chợ Bến Thành, quận 1", 1)[0].commune, commune("26743"), "but it is offered");
        assert_eq!(located("đường Lê Lợi, Hà Nội"), TextMatch::ProvinceOnly(province("01")));
        assert_eq!(located("trường Trần Phú, Hải Phòng"), TextMatch::ProvinceOnly(province("31")));
        let street = located("12 Nguyễn Trãi, Thanh Xuân, Hà Nội");
        assert!(matches!(street, TextMatch::Several(ref all) if all.contains(&commune("00367"))), "{street:?}");
    }

    #[test]
    fn a_slip_is_a_candidate_until_something_else_confirms_it() {
        assert_eq!(located("Bến Nge"), TextMatch::Several(vec![commune("26740")]));
        assert!(places().find("Bến Nge", 1)[0].misspelt);
        assert_eq!(located("Bến Nge, quận 1"), one("26740"));
        assert_eq!(located("phuong ben nghee, tphcm"), one("26740"));
        let two_ways = located("rhủy Xuân, Thuận Hóa, Huế");
        let both = |all: &[_]| all.contains(&commune("19813")) && all.contains(&commune("19753"));
        assert!(
            matches!(two_ways, TextMatch::Several(ref all) if both(all)),
            "Thủy Xuân in Thuận Hóa, or Thuận Hòa in Phú Xuân: a slip in the one or in the other: {two_ways:?}"
        );
        assert_eq!(located("phường Hàng Bạc, quận Hoàn Kiếmm, Hà Nội"), one("00070"));
        assert_eq!(located("tan hoai"), TextMatch::Unknown, "so many places are nearly called so that a list of them helps nobody");
    }

    #[test]
    fn parts_that_contradict_each_other_are_never_settled() {
        let both = located("phường Bến Nghé, quận 3, TPHCM");
        assert!(matches!(both, TextMatch::Several(ref all) if all.contains(&commune("26740")) && all.len() > 1), "{both:?}");
        assert_eq!(located("Phường Bến Nghé, Hà Nội"), TextMatch::ProvinceOnly(province("01")));
        assert!(places().find("Phường Bến Nghé, Hà Nội", 5).iter().any(|s| s.commune == commune("26740") && s.contradicted));
    }

    #[test]
    fn the_new_name_beside_the_old_one_settles_a_split() {
        assert_eq!(located("Thụy Khuê, phường Tây Hồ"), one("00103"));
        assert!(matches!(located("phường Thụy Khuê, Tây Hồ"), TextMatch::Split { .. }), "the old district is no ward");
    }

    #[test]
    fn a_suggestion_says_what_it_is() {
        let why = |text: &str| places().find(text, 1).pop().map(|s| (s.why.code(), s.misspelt, s.parts.len()));
        assert_eq!(why("phường Sài Gòn"), Some(("name", false, 0)));
        assert_eq!(why("Bến Nghé quận 1"), Some(("old-name", false, 0)));
        assert_eq!(why("nguyen trung truc ba dinh"), Some(("other-name", false, 0)));
        assert_eq!(why("thuy khue tay ho"), Some(("old-name", false, 2)));
        assert_eq!(why("quận gò vấp"), Some(("old-district", false, 6)));
        assert_eq!(why("ben than"), Some(("beginning", false, 0)));
    }

    #[test]
    fn beginnings_are_offered_after_whole_names() {
        let found = places().find("ben th", 5);
        assert_eq!(codes(&found)[..1], ["26743"]);
        let found = places().find("tan hai, lam d", 3);
        assert_eq!(codes(&found)[..1], ["23246"]);
        assert_eq!(places().find("tan", 4).len(), 4);
    }
}
