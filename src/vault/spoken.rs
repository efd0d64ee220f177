//! Saying an access code aloud, letter by letter.

/// Everyday words that begin with the letter, chosen to sound unlike one another in every region.
pub(super) const fn in_vietnamese(character: u8) -> &'static str {
    match character {
        b'0' => "số không",
        b'1' => "số một",
        b'2' => "số hai",
        b'3' => "số ba",
        b'4' => "số bốn",
        b'5' => "số năm",
        b'6' => "số sáu",
        b'7' => "số bảy",
        b'8' => "số tám",
        b'9' => "số chín",
        b'A' => "A – anh",
        b'B' => "B – bò",
        b'C' => "C – cá",
        b'D' => "D – dê",
        b'E' => "E – em",
        b'F' => "F – phây, như Facebook",
        b'G' => "G – gà",
        b'H' => "H – hoa",
        b'J' => "J – gi, như quần jean",
        b'K' => "K – kem",
        b'M' => "M – mẹ",
        b'N' => "N – nón",
        b'P' => "P – pin",
        b'Q' => "Q – quê",
        b'R' => "R – rau",
        b'S' => "S – sông",
        b'T' => "T – tôm",
        b'V' => "V – voi",
        b'W' => "W – vê kép, như web",
        b'X' => "X – xoài",
        b'Y' => "Y – y tá",
        b'Z' => "Z – dét, như Zalo",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::kernel::codes::CROCKFORD;

    use super::in_vietnamese;

    #[test]
    fn every_character_is_said_in_its_own_words() {
        let words: BTreeSet<&str> = CROCKFORD.iter().map(|character| in_vietnamese(*character)).collect();
        assert_eq!(words.len(), 32);
        assert!(!words.contains("?"));
        for letter in CROCKFORD.iter().filter(|letter| letter.is_ascii_alphabetic()) {
            assert!(in_vietnamese(*letter).starts_with(char::from(*letter)));
        }
    }
}
