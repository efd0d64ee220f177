//! One cell as a value, and a value as a cell that no spreadsheet runs.

use chrono::NaiveDate;

use super::{
    encoding::is_garbled,
    finding::{Fault, is_hidden},
};
use crate::kernel::text::bounded;

/// What a spreadsheet takes for the beginning of a formula, the wide forms of East Asian keyboards included.
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Makes a spreadsheet show a cell as it is.
const AS_TEXT: char = '\'';
/// Fewest and most digits of a telephone number: 113, and E.164.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=15;
/// Most digits of a number that begins with 1: 113, 19001234, 1800123456.
const SHORT_PHONE_DIGITS: usize = 10;

/// A cell without the white space around it; a hard space, which spreadsheets love, is a space.
pub(super) fn trimmed(raw: &str) -> std::borrow::Cow<'_, str> {
    let raw = raw.trim();
    if raw.contains('\u{a0}') { raw.replace('\u{a0}', " ").into() } else { raw.into() }
}

/// Words for people: not a formula, nothing hidden, not misread before.
pub(super) fn text(raw: &str, max: usize) -> Result<String, Fault> {
    if raw.starts_with(['\t', '\r']) || trimmed(raw).trim_start_matches(AS_TEXT).starts_with(FORMULA_STARTS) {
        return Err(Fault::Formula);
    }
    let text = trimmed(raw);
    if text.chars().any(is_hidden) {
        return Err(Fault::HiddenCharacters);
    }
    if is_garbled(&text) {
        return Err(Fault::Garbled);
    }
    bounded(&text, max).map_err(|_| Fault::TooLong)
}

/// A telephone number as people write it. A number that begins with neither 0, + nor 1 has lost its zero in a spreadsheet.
pub(super) fn phone(raw: &str) -> Option<String> {
    let typed = trimmed(raw);
    let number = typed.strip_prefix(AS_TEXT).unwrap_or(&typed);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let shaped = number.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || " ().-".contains(c) || (at == 0 && c == '+'));
    let first = number.chars().find(|c| c.is_ascii_digit() || *c == '+');
    let whole = match first {
        Some('0' | '+') => true,
        Some('1') => digits <= SHORT_PHONE_DIGITS,
        _ => false,
    };
    (shaped && whole && !number.starts_with('-') && PHONE_DIGITS.contains(&digits)).then(|| number.to_owned())
}

/// A day, year first: with the day first nobody can tell 3 April from 4 March.
pub(super) fn day(raw: &str) -> Option<NaiveDate> {
    let typed = trimmed(raw);
    NaiveDate::parse_from_str(&typed, "%Y-%m-%d").ok().filter(|day| day.format("%Y-%m-%d").to_string() == typed)
}

/// Yes or no, also as a spreadsheet or a Vietnamese reader writes them.
pub(super) fn flag(raw: &str) -> Option<bool> {
    match bounded(&trimmed(raw), 10).ok()?.to_lowercase().as_str() {
        "yes" | "có" | "true" | "1" => Some(true),
        "no" | "không" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// `text` as it may stand in an export: what a spreadsheet would run gets an apostrophe before it, which shows it as it is.
pub(super) fn harmless(text: String) -> String {
    if text.starts_with(FORMULA_STARTS) || text.starts_with(['\t', '\r']) { format!("{AS_TEXT}{text}") } else { text }
}

/// How a flag is exported.
pub(super) fn yes_no(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Fault, day, flag, harmless, phone, text};

    #[test]
    fn what_a_spreadsheet_would_run_is_refused() {
        for bad in ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\rx", "  =1", "'=1", "＝1", "\u{a0}=1"] {
            assert_eq!(text(bad, 100), Err(Fault::Formula), "{bad:?}");
        }
        assert_eq!(text(" Trạm Y tế\u{a0}xã - Tân Hải ", 100), Ok("Trạm Y tế xã - Tân Hải".into()));
        assert_eq!(text("o\u{302}i", 100), Ok("ôi".into()));
        assert_eq!(text("a\nb", 100), Err(Fault::HiddenCharacters));
        assert_eq!(text("a\u{202e}b", 100), Err(Fault::HiddenCharacters));
        assert_eq!(text("Nguyá»…n", 100), Err(Fault::Garbled));
        assert_eq!(text("abc", 2), Err(Fault::TooLong));
    }

    #[test]
    fn a_telephone_number_is_kept_as_written_and_a_lost_zero_is_noticed() {
        for good in ["028 3829 1234", "(028) 3829-1234", "+84 28 3829 1234", "111", "19001234", "1800.1234"] {
            assert_eq!(phone(good).as_deref(), Some(good));
        }
        assert_eq!(phone("'+84 28 3829 1234").as_deref(), Some("+84 28 3829 1234"));
        for bad in
            ["2838291234", "84283829123", "2.84E+10", "=1+1", "028;111", "+", "12", "0123456789012345", "-0283829", "01+2", "12838291234"]
        {
            assert_eq!(phone(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_and_flags_are_read_one_way_only() {
        assert!(day("2026-11-01").is_some());
        for bad in ["01/11/2026", "2026-11-31", "2026-1-1", "46327"] {
            assert_eq!(day(bad), None, "{bad}");
        }
        assert_eq!((flag("Có"), flag("NO"), flag("x"), flag("TRUE")), (Some(true), Some(false), None, Some(true)));
    }

    #[test]
    fn nothing_that_runs_is_written() {
        assert_eq!(harmless("+84 28".into()), "'+84 28");
        assert_eq!(harmless("=HYPERLINK()".into()), "'=HYPERLINK()");
        assert_eq!(harmless("Lan".into()), "Lan");
    }
}
