//! What whoever sent a file holds until it belongs to a report: a random token, given to nobody else.
//!
//! While a file waits for its report, its key and what is known of it are sealed under the token, so that the process that took it can
//! no longer open it. The database finds the row by a keyed hash of the token. The token's mark of the content stays sealed under it for
//! as long as the same report may be sent again: it says whether a file is the same one, and nothing else.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::kernel::{
    Ids,
    secret::{Plaintext, SecretKey},
};

use super::{
    SealError, cipher,
    derive::{keyed_hash, random_key, subkey},
    fields::Fields,
    keys::Pepper,
    stream::FileKey,
};

/// The value that a sender holds.
#[derive(Clone)]
pub struct FileToken(SecretKey);

impl FileToken {
    /// A fresh token.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        Self(random_key(ids))
    }

    /// Reads a token as it was given out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        bytes.as_slice().try_into().ok().map(|bytes| Self(SecretKey::new(bytes)))
    }

    /// The token as it is given out: 43 base64url characters.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.bytes()))
    }

    /// Finds the row of the file; stored.
    #[must_use]
    pub fn lookup(&self, pepper: &Pepper) -> [u8; 32] {
        keyed_hash(pepper.key(), &Fields::of("file token").bytes(self.0.bytes()))
    }

    /// Seals the key of file `id` until a report takes it.
    ///
    /// # Errors
    /// None that a 32-byte key can cause.
    pub fn seal_key(&self, id: Uuid, key: &FileKey, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        let place = place("staged file key", id);
        cipher::seal(&subkey(&self.0, &place), &place, key.secret().bytes(), ids)
    }

    /// Opens the key of file `id`.
    ///
    /// # Errors
    /// [`SealError::Format`] for bytes that are no sealed key, [`SealError::Refused`] for another token or file.
    pub fn open_key(&self, id: Uuid, sealed: &[u8]) -> Result<FileKey, SealError> {
        let place = place("staged file key", id);
        cipher::open_key(&subkey(&self.0, &place), &place, sealed).map(FileKey::of)
    }

    /// Seals what is known of file `id`, for its `column`.
    ///
    /// # Errors
    /// [`SealError::TooLong`], which no such text is.
    pub fn seal_text(&self, column: &str, id: Uuid, text: &Plaintext, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        let place = place(column, id);
        cipher::seal(&subkey(&self.0, &place), &place, text.reveal().as_bytes(), ids)
    }

    /// Opens what is known of file `id`.
    ///
    /// # Errors
    /// [`SealError::Format`] for bytes that are no sealed text, [`SealError::Refused`] for another token, file or column.
    pub fn open_text(&self, column: &str, id: Uuid, sealed: &[u8]) -> Result<Plaintext, SealError> {
        let place = place(column, id);
        let bytes = cipher::open(&subkey(&self.0, &place), &place, sealed)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| SealError::Format)?;
        Ok(Plaintext::new(text.to_owned()))
    }
}

/// By what two files are known to hold the same, computed while the file passes. It stands in what is sealed or authenticated only:
/// lying open, it would let somebody who has a picture find out who sent it.
#[derive(Default)]
pub struct ContentMark(Sha256);

impl ContentMark {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The mark of all of them.
    #[must_use]
    pub fn finish(self) -> Plaintext {
        Plaintext::new(URL_SAFE_NO_PAD.encode(self.0.finalize()))
    }
}

fn place(column: &str, id: Uuid) -> Fields {
    Fields::of("staged file").text(column).uuid(id)
}

impl fmt::Debug for FileToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[file token]")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::FileToken;
    use crate::{
        kernel::{ids::SeededIds, secret::Plaintext},
        vault::{Face, SealError, Vault, stream::FileKey},
    };

    #[test]
    fn only_the_token_finds_and_opens_a_waiting_file() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Public, &ids);
        let (token, other, id) = (FileToken::random(&ids), FileToken::random(&ids), Uuid::from_u128(4));
        let read = FileToken::parse(&token.reveal()).unwrap();
        assert_eq!(token.lookup(vault.public().pepper()), read.lookup(vault.public().pepper()));
        assert_ne!(token.lookup(vault.public().pepper()), other.lookup(vault.public().pepper()));
        let key = FileKey::random(&ids);
        let sealed = token.seal_key(id, &key, &ids).unwrap();
        assert!(read.open_key(id, &sealed).unwrap().secret() == key.secret());
        assert_eq!(other.open_key(id, &sealed).unwrap_err(), SealError::Refused);
        assert_eq!(token.open_key(Uuid::from_u128(5), &sealed).unwrap_err(), SealError::Refused);
        let text = token.seal_text("details", id, &Plaintext::new("ảnh".into()), &ids).unwrap();
        assert_eq!(token.open_text("details", id, &text).unwrap().reveal(), "ảnh");
        assert_eq!(token.open_text("mark", id, &text).unwrap_err(), SealError::Refused);
        assert!(FileToken::parse("abc").is_none() && FileToken::parse("").is_none());
        assert_eq!(format!("{token:?}"), "[file token]");
    }
}
