//! The index of a file of boxes, cleaned in place.

#![expect(clippy::trivially_copy_pass_by_ref, reason = "names of boxes are matched against byte strings, which are references")]

use std::ops::Range;

use super::{
    FileFault,
    boxes::NOTHING,
    few_pixels,
    walk::{u16_at, u32_at},
};

/// Boxes in boxes that are followed.
const DEEPEST: usize = 8;
/// Tracks that are picture or sound.
const SHOWN: [&[u8; 4]; 4] = [b"vide", b"soun", b"auxv", b"pict"];
/// Items that are no picture: Exif, XMP, addresses.
const TOLD: [&[u8; 4]; 3] = [b"Exif", b"mime", b"uri "];
/// Items of a picture that are looked at.
const MOST_ITEMS: usize = 10_000;

/// What becomes of a box within another.
enum Fate {
    Stays,
    Descend,
    Nothing,
}

/// What stays in which box. A box that is not named here becomes nothing where its parent is.
fn fate(parent: &[u8; 4], name: &[u8; 4]) -> Fate {
    match (parent, name) {
        (b"moov", b"trak") | (b"trak", b"mdia" | b"trak") | (b"moof", b"traf") | (b"meta", b"iprp") | (b"iprp", b"ipco") => Fate::Descend,
        (b"moov", b"mvhd" | b"mvex" | b"iods")
        | (b"trak", b"tkhd" | b"edts" | b"tref")
        | (b"mdia", b"mdhd" | b"hdlr" | b"minf" | b"elng")
        | (b"moof", b"mfhd")
        | (b"meta", b"hdlr" | b"pitm" | b"iinf" | b"iloc" | b"iref" | b"idat" | b"dinf" | b"grpl")
        | (b"iprp", b"ipma") => Fate::Stays,
        (b"traf" | b"ipco", name) if !matches!(name, b"uuid" | b"udta" | b"meta") => Fate::Stays,
        _ => Fate::Nothing,
    }
}

/// Cleans an index.
pub(super) struct Index {
    picture: bool,
    told_items: Vec<u32>,
    idat: Option<Range<usize>>,
}

impl Index {
    pub(super) const fn new(picture: bool) -> Self {
        Self { picture, told_items: Vec::new(), idat: None }
    }

    /// Cleans the body of box `name`, which begins at `place` of the file. Returns the places elsewhere in the file that have to become
    /// nothing.
    pub(super) fn clean(mut self, name: &[u8; 4], body: &mut [u8], place: u64) -> Result<Vec<Range<u64>>, FileFault> {
        // The index of a picture begins with a version.
        let skip = if name == b"meta" { 4 } else { 0 };
        let within = body.get_mut(skip..).ok_or(FileFault::Damaged)?;
        boxes(name, within, 0)?;
        if name != b"meta" || !self.picture {
            return Ok(Vec::new());
        }
        self.items(body, place)
    }

    /// Where the items lie that are no picture.
    fn items(&mut self, body: &mut [u8], place: u64) -> Result<Vec<Range<u64>>, FileFault> {
        let mut locations = None;
        let mut at = 4;
        while at < body.len() {
            let Head { name, header, whole } = head(body.get(at..).unwrap_or_default())?;
            let inner = at + header..at + whole;
            match &name {
                b"iinf" => self.told_items = told_items(body.get(inner).unwrap_or_default())?,
                b"iloc" => locations = Some(inner),
                b"idat" => self.idat = Some(inner),
                _ => {}
            }
            at += whole;
        }
        let Some(locations) = locations else { return Ok(Vec::new()) };
        let found = extents(body.get(locations).unwrap_or_default(), &self.told_items)?;
        let mut elsewhere = Vec::new();
        for (in_index, range) in found {
            match (in_index, &self.idat) {
                (false, _) => elsewhere.push(range),
                (true, Some(idat)) => {
                    let from = place + idat.start as u64;
                    blank_places(std::slice::from_ref(&(from + range.start..from + range.end)), place, body);
                }
                (true, None) => return Err(FileFault::Damaged),
            }
        }
        Ok(elsewhere)
    }
}

/// Cleans the boxes of `bytes`, which stand within box `parent`.
fn boxes(parent: &[u8; 4], mut bytes: &mut [u8], depth: usize) -> Result<(), FileFault> {
    if depth > DEEPEST {
        return Err(FileFault::Giant);
    }
    while !bytes.is_empty() {
        let Head { name, header, whole } = head(bytes)?;
        let (this, rest) = std::mem::take(&mut bytes).split_at_mut_checked(whole).ok_or(FileFault::Damaged)?;
        bytes = rest;
        match fate(parent, &name) {
            Fate::Nothing => nothing(this, header),
            Fate::Descend if &name == b"trak" && !is_shown(this, header)? => nothing(this, header),
            Fate::Descend => boxes(&name, this.get_mut(header..).unwrap_or_default(), depth + 1)?,
            Fate::Stays => stays(&name, this.get_mut(header..).unwrap_or_default())?,
        }
    }
    Ok(())
}

/// Lets the bytes of `places` that lie within `bytes` become nothing; `bytes` begin at `at` of the file.
pub(super) fn blank_places(places: &[Range<u64>], at: u64, bytes: &mut [u8]) {
    let within = |place: u64| usize::try_from(place.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len());
    let ranges: Vec<Range<usize>> = places.iter().map(|place| within(place.start)..within(place.end)).collect();
    for range in ranges {
        bytes.get_mut(range).unwrap_or_default().fill(0);
    }
}

struct Head {
    name: [u8; 4],
    header: usize,
    whole: usize,
}

fn head(bytes: &[u8]) -> Result<Head, FileFault> {
    let size = u32_at(bytes, 0).ok_or(FileFault::Damaged)?;
    let name = bytes.get(4..8).and_then(|name| name.try_into().ok()).ok_or(FileFault::Damaged)?;
    let (header, whole) = match size {
        0 => (8, bytes.len()),
        1 => {
            let long = bytes.get(8..).and_then(|size| size.first_chunk()).map(|size| u64::from_be_bytes(*size));
            (16, long.and_then(|long| usize::try_from(long).ok()).ok_or(FileFault::Damaged)?)
        }
        size => (8, usize::try_from(size).map_err(|_| FileFault::Damaged)?),
    };
    if whole < header || whole > bytes.len() { Err(FileFault::Damaged) } else { Ok(Head { name, header, whole }) }
}

fn nothing(this: &mut [u8], header: usize) {
    for (slot, letter) in this.iter_mut().skip(4).zip(NOTHING) {
        *slot = *letter;
    }
    this.get_mut(header..).unwrap_or_default().fill(0);
}

/// A box that stays: its times go, and it must not be a giant.
fn stays(name: &[u8; 4], body: &mut [u8]) -> Result<(), FileFault> {
    if matches!(name, b"mvhd" | b"tkhd" | b"mdhd") {
        let times = if body.first() == Some(&1) { 4..20 } else { 4..12 };
        body.get_mut(times).ok_or(FileFault::Damaged)?.fill(0);
    }
    let size = match name {
        b"tkhd" => {
            let at = body.len().checked_sub(8).ok_or(FileFault::Damaged)?;
            // Whole pixels and a fraction.
            u32_at(body, at).zip(u32_at(body, at + 4)).map(|(width, height)| (width >> 16, height >> 16))
        }
        b"ispe" => u32_at(body, 4).zip(u32_at(body, 8)),
        _ => return Ok(()),
    };
    let (width, height) = size.ok_or(FileFault::Damaged)?;
    few_pixels(width.into(), height.into())
}

/// Whether a track is picture or sound. One that does not say so is neither.
fn is_shown(track: &[u8], header: usize) -> Result<bool, FileFault> {
    let media = child(track.get(header..).unwrap_or_default(), b"mdia")?;
    // A track in a track is for the bound on depth to refuse.
    let Some(media) = media else { return Ok(child(track.get(header..).unwrap_or_default(), b"trak")?.is_some()) };
    let handler = child(media, b"hdlr")?;
    let kind = handler.and_then(|handler| handler.get(8..12));
    Ok(SHOWN.iter().any(|shown| kind == Some(shown.as_slice())))
}

fn child<'b>(mut bytes: &'b [u8], wanted: &[u8; 4]) -> Result<Option<&'b [u8]>, FileFault> {
    while !bytes.is_empty() {
        let Head { name, header, whole } = head(bytes)?;
        if &name == wanted {
            return Ok(bytes.get(header..whole));
        }
        bytes = bytes.get(whole..).unwrap_or_default();
    }
    Ok(None)
}

/// The items of a picture that are none.
fn told_items(body: &[u8]) -> Result<Vec<u32>, FileFault> {
    let counted = if body.first() == Some(&0) { 6 } else { 8 };
    let mut bytes = body.get(counted..).ok_or(FileFault::Damaged)?;
    let mut items = Vec::new();
    while !bytes.is_empty() {
        let Head { name, header, whole } = head(bytes)?;
        let entry = bytes.get(header..whole).unwrap_or_default();
        bytes = bytes.get(whole..).unwrap_or_default();
        if &name != b"infe" {
            continue;
        }
        let (id, kind) = match entry.first() {
            Some(2) => (u16_at(entry, 4).map(u32::from), entry.get(8..12)),
            Some(3) => (u32_at(entry, 4), entry.get(10..14)),
            // Older entries name a type of content, which a picture of today does not have.
            _ => (u16_at(entry, 4).map(u32::from), Some(b"mime".as_slice())),
        };
        if TOLD.iter().any(|told| kind == Some(told.as_slice())) {
            items.push(id.ok_or(FileFault::Damaged)?);
        }
    }
    Ok(items)
}

/// Where `items` lie: within the index or elsewhere in the file.
fn extents(body: &[u8], items: &[u32]) -> Result<Vec<(bool, Range<u64>)>, FileFault> {
    let mut reader = Reader { bytes: body };
    let version = reader.number(1)?;
    reader.number(3)?;
    let (sizes, more) = (reader.number(1)?, reader.number(1)?);
    let (offset_size, length_size, base_size) = (sizes >> 4, sizes & 15, more >> 4);
    let index_size = if version == 0 { 0 } else { more & 15 };
    let id_size = if version < 2 { 2 } else { 4 };
    let count = reader.number(id_size)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let id = reader.number(id_size)?;
        let method = if version == 0 { 0 } else { reader.number(2)? & 15 };
        reader.number(2)?;
        let base = reader.number(base_size)?;
        for _ in 0..reader.number(2)? {
            reader.number(index_size)?;
            let offset = reader.number(offset_size)?;
            let length = reader.number(length_size)?;
            if items.iter().any(|item| u64::from(*item) == id) {
                let from = base.checked_add(offset).ok_or(FileFault::Damaged)?;
                // No length means all of it: nobody writes that for Exif.
                let until = from.checked_add(length).filter(|_| length > 0 && method < 2).ok_or(FileFault::Uncleanable)?;
                found.push((method == 1, from..until));
            }
            if found.len() > MOST_ITEMS {
                return Err(FileFault::Giant);
            }
        }
    }
    Ok(found)
}

/// Big-endian numbers of any length up to eight bytes, one after the other.
struct Reader<'b> {
    bytes: &'b [u8],
}

impl Reader<'_> {
    fn number(&mut self, size: u64) -> Result<u64, FileFault> {
        let size = usize::try_from(size).ok().filter(|size| *size <= 8).ok_or(FileFault::Damaged)?;
        let (number, rest) = self.bytes.split_at_checked(size).ok_or(FileFault::Damaged)?;
        self.bytes = rest;
        Ok(number.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }
}
