//! The code lists people choose from, with their labels for staff and for the public.
//!
//! The lists are data (`seeds/taxonomy.yaml`), parsed once at start. Invariants: within a list a code stands for one thing, every entry
//! has a Vietnamese and an English label, and an entry that names a code of another list names one that exists.
//! Deliberately absent: rules. What a code means for routing, severity or approval is decided by the modules that own those rules;
//! here stand only the facts they read.

mod entry;
mod load;
mod public;

pub use entry::{
    AbuseType, Approval, ClosureReason, DangerSign, DangerWeight, DiscoveryPlace, Labelled, List, OffenderRelation, ResponderKind, Term,
};
pub use load::TaxonomyError;
pub use public::{PublicTaxonomy, PublicTerm};

/// Every code list of this installation.
#[derive(Debug)]
pub struct Taxonomy {
    /// What a report is about.
    pub categories: List<Term>,
    /// What was done, in more detail; each belongs to a category.
    pub abuse_types: List<AbuseType>,
    /// Groups a person at risk belongs to.
    pub victim_groups: List<Term>,
    /// Kinds of disability (Law 51/2010, Article 3).
    pub disability_types: List<Term>,
    /// How severe a disability was certified to be.
    pub disability_severities: List<Term>,
    /// What a person needs in order to be talked with.
    pub communication_needs: List<Term>,
    /// Who the reporter is to the person at risk.
    pub reporter_relations: List<Term>,
    /// Who the alleged perpetrator is to the person at risk.
    pub offender_relations: List<OffenderRelation>,
    /// Whom the reporter may exclude before sending.
    pub must_not_know: List<Term>,
    /// Signs of danger now.
    pub danger_signs: List<DangerSign>,
    /// Where a person was found.
    pub discovery_places: List<DiscoveryPlace>,
    /// Kinds of offices.
    pub responder_kinds: List<ResponderKind>,
    /// Services an office may be asked for.
    pub service_types: List<Term>,
    /// Why a case may be closed, and who has to agree.
    pub closure_reasons: List<ClosureReason>,
    /// How a contact reached the hotline.
    pub channels: List<Term>,
    /// Languages people speak or sign in.
    pub languages: List<Term>,
}

impl Taxonomy {
    /// The lists this program was built with.
    ///
    /// # Errors
    /// [`TaxonomyError`] when the embedded file breaks an invariant, which a test rules out for a released program.
    pub fn load() -> Result<Self, TaxonomyError> {
        Self::parse(include_str!("../../seeds/taxonomy.yaml"))
    }

    /// The lists written in `yaml`.
    ///
    /// # Errors
    /// [`TaxonomyError`] naming the list and the code at fault, or the line when the text is no such file at all.
    pub fn parse(yaml: &str) -> Result<Self, TaxonomyError> {
        load::parse(yaml)
    }

    /// The lists as the API shows them.
    #[must_use]
    pub fn public(&self) -> PublicTaxonomy<'_> {
        PublicTaxonomy::of(self)
    }
}
