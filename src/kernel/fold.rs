//! Comparing Vietnamese names the way people type them.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// `text` without tone marks, diacritics, case or punctuation, words separated by one space: `Phường Hòa-Thạnh` and
/// `phuong hoà thạnh` fold to the same `phuong hoa thanh`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().filter(|c| !is_combining_mark(*c)) {
        let letter = match letter {
            'đ' | 'Đ' => 'd',
            other => other,
        };
        if letter.is_alphanumeric() {
            folded.extend(letter.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn tones_case_and_punctuation_do_not_matter() {
        assert_eq!(fold("Phường Hòa-Thạnh"), "phuong hoa thanh");
        assert_eq!(fold("phường hoà  thạnh "), "phuong hoa thanh");
        assert_eq!(fold("Đắk Lắk"), "dak lak");
        assert_eq!(fold("P.1, Q.5"), "p 1 q 5");
    }
}
