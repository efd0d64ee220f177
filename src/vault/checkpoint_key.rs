//! The signature under a checkpoint of the history.
//!
//! The signing half lies at the desk. Everybody else, supervisors included, needs 32 public bytes to check what they were sent.

use ed25519_dalek::{Signature, Signer, VerifyingKey};

use super::{DeskKeys, PublicKeys, fields::Fields};

fn signed(checkpoint: &[u8]) -> Fields {
    Fields::of("checkpoint").bytes(checkpoint)
}

fn holds(key: &VerifyingKey, checkpoint: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(signed(checkpoint).as_bytes(), &signature).is_ok())
}

impl DeskKeys {
    /// Signs the bytes of a checkpoint (Ed25519, 64 bytes).
    #[must_use]
    pub fn sign_checkpoint(&self, checkpoint: &[u8]) -> Vec<u8> {
        self.checkpoint.sign(signed(checkpoint).as_bytes()).to_bytes().to_vec()
    }
}

impl PublicKeys {
    /// Whether the desk signed this checkpoint.
    #[must_use]
    pub fn verify_checkpoint(&self, checkpoint: &[u8], signature: &[u8]) -> bool {
        holds(&self.checkpoint, checkpoint, signature)
    }

    /// What an outside witness needs to check a checkpoint.
    #[must_use]
    pub fn checkpoint_verifying_key(&self) -> [u8; 32] {
        self.checkpoint.to_bytes()
    }
}

/// Whether the owner of `verifying_key` signed this checkpoint: for a witness who has no key files.
#[must_use]
pub fn verify_as_witness(verifying_key: &[u8; 32], checkpoint: &[u8], signature: &[u8]) -> bool {
    VerifyingKey::from_bytes(verifying_key).is_ok_and(|key| holds(&key, checkpoint, signature))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use crate::kernel::ids::SeededIds;
    use crate::vault::{Face, Vault};

    use super::verify_as_witness;

    #[test]
    fn ed25519_is_the_published_one() {
        // RFC 8032, section 7.1, test 1: the empty message.
        let secret: [u8; 32] = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap().try_into().unwrap();
        let key = SigningKey::from_bytes(&secret);
        assert_eq!(hex::encode(key.verifying_key().as_bytes()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assert_eq!(
            hex::encode(key.sign(b"").to_bytes()),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        );
    }

    #[test]
    fn only_the_signed_checkpoint_holds_and_only_as_a_checkpoint() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Desk, &ids);
        let (other, _) = Vault::in_memory(Face::Desk, &ids);
        let signature = vault.desk().unwrap().sign_checkpoint(b"root");
        let witness = vault.public().checkpoint_verifying_key();
        assert!(vault.public().verify_checkpoint(b"root", &signature));
        assert!(verify_as_witness(&witness, b"root", &signature));
        assert!(!vault.public().verify_checkpoint(b"toor", &signature));
        assert!(!other.public().verify_checkpoint(b"root", &signature));
        assert!(!verify_as_witness(&[2; 32], b"root", &signature));
        for cut in 0..signature.len() {
            assert!(!vault.public().verify_checkpoint(b"root", &signature[..cut]));
        }
        let bare = vault.desk().unwrap().checkpoint.sign(b"root").to_bytes();
        assert!(!vault.public().verify_checkpoint(b"root", &bare), "signed without saying that it is a checkpoint");
    }
}
