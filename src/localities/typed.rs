//! A place as somebody typed it: words, and the pieces between commas.
//!
//! Each word is kept twice: folded for looking up, and as spelt, with the tone mark moved to the end of the word so that `hòa` and
//! `hoà` are the same. Work is bounded here once and for all: of a very long text the beginning and the end are read, and the result
//! says that it was cut.

use unicode_normalization::UnicodeNormalization;

use crate::kernel::fold::fold;

/// Of a longer text only so many bytes at each end are looked at; a place on a form is far shorter.
const MOST_BYTES_PER_END: usize = 600;
/// Words at each end; together they fit the bits of a [`Cover`].
const MOST_WORDS_PER_END: usize = 32;

/// A set of words by position.
pub(super) type Cover = u64;

/// One word.
#[derive(Debug)]
pub(super) struct Word {
    /// Folded, `y` and `i` alike where people mix them, without leading zeros.
    pub key: String,
    /// Lower case with diacritics, the tone mark last.
    pub spelt: String,
    /// The piece between commas it stands in.
    pub piece: usize,
}

/// A text in words.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub words: Vec<Word>,
    /// Something between the two ends was not read.
    pub cut: bool,
    /// Somebody typed diacritics: then a word without any is meant so.
    accented: bool,
}

impl Typed {
    pub fn read(text: &str) -> Self {
        let (head, tail) = ends(text);
        let mut pieces = 0;
        let mut words = words_of(head, &mut pieces);
        pieces += 1;
        words.extend(words_of(tail, &mut pieces));
        let mut cut = !tail.is_empty();
        if words.len() > 2 * MOST_WORDS_PER_END {
            words.drain(MOST_WORDS_PER_END..words.len() - MOST_WORDS_PER_END);
            cut = true;
        }
        let country = country_at_the_end(&words);
        words.truncate(words.len() - country);
        let accented = words.iter().any(|word| !word.spelt.is_ascii());
        Self { words, cut, accented }
    }

    /// The words from `start` to before `end` without spaces, if they stand in one piece.
    pub fn joined(&self, start: usize, end: usize) -> Option<String> {
        let words = self.words.get(start..end)?;
        let piece = words.first()?.piece;
        words.iter().all(|word| word.piece == piece).then(|| words.iter().map(|word| word.key.as_str()).collect())
    }

    /// The same as spelt; nothing when no diacritics were typed at all, which says nothing about the spelling.
    pub fn spelt(&self, start: usize, end: usize) -> Option<String> {
        let words = self.words.get(start..end).filter(|_| self.accented)?;
        Some(words.iter().map(|word| word.spelt.as_str()).collect())
    }

    /// All words of the piece in which word `at` stands.
    pub fn piece_of(&self, at: usize) -> Cover {
        let Some(piece) = self.words.get(at).map(|word| word.piece) else { return 0 };
        self.words.iter().enumerate().filter(|(_, word)| word.piece == piece).fold(0, |all, (at, _)| all | cover(at, at + 1))
    }

    /// Everything.
    pub fn all(&self) -> Cover {
        cover(0, self.words.len())
    }

    /// The letters of the words in `of`.
    pub fn letters(&self, of: Cover) -> usize {
        self.words.iter().enumerate().filter(|(at, _)| of & cover(*at, at + 1) != 0).map(|(_, word)| word.key.len()).sum()
    }
}

/// The words from `start` to before `end` as a set.
pub(super) fn cover(start: usize, end: usize) -> Cover {
    (start..end.min(64)).fold(0, |all, at| all | 1 << at)
}

/// The key of an official name: its words as [`Word::key`], joined.
pub(super) fn key_of(name: &str) -> String {
    name_words(name).concat()
}

/// The keys of the words of an official name.
pub(super) fn name_words(name: &str) -> Vec<String> {
    fold(name).split(' ').filter(|word| !word.is_empty()).map(word_key).collect()
}

/// An official name as [`Typed::spelt`] would give it.
pub(super) fn spelling_of(name: &str) -> String {
    name.split(|letter: char| !is_of_a_word(letter)).map(spelt).collect()
}

/// Whether `spelt` carries a tone mark other than `tone`.
pub(super) fn has_another_tone(spelt: &str, tone: Option<char>) -> bool {
    !spelt.is_ascii() && spelt.chars().next_back().filter(|last| is_tone(*last)) != tone
}

fn ends(text: &str) -> (&str, &str) {
    if text.len() <= 2 * MOST_BYTES_PER_END {
        return (text, "");
    }
    let head = text.get(..text.floor_char_boundary(MOST_BYTES_PER_END)).unwrap_or_default();
    let tail = text.get(text.ceil_char_boundary(text.len() - MOST_BYTES_PER_END)..).unwrap_or_default();
    (head, tail)
}

fn words_of(text: &str, piece: &mut usize) -> Vec<Word> {
    let mut words = Vec::new();
    for part in text.split_inclusive([',', ';', '\n', '(', ')', '/', '|', '，']) {
        for word in part.split(|letter: char| !is_of_a_word(letter)).filter(|word| !word.is_empty()) {
            for word in letters_then_digits(word) {
                let key = fold(word);
                if !key.is_empty() {
                    words.push(Word { key: word_key(&key), spelt: spelt(word), piece: *piece });
                }
            }
        }
        *piece += 1;
    }
    words
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)
}

/// `q1` is `q` and `1`; `12b` stays one word, and so does `a1b`.
fn letters_then_digits(word: &str) -> impl Iterator<Item = &str> {
    let digits = word.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (letters, number) = word.split_at(word.len() - digits);
    let parted = !letters.is_empty() && !number.is_empty() && !letters.contains(|letter: char| letter.is_ascii_digit());
    let (first, second) = if parted { (letters, number) } else { (word, "") };
    [first, second].into_iter().filter(|part| !part.is_empty())
}

fn word_key(folded: &str) -> String {
    if folded.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = folded.trim_start_matches('0');
        return if number.is_empty() { "0".into() } else { number.into() };
    }
    if let Some(rest) = folded.strip_prefix("quy") {
        return format!("qui{rest}");
    }
    match folded.strip_suffix('y') {
        Some(rest) if rest.ends_with(|before: char| !"aeou".contains(before)) => format!("{rest}i"),
        _ => folded.to_owned(),
    }
}

fn spelt(word: &str) -> String {
    let (tones, letters): (Vec<char>, Vec<char>) = word.nfd().partition(|letter| is_tone(*letter));
    letters.into_iter().flat_map(char::to_lowercase).chain(tones).collect()
}

/// Grave, acute, tilde, hook above, dot below.
fn is_tone(letter: char) -> bool {
    matches!(letter, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// How many words at the end say no more than the country.
fn country_at_the_end(words: &[Word]) -> usize {
    let ends_with = |end: &[&str]| words.len() > end.len() && words.iter().rev().zip(end.iter().rev()).all(|(word, end)| word.key == *end);
    [&["viet", "nam"][..], &["vietnam"], &["vn"]].into_iter().find(|end| ends_with(end)).map_or(0, <[&str]>::len)
}

#[cfg(test)]
mod tests {
    use super::{Typed, key_of, spelling_of};

    fn keys(text: &str) -> Vec<String> {
        Typed::read(text).words.into_iter().map(|word| word.key).collect()
    }

    #[test]
    fn words_are_read_the_way_people_write_them() {
        assert_eq!(keys("P.01, Q5"), ["p", "1", "q", "5"]);
        assert_eq!(keys("12b Lý Quý, Việt Nam"), ["12b", "li", "qui"]);
        assert_eq!(key_of("Cư M'gar"), "cumgar");
    }

    #[test]
    fn either_place_of_the_tone_mark_is_the_same_spelling() {
        let typed = Typed::read("Hoà Thuỵ");
        assert_eq!(typed.spelt(0, 2), Some(spelling_of("Hòa Thụy")));
        assert_ne!(typed.spelt(0, 1), Some(spelling_of("Hoa")));
        assert_eq!(Typed::read("hoa thuy").spelt(0, 2), None, "nothing was said about the spelling");
    }

    #[test]
    fn commas_part_the_pieces() {
        let typed = Typed::read("Ba Đình, Hà Nội");
        assert_eq!(typed.joined(0, 2).as_deref(), Some("badinh"));
        assert_eq!(typed.joined(1, 3), None, "no name goes across a comma");
        assert_eq!(typed.piece_of(2), 0b1100);
    }

    #[test]
    fn of_a_long_text_both_ends_are_read_and_no_more() {
        let typed = Typed::read(&format!("Ba Đình, {} Hà Nội", "ồ ".repeat(60_000)));
        assert!(typed.cut && typed.words.len() <= 64);
        assert_eq!((typed.words[0].key.as_str(), typed.words.last().unwrap().key.as_str()), ("ba", "noi"));
        assert!(!Typed::read("Ba Đình").cut);
    }
}
