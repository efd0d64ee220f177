//! Which kinds of file are taken, recognised by what they begin with.
//!
//! `infer` knows the signatures; here stands which of them are welcome, and what it cannot tell: plain text, and the brands of
//! recordings. Whatever is not on the list is refused: programs, pages, drawings that can hold script, archives.

use std::str;

/// How many bytes a file is recognised by.
pub const SNIFFED_BYTES: usize = 4096;
/// Beginnings of a text that is more than text, in small letters.
const PROGRAM_WORDS: [&str; 8] = ["<!doctype", "<html", "<svg", "<script", "<?xml", "<?php", "<iframe", "javascript:"];

/// What a person calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// A picture.
    Photo,
    /// A recorded voice.
    Voice,
    /// A video; also a recording of which the beginning does not tell which of the two it is.
    Video,
    /// Something to read.
    Document,
}

impl Group {
    /// The key of its word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::Document => "document",
        }
    }

    /// Whether somebody can be recognised by it who gave no name: by the voice, the face, the hands.
    #[must_use]
    pub const fn shows_who_speaks(self) -> bool {
        matches!(self, Self::Voice | Self::Video)
    }
}

macro_rules! kinds {
    ($($kind:ident $code:literal $group:ident $doc:literal;)+) => {
        /// A kind of file that is taken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FileKind {
            $(#[doc = $doc] $kind,)+
        }

        impl FileKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Its code, which is also the end of the name under which it is saved.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code),+ }
            }

            /// What a person calls it.
            #[must_use]
            pub const fn group(self) -> Group {
                match self { $(Self::$kind => Group::$group),+ }
            }
        }
    };
}

kinds! {
    Jpeg "jpg" Photo "JPEG.";
    Png "png" Photo "PNG.";
    Gif "gif" Photo "GIF.";
    WebP "webp" Photo "WebP.";
    Heic "heic" Photo "HEIC, HEIF: photos of newer phones.";
    Avif "avif" Photo "AVIF.";
    M4a "m4a" Voice "Voice in an MP4 file.";
    Mp3 "mp3" Voice "MP3.";
    Aac "aac" Voice "AAC frames without a box around them.";
    Amr "amr" Voice "AMR: voice of older phones.";
    Wav "wav" Voice "WAV.";
    Mp4 "mp4" Video "MP4.";
    Mov "mov" Video "`QuickTime`.";
    ThreeGp "3gp" Video "3GP: voice or video of older phones.";
    WebM "webm" Video "`WebM` or Matroska: voice or video.";
    Pdf "pdf" Document "PDF.";
    Docx "docx" Document "Word.";
    Odt "odt" Document "`OpenDocument` text.";
    Text "txt" Document "Plain text.";
}

impl FileKind {
    /// The kind of a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// What a file that begins with `head` is; nothing for what is not taken. `head` is the whole file where it is shorter than
    /// [`SNIFFED_BYTES`].
    #[must_use]
    pub fn sniff(head: &[u8]) -> Option<Self> {
        if let Some(kind) = by_brand(head).or_else(|| by_first_bytes(head)) {
            return Some(kind);
        }
        match infer::get(head) {
            Some(found) => match found.mime_type() {
                "image/jpeg" => Some(Self::Jpeg),
                "image/png" => Some(Self::Png),
                "image/gif" => Some(Self::Gif),
                "image/webp" => Some(Self::WebP),
                "audio/mpeg" => Some(Self::Mp3),
                "audio/aac" => Some(Self::Aac),
                "audio/x-wav" => Some(Self::Wav),
                "application/pdf" => Some(Self::Pdf),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Some(Self::Docx),
                "application/vnd.oasis.opendocument.text" => Some(Self::Odt),
                _ => None,
            },
            None => is_text(head).then_some(Self::Text),
        }
    }
}

/// Files of boxes: the first box names the brand.
fn by_brand(head: &[u8]) -> Option<FileKind> {
    let (kind, brand) = (head.get(4..8)?, head.get(8..12)?);
    // Old QuickTime files begin with their content.
    if matches!(kind, b"moov" | b"wide") || (kind == b"mdat" && head.starts_with(&[0, 0])) {
        return Some(FileKind::Mov);
    }
    if kind != b"ftyp" {
        return None;
    }
    Some(match brand {
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => FileKind::Heic,
        b"avif" | b"avis" => FileKind::Avif,
        b"qt  " => FileKind::Mov,
        b"M4A " | b"M4B " => FileKind::M4a,
        [b'3', b'g', ..] => FileKind::ThreeGp,
        _ => FileKind::Mp4,
    })
}

fn by_first_bytes(head: &[u8]) -> Option<FileKind> {
    match head {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(FileKind::WebM),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some(FileKind::Amr),
        [b'I', b'D', b'3', ..] => Some(FileKind::Mp3),
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some(FileKind::Aac),
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Some(FileKind::Mp3),
        _ => None,
    }
}

/// Text as somebody writes it: UTF-8 without control characters, and nothing that a reader might run.
fn is_text(head: &[u8]) -> bool {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        // The beginning may end in the middle of a letter.
        Err(error) if error.error_len().is_none() && head.len() >= SNIFFED_BYTES => {
            let whole = head.get(..error.valid_up_to()).unwrap_or_default();
            str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let lower = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    !lower.is_empty()
        && !lower.starts_with("#!")
        && !lower.starts_with('<')
        && !PROGRAM_WORDS.iter().any(|word| lower.contains(word))
        && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::FileKind;

    #[test]
    fn kinds_are_known_by_their_first_bytes() {
        let kinds: [(&[u8], FileKind); 16] = [
            (b"\xff\xd8\xff\xe1\x00\x10Exif", FileKind::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind::Png),
            (b"GIF89a\x01\0\x01\0", FileKind::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind::WebP),
            (b"RIFF\x10\0\0\0WAVEfmt ", FileKind::Wav),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1", FileKind::Heic),
            (b"\0\0\0\x18ftypavif\0\0\0\0mif1", FileKind::Avif),
            (b"\0\0\0\x18ftypM4A \0\0\0\0", FileKind::M4a),
            (b"\0\0\0\x18ftyp3gp5\0\0\0\0", FileKind::ThreeGp),
            (b"\0\0\0\x18ftypisom\0\0\0\0", FileKind::Mp4),
            (b"\0\0\0\x14ftypqt  \0\0\0\0", FileKind::Mov),
            (b"\x1a\x45\xdf\xa3\x01\0\0\0", FileKind::WebM),
            (b"#!AMR\n\x3c", FileKind::Amr),
            (b"ID3\x04\0\0\0\0\0\0", FileKind::Mp3),
            (b"%PDF-1.7\n", FileKind::Pdf),
            ("Con tôi bị nhốt.\n".as_bytes(), FileKind::Text),
        ];
        for (head, kind) in kinds {
            assert_eq!(FileKind::sniff(head), Some(kind), "{kind:?}");
        }
        for kind in FileKind::ALL {
            assert_eq!(FileKind::parse(kind.code()), Some(*kind));
        }
    }

    #[test]
    fn programs_pages_scripts_archives_and_the_unknown_are_not_taken() {
        let refused: [&[u8]; 16] = [
            b"",
            b" \n",
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"#!/bin/sh\nrm -rf /",
            b"<!DOCTYPE html><title>x</title>",
            b"  <html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<?xml version='1.0'?><svg/>",
            b"harmless at first\n<script>alert(1)</script>",
            b"PK\x03\x04\x14\0\0\0\x08\0............evil.exe",
            b"\x1f\x8b\x08\0\0\0\0\0",
            b"Rar!\x1a\x07\0",
            b"7z\xbc\xaf\x27\x1c",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x01\x02\x03\x04\x05",
        ];
        for head in refused {
            assert_eq!(FileKind::sniff(head), None, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
