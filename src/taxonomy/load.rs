//! From the text of the file to lists that keep their invariants.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Taxonomy;
use super::entry::{
    AbuseType, Approval, ClosureReason, DangerSign, DangerWeight, DiscoveryPlace, Labelled, List, OffenderRelation, ResponderKind, Term,
};

/// Why a taxonomy file was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxonomyError {
    /// Not a file of this shape; the message names line and column.
    #[error("taxonomy: {0}")]
    Unreadable(String),
    /// One code twice in a list.
    #[error("taxonomy: list {list}, code {code}: stands there twice")]
    Duplicate {
        /// The list.
        list: &'static str,
        /// The code.
        code: String,
    },
    /// An entry without one of its labels.
    #[error("taxonomy: list {list}, code {code}: the label \"{label}\" is missing")]
    MissingLabel {
        /// The list.
        list: &'static str,
        /// The code.
        code: String,
        /// The key of the missing label.
        label: &'static str,
    },
    /// An entry with a word we do not know, or without one it needs.
    #[error("taxonomy: list {list}, code {code}: {key} cannot be \"{value}\"")]
    BadValue {
        /// The list.
        list: &'static str,
        /// The code.
        code: String,
        /// The key at fault.
        key: &'static str,
        /// What it holds; empty when it is missing.
        value: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTaxonomy {
    report_categories: Vec<RawEntry>,
    abuse_types: Vec<RawEntry>,
    victim_groups: Vec<RawEntry>,
    disability_types: Vec<RawEntry>,
    disability_severity: Vec<RawEntry>,
    communication_needs: Vec<RawEntry>,
    reporter_relation: Vec<RawEntry>,
    offender_relation: Vec<RawEntry>,
    must_not_know: Vec<RawEntry>,
    immediate_danger: Vec<RawEntry>,
    discovery_places: Vec<RawEntry>,
    responder_kinds: Vec<RawEntry>,
    service_types: Vec<RawEntry>,
    closure_reasons: Vec<RawEntry>,
    channels: Vec<RawEntry>,
    languages: Vec<RawEntry>,
}

/// A line of any list. The keys below `never_proposed` document a line (source, confidence, the same thing in other systems): they are
/// named so that a misspelt key is an error, and read no further.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    code: String,
    vi: Option<String>,
    en: Option<String>,
    vi_public: Option<String>,
    en_public: Option<String>,
    public: Option<bool>,
    parent: Option<String>,
    track: Option<String>,
    excludes: Option<String>,
    weight: Option<String>,
    emergency_days: Option<u16>,
    also_notify: Option<String>,
    product: Option<bool>,
    approved_by: Option<String>,
    never_proposed: Option<bool>,
    #[serde(rename = "src")]
    _src: Option<IgnoredAny>,
    #[serde(rename = "icd11")]
    _icd11: Option<IgnoredAny>,
    #[serde(rename = "primero")]
    _primero: Option<IgnoredAny>,
    #[serde(rename = "note")]
    _note: Option<IgnoredAny>,
    #[serde(rename = "def")]
    _def: Option<IgnoredAny>,
    #[serde(rename = "priority")]
    _priority: Option<IgnoredAny>,
    #[serde(rename = "sensitive")]
    _sensitive: Option<IgnoredAny>,
    #[serde(rename = "responsible")]
    _responsible: Option<IgnoredAny>,
    #[serde(rename = "basis")]
    _basis: Option<IgnoredAny>,
    #[serde(rename = "conf")]
    _conf: Option<IgnoredAny>,
    #[serde(rename = "caution")]
    _caution: Option<IgnoredAny>,
    #[serde(rename = "speakers_group_2019")]
    _speakers_group_2019: Option<IgnoredAny>,
}

/// A key whose value cannot stand there.
struct BadValue(&'static str, Option<String>);

pub(super) fn parse(yaml: &str) -> Result<Taxonomy, TaxonomyError> {
    let raw: RawTaxonomy = serde_saphyr::from_str(yaml).map_err(|error| TaxonomyError::Unreadable(error.to_string()))?;
    let categories = terms("report_categories", raw.report_categories)?;
    let responder_kinds =
        list("responder_kinds", raw.responder_kinds, |term, raw| Ok(ResponderKind { term, product: raw.product.unwrap_or(false) }))?;
    let abuse_types = list("abuse_types", raw.abuse_types, |term, raw| match raw.parent {
        Some(category) if categories.contains(&category) => Ok(AbuseType { term, category }),
        parent => Err(BadValue("parent", parent)),
    })?;
    let discovery_places = list("discovery_places", raw.discovery_places, |term, raw| match raw.also_notify {
        Some(kind) if !responder_kinds.contains(&kind) => Err(BadValue("also_notify", Some(kind))),
        also_notify => Ok(DiscoveryPlace { term, also_notify }),
    })?;
    Ok(Taxonomy {
        categories,
        abuse_types,
        victim_groups: terms("victim_groups", raw.victim_groups)?,
        disability_types: terms("disability_types", raw.disability_types)?,
        disability_severities: terms("disability_severity", raw.disability_severity)?,
        communication_needs: terms("communication_needs", raw.communication_needs)?,
        reporter_relations: terms("reporter_relation", raw.reporter_relation)?,
        offender_relations: list("offender_relation", raw.offender_relation, offender_relation)?,
        must_not_know: terms("must_not_know", raw.must_not_know)?,
        danger_signs: list("immediate_danger", raw.immediate_danger, danger_sign)?,
        discovery_places,
        responder_kinds,
        service_types: terms("service_types", raw.service_types)?,
        closure_reasons: list("closure_reasons", raw.closure_reasons, closure_reason)?,
        channels: terms("channels", raw.channels)?,
        languages: terms("languages", raw.languages)?,
    })
}

fn terms(name: &'static str, raw: Vec<RawEntry>) -> Result<List<Term>, TaxonomyError> {
    list(name, raw, |term, _| Ok(term))
}

fn list<T: Labelled>(
    name: &'static str,
    raw: Vec<RawEntry>,
    entry: impl Fn(Term, RawEntry) -> Result<T, BadValue>,
) -> Result<List<T>, TaxonomyError> {
    let mut entries = List(Vec::with_capacity(raw.len()));
    for mut line in raw {
        let term = term(name, &mut line)?;
        let code = term.code.clone();
        if entries.contains(&code) {
            return Err(TaxonomyError::Duplicate { list: name, code });
        }
        let made = entry(term, line).map_err(|BadValue(key, value)| TaxonomyError::BadValue {
            list: name,
            code,
            key,
            value: value.unwrap_or_default(),
        })?;
        entries.0.push(made);
    }
    Ok(entries)
}

fn term(list: &'static str, line: &mut RawEntry) -> Result<Term, TaxonomyError> {
    let code = std::mem::take(&mut line.code);
    let label = |text: Option<String>, label| {
        text.filter(|text| !text.trim().is_empty()).ok_or_else(|| TaxonomyError::MissingLabel { list, code: code.clone(), label })
    };
    Ok(Term {
        vi: label(line.vi.take(), "vi")?,
        en: label(line.en.take(), "en")?,
        vi_public: line.vi_public.take(),
        en_public: line.en_public.take(),
        public: line.public.unwrap_or(true),
        code,
    })
}

fn offender_relation(term: Term, raw: RawEntry) -> Result<OffenderRelation, BadValue> {
    Ok(OffenderRelation { term, domestic: flag("track", raw.track, "dv")?, excludes_own_unit: flag("excludes", raw.excludes, "own_unit")? })
}

fn flag(key: &'static str, value: Option<String>, only: &str) -> Result<bool, BadValue> {
    match value {
        None => Ok(false),
        Some(word) if word == only => Ok(true),
        other => Err(BadValue(key, other)),
    }
}

fn danger_sign(term: Term, raw: RawEntry) -> Result<DangerSign, BadValue> {
    let weight = match (raw.weight.as_deref(), raw.emergency_days) {
        (None | Some("emergency"), None) => DangerWeight::Emergency,
        (None | Some("emergency"), Some(days)) => DangerWeight::EmergencyWithin { days },
        (Some("high"), None) => DangerWeight::High,
        (Some("communication_flag"), None) => DangerWeight::CommunicationFlag,
        (_, Some(days)) => return Err(BadValue("emergency_days", Some(days.to_string()))),
        (Some(_), None) => return Err(BadValue("weight", raw.weight)),
    };
    Ok(DangerSign { term, weight })
}

fn closure_reason(term: Term, raw: RawEntry) -> Result<ClosureReason, BadValue> {
    let approved_by = Approval::CODES.iter().find(|(code, _)| raw.approved_by.as_deref() == Some(*code)).map(|(_, approval)| *approval);
    match approved_by {
        Some(approved_by) => Ok(ClosureReason { term, approved_by, never_proposed: raw.never_proposed.unwrap_or(false) }),
        None => Err(BadValue("approved_by", raw.approved_by)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Approval, DangerWeight, Labelled, Taxonomy, TaxonomyError};
    use crate::kernel::Lang;

    const SEED: &str = include_str!("../../seeds/taxonomy.yaml");

    fn parsed_with(replaced: &str, by: &str) -> Result<Taxonomy, TaxonomyError> {
        assert!(SEED.contains(replaced), "the seed no longer holds {replaced}");
        Taxonomy::parse(&SEED.replacen(replaced, by, 1))
    }

    #[test]
    fn the_embedded_lists_load_and_carry_their_facts() {
        let taxonomy = Taxonomy::load().expect("embedded taxonomy");
        assert_eq!(taxonomy.categories.iter().count(), 14);
        assert_eq!(taxonomy.abuse_types.get("school_denied").map(|t| t.category.as_str()), Some("neglect"));
        assert!(taxonomy.offender_relations.get("step_parent").is_some_and(|r| r.domestic && !r.excludes_own_unit));
        assert!(taxonomy.offender_relations.get("official").is_some_and(|r| r.excludes_own_unit && !r.domestic));
        assert_eq!(taxonomy.discovery_places.get("border").and_then(|p| p.also_notify.as_deref()), Some("border_post"));
        assert!(taxonomy.responder_kinds.get("ministry_desk").is_some_and(|k| k.product));
        assert!(taxonomy.responder_kinds.get("province_committee").is_some_and(|k| k.product));
        assert!(taxonomy.closure_reasons.get("false_malicious").is_some_and(|r| r.never_proposed && r.approved_by == Approval::Supervisor));
        assert_eq!(taxonomy.closure_reasons.get("duplicate").map(|r| r.approved_by), Some(Approval::ParentAcrossOffices));
    }

    #[test]
    fn danger_signs_weigh_what_the_law_and_practice_say() {
        let taxonomy = Taxonomy::load().expect("embedded taxonomy");
        let weight = |code| taxonomy.danger_signs.get(code).map(|sign| sign.weight);
        assert_eq!(weight("weapon"), Some(DangerWeight::Emergency));
        assert_eq!(weight("strangled"), Some(DangerWeight::EmergencyWithin { days: 30 }));
        assert_eq!(weight("escalating"), Some(DangerWeight::High));
        assert_eq!(weight("offender_present"), Some(DangerWeight::CommunicationFlag));
    }

    #[test]
    fn the_public_reads_plain_words_and_falls_back_to_staff_words() {
        let taxonomy = Taxonomy::load().expect("embedded taxonomy");
        let neglect = taxonomy.categories.get("neglect").expect("neglect");
        assert_eq!(neglect.label(Lang::Vi), "Bỏ mặc, sao nhãng");
        assert_eq!(neglect.public_label(Lang::Vi), "Không cho ăn, không cho chữa bệnh, không cho đi học");
        let teacher = taxonomy.reporter_relations.get("teacher").expect("teacher");
        assert_eq!(teacher.public_label(Lang::En), "Teacher");
        assert!(taxonomy.reporter_relations.on_public_pages().all(|r| r.code() != "hotline_transfer"));
        assert!(taxonomy.categories.iter().all(|c| c.vi_public.is_some() && c.en_public.is_some()));
    }

    #[test]
    fn no_label_shows_our_confidence_marks() {
        let taxonomy = Taxonomy::load().expect("embedded taxonomy");
        let public = serde_json::to_string(&taxonomy.public()).expect("json");
        for mark in [" - M", "(M)", "- P)"] {
            assert!(!public.contains(mark), "{mark} stands in a label");
        }
        assert!(taxonomy.disability_types.iter().all(|t| !t.term().label(Lang::Vi).contains('-')));
    }

    #[test]
    fn a_code_that_stands_twice_is_named_with_its_list() {
        let error = parsed_with("{code: neglect,", "{code: violence,").expect_err("duplicate");
        assert_eq!(error, TaxonomyError::Duplicate { list: "report_categories", code: "violence".into() });
    }

    #[test]
    fn a_missing_label_is_named_with_list_and_code() {
        let error = parsed_with("{code: market_street, vi:", "{code: market_street, vi_public:").expect_err("label");
        assert_eq!(error, TaxonomyError::MissingLabel { list: "discovery_places", code: "market_street".into(), label: "vi" });
        let error = parsed_with("en: Neglect,", "en: \" \",").expect_err("blank label");
        assert_eq!(error.to_string(), "taxonomy: list report_categories, code neglect: the label \"en\" is missing");
    }

    #[test]
    fn unknown_words_and_unknown_keys_are_refused() {
        let bad = |replaced, by| parsed_with(replaced, by).expect_err("refused").to_string();
        assert!(bad("parent: violence, vi: \"Đánh", "parent: violins, vi: \"Đánh").contains("phys_beating: parent cannot be"));
        assert!(bad("track: dv", "track: tv").contains("intimate_partner: track cannot be \"tv\""));
        assert!(bad("weight: high", "weight: heavy").contains("escalating: weight cannot be \"heavy\""));
        assert!(bad("approved_by: lead", "approved_by: leed").contains("safe_stable: approved_by cannot be \"leed\""));
        assert!(bad("also_notify: border_post", "also_notify: border").contains("border: also_notify cannot be \"border\""));
        assert!(bad("icd11: PJ20", "icd12: PJ20").contains("icd12"));
    }

    #[test]
    fn a_code_of_a_later_version_is_shown_as_it_is() {
        let taxonomy = Taxonomy::load().expect("embedded taxonomy");
        assert_eq!(taxonomy.channels.label("phone", Lang::En), "Telephone");
        assert_eq!(taxonomy.channels.label("telex", Lang::En), "telex");
    }
}
