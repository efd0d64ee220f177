//! The country on one day, as far as changes concern it, and the country after a change.

use std::collections::BTreeMap;

use super::{Edge, Plan};
use crate::{
    kernel::codes::{CommuneCode, ProvinceCode},
    localities::seed::{CommuneRow, ProvinceRow},
};

/// Provinces and communes of a day, and the communes that ended before it with where each went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map {
    /// Provinces.
    pub provinces: BTreeMap<ProvinceCode, ProvinceRow>,
    /// Communes.
    pub communes: BTreeMap<CommuneCode, CommuneRow>,
    /// Communes that ended, as they were.
    pub retired: BTreeMap<CommuneCode, CommuneRow>,
    /// Where they went.
    pub edges: Vec<Edge>,
}

impl Map {
    /// A map on which nothing has ended yet.
    #[must_use]
    pub fn of(provinces: Vec<ProvinceRow>, communes: Vec<CommuneRow>) -> Self {
        Self {
            provinces: provinces.into_iter().map(|row| (row.code.clone(), row)).collect(),
            communes: communes.into_iter().map(|row| (row.code.clone(), row)).collect(),
            ..Self::default()
        }
    }

    /// The map after `plan`. Applying a plan twice changes nothing more.
    #[must_use]
    pub fn after(mut self, plan: &Plan) -> Self {
        for row in &plan.provinces {
            self.provinces.insert(row.code.clone(), row.clone());
        }
        for row in plan.new.iter().chain(&plan.altered) {
            self.communes.insert(row.code.clone(), row.clone());
        }
        for code in plan.retired() {
            if let Some(row) = self.communes.remove(code) {
                self.retired.insert(code.clone(), row);
                self.edges.extend(plan.edges.iter().filter(|edge| edge.from == *code).cloned());
            }
        }
        self
    }
}
