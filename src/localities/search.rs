//! What a typed place means.
//!
//! A text is read as a name, then perhaps an old district, then perhaps a province, with or without commas and kind words. Only names
//! equal after folding count; when the text carries diacritics they break ties. Suggestions also offer names that begin so.
//!
//! Nothing is guessed: a name with several meanings gives all of them. Two readings win over others: a whole official name of today with
//! its province is that place even where an old commune was called the same, and a province's bare name is the province.

use crate::kernel::codes::{CommuneCode, LegacyCommuneCode, ProvinceCode};

use super::{
    names::{ProvinceReading, Reading, fits, variants, words},
    places::Places,
    reading::{Fit, Hit},
};

/// Longer texts are no place names; reading every split of them would only cost time.
const MOST_WORDS: usize = 24;

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
}

/// What a text means, for routing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextMatch {
    /// One commune and no other.
    One(CommuneCode),
    /// One old commune, now in several: all of them, default first.
    Split {
        /// The old commune.
        unit: LegacyCommuneCode,
        /// The communes of today, the default first.
        communes: Vec<CommuneCode>,
        /// The default follows from the official table and is no guess.
        official: bool,
    },
    /// A name that several places carry, or an old district.
    Several(Vec<CommuneCode>),
    /// Only the province is certain.
    ProvinceOnly(ProvinceCode),
    /// Nothing we know.
    Unknown,
}

impl Places {
    /// Places that `text` may mean, best first, at most `limit`.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let words = words(text);
        if words.is_empty() || words.len() > MOST_WORDS {
            return Vec::new();
        }
        let mut hits = self.exact_hits(&words);
        if hits.is_empty() {
            hits.extend(self.hits_with_begun_tail(&words));
        }
        for (given, beginning) in variants(&words) {
            let begun = self.names.beginning_with(&beginning).iter().filter(|named| fits(given, named.unit));
            hits.extend(begun.map(|named| Hit { fit: Fit::NameBegun, reading: named.reading, full: false }));
        }
        let spelled = self.as_spelled(text, &hits);
        hits.sort_by_key(|hit| (hit.fit, !spelled.contains(&hit.reading), !matches!(hit.reading, Reading::Today(_))));
        self.suggestions(&hits, limit)
    }

    /// What `text` means for routing: one commune only where nothing else can be meant.
    #[must_use]
    pub fn locate_text(&self, text: &str) -> TextMatch {
        let words = words(text);
        let named = self.province_of(&self.names.provinces(&words, true));
        if let Some(province) = named {
            return TextMatch::ProvinceOnly(province);
        }
        let mut hits = if words.len() > MOST_WORDS { Vec::new() } else { self.exact_hits(&words) };
        hits.retain(|hit| hit.fit <= Fit::OtherKind);
        if hits.iter().any(|hit| hit.fit < Fit::OtherKind) {
            hits.retain(|hit| hit.fit < Fit::OtherKind);
        }
        if hits.iter().any(|hit| hit.full) {
            hits.retain(|hit| hit.full);
        }
        let spelled = self.as_spelled(text, &hits);
        if !spelled.is_empty() {
            hits.retain(|hit| spelled.contains(&hit.reading));
        }
        self.meaning(&hits).or_else(|| self.province_at_the_end(text).map(TextMatch::ProvinceOnly)).unwrap_or(TextMatch::Unknown)
    }

    fn suggestions(&self, hits: &[Hit], limit: usize) -> Vec<Suggestion> {
        let mut offered: Vec<Suggestion> = Vec::new();
        for hit in hits {
            let communes = self.communes_of(hit.reading);
            let split = communes.len() > 1;
            for commune in communes.iter().filter_map(|code| self.commune(code)) {
                if offered.len() >= limit {
                    return offered;
                }
                if offered.iter().all(|known| known.commune != commune.code) {
                    let (label, was) = (commune.label.to_string(), self.old_label(hit.reading));
                    offered.push(Suggestion { commune: commune.code.clone(), label, was, split });
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
            Reading::Today(_) => None,
            Reading::Former(at) => of_unit(at, None),
            Reading::Alias(at) => self.aliases.get(at).and_then(|alias| of_unit(alias.unit, Some(&alias.name))),
            Reading::District(at) => {
                let district = self.districts.get(at)?;
                Some(format!("{}, {}", district.full_name, self.legacy_provinces.get(district.legacy_province)?.full_name))
            }
        }
    }

    fn meaning(&self, hits: &[Hit]) -> Option<TextMatch> {
        let mut communes: Vec<CommuneCode> = Vec::new();
        for code in hits.iter().flat_map(|hit| self.communes_of(hit.reading)) {
            if !communes.contains(&code) {
                communes.push(code);
            }
        }
        if communes.len() > 1 {
            return Some(self.split_unit(hits).unwrap_or(TextMatch::Several(communes)));
        }
        communes.pop().map(TextMatch::One)
    }

    /// The one old commune that all readings mean.
    fn split_unit(&self, hits: &[Hit]) -> Option<TextMatch> {
        let unit_of = |hit: &Hit| match hit.reading {
            Reading::Former(at) => Some(at),
            Reading::Alias(at) => self.aliases.get(at).map(|alias| alias.unit),
            Reading::Today(_) | Reading::District(_) => None,
        };
        let at = unit_of(hits.first()?)?;
        let unit = self.legacy.get(at)?;
        hits.iter().all(|hit| unit_of(hit) == Some(at)).then(|| TextMatch::Split {
            unit: unit.code.clone(),
            communes: unit.targets.iter().map(|target| target.commune.clone()).collect(),
            official: unit.targets.iter().any(|target| target.official_default),
        })
    }

    /// A province that closes an otherwise unknown text, if a comma or its kind word sets it apart.
    fn province_at_the_end(&self, text: &str) -> Option<ProvinceCode> {
        let after_comma = text.rsplit_once(',').map(|(_, last)| words(last));
        let all = words(text);
        let with_kind = (1..all.len().min(MOST_WORDS)).filter_map(|back| all.get(all.len() - back..)).filter(|end| variants(end).len() > 1);
        let mut ends = after_comma.into_iter().chain(with_kind.map(<[String]>::to_vec));
        ends.find_map(|end| self.province_of(&self.names.provinces(&end, true)))
    }

    /// The one province of today that all these readings lie in.
    fn province_of(&self, readings: &[ProvinceReading]) -> Option<ProvinceCode> {
        let mut codes = readings.iter().filter_map(|reading| match *reading {
            ProvinceReading::Today(at) => self.provinces().get(at).map(|province| &province.code),
            ProvinceReading::Former(at) => self.legacy_provinces.get(at).map(|province| &province.province),
        });
        let first = codes.next()?;
        codes.all(|code| code == first).then(|| first.clone())
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
    fn beginnings_are_offered_after_whole_names() {
        let found = places().find("ben th", 5);
        assert_eq!(codes(&found)[..1], ["26743"]);
        let found = places().find("tan hai, lam d", 3);
        assert_eq!(codes(&found)[..1], ["23246"]);
        assert_eq!(places().find("tan", 4).len(), 4);
    }
}
