//! What the door of the desk knows again: devices, and those who try.
//!
//! A device holds a random token; the database a hash of it under a desk key, and a MAC over what the device may. Whoever writes
//! the database cannot make a device known, give it to somebody else, or prolong how long it goes without a code.

use uuid::Uuid;

use super::{
    DeskKeys,
    derive::{keyed_hash, keyed_hash_is},
    fields::Fields,
    token::Token,
};
use crate::entity::device;

fn row_of(row: &device::Model) -> Fields {
    Fields::of("device row")
        .uuid(row.id)
        .bytes(&row.token_hash)
        .uuid(row.staff_id)
        .number(row.created_at.timestamp_micros())
        .number(row.seen_at.timestamp_micros())
        .number(row.trusted_until.map_or(0, |at| at.timestamp_micros()))
        .number(row.expires_at.timestamp_micros())
}

/// Who is counted together when a password or a code is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane<'a> {
    /// Everybody who tries this address from a device that is not known for it, whether or not somebody has that address.
    Address(&'a str),
    /// Everybody who says that they forgot the password of this address.
    Reset(&'a str),
    /// One device that this person has signed in from.
    Device(Uuid),
}

impl DeskKeys {
    /// Finds the device of a token; stored in its place.
    #[must_use]
    pub fn device_hash(&self, token: &Token) -> [u8; 32] {
        keyed_hash(&self.session, &Fields::of("device token").bytes(token.bytes()))
    }

    /// Authenticates a device as it stands.
    #[must_use]
    pub fn device_row_mac(&self, row: &device::Model) -> [u8; 32] {
        keyed_hash(&self.session, &row_of(row))
    }

    /// Whether a device stands as the desk wrote it.
    #[must_use]
    pub fn device_row_holds(&self, row: &device::Model) -> bool {
        keyed_hash_is(&self.session, &row_of(row), &row.row_mac)
    }

    /// The name under which a lane is counted: it says nothing without the key.
    #[must_use]
    pub fn lane(&self, lane: Lane<'_>) -> [u8; 32] {
        let fields = Fields::of("sign-in lane");
        let fields = match lane {
            Lane::Address(address) => fields.text("address").text(address),
            Lane::Reset(address) => fields.text("reset").text(address),
            Lane::Device(id) => fields.text("device").uuid(id),
        };
        keyed_hash(&self.session, &fields)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};
    use uuid::Uuid;

    use super::Lane;
    use crate::{
        entity::device,
        kernel::ids::SeededIds,
        vault::{Face, Vault, token::Token},
    };

    #[test]
    fn a_device_is_one_persons_and_cannot_be_prolonged() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Desk, &ids);
        let desk = vault.desk().unwrap();
        let token = Token::random(&ids);
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let mut row = device::Model {
            id: Uuid::from_u128(1),
            token_hash: desk.device_hash(&token).to_vec(),
            staff_id: Uuid::from_u128(2),
            created_at: now,
            seen_at: now,
            trusted_until: None,
            expires_at: now + Duration::days(1),
            row_mac: Vec::new(),
        };
        row.row_mac = desk.device_row_mac(&row).to_vec();
        assert!(desk.device_row_holds(&row));
        for forged in [
            device::Model { staff_id: Uuid::from_u128(3), ..row.clone() },
            device::Model { trusted_until: Some(now + Duration::days(30)), ..row.clone() },
            device::Model { expires_at: now + Duration::days(9), ..row.clone() },
            device::Model { token_hash: desk.device_hash(&Token::random(&ids)).to_vec(), ..row.clone() },
        ] {
            assert!(!desk.device_row_holds(&forged), "{forged:?}");
        }
        assert_ne!(desk.device_hash(&token), desk.session_hash(&token), "a session is no device");
    }

    #[test]
    fn each_lane_has_a_name_of_its_own() {
        let (vault, _) = Vault::in_memory(Face::Desk, &SeededIds::new(1));
        let desk = vault.desk().unwrap();
        let id = Uuid::from_u128(1);
        let names =
            [Lane::Address("a@x.example"), Lane::Reset("a@x.example"), Lane::Address(""), Lane::Address(&id.to_string()), Lane::Device(id)]
                .map(|l| desk.lane(l));
        assert!(names.iter().enumerate().all(|(at, name)| !names[..at].contains(name)));
    }
}
