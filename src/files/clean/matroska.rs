//! `WebM` and Matroska: tags, attached files and chapters become nothing of the same length; of what a recorder says of itself and of the
//! time only the length of the recording stays.

use super::{
    FileFault, few_pixels,
    walk::{Format, MOST_HELD, Step},
};

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const SEEK_HEAD: u32 = 0x114d_9b74;
const INFO: u32 = 0x1549_a966;
const TRACKS: u32 = 0x1654_ae6b;
const CLUSTER: u32 = 0x1f43_b675;
const CUES: u32 = 0x1c53_bb6b;
/// What a cluster holds: time, blocks, groups of blocks, positions.
const IN_CLUSTER: [u32; 6] = [0xe7, 0xa3, 0xa0, 0xa7, 0xab, 0x5854];
const VOID: u8 = 0xec;
/// Of the information about a recording: the unit of its times, its length.
const INFO_KEPT: [u32; 2] = [0x002a_d7b1, 0x4489];
/// The programs that wrote it: they have to be there, and say nothing.
const INFO_PROGRAMS: [u32; 2] = [0x4d80, 0x5741];
const TRACK: u32 = 0xae;
const TRACK_NAME: u32 = 0x536e;
const CHECKSUM: u32 = 0xbf;
const VIDEO: u32 = 0xe0;
const WIDTH: u32 = 0xb0;
const HEIGHT: u32 = 0xba;
/// Most bytes of the head of an element: four of its id, eight of its length.
const LONGEST_SIZE: usize = 8;

#[derive(Default, Clone, Copy)]
enum At {
    #[default]
    Id,
    IdRest,
    Size,
    SizeRest,
    Inside(u32),
}

/// Where in a Matroska file we are.
#[derive(Default)]
pub(super) struct Matroska {
    at: At,
    head: Vec<u8>,
    id_bytes: usize,
    tracks: bool,
}

impl Format for Matroska {
    fn opening(&self) -> Step {
        Step::Need(1)
    }

    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match self.at {
            At::Id if held.is_empty() => Ok(Step::Need(1)),
            At::Id => {
                self.head = held.to_vec();
                self.id_bytes = width(held).filter(|width| *width <= 4).ok_or(FileFault::Damaged)?;
                match self.id_bytes - 1 {
                    0 => self.to(At::Size, 1),
                    rest => self.to(At::IdRest, rest),
                }
            }
            At::IdRest => {
                self.head.extend_from_slice(held);
                self.to(At::Size, 1)
            }
            At::Size => {
                self.head.extend_from_slice(held);
                match width(held).ok_or(FileFault::Damaged)? - 1 {
                    0 => self.element(out),
                    rest => self.to(At::SizeRest, rest),
                }
            }
            At::SizeRest => {
                self.head.extend_from_slice(held);
                self.element(out)
            }
            At::Inside(id) => {
                let mut body = held.to_vec();
                if id == INFO {
                    each(&mut body, &mut clean_information)?;
                } else {
                    self.tracks = true;
                    each(&mut body, &mut clean_track)?;
                }
                out.extend_from_slice(&body);
                self.to(At::Id, 1)
            }
        }
    }

    fn may_end(&self, held: usize) -> bool {
        self.tracks && matches!(self.at, At::Id) && held == 0
    }
}

impl Matroska {
    #[expect(clippy::unnecessary_wraps, reason = "every arm of `next` answers with a result")]
    fn to(&mut self, at: At, need: usize) -> Result<Step, FileFault> {
        self.at = at;
        Ok(Step::Need(need))
    }

    /// The step for the element whose head is complete.
    fn element(&mut self, out: &mut Vec<u8>) -> Result<Step, FileFault> {
        self.at = At::Id;
        let head = std::mem::take(&mut self.head);
        let (id, size) = head.split_at_checked(self.id_bytes).ok_or(FileFault::Damaged)?;
        let (id, size) = (number(id), length(size));
        match (id, size) {
            (SEGMENT, _) | (CLUSTER, None) => {
                out.extend_from_slice(&head);
                Ok(Step::Need(1))
            }
            (INFO | TRACKS, Some(size)) => {
                let size = usize::try_from(size).ok().filter(|size| *size <= MOST_HELD).ok_or(FileFault::Uncleanable)?;
                out.extend_from_slice(&head);
                if size == 0 { Ok(Step::Need(1)) } else { self.to(At::Inside(id), size) }
            }
            (EBML | SEEK_HEAD | CLUSTER | CUES, Some(size)) => {
                out.extend_from_slice(&head);
                Ok(Step::Copy(size))
            }
            (id, Some(size)) if IN_CLUSTER.contains(&id) => {
                out.extend_from_slice(&head);
                Ok(Step::Copy(size))
            }
            (_, Some(size)) => {
                out.extend(nothing(head.len(), size)?);
                Ok(Step::Blank(size))
            }
            (_, None) => Err(FileFault::Damaged),
        }
    }
}

/// A head of `bytes` bytes for an element that is nothing and as long as one with `size` bytes behind such a head.
fn nothing(bytes: usize, size: u64) -> Result<Vec<u8>, FileFault> {
    let width = bytes.checked_sub(1).filter(|width| *width > 0).ok_or(FileFault::Damaged)?.min(LONGEST_SIZE);
    let filled = bytes - 1 - width;
    let size = size + filled as u64;
    if size >= 1 << (7 * width).min(55) {
        return Err(FileFault::Damaged);
    }
    let marked = (size | 1 << (7 * width)).to_be_bytes();
    let mut head = vec![VOID];
    head.extend_from_slice(marked.get(LONGEST_SIZE - width..).unwrap_or_default());
    head.resize(bytes, 0);
    Ok(head)
}

/// What `clean` makes of an element within another.
enum Fate {
    Stays,
    Nothing,
    Spaces,
    Descend,
}

/// Says what becomes of an element, by its id and its content.
type Cleaning<'c> = dyn FnMut(u32, &[u8]) -> Result<Fate, FileFault> + 'c;

/// Cleans each element of `bytes` in place: `clean` says what becomes of it, by its id and its content.
fn each(mut bytes: &mut [u8], clean: &mut Cleaning<'_>) -> Result<(), FileFault> {
    while !bytes.is_empty() {
        let id_bytes = width(bytes).filter(|width| *width <= 4).ok_or(FileFault::Damaged)?;
        let size_bytes = width(bytes.get(id_bytes..).unwrap_or_default()).ok_or(FileFault::Damaged)?;
        let head = id_bytes + size_bytes;
        let id = number(bytes.get(..id_bytes).ok_or(FileFault::Damaged)?);
        let size = length(bytes.get(id_bytes..head).ok_or(FileFault::Damaged)?).ok_or(FileFault::Damaged)?;
        let whole = usize::try_from(size).ok().and_then(|size| size.checked_add(head)).ok_or(FileFault::Damaged)?;
        let (this, rest) = std::mem::take(&mut bytes).split_at_mut_checked(whole).ok_or(FileFault::Damaged)?;
        bytes = rest;
        let (heading, content) = this.split_at_mut_checked(head).ok_or(FileFault::Damaged)?;
        match clean(id, content)? {
            Fate::Stays => {}
            Fate::Spaces => content.fill(b' '),
            Fate::Nothing => {
                heading.copy_from_slice(&nothing(head, size)?);
                content.fill(0);
            }
            // One level only: elements of a track.
            Fate::Descend => each(content, &mut |id, content| clean_of_track(id, content))?,
        }
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "a `Cleaning`")]
fn clean_information(id: u32, _: &[u8]) -> Result<Fate, FileFault> {
    Ok(match id {
        id if INFO_KEPT.contains(&id) => Fate::Stays,
        id if INFO_PROGRAMS.contains(&id) => Fate::Spaces,
        _ => Fate::Nothing,
    })
}

#[expect(clippy::unnecessary_wraps, reason = "a `Cleaning`")]
fn clean_track(id: u32, _: &[u8]) -> Result<Fate, FileFault> {
    Ok(if id == TRACK { Fate::Descend } else { Fate::Nothing })
}

fn clean_of_track(id: u32, content: &[u8]) -> Result<Fate, FileFault> {
    if id == VIDEO {
        let (mut wide, mut high) = (0, 0);
        let mut read = content.to_vec();
        each(&mut read, &mut |id, content| {
            match id {
                WIDTH => wide = content.iter().fold(0, |value: u64, byte| value.saturating_mul(256).saturating_add((*byte).into())),
                HEIGHT => high = content.iter().fold(0, |value: u64, byte| value.saturating_mul(256).saturating_add((*byte).into())),
                _ => {}
            }
            Ok(Fate::Stays)
        })?;
        few_pixels(wide, high)?;
    }
    Ok(if matches!(id, TRACK_NAME | CHECKSUM) { Fate::Nothing } else { Fate::Stays })
}

/// How many bytes a number takes, by its first.
fn width(bytes: &[u8]) -> Option<usize> {
    let first = bytes.first()?;
    usize::try_from(first.leading_zeros()).ok().map(|zeros| zeros + 1).filter(|width| *width <= LONGEST_SIZE)
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// A length; nothing where it was not known when it was written.
fn length(bytes: &[u8]) -> Option<u64> {
    let value = bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let bits = 7 * bytes.len();
    let marked = value & ((1 << bits) - 1);
    (marked != (1 << bits) - 1).then_some(marked)
}

#[cfg(test)]
mod tests {
    use crate::files::{FileFault, FileKind, clean::cleaned};

    fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
        [id, &(u64::try_from(body.len()).unwrap() | 1 << 28).to_be_bytes()[4..], body].concat()
    }

    fn void(id: &[u8], body: &[u8]) -> Vec<u8> {
        let whole = element(id, body);
        let width = id.len() + 3;
        let head = (u64::try_from(body.len()).unwrap() | 1 << (7 * width)).to_be_bytes();
        [[0xec].as_slice(), &head[8 - width..], &vec![0; whole.len() - 1 - width]].concat()
    }

    const INFO: &[u8] = &[0x15, 0x49, 0xa9, 0x66];
    const TAGS: &[u8] = &[0x12, 0x54, 0xc3, 0x67];
    const DATE: &[u8] = &[0x44, 0x61];
    const PROGRAM: &[u8] = &[0x57, 0x41];

    fn film(info: &[u8], tags: &[u8], width: u16) -> Vec<u8> {
        let video = element(&[0xe0], &[element(&[0xb0], &width.to_be_bytes()), element(&[0xba], &width.to_be_bytes())].concat());
        let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &video));
        let blocks = [element(&[0xe7], &[0]), element(&[0xa3], b"sound and pixels")].concat();
        // As a browser records it: segment and cluster of unknown length.
        [
            element(&[0x1a, 0x45, 0xdf, 0xa3], b"head"),
            vec![0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            info.to_vec(),
            tracks,
            vec![0x1f, 0x43, 0xb6, 0x75, 0xff],
            blocks.clone(),
            element(&[0x1f, 0x43, 0xb6, 0x75], &blocks),
            tags.to_vec(),
        ]
        .concat()
    }

    #[test]
    fn tags_dates_and_programs_of_a_recording_become_nothing() {
        let scale = element(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40]);
        let told = element(INFO, &[scale.clone(), element(DATE, b"20261122"), element(PROGRAM, b"Apfel")].concat());
        let wanted = element(INFO, &[scale, void(DATE, b"20261122"), element(PROGRAM, b"     ")].concat());
        let file = film(&told, &element(TAGS, b"GPS tags"), 640);
        for piece in [1, 7, 5000] {
            let clean = cleaned(FileKind::WebM, &file, piece).unwrap();
            assert!(clean == film(&wanted, &void(TAGS, b"GPS tags"), 640), "in pieces of {piece}");
        }
    }

    #[test]
    fn lengths_that_lie_and_giants_are_refused() {
        let file = film(b"", b"", 640);
        assert_eq!(cleaned(FileKind::WebM, &file[..file.len() - 3], 99), Err(FileFault::Damaged));
        assert_eq!(cleaned(FileKind::WebM, &film(b"", b"", 60_000), 99), Err(FileFault::Giant));
        assert_eq!(cleaned(FileKind::WebM, &element(&[0x1a, 0x45, 0xdf, 0xa3], b"head"), 99), Err(FileFault::Damaged));
        let lie = [INFO, &[0x08, 0xff, 0xff, 0xff, 0xff]].concat();
        assert_eq!(cleaned(FileKind::WebM, &film(&lie, b"", 640), 99), Err(FileFault::Uncleanable));
    }
}
