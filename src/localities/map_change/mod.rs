//! A change of the map: communes that merge, split, get another name, kind or province from a day on.
//!
//! Pure: two tables come in, a [`Plan`] or every fault by file and line comes out. Invariants, held by properties: each retired
//! commune has successors with exactly one default; no code vanishes, comes back or points at one that goes too; after a plan every
//! code there ever was, those of before July 2025 included, leads to a commune that exists.
//!
//! Deliberately absent: provinces that merge (every commune of a province may move to another; its offices then wait for an
//! administrator), and boundaries, which are loaded apart.

mod after;
mod fault;
mod plan;
mod read;
pub mod retired;

#[cfg(test)]
mod laws;

pub use after::Map;
pub use fault::{Fault, Problem};
pub use plan::plan;
pub use read::{CHANGES, COMMUNES, Change, ChangeKind, Extent, List, Listed, PROVINCES, Tables};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kernel::codes::CommuneCode;

use super::seed::{CommuneRow, ProvinceRow};

/// One commune that the ground of another went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// The commune as it was.
    pub from: CommuneCode,
    /// Where it, or a part of it, went; itself where it goes on with less ground.
    pub to: CommuneCode,
    /// The one taken when nobody knows which part.
    pub is_default: bool,
}

/// What changes on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The day, from its local midnight on.
    pub effective_on: NaiveDate,
    /// The resolution that says so.
    pub legal_basis: String,
    /// Communes that come into being.
    pub new: Vec<CommuneRow>,
    /// Communes that keep their code under another name, kind or province.
    pub altered: Vec<CommuneRow>,
    /// Provinces that keep their code under another name or kind.
    pub provinces: Vec<ProvinceRow>,
    /// Where ground goes.
    pub edges: Vec<Edge>,
}

impl Plan {
    /// The communes that end, in the order of their codes.
    #[must_use]
    pub fn retired(&self) -> Vec<&CommuneCode> {
        self.givers().into_iter().filter(|code| !self.goes_on(code)).collect()
    }

    /// The communes that go on with less ground.
    #[must_use]
    pub fn shrunk(&self) -> Vec<&CommuneCode> {
        self.givers().into_iter().filter(|code| self.goes_on(code)).collect()
    }

    /// The parts a commune went to, the default first.
    #[must_use]
    pub fn parts(&self, from: &CommuneCode) -> Vec<&CommuneCode> {
        let mut edges: Vec<&Edge> = self.edges.iter().filter(|edge| edge.from == *from).collect();
        edges.sort_by_key(|edge| !edge.is_default);
        edges.into_iter().map(|edge| &edge.to).collect()
    }

    fn givers(&self) -> Vec<&CommuneCode> {
        let mut givers: Vec<&CommuneCode> = self.edges.iter().map(|edge| &edge.from).collect();
        givers.sort();
        givers.dedup();
        givers
    }

    fn goes_on(&self, code: &CommuneCode) -> bool {
        self.edges.iter().any(|edge| edge.from == *code && edge.to == *code)
    }
}
