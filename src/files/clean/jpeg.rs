//! JPEG: application segments and comments go, and what follows the end of the picture (the small film of a "motion photo").
//!
//! Kept of them: the JFIF header without its small picture, the orientation as a minimal Exif block, and Adobe's note on colours,
//! without which the picture shows wrong ones. A colour profile goes too: it names the device.

use super::{
    FileFault, few_pixels,
    tiff::{orientation, with_orientation},
    walk::{Format, Step, u16_at},
};

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const JFIF: u8 = 0xe0;
const EXIF: u8 = 0xe1;
const ADOBE: u8 = 0xee;
const COMMENT: u8 = 0xfe;
/// Bytes of a JFIF header up to its small picture.
const JFIF_BYTES: usize = 14;

#[derive(Clone, Copy)]
enum At {
    Start,
    Mark,
    Length(u8),
    Body(u8),
    /// In the picture itself; whether the byte before was the first of a mark.
    Picture(bool),
    AfterScanHead,
}

/// Where in a JPEG we are.
pub(super) struct Jpeg {
    at: At,
    framed: bool,
    turned: bool,
}

impl Default for Jpeg {
    fn default() -> Self {
        Self { at: At::Start, framed: false, turned: false }
    }
}

impl Format for Jpeg {
    fn opening(&self) -> Step {
        Step::Need(2)
    }

    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match self.at {
            At::Start => {
                if held != [0xff, START] {
                    return Err(FileFault::Damaged);
                }
                out.extend_from_slice(held);
                self.to(At::Mark, 2)
            }
            At::Mark => self.mark(held, out),
            At::Length(mark) => {
                let length = usize::from(u16_at(held, 0).ok_or(FileFault::Damaged)?);
                let body = length.checked_sub(2).ok_or(FileFault::Damaged)?;
                match mark {
                    // Read whole: at most 64 KiB each.
                    JFIF | EXIF | ADOBE if body > 0 => self.to(At::Body(mark), body),
                    _ if is_frame(mark) && body > 0 => self.to(At::Body(mark), body),
                    JFIF..=0xef | COMMENT => {
                        self.at = At::Mark;
                        Ok(if body == 0 { Step::Need(2) } else { Step::Drop(body as u64) })
                    }
                    _ => {
                        if mark == SCAN && !self.framed {
                            return Err(FileFault::Damaged);
                        }
                        out.extend_from_slice(&[0xff, mark]);
                        out.extend_from_slice(held);
                        self.at = if mark == SCAN { At::AfterScanHead } else { At::Mark };
                        Ok(Step::Copy(body as u64))
                    }
                }
            }
            At::Body(mark) => self.body(mark, held, out),
            At::AfterScanHead => {
                self.at = At::Picture(false);
                Ok(Step::Look)
            }
            At::Picture(_) => Err(FileFault::Damaged),
        }
    }

    fn look(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(usize, Option<Step>), FileFault> {
        let At::Picture(mut marked) = self.at else { return Err(FileFault::Damaged) };
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if !marked {
                let plain = rest.iter().position(|byte| *byte == 0xff);
                out.extend_from_slice(rest.get(..plain.unwrap_or(rest.len())).unwrap_or_default());
                marked = plain.is_some();
                at += plain.map_or(rest.len(), |plain| plain + 1);
                continue;
            }
            at += 1;
            match rest.first().copied().unwrap_or_default() {
                // A byte of the picture that looks like a mark, or a restart within it.
                byte @ (0 | 0xd0..=0xd7) => {
                    out.extend_from_slice(&[0xff, byte]);
                    marked = false;
                }
                0xff => {}
                mark => {
                    let step = self.mark(&[0xff, mark], out)?;
                    return Ok((at, Some(step)));
                }
            }
        }
        self.at = At::Picture(marked);
        Ok((bytes.len(), None))
    }

    fn may_end(&self, _: usize) -> bool {
        // Many a camera forgets the last mark: the picture is there all the same.
        matches!(self.at, At::Picture(_))
    }
}

impl Jpeg {
    #[expect(clippy::unnecessary_wraps, reason = "every arm of `next` answers with a result")]
    fn to(&mut self, at: At, need: usize) -> Result<Step, FileFault> {
        self.at = at;
        Ok(Step::Need(need))
    }

    /// The step after a mark. Between segments anything is a mark after 0xff; more of these may stand before it.
    fn mark(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match held {
            // `next` asked after the body of a segment that was copied or dropped.
            [] => self.to(At::Mark, 2),
            [0xff, 0xff] | [0xff] => self.to(At::Mark, 1),
            [0xff, END] | [END] => {
                out.extend_from_slice(&[0xff, END]);
                Ok(Step::End)
            }
            [0xff, mark] | [mark] if *mark >= 0xc0 && !(0xd0..=0xd8).contains(mark) => self.to(At::Length(*mark), 2),
            _ => Err(FileFault::Damaged),
        }
    }

    fn body(&mut self, mark: u8, body: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        self.at = At::Mark;
        match mark {
            JFIF if body.starts_with(b"JFIF\0") && body.len() >= JFIF_BYTES => {
                let head = body.get(..JFIF_BYTES - 2).unwrap_or_default();
                out.extend_from_slice(&[0xff, JFIF, 0, 16]);
                out.extend_from_slice(head);
                out.extend_from_slice(&[0, 0]);
            }
            EXIF => {
                let turn = body.strip_prefix(b"Exif\0\0").and_then(orientation);
                if let (Some(turn), false) = (turn, self.turned) {
                    self.turned = true;
                    out.extend_from_slice(&[0xff, EXIF, 0, 34]);
                    out.extend_from_slice(b"Exif\0\0");
                    out.extend_from_slice(&with_orientation(turn));
                }
            }
            ADOBE if body.len() == 12 && body.starts_with(b"Adobe") => segment(mark, body, out),
            _ if is_frame(mark) => {
                let (height, width) = u16_at(body, 1).zip(u16_at(body, 3)).ok_or(FileFault::Damaged)?;
                few_pixels(width.into(), height.into())?;
                self.framed = true;
                segment(mark, body, out);
            }
            _ => {}
        }
        Ok(Step::Need(2))
    }
}

fn segment(mark: u8, body: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    out.extend_from_slice(&[0xff, mark]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(body);
}

/// Whether the segment says how large the picture is.
const fn is_frame(mark: u8) -> bool {
    matches!(mark, 0xc0..=0xcf) && !matches!(mark, 0xc4 | 0xc8 | 0xcc)
}

#[cfg(test)]
mod tests {
    use crate::files::{
        FileFault, FileKind,
        clean::{cleaned, tiff::with_orientation},
    };

    const PIXELS: &[u8] = b"\x12\x34\xff\x00\x56\xff\xd0\x78\x9a";

    fn segment(mark: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [[0xff, mark].as_slice(), &length, body].concat()
    }

    fn frame(width: u16, height: u16) -> Vec<u8> {
        segment(0xc0, &[[8].as_slice(), &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat())
    }

    /// A photo with everything that a phone writes into one.
    fn photo(exif: &[u8]) -> Vec<u8> {
        let jfif = segment(0xe0, b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\x01\x01RGB");
        let exif = segment(0xe1, &[b"Exif\0\0".as_slice(), exif, b"GPS 10.77 106.70 Apfel 15"].concat());
        let rest = [
            segment(0xe2, b"ICC_PROFILE\0Apfel"),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:GPS/>"),
            segment(0xfe, b"GPS in words"),
        ];
        let tables = [segment(0xdb, &[0; 65]), frame(4, 4), segment(0xda, &[1, 1, 0, 0, 63, 0])].concat();
        [b"\xff\xd8".as_slice(), &jfif, &exif, &rest.concat(), &tables, PIXELS, b"\xff\xd9", b"GPS: a small film"].concat()
    }

    #[test]
    fn position_and_device_go_and_the_pixels_and_which_way_is_up_stay() {
        let photo = photo(&with_orientation(6));
        for piece in [1, 3, 7, photo.len()] {
            let clean = cleaned(FileKind::Jpeg, &photo, piece).unwrap();
            let text = String::from_utf8_lossy(&clean);
            assert!(!text.contains("GPS") && !text.contains("Apfel") && !text.contains("RGB"), "{text}");
            assert!(clean.ends_with(&[PIXELS, b"\xff\xd9"].concat()));
            assert!(clean.windows(26).any(|window| window == with_orientation(6)));
            assert!(clean.windows(67).any(|window| window == &segment(0xdb, &[0; 65])[..67]));
            assert_eq!(cleaned(FileKind::Jpeg, &clean, 5).unwrap(), clean, "clean already");
        }
    }

    #[test]
    fn a_picture_without_its_last_mark_is_still_one_and_a_cut_header_is_none() {
        let photo = photo(b"");
        let end = photo.windows(2).rposition(|window| window == b"\xff\xd9").unwrap();
        assert!(cleaned(FileKind::Jpeg, &photo[..end], 9).is_ok());
        for cut in [1, 2, 5, 30, 120] {
            assert_eq!(cleaned(FileKind::Jpeg, &photo[..cut], 9), Err(FileFault::Damaged), "cut to {cut}");
        }
        assert_eq!(cleaned(FileKind::Jpeg, b"\xff\xd8\xff\xda\0\x02abc\xff\xd9", 9), Err(FileFault::Damaged), "no frame");
    }

    #[test]
    fn a_giant_is_refused_by_what_it_says_of_itself() {
        let giant = [b"\xff\xd8".as_slice(), &frame(20_000, 20_000)].concat();
        assert_eq!(cleaned(FileKind::Jpeg, &giant, 9), Err(FileFault::Giant));
    }
}
