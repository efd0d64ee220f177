//! Telephone numbers of offices on duty, in the one form in which they are kept and dialled.

/// Digits of an international number (ITU-T E.164), without the plus.
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 8..=15;
/// Digits of a Vietnamese number with its leading zero: ten of a mobile telephone, eleven of most others.
const NATIONAL: std::ops::RangeInclusive<usize> = 10..=11;

/// A number somebody answers on duty: Vietnamese with its leading zero, short (`113`, `1900 …`), or international with its plus.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phone(String);

impl Phone {
    /// The number as somebody typed it, with spaces, dots, hyphens or brackets; nothing when it cannot be dialled. `+84` counts as the
    /// leading zero.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let (plus, rest) = typed.strip_prefix('+').map_or((false, typed), |rest| (true, rest));
        let separator = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '(' | ')' | '\u{2011}' | '\u{2013}');
        let digits: String = rest.chars().filter(|c| !separator(*c)).collect();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let home = if plus { digits.strip_prefix("84").map(|rest| format!("0{}", rest.trim_start_matches('0'))) } else { None };
        match (plus, home) {
            (_, Some(national)) => is_national(&national).then_some(Self(national)),
            (true, None) => (INTERNATIONAL.contains(&digits.len()) && !digits.starts_with('0')).then(|| Self(format!("+{digits}"))),
            (false, None) => (is_national(&digits) || is_short(&digits)).then_some(Self(digits)),
        }
    }

    /// As it is kept and dialled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

/// A kept number as people read it aloud: `0912 345 678`, `028 3829 7643`; others as they are.
#[must_use]
pub fn spoken(kept: &str) -> String {
    let groups: &[usize] = match kept.len() {
        10 if kept.starts_with('0') => &[4, 3, 3],
        11 if kept.starts_with('0') => &[3, 4, 4],
        8 if kept.starts_with('1') => &[4, 4],
        _ => return kept.to_owned(),
    };
    let mut digits = kept.chars();
    groups.iter().map(|length| digits.by_ref().take(*length).collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn is_national(digits: &str) -> bool {
    NATIONAL.contains(&digits.len()) && digits.starts_with('0') && !digits.starts_with("00")
}

/// Emergency and service numbers of three digits, and lines that begin with 1800 or 1900.
fn is_short(digits: &str) -> bool {
    (digits.len() == 3 && digits.starts_with("11"))
        || ((8..=10).contains(&digits.len()) && (digits.starts_with("1800") || digits.starts_with("1900")))
}

#[cfg(test)]
mod tests {
    use super::{Phone, spoken};

    #[test]
    fn one_number_has_one_form_however_it_was_typed() {
        for (typed, kept) in [
            ("0912 345 678", "0912345678"),
            ("+84 912.345.678", "0912345678"),
            ("+84 (0) 912-345-678", "0912345678"),
            ("(028) 3829 7643", "02838297643"),
            ("113", "113"),
            ("1900 9095", "19009095"),
            ("+856 21 413 396", "+85621413396"),
        ] {
            assert_eq!(Phone::parse(typed).map(String::from).as_deref(), Some(kept), "{typed}");
        }
    }

    #[test]
    fn numbers_are_shown_in_groups() {
        let shown = ["0912345678", "02838297643", "19009095", "113", "+85621413396"].map(spoken);
        assert_eq!(shown, ["0912 345 678", "028 3829 7643", "1900 9095", "113", "+85621413396"]);
    }

    #[test]
    fn what_cannot_be_dialled_is_no_number() {
        for typed in
            ["", "+", "không có", "912345678", "0912", "091234567890", "0084912345678", "+0912345678", "+8412", "0912x45678", "12345678901"]
        {
            assert_eq!(Phone::parse(typed), None, "{typed}");
        }
    }
}
