//! The text of a key file.
//!
//! ```text
//! langnghe-keys 1 public
//! # remarks
//! set 6f1c…
//! access-code-pepper q83v…            (32 bytes, base64)
//! end 9c56cc51b374c3ba                (first 8 bytes of the SHA-256 of the lines above, remarks left out)
//! ```
//!
//! Reading is strict: exactly the lines of this kind of file, each once, and nothing after the end. The last line finds a cut or
//! mistyped file before a wrong key seals anything; it protects against accidents, not against people.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::kernel::secret::SecretKey;

use super::{derive::short_hex, key_file_error::KeyFileError};

const MAGIC: &str = "langnghe-keys 1 ";

/// The three files of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Public,
    Desk,
    Recovery,
}

impl FileKind {
    pub(super) const ALL: [Self; 3] = [Self::Public, Self::Desk, Self::Recovery];

    const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Desk => "desk",
            Self::Recovery => "recovery",
        }
    }

    pub(super) const fn file_name(self) -> &'static str {
        match self {
            Self::Public => "public.keys",
            Self::Desk => "desk.keys",
            Self::Recovery => "recovery.keys",
        }
    }

    /// The keys in it.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Public => &["access-code-pepper", "audit-public", "directory-verifying", "checkpoint-verifying", "recovery-public"],
            Self::Desk => &["root", "directory-signing", "audit-desk", "session", "staff-row", "blind-index", "checkpoint-signing"],
            Self::Recovery => &["recovery-private"],
        }
    }

    const fn remark(self) -> &'static str {
        match self {
            Self::Public => "For machines that serve reporters. Opens no report, but keep it secret. Mode 600.",
            Self::Desk => "For machines that serve staff, and never where reporters are served on another machine. Mode 600. Back it up.",
            Self::Recovery => "Opens every report. Carry this file away to a safe, and delete it here.",
        }
    }
}

/// What a key file says.
pub(super) struct Contents {
    pub(super) set: Uuid,
    keys: Vec<(&'static str, SecretKey)>,
}

impl Contents {
    pub(super) fn new<const N: usize>(set: Uuid, keys: [(&'static str, SecretKey); N]) -> Self {
        Self { set, keys: keys.into() }
    }

    /// The key of that name.
    pub(super) fn key(&self, name: &str, file: &Path) -> Result<SecretKey, KeyFileError> {
        let found = self.keys.iter().find(|(known, _)| *known == name);
        found.map(|(_, key)| key.clone()).ok_or_else(|| KeyFileError::Damaged { file: file.to_owned() })
    }
}

/// The text of a file of that kind.
pub(super) fn write(kind: FileKind, contents: &Contents) -> Zeroizing<String> {
    let mut lines = vec![Zeroizing::new(format!("{MAGIC}{}", kind.code())), Zeroizing::new(format!("set {}", contents.set))];
    for (name, key) in &contents.keys {
        let value = Zeroizing::new(STANDARD.encode(key.bytes()));
        lines.push(Zeroizing::new(format!("{name} {}", value.as_str())));
    }
    let check = check_of(lines.iter().map(|line| line.as_str()));
    let mut text = Zeroizing::new(String::with_capacity(4096));
    for (number, line) in lines.iter().enumerate() {
        text.push_str(line);
        text.push('\n');
        if number == 0 {
            text.push_str("# ");
            text.push_str(kind.remark());
            text.push('\n');
        }
    }
    text.push_str("end ");
    text.push_str(&check);
    text.push('\n');
    text
}

/// Reads the text of a file that must be of that kind.
pub(super) fn read(kind: FileKind, text: &str, file: &Path) -> Result<Contents, KeyFileError> {
    let mut reader = Reader { kind, file, set: None, keys: Vec::new(), check: None };
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().map(|(at, line)| (at.saturating_add(1), line.trim_end())).filter(|(_, line)| !is_remark(line)).collect();
    let (&(_, head), rest) = lines.split_first().ok_or_else(|| reader.format(None))?;
    reader.take_head(head)?;
    for (at, &(number, line)) in rest.iter().enumerate() {
        let is_last = at.saturating_add(1) == rest.len();
        if is_last && !line.contains(' ') {
            return Err(reader.damaged());
        }
        reader.take(number, line)?;
    }
    let claimed = reader.check.ok_or_else(|| reader.damaged())?;
    if claimed != check_of(lines.iter().map(|(_, line)| *line).filter(|line| !line.starts_with("end "))) {
        return Err(reader.damaged());
    }
    if reader.keys.len() != kind.names().len() {
        return Err(reader.damaged());
    }
    let set = reader.set.ok_or_else(|| reader.damaged())?;
    Ok(Contents { set, keys: reader.keys })
}

struct Reader<'a> {
    kind: FileKind,
    file: &'a Path,
    set: Option<Uuid>,
    keys: Vec<(&'static str, SecretKey)>,
    check: Option<&'a str>,
}

impl<'a> Reader<'a> {
    fn take_head(&self, line: &str) -> Result<(), KeyFileError> {
        let code = line.strip_prefix(MAGIC).ok_or_else(|| self.format(Some(1)))?;
        let found = FileKind::ALL.into_iter().find(|kind| kind.code() == code).ok_or_else(|| self.format(Some(1)))?;
        match (self.kind, found) {
            (expected, found) if expected == found => Ok(()),
            (FileKind::Public, private) => Err(self.private(private.file_name())),
            _ => Err(self.format(Some(1))),
        }
    }

    fn take(&mut self, number: usize, line: &'a str) -> Result<(), KeyFileError> {
        let (name, value) = line.split_once(' ').ok_or_else(|| self.format(Some(number)))?;
        if self.check.is_some() {
            return Err(self.format(Some(number)));
        }
        match name {
            "end" => self.check = Some(value),
            "set" if self.set.is_none() => self.set = Some(Uuid::try_parse(value).map_err(|_| self.damaged())?),
            _ => {
                let name = self.known(name, number)?;
                let key = decode(value).ok_or_else(|| self.damaged())?;
                self.keys.push((name, key));
            }
        }
        Ok(())
    }

    /// The name as we know it, when it belongs here and was not seen yet. A public file's unknown name might hide a private key.
    fn known(&self, name: &str, number: usize) -> Result<&'static str, KeyFileError> {
        if let Some(known) = self.kind.names().iter().find(|known| **known == name) {
            let again = self.keys.iter().any(|(seen, _)| seen == known);
            return if again { Err(self.format(Some(number))) } else { Ok(known) };
        }
        if self.kind != FileKind::Public || name == "set" {
            return Err(self.format(Some(number)));
        }
        let private = FileKind::ALL.iter().flat_map(|kind| kind.names()).find(|known| **known == name);
        Err(self.private(private.copied().unwrap_or("a key this release does not know")))
    }

    fn format(&self, line: Option<usize>) -> KeyFileError {
        KeyFileError::Format { file: self.file.to_owned(), expected: self.kind.file_name(), line }
    }

    fn damaged(&self) -> KeyFileError {
        KeyFileError::Damaged { file: self.file.to_owned() }
    }

    fn private(&self, what: &'static str) -> KeyFileError {
        KeyFileError::PrivateKey { file: self.file.to_owned(), what }
    }
}

fn is_remark(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

fn decode(value: &str) -> Option<SecretKey> {
    let bytes = Zeroizing::new(STANDARD.decode(value).ok()?);
    bytes.as_slice().try_into().ok().map(SecretKey::new)
}

fn check_of<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line);
        hash.update("\n");
    }
    short_hex(&hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use uuid::Uuid;

    use crate::kernel::{Classify, secret::SecretKey};

    use super::{Contents, FileKind, check_of, read, write};

    fn public() -> String {
        let keys = [1, 2, 3, 4, 5].map(|n| SecretKey::new([n; 32]));
        let names = FileKind::Public.names();
        let keys: Vec<_> = names.iter().copied().zip(keys).collect();
        write(FileKind::Public, &Contents { set: Uuid::from_u128(9), keys }).to_string()
    }

    fn code(kind: FileKind, text: &str) -> &'static str {
        read(kind, text, Path::new("/k/public.keys")).err().map_or("read", |error| error.code())
    }

    /// `lines` with a last line that fits them.
    fn closed(lines: &[&str]) -> String {
        format!("{}\nend {}\n", lines.join("\n"), check_of(lines.iter().copied()))
    }

    #[test]
    fn what_was_written_is_read_remarks_and_line_ends_apart() {
        let file = Path::new("public.keys");
        for text in [public(), public().replace('\n', "\r\n"), public().replace("\nset", "\n\n# ghi chú\nset")] {
            let contents = read(FileKind::Public, &text, file).unwrap();
            assert_eq!(contents.set, Uuid::from_u128(9));
            assert!(contents.key("audit-public", file).unwrap() == SecretKey::new([2; 32]));
            assert_eq!(contents.key("root", file).unwrap_err().code(), "key-file-damaged");
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let text = public();
        for cut in 0..text.len() - 1 {
            assert_ne!(code(FileKind::Public, &text[..cut]), "read", "cut to {cut}");
        }
        assert_eq!(code(FileKind::Public, &text[..text.len() - 1]), "read", "only the last line break is missing");
    }

    #[test]
    fn one_changed_character_of_a_key_is_noticed() {
        let text = public();
        let pepper = text.find("access-code-pepper ").unwrap() + 20;
        let mut changed = text.into_bytes();
        changed[pepper] = if changed[pepper] == b'A' { b'B' } else { b'A' };
        assert_eq!(code(FileKind::Public, &String::from_utf8(changed).unwrap()), "key-file-damaged");
    }

    #[test]
    fn lines_that_do_not_belong_are_refused() {
        let text = public();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("end ") && !line.starts_with('#')).collect();
        assert_eq!(code(FileKind::Public, &closed(&lines)), "read");
        assert_eq!(code(FileKind::Public, &closed(&lines[..lines.len() - 1])), "key-file-damaged", "a key is missing");
        assert_eq!(code(FileKind::Public, &closed(&[&lines[..], &[lines[2]]].concat())), "key-file-format", "a key twice");
        assert_eq!(code(FileKind::Public, &closed(&[&lines[..], &[lines[1]]].concat())), "key-file-format", "the set twice");
        assert_eq!(code(FileKind::Public, &format!("{text}{}\n", lines[2])), "key-file-format", "a line after the end");
        let (last, others) = lines.split_last().unwrap();
        let moved = format!("{}\nend {}\n{last}\n", others.join("\n"), check_of(lines.iter().copied()));
        assert_eq!(code(FileKind::Public, &moved), "key-file-format", "a key after the end");
        assert_eq!(code(FileKind::Public, &closed(&[&lines[..], &["rubbish"]].concat())), "key-file-format");
    }

    #[test]
    fn a_public_file_with_a_private_or_an_unknown_key_is_refused_by_name_never_by_value() {
        let text = public();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("end ") && !line.starts_with('#')).collect();
        for (name, named) in [("root", "root"), ("recovery-private", "recovery-private"), ("hidden", "a key this release does not know")] {
            let line = format!("{name} AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
            for text in [closed(&[&lines[..], &[line.as_str()]].concat()), closed(&[&lines[..2], &[line.as_str()]].concat())] {
                let error = read(FileKind::Public, &text, Path::new("/k/public.keys")).err().unwrap();
                assert_eq!(error.code(), "key-file-private");
                let told = error.to_string();
                assert!(told.contains(named) && told.contains("/k/public.keys") && !told.contains("AQEB") && !told.contains("hidden"));
            }
        }
    }

    #[test]
    fn another_kind_version_or_file_is_refused() {
        let text = public();
        assert_eq!(code(FileKind::Desk, &text), "key-file-format");
        assert_eq!(code(FileKind::Public, &text.replace(" 1 public", " 1 desk")), "key-file-private");
        assert_eq!(code(FileKind::Public, &text.replace(" 1 public", " 2 public")), "key-file-format");
        assert_eq!(code(FileKind::Public, &text.replace(" 1 public", " 1 guests")), "key-file-format");
        assert_eq!(code(FileKind::Public, ""), "key-file-format");
        assert_eq!(code(FileKind::Public, "-----BEGIN PRIVATE KEY-----"), "key-file-format");
    }
}
