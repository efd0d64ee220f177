//! The index of names: every place of today and of yesterday under its key (folded, without the kind word, without spaces), sorted, so
//! that equal names and names with one beginning lie side by side; and beside it the keys by length, to find those a letter or two away.
//!
//! Deliberately absent: deciding what a text means. That is `reading` and `search`.

use super::{
    kinds::{Unit, of_official},
    places::Places,
    typed::{key_of, name_words},
};

/// Names that everybody uses and no table holds: what is typed, the official key, and the kind, where it is another than the official
/// one. Districts 2 and 9 went into Thủ Đức in 2021 and live on in addresses.
const EVERYDAY: [(&str, &str, Option<Unit>); 33] = [
    ("hcm", "hochiminh", None),
    ("hcmc", "hochiminh", None),
    ("tphcm", "hochiminh", None),
    ("saigon", "hochiminh", None),
    ("sg", "hochiminh", None),
    ("hn", "hanoi", None),
    ("hp", "haiphong", None),
    ("dn", "danang", None),
    ("dn", "dongnai", None),
    ("ct", "cantho", None),
    ("bd", "binhduong", None),
    ("bd", "binhdinh", None),
    ("bmt", "buonmathuot", None),
    ("banmethuot", "buonmathuot", None),
    ("brvt", "bariavungtau", None),
    ("vt", "vungtau", None),
    ("tdm", "thudaumot", None),
    ("nt", "nhatrang", None),
    ("dl", "dalat", None),
    ("qn", "quangninh", None),
    ("qn", "quangnam", None),
    ("qn", "quangngai", None),
    ("thuathienhue", "hue", Some(Unit::Tinh)),
    ("tthue", "hue", None),
    ("daclac", "daklak", None),
    ("dacnong", "daknong", None),
    ("dongthapmuoi", "dongthap", None),
    ("2", "thuduc", Some(Unit::Quan)),
    ("9", "thuduc", Some(Unit::Quan)),
    ("thuduc", "thuduc", Some(Unit::Quan)),
    ("hatay", "hanoi", Some(Unit::Tinh)),
    ("minhhai", "camau", Some(Unit::Tinh)),
    ("songbe", "binhduong", Some(Unit::Tinh)),
];

/// Wards were numbered in Roman figures in some towns, and are written in Arabic ones all the same.
const ROMAN: [(&str, &str); 10] =
    [("i", "1"), ("ii", "2"), ("iii", "3"), ("iv", "4"), ("v", "5"), ("vi", "6"), ("vii", "7"), ("viii", "8"), ("ix", "9"), ("x", "10")];

/// Shorter keys are words of every sentence: they are names only with their kind word.
const SHORTEST_BARE_KEY: usize = 3;

/// A thing a name can stand for, by position in [`Places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Today(usize),
    Former(usize),
    Alias(usize),
    District(usize),
    Province(usize),
    FormerProvince(usize),
}

impl Reading {
    /// Whether it is a commune, now or once.
    pub fn is_commune(self) -> bool {
        matches!(self, Self::Today(_) | Self::Former(_) | Self::Alias(_))
    }

    /// Whether it is something communes lie in.
    pub fn surrounds(self) -> bool {
        !self.is_commune()
    }
}

/// One name and one thing it stands for.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub key: Box<str>,
    pub unit: Option<Unit>,
    pub reading: Reading,
    /// It is no name without its kind word: a number, one letter, initials.
    pub needs_kind: bool,
}

/// All names.
#[derive(Debug, Default)]
pub(super) struct Names {
    sorted: Vec<Named>,
    /// By length of the key.
    by_length: Vec<Vec<Distinct>>,
}

/// One key, however many places carry it.
#[derive(Debug)]
struct Distinct {
    letters: u128,
    first: usize,
    past: usize,
}

impl Names {
    pub fn of(places: &Places) -> Self {
        let mut sorted = official(places);
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        let extra = [everyday(&sorted), roman(&sorted), initials(places)].concat();
        sorted.extend(extra);
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        let by_length = by_length(&sorted);
        Self { sorted, by_length }
    }

    /// Everything called exactly so.
    pub fn exactly(&self, key: &str) -> &[Named] {
        self.range(|other| other.cmp(key))
    }

    /// Everything whose name begins so.
    pub fn beginning_with(&self, beginning: &str) -> &[Named] {
        self.range(|other| if other.starts_with(beginning) { std::cmp::Ordering::Equal } else { other.cmp(beginning) })
    }

    /// Everything whose name is one letter away, or two where it is long enough; never what is called exactly so.
    pub fn near(&self, key: &str) -> Vec<(usize, &[Named])> {
        let most = edits_allowed(key);
        if most == 0 || key.bytes().any(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        let letters = letters_of(key);
        let lengths = key.len().saturating_sub(most)..=key.len() + most;
        let alike = self.by_length.get(lengths.start().min(&self.by_length.len()).to_owned()..).unwrap_or_default();
        let alike = alike.iter().take(2 * most + 1).flatten().filter(|distinct| differing(distinct.letters, letters) <= 2 * most);
        let near = alike.filter_map(|distinct| {
            let named = self.sorted.get(distinct.first..distinct.past)?;
            let edits = strsim::osa_distance(key, &named.first()?.key);
            (1..=most).contains(&edits).then_some((edits, named))
        });
        near.collect()
    }

    fn range(&self, compare: impl Fn(&str) -> std::cmp::Ordering) -> &[Named] {
        let start = self.sorted.partition_point(|named| compare(&named.key).is_lt());
        let end = self.sorted.partition_point(|named| compare(&named.key).is_le());
        self.sorted.get(start..end).unwrap_or_default()
    }
}

/// How many letters may be wrong in a name of this length.
fn edits_allowed(key: &str) -> usize {
    match key.len() {
        0..4 => 0,
        4..7 => 1,
        _ => 2,
    }
}

/// How often each letter occurs, in four bits each, one bit for each occurrence up to four: names that differ in more bits than two for
/// each edit are not alike, and most are told apart so without looking at them.
fn letters_of(key: &str) -> u128 {
    key.bytes().filter(u8::is_ascii_lowercase).fold(0, |letters, byte| {
        let four = u32::from(byte - b'a') * 4;
        let count = (letters >> four) & 0b1111;
        letters | ((count << 1 | 1) & 0b1111) << four
    })
}

fn differing(a: u128, b: u128) -> usize {
    usize::try_from((a ^ b).count_ones()).unwrap_or(usize::MAX)
}

fn by_length(sorted: &[Named]) -> Vec<Vec<Distinct>> {
    let mut lengths: Vec<Vec<Distinct>> = Vec::new();
    let mut first = 0;
    for equal in sorted.chunk_by(|a, b| a.key == b.key) {
        let past = first + equal.len();
        if let Some(named) = equal.iter().find(|named| !named.needs_kind) {
            if lengths.len() <= named.key.len() {
                lengths.resize_with(named.key.len() + 1, Vec::new);
            }
            if let Some(same) = lengths.get_mut(named.key.len()) {
                same.push(Distinct { letters: letters_of(&named.key), first, past });
            }
        }
        first = past;
    }
    lengths
}

fn official(places: &Places) -> Vec<Named> {
    let today = places.communes().iter().enumerate().map(|(at, commune)| named(full_name_of(&commune.label), Reading::Today(at)));
    // `Chân Mây - Lăng Cô` is called by its first half too.
    let halves = places.communes().iter().enumerate().filter_map(|(at, commune)| {
        let half = full_name_of(&commune.label).split_once(" - ")?.0;
        Some(named(half, Reading::Today(at)))
    });
    let former = places.legacy.iter().enumerate().map(|(at, unit)| named(&unit.full_name, Reading::Former(at)));
    let aliases = places.aliases.iter().enumerate().map(|(at, alias)| named(&alias.name, Reading::Alias(at)));
    let districts = places.districts.iter().enumerate().map(|(at, district)| named(&district.full_name, Reading::District(at)));
    let provinces = places.provinces().iter().enumerate().map(|(at, province)| named(&province.full_name, Reading::Province(at)));
    let former_provinces = places.legacy_provinces.iter().enumerate();
    let former_provinces = former_provinces.map(|(at, province)| named(&province.full_name, Reading::FormerProvince(at)));
    today.chain(halves).chain(former).chain(aliases).chain(districts).chain(provinces).chain(former_provinces).collect()
}

fn named(full_name: &str, reading: Reading) -> Named {
    let words = name_words(full_name);
    let (unit, name) = of_official(&words);
    let key = name.concat();
    let needs_kind = key.len() < SHORTEST_BARE_KEY || is_number(&key);
    Named { key: key.into(), unit, reading, needs_kind }
}

fn is_number(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit()) || ROMAN.iter().any(|(roman, _)| *roman == key)
}

fn everyday(sorted: &[Named]) -> Vec<Named> {
    let mut everyday = Vec::new();
    for (typed, official, unit) in &EVERYDAY {
        let official = key_of(official);
        let needs_kind = is_number(typed);
        let start = sorted.partition_point(|named| *named.key < *official);
        let called = sorted.get(start..).unwrap_or_default().iter().take_while(|named| *named.key == *official);
        let called = called.filter(|named| named.reading.surrounds());
        everyday.extend(called.map(|named| Named { key: (*typed).into(), unit: unit.or(named.unit), needs_kind, ..named.clone() }));
    }
    everyday
}

fn roman(sorted: &[Named]) -> Vec<Named> {
    let figures = sorted.iter().filter_map(|named| {
        let (_, arabic) = ROMAN.iter().find(|(roman, _)| *roman == &*named.key)?;
        Some(Named { key: (*arabic).into(), ..named.clone() })
    });
    figures.collect()
}

/// `Q.BT`, `TX.GC`: a district by the first letters of its name, behind its kind word.
fn initials(places: &Places) -> Vec<Named> {
    let districts = places.districts.iter().enumerate().filter_map(|(at, district)| {
        let words = name_words(&district.full_name);
        let (unit, name) = of_official(&words);
        let key: String = name.iter().filter_map(|word| word.chars().next()).collect();
        (name.len() > 1).then(|| Named { key: key.into(), unit, reading: Reading::District(at), needs_kind: true })
    });
    districts.collect()
}

/// The name of a commune within its label.
pub(super) fn full_name_of(label: &str) -> &str {
    label.split(", ").next().unwrap_or(label)
}

#[cfg(test)]
mod tests {
    use super::{Reading, letters_of};
    use crate::localities::fixture::places;

    #[test]
    fn names_a_letter_or_two_away_are_found_and_no_others() {
        let near = |key: &str| -> Vec<(String, usize)> {
            let mut near: Vec<_> = places().names.near(key).into_iter().map(|(edits, named)| (named[0].key.to_string(), edits)).collect();
            near.sort();
            near
        };
        let has = |key: &str, name: &str, edits| near(key).contains(&(name.to_owned(), edits));
        assert!(has("benthahn", "benthanh", 1), "two letters changed places");
        assert!(has("bentahn", "benthanh", 2) && has("bnthanh", "benthanh", 1) && has("benhthanh", "benthanh", 1));
        assert!(near("benthanh").iter().all(|(name, edits)| name != "benthanh" && *edits <= 2));
        assert!(near("hue").is_empty(), "too short for a slip to mean anything");
        assert!(near(&"a".repeat(60_000)).is_empty());
    }

    #[test]
    fn letters_are_counted_up_to_four() {
        assert_eq!(letters_of("aab"), 0b0001_0011);
        assert_eq!(letters_of("aaaaa"), 0b1111);
    }

    #[test]
    fn what_everybody_says_stands_for_the_official_name() {
        let readings = |key: &str| places().names.exactly(key).iter().map(|named| named.reading).collect::<Vec<_>>();
        assert!(readings("bmt").iter().all(|reading| matches!(reading, Reading::District(_))) && !readings("bmt").is_empty());
        assert!(readings("sg").iter().any(|reading| matches!(reading, Reading::Province(_))));
        assert!(readings("daklak").len() >= 2 && readings("daclac").len() >= 2);
    }

    #[test]
    fn every_everyday_name_leads_somewhere() {
        for (typed, official, _) in &super::EVERYDAY {
            assert!(!places().names.exactly(official).is_empty(), "{typed}: {official}");
        }
    }
}
