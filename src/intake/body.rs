//! A report as it is sent: every field may be missing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::secret::Plaintext;

/// A report as it is sent.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportBody {
    /// What is happening, in any words.
    #[schema(value_type = Option<String>)]
    pub story: Option<Plaintext>,
    /// Code of `categories`.
    pub category: Option<String>,
    /// Where.
    pub place: Option<PlaceBody>,
    /// Code of the facility it is about, of `/api/v1/facilities`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// Name of the facility in words, where its code is not known; taken for one we know only where nothing else can be meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub facility_name: Option<Plaintext>,
    /// Whether somebody who works at that facility may be involved: `yes`, `no` or `unknown`. With `unknown` they are not told either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility_staff: Option<String>,
    /// Address, or how to find it.
    #[schema(value_type = Option<String>)]
    pub address: Option<Plaintext>,
    /// Code of `discovery_places`: where an abandoned person was found.
    pub discovery_place: Option<String>,
    /// Codes of `danger_signs`.
    pub danger: Vec<String>,
    /// `yes`, `no` or `unknown`.
    pub in_danger_now: Option<String>,
    /// Children and people with disabilities at risk.
    pub persons_at_risk: Vec<PersonBody>,
    /// Who is said to do harm.
    pub alleged_perpetrators: Vec<PerpetratorBody>,
    /// Codes of `must_not_know`.
    pub must_not_know: Vec<String>,
    /// Who reports, if they say so.
    pub reporter: Option<ReporterBody>,
    /// Code of `languages`; Vietnamese where it is not said.
    pub language: Option<String>,
    /// Tokens of files that were sent before, by `/api/v1/files`; each is good for an hour.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

/// A place, in one of four ways.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceBody {
    /// Code of a commune of today.
    pub commune: Option<String>,
    /// Code of a commune before July 2025.
    pub legacy_commune: Option<String>,
    /// In words.
    #[schema(value_type = Option<String>)]
    pub text: Option<Plaintext>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// How exact, in metres.
    pub accuracy_m: Option<f64>,
}

/// A person at risk.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PersonBody {
    /// Age in years.
    pub age: Option<i64>,
    /// `female`, `male` or `unknown`.
    pub sex: Option<String>,
    /// Codes of `disability_types`.
    pub disabilities: Vec<String>,
    /// Codes of `victim_groups`.
    pub groups: Vec<String>,
    /// Name.
    #[schema(value_type = Option<String>)]
    pub name: Option<Plaintext>,
}

/// Somebody who is said to do harm.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PerpetratorBody {
    /// Code of `offender_relations`.
    pub relation: Option<String>,
    /// Name.
    #[schema(value_type = Option<String>)]
    pub name: Option<Plaintext>,
    /// Where they work.
    #[schema(value_type = Option<String>)]
    pub workplace: Option<Plaintext>,
}

/// Who reports.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReporterBody {
    /// Whether the reporter wants to stay unnamed: no name is kept then, a telephone or mail address that was left is.
    pub anonymous: Option<bool>,
    /// Name.
    #[schema(value_type = Option<String>)]
    pub name: Option<Plaintext>,
    /// Telephone.
    #[schema(value_type = Option<String>)]
    pub phone: Option<Plaintext>,
    /// Mail address.
    #[schema(value_type = Option<String>)]
    pub email: Option<Plaintext>,
    /// Code of `reporter_relations`.
    pub relation: Option<String>,
    /// How to reach them without harm.
    pub safe_contact: Option<SafeContactBody>,
    /// Codes of `communication_needs`.
    pub communication_needs: Vec<String>,
}

/// How to reach somebody without harm.
#[derive(Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SafeContactBody {
    /// The way.
    #[schema(value_type = Option<String>)]
    pub channel: Option<Plaintext>,
    /// When.
    #[schema(value_type = Option<String>)]
    pub when: Option<Plaintext>,
    /// A word by which both sides know that it is really the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub secret_word: Option<Plaintext>,
    /// Who to say is calling when somebody else answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub say_who: Option<Plaintext>,
    /// The language of an interpreter they need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub interpreter: Option<Plaintext>,
    /// Whether the interpreter must come from another province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter_from_elsewhere: Option<bool>,
    /// Name of somebody they trust, who may be there or be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub support_person: Option<Plaintext>,
    /// Telephone of that person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub support_phone: Option<Plaintext>,
    /// Where to tell that a message waits: `text`, `email`; nowhere unless it is said. The text is only "Bạn có một tin nhắn".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}
