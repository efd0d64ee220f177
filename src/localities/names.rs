//! The index of names: folded, without the kind word, sorted, so that equal names and names with one beginning lie side by side.
//!
//! It knows how people write kinds (`P.`, `TX`, `q1`) and leading zeros (`Phường 01`). It does not decide what a text means: that is
//! `search`.

use crate::kernel::{codes::ProvinceCode, fold::fold};

use super::places::Places;

/// The kind word before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Xa,
    Phuong,
    ThiTran,
    DacKhu,
    Quan,
    Huyen,
    ThanhPho,
    ThiXa,
    Tinh,
}

/// Kind words in full, as official names carry them.
const FULL_WORDS: [(&[&str], Unit); 9] = [
    (&["xa"], Unit::Xa),
    (&["phuong"], Unit::Phuong),
    (&["thi", "tran"], Unit::ThiTran),
    (&["dac", "khu"], Unit::DacKhu),
    (&["quan"], Unit::Quan),
    (&["huyen"], Unit::Huyen),
    (&["thanh", "pho"], Unit::ThanhPho),
    (&["thi", "xa"], Unit::ThiXa),
    (&["tinh"], Unit::Tinh),
];

/// Kind words as people shorten them.
const SHORT_WORDS: [(&[&str], Unit); 8] = [
    (&["x"], Unit::Xa),
    (&["p"], Unit::Phuong),
    (&["tt"], Unit::ThiTran),
    (&["q"], Unit::Quan),
    (&["h"], Unit::Huyen),
    (&["tp"], Unit::ThanhPho),
    (&["tx"], Unit::ThiXa),
    (&["t"], Unit::Tinh),
];

/// What everybody calls Hồ Chí Minh City. `Sài Gòn` is a ward too, but who writes it alone means the city.
const EVERYDAY_PROVINCES: [(&str, &str); 3] = [("hcm", "79"), ("tphcm", "79"), ("sai gon", "79")];

/// A thing a name can stand for, by position in [`Places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Today(usize),
    Former(usize),
    Alias(usize),
    District(usize),
}

/// One name and one thing it stands for.
#[derive(Debug)]
pub(super) struct Named {
    pub name: Box<str>,
    pub unit: Option<Unit>,
    pub reading: Reading,
}

/// A province named in a text: of today, or of before July 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProvinceReading {
    Today(usize),
    Former(usize),
}

/// All names, folded.
#[derive(Debug, Default)]
pub(super) struct Names {
    sorted: Vec<Named>,
    districts: Vec<(Box<str>, Option<Unit>)>,
    provinces: Vec<(Box<str>, Option<Unit>, ProvinceReading)>,
}

impl Names {
    pub fn of(places: &Places) -> Self {
        let named = |text: &str, reading| {
            let (unit, name) = folded_name(text);
            Named { name, unit, reading }
        };
        let today = places.communes().iter().enumerate().map(|(at, commune)| named(full_name_of(&commune.label), Reading::Today(at)));
        let former = places.legacy.iter().enumerate().map(|(at, unit)| named(&unit.full_name, Reading::Former(at)));
        let aliases = places.aliases.iter().enumerate();
        let aliases =
            aliases.map(|(at, alias)| Named { name: words(&alias.name).join(" ").into(), unit: None, reading: Reading::Alias(at) });
        let districts = places.districts.iter().enumerate().map(|(at, district)| named(&district.full_name, Reading::District(at)));
        let mut sorted: Vec<Named> = today.chain(former).chain(aliases).chain(districts).collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        Self { sorted, districts: district_names(places), provinces: province_names(places) }
    }

    /// Everything called exactly `name`.
    pub fn exactly(&self, name: &str) -> &[Named] {
        self.range(|other| other.cmp(name))
    }

    /// Everything whose name begins with `beginning`.
    pub fn beginning_with(&self, beginning: &str) -> &[Named] {
        self.range(|other| if other.starts_with(beginning) { std::cmp::Ordering::Equal } else { other.cmp(beginning) })
    }

    /// Positions of the districts called so; with `whole` false, of those whose name begins so.
    pub fn districts(&self, words: &[String], whole: bool) -> Vec<usize> {
        let wanted = variants(words);
        let called = |name: &str, unit| wanted.iter().any(|(given, text)| fits(*given, unit) && same(name, text, whole));
        self.districts.iter().enumerate().filter(|(_, (name, unit))| called(name, *unit)).map(|(at, _)| at).collect()
    }

    /// The provinces called so, today or before.
    pub fn provinces(&self, words: &[String], whole: bool) -> Vec<ProvinceReading> {
        let wanted = variants(words);
        let called = |name: &str, unit| wanted.iter().any(|(given, text)| fits(*given, unit) && same(name, text, whole));
        self.provinces.iter().filter(|(name, unit, _)| called(name, *unit)).map(|(_, _, reading)| *reading).collect()
    }

    fn range(&self, compare: impl Fn(&str) -> std::cmp::Ordering) -> &[Named] {
        let start = self.sorted.partition_point(|named| compare(&named.name).is_lt());
        let end = self.sorted.partition_point(|named| compare(&named.name).is_le());
        self.sorted.get(start..end).unwrap_or_default()
    }
}

/// `text` folded into words, `q1` taken apart and leading zeros dropped.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match word.strip_prefix('p').map(|rest| ("p", rest)).or_else(|| word.strip_prefix('q').map(|rest| ("q", rest))) {
            Some((kind, rest)) if number(rest) => words.extend([kind.to_owned(), without_zeros(rest)]),
            _ if number(word) => words.push(without_zeros(word)),
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// The ways to read a name: with its kind word taken off, if it has one, and as it stands.
pub(super) fn variants(words: &[String]) -> Vec<(Option<Unit>, String)> {
    let stripped = strip(words, &FULL_WORDS).or_else(|| strip(words, &SHORT_WORDS)).map(|(unit, rest)| (Some(unit), rest.join(" ")));
    stripped.into_iter().chain([(None, words.join(" "))]).collect()
}

/// Whether a thing of kind `unit` may be called with the kind word `given`.
pub(super) fn fits(given: Option<Unit>, unit: Option<Unit>) -> bool {
    match (given, unit) {
        (Some(given), Some(unit)) => given == unit,
        _ => true,
    }
}

/// The name of a commune within its label.
pub(super) fn full_name_of(label: &str) -> &str {
    label.split(", ").next().unwrap_or(label)
}

fn without_zeros(number: &str) -> String {
    let trimmed = number.trim_start_matches('0');
    if trimmed.is_empty() { "0".into() } else { trimmed.into() }
}

fn strip<'a>(words: &'a [String], kinds: &[(&[&str], Unit)]) -> Option<(Unit, &'a [String])> {
    kinds.iter().find_map(|(kind, unit)| {
        let (start, rest) = words.split_at_checked(kind.len())?;
        (!rest.is_empty() && start.iter().eq(kind.iter())).then_some((*unit, rest))
    })
}

fn folded_name(full_name: &str) -> (Option<Unit>, Box<str>) {
    let words = words(full_name);
    match strip(&words, &FULL_WORDS) {
        Some((unit, rest)) => (Some(unit), rest.join(" ").into()),
        None => (None, words.join(" ").into()),
    }
}

fn district_names(places: &Places) -> Vec<(Box<str>, Option<Unit>)> {
    let folded = places.districts.iter().map(|district| folded_name(&district.full_name));
    folded.map(|(unit, name)| (name, unit)).collect()
}

fn province_names(places: &Places) -> Vec<(Box<str>, Option<Unit>, ProvinceReading)> {
    let today = places.provinces().iter().enumerate().map(|(at, province)| (&*province.full_name, ProvinceReading::Today(at)));
    let former = places.legacy_provinces.iter().enumerate().map(|(at, province)| (&*province.full_name, ProvinceReading::Former(at)));
    let official = today.chain(former).map(|(full_name, reading)| {
        let (unit, name) = folded_name(full_name);
        (name, unit, reading)
    });
    let everyday = EVERYDAY_PROVINCES.iter().filter_map(|(name, code)| {
        let code = ProvinceCode::parse(code)?;
        let at = places.provinces().iter().position(|province| province.code == code)?;
        Some((Box::from(*name), Some(Unit::ThanhPho), ProvinceReading::Today(at)))
    });
    official.chain(everyday).collect()
}

fn same(name: &str, text: &str, whole: bool) -> bool {
    if whole { name == text } else { name.starts_with(text) }
}

#[cfg(test)]
mod tests {
    use super::{Unit, variants, words};

    #[test]
    fn kinds_are_read_the_way_people_write_them() {
        assert_eq!(words("P.01, Q5"), ["p", "1", "q", "5"]);
        assert_eq!(variants(&words("TX. La Gi")), [(Some(Unit::ThiXa), "la gi".into()), (None, "tx la gi".into())]);
        assert_eq!(variants(&words("Thành Công")), [(None, "thanh cong".into())]);
        assert_eq!(variants(&words("Xã")), [(None, "xa".into())]);
    }
}
