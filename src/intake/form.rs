//! Reading a report: every field is looked at, every fault is named at its place, and nothing is required but one thing said.

use super::attachments::Presented;
use super::body::{PerpetratorBody, PersonBody, PlaceBody, ReportBody, ReporterBody};
use crate::{
    cases::content::{ContactWishes, Content, Identity, NOTICES, Perpetrator, Person, Position},
    kernel::{
        FieldError, Lang,
        codes::{CommuneCode, FacilityCode, LegacyCommuneCode},
        secret::Plaintext,
        terms::InDanger,
        text::{LINE_CHARS, NOTE_CHARS, STORY_CHARS, TextError, bounded},
    },
    localities::{PlaceGiven, Places},
    taxonomy::Taxonomy,
};

/// Most people that one report may name.
const MOST_PERSONS: usize = 50;
/// Oldest age taken for an age.
const OLDEST: i64 = 120;

/// A place as it was given, checked.
pub enum Place {
    /// A commune of today.
    Commune(CommuneCode),
    /// A commune before July 2025.
    Legacy(LegacyCommuneCode),
    /// In words.
    Text(Plaintext),
    /// A position.
    Point(Position),
    /// Not said.
    Nothing,
}

impl Place {
    /// As routing reads it.
    #[must_use]
    pub fn given(&self) -> PlaceGiven<'_> {
        match self {
            Self::Commune(code) => PlaceGiven::Commune(code),
            Self::Legacy(code) => PlaceGiven::Legacy(code),
            Self::Text(text) => PlaceGiven::Text(text.reveal()),
            Self::Point(at) => PlaceGiven::Point { lat: at.lat, lon: at.lon, accuracy_m: at.accuracy_m.unwrap_or_default() },
            Self::Nothing => PlaceGiven::Nothing,
        }
    }
}

/// The facility a report is about, as it was given.
#[derive(Default)]
pub struct FacilityGiven {
    /// By its code.
    pub code: Option<FacilityCode>,
    /// In words.
    pub name: Option<Plaintext>,
    /// Whether somebody who works there may be involved, where that was said.
    pub staff: Option<StaffInvolved>,
}

/// "Does the one who does harm work there?"
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffInvolved {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The reporter is not sure, or passed the question over.
    Unknown,
}

impl StaffInvolved {
    fn parse(code: &str) -> Option<Self> {
        match code {
            "yes" => Some(Self::Yes),
            "no" => Some(Self::No),
            "unknown" => Some(Self::Unknown),
            _ => None,
        }
    }
}

/// A report that can be taken.
pub struct ReportForm {
    /// What is sealed under the case key.
    pub content: Content,
    /// What is sealed under the identity key.
    pub identity: Option<Identity>,
    /// Where.
    pub place: Place,
    /// In which facility, if in one.
    pub facility: FacilityGiven,
    /// Code of `categories`.
    pub category: Option<String>,
    /// Code of `discovery_places`.
    pub discovery_place: Option<String>,
    /// Codes of `danger_signs`.
    pub danger: Vec<String>,
    /// "Is anybody in danger right now?"
    pub in_danger: InDanger,
    /// Codes of `must_not_know`.
    pub must_not_know: Vec<String>,
    /// Code of `languages`.
    pub language: String,
    /// Files that came along; put here by whoever read the tokens, see [`attachments`](super::attachments).
    pub files: Presented,
}

impl ReportForm {
    /// Reads `body`.
    ///
    /// # Errors
    /// Every field at fault, by JSON pointer.
    pub fn read(body: ReportBody, taxonomy: &Taxonomy, places: &Places) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader { taxonomy, places, faults: Vec::new() };
        let form = reader.report(body);
        if reader.faults.is_empty() { Ok(form) } else { Err(reader.faults) }
    }

    /// Whether the reporter says who they are.
    #[must_use]
    pub fn names_reporter(&self) -> bool {
        self.identity.as_ref().is_some_and(|identity| identity.name.is_some())
    }
}

struct Reader<'a> {
    taxonomy: &'a Taxonomy,
    places: &'a Places,
    faults: Vec<FieldError>,
}

impl Reader<'_> {
    fn report(&mut self, body: ReportBody) -> ReportForm {
        if is_empty(&body) {
            self.faults.push(FieldError::new("/story", "empty-report"));
        }
        let persons = self.persons(body.persons_at_risk);
        let perpetrators = self.perpetrators(body.alleged_perpetrators);
        let exact = body.place.as_ref().and_then(exact);
        let place = body.place.map_or(Place::Nothing, |place| self.place(place));
        let facility = self.facility(body.facility, body.facility_name, body.facility_staff);
        let (identity, contact_wishes) = body.reporter.map_or((None, None), |reporter| self.reporter(reporter));
        let tax = self.taxonomy;
        let content = Content {
            story: self.text("/story", body.story, STORY_CHARS),
            address: self.text("/address", body.address, NOTE_CHARS),
            place_typed: match &place {
                Place::Text(text) => Some(text.clone()),
                // A facility elsewhere may become the place: what was said stays readable beside it.
                Place::Commune(code) if facility.code.is_some() => {
                    self.places.commune(code).map(|commune| Plaintext::new(commune.label.to_string()))
                }
                _ => None,
            },
            facility_typed: facility.name.clone(),
            position: match &place {
                Place::Point(position) => Some(*position),
                // Whoever shared a position and chose a commune from the list said both.
                _ => exact,
            },
            persons,
            perpetrators,
            contact_wishes,
        };
        ReportForm {
            content,
            identity,
            place,
            facility,
            category: self.code("/category", body.category, |code| tax.categories.contains(code)),
            discovery_place: self.code("/discovery_place", body.discovery_place, |code| tax.discovery_places.contains(code)),
            danger: self.codes("/danger", body.danger, |code| tax.danger_signs.contains(code)),
            in_danger: self.in_danger(body.in_danger_now),
            must_not_know: self.codes("/must_not_know", body.must_not_know, |code| tax.must_not_know.contains(code)),
            language: self
                .code("/language", body.language, |code| tax.languages.contains(code))
                .unwrap_or_else(|| Lang::default().tag().to_owned()),
            files: Presented::default(),
        }
    }

    fn in_danger(&mut self, said: Option<String>) -> InDanger {
        let code = self.code("/in_danger_now", said, |code| InDanger::parse(code).is_some());
        code.as_deref().and_then(InDanger::parse).unwrap_or(InDanger::Unknown)
    }

    fn place(&mut self, body: PlaceBody) -> Place {
        if let Some(code) = filled(body.commune) {
            // A program may not have heard yet that a commune became part of another.
            let was = |code: &CommuneCode| !self.places.legacy(&LegacyCommuneCode::of_retired(code)).is_empty();
            let known = CommuneCode::parse(&code).filter(|code| self.places.commune(code).is_some() || was(code));
            return self.known_place("/place/commune", &code, known.map(Place::Commune));
        }
        if let Some(code) = filled(body.legacy_commune) {
            let known = LegacyCommuneCode::parse(&code).filter(|code| !self.places.legacy(code).is_empty());
            return self.known_place("/place/legacy_commune", &code, known.map(Place::Legacy));
        }
        match (body.lat, body.lon) {
            (Some(lat), Some(lon)) => return self.point(lat, lon, body.accuracy_m),
            (Some(_), None) => self.faults.push(FieldError::new("/place/lon", "missing-field").with("field", "lon")),
            (None, Some(_)) => self.faults.push(FieldError::new("/place/lat", "missing-field").with("field", "lat")),
            (None, None) => {}
        }
        self.text("/place/text", body.text, LINE_CHARS).map_or(Place::Nothing, Place::Text)
    }

    fn facility(&mut self, code: Option<String>, name: Option<Plaintext>, staff: Option<String>) -> FacilityGiven {
        let code = filled(code);
        let parsed = code.as_deref().and_then(FacilityCode::parse);
        if let (Some(code), None) = (&code, &parsed) {
            self.faults.push(FieldError::new("/facility", "unknown-facility").with("value", shortened(code)));
        }
        let staff = self.code("/facility_staff", staff, |code| StaffInvolved::parse(code).is_some());
        FacilityGiven {
            code: parsed,
            name: self.text("/facility_name", name, LINE_CHARS),
            staff: staff.as_deref().and_then(StaffInvolved::parse),
        }
    }

    fn known_place(&mut self, pointer: &str, code: &str, known: Option<Place>) -> Place {
        known.unwrap_or_else(|| {
            self.faults.push(FieldError::new(pointer, "unknown-commune").with("value", shortened(code)));
            Place::Nothing
        })
    }

    fn point(&mut self, lat: f64, lon: f64, accuracy_m: Option<f64>) -> Place {
        for (pointer, value, limit) in [("/place/lat", lat, 90.0), ("/place/lon", lon, 180.0)] {
            if !(-limit..=limit).contains(&value) {
                self.faults.push(FieldError::new(pointer, "coordinates-out-of-range"));
            }
        }
        let accuracy_m = accuracy_m.filter(|metres| metres.is_finite() && *metres >= 0.0);
        Place::Point(Position { lat, lon, accuracy_m })
    }

    fn persons(&mut self, bodies: Vec<PersonBody>) -> Vec<Person> {
        self.bound("/persons_at_risk", bodies.len());
        let tax = self.taxonomy;
        let mut persons = Vec::new();
        for (index, body) in bodies.into_iter().take(MOST_PERSONS).enumerate() {
            let at = |field: &str| format!("/persons_at_risk/{index}/{field}");
            let age = match body.age {
                Some(age) if !(0..=OLDEST).contains(&age) => {
                    self.faults.push(FieldError::new(at("age"), "age-out-of-range"));
                    None
                }
                age => age.and_then(|age| u32::try_from(age).ok()),
            };
            persons.push(Person {
                age,
                sex: self.code(&at("sex"), body.sex, |code| ["female", "male", "unknown"].contains(&code)),
                disabilities: self.codes(&at("disabilities"), body.disabilities, |code| tax.disability_types.contains(code)),
                groups: self.codes(&at("groups"), body.groups, |code| tax.victim_groups.contains(code)),
                name: self.text(&at("name"), body.name, LINE_CHARS),
            });
        }
        persons
    }

    fn perpetrators(&mut self, bodies: Vec<PerpetratorBody>) -> Vec<Perpetrator> {
        self.bound("/alleged_perpetrators", bodies.len());
        let tax = self.taxonomy;
        let mut perpetrators = Vec::new();
        for (index, body) in bodies.into_iter().take(MOST_PERSONS).enumerate() {
            let at = |field: &str| format!("/alleged_perpetrators/{index}/{field}");
            perpetrators.push(Perpetrator {
                relation: self.code(&at("relation"), body.relation, |code| tax.offender_relations.contains(code)),
                name: self.text(&at("name"), body.name, LINE_CHARS),
                workplace: self.text(&at("workplace"), body.workplace, LINE_CHARS),
            });
        }
        perpetrators
    }

    fn reporter(&mut self, body: ReporterBody) -> (Option<Identity>, Option<ContactWishes>) {
        let tax = self.taxonomy;
        let safe = body.safe_contact.unwrap_or_default();
        let wishes = ContactWishes {
            channel: self.text("/reporter/safe_contact/channel", safe.channel, LINE_CHARS),
            when: self.text("/reporter/safe_contact/when", safe.when, LINE_CHARS),
            communication_needs: self
                .codes("/reporter/communication_needs", body.communication_needs, |code| tax.communication_needs.contains(code)),
            secret_word: self.text("/reporter/safe_contact/secret_word", safe.secret_word, LINE_CHARS),
            say_who: self.text("/reporter/safe_contact/say_who", safe.say_who, LINE_CHARS),
            interpreter: self.text("/reporter/safe_contact/interpreter", safe.interpreter, LINE_CHARS),
            interpreter_from_elsewhere: safe.interpreter_from_elsewhere == Some(true),
            support_person: self.text("/reporter/safe_contact/support_person", safe.support_person, LINE_CHARS),
            support_phone: self.text("/reporter/safe_contact/support_phone", safe.support_phone, LINE_CHARS),
            notice: self.code("/reporter/safe_contact/notice", safe.notice, |code| NOTICES.contains(&code)),
        };
        let mut identity = Identity {
            name: self.text("/reporter/name", body.name, LINE_CHARS),
            phone: self.text("/reporter/phone", body.phone, LINE_CHARS),
            email: self.text("/reporter/email", body.email, LINE_CHARS),
            relation: self.code("/reporter/relation", body.relation, |code| tax.reporter_relations.contains(code)),
        };
        // Whoever asks to stay unnamed stays unnamed, also when a form sent a name along; a way to reach them that they left is no
        // name, and may be all they said.
        if body.anonymous == Some(true) {
            identity.name = None;
        }
        let identity = (identity != Identity::default()).then_some(identity);
        (identity, (wishes != ContactWishes::default()).then_some(wishes))
    }

    fn bound(&mut self, pointer: &str, count: usize) {
        if count > MOST_PERSONS {
            self.faults.push(FieldError::new(pointer, "too-many").with("max", MOST_PERSONS));
        }
    }

    fn code(&mut self, pointer: &str, code: Option<String>, known: impl Fn(&str) -> bool) -> Option<String> {
        let code = filled(code)?;
        if known(&code) {
            return Some(code);
        }
        self.faults.push(FieldError::new(pointer, "unknown-code").with("value", shortened(&code)));
        None
    }

    fn codes(&mut self, pointer: &str, codes: Vec<String>, known: impl Fn(&str) -> bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (index, code) in codes.into_iter().enumerate() {
            if let Some(code) = self.code(&format!("{pointer}/{index}"), Some(code), &known)
                && !found.contains(&code)
            {
                found.push(code);
            }
        }
        found
    }

    fn text(&mut self, pointer: &str, text: Option<Plaintext>, max: usize) -> Option<Plaintext> {
        let text = text.filter(|text| !text.is_blank())?;
        match bounded(text.reveal(), max) {
            Ok(text) => Some(Plaintext::new(text)),
            Err(TextError::TooLong { max }) => {
                self.faults.push(FieldError::new(pointer, "too-long").with("max", max));
                None
            }
            Err(TextError::Control) => {
                self.faults.push(FieldError::new(pointer, "control-characters"));
                None
            }
        }
    }
}

/// A position that can be one, also where the place was said in another way.
fn exact(place: &PlaceBody) -> Option<Position> {
    let (lat, lon) = (place.lat?, place.lon?);
    let accuracy_m = place.accuracy_m.filter(|metres| metres.is_finite() && *metres >= 0.0);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Position { lat, lon, accuracy_m })
}

/// A story, or any one of danger, category, place, people, a phone number is enough.
fn is_empty(body: &ReportBody) -> bool {
    let blank = |text: &Option<Plaintext>| text.as_ref().is_none_or(Plaintext::is_blank);
    let no_code = |code: &Option<String>| code.as_ref().is_none_or(|code| code.trim().is_empty());
    let no_place = body.place.as_ref().is_none_or(|place| {
        no_code(&place.commune) && no_code(&place.legacy_commune) && blank(&place.text) && place.lat.is_none() && place.lon.is_none()
    });
    let unreachable = body.reporter.as_ref().is_none_or(|reporter| blank(&reporter.phone) && blank(&reporter.email));
    let no_danger = body.danger.iter().all(|sign| sign.trim().is_empty()) && body.in_danger_now.as_deref() != Some(InDanger::Yes.code());
    blank(&body.story)
        && blank(&body.address)
        && no_code(&body.category)
        && no_code(&body.discovery_place)
        && no_place
        && no_code(&body.facility)
        && blank(&body.facility_name)
        && no_danger
        && body.persons_at_risk.is_empty()
        && body.alleged_perpetrators.is_empty()
        && body.files.is_empty()
        && unreachable
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What may be repeated of a wrong code: codes are short; anything longer may be something else that was meant for another field.
fn shortened(code: &str) -> String {
    if code.len() <= 40 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        code.to_owned()
    } else {
        "…".into()
    }
}
