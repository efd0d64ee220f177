//! The directory of offices: which public key is really theirs, and how their private keys rest in the database.
//!
//! Whoever can write to the database could put in a public key of their own and wait for reports to be sealed to it. So a key
//! counts only with a signature of the directory key over (office, version, key); that key never leaves the desk.

use ed25519_dalek::{Signature, Signer};

use crate::kernel::{Ids, secret::SecretKey};

use super::{
    DeskKeys, PublicKeys,
    cipher::{self, SealError},
    derive::subkey,
    fields::Fields,
};

fn entry(office: &str, version: i32, public: &[u8; 32]) -> Fields {
    Fields::of("directory entry").text(office).number(i64::from(version)).bytes(public)
}

fn at_rest(office: &str, version: i32) -> Fields {
    Fields::of("office private key").text(office).number(i64::from(version))
}

impl PublicKeys {
    /// Whether the directory vouches that this is the public key of `office` in this version.
    #[must_use]
    pub fn verify_office_key(&self, office: &str, version: i32, public: &[u8; 32], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.directory.verify_strict(entry(office, version, public).as_bytes(), &signature).is_ok())
    }
}

impl DeskKeys {
    /// Vouches for the public key of `office`.
    #[must_use]
    pub fn sign_office_key(&self, office: &str, version: i32, public: &[u8; 32]) -> Vec<u8> {
        self.directory.sign(entry(office, version, public).as_bytes()).to_bytes().to_vec()
    }

    /// Seals the private key of `office` under the root key.
    ///
    /// # Errors
    /// None that a 32-byte key can cause.
    pub fn seal_office_private(&self, office: &str, version: i32, private: &SecretKey, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        let place = at_rest(office, version);
        cipher::seal(&subkey(&self.root, &place), &place, private.bytes(), ids)
    }

    /// Opens the private key of `office`. Who may act through that office is decided before.
    ///
    /// # Errors
    /// [`SealError::Format`] for bytes that are no sealed key, [`SealError::Refused`] for another office, version or root key.
    pub fn open_office_private(&self, office: &str, version: i32, sealed: &[u8]) -> Result<SecretKey, SealError> {
        let place = at_rest(office, version);
        cipher::open_key(&subkey(&self.root, &place), &place, sealed)
    }
}

#[cfg(test)]
mod tests {
    use crate::kernel::ids::SeededIds;
    use crate::vault::{Face, KeyPair, SealError, Vault};

    #[test]
    fn only_exactly_what_the_directory_signed_is_an_offices_key() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Both, &ids);
        let (other, _) = Vault::in_memory(Face::Both, &ids);
        let (office, intruder) = (KeyPair::generate(&ids), KeyPair::generate(&ids));
        let signature = vault.desk().unwrap().sign_office_key("ubnd-1", 1, &office.public);
        let keys = vault.public();
        assert!(keys.verify_office_key("ubnd-1", 1, &office.public, &signature));
        assert!(!keys.verify_office_key("ubnd-2", 1, &office.public, &signature));
        assert!(!keys.verify_office_key("ubnd-1", 2, &office.public, &signature));
        assert!(!keys.verify_office_key("ubnd-1", 1, &intruder.public, &signature));
        assert!(!other.public().verify_office_key("ubnd-1", 1, &office.public, &signature));
        for cut in 0..signature.len() {
            assert!(!keys.verify_office_key("ubnd-1", 1, &office.public, &signature[..cut]));
        }
        assert!(!keys.verify_office_key("ubnd-1", 1, &office.public, &[0; 64]));
    }

    #[test]
    fn a_private_key_opens_only_as_its_office_and_version() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Desk, &ids);
        let (other, _) = Vault::in_memory(Face::Desk, &ids);
        let pair = KeyPair::generate(&ids);
        let desk = vault.desk().unwrap();
        let sealed = desk.seal_office_private("ubnd-1", 1, &pair.private, &ids).unwrap();
        let opened = desk.open_office_private("ubnd-1", 1, &sealed).unwrap();
        assert_eq!(KeyPair::from_private(opened).unwrap().public, pair.public);
        assert_eq!(desk.open_office_private("ubnd-2", 1, &sealed).unwrap_err(), SealError::Refused);
        assert_eq!(desk.open_office_private("ubnd-1", 2, &sealed).unwrap_err(), SealError::Refused);
        assert_eq!(other.desk().unwrap().open_office_private("ubnd-1", 1, &sealed).unwrap_err(), SealError::Refused);
        for cut in 0..sealed.len() {
            assert!(desk.open_office_private("ubnd-1", 1, &sealed[..cut]).is_err());
        }
    }
}
