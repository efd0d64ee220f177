//! Files that people send: what a file is by its bytes, what is taken out of it, and where its sealed bytes lie.
//!
//! | file | is for |
//! |---|---|
//! | `kind` | which kinds are taken, recognised by content |
//! | `clean` | taking out position, device and time while a file passes, one file a family of formats |
//! | `details` | what is known of a file beside its bytes |
//! | `fault` | why a file is not taken |
//! | `store` | sealed bytes under random names: a folder |
//!
//! Invariants: no file is ever held whole; neither its name nor what a browser says of its type decides anything; what is cleaned
//! shows or sounds as before. Deliberately absent: sealing (`vault::stream`), rows (`intake::attachments`), and any drawing or playing
//! of a file: nothing here decodes a picture.

pub mod clean;
mod details;
mod fault;
mod kind;
pub mod store;

pub use details::Details;
pub use fault::FileFault;
pub use kind::{FileKind, Group, SNIFFED_BYTES};
pub use store::{Store, StoreFault};

/// Most bytes of one file.
pub const LARGEST_FILE: u64 = 25 * 1024 * 1024;
/// The same, as it is told.
pub const LARGEST_FILE_SAID: &str = "25 MB";
/// Most bytes of all files of a report.
pub const LARGEST_TOGETHER: u64 = 100 * 1024 * 1024;
/// The same, as it is told.
pub const LARGEST_TOGETHER_SAID: &str = "100 MB";
/// Most files of a report.
pub const MOST_FILES: usize = 10;

/// A size as people say it, without a fraction, so that it reads alike in every language.
#[must_use]
pub fn size_said(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        0..KB => format!("{bytes} B"),
        KB..1_048_576 => format!("{} KB", bytes.div_ceil(KB)),
        _ => format!("{} MB", bytes.div_ceil(KB * KB)),
    }
}
