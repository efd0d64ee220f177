//! Files, sealed while they arrive and opened while they leave: the STREAM construction over AES-256-GCM.
//!
//! `version · suite · nonce (7) · segments`. Each segment holds [`SEGMENT_BYTES`] of the file (the last one what is left) and a tag.
//! Its place in the row of segments and whether it is the last are authenticated together with the id of the file: segments cannot be
//! swapped, left out or taken from another file, and a file that was cut off does not open to its end. Neither side ever holds more
//! than one segment. Every file has a random key of its own, so that the short nonce can never meet itself.

use std::fmt;

use aead_stream::{DecryptorBE32, EncryptorBE32, Nonce, StreamBE32};
use aes_gcm::{Aes256Gcm, KeyInit};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::kernel::{Ids, secret::SecretKey};

use super::{
    SealError, cipher,
    derive::{random_key, subkey},
    fields::Fields,
    sealing::SealingKey,
};

/// Bytes of the file in one segment.
pub const SEGMENT_BYTES: usize = 64 * 1024;
/// Bytes before the first segment.
pub const HEADER_BYTES: usize = 2 + NONCE_BYTES;
/// Bytes of a whole segment as it is stored.
pub const SEALED_SEGMENT_BYTES: usize = SEGMENT_BYTES + TAG_BYTES;
const NONCE_BYTES: usize = 7;
const TAG_BYTES: usize = 16;
/// Version of the layout described above.
const VERSION: u8 = 1;
/// STREAM with a 32-bit counter over AES-256-GCM.
const SUITE: u8 = 1;

/// The key of one file.
pub struct FileKey(SecretKey);

impl FileKey {
    /// A fresh key for a new file.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        Self(random_key(ids))
    }

    /// Seals this key for file `id` under the key of a part of a case.
    ///
    /// # Errors
    /// None that a 32-byte key can cause.
    pub fn seal_under(&self, key: &impl SealingKey, id: Uuid, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        let place = place_of_key(id);
        cipher::seal(&subkey(key.secret(), &place), &place, self.0.bytes(), ids)
    }

    /// Opens the key of file `id` with the key of a part of a case.
    ///
    /// # Errors
    /// [`SealError::Format`] for bytes that are no sealed key, [`SealError::Refused`] for another key or file.
    pub fn open_with(key: &impl SealingKey, id: Uuid, sealed: &[u8]) -> Result<Self, SealError> {
        let place = place_of_key(id);
        cipher::open_key(&subkey(key.secret(), &place), &place, sealed).map(Self)
    }

    pub(super) fn secret(&self) -> &SecretKey {
        &self.0
    }

    pub(super) fn of(secret: SecretKey) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[file key]")
    }
}

fn place_of_key(id: Uuid) -> Fields {
    Fields::of("file key").uuid(id)
}

fn place_of_segments(id: Uuid) -> Fields {
    Fields::of("file").bytes(&[VERSION, SUITE]).uuid(id)
}

/// How many bytes a file of `plain` bytes takes in the store.
#[must_use]
pub const fn sealed_length(plain: u64) -> u64 {
    let segments = plain.div_ceil(SEGMENT_BYTES as u64);
    let segments = if segments == 0 { 1 } else { segments };
    HEADER_BYTES as u64 + plain + segments * TAG_BYTES as u64
}

/// Seals a file piece by piece.
pub struct FileSealer {
    cipher: EncryptorBE32<Aes256Gcm>,
    place: Fields,
    header: Option<[u8; HEADER_BYTES]>,
    held: Zeroizing<Vec<u8>>,
}

impl FileSealer {
    /// Begins file `id`.
    #[must_use]
    pub fn new(key: &FileKey, id: Uuid, ids: &dyn Ids) -> Self {
        let mut nonce = [0; NONCE_BYTES];
        ids.fill(&mut nonce);
        let mut header = [VERSION, SUITE, 0, 0, 0, 0, 0, 0, 0];
        for (slot, byte) in header.iter_mut().skip(2).zip(nonce) {
            *slot = byte;
        }
        Self {
            cipher: EncryptorBE32::from_aead(Aes256Gcm::new(key.0.bytes().into()), &Nonce::<Aes256Gcm, StreamBE32<Aes256Gcm>>::from(nonce)),
            place: place_of_segments(id),
            header: Some(header),
            held: Zeroizing::new(Vec::with_capacity(SEALED_SEGMENT_BYTES)),
        }
    }

    /// Takes the next bytes of the file and adds what is ready to `sealed`. A whole segment waits for what follows: only then is it
    /// known not to be the last.
    ///
    /// # Errors
    /// [`SealError::TooLong`] beyond what the counter holds, 256 TiB.
    pub fn push(&mut self, mut plain: &[u8], sealed: &mut Vec<u8>) -> Result<(), SealError> {
        if let Some(header) = self.header.take() {
            sealed.extend_from_slice(&header);
        }
        while !plain.is_empty() {
            if self.held.len() == SEGMENT_BYTES {
                self.cipher.encrypt_next_in_place(self.place.as_bytes(), &mut *self.held).map_err(|_| SealError::TooLong)?;
                sealed.extend_from_slice(&self.held);
                self.held.clear();
            }
            let room = SEGMENT_BYTES.saturating_sub(self.held.len()).min(plain.len());
            let (now, later) = plain.split_at(room);
            self.held.extend_from_slice(now);
            plain = later;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`SealError::TooLong`].
    pub fn finish(mut self, sealed: &mut Vec<u8>) -> Result<(), SealError> {
        self.push(&[], sealed)?;
        self.cipher.encrypt_last_in_place(self.place.as_bytes(), &mut *self.held).map_err(|_| SealError::TooLong)?;
        sealed.extend_from_slice(&self.held);
        Ok(())
    }
}

/// Opens a file segment by segment.
pub struct FileOpener {
    cipher: DecryptorBE32<Aes256Gcm>,
    place: Fields,
}

impl FileOpener {
    /// Begins file `id` from the first [`HEADER_BYTES`] of what is stored.
    ///
    /// # Errors
    /// [`SealError::Format`] for anything this release does not write.
    pub fn new(key: &FileKey, id: Uuid, header: &[u8]) -> Result<Self, SealError> {
        let (version, nonce) = header.split_first_chunk::<2>().ok_or(SealError::Format)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| SealError::Format)?;
        if *version != [VERSION, SUITE] {
            return Err(SealError::Format);
        }
        let nonce = Nonce::<Aes256Gcm, StreamBE32<Aes256Gcm>>::from(nonce);
        let cipher = DecryptorBE32::from_aead(Aes256Gcm::new(key.0.bytes().into()), &nonce);
        Ok(Self { cipher, place: place_of_segments(id) })
    }

    /// Opens a segment that is not the last.
    ///
    /// # Errors
    /// [`SealError::Refused`] for a changed, misplaced or last segment.
    pub fn next(&mut self, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut segment = sealed.to_vec();
        self.cipher.decrypt_next_in_place(self.place.as_bytes(), &mut segment).map_err(|_| SealError::Refused)?;
        Ok(segment)
    }

    /// Opens the last segment.
    ///
    /// # Errors
    /// [`SealError::Refused`] for a changed or misplaced segment, or one that was not the last when it was sealed.
    pub fn last(self, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut segment = sealed.to_vec();
        self.cipher.decrypt_last_in_place(self.place.as_bytes(), &mut segment).map_err(|_| SealError::Refused)?;
        Ok(segment)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{FileKey, FileOpener, FileSealer, HEADER_BYTES, SEALED_SEGMENT_BYTES, SEGMENT_BYTES, sealed_length};
    use crate::{
        kernel::ids::SeededIds,
        vault::{CaseKey, IdentityKey, SealError},
    };

    const ID: Uuid = Uuid::from_u128(7);

    fn sealed(key: &FileKey, plain: &[u8], piece: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut sealer = FileSealer::new(key, ID, &SeededIds::new(3));
        for piece in plain.chunks(piece) {
            sealer.push(piece, &mut out).unwrap();
        }
        sealer.finish(&mut out).unwrap();
        out
    }

    fn opened(key: &FileKey, id: Uuid, stored: &[u8]) -> Result<Vec<u8>, SealError> {
        let (header, body) = stored.split_at(HEADER_BYTES.min(stored.len()));
        let mut opener = FileOpener::new(key, id, header)?;
        let mut plain = Vec::new();
        let mut segments = body.chunks(SEALED_SEGMENT_BYTES).peekable();
        while let Some(segment) = segments.next() {
            if segments.peek().is_none() {
                plain.extend(opener.last(segment)?);
                return Ok(plain);
            }
            plain.extend(opener.next(segment)?);
        }
        Err(SealError::Refused)
    }

    fn bytes(count: usize) -> Vec<u8> {
        (0..count).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[test]
    fn a_file_of_any_length_comes_back_whole_and_its_sealed_length_is_known() {
        let key = FileKey::random(&SeededIds::new(1));
        for length in [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES, 3 * SEGMENT_BYTES + 5] {
            let plain = bytes(length);
            for piece in [1000, SEGMENT_BYTES, length.max(1)] {
                let stored = sealed(&key, &plain, piece);
                assert_eq!(stored.len() as u64, sealed_length(length as u64), "{length}");
                assert!(opened(&key, ID, &stored).unwrap() == plain, "{length} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn a_cut_a_change_a_swap_or_another_place_is_noticed() {
        let key = FileKey::random(&SeededIds::new(1));
        let stored = sealed(&key, &bytes(2 * SEGMENT_BYTES + 100), 4096);
        let first = HEADER_BYTES + SEALED_SEGMENT_BYTES;
        for cut in [0, 5, HEADER_BYTES, HEADER_BYTES + 20, first, first + SEALED_SEGMENT_BYTES, stored.len() - 1] {
            assert!(opened(&key, ID, &stored[..cut]).is_err(), "cut to {cut}");
        }
        for at in [0, 1, 4, HEADER_BYTES, first + 3, stored.len() - 1] {
            let mut changed = stored.clone();
            changed[at] ^= 1;
            assert!(opened(&key, ID, &changed).is_err(), "byte {at}");
        }
        let mut swapped = stored[..HEADER_BYTES].to_vec();
        swapped.extend(&stored[first..first + SEALED_SEGMENT_BYTES]);
        swapped.extend(&stored[HEADER_BYTES..first]);
        swapped.extend(&stored[first + SEALED_SEGMENT_BYTES..]);
        assert_eq!(opened(&key, ID, &swapped), Err(SealError::Refused));
        assert_eq!(opened(&key, Uuid::from_u128(8), &stored), Err(SealError::Refused));
        assert_eq!(opened(&FileKey::random(&SeededIds::new(2)), ID, &stored), Err(SealError::Refused));
    }

    #[test]
    fn the_key_of_a_file_opens_with_the_part_it_was_sealed_under_and_for_its_file_only() {
        let ids = SeededIds::new(1);
        let (key, case, identity) = (FileKey::random(&ids), CaseKey::random(&ids), IdentityKey::random(&ids));
        let under = key.seal_under(&identity, ID, &ids).unwrap();
        assert!(FileKey::open_with(&identity, ID, &under).unwrap().secret() == key.secret());
        assert_eq!(FileKey::open_with(&case, ID, &under).unwrap_err(), SealError::Refused);
        assert_eq!(FileKey::open_with(&identity, Uuid::from_u128(8), &under).unwrap_err(), SealError::Refused);
        assert_eq!(format!("{key:?}"), "[file key]");
    }
}
