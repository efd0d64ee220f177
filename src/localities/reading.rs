//! The ways a text can be read as a place: a known name, then perhaps an old district, then perhaps a province.
//!
//! Finds every reading and says how well it fits. Choosing among them is `search`.

use unicode_normalization::UnicodeNormalization;

use crate::kernel::codes::CommuneCode;

use super::{
    names::{Named, ProvinceReading, Reading, Unit, fits, variants},
    places::Places,
};

/// How well a reading fits the text; the order is the order of suggestions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Name, kind and everything after it.
    Exact,
    /// The name of a dissolved district.
    WholeDistrict,
    /// Another kind of unit than was said.
    OtherKind,
    /// The last word is still being typed.
    TailBegun,
    /// The name is right; what stands after it belongs to another place.
    Elsewhere,
    /// The name itself is still being typed.
    NameBegun,
}

/// One reading of a text.
pub(super) struct Hit {
    pub fit: Fit,
    pub reading: Reading,
    /// Kind word and province of today were given, and no district.
    pub full: bool,
}

/// What follows the name: an old district, a province, both or nothing.
#[derive(Default)]
struct Tail {
    districts: Option<Vec<usize>>,
    provinces: Option<Vec<ProvinceReading>>,
}

impl Places {
    /// Every reading of the text as a known name followed by nothing or by a known district and province.
    pub(super) fn exact_hits(&self, words: &[String]) -> Vec<Hit> {
        self.hits(words, true)
    }

    pub(super) fn hits_with_begun_tail(&self, words: &[String]) -> Vec<Hit> {
        let hits = self.hits(words, false).into_iter().filter(|hit| hit.fit != Fit::Elsewhere);
        hits.map(|hit| Hit { fit: Fit::TailBegun, full: false, ..hit }).collect()
    }

    fn hits(&self, words: &[String], whole: bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        for at in 1..=words.len() {
            let Some((head, rest)) = words.split_at_checked(at) else { continue };
            let head = variants(head);
            if head.iter().all(|(_, name)| self.names.exactly(name).is_empty()) {
                continue;
            }
            for tail in self.tails(rest, whole) {
                for (given, name) in &head {
                    hits.extend(self.names.exactly(name).iter().map(|named| self.hit(*given, named, &tail)));
                }
            }
        }
        hits
    }

    fn hit(&self, given: Option<Unit>, named: &Named, tail: &Tail) -> Hit {
        let today = matches!(named.reading, Reading::Today(_));
        let fit = if !self.lies_in(named.reading, tail) {
            Fit::Elsewhere
        } else if !fits(given, named.unit) {
            Fit::OtherKind
        } else if matches!(named.reading, Reading::District(_)) {
            Fit::WholeDistrict
        } else {
            Fit::Exact
        };
        let of_today = |reading: &ProvinceReading| matches!(reading, ProvinceReading::Today(_));
        let full = tail.districts.is_none() && tail.provinces.as_ref().is_some_and(|given| given.iter().any(of_today));
        Hit { fit, reading: named.reading, full: today && fit == Fit::Exact && given.is_some() && full }
    }

    /// The ways to read what follows a name; none when it is neither district nor province.
    fn tails(&self, words: &[String], whole: bool) -> Vec<Tail> {
        if words.is_empty() {
            return if whole { vec![Tail::default()] } else { Vec::new() };
        }
        let mut tails = Vec::new();
        for at in 0..=words.len() {
            let Some((district, province)) = words.split_at_checked(at) else { continue };
            let districts = (!district.is_empty()).then(|| self.names.districts(district, whole || !province.is_empty()));
            let provinces = (!province.is_empty()).then(|| self.names.provinces(province, whole));
            if districts.as_ref().is_none_or(|found| !found.is_empty()) && provinces.as_ref().is_none_or(|found| !found.is_empty()) {
                tails.push(Tail { districts, provinces });
            }
        }
        tails
    }

    fn lies_in(&self, reading: Reading, tail: &Tail) -> bool {
        let own_districts = self.districts_of(reading);
        let in_district = tail
            .districts
            .as_ref()
            .is_none_or(|given| !matches!(reading, Reading::District(_)) && own_districts.iter().any(|district| given.contains(district)));
        in_district
            && tail.provinces.as_ref().is_none_or(|given| {
                given.iter().any(|province| match province {
                    ProvinceReading::Former(old) => {
                        own_districts.iter().filter_map(|at| self.districts.get(*at)).any(|district| district.legacy_province == *old)
                    }
                    ProvinceReading::Today(at) => self.provinces().get(*at).is_some_and(|province| {
                        self.communes_of(reading).iter().filter_map(|code| self.commune(code)).any(|c| c.province == province.code)
                    }),
                })
            })
    }

    fn districts_of(&self, reading: Reading) -> Vec<usize> {
        match reading {
            Reading::Today(at) => self.communes().get(at).map_or_else(Vec::new, |commune| commune.former_districts.clone()),
            Reading::Former(at) => self.legacy.get(at).map(|unit| unit.district).into_iter().collect(),
            Reading::Alias(at) => self.aliases.get(at).map_or_else(Vec::new, |alias| self.districts_of(Reading::Former(alias.unit))),
            Reading::District(at) => vec![at],
        }
    }

    /// The communes of today that a reading means, the default first.
    pub(super) fn communes_of(&self, reading: Reading) -> Vec<CommuneCode> {
        match reading {
            Reading::Today(at) => self.communes().get(at).map(|commune| commune.code.clone()).into_iter().collect(),
            Reading::Former(at) => {
                self.legacy.get(at).map_or_else(Vec::new, |unit| unit.targets.iter().map(|t| t.commune.clone()).collect())
            }
            Reading::Alias(at) => self.aliases.get(at).map_or_else(Vec::new, |alias| self.communes_of(Reading::Former(alias.unit))),
            Reading::District(at) => {
                self.communes().iter().filter(|c| c.former_districts.contains(&at)).map(|commune| commune.code.clone()).collect()
            }
        }
    }

    /// The readings whose name stands in `text` with just these diacritics; empty for a text without any.
    pub(super) fn as_spelled(&self, text: &str, hits: &[Hit]) -> Vec<Reading> {
        if text.is_ascii() {
            return Vec::new();
        }
        let text = text.nfc().collect::<String>().to_lowercase();
        let spelled = |name: &str| text.contains(&name.to_lowercase());
        let names = hits.iter().map(|hit| hit.reading).filter(|reading| match *reading {
            Reading::Today(at) => self.communes().get(at).is_some_and(|commune| spelled(&commune.name)),
            Reading::Former(at) => self.legacy.get(at).is_some_and(|unit| spelled(bare(&unit.full_name))),
            Reading::Alias(at) => self.aliases.get(at).is_some_and(|alias| spelled(&alias.name)),
            Reading::District(at) => self.districts.get(at).is_some_and(|district| spelled(bare(&district.full_name))),
        });
        names.collect()
    }
}

/// An official name without its kind word, diacritics kept.
fn bare(full_name: &str) -> &str {
    const KINDS: [&str; 8] = ["Phường ", "Xã ", "Thị trấn ", "Thi trấn ", "Quận ", "Huyện ", "Thành phố ", "Thị xã "];
    KINDS.iter().find_map(|kind| full_name.strip_prefix(kind)).unwrap_or(full_name)
}
