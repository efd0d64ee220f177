//! Key pairs, and HPKE (RFC 9180, base mode) to them: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
//!
//! The library does the cryptography; here stand only our types, our source of randomness and the published test vector.

use std::{convert::Infallible, fmt};

use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable,
    aead::AesGcm256,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use zeroize::Zeroizing;

use crate::kernel::{Ids, secret::SecretKey};

use super::{cipher::SealError, derive::random_key};

/// A key pair envelopes can be sealed to: an office's, a reporter's, or the recovery key's.
pub struct KeyPair {
    /// The half that may be shown.
    pub public: [u8; 32],
    /// The half that opens.
    pub private: SecretKey,
}

impl KeyPair {
    /// A fresh pair.
    #[must_use]
    pub fn generate(ids: &dyn Ids) -> Self {
        Self::from_seed(&random_key(ids))
    }

    /// The pair that belongs to a seed, always the same: RFC 9180 `DeriveKeyPair`.
    #[must_use]
    pub fn from_seed(seed: &SecretKey) -> Self {
        let (private, public) = X25519HkdfSha256::derive_keypair(seed.bytes());
        let private = Zeroizing::new(<[u8; 32]>::from(private.to_bytes()));
        Self { public: public.to_bytes().into(), private: SecretKey::new(*private) }
    }

    /// The pair whose private half is known.
    ///
    /// # Errors
    /// [`SealError::Format`] when the bytes are no private key.
    pub fn from_private(private: SecretKey) -> Result<Self, SealError> {
        let key = private_key(&private)?;
        Ok(Self { public: X25519HkdfSha256::sk_to_pk(&key).to_bytes().into(), private })
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key pair]")
    }
}

/// One HPKE encryption in base mode: the encapsulated key, and the ciphertext.
pub(super) fn hpke_seal(
    public: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    ids: &dyn Ids,
) -> Result<([u8; 32], Vec<u8>), SealError> {
    let public = <X25519HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(public).map_err(|_| SealError::Recipient)?;
    let mut random = Randomness(ids);
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        info,
        plaintext,
        aad,
        &mut random,
    )
    .map_err(|_| SealError::Recipient)?;
    Ok((encapsulated.to_bytes().into(), sealed))
}

/// The reverse of [`hpke_seal`].
pub(super) fn hpke_open(
    private: &SecretKey,
    encapsulated: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let encapsulated = <X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| SealError::Format)?;
    hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private_key(private)?,
        &encapsulated,
        info,
        sealed,
        aad,
    )
    .map(Zeroizing::new)
    .map_err(|_| SealError::Refused)
}

fn private_key(private: &SecretKey) -> Result<<X25519HkdfSha256 as hpke::Kem>::PrivateKey, SealError> {
    <X25519HkdfSha256 as hpke::Kem>::PrivateKey::from_bytes(private.bytes()).map_err(|_| SealError::Format)
}

/// Our source of randomness in the shape HPKE asks for.
struct Randomness<'a>(&'a dyn Ids);

impl TryRng for Randomness<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Randomness<'_> {}

#[cfg(test)]
mod tests {
    use crate::kernel::{Ids, ids::SeededIds, secret::SecretKey};

    use super::{KeyPair, hpke_open, hpke_seal};

    /// Gives the bytes it was made with, once: the ephemeral `ikmE` of a test vector.
    struct Exactly([u8; 32]);

    impl Ids for Exactly {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0);
        }
    }

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    #[test]
    fn our_hpke_is_the_published_one() {
        // The test vectors that accompany RFC 9180 (github.com/cfrg/draft-irtf-cfrg-hpke, test-vectors.json): mode 0, kem_id 32,
        // kdf_id 1, aead_id 2, first encryption. Seeds and encapsulated key also in Go's crypto/hpke/testdata/rfc9180.json.
        let ephemeral = Exactly(bytes("2cd7c601cefb3d42a62b04b7a9041494c06c7843818e0ce28a8f704ae7ab20f9"));
        let recipient = KeyPair::from_seed(&SecretKey::new(bytes("dac33b0e9db1b59dbbea58d59a14e7b5896e9bdf98fad6891e99d1686492b9ee")));
        assert_eq!(recipient.public, bytes("430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c"));
        // The vector prints the private key before clamping: compare through what it does.
        let printed = SecretKey::new(bytes("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d"));
        assert_eq!(KeyPair::from_private(printed.clone()).unwrap().public, recipient.public);

        let (info, aad, plaintext) = (b"Ode on a Grecian Urn", b"Count-0", b"Beauty is truth, truth beauty");
        let (encapsulated, sealed) = hpke_seal(&recipient.public, info, aad, plaintext, &ephemeral).unwrap();
        assert_eq!(encapsulated, bytes("6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256"));
        assert_eq!(hex::encode(&sealed), "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a");
        for private in [&printed, &recipient.private] {
            assert_eq!(hpke_open(private, &encapsulated, info, aad, &sealed).unwrap().as_slice(), plaintext);
        }
    }

    #[test]
    fn key_pairs_do_not_print() {
        assert_eq!(format!("{:?}", KeyPair::generate(&SeededIds::new(1))), "[key pair]");
    }
}
