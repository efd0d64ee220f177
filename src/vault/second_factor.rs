//! The second factor: codes of an authenticator app (RFC 6238: SHA-1, six digits, half a minute), and the codes for its loss.
//!
//! The secret is sealed under a key that only the desk derives, bound to the person and to its column; a row moved to another
//! person does not open. A recovery code has fifty random bits and is found by a hash under a desk key: whoever reads the
//! database cannot try codes at all. Deliberately absent: the clock, and what was used already (`access::second_factor`).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use totp_rs::{Builder, Totp};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    DeskKeys, SealError, cipher,
    derive::{keyed_hash, keyed_hash_is, same, subkey},
    fields::Fields,
};
use crate::{
    entity::second_factor,
    kernel::{Ids, Timestamp, secret::SecretKey},
};

/// Bytes of a secret, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// Who the entry in the app is of. Without a space and without accents: some apps show neither.
const ISSUER: &str = "LangNghe";
/// Letters of a recovery code: Crockford's, without I, L, O and U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of one recovery code.
const RECOVERY_CHARS: usize = 10;
/// Recovery codes that somebody gets at once.
pub const RECOVERY_CODES: usize = 10;

/// Which of the two secrets of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The one in use.
    Secret,
    /// The one that waits for its first code.
    Offered,
}

impl Slot {
    const fn column(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Offered => "offered",
        }
    }
}

/// What an authenticator app and the desk share.
pub struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[second factor]")
    }
}

impl Secret {
    /// A fresh one.
    #[must_use]
    pub fn random(ids: &dyn Ids) -> Self {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        ids.fill(bytes.as_mut());
        Self(bytes)
    }

    /// The secret as somebody types it into an app that cannot read squares.
    #[must_use]
    pub fn as_text(&self) -> Zeroizing<String> {
        Zeroizing::new(totp_rs::Secret::new_stack(*self.0).to_base32())
    }

    /// The address that an app reads from the square.
    #[must_use]
    pub fn address(&self, account: &str) -> Zeroizing<String> {
        let account: String = account.bytes().map(plain).collect();
        Zeroizing::new(format!("otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}", *self.as_text()))
    }

    /// The half-minute that `code` belongs to: the one of `at`, the one before or the one after.
    #[must_use]
    pub fn step_of(&self, code: &str, at: Timestamp) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = self.totp()?.check(&digits, u64::try_from(at.timestamp()).ok()?)?;
        i64::try_from(step).ok()
    }

    /// The code of an instant: what the app shows.
    #[must_use]
    pub fn code_at(&self, at: Timestamp) -> Option<String> {
        Some(self.totp()?.generate(u64::try_from(at.timestamp()).ok()?).to_string())
    }

    fn totp(&self) -> Option<Totp> {
        // The defaults of the builder are those of the RFC and of every app; twenty bytes are never too short for it.
        Builder::new().with_secret(*self.0).build().ok()
    }

    /// Reads a secret as an app got it.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let secret = totp_rs::Secret::try_from_base32(text).ok()?;
        secret.as_bytes().try_into().ok().map(|bytes: [u8; SECRET_BYTES]| Self(Zeroizing::new(bytes)))
    }
}

/// A byte of an account's name as an address may hold it.
fn plain(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}

/// Fresh recovery codes as they are shown, in two groups of five.
#[must_use]
pub fn recovery_codes(ids: &dyn Ids) -> Vec<Zeroizing<String>> {
    let code = || {
        let mut random = Zeroizing::new([0; RECOVERY_CHARS]);
        ids.fill(random.as_mut());
        let letters: Zeroizing<String> =
            Zeroizing::new(random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32))).map(|byte| char::from(*byte)).collect());
        let (first, second) = letters.split_at(RECOVERY_CHARS / 2);
        Zeroizing::new(format!("{first}-{second}"))
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// A recovery code as it is compared, whatever was typed between its letters; nothing for what is none.
#[must_use]
pub fn recovery_code(typed: &str) -> Option<Zeroizing<String>> {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        upper => u8::try_from(upper).ok().filter(|byte| LETTERS.contains(byte)).map(char::from),
    };
    let meant: Option<String> = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(letter).collect();
    meant.filter(|code| code.len() == RECOVERY_CHARS).map(Zeroizing::new)
}

fn row_of(row: &second_factor::Model) -> Fields {
    let bytes = |fields: Fields, sealed: Option<&Vec<u8>>| match sealed {
        Some(sealed) => fields.flag(true).bytes(sealed),
        None => fields.flag(false),
    };
    let fields = bytes(Fields::of("second factor row").uuid(row.staff_id), row.secret.as_ref());
    bytes(fields, row.offered.as_ref()).number(row.offered_at.map_or(0, |at| at.timestamp_micros())).number(row.last_step)
}

impl DeskKeys {
    fn factor_key(&self) -> SecretKey {
        subkey(&self.root, &Fields::of("second factor"))
    }

    /// Seals a secret for its person and column.
    ///
    /// # Errors
    /// None that twenty bytes can cause.
    pub fn seal_factor(&self, staff: Uuid, slot: Slot, secret: &Secret, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        cipher::seal(&self.factor_key(), &Fields::of("second factor").uuid(staff).text(slot.column()), secret.0.as_slice(), ids)
    }

    /// Opens a secret at its place.
    ///
    /// # Errors
    /// [`SealError::Format`] for bytes that are no sealed secret, [`SealError::Refused`] at another place or under another key.
    pub fn open_factor(&self, staff: Uuid, slot: Slot, sealed: &[u8]) -> Result<Secret, SealError> {
        let bytes = cipher::open(&self.factor_key(), &Fields::of("second factor").uuid(staff).text(slot.column()), sealed)?;
        let bytes: [u8; SECRET_BYTES] = bytes.as_slice().try_into().map_err(|_| SealError::Format)?;
        Ok(Secret(Zeroizing::new(bytes)))
    }

    /// Finds a recovery code of a person; stored in its place.
    #[must_use]
    pub fn recovery_hash(&self, staff: Uuid, code: &str) -> [u8; 32] {
        keyed_hash(&self.staff_row, &Fields::of("recovery code").uuid(staff).text(code))
    }

    /// Authenticates a second factor as it stands.
    #[must_use]
    pub fn factor_row_mac(&self, row: &second_factor::Model) -> [u8; 32] {
        keyed_hash(&self.staff_row, &row_of(row))
    }

    /// Whether a second factor stands as the desk wrote it.
    #[must_use]
    pub fn factor_row_holds(&self, row: &second_factor::Model) -> bool {
        keyed_hash_is(&self.staff_row, &row_of(row), &row.row_mac)
    }

    /// What a page carries between the password and the code: whose password was right, and when. It voids itself when the password
    /// is changed; nothing is stored.
    #[must_use]
    pub fn ticket(&self, staff: Uuid, password_hash: &str, at: Timestamp) -> Zeroizing<String> {
        let mac = URL_SAFE_NO_PAD.encode(keyed_hash(&self.session, &ticket_of(staff, password_hash, at.timestamp_micros())));
        Zeroizing::new(format!("{}.{}.{mac}", staff.simple(), at.timestamp_micros()))
    }

    /// Whether `ticket` was given to this person for this password.
    #[must_use]
    pub fn ticket_holds(&self, ticket: &Ticket, password_hash: &str) -> bool {
        let mac = keyed_hash(&self.session, &ticket_of(ticket.staff, password_hash, ticket.micros));
        same(&mac, &ticket.mac)
    }
}

/// What a half-opened door says of itself; whether it is genuine is for [`DeskKeys::ticket_holds`] to say.
#[derive(Debug)]
pub struct Ticket {
    /// Whose password was right.
    pub staff: Uuid,
    /// When, as microseconds since 1970.
    pub micros: i64,
    mac: Vec<u8>,
}

impl Ticket {
    /// Reads a ticket.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (staff, rest) = text.trim().split_once('.')?;
        let (micros, mac) = rest.split_once('.')?;
        Some(Self { staff: Uuid::try_parse(staff).ok()?, micros: micros.parse().ok()?, mac: URL_SAFE_NO_PAD.decode(mac).ok()? })
    }
}

fn ticket_of(staff: Uuid, password_hash: &str, micros: i64) -> Fields {
    Fields::of("half-opened door").uuid(staff).text(password_hash).number(micros)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use uuid::Uuid;

    use super::{RECOVERY_CODES, Secret, Slot, Ticket, recovery_code, recovery_codes};
    use crate::{
        kernel::ids::SeededIds,
        vault::{Face, SealError, Vault},
    };

    /// The examples of RFC 6238, appendix B, of which an app shows the last six digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let secret = Secret(zeroize::Zeroizing::new(*b"12345678901234567890"));
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
            let at = Utc.timestamp_opt(at, 0).unwrap();
            assert_eq!(secret.code_at(at).as_deref(), Some(code));
            assert_eq!(secret.step_of(code, at), Some(at.timestamp() / 30));
        }
        assert_eq!(*secret.as_text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(Secret::of_text(&secret.as_text()).unwrap().0, secret.0);
    }

    #[test]
    fn a_code_holds_for_its_half_minute_and_its_neighbours() {
        let secret = Secret::random(&SeededIds::new(1));
        let at = Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let code = secret.code_at(at).unwrap();
        let steps = [-61_i64, -30, 0, 30, 61].map(|later| secret.step_of(&code, at + chrono::Duration::seconds(later)).is_some());
        assert_eq!(steps, [false, true, true, true, false]);
        assert!(secret.step_of(&format!(" {} {}", &code[..3], &code[3..]), at).is_some(), "as apps show it");
        for wrong in ["", "12345", "1234567", "+12345", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(secret.step_of(wrong, at), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_holds_nothing_that_an_app_would_read_as_something_else() {
        let address = Secret::random(&SeededIds::new(1)).address("l&n?x:y é@x.example");
        assert!(address.starts_with("otpauth://totp/LangNghe:l%26n%3Fx%3Ay%20%C3%A9@x.example?secret="), "{}", *address);
    }

    #[test]
    fn a_secret_opens_at_its_place_only() {
        let ids = SeededIds::new(1);
        let (vault, _) = Vault::in_memory(Face::Desk, &ids);
        let desk = vault.desk().unwrap();
        let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let secret = Secret::random(&ids);
        let sealed = desk.seal_factor(own, Slot::Secret, &secret, &ids).unwrap();
        assert_eq!(desk.open_factor(own, Slot::Secret, &sealed).unwrap().0, secret.0);
        assert_eq!(desk.open_factor(other, Slot::Secret, &sealed).unwrap_err(), SealError::Refused);
        assert_eq!(desk.open_factor(own, Slot::Offered, &sealed).unwrap_err(), SealError::Refused);
        assert_eq!(format!("{secret:?}"), "[second factor]");
    }

    #[test]
    fn recovery_codes_differ_and_are_read_as_people_type_them() {
        let ids = SeededIds::new(1);
        let codes = recovery_codes(&ids);
        let plain: std::collections::BTreeSet<String> = codes.iter().map(|code| recovery_code(code).unwrap().to_string()).collect();
        assert_eq!((codes.len(), plain.len()), (RECOVERY_CODES, RECOVERY_CODES));
        let (vault, _) = Vault::in_memory(Face::Desk, &ids);
        let desk = vault.desk().unwrap();
        let code = recovery_code("O123i-vwxyz").unwrap();
        assert_eq!(*code, "01231VWXYZ");
        assert_eq!(recovery_code(" 01231 vwxyz ").unwrap(), code);
        for wrong in ["", "0123", "01231VWXYZ0", "01231VWXY!", "01231VWXYU"] {
            assert!(recovery_code(wrong).is_none(), "{wrong}");
        }
        assert_ne!(desk.recovery_hash(Uuid::from_u128(1), &code), desk.recovery_hash(Uuid::from_u128(2), &code));
    }

    #[test]
    fn a_half_opened_door_is_one_persons_and_ends_with_the_password() {
        let ids = SeededIds::new(1);
        let (desk, stranger) = (Vault::in_memory(Face::Desk, &ids).0, Vault::in_memory(Face::Desk, &ids).0);
        let (desk, stranger) = (desk.desk().unwrap(), stranger.desk().unwrap());
        let at = Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let text = desk.ticket(Uuid::from_u128(1), "hash", at);
        let ticket = Ticket::parse(&text).unwrap();
        assert!(desk.ticket_holds(&ticket, "hash"));
        assert!(!desk.ticket_holds(&ticket, "another hash") && !stranger.ticket_holds(&ticket, "hash"));
        let later = Ticket { micros: ticket.micros + 1, ..Ticket::parse(&text).unwrap() };
        let other = Ticket { staff: Uuid::from_u128(2), ..Ticket::parse(&text).unwrap() };
        assert!(!desk.ticket_holds(&later, "hash") && !desk.ticket_holds(&other, "hash"));
        for bad in ["", ".", "..", "x.1.y", &text[..40]] {
            assert!(Ticket::parse(bad).is_none_or(|ticket| !desk.ticket_holds(&ticket, "hash")), "{bad}");
        }
    }
}
