//! The token of an invitation: computed at the desk when the mail is written, and again when somebody comes with it. It stands nowhere.
//!
//! Whoever reads the database finds the id of an invitation and cannot make its token; whoever writes the database cannot prolong
//! one, use one twice or point one at another person, because the row carries a MAC over all of that.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    DeskKeys,
    derive::{keyed_hash, keyed_hash_is},
    fields::Fields,
};
use crate::{entity::invitation, kernel::Timestamp};

/// What stands between the id and the hash in a token.
const MARK: char = '.';

fn token_of(invitation: Uuid, expires_at: Timestamp) -> Fields {
    Fields::of("invitation token").uuid(invitation).number(expires_at.timestamp_micros())
}

fn row_of(row: &invitation::Model) -> Fields {
    Fields::of("invitation row")
        .uuid(row.id)
        .uuid(row.staff_id)
        .number(row.created_at.timestamp_micros())
        .number(row.expires_at.timestamp_micros())
        .number(row.used_at.map_or(0, |at| at.timestamp_micros()))
}

/// The invitation that a token names; whether the token is genuine is for [`DeskKeys::is_token_of`] to say.
#[must_use]
pub fn named_by(token: &str) -> Option<Uuid> {
    Uuid::try_parse(token.trim().split_once(MARK)?.0).ok()
}

impl DeskKeys {
    /// The token of an invitation: safe in an address.
    #[must_use]
    pub fn invitation_token(&self, invitation: Uuid, expires_at: Timestamp) -> Zeroizing<String> {
        let hash = keyed_hash(&self.staff_row, &token_of(invitation, expires_at));
        Zeroizing::new(format!("{}{MARK}{}", invitation.simple(), URL_SAFE_NO_PAD.encode(hash)))
    }

    /// Whether `token` is the one of this invitation.
    #[must_use]
    pub fn is_token_of(&self, row: &invitation::Model, token: &str) -> bool {
        let hash = token.trim().split_once(MARK).and_then(|(_, hash)| URL_SAFE_NO_PAD.decode(hash).ok());
        hash.is_some_and(|hash| keyed_hash_is(&self.staff_row, &token_of(row.id, row.expires_at), &hash))
    }

    /// Authenticates an invitation as it stands.
    #[must_use]
    pub fn invitation_row_mac(&self, row: &invitation::Model) -> [u8; 32] {
        keyed_hash(&self.staff_row, &row_of(row))
    }

    /// Whether an invitation stands as the desk wrote it.
    #[must_use]
    pub fn invitation_row_holds(&self, row: &invitation::Model) -> bool {
        keyed_hash_is(&self.staff_row, &row_of(row), &row.row_mac)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};
    use uuid::Uuid;

    use super::named_by;
    use crate::{
        entity::invitation,
        kernel::ids::SeededIds,
        vault::{Face, Vault},
    };

    #[test]
    fn a_token_fits_one_invitation_of_one_desk_until_one_instant() {
        let (vault, _) = Vault::in_memory(Face::Desk, &SeededIds::new(1));
        let (stranger, _) = Vault::in_memory(Face::Desk, &SeededIds::new(2));
        let desk = vault.desk().unwrap();
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let row = |id: u128| invitation::Model {
            id: Uuid::from_u128(id),
            staff_id: Uuid::from_u128(7),
            created_at: now,
            expires_at: now + Duration::days(7),
            used_at: None,
            row_mac: Vec::new(),
        };
        let own = row(1);
        let token = desk.invitation_token(own.id, own.expires_at);
        assert_eq!(named_by(&token), Some(own.id));
        assert!(desk.is_token_of(&own, &token) && desk.is_token_of(&own, &format!(" {} ", *token)));
        assert!(!desk.is_token_of(&row(2), &token) && !stranger.desk().unwrap().is_token_of(&own, &token));
        assert!(!desk.is_token_of(&invitation::Model { expires_at: now + Duration::days(8), ..own.clone() }, &token), "prolonged");
        for bad in ["", ".", "x.y", &token[..token.len() - 2], "018f.AAAA"] {
            assert!(!desk.is_token_of(&own, bad), "{bad}");
        }
        let mut stored = own.clone();
        stored.row_mac = desk.invitation_row_mac(&own).to_vec();
        assert!(desk.invitation_row_holds(&stored));
        assert!(!desk.invitation_row_holds(&invitation::Model { used_at: Some(now), ..stored.clone() }));
        assert!(!desk.invitation_row_holds(&invitation::Model { staff_id: own.id, ..stored }), "pointed at somebody else");
    }
}
