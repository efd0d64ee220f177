//! Sub-keys and keyed hashes: the two small things everything else in the vault is made of.
//!
//! A key never serves two purposes directly: the purpose stands in HKDF's `info` or at the head of what is hashed
//! ([`Fields::of`]). Comparing secrets takes the same time wherever they differ.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::kernel::{Ids, secret::SecretKey};

use super::fields::Fields;

/// A fresh random key.
pub(super) fn random_key(ids: &dyn Ids) -> SecretKey {
    let mut bytes = Zeroizing::new([0; 32]);
    ids.fill(bytes.as_mut());
    SecretKey::new(*bytes)
}

/// The key for one purpose under `key`: HKDF-SHA256 (RFC 5869) without salt, the purpose as `info`.
pub(super) fn subkey(key: &SecretKey, purpose: &Fields) -> SecretKey {
    subkey_of(key.bytes(), purpose)
}

/// The key for one purpose under a secret of any length that is hard to guess.
pub(super) fn subkey_of(secret: &[u8], purpose: &Fields) -> SecretKey {
    let mut bytes = Zeroizing::new([0; 32]);
    if Hkdf::<Sha256>::new(None, secret).expand(purpose.as_bytes(), bytes.as_mut()).is_err() {
        // HKDF refuses only outputs above 255 blocks, and this is one. Were it to refuse, going on with zeros for a key would
        // be worse than stopping.
        std::process::abort();
    }
    SecretKey::new(*bytes)
}

/// HMAC-SHA256 of `message` under `key`.
pub(super) fn keyed_hash(key: &SecretKey, message: &Fields) -> [u8; 32] {
    // HMAC fills a short key up with zeros to one block; done here, there is no length left to refuse.
    let mut block = Zeroizing::new([0_u8; 64]);
    for (slot, byte) in block.iter_mut().zip(key.bytes()) {
        *slot = *byte;
    }
    let mac = Hmac::<Sha256>::new((&*block).into()).chain_update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Whether `claimed` is the keyed hash of `message`.
pub(super) fn keyed_hash_is(key: &SecretKey, message: &Fields, claimed: &[u8]) -> bool {
    same(&keyed_hash(key, message), claimed)
}

/// Whether two byte strings are equal, in a time that tells only their lengths.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// The first eight bytes of a hash as text: enough to notice an accident, not to stop an enemy.
pub(super) fn short_hex(hash: &[u8; 32]) -> String {
    format!("{:016x}", hash.iter().take(8).fold(0_u64, |head, byte| head << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use hkdf::Hkdf;
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::Sha256;

    use crate::kernel::secret::SecretKey;
    use crate::vault::fields::Fields;

    use super::{keyed_hash, keyed_hash_is, same, short_hex, subkey};

    #[test]
    fn hmac_and_hkdf_are_the_published_ones() {
        // RFC 4231, test case 2.
        let mac = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap().chain_update(b"what do ya want for nothing?").finalize();
        assert_eq!(hex::encode(mac.into_bytes()), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        // RFC 5869, test case 3: no salt, no info.
        let mut okm = [0; 42];
        Hkdf::<Sha256>::new(None, &[0x0b; 22]).expand(&[], &mut okm).unwrap();
        assert_eq!(hex::encode(okm), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    #[test]
    fn our_keyed_hash_is_plain_hmac_with_a_32_byte_key() {
        let key = SecretKey::new([0xc3; 32]);
        let message = Fields::of("test").text("chuyện");
        let mac = Hmac::<Sha256>::new_from_slice(key.bytes()).unwrap().chain_update(message.as_bytes()).finalize();
        assert_eq!(keyed_hash(&key, &message).as_slice(), mac.into_bytes().as_slice());
    }

    #[test]
    fn another_purpose_or_another_key_gives_another_key() {
        let key = SecretKey::new([1; 32]);
        assert!(subkey(&key, &Fields::of("a")) == subkey(&key, &Fields::of("a")));
        assert!(subkey(&key, &Fields::of("a")) != subkey(&key, &Fields::of("b")));
        assert!(subkey(&key, &Fields::of("a")) != subkey(&SecretKey::new([2; 32]), &Fields::of("a")));
    }

    #[test]
    fn short_hex_is_the_head_of_the_hash() {
        let hash: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        assert_eq!(short_hex(&hash), "0001020304050607");
    }

    #[test]
    fn a_hash_holds_only_whole_and_unchanged() {
        let key = SecretKey::new([1; 32]);
        let message = Fields::of("a");
        let hash = keyed_hash(&key, &message);
        assert!(keyed_hash_is(&key, &message, &hash));
        assert!(!keyed_hash_is(&key, &Fields::of("b"), &hash));
        assert!(!keyed_hash_is(&key, &message, hash.get(..31).unwrap()));
        assert!(!keyed_hash_is(&key, &message, &[]));
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
    }
}
