//! The random value of a session cookie, of staff and of reporters.
//!
//! The database holds only a keyed hash of it; the two kinds of session hash it under different keys. A reporter's session also
//! keeps the key of the conversation sealed under the token: when the row or the cookie is gone, so is the access.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::kernel::{Ids, secret::SecretKey};

use super::{
    DeskKeys, PublicKeys, SealError, cipher,
    derive::{keyed_hash, random_key, subkey},
    fields::Fields,
    sealing::{SealingKey, ThreadKey},
};

/// The random value of a session cookie. It is stored nowhere but with whoever holds the session.
pub struct Token(SecretKey);

impl Token {
    /// A fresh token.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        Self(random_key(ids))
    }

    /// Reads a cookie's value.
    #[must_use]
    pub fn parse(cookie: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(cookie).ok()?);
        bytes.as_slice().try_into().ok().map(|bytes| Self(SecretKey::new(bytes)))
    }

    /// The cookie's value: 43 base64url characters.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.bytes()))
    }

    /// The bytes, for a hash made elsewhere in the vault.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// The value that forms of this session carry against forgery from other sites.
    #[must_use]
    pub fn form_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(keyed_hash(&self.0, &Fields::of("form token")))
    }

    /// Seals the key of the conversation about `report` for as long as this follow-up session lasts.
    ///
    /// # Errors
    /// None that a 32-byte key can cause.
    pub fn seal_thread_key(&self, report: Uuid, key: &ThreadKey, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        let place = Fields::of("follow-up thread key").uuid(report);
        cipher::seal(&subkey(&self.0, &place), &place, key.secret().bytes(), ids)
    }

    /// Opens the key of the conversation about `report`.
    ///
    /// # Errors
    /// [`SealError::Format`] for bytes that are no sealed key, [`SealError::Refused`] for another session or report.
    pub fn open_thread_key(&self, report: Uuid, sealed: &[u8]) -> Result<ThreadKey, SealError> {
        let place = Fields::of("follow-up thread key").uuid(report);
        cipher::open_key(&subkey(&self.0, &place), &place, sealed).map(ThreadKey::from_secret)
    }
}

impl PublicKeys {
    /// Finds the follow-up session of a token; stored in its place.
    #[must_use]
    pub fn follow_up_hash(&self, token: &Token) -> [u8; 32] {
        keyed_hash(self.pepper.key(), &Fields::of("follow-up token").bytes(token.0.bytes()))
    }
}

impl DeskKeys {
    /// Finds the staff session of a token; stored in its place.
    #[must_use]
    pub fn session_hash(&self, token: &Token) -> [u8; 32] {
        keyed_hash(&self.session, &Fields::of("session token").bytes(token.0.bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use crate::kernel::ids::SeededIds;
    use crate::vault::{Face, SealError, Vault, sealing::CaseKey, sealing::SealingKey};

    use super::Token;

    #[test]
    fn a_session_is_found_by_its_token_and_one_kind_of_session_is_not_the_other() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Both, &ids);
        let (stranger, _) = Vault::in_memory(Face::Both, &ids);
        let (token, other) = (Token::random(&ids), Token::random(&ids));
        let read = Token::parse(&token.reveal()).unwrap();
        let (desk, public) = (vault.desk().unwrap(), vault.public());
        assert_eq!(desk.session_hash(&token), desk.session_hash(&read));
        assert_eq!(public.follow_up_hash(&token), public.follow_up_hash(&read));
        assert_ne!(desk.session_hash(&token), public.follow_up_hash(&token));
        assert_ne!(desk.session_hash(&token), desk.session_hash(&other));
        assert_ne!(public.follow_up_hash(&token), public.follow_up_hash(&other));
        assert_ne!(desk.session_hash(&token), stranger.desk().unwrap().session_hash(&token));
        assert_ne!(public.follow_up_hash(&token), stranger.public().follow_up_hash(&token));
        for foreign in ["", "abc", "ế", &format!("{}A", *token.reveal()), &token.reveal()[1..]] {
            assert!(Token::parse(foreign).is_none(), "{foreign}");
        }
        assert_eq!(format!("{token:?}"), "[token]");
    }

    #[test]
    fn a_session_opens_its_own_conversation_only() {
        let ids = SeededIds::new(1);
        let (report, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let thread = CaseKey::random(&ids).thread(report);
        let token = Token::random(&ids);
        let sealed = token.seal_thread_key(report, &thread, &ids).unwrap();
        assert!(token.open_thread_key(report, &sealed).unwrap().secret() == thread.secret());
        assert_eq!(token.open_thread_key(other, &sealed).unwrap_err(), SealError::Refused);
        assert_eq!(Token::random(&ids).open_thread_key(report, &sealed).unwrap_err(), SealError::Refused);
        for cut in 0..sealed.len() {
            assert!(token.open_thread_key(report, &sealed[..cut]).is_err());
        }
    }
}
