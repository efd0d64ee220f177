//! How a person was talked with, and what they want: the sealed part of a contact that is more than its note.
//!
//! Being reached means being understood (DOMAIN 2C: "in their way of communicating"): a talk that somebody of the family carried on
//! for the person is kept, and reaches nobody.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use super::{CaseError, content::Perpetrator, told};
use crate::{
    entity::contact,
    kernel::{
        Ids,
        secret::Plaintext,
        terms::{Severity, terms},
    },
    taxonomy::Taxonomy,
    vault::{
        SealError,
        sealing::{At, CaseKey, open, seal},
    },
};

terms! {
    /// How the person and whoever came understood each other.
    TalkWay {
        /// By a language both speak.
        Spoken = "spoken",
        /// By signs.
        Sign = "sign",
        /// With an interpreter who is not of the family.
        Interpreter = "interpreter",
        /// In writing.
        Written = "written",
        /// With pictures and easy words.
        EasyWords = "easy_words",
        /// Somebody of the family spoke for the person: never a first contact.
        ThroughFamily = "through_family",
        /// They did not understand each other: never a first contact.
        NotUnderstood = "not_understood",
    }
}

impl TalkWay {
    /// Whether the person themselves could say something and be understood.
    #[must_use]
    pub const fn is_understood(self) -> bool {
        !matches!(self, Self::ThroughFamily | Self::NotUnderstood)
    }
}

/// What is kept of a talk besides its note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Code of `languages`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How they understood each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<TalkWay>,
    /// What the person wants, in their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Plaintext>,
}

impl Talk {
    /// Whether nothing was said of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.language.is_none() && self.way.is_none() && self.wish.is_none()
    }

    /// The talk as it will be sealed.
    ///
    /// # Errors
    /// A language we do not know; a wish that is too long or holds hidden characters.
    pub(super) fn checked(&self, taxonomy: &Taxonomy) -> Result<Self, CaseError> {
        if let Some(code) = self.language.as_deref().filter(|code| !taxonomy.languages.contains(code)) {
            let shown: String = code.chars().take(40).collect();
            let fault = crate::kernel::FieldError::new("/language", "unknown-code").with("value", shown);
            return Err(CaseError::Fields(vec![fault]));
        }
        let wish = self.wish.as_ref().filter(|wish| !wish.is_blank()).map(|wish| told::note("/wish", wish)).transpose()?;
        Ok(Self { wish, ..self.clone() })
    }

    pub(super) fn seal(&self, key: &CaseKey, contact: uuid::Uuid, ids: &dyn Ids) -> Result<Option<Vec<u8>>, SealError> {
        if self.is_empty() {
            return Ok(None);
        }
        // Our own struct always serialises; an empty text would fail loudly when it is opened.
        let text = Plaintext::new(serde_json::to_string(self).unwrap_or_default());
        seal(key, at(contact), &text, ids).map(Some)
    }

    pub(super) fn open(key: &CaseKey, row: &contact::Model) -> Result<Self, CaseError> {
        let Some(sealed) = &row.talk else { return Ok(Self::default()) };
        let text = open(key, at(row.id), sealed)?;
        serde_json::from_str(text.reveal()).map_err(|_| CaseError::Database(DbErr::Type("sealed column".into())))
    }
}

const fn at(contact: uuid::Uuid) -> At {
    At { table: "contact", column: "talk", row: contact }
}

/// Relations of somebody who cannot be in the room when the person is talked with.
const PARENTS: [&str; 4] = ["father", "mother", "step_parent", "caregiver"];

terms! {
    /// What to keep to before anybody is talked with.
    Caution {
        /// A parent or carer may be the one who harms: never the person and the parents together.
        NotWithParents = "not_with_parents",
        /// The risk is high: nobody mediates between a person and whoever may harm them.
        NoMediation = "no_mediation",
        /// Whoever goes there may be in danger too.
        NotAlone = "not_alone",
    }
}

/// What to keep to before anybody is talked with, by what the reports say of who may harm.
#[must_use]
pub fn cautions<'r>(severity: Severity, mut perpetrators: impl Iterator<Item = &'r Perpetrator>) -> Vec<Caution> {
    let is_parent = |perpetrator: &Perpetrator| perpetrator.relation.as_deref().is_some_and(|relation| PARENTS.contains(&relation));
    let parent = perpetrators.any(is_parent).then_some(Caution::NotWithParents);
    let danger = if mediation_is_refused(severity) { &[Caution::NoMediation, Caution::NotAlone][..] } else { &[] };
    parent.into_iter().chain(danger.iter().copied()).collect()
}

/// Whether mediating in the family would put the person in danger.
#[must_use]
pub const fn mediation_is_refused(severity: Severity) -> bool {
    matches!(severity, Severity::Emergency | Severity::High)
}

#[cfg(test)]
mod tests {
    use super::{Caution, TalkWay, cautions};
    use crate::{cases::content::Perpetrator, kernel::terms::Severity};

    #[test]
    fn whoever_may_harm_is_not_in_the_room() {
        let by = |relation: &str| Perpetrator { relation: Some(relation.into()), ..Perpetrator::default() };
        let said = |severity, relation| cautions(severity, [by(relation)].iter());
        for parent in ["father", "mother", "step_parent", "caregiver"] {
            assert_eq!(said(Severity::Low, parent), [Caution::NotWithParents], "{parent}");
        }
        assert_eq!(said(Severity::High, "father"), [Caution::NotWithParents, Caution::NoMediation, Caution::NotAlone]);
        assert_eq!(said(Severity::Emergency, "neighbour"), [Caution::NoMediation, Caution::NotAlone]);
        assert_eq!(said(Severity::Medium, "neighbour"), []);
    }

    #[test]
    fn whoever_did_not_speak_for_themselves_was_not_reached() {
        let not: Vec<_> = TalkWay::ALL.iter().filter(|way| !way.is_understood()).map(|way| way.code()).collect();
        assert_eq!(not, ["through_family", "not_understood"]);
    }
}
