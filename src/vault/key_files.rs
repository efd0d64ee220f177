//! The folder of key files: making a set once, and opening what a face needs of it.
//!
//! Files are written whole or not at all, readable by their owner only, and never overwritten; parts of different sets are never
//! mixed. The public face reads `public.keys` alone and refuses one that holds a private key.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

use ed25519_dalek::{SigningKey, VerifyingKey};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::kernel::{Ids, secret::SecretKey};

use super::{
    Face, Vault,
    key_file_error::KeyFileError,
    key_file_format::{self, Contents, FileKind},
    key_pair::KeyPair,
    keys::{self, DeskKeys, Pepper, PublicKeys},
    recovery::RecoveryKey,
};

/// No key file is nearly as long.
const LONGEST_FILE: u64 = 64 * 1024;

/// What `keys init` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InitReport {
    /// A new set was made.
    Made {
        /// Its id.
        set: Uuid,
        /// The files, `recovery.keys` last: the one to carry away.
        files: Vec<PathBuf>,
    },
    /// All keys were there already and fit; nothing was made.
    Complete {
        /// Whether `recovery.keys` still lies in the folder.
        recovery_is_here: bool,
    },
}

/// Makes a set of keys in `folder`, if nothing of one lies there yet.
///
/// # Errors
/// [`KeyFileError::Partial`] when part of a set lies there (`recovery.keys` carried away does not count as missing); whatever
/// [`open`] says of a set that is there but does not open; [`KeyFileError::Unwritable`] and [`KeyFileError::Exists`].
pub fn init(folder: &Path, ids: &dyn Ids) -> Result<InitReport, KeyFileError> {
    let is_here = |kind: &FileKind| fs::symlink_metadata(path(folder, *kind)).is_ok();
    match FileKind::ALL.map(|kind| is_here(&kind)) {
        [false, false, false] => make(folder, ids),
        [true, true, recovery_is_here] => {
            let vault = open(folder, Face::Both)?;
            if recovery_is_here {
                let file = path(folder, FileKind::Recovery);
                if !read_recovery(&file)?.belongs_to(vault.public()) {
                    return Err(KeyFileError::Mismatch { first: path(folder, FileKind::Public), second: file });
                }
            }
            Ok(InitReport::Complete { recovery_is_here })
        }
        _ => {
            let (present, missing): (Vec<_>, Vec<_>) = FileKind::ALL.into_iter().partition(is_here);
            let names = |kinds: &[FileKind]| kinds.iter().map(|kind| kind.file_name()).collect::<Vec<_>>().join(" and ");
            Err(KeyFileError::Partial { folder: folder.to_owned(), present: names(&present), missing: names(&missing) })
        }
    }
}

/// Opens what `face` needs of the keys in `folder`.
///
/// # Errors
/// Any [`KeyFileError`] but those of writing.
pub fn open(folder: &Path, face: Face) -> Result<Vault, KeyFileError> {
    let public_file = path(folder, FileKind::Public);
    let public = read_public(&public_file)?;
    let desk = match face {
        Face::Public => None,
        Face::Desk | Face::Both => {
            let desk_file = path(folder, FileKind::Desk);
            let desk = read_desk(&desk_file)?;
            if !desk.belongs_to(&public) {
                return Err(KeyFileError::Mismatch { first: public_file, second: desk_file });
            }
            Some(desk)
        }
    };
    Ok(Vault::of(public, desk))
}

/// Whether the recovery key still lies in `folder` where this process could read it: then whoever takes over the process can
/// open every case, and `serve` refuses outside the demonstration.
#[must_use]
pub fn recovery_lies_readable(folder: &Path) -> bool {
    File::open(path(folder, FileKind::Recovery)).is_ok()
}

/// Where the recovery key would lie in `folder`.
#[must_use]
pub fn recovery_file(folder: &Path) -> PathBuf {
    path(folder, FileKind::Recovery)
}

/// Where the desk's keys would lie in `folder`.
#[must_use]
pub fn desk_file(folder: &Path) -> PathBuf {
    path(folder, FileKind::Desk)
}

fn path(folder: &Path, kind: FileKind) -> PathBuf {
    folder.join(kind.file_name())
}

fn read_public(file: &Path) -> Result<PublicKeys, KeyFileError> {
    let contents = key_file_format::read(FileKind::Public, &read_private(file)?, file)?;
    let verifying = |name| {
        let key = contents.key(name, file)?;
        VerifyingKey::from_bytes(key.bytes()).map_err(|_| KeyFileError::Damaged { file: file.to_owned() })
    };
    Ok(PublicKeys {
        set: contents.set,
        pepper: Pepper::new(contents.key("access-code-pepper", file)?),
        audit: contents.key("audit-public", file)?,
        directory: verifying("directory-verifying")?,
        checkpoint: verifying("checkpoint-verifying")?,
        recovery: *contents.key("recovery-public", file)?.bytes(),
    })
}

fn read_desk(file: &Path) -> Result<DeskKeys, KeyFileError> {
    let contents = key_file_format::read(FileKind::Desk, &read_private(file)?, file)?;
    Ok(DeskKeys {
        set: contents.set,
        root: contents.key("root", file)?,
        directory: SigningKey::from_bytes(contents.key("directory-signing", file)?.bytes()),
        audit: contents.key("audit-desk", file)?,
        session: contents.key("session", file)?,
        staff_row: contents.key("staff-row", file)?,
        blind_index: contents.key("blind-index", file)?,
        checkpoint: SigningKey::from_bytes(contents.key("checkpoint-signing", file)?.bytes()),
    })
}

pub(super) fn read_recovery(file: &Path) -> Result<RecoveryKey, KeyFileError> {
    let contents = key_file_format::read(FileKind::Recovery, &read_private(file)?, file)?;
    let pair = KeyPair::from_private(contents.key("recovery-private", file)?);
    pair.map(|pair| RecoveryKey::new(contents.set, pair)).map_err(|_| KeyFileError::Damaged { file: file.to_owned() })
}

/// The text of a file that only its owner can read. The permissions asked are those of the opened file, not of its name.
fn read_private(file: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let unreadable = |source| KeyFileError::Unreadable { file: file.to_owned(), source };
    let opened = File::open(file).map_err(|source| match source.kind() {
        ErrorKind::NotFound => KeyFileError::Missing { file: file.to_owned() },
        _ => unreadable(source),
    })?;
    let metadata = opened.metadata().map_err(unreadable)?;
    if let Some(mode) = open_to_others(&metadata) {
        return Err(KeyFileError::Permissions { file: file.to_owned(), mode });
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(metadata.len().min(LONGEST_FILE)).unwrap_or_default()));
    opened.take(LONGEST_FILE).read_to_end(&mut bytes).map_err(unreadable)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyFileError::Damaged { file: file.to_owned() })?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The permission bits, when they let anybody but the owner in.
#[cfg(unix)]
fn open_to_others(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Systems without permission bits protect the folder in their own way, which we cannot ask about.
#[cfg(not(unix))]
fn open_to_others(_: &fs::Metadata) -> Option<u32> {
    None
}

fn make(folder: &Path, ids: &dyn Ids) -> Result<InitReport, KeyFileError> {
    let (public, desk, recovery) = keys::generate(ids);
    create_folder(folder).map_err(|source| KeyFileError::Unwritable { file: folder.to_owned(), source })?;
    // All three are written out before the first gets its name: a full disk leaves nothing behind.
    let staged = [
        Staged::write(folder, FileKind::Public, &public_contents(&public), ids)?,
        Staged::write(folder, FileKind::Desk, &desk_contents(&desk), ids)?,
        Staged::write(folder, FileKind::Recovery, &recovery_contents(&recovery), ids)?,
    ];
    let mut files = Vec::with_capacity(staged.len());
    for staged in staged {
        files.push(staged.publish()?);
    }
    sync_folder(folder).map_err(|source| KeyFileError::Unwritable { file: folder.to_owned(), source })?;
    Ok(InitReport::Made { set: public.set, files })
}

fn public_contents(keys: &PublicKeys) -> Contents {
    Contents::new(
        keys.set,
        [
            ("access-code-pepper", keys.pepper.key().clone()),
            ("audit-public", keys.audit.clone()),
            ("directory-verifying", SecretKey::new(keys.directory.to_bytes())),
            ("checkpoint-verifying", SecretKey::new(keys.checkpoint.to_bytes())),
            ("recovery-public", SecretKey::new(keys.recovery)),
        ],
    )
}

fn desk_contents(keys: &DeskKeys) -> Contents {
    Contents::new(
        keys.set,
        [
            ("root", keys.root.clone()),
            ("directory-signing", SecretKey::new(keys.directory.to_bytes())),
            ("audit-desk", keys.audit.clone()),
            ("session", keys.session.clone()),
            ("staff-row", keys.staff_row.clone()),
            ("blind-index", keys.blind_index.clone()),
            ("checkpoint-signing", SecretKey::new(keys.checkpoint.to_bytes())),
        ],
    )
}

fn recovery_contents(key: &RecoveryKey) -> Contents {
    Contents::new(key.set(), [("recovery-private", key.private().clone())])
}

/// A key file, whole and on the disk, that has not got its name yet. Dropping it removes the nameless copy.
struct Staged {
    nameless: PathBuf,
    target: PathBuf,
}

impl Staged {
    fn write(folder: &Path, kind: FileKind, contents: &Contents, ids: &dyn Ids) -> Result<Self, KeyFileError> {
        let mut random = [0; 8];
        ids.fill(&mut random);
        let name = kind.file_name();
        let staged = Self { nameless: folder.join(format!(".{name}.{:016x}", u64::from_be_bytes(random))), target: folder.join(name) };
        let text = key_file_format::write(kind, contents);
        let write = || {
            let mut file = private_file().open(&staged.nameless)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|source| KeyFileError::Unwritable { file: staged.target.clone(), source })?;
        Ok(staged)
    }

    /// Gives the file its name. A hard link is the way to do so that never replaces what has the name already.
    fn publish(self) -> Result<PathBuf, KeyFileError> {
        fs::hard_link(&self.nameless, &self.target).map_err(|source| match source.kind() {
            ErrorKind::AlreadyExists => KeyFileError::Exists { file: self.target.clone() },
            _ => KeyFileError::Unwritable { file: self.target.clone(), source },
        })?;
        Ok(self.target.clone())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Nothing can be done about a failure here, and the file is as private as the one that keeps its name.
        let _ = fs::remove_file(&self.nameless);
    }
}

fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the new names durable, where folders can be synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
#[path = "key_files_tests.rs"]
mod tests;
