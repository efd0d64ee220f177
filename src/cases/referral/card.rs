//! The card: what the other office needs to know, written by the responder for this purpose. Nothing is copied from a report.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::at;
use crate::{
    cases::{CaseError, told},
    entity::referral,
    kernel::{FieldError, Ids, secret::Plaintext},
    taxonomy::Taxonomy,
    vault::{
        SealError,
        sealing::{ReferralKey, open, seal},
    },
};

/// What the other office reads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Code of `service_types`.
    pub service: String,
    /// What is asked.
    pub ask: Plaintext,
    /// How to address the person: a name only as far as the service needs one.
    #[serde(default)]
    pub person: Plaintext,
    /// How to reach them safely, and how to talk with them.
    #[serde(default)]
    pub reach: Plaintext,
    /// Code of `languages`.
    #[serde(default)]
    pub language: Option<String>,
    /// Codes of `communication_needs`.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Where, as far as needed.
    #[serde(default)]
    pub place: Plaintext,
    /// What to look out for: who must not hear of it.
    #[serde(default)]
    pub care: Plaintext,
}

impl Card {
    /// The card as it will be sealed.
    ///
    /// # Errors
    /// Fields at fault: what is asked and how to reach the person are needed; codes must be known.
    pub(super) fn checked(self, taxonomy: &Taxonomy) -> Result<Self, CaseError> {
        let mut faults = Vec::new();
        if !taxonomy.service_types.contains(&self.service) {
            faults.push(FieldError::new("/card/service", "service-needed"));
        }
        if self.ask.is_blank() {
            faults.push(FieldError::new("/card/ask", "referral-ask-needed"));
        }
        if self.reach.is_blank() {
            faults.push(FieldError::new("/card/reach", "referral-reach-needed"));
        }
        let unknown = |pointer: &str, code: &str| {
            let shown: String = code.chars().take(40).collect();
            FieldError::new(pointer, "unknown-code").with("value", shown)
        };
        faults.extend(self.language.iter().filter(|code| !taxonomy.languages.contains(code)).map(|code| unknown("/card/language", code)));
        let needs = self.needs.iter().filter(|code| !taxonomy.communication_needs.contains(code));
        faults.extend(needs.map(|code| unknown("/card/needs", code)));
        if !faults.is_empty() {
            return Err(CaseError::Fields(faults));
        }
        Ok(Self {
            ask: told::note("/card/ask", &self.ask)?,
            person: told::note("/card/person", &self.person)?,
            reach: told::note("/card/reach", &self.reach)?,
            place: told::note("/card/place", &self.place)?,
            care: told::note("/card/care", &self.care)?,
            ..self
        })
    }

    pub(super) fn seal(&self, key: &ReferralKey, referral: Uuid, ids: &dyn Ids) -> Result<Vec<u8>, SealError> {
        // Our own struct always serialises; an empty text would fail loudly when it is opened.
        let text = Plaintext::new(serde_json::to_string(self).unwrap_or_default());
        seal(key, at("card", referral), &text, ids)
    }

    pub(super) fn open(key: &ReferralKey, row: &referral::Model) -> Result<Self, CaseError> {
        let text = open(key, at("card", row.id), &row.card)?;
        serde_json::from_str(text.reveal()).map_err(|_| CaseError::Database(DbErr::Type("sealed column".into())))
    }
}

/// A card with what was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedCard {
    /// The card.
    pub card: Card,
    /// What the other office said when it accepted.
    pub accepted_words: Option<Plaintext>,
    /// What was said when it ended.
    pub end_words: Option<Plaintext>,
}

impl OpenedCard {
    pub(super) fn of(key: &ReferralKey, row: &referral::Model) -> Result<Self, CaseError> {
        let words = |column, sealed: &Option<Vec<u8>>| sealed.as_ref().map(|sealed| open(key, at(column, row.id), sealed)).transpose();
        Ok(Self {
            card: Card::open(key, row)?,
            accepted_words: words("accepted_words", &row.accepted_words)?,
            end_words: words("end_words", &row.end_words)?,
        })
    }
}
