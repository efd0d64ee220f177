//! What passes as it is: documents, of which nothing is taken out (and people are told so), and AMR, which holds sound only.
//!
//! They are looked at while they pass all the same: a text that turns out to hold more than text, and a document with a program in it,
//! are refused.

use super::{Cleaner, FileFault};

/// Names of parts that hold programs, as they stand in the directory of a document.
const PROGRAMS: [&[u8]; 3] = [b"vbaProject.bin", b"Basic/script-lc.xml", b"Scripts/"];
/// Bytes of the longest of them, less one: what has to be kept in sight between two pieces.
const IN_SIGHT: usize = 32;

/// Passes as it is.
pub(super) struct Whole;

impl Cleaner for Whole {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), FileFault> {
        out.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, _: &mut Vec<u8>) -> Result<(), FileFault> {
        Ok(())
    }
}

/// Text: no control characters to its very end.
pub(super) struct Text;

impl Cleaner for Text {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), FileFault> {
        if bytes.iter().any(|byte| (*byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c)) || *byte == 0x7f) {
            return Err(FileFault::WrongKind);
        }
        out.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, _: &mut Vec<u8>) -> Result<(), FileFault> {
        Ok(())
    }
}

/// A document that is an archive inside: without programs.
#[derive(Default)]
pub(super) struct Archive {
    sight: Vec<u8>,
}

impl Cleaner for Archive {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), FileFault> {
        self.sight.extend_from_slice(bytes);
        if PROGRAMS.iter().any(|name| self.sight.windows(name.len()).any(|window| window == *name)) {
            return Err(FileFault::WrongKind);
        }
        let passed = self.sight.len().saturating_sub(IN_SIGHT);
        self.sight.drain(..passed);
        out.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, _: &mut Vec<u8>) -> Result<(), FileFault> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::files::{FileFault, FileKind, clean::cleaned};

    #[test]
    fn documents_pass_as_they_are_unless_a_program_is_in_them() {
        let document = b"PK\x03\x04 word/document.xml";
        assert_eq!(cleaned(FileKind::Docx, document, 3).unwrap(), document);
        let with_macros = [document.as_slice(), &[b'x'; 1000], b"word/vbaProject.bin"].concat();
        for piece in [1, 7, 2000] {
            assert_eq!(cleaned(FileKind::Docx, &with_macros, piece), Err(FileFault::WrongKind));
        }
        assert_eq!(cleaned(FileKind::Text, "chữ\r\n".as_bytes(), 2).unwrap(), "chữ\r\n".as_bytes());
        assert_eq!(cleaned(FileKind::Text, b"text\0\x01", 2), Err(FileFault::WrongKind));
    }
}
