//! The words that say what kind of place a name means, in full, as people shorten them, and in English; and the words that say that a
//! name means no place of ours but a street, a market, a hamlet.

use super::typed::{Typed, has_another_tone};

/// What kind a place is by its official name.
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

/// The words of a kind, and the tone mark each carries, which tells `quận` from `quán`.
type Toned = &'static [(&'static str, Option<char>)];

/// Kind words of official names.
const OFFICIAL: [(Toned, Unit); 9] = [
    (&[("thi", DOT), ("tran", ACUTE)], Unit::ThiTran),
    (&[("thi", DOT), ("xa", TILDE)], Unit::ThiXa),
    (&[("thanh", GRAVE), ("pho", ACUTE)], Unit::ThanhPho),
    (&[("dac", DOT), ("khu", None)], Unit::DacKhu),
    (&[("xa", TILDE)], Unit::Xa),
    (&[("phuong", GRAVE)], Unit::Phuong),
    (&[("quan", DOT)], Unit::Quan),
    (&[("huyen", DOT)], Unit::Huyen),
    (&[("tinh", HOOK)], Unit::Tinh),
];
const GRAVE: Option<char> = Some('\u{300}');
const ACUTE: Option<char> = Some('\u{301}');
const TILDE: Option<char> = Some('\u{303}');
const HOOK: Option<char> = Some('\u{309}');
const DOT: Option<char> = Some('\u{323}');

/// As people shorten them. In the south `F.` is a ward.
const SHORT: [(&[&str], &[Unit]); 14] = [
    (&["t", "p"], &[Unit::ThanhPho]),
    (&["t", "x"], &[Unit::ThiXa]),
    (&["t", "t"], &[Unit::ThiTran]),
    (&["x"], &[Unit::Xa]),
    (&["p"], &[Unit::Phuong]),
    (&["f"], &[Unit::Phuong]),
    (&["tt"], &[Unit::ThiTran]),
    (&["ttr"], &[Unit::ThiTran]),
    (&["q"], &[Unit::Quan]),
    (&["h"], &[Unit::Huyen]),
    (&["tp"], &[Unit::ThanhPho]),
    (&["tx"], &[Unit::ThiXa]),
    (&["t"], &[Unit::Tinh]),
    (&["dk"], &[Unit::DacKhu]),
];

/// In English, before a name or behind it.
const ENGLISH: [(&str, &[Unit]); 7] = [
    ("ward", &[Unit::Phuong]),
    ("commune", &[Unit::Xa]),
    ("town", &[Unit::ThiTran, Unit::ThiXa]),
    ("township", &[Unit::ThiTran]),
    ("district", &[Unit::Quan, Unit::Huyen]),
    ("city", &[Unit::ThanhPho]),
    ("province", &[Unit::Tinh]),
];

/// What stands before the name of a street, a market, a school, a hamlet: the last word of it.
const LANDMARKS: [&str; 44] = [
    "duong", "pho", "cho", "truong", "hoc", "thpt", "thcs", "cau", "ngo", "hem", "chua", "den", "vien", "ga", "xe", "tu", "ba", "ap",
    "thon", "xom", "ban", "buon", "khom", "kp", "lang", "san", "kcn", "cu", "street", "road", "market", "school", "quan", "tram", "nha",
    "so", "dinh", "khu", "phuc", "toa", "tiem", "ho", "song", "nui",
];

/// How a name was marked: by which kinds, over how many words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marked {
    pub kinds: &'static [Unit],
    pub words: usize,
}

impl Marked {
    /// Whether a thing of kind `unit` may be called so: always, when no kind was said. What has no kind of its own is another name of
    /// a commune.
    pub fn allows(self, unit: Option<Unit>) -> bool {
        self.kinds.is_empty() || unit.map_or(!self.is_for_districts(), |unit| self.kinds.contains(&unit))
    }

    /// Whether the kind is one of districts and provinces.
    pub fn is_for_districts(self) -> bool {
        let communes = [Unit::Xa, Unit::Phuong, Unit::ThiTran, Unit::DacKhu];
        !self.kinds.is_empty() && !self.kinds.iter().any(|kind| communes.contains(kind))
    }

    /// Whether the kind was said, and is `unit`.
    pub fn says(self, unit: Option<Unit>) -> bool {
        !self.kinds.is_empty() && self.allows(unit)
    }
}

/// The kind word that ends just before word `at`.
pub(super) fn before(typed: &Typed, at: usize) -> Option<Marked> {
    let piece = typed.words.get(at)?.piece;
    let ends_here = |words: usize, fits: &dyn Fn(usize, &str, &str) -> bool| {
        let start = at.checked_sub(words)?;
        let given = typed.words.get(start..at)?;
        let all = given.iter().enumerate().all(|(place, word)| word.piece == piece && fits(place, &word.key, &word.spelt));
        all.then_some(words)
    };
    let official = OFFICIAL.iter().find_map(|(kind, unit)| {
        let fits = |place: usize, key: &str, spelt: &str| {
            kind.get(place).is_some_and(|(word, tone)| key == *word && !has_another_tone(spelt, *tone))
        };
        Some(Marked { kinds: std::slice::from_ref(unit), words: ends_here(kind.len(), &fits)? })
    });
    let short = || {
        SHORT.iter().find_map(|(kind, units)| {
            let fits = |place: usize, key: &str, spelt: &str| kind.get(place) == Some(&key) && spelt.is_ascii();
            Some(Marked { kinds: units, words: ends_here(kind.len(), &fits)? })
        })
    };
    let english = || {
        ENGLISH.iter().find_map(|(kind, units)| {
            let fits = |_, key: &str, _: &str| key == *kind;
            Some(Marked { kinds: units, words: ends_here(1, &fits)? })
        })
    };
    official.or_else(short).or_else(english)
}

/// The English kind word that begins at word `at`, in the piece of the word before it.
pub(super) fn behind(typed: &Typed, at: usize) -> Option<Marked> {
    let piece = typed.words.get(at.checked_sub(1)?)?.piece;
    let word = typed.words.get(at).filter(|word| word.piece == piece)?;
    ENGLISH.iter().find(|(kind, _)| word.key == *kind).map(|(_, kinds)| Marked { kinds, words: 1 })
}

/// Whether the word before `at` says that a street, a market or a hamlet follows.
pub(super) fn after_a_landmark(typed: &Typed, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let piece = |at: usize| typed.words.get(at).map(|word| word.piece);
    piece(before) == piece(at) && is_a_landmark(typed, before)
}

/// Whether word `at` itself says so.
pub(super) fn is_a_landmark(typed: &Typed, at: usize) -> bool {
    typed.words.get(at).is_some_and(|word| LANDMARKS.contains(&word.key.as_str()))
}

/// An official full name parted into its kind and the words of its name.
pub(super) fn of_official(words: &[String]) -> (Option<Unit>, &[String]) {
    let begun = OFFICIAL.iter().find_map(|(kind, unit)| {
        let (start, rest) = words.split_at_checked(kind.len())?;
        (!rest.is_empty() && start.iter().zip(kind.iter()).all(|(given, (word, _))| given == word)).then_some((Some(*unit), rest))
    });
    begun.unwrap_or((None, words))
}

#[cfg(test)]
mod tests {
    use super::{Unit, after_a_landmark, before, behind};
    use crate::localities::typed::Typed;

    #[test]
    fn kinds_are_read_in_full_shortened_and_in_english() {
        let kind = |text: &str, at: usize| before(&Typed::read(text), at).map(|marked| (marked.kinds[0], marked.words));
        assert_eq!(kind("TX. La Gi", 1), Some((Unit::ThiXa, 1)));
        assert_eq!(kind("thị trấn Kép", 2), Some((Unit::ThiTran, 2)));
        assert_eq!(kind("T.P Huế", 2), Some((Unit::ThanhPho, 2)));
        assert_eq!(kind("f12", 1), Some((Unit::Phuong, 1)));
        assert_eq!(kind("quán Hà Nội", 1), None, "a shop is no district");
        assert_eq!(kind("phường, Ba Đình", 1), None, "the comma parts them");
        assert_eq!(behind(&Typed::read("Ba Dinh ward"), 2).map(|marked| marked.kinds[0]), Some(Unit::Phuong));
    }

    #[test]
    fn streets_and_markets_are_known_by_the_word_before() {
        assert!(after_a_landmark(&Typed::read("chợ Bến Thành"), 1));
        assert!(!after_a_landmark(&Typed::read("số 5, Bến Thành"), 2));
    }
}
