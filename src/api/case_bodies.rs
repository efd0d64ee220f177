//! What the API takes about a case.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::kernel::secret::Plaintext;

/// Taking a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgementBody {
    /// Severity, confirmed or changed.
    pub(super) severity: String,
    /// What happens next.
    #[schema(value_type = String)]
    pub(super) next_act: Plaintext,
    /// By when.
    pub(super) next_act_by: String,
}

/// A contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// `person_at_risk`, `reporter`, `family`, `professional`.
    pub(super) with: String,
    /// `reached`, `no_answer`, `not_safe`, `wrong_number`.
    pub(super) outcome: String,
    /// `alone`, `trusted_person`, `in_front_of_family`; needed when somebody was reached.
    pub(super) alone: Option<String>,
    /// `in_person`, `phone`, `video`, `text`.
    pub(super) how: String,
    /// When; now, where it is not said.
    pub(super) happened_at: Option<String>,
    /// What was said and seen.
    #[schema(value_type = Option<String>)]
    pub(super) note: Option<Plaintext>,
    /// Code of `languages` of the taxonomy.
    pub(super) language: Option<String>,
    /// How they understood each other: `spoken`, `sign`, `interpreter`, `written`, `easy_words`, `through_family`, `not_understood`. The
    /// last two are never a first contact.
    pub(super) way: Option<String>,
    /// What the person wants, in their own words.
    #[schema(value_type = Option<String>)]
    pub(super) wish: Option<Plaintext>,
    /// Whether somebody mediated in the family; refused while the risk is high.
    #[serde(default)]
    pub(super) mediation: bool,
}

/// A note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// In words.
    #[schema(value_type = String)]
    pub(super) text: Plaintext,
}

/// What stands in the place of a note from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionBody {
    /// `note:` or `contact:` and the id of it.
    pub(super) of: String,
    /// In words.
    #[schema(value_type = String)]
    pub(super) text: Plaintext,
}

/// What is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoBody {
    /// `note:` or `contact:` and the id of it.
    pub(super) of: String,
}

/// The questions of triage, answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageBody {
    /// The version of the questions, `risk_version` of the opened case.
    pub(super) version: String,
    /// `much`, `some`, `none` or `unknown` by question: `severity`, `offender_access`, `care_obstacles` of harm; `self_protect`,
    /// `knows_protector`, `can_call_help`, `trusted_adult`, `can_communicate` of protection. What is left out is unknown.
    #[serde(default)]
    pub(super) answers: BTreeMap<String, String>,
    /// Codes of `immediate_danger`: the signs there are now.
    #[serde(default)]
    pub(super) signs: Vec<String>,
    /// Strangled, and more than thirty days ago.
    #[serde(default)]
    pub(super) strangled_long_ago: bool,
    /// Why; needed where the severity is lowered.
    #[schema(value_type = Option<String>)]
    pub(super) reason: Option<Plaintext>,
}

/// Why a closing that was asked for is refused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureRefusalBody {
    /// In words.
    #[schema(value_type = String)]
    pub(super) reason: Plaintext,
}

/// Why the person is safe.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyBody {
    /// The measure with its decision number, or why the danger is over.
    #[schema(value_type = String)]
    pub(super) reason: Plaintext,
    /// Since when; now, where it is not said.
    pub(super) happened_at: Option<String>,
}

/// What a review found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewBody {
    /// In words.
    #[schema(value_type = String)]
    pub(super) finding: Plaintext,
}

/// Why a case closes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureBody {
    /// Code of `closure_reasons`.
    pub(super) reason: String,
    /// In words.
    #[schema(value_type = Option<String>)]
    pub(super) note: Option<Plaintext>,
}

/// Where a case lies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationBody {
    /// Code of a commune of today.
    pub(super) commune: String,
}

/// A reporter who lost their code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LostCodeBody {
    /// The word that was agreed, as the caller says it.
    #[schema(value_type = String)]
    pub(super) secret_word: Plaintext,
}

/// A message to the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageBody {
    /// The text.
    #[schema(value_type = String)]
    pub(super) text: Plaintext,
    /// Where the reporter's code is locked nobody reads it: whoever writes says that they know.
    #[serde(default)]
    pub(super) although_locked: bool,
}

/// What the office above decides about a contact that the reporter denies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeBody {
    /// `contact_stands` or `no_contact`.
    pub(super) decision: String,
    /// Why.
    #[schema(value_type = String)]
    pub(super) reason: Plaintext,
}
