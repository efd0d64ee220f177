//! Taking out of a file what nobody meant to tell: where it was made, with what, when, by whom.
//!
//! Each family of formats has a transformer that sees the file once, from front to back, and holds a header at most. What is taken out
//! is dropped where the format allows it (JPEG, PNG, GIF, MP3), and overwritten with nothing where other parts point at offsets
//! (boxes, RIFF, Matroska). Pixels and sound pass byte for byte. Lengths that lie, boxes in boxes without end and giant pictures are
//! refused before anything grows.
//!
//! Written here, because the crates that edit such files (`img-parts`, `little_exif`, `mp4`, `lofty`) hold a file or a chunk of any
//! length in memory, or need to seek in it, and a sealed stream has no way back.
//!
//! | file | is for |
//! |---|---|
//! | `walk` | the driver: a header at a time, then copy, blank or drop |
//! | `jpeg`, `png`, `gif`, `riff` | pictures; WAV is a RIFF file too |
//! | `boxes`, `index` | MP4, QuickTime, 3GP, M4A, HEIC, AVIF |
//! | `matroska` | WebM, Matroska |
//! | `frames` | MP3 and AAC |
//! | `plain` | documents, which stay as they are, and AMR, which holds nothing to take out |

mod boxes;
mod frames;
mod gif;
mod index;
mod jpeg;
mod matroska;
mod plain;
mod png;
mod riff;
mod tiff;
mod walk;

use super::{FileFault, FileKind};

/// Most pixels of a picture.
const MOST_PIXELS: u64 = 100_000_000;

/// Cleans a file while it passes.
pub trait Cleaner: Send {
    /// Takes the next bytes and adds what stays to `out`.
    ///
    /// # Errors
    /// [`FileFault`]: the file must not be kept.
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), FileFault>;

    /// The file has ended.
    ///
    /// # Errors
    /// [`FileFault::Damaged`] when it should not have.
    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), FileFault>;
}

/// The transformer for a kind.
#[must_use]
pub fn cleaner(kind: FileKind) -> Box<dyn Cleaner> {
    match kind {
        FileKind::Jpeg => Box::new(walk::Walk::new(jpeg::Jpeg::default())),
        FileKind::Png => Box::new(walk::Walk::new(png::Png::default())),
        FileKind::Gif => Box::new(walk::Walk::new(gif::Gif::default())),
        FileKind::WebP | FileKind::Wav => Box::new(walk::Walk::new(riff::Riff::new(kind))),
        FileKind::Heic | FileKind::Avif => Box::new(walk::Walk::new(boxes::Boxes::of_picture())),
        FileKind::Mp4 | FileKind::Mov | FileKind::ThreeGp | FileKind::M4a => Box::new(walk::Walk::new(boxes::Boxes::of_recording())),
        FileKind::WebM => Box::new(walk::Walk::new(matroska::Matroska::default())),
        FileKind::Mp3 => Box::new(walk::Walk::new(frames::Frames::mp3())),
        FileKind::Aac => Box::new(walk::Walk::new(frames::Frames::aac())),
        FileKind::Text => Box::new(plain::Text),
        FileKind::Docx | FileKind::Odt => Box::new(plain::Archive::default()),
        FileKind::Amr | FileKind::Pdf => Box::new(plain::Whole),
    }
}

/// Refuses giants.
fn few_pixels(width: u64, height: u64) -> Result<(), FileFault> {
    if width.saturating_mul(height) > MOST_PIXELS { Err(FileFault::Giant) } else { Ok(()) }
}

#[cfg(test)]
fn cleaned(kind: FileKind, file: &[u8], piece: usize) -> Result<Vec<u8>, FileFault> {
    let (mut cleaner, mut out) = (cleaner(kind), Vec::new());
    for piece in file.chunks(piece) {
        cleaner.push(piece, &mut out)?;
    }
    cleaner.finish(&mut out)?;
    Ok(out)
}
