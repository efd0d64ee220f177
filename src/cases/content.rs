//! What a report says, as it is sealed and opened: written by intake, read by the case view.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::CaseError;
use crate::{
    entity::report,
    kernel::{Ids, secret::Plaintext},
    vault::{
        SealError,
        sealing::{At, CaseKey, IdentityKey, SealingKey, open, seal},
    },
};

/// A child or a person with a disability who is at risk.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Age in years.
    pub age: Option<u32>,
    /// `female`, `male` or `unknown`.
    pub sex: Option<String>,
    /// Codes of `disability_types`.
    pub disabilities: Vec<String>,
    /// Codes of `victim_groups` that were said.
    pub groups: Vec<String>,
    /// Name.
    pub name: Option<Plaintext>,
}

/// Somebody who is said to do harm.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Perpetrator {
    /// Code of `offender_relations`.
    pub relation: Option<String>,
    /// Name.
    pub name: Option<Plaintext>,
    /// Where they work.
    pub workplace: Option<Plaintext>,
}

/// A position.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How exact, in metres.
    pub accuracy_m: Option<f64>,
}

/// How the reporter may be reached without harm.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactWishes {
    /// The way.
    pub channel: Option<Plaintext>,
    /// When.
    pub when: Option<Plaintext>,
    /// Codes of `communication_needs`.
    pub communication_needs: Vec<String>,
    /// A word by which the reporter knows that it is us, and we that it is them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_word: Option<Plaintext>,
    /// Who to say is calling when somebody else answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say_who: Option<Plaintext>,
    /// The language or way of an interpreter they need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<Plaintext>,
    /// The interpreter must come from another province, because everybody here knows everybody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interpreter_from_elsewhere: bool,
    /// Somebody they trust who may be there, or be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_person: Option<Plaintext>,
    /// How to reach that person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_phone: Option<Plaintext>,
    /// Where to tell that a message waits, code of [`NOTICES`]; nowhere unless it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// Ways to tell outside the pages that a message waits. The text is fixed and names nobody: "Bạn có một tin nhắn".
pub const NOTICES: &[&str] = &["text", "email"];

/// Who reported: the identity part, under its own key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Name.
    pub name: Option<Plaintext>,
    /// Telephone.
    pub phone: Option<Plaintext>,
    /// Mail address.
    pub email: Option<Plaintext>,
    /// Code of `reporter_relations`.
    pub relation: Option<String>,
}

/// Everything of a report but who sent it.
#[derive(Clone, Default, PartialEq)]
pub struct Content {
    /// What happened.
    pub story: Option<Plaintext>,
    /// Address.
    pub address: Option<Plaintext>,
    /// The place as it was typed.
    pub place_typed: Option<Plaintext>,
    /// The name of a facility as it was typed; kept in the column of the place, which it belongs to.
    pub facility_typed: Option<Plaintext>,
    /// The exact point.
    pub position: Option<Position>,
    /// People at risk.
    pub persons: Vec<Person>,
    /// Alleged perpetrators.
    pub perpetrators: Vec<Perpetrator>,
    /// How to reach the reporter.
    pub contact_wishes: Option<ContactWishes>,
}

/// Between the place and the facility in their column: a control character, which no text from outside may hold.
const FACILITY_MARK: char = '\u{1f}';

/// The sealed columns of a report.
pub struct Sealed {
    /// Column `story`.
    pub story: Option<Vec<u8>>,
    /// Column `address`.
    pub address: Option<Vec<u8>>,
    /// Column `place_typed`.
    pub place_typed: Option<Vec<u8>>,
    /// Column `point`.
    pub point: Option<Vec<u8>>,
    /// Column `persons`.
    pub persons: Option<Vec<u8>>,
    /// Column `perpetrators`.
    pub perpetrators: Option<Vec<u8>>,
    /// Column `contact_wishes`.
    pub contact_wishes: Option<Vec<u8>>,
}

impl Content {
    /// Seals every field for its column of the report's row.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal(&self, key: &CaseKey, report: Uuid, ids: &dyn Ids) -> Result<Sealed, SealError> {
        let text = |column, text: &Option<Plaintext>| text.as_ref().map(|text| seal(key, at(column, report), text, ids)).transpose();
        let list = |column, list: Option<Plaintext>| list.map(|list| seal(key, at(column, report), &list, ids)).transpose();
        Ok(Sealed {
            story: text("story", &self.story)?,
            address: text("address", &self.address)?,
            place_typed: text("place_typed", &self.place_and_facility())?,
            point: list("point", self.position.as_ref().map(json))?,
            persons: list("persons", (!self.persons.is_empty()).then(|| json(&self.persons)))?,
            perpetrators: list("perpetrators", (!self.perpetrators.is_empty()).then(|| json(&self.perpetrators)))?,
            contact_wishes: list("contact_wishes", self.contact_wishes.as_ref().map(json))?,
        })
    }

    /// Opens the sealed columns of a stored report.
    ///
    /// # Errors
    /// A column cannot be opened or read.
    pub fn open(key: &CaseKey, row: &report::Model) -> Result<Self, CaseError> {
        let text = |column, sealed: &Option<Vec<u8>>| sealed.as_ref().map(|bytes| open(key, at(column, row.id), bytes)).transpose();
        let (place_typed, facility_typed) = place_or_facility(text("place_typed", &row.place_typed)?);
        Ok(Self {
            story: text("story", &row.story)?,
            address: text("address", &row.address)?,
            place_typed,
            facility_typed,
            position: parsed(text("point", &row.point)?)?,
            persons: parsed(text("persons", &row.persons)?)?.unwrap_or_default(),
            perpetrators: parsed(text("perpetrators", &row.perpetrators)?)?.unwrap_or_default(),
            contact_wishes: parsed(text("contact_wishes", &row.contact_wishes)?)?,
        })
    }
}

impl Content {
    fn place_and_facility(&self) -> Option<Plaintext> {
        let Some(facility) = &self.facility_typed else { return self.place_typed.clone() };
        let place = self.place_typed.as_ref().map(Plaintext::reveal).unwrap_or_default();
        Some(Plaintext::new(format!("{place}{FACILITY_MARK}{}", facility.reveal())))
    }
}

fn place_or_facility(both: Option<Plaintext>) -> (Option<Plaintext>, Option<Plaintext>) {
    let Some(both) = both else { return (None, None) };
    let filled = |text: &str| (!text.is_empty()).then(|| Plaintext::new(text.to_owned()));
    match both.reveal().split_once(FACILITY_MARK) {
        Some((place, facility)) => (filled(place), filled(facility)),
        None => (Some(both), None),
    }
}

impl Identity {
    /// Seals who reported, under the identity part's own key.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal(&self, key: &IdentityKey, report: Uuid, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        seal(key, at("reporter", report), &json(self), ids)
    }

    /// Opens who reported.
    ///
    /// # Errors
    /// It cannot be opened or read.
    pub fn open(key: &IdentityKey, row: &report::Model) -> Result<Option<Self>, CaseError> {
        let sealed = row.reporter.as_ref();
        parsed(sealed.map(|bytes| open(key, at("reporter", row.id), bytes)).transpose()?)
    }
}

/// Seals the reasons of a routing, which may name a conflict.
///
/// # Errors
/// [`SealError`].
pub fn seal_because(key: &impl SealingKey, case: Uuid, because: &[String], ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
    seal(key, At { table: "case_file", column: "routed_because", row: case }, &json(because), ids)
}

/// Opens the reasons of a routing.
///
/// # Errors
/// They cannot be opened or read.
pub fn open_because(key: &CaseKey, case: Uuid, sealed: &[u8]) -> Result<Vec<String>, CaseError> {
    let text = open(key, At { table: "case_file", column: "routed_because", row: case }, sealed)?;
    Ok(parsed(Some(text))?.unwrap_or_default())
}

fn at(column: &'static str, row: Uuid) -> At {
    At { table: "report", column, row }
}

fn json<T: Serialize + ?Sized>(value: &T) -> Plaintext {
    // Our own structs always serialise; an empty text would fail loudly when it is opened.
    Plaintext::new(serde_json::to_string(value).unwrap_or_default())
}

fn parsed<T: DeserializeOwned>(text: Option<Plaintext>) -> Result<Option<T>, CaseError> {
    text.map(|text| serde_json::from_str(text.reveal())).transpose().map_err(|_| CaseError::Database(DbErr::Type("sealed column".into())))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{ContactWishes, Content, Person, Position};
    use crate::{
        entity::report,
        kernel::{ids::SeededIds, secret::Plaintext},
        vault::sealing::CaseKey,
    };

    #[test]
    fn what_was_said_comes_back_as_it_was_said_and_only_with_the_key() {
        let ids = SeededIds::new(1);
        let key = CaseKey::random(&ids);
        let content = Content {
            story: Some(Plaintext::new("Em bị nhốt".into())),
            facility_typed: Some(Plaintext::new("mái ấm gần chợ".into())),
            contact_wishes: Some(ContactWishes {
                secret_word: Some(Plaintext::new("hoa gạo".into())),
                interpreter_from_elsewhere: true,
                notice: Some("text".into()),
                ..ContactWishes::default()
            }),
            position: Some(Position { lat: 10.77, lon: 106.7, accuracy_m: Some(30.0) }),
            persons: vec![Person { age: Some(9), name: Some(Plaintext::new("Mận".into())), ..Person::default() }],
            ..Content::default()
        };
        let id = Uuid::from_u128(7);
        let sealed = content.seal(&key, id, &ids).unwrap();
        let row = report::Model {
            id,
            case_id: id,
            received_at: chrono::DateTime::UNIX_EPOCH,
            story: sealed.story,
            address: sealed.address,
            place_typed: sealed.place_typed,
            point: sealed.point,
            persons: sealed.persons,
            perpetrators: sealed.perpetrators,
            contact_wishes: sealed.contact_wishes,
            reporter: None,
            code_lookup: None,
            reporter_salt: Vec::new(),
            code_heard: false,
            continues: None,
        };
        assert!(Content::open(&key, &row).unwrap() == content);
        assert!(Content::open(&CaseKey::random(&ids), &row).is_err());
    }

    #[test]
    fn wishes_from_before_there_was_more_to_wish_still_open() {
        let old = r#"{"channel":"call","when":"sau 15 giờ","communication_needs":["text_only"]}"#;
        let wishes: ContactWishes = serde_json::from_str(old).unwrap();
        assert_eq!(wishes.when.as_ref().unwrap().reveal(), "sau 15 giờ");
        assert!(wishes.secret_word.is_none() && wishes.notice.is_none() && !wishes.interpreter_from_elsewhere);
        assert_eq!(serde_json::to_string(&wishes).unwrap(), old, "what was not said takes no room");
    }
}
