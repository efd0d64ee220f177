//! The token of a letter to whoever forgot their password, computed like that of an invitation and stored nowhere; and the address that
//! somebody typed, which lies sealed until the worker has looked whose it is.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    DeskKeys, SealError, cipher,
    derive::{keyed_hash, keyed_hash_is, subkey},
    fields::Fields,
};
use crate::{
    entity::password_reset,
    kernel::{Ids, Timestamp},
};

/// What stands between the id and the hash in a token.
const MARK: char = '.';

fn token_of(reset: Uuid, expires_at: Timestamp) -> Fields {
    Fields::of("password reset token").uuid(reset).number(expires_at.timestamp_micros())
}

fn row_of(row: &password_reset::Model) -> Fields {
    Fields::of("password reset row")
        .uuid(row.id)
        .uuid(row.staff_id)
        .number(row.created_at.timestamp_micros())
        .number(row.expires_at.timestamp_micros())
        .number(row.used_at.map_or(0, |at| at.timestamp_micros()))
}

fn place_of(request: Uuid) -> Fields {
    Fields::of("reset request").uuid(request)
}

impl DeskKeys {
    /// The token of a letter: safe in an address.
    #[must_use]
    pub fn reset_token(&self, reset: Uuid, expires_at: Timestamp) -> Zeroizing<String> {
        let hash = keyed_hash(&self.staff_row, &token_of(reset, expires_at));
        Zeroizing::new(format!("{}{MARK}{}", reset.simple(), URL_SAFE_NO_PAD.encode(hash)))
    }

    /// Whether `token` is the one of this letter.
    #[must_use]
    pub fn is_reset_token_of(&self, row: &password_reset::Model, token: &str) -> bool {
        let hash = token.trim().split_once(MARK).and_then(|(_, hash)| URL_SAFE_NO_PAD.decode(hash).ok());
        hash.is_some_and(|hash| keyed_hash_is(&self.staff_row, &token_of(row.id, row.expires_at), &hash))
    }

    /// Authenticates a letter as it stands.
    #[must_use]
    pub fn reset_row_mac(&self, row: &password_reset::Model) -> [u8; 32] {
        keyed_hash(&self.staff_row, &row_of(row))
    }

    /// Whether a letter stands as the desk wrote it.
    #[must_use]
    pub fn reset_row_holds(&self, row: &password_reset::Model) -> bool {
        keyed_hash_is(&self.staff_row, &row_of(row), &row.row_mac)
    }

    /// Seals what somebody typed as their address.
    ///
    /// # Errors
    /// [`SealError::TooLong`].
    pub fn seal_address(&self, request: Uuid, address: &str, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        cipher::seal(&subkey(&self.root, &Fields::of("reset request")), &place_of(request), address.as_bytes(), ids)
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`SealError`] for what the desk did not write.
    pub fn open_address(&self, request: Uuid, sealed: &[u8]) -> Result<String, SealError> {
        let bytes = cipher::open(&subkey(&self.root, &Fields::of("reset request")), &place_of(request), sealed)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| SealError::Format)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};
    use uuid::Uuid;

    use crate::{
        entity::password_reset::Model,
        kernel::ids::SeededIds,
        vault::{Face, Vault},
    };

    #[test]
    fn a_letter_is_one_persons_until_one_instant_and_no_invitation() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Desk, &ids);
        let desk = vault.desk().unwrap();
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let mut row = Model {
            id: Uuid::from_u128(1),
            staff_id: Uuid::from_u128(2),
            created_at: now,
            expires_at: now + Duration::hours(2),
            used_at: None,
            row_mac: Vec::new(),
        };
        row.row_mac = desk.reset_row_mac(&row).to_vec();
        let token = desk.reset_token(row.id, row.expires_at);
        assert!(desk.reset_row_holds(&row) && desk.is_reset_token_of(&row, &token));
        assert!(!desk.is_reset_token_of(&row, &desk.invitation_token(row.id, row.expires_at)), "a letter of another kind");
        for forged in [
            Model { staff_id: Uuid::from_u128(3), ..row.clone() },
            Model { expires_at: now + Duration::days(9), ..row.clone() },
            Model { used_at: Some(now), ..row.clone() },
        ] {
            assert!(!desk.reset_row_holds(&forged), "{forged:?}");
        }
        let sealed = desk.seal_address(row.id, "lan@x.example", &ids).unwrap();
        assert_eq!(desk.open_address(row.id, &sealed).unwrap(), "lan@x.example");
        assert!(desk.open_address(Uuid::from_u128(9), &sealed).is_err(), "at another place");
    }
}
