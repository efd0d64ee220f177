//! MP3 and AAC without a box: only frames of sound pass. Titles, pictures and places stand in tags between and around them.

use super::{
    FileFault,
    walk::{Format, Step},
};

/// Most bytes that are neither sound nor a tag we know.
const MOST_STRAY: u64 = 64 * 1024;
/// Kilobits a second of MPEG-1 layer III, II, I and MPEG-2 layer III/II, I, by index.
const RATES: [[u32; 15]; 5] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
];

#[derive(Clone, Copy, PartialEq)]
enum At {
    /// Ten bytes of what comes next are looked at: enough for every header.
    Frame,
    /// Behind a frame or a tag.
    Behind,
    /// The rest of a header of 32 bytes of a tag at the end.
    Ape,
}

/// Where in a row of frames we are.
pub(super) struct Frames {
    aac: bool,
    at: At,
    /// Bytes that were looked at and begin what comes next.
    seen: Vec<u8>,
    stray: u64,
    sound: bool,
}

impl Frames {
    pub(super) fn mp3() -> Self {
        Self { aac: false, at: At::Frame, seen: Vec::new(), stray: 0, sound: false }
    }

    pub(super) fn aac() -> Self {
        Self { aac: true, ..Self::mp3() }
    }

    /// Bytes of the frame that begins with `head`.
    fn frame(&self, head: &[u8]) -> Option<u64> {
        match head {
            [0xff, second, _, fourth, fifth, sixth, ..] if self.aac && second & 0xf6 == 0xf0 => {
                let length = (u64::from(fourth & 3) << 11) | (u64::from(*fifth) << 3) | u64::from(sixth >> 5);
                (length >= 7).then_some(length)
            }
            [0xff, second, third, ..] if !self.aac && second & 0xe0 == 0xe0 => {
                let (version, layer) = ((second >> 3) & 3, (second >> 1) & 3);
                let first = version == 3;
                let rates = match (first, layer) {
                    (true, 1) => RATES.first(),
                    (true, 2) => RATES.get(1),
                    (true, 3) => RATES.get(2),
                    (false, 1 | 2) => RATES.get(3),
                    (false, 3) => RATES.get(4),
                    _ => None,
                }?;
                let rate = *rates.get(usize::from(third >> 4)).filter(|rate| **rate > 0)?;
                let base: u32 = [44_100, 48_000, 32_000].get(usize::from((third >> 2) & 3)).copied()?;
                let sampled = match version {
                    3 => base,
                    2 => base / 2,
                    0 => base / 4,
                    _ => return None,
                };
                let padding = u32::from((third >> 1) & 1);
                let bytes = match layer {
                    3 => (12 * rate * 1000 / sampled + padding) * 4,
                    1 if !first => 72 * rate * 1000 / sampled + padding,
                    _ => 144 * rate * 1000 / sampled + padding,
                };
                (bytes >= 10).then_some(bytes.into())
            }
            _ => None,
        }
    }

    fn look_at(&mut self, head: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        self.at = At::Behind;
        let behind = |whole: u64| whole.saturating_sub(head.len() as u64);
        match head {
            [b'I', b'D', b'3', _, _, flags, a, b, c, d] if (a | b | c | d) & 0x80 == 0 => {
                let size = [a, b, c, d].iter().fold(0_u64, |size, byte| size << 7 | u64::from(**byte));
                Ok(Step::Drop(size + if flags & 0x10 == 0 { 0 } else { 10 }))
            }
            // 128 bytes at the very end.
            [b'T', b'A', b'G', ..] => Ok(Step::End),
            [b'A', b'P', b'E', b'T', b'A', b'G', b'E', b'X', ..] => {
                self.at = At::Ape;
                Ok(Step::Need(22))
            }
            _ => {
                if let Some(length) = self.frame(head) {
                    self.sound = true;
                    // A frame may be shorter than what was looked at.
                    let whole = usize::try_from(length).unwrap_or(usize::MAX).min(head.len());
                    let (frame, rest) = head.split_at(whole);
                    out.extend_from_slice(frame);
                    self.seen = rest.to_vec();
                    return Ok(Step::Copy(behind(length)));
                }
                self.stray += 1;
                if self.stray > MOST_STRAY {
                    return Err(FileFault::Damaged);
                }
                self.seen = head.get(1..).unwrap_or_default().to_vec();
                Ok(Step::Drop(0))
            }
        }
    }
}

impl Format for Frames {
    fn opening(&self) -> Step {
        Step::Need(10)
    }

    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match self.at {
            At::Behind => {
                self.at = At::Frame;
                match 10_usize.checked_sub(self.seen.len()) {
                    Some(missing) if missing > 0 => Ok(Step::Need(missing)),
                    _ => {
                        let seen = std::mem::take(&mut self.seen);
                        self.look_at(&seen, out)
                    }
                }
            }
            At::Frame => {
                let frame = [std::mem::take(&mut self.seen).as_slice(), held].concat();
                self.look_at(&frame, out)
            }
            At::Ape => {
                let size = held.get(2..6).and_then(|size| size.first_chunk()).map(|size| u32::from_le_bytes(*size));
                self.at = At::Behind;
                // A header stands before its items, a footer behind them: those were stray bytes already.
                let is_header = held.get(13).is_some_and(|flags| flags & 0x20 != 0);
                Ok(Step::Drop(if is_header { size.unwrap_or_default().into() } else { 0 }))
            }
        }
    }

    fn may_end(&self, _: usize) -> bool {
        self.sound && self.at != At::Ape
    }
}

#[cfg(test)]
mod tests {
    use crate::files::{FileFault, FileKind, clean::cleaned};

    /// A frame of MPEG-1 layer III, 128 kbit/s at 44,100 Hz: 417 bytes.
    fn mp3_frame(fill: u8) -> Vec<u8> {
        [[0xff, 0xfb, 0x90, 0x00].as_slice(), &[fill; 413]].concat()
    }

    fn aac_frame(body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 7).unwrap();
        let [high, low] = (length << 5).to_be_bytes();
        [
            [0xff, 0xf1, 0x50, 0x80 | u8::try_from(length >> 11).unwrap(), u8::try_from((length >> 3) & 0xff).unwrap(), low | 0x1f, 0xfc]
                .as_slice(),
            body,
        ]
        .concat()
        .into_iter()
        .inspect(|_| assert!(high > 0 || low > 0))
        .collect()
    }

    #[test]
    fn titles_pictures_and_places_around_the_sound_go() {
        let sound = [mp3_frame(1), mp3_frame(2), mp3_frame(3)].concat();
        let id3 = [b"ID3\x04\0\0\0\0\x01\x00".as_slice(), &[b'G'; 128]].concat();
        let tag = [b"TAG".as_slice(), &[b'G'; 125]].concat();
        let file = [id3.as_slice(), &sound, &tag].concat();
        for piece in [1, 100, 5000] {
            assert_eq!(cleaned(FileKind::Mp3, &file, piece).unwrap(), sound, "{piece}");
        }
        let voice = [aac_frame(b"voice one"), aac_frame(b"v"), aac_frame(b"voice three")].concat();
        let file = [id3.as_slice(), &voice].concat();
        for piece in [1, 5000] {
            assert_eq!(cleaned(FileKind::Aac, &file, piece).unwrap(), voice, "{piece}");
        }
    }

    #[test]
    fn what_holds_no_sound_or_too_much_else_is_refused() {
        assert_eq!(cleaned(FileKind::Mp3, b"ID3\x04\0\0\0\0\0\0", 9), Err(FileFault::Damaged));
        assert_eq!(cleaned(FileKind::Mp3, &[mp3_frame(1), vec![b'G'; 100_000]].concat(), 999), Err(FileFault::Damaged));
        assert_eq!(cleaned(FileKind::Mp3, b"ID3\x04\0\0\x7f\x7f\x7f\x7f cut", 9), Err(FileFault::Damaged));
    }
}
