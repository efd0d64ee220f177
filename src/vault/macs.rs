//! What makes a row count: authenticated audit entries, sessions and staff.
//!
//! Whoever writes to the database without a key cannot add or alter any of them. Each face authenticates its audit entries under
//! its own key, so taking over the public face does not let anybody speak for the desk; the desk verifies both. A row without a
//! valid MAC does not exist.

use crate::{entity::staff, kernel::secret::SecretKey};

pub use super::token::Token;
use super::{
    DeskKeys, NoDeskKeys, Vault,
    derive::{keyed_hash, keyed_hash_is},
    fields::Fields,
};

/// The face that wrote an audit entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritingFace {
    /// Where reporters are served.
    Public,
    /// Where staff are served, and the reconcilers.
    Desk,
}

impl WritingFace {
    /// How the face stands in an audit entry.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Desk => "desk",
        }
    }

    /// The face of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Public, Self::Desk].into_iter().find(|face| face.code() == code)
    }
}

fn audit_message(face: WritingFace, hash: &[u8; 32]) -> Fields {
    Fields::of("audit entry").text(face.code()).bytes(hash)
}

impl Vault {
    /// Authenticates the hash of an audit entry written by `face`.
    ///
    /// # Errors
    /// [`NoDeskKeys`] when the public face is to speak for the desk.
    pub fn audit_mac(&self, face: WritingFace, hash: &[u8; 32]) -> Result<[u8; 32], NoDeskKeys> {
        Ok(keyed_hash(self.audit_key(face)?, &audit_message(face, hash)))
    }

    /// Whether `mac` is what `face` wrote for that hash.
    ///
    /// # Errors
    /// [`NoDeskKeys`] when the public face is asked about an entry of the desk.
    pub fn audit_mac_holds(&self, face: WritingFace, hash: &[u8; 32], mac: &[u8]) -> Result<bool, NoDeskKeys> {
        Ok(keyed_hash_is(self.audit_key(face)?, &audit_message(face, hash), mac))
    }

    fn audit_key(&self, face: WritingFace) -> Result<&SecretKey, NoDeskKeys> {
        match face {
            WritingFace::Public => Ok(&self.public().audit),
            WritingFace::Desk => Ok(&self.desk()?.audit),
        }
    }
}

fn session_row(row: &Fields) -> Fields {
    Fields::of("session row").bytes(row.as_bytes())
}

fn staff_row(row: &Fields) -> Fields {
    Fields::of("staff row").bytes(row.as_bytes())
}

/// What the MAC of a staff row covers: all that says who somebody is and what they may do.
#[must_use]
pub fn staff_fields(row: &staff::Model) -> Fields {
    let fields = Fields::of("staff")
        .uuid(row.id)
        .text(&row.email)
        .text(&row.name)
        .text(&row.role)
        .text(&row.office_code)
        .text(&row.password_hash)
        .flag(row.active)
        .number(row.created_at.timestamp_micros());
    // Added only where there is one, so that rows of before hold. Whoever empties the column voids the row.
    let fields = match row.second_factor_at {
        Some(at) => fields.text("second factor").number(at.timestamp_micros()),
        None => fields,
    };
    match row.unconfirmed_since {
        Some(at) => fields.text("unconfirmed").number(at.timestamp_micros()),
        None => fields,
    }
}

impl DeskKeys {
    /// Whether somebody works here: the desk wrote their row as it stands, and they have not left.
    #[must_use]
    pub fn knows(&self, row: &staff::Model) -> bool {
        row.active && self.wrote(row)
    }

    /// Whether somebody can answer: they work here and have chosen a password, so that they are more than invited.
    #[must_use]
    pub fn lets_in(&self, row: &staff::Model) -> bool {
        self.knows(row) && !row.password_hash.is_empty()
    }

    /// Whether the desk wrote a staff row as it stands, also of somebody who does not work here now.
    #[must_use]
    pub fn wrote(&self, row: &staff::Model) -> bool {
        self.staff_row_holds(&staff_fields(row), &row.row_mac)
    }

    /// Authenticates the fields of a session row.
    #[must_use]
    pub fn session_row_mac(&self, row: &Fields) -> [u8; 32] {
        keyed_hash(&self.session, &session_row(row))
    }

    /// Whether a session row is one that the desk wrote.
    #[must_use]
    pub fn session_row_holds(&self, row: &Fields, mac: &[u8]) -> bool {
        keyed_hash_is(&self.session, &session_row(row), mac)
    }

    /// Authenticates the fields of a staff or credential row.
    #[must_use]
    pub fn staff_row_mac(&self, row: &Fields) -> [u8; 32] {
        keyed_hash(&self.staff_row, &staff_row(row))
    }

    /// Whether a staff or credential row is one that the desk wrote.
    #[must_use]
    pub fn staff_row_holds(&self, row: &Fields, mac: &[u8]) -> bool {
        keyed_hash_is(&self.staff_row, &staff_row(row), mac)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use crate::kernel::ids::SeededIds;
    use crate::vault::{Face, NoDeskKeys, Vault, fields::Fields};

    use super::WritingFace;

    #[test]
    fn each_face_speaks_for_itself_and_the_desk_verifies_both() {
        // The same seed gives both the keys of one set.
        let (desk, _) = Vault::in_memory(Face::Both, &SeededIds::new(1));
        let (public, _) = Vault::in_memory(Face::Public, &SeededIds::new(1));
        let (stranger, _) = Vault::in_memory(Face::Both, &SeededIds::new(2));
        let hash = [7; 32];
        for (writer, face) in [(&public, WritingFace::Public), (&desk, WritingFace::Desk)] {
            assert_eq!(WritingFace::parse(face.code()), Some(face));
            let mac = writer.audit_mac(face, &hash).unwrap();
            assert_eq!(desk.audit_mac_holds(face, &hash, &mac), Ok(true));
            assert_eq!(desk.audit_mac_holds(face, &[8; 32], &mac), Ok(false));
            assert_eq!(desk.audit_mac_holds(face, &hash, &mac[..31]), Ok(false));
            assert_eq!(stranger.audit_mac_holds(face, &hash, &mac), Ok(false));
        }
        let mac = public.audit_mac(WritingFace::Public, &hash).unwrap();
        assert_eq!(public.audit_mac_holds(WritingFace::Public, &hash, &mac), Ok(true));
        assert_eq!(desk.audit_mac_holds(WritingFace::Desk, &hash, &mac), Ok(false), "the public face cannot speak for the desk");
        assert_eq!(public.audit_mac(WritingFace::Desk, &hash), Err(NoDeskKeys));
        assert_eq!(public.audit_mac_holds(WritingFace::Desk, &hash, &mac), Err(NoDeskKeys));
        assert_eq!(WritingFace::parse("guest"), None);
    }

    #[test]
    fn a_changed_row_or_a_row_of_another_table_does_not_hold() {
        let (vault, _) = Vault::in_memory(Face::Desk, &SeededIds::new(1));
        let (stranger, _) = Vault::in_memory(Face::Desk, &SeededIds::new(2));
        let desk = vault.desk().unwrap();
        let row = |role: &str| Fields::of("staff").uuid(Uuid::from_u128(1)).text(role).flag(true);
        let mac = desk.staff_row_mac(&row("responder"));
        assert!(desk.staff_row_holds(&row("responder"), &mac));
        assert!(!desk.staff_row_holds(&row("lead"), &mac));
        assert!(!desk.staff_row_holds(&row("responder"), &[]));
        assert!(!desk.session_row_holds(&row("responder"), &mac));
        assert!(!stranger.desk().unwrap().staff_row_holds(&row("responder"), &mac));
        let mac = desk.session_row_mac(&row("responder"));
        assert!(desk.session_row_holds(&row("responder"), &mac));
        assert!(!desk.session_row_holds(&row("lead"), &mac));
        assert!(!desk.staff_row_holds(&row("responder"), &mac));
    }
}
