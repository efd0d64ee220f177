//! The lists as people and partner systems read them through the API: codes and plain labels, nothing about our own rules.

use serde::Serialize;

use super::Taxonomy;
use super::entry::{Labelled, List};
use crate::kernel::Lang;

/// One choice: the code to send, the words to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PublicTerm<'a> {
    /// The code to send.
    pub code: &'a str,
    /// Vietnamese label.
    pub vi: &'a str,
    /// English label.
    pub en: &'a str,
    /// The category an abuse type belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<&'a str>,
}

/// Every list a report, a case or an office refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the list of the same name in Taxonomy")]
pub struct PublicTaxonomy<'a> {
    pub categories: Vec<PublicTerm<'a>>,
    pub abuse_types: Vec<PublicTerm<'a>>,
    pub victim_groups: Vec<PublicTerm<'a>>,
    pub disability_types: Vec<PublicTerm<'a>>,
    pub disability_severities: Vec<PublicTerm<'a>>,
    pub communication_needs: Vec<PublicTerm<'a>>,
    pub reporter_relations: Vec<PublicTerm<'a>>,
    pub offender_relations: Vec<PublicTerm<'a>>,
    pub must_not_know: Vec<PublicTerm<'a>>,
    pub danger_signs: Vec<PublicTerm<'a>>,
    pub discovery_places: Vec<PublicTerm<'a>>,
    pub responder_kinds: Vec<PublicTerm<'a>>,
    pub service_types: Vec<PublicTerm<'a>>,
    pub closure_reasons: Vec<PublicTerm<'a>>,
    pub channels: Vec<PublicTerm<'a>>,
    pub languages: Vec<PublicTerm<'a>>,
}

impl<'a> PublicTaxonomy<'a> {
    pub(super) fn of(taxonomy: &'a Taxonomy) -> Self {
        let mut abuse_types = shown(&taxonomy.abuse_types);
        for (shown, entry) in abuse_types.iter_mut().zip(&taxonomy.abuse_types) {
            shown.category = Some(&entry.category);
        }
        Self {
            categories: shown(&taxonomy.categories),
            abuse_types,
            victim_groups: shown(&taxonomy.victim_groups),
            disability_types: shown(&taxonomy.disability_types),
            disability_severities: shown(&taxonomy.disability_severities),
            communication_needs: shown(&taxonomy.communication_needs),
            reporter_relations: shown(&taxonomy.reporter_relations),
            offender_relations: shown(&taxonomy.offender_relations),
            must_not_know: shown(&taxonomy.must_not_know),
            danger_signs: shown(&taxonomy.danger_signs),
            discovery_places: shown(&taxonomy.discovery_places),
            responder_kinds: shown(&taxonomy.responder_kinds),
            service_types: shown(&taxonomy.service_types),
            closure_reasons: shown(&taxonomy.closure_reasons),
            channels: shown(&taxonomy.channels),
            languages: shown(&taxonomy.languages),
        }
    }
}

/// Codes kept off the public pages stay in: a partner system (111) sends them.
fn shown<T: Labelled>(list: &List<T>) -> Vec<PublicTerm<'_>> {
    list.iter()
        .map(|entry| {
            let term = entry.term();
            PublicTerm { code: term.code(), vi: term.public_label(Lang::Vi), en: term.public_label(Lang::En), category: None }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Taxonomy;

    #[test]
    fn the_api_shows_codes_and_plain_labels_and_nothing_of_our_rules() {
        let taxonomy = Taxonomy::load().expect("embedded taxonomy");
        let json = serde_json::to_value(taxonomy.public()).expect("json");
        let first = json.pointer("/categories/0").expect("first category");
        assert_eq!(
            first.to_string(),
            r#"{"code":"violence","vi":"Đánh, trói, nhốt, chửi mắng, đe dọa","en":"Hitting, tying up, locking in, insults, threats"}"#
        );
        assert_eq!(json.pointer("/abuse_types/0/category").and_then(|c| c.as_str()), Some("violence"));
        let reasons = json.pointer("/closure_reasons").and_then(|r| r.as_array()).expect("reasons");
        assert!(reasons.iter().all(|reason| reason.as_object().is_some_and(|fields| fields.len() == 3)));
        assert_eq!(json.as_object().map(serde_json::Map::len), Some(16));
    }
}
