//! RIFF files, which are WebP and WAV: what is not picture or sound becomes nothing of the same length, under a name that readers skip.

use super::{
    FileFault, FileKind, few_pixels,
    walk::{Format, Step, u32_le_at},
};

/// A chunk that everybody skips.
const NOTHING: &[u8; 4] = b"JUNK";
/// Flags of an extended WebP header that promise a colour profile, Exif and XMP.
const PROMISES: u8 = 0x20 | 0x08 | 0x04;

#[derive(Clone, Copy)]
enum At {
    Header,
    Chunk,
    /// The first bytes of a chunk that tells the size of the picture: its name, how many bytes are left of it.
    Size([u8; 4], u64),
}

/// Where in a RIFF file we are.
pub(super) struct Riff {
    sound: bool,
    at: At,
    left: u64,
}

impl Riff {
    pub(super) fn new(kind: FileKind) -> Self {
        Self { sound: kind == FileKind::Wav, at: At::Header, left: 0 }
    }

    fn keeps(&self, name: &[u8]) -> bool {
        let kept: &[&[u8; 4]] =
            if self.sound { &[b"fmt ", b"data", b"fact"] } else { &[b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"] };
        kept.iter().any(|kept| kept.as_slice() == name)
    }

    fn chunk(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        let (name, length) = held.first_chunk::<4>().zip(u32_le_at(held, 4)).ok_or(FileFault::Damaged)?;
        // Filled up to an even length.
        let padded = u64::from(length).next_multiple_of(2);
        let whole = padded + 8;
        // Recorders that are cut off leave the length of their last chunk open.
        let open = self.sound && name == b"data" && whole > self.left;
        if whole > self.left && !open {
            return Err(FileFault::Damaged);
        }
        self.left = self.left.saturating_sub(whole);
        if !self.keeps(name) {
            out.extend_from_slice(NOTHING);
            out.extend_from_slice(&length.to_le_bytes());
            return Ok(Step::Blank(padded));
        }
        out.extend_from_slice(held);
        let told = match name {
            b"VP8X" | b"VP8 " => 10,
            b"VP8L" => 5,
            _ => return Ok(Step::Copy(padded)),
        };
        let rest = padded.checked_sub(told).ok_or(FileFault::Damaged)?;
        self.at = At::Size(*name, rest);
        Ok(Step::Need(usize::try_from(told).unwrap_or_default()))
    }
}

impl Format for Riff {
    fn opening(&self) -> Step {
        Step::Need(12)
    }

    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match self.at {
            At::Header => {
                let wanted: &[u8] = if self.sound { b"WAVE" } else { b"WEBP" };
                let size = u32_le_at(held, 4).ok_or(FileFault::Damaged)?;
                if !held.starts_with(b"RIFF") || held.get(8..12) != Some(wanted) {
                    return Err(FileFault::Damaged);
                }
                let open = self.sound && (size == 0 || size == u32::MAX);
                self.left = if open { u64::MAX } else { u64::from(size).checked_sub(4).ok_or(FileFault::Damaged)? };
                out.extend_from_slice(held);
                self.at = At::Chunk;
                Ok(Step::Need(8))
            }
            At::Chunk if held.is_empty() => Ok(if self.left == 0 { Step::End } else { Step::Need(8) }),
            At::Chunk => self.chunk(held, out),
            At::Size(name, rest) => {
                let mut shown = held.to_vec();
                let (width, height) = match (&name, shown.as_mut_slice()) {
                    (b"VP8X", [flags, _, _, _, w1, w2, w3, h1, h2, h3]) => {
                        *flags &= !PROMISES;
                        (u32::from_le_bytes([*w1, *w2, *w3, 0]) + 1, u32::from_le_bytes([*h1, *h2, *h3, 0]) + 1)
                    }
                    (b"VP8 ", [.., w1, w2, h1, h2]) => {
                        (u32::from(u16::from_le_bytes([*w1, *w2]) & 0x3fff), u32::from(u16::from_le_bytes([*h1, *h2]) & 0x3fff))
                    }
                    (b"VP8L", [0x2f, a, b, c, d]) => {
                        let bits = u32::from_le_bytes([*a, *b, *c, *d]);
                        ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
                    }
                    _ => return Err(FileFault::Damaged),
                };
                few_pixels(width.into(), height.into())?;
                out.extend_from_slice(&shown);
                self.at = At::Chunk;
                Ok(Step::Copy(rest))
            }
        }
    }

    fn may_end(&self, held: usize) -> bool {
        self.sound && matches!(self.at, At::Chunk) && held == 0
    }
}

#[cfg(test)]
mod tests {
    use crate::files::{FileFault, FileKind, clean::cleaned};

    fn chunk(name: &[u8], body: &[u8]) -> Vec<u8> {
        let pad = vec![0; body.len() % 2];
        [name, &u32::try_from(body.len()).unwrap().to_le_bytes(), body, &pad].concat()
    }

    fn riff(form: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = [form, &chunks.concat()].concat();
        [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
    }

    #[test]
    fn exif_and_profiles_of_a_picture_become_nothing_and_are_no_longer_promised() {
        let extended = |flags| chunk(b"VP8X", &[flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
        let pixels = chunk(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a\x02\x00\x02\x00pixels");
        let told =
            riff(b"WEBP", &[extended(0x3c), chunk(b"ICCP", b"Apfel"), pixels.clone(), chunk(b"EXIF", b"GPS"), chunk(b"XMP ", b"GPS!")]);
        let wanted = riff(b"WEBP", &[extended(0x10), chunk(b"JUNK", &[0; 5]), pixels, chunk(b"JUNK", &[0; 3]), chunk(b"JUNK", &[0; 4])]);
        for piece in [1, 6, 1000] {
            assert_eq!(cleaned(FileKind::WebP, &[told.as_slice(), b"GPS behind"].concat(), piece).unwrap(), wanted);
        }
    }

    #[test]
    fn what_a_recorder_wrote_about_itself_becomes_nothing() {
        let sound = [chunk(b"fmt ", &[1; 16]), chunk(b"LIST", b"INFOGPS"), chunk(b"data", b"sound")];
        let wanted = riff(b"WAVE", &[sound[0].clone(), chunk(b"JUNK", &[0; 7]), sound[2].clone()]);
        assert_eq!(cleaned(FileKind::Wav, &riff(b"WAVE", &sound), 5).unwrap(), wanted);
    }

    #[test]
    fn lengths_that_lie_and_giants_are_refused() {
        let mut lie = riff(b"WEBP", &[chunk(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a\x02\x00\x02\x00")]);
        lie[16..20].copy_from_slice(&[0xff; 4]);
        assert_eq!(cleaned(FileKind::WebP, &lie, 9), Err(FileFault::Damaged));
        let giant = riff(b"WEBP", &[chunk(b"VP8X", &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]);
        assert_eq!(cleaned(FileKind::WebP, &giant, 9), Err(FileFault::Giant));
    }
}
