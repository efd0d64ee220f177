//! From bytes to text, surely or not at all.
//!
//! UTF-8 is checked, and UTF-16 is taken where its mark says so: both are certain. Windows-1258, TCVN3 and VNI are not: the same
//! bytes are other letters in each of them, and a wrong guess would put a wrong name into the register without a sign. They are refused.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Why bytes were not taken as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Not Unicode, first seen on this line.
    NotUnicode {
        /// The line, from 1.
        line: u64,
    },
    /// UTF-16 without its mark, or broken.
    Utf16,
}

const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF16_MARKS: [([u8; 2], &Encoding); 2] = [([0xFF, 0xFE], UTF_16LE), ([0xFE, 0xFF], UTF_16BE)];
/// What other programs put where they could not read a letter.
const LOST: char = '\u{fffd}';

/// The text of a file, with line ends that are counted alike.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let text = decoded(bytes)?;
    if text.contains('\0') {
        return Err(Unreadable::Utf16);
    }
    if let Some(at) = text.find(LOST) {
        return Err(Unreadable::NotUnicode { line: line_of(text.as_bytes(), at) });
    }
    // Old spreadsheets on a Mac end lines with CR alone, which nobody else counts as a line.
    if text.contains('\r') && !text.contains('\n') { Ok(text.replace('\r', "\n").into()) } else { Ok(text) }
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    for (mark, encoding) in UTF16_MARKS {
        if let Some(rest) = bytes.strip_prefix(&mark) {
            return encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or(Unreadable::Utf16);
        }
    }
    let bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) if bytes.contains(&0) => Err(Unreadable::Utf16),
        Err(error) => Err(Unreadable::NotUnicode { line: line_of(bytes, error.valid_up_to()) }),
    }
}

fn line_of(bytes: &[u8], at: usize) -> u64 {
    let before = bytes.get(..at).unwrap_or(bytes);
    before.split(|byte| *byte == b'\n').count() as u64
}

/// Whether UTF-8 was once read as Windows-1252 and saved again: `Nguyá»…n` for `Nguyễn`. Such letters, put back into the bytes that
/// they came from, are UTF-8; letters that are really meant are not.
pub(super) fn is_garbled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(text);
    !lost && std::str::from_utf8(&bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Unreadable, is_garbled, text};

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn unicode_is_read_in_all_its_forms() {
        let said = "code,name\r\na,Nguyễn Thị Hoa\r\n";
        assert_eq!(text(said.as_bytes()).unwrap(), said);
        assert_eq!(text(format!("\u{feff}{said}").as_bytes()).unwrap(), said);
        assert_eq!(text(&utf16(said, false)).unwrap(), said);
        assert_eq!(text(&utf16(said, true)).unwrap(), said);
        assert_eq!(text(b"a\rb").unwrap(), "a\nb");
    }

    #[test]
    fn what_is_no_unicode_is_refused_where_it_stands() {
        let (windows_1258, _, _) = encoding_rs::WINDOWS_1258.encode("code,name\na,Nguyê\u{303}n Thi\u{323} Hoa\n");
        assert_eq!(text(&windows_1258), Err(Unreadable::NotUnicode { line: 2 }));
        assert_eq!(text("code,name\na,b\nc,Nguy\u{fffd}n".as_bytes()), Err(Unreadable::NotUnicode { line: 3 }));
        let half = utf16("a,ễ", false);
        assert_eq!(text(&half[..half.len() - 1]), Err(Unreadable::Utf16));
        assert_eq!(text(&half[2..]), Err(Unreadable::Utf16), "the mark is missing");
        assert_eq!(text(&utf16("code,name", false)[2..]), Err(Unreadable::Utf16));
        assert_eq!(text(b"\xFF\xFE\x00\xD8a\x00"), Err(Unreadable::Utf16), "half a pair");
    }

    #[test]
    fn letters_that_were_read_wrongly_once_are_noticed() {
        for name in ["Nguyễn", "Đỗ Thị Hòa", "Trần"] {
            let (wrong, _, _) = encoding_rs::WINDOWS_1252.decode(name.as_bytes());
            assert!(is_garbled(&wrong), "{wrong}");
            assert!(!is_garbled(name), "{name}");
        }
        for name in ["José", "Zoë", "Lan", "Việt", "Å", "Ka–Ly"] {
            assert!(!is_garbled(name), "{name}");
        }
    }
}
