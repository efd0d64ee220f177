//! Files of boxes: MP4, `QuickTime`, 3GP, M4A, HEIC, AVIF. Other boxes point at offsets in the file, so nothing is moved: what tells
//! where, when and with what becomes an empty box of the same length, times become nothing.
//!
//! The index of a recording or a picture is held while it is cleaned (see `index`), up to a bound; sound and pixels pass by. The Exif
//! block of a picture lies among its pixels, at places that its index names before. A file whose index names a place that has passed
//! already cannot be cleaned on the way, and is refused.
//!
//! Not taken out: the bytes of a track that is neither picture nor sound (a row of positions, say). Its index goes, so that no player
//! finds it, but where the index stands at the end of the file, the bytes have passed.

use std::ops::Range;

use super::{
    FileFault,
    index::{Index, blank_places},
    walk::{Format, MOST_HELD, Step, u32_at},
};

/// Name of a box that everybody skips.
pub(super) const NOTHING: &[u8; 4] = b"free";

#[derive(Clone, Copy)]
enum At {
    Head,
    /// The long form of a length, of a box of this name.
    Long([u8; 4]),
    /// All of a box of this name.
    Inside([u8; 4]),
    /// Pixels or sound, so many bytes; nothing for up to the end of the file.
    Content(Option<u64>),
}

/// Where in a file of boxes we are.
pub(super) struct Boxes {
    picture: bool,
    at: At,
    /// Bytes of the file before what comes next.
    passed: u64,
    indexed: bool,
    /// Places to be blanked, in the order of the file.
    places: Vec<Range<u64>>,
}

impl Boxes {
    pub(super) fn of_picture() -> Self {
        Self { picture: true, ..Self::of_recording() }
    }

    pub(super) fn of_recording() -> Self {
        Self { picture: false, at: At::Head, passed: 0, indexed: false, places: Vec::new() }
    }

    /// What becomes of a box of `name` with so many bytes behind its header, which is `head`.
    fn body(&mut self, name: [u8; 4], head: &[u8], body: u64, out: &mut Vec<u8>) -> Result<Step, FileFault> {
        self.at = At::Head;
        match &name {
            b"ftyp" | b"styp" | b"sidx" | b"pdin" | b"mfra" => {
                out.extend_from_slice(head);
                self.passed += body;
                Ok(Step::Copy(body))
            }
            b"moov" | b"moof" => self.inside(name, head, body, out),
            b"meta" if self.picture => self.inside(name, head, body, out),
            b"mdat" => {
                out.extend_from_slice(head);
                self.at = At::Content(Some(body));
                Ok(if body == 0 { self.behind() } else { Step::Look })
            }
            _ => {
                let (size, rest) = head.split_at_checked(4).ok_or(FileFault::Damaged)?;
                out.extend_from_slice(size);
                out.extend_from_slice(NOTHING);
                out.extend_from_slice(rest.get(4..).unwrap_or_default());
                self.passed += body;
                Ok(Step::Blank(body))
            }
        }
    }

    fn inside(&mut self, name: [u8; 4], head: &[u8], body: u64, out: &mut Vec<u8>) -> Result<Step, FileFault> {
        let body = usize::try_from(body).ok().filter(|body| *body <= MOST_HELD).ok_or(FileFault::Uncleanable)?;
        out.extend_from_slice(head);
        self.at = At::Inside(name);
        if body == 0 { Err(FileFault::Damaged) } else { Ok(Step::Need(body)) }
    }

    fn behind(&mut self) -> Step {
        self.at = At::Head;
        Step::Need(8)
    }
}

impl Format for Boxes {
    fn opening(&self) -> Step {
        Step::Need(8)
    }

    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match self.at {
            At::Head if held.is_empty() => Ok(Step::Need(8)),
            At::Head => {
                let size = u32_at(held, 0).ok_or(FileFault::Damaged)?;
                let name: [u8; 4] = held.get(4..8).and_then(|name| name.try_into().ok()).ok_or(FileFault::Damaged)?;
                self.passed += 8;
                match size {
                    0 if &name == b"mdat" => {
                        out.extend_from_slice(held);
                        self.at = At::Content(None);
                        Ok(Step::Look)
                    }
                    1 => {
                        self.at = At::Long(name);
                        Ok(Step::Need(8))
                    }
                    _ => self.body(name, held, u64::from(size).checked_sub(8).ok_or(FileFault::Damaged)?, out),
                }
            }
            At::Long(name) => {
                let size = held.first_chunk().map(|size| u64::from_be_bytes(*size)).ok_or(FileFault::Damaged)?;
                let body = size.checked_sub(16).filter(|body| *body < 1 << 40).ok_or(FileFault::Damaged)?;
                self.passed += 8;
                let whole = [[0, 0, 0, 1].as_slice(), &name, held].concat();
                self.body(name, &whole, body, out)
            }
            At::Inside(name) => {
                let mut index = held.to_vec();
                let place = self.passed;
                self.passed += held.len() as u64;
                let places = Index::new(self.picture).clean(&name, &mut index, place)?;
                if places.iter().any(|blanked| blanked.start < self.passed && blanked.end > blanked.start) {
                    return Err(FileFault::Uncleanable);
                }
                self.places.extend(places);
                self.places.sort_by_key(|blanked| blanked.start);
                self.indexed = true;
                out.extend_from_slice(&index);
                Ok(self.behind())
            }
            At::Content(_) => Err(FileFault::Damaged),
        }
    }

    fn look(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(usize, Option<Step>), FileFault> {
        let At::Content(left) = self.at else { return Err(FileFault::Damaged) };
        let used = left.map_or(bytes.len(), |left| usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len()));
        let begin = out.len();
        out.extend_from_slice(bytes.get(..used).unwrap_or_default());
        blank_places(&self.places, self.passed, out.get_mut(begin..).unwrap_or_default());
        self.passed += used as u64;
        let left = left.map(|left| left - used as u64);
        self.at = At::Content(left);
        Ok((used, (left == Some(0)).then(|| self.behind())))
    }

    fn may_end(&self, held: usize) -> bool {
        let between = matches!(self.at, At::Head) && held == 0;
        self.indexed && (between || matches!(self.at, At::Content(None)))
    }
}

#[cfg(test)]
mod tests {
    use crate::files::{FileFault, FileKind, clean::cleaned};

    fn bx(name: &[u8], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), name, body].concat()
    }

    fn free(body: usize) -> Vec<u8> {
        bx(b"free", &vec![0; body])
    }

    /// A head of times: version, flags, two times, then the rest.
    fn timed(name: &[u8], times: [u8; 8], rest: &[u8]) -> Vec<u8> {
        bx(name, &[[0; 4].as_slice(), &times, rest].concat())
    }

    fn track(times: [u8; 8], handler: &[u8], size: [u8; 8], extra: &[u8]) -> Vec<u8> {
        let head = timed(b"tkhd", times, &[[0; 64].as_slice(), &size].concat());
        let handler = bx(b"hdlr", &[[0; 8].as_slice(), handler, &[0; 13]].concat());
        let media = bx(b"mdia", &[timed(b"mdhd", times, &[7; 12]), handler, bx(b"minf", b"sound and pixels are there")].concat());
        bx(b"trak", &[head, media, extra.to_vec()].concat())
    }

    const SIZE: [u8; 8] = [0, 64, 0, 0, 0, 48, 0, 0];

    fn film(times: [u8; 8], moov_extra: &[u8], track_extra: &[u8], outside: &[u8]) -> Vec<u8> {
        let moov = [timed(b"mvhd", times, &[9; 84]), track(times, b"vide", SIZE, track_extra), moov_extra.to_vec()].concat();
        [bx(b"ftyp", b"isom\0\0\0\0"), bx(b"mdat", b"pixels and sound"), bx(b"moov", &moov), outside.to_vec()].concat()
    }

    #[test]
    fn places_devices_and_times_of_a_film_become_nothing_and_no_offset_moves() {
        let xyz = bx(b"udta", &bx(b"\xa9xyz", b"+10.77+106.70/GPS"));
        let rows = track([1; 8], b"meta", [0; 8], b"");
        let told = film([1; 8], &[xyz.clone(), rows.clone()].concat(), &bx(b"meta", b"Apfel"), &bx(b"uuid", b"GPS XMP"));
        let wanted = film([0; 8], &[free(xyz.len() - 8), free(rows.len() - 8)].concat(), &free(5), &free(7));
        for kind in [FileKind::Mp4, FileKind::Mov, FileKind::ThreeGp, FileKind::M4a] {
            for piece in [1, 10, 5000] {
                let clean = cleaned(kind, &told, piece).unwrap();
                assert_eq!(clean.len(), told.len());
                assert!(clean == wanted, "{kind:?} in pieces of {piece}");
            }
        }
    }

    /// A picture whose index says that item 2 is Exif and where it lies.
    fn picture(exif_at: u32, exif: &[u8], size: (u32, u32)) -> Vec<u8> {
        let infe = |id: u8, kind: &[u8]| bx(b"infe", &[[2, 0, 0, 0, 0, id, 0, 0].as_slice(), kind, b"\0"].concat());
        let iinf = bx(b"iinf", &[[0, 0, 0, 0, 0, 2].as_slice(), &infe(1, b"hvc1"), &infe(2, b"Exif")].concat());
        let extent = |id: u8, at: u32, length: u32| [[0, id, 0, 0, 0, 1].as_slice(), &at.to_be_bytes(), &length.to_be_bytes()].concat();
        let iloc = [[0, 0, 0, 0, 0x44, 0, 0, 2].as_slice(), &extent(1, 0, 6), &extent(2, exif_at, 8)].concat();
        let ispe = bx(b"ispe", &[[0; 4].as_slice(), &size.0.to_be_bytes(), &size.1.to_be_bytes()].concat());
        let iprp = bx(b"iprp", &bx(b"ipco", &ispe));
        let meta = [[0; 4].as_slice(), &iinf, &bx(b"iloc", &iloc), &iprp].concat();
        [bx(b"ftyp", b"heic\0\0\0\0mif1"), bx(b"meta", &meta), bx(b"mdat", &[b"pixels", exif].concat())].concat()
    }

    #[test]
    fn the_exif_block_of_a_picture_becomes_nothing_where_it_lies_among_the_pixels() {
        let before = u32::try_from(picture(0, b"", (4, 4)).len()).unwrap();
        let told = picture(before, b"GPS 10.7", (4, 4));
        let wanted = picture(before, &[0; 8], (4, 4));
        for piece in [1, 11, 5000] {
            assert!(cleaned(FileKind::Heic, &told, piece).unwrap() == wanted, "in pieces of {piece}");
        }
        assert_eq!(cleaned(FileKind::Heic, &picture(3, b"GPS 10.7", (4, 4)), 50), Err(FileFault::Uncleanable), "passed already");
    }

    #[test]
    fn lengths_that_lie_boxes_without_end_and_giants_are_refused() {
        let mut lie = film([0; 8], b"", b"", b"");
        let moov = lie.windows(4).position(|window| window == b"mvhd").unwrap();
        lie[moov - 4..moov].copy_from_slice(&[0, 0xff, 0xff, 0xff]);
        assert_eq!(cleaned(FileKind::Mp4, &lie, 9), Err(FileFault::Damaged));
        let mut deep = bx(b"trak", b"");
        for _ in 0..200 {
            deep = bx(b"trak", &deep);
        }
        assert_eq!(cleaned(FileKind::Mp4, &[bx(b"ftyp", b"isom"), bx(b"moov", &deep)].concat(), 999), Err(FileFault::Giant));
        let huge = [bx(b"ftyp", b"isom"), [b"\x7f\xff\xff\xff".as_slice(), b"moov"].concat()].concat();
        assert_eq!(cleaned(FileKind::Mp4, &huge, 9), Err(FileFault::Uncleanable));
        assert_eq!(cleaned(FileKind::Mp4, &bx(b"ftyp", b"isom"), 9), Err(FileFault::Damaged), "nothing in it");
        assert_eq!(cleaned(FileKind::Heic, &picture(0, b"", (60_000, 60_000)), 9), Err(FileFault::Giant));
        let wide = film([0; 8], &track([0; 8], b"vide", [0x7f, 0xff, 0, 0, 0x7f, 0xff, 0, 0], b""), b"", b"");
        assert_eq!(cleaned(FileKind::Mp4, &wide, 99), Err(FileFault::Giant));
    }
}
