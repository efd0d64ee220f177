//! PNG: what is not needed to draw the picture goes, texts, Exif, times and colour profiles among it.

use super::{
    FileFault, few_pixels,
    walk::{Format, Step, u32_at},
};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
/// Chunks that draw: pixels, palette, transparency, brightness, and those of moving pictures.
const DRAWING: [&[u8; 4]; 12] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"acTL", b"fcTL", b"fdAT"];
/// Largest length that a chunk may say.
const LONGEST: u32 = 0x7fff_ffff;

/// Where in a PNG we are.
#[derive(Default)]
pub(super) struct Png {
    at: At,
}

#[derive(Default, Clone, Copy)]
enum At {
    #[default]
    Signature,
    First,
    Chunk,
    Ended,
}

impl Format for Png {
    fn opening(&self) -> Step {
        Step::Need(8)
    }

    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match self.at {
            At::Signature if held == SIGNATURE => {
                out.extend_from_slice(held);
                self.at = At::First;
                // The first chunk with its 13 bytes, and its check.
                Ok(Step::Need(8 + 13 + 4))
            }
            At::First if held.starts_with(b"\0\0\0\x0dIHDR") => {
                let (width, height) = u32_at(held, 8).zip(u32_at(held, 12)).ok_or(FileFault::Damaged)?;
                few_pixels(width.into(), height.into())?;
                out.extend_from_slice(held);
                self.at = At::Chunk;
                Ok(Step::Need(8))
            }
            At::Signature | At::First => Err(FileFault::Damaged),
            At::Chunk if held.is_empty() => Ok(Step::Need(8)),
            At::Chunk => {
                let length = u32_at(held, 0).filter(|length| *length <= LONGEST).ok_or(FileFault::Damaged)?;
                let name = held.get(4..8).ok_or(FileFault::Damaged)?;
                let with_check = u64::from(length) + 4;
                if name == b"IEND" {
                    self.at = At::Ended;
                }
                if DRAWING.iter().any(|drawing| drawing.as_slice() == name) {
                    out.extend_from_slice(held);
                    return Ok(Step::Copy(with_check));
                }
                // A chunk with a capital first letter is needed to draw: one we do not know cannot be left out.
                if name.first().is_some_and(u8::is_ascii_uppercase) {
                    return Err(FileFault::Damaged);
                }
                Ok(Step::Drop(with_check))
            }
            At::Ended => Ok(Step::End),
        }
    }

    fn may_end(&self, _: usize) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::files::{FileFault, FileKind, clean::cleaned};

    fn chunk(name: &[u8], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len()).unwrap().to_be_bytes(), name, body, b"CRC!"].concat()
    }

    fn header(width: u32, height: u32) -> Vec<u8> {
        chunk(b"IHDR", &[width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat())
    }

    #[test]
    fn texts_exif_times_and_what_follows_the_end_go_and_the_pixels_stay() {
        let start = [b"\x89PNG\r\n\x1a\n".as_slice(), &header(2, 2)].concat();
        let told =
            [chunk(b"tEXt", b"GPS"), chunk(b"eXIf", b"GPS"), chunk(b"tIME", b"2026-11"), chunk(b"iCCP", b"Apfel"), chunk(b"zTXt", b"")];
        let pixels = [chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")].concat();
        let picture = [start.clone(), told.concat(), pixels.clone(), b"GPS behind".to_vec()].concat();
        for piece in [1, 5, 1000] {
            assert_eq!(cleaned(FileKind::Png, &picture, piece).unwrap(), [start.clone(), pixels.clone()].concat());
        }
    }

    #[test]
    fn lengths_that_lie_cuts_and_giants_are_refused() {
        let start = [b"\x89PNG\r\n\x1a\n".as_slice(), &header(2, 2)].concat();
        let long = [start.as_slice(), b"\xff\xff\xff\xff", b"IDAT"].concat();
        assert_eq!(cleaned(FileKind::Png, &long, 9), Err(FileFault::Damaged));
        let cut = [start.as_slice(), b"\0\0\0\xff", b"IDAT", b"few"].concat();
        assert_eq!(cleaned(FileKind::Png, &cut, 9), Err(FileFault::Damaged));
        assert_eq!(cleaned(FileKind::Png, &start, 9), Err(FileFault::Damaged), "no end");
        let giant = [b"\x89PNG\r\n\x1a\n".as_slice(), &header(60_000, 60_000)].concat();
        assert_eq!(cleaned(FileKind::Png, &giant, 9), Err(FileFault::Giant));
    }
}
