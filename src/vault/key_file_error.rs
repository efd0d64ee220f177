//! Why a key file was not taken or not made. Each message names the file and the remedy; none repeats a byte of a file.

use std::{io, path::PathBuf};

use crate::kernel::{Classify, Kind};

/// Trouble with the folder of key files, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// A file that is needed is not there.
    #[error("{file} is missing. Restore it from your backup; only on a new installation run `langnghe keys init`.")]
    Missing {
        /// The file.
        file: PathBuf,
    },
    /// The operating system would not let us read it.
    #[error("{file} cannot be read ({source}). Let the user that runs langnghe own the file.")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The operating system would not let us write it.
    #[error("{file} cannot be written ({source}). Check the folder's owner, its permissions and the free space.")]
    Unwritable {
        /// The file or folder.
        file: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A key file is never overwritten.
    #[error("{file} exists already and is never overwritten. If another `keys init` is running, wait for it.")]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// Others on the machine can read it.
    #[error("{file} can be read by others (mode {mode:03o}). Run `chmod 600 {file}`; if somebody may have read it, make new keys.")]
    Permissions {
        /// The file.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It is no key file of this kind and version.
    #[error("{file} is not a {expected} file that this release can read{at}. Restore it from your backup.", at = line_number(*.line))]
    Format {
        /// The file.
        file: PathBuf,
        /// The file it should be.
        expected: &'static str,
        /// The line at fault, counted from 1, where there is one.
        line: Option<usize>,
    },
    /// It ends too early, lacks a key, or a character of it changed.
    #[error("{file} is incomplete or damaged. Restore it from your backup.")]
    Damaged {
        /// The file.
        file: PathBuf,
    },
    /// The public face was given more than it may hold.
    #[error(
        "{file} holds what the public face must not have ({what}). Give this machine the public.keys that `langnghe keys init` made, \
         and keep desk.keys and recovery.keys elsewhere; if strangers may have read this file, make new keys."
    )]
    PrivateKey {
        /// The file.
        file: PathBuf,
        /// The name of the key, never its value.
        what: &'static str,
    },
    /// The files were not made together.
    #[error("{first} and {second} do not belong together. Restore both from the same backup.")]
    Mismatch {
        /// One file.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Part of a set lies there already; making the rest anew would leave keys that do not fit.
    #[error(
        "{folder} holds {present} but not {missing}, and keys of different sets are never mixed. Restore the missing file from your \
         backup; if no report was ever sealed with these keys, move them away and run `langnghe keys init` again."
    )]
    Partial {
        /// The folder.
        folder: PathBuf,
        /// The files that are there.
        present: String,
        /// The files that are not.
        missing: String,
    },
}

fn line_number(line: Option<usize>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

impl Classify for KeyFileError {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "key-file-missing",
            Self::Unreadable { .. } => "key-file-unreadable",
            Self::Unwritable { .. } => "key-file-unwritable",
            Self::Exists { .. } => "key-file-exists",
            Self::Permissions { .. } => "key-file-permissions",
            Self::Format { .. } => "key-file-format",
            Self::Damaged { .. } => "key-file-damaged",
            Self::PrivateKey { .. } => "key-file-private",
            Self::Mismatch { .. } => "key-file-mismatch",
            Self::Partial { .. } => "key-file-partial",
        }
    }
}
