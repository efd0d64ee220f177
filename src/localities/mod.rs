//! Places of today and of yesterday, the offices that answer for them, and which office a report goes to.
//!
//! Everything here is pure and in memory: rows come in, answers go out. The tables, and reading them, live with the caller.
//!
//! Invariants: a code of today and a code from before July 2025 are different types and never compared; a name that can mean several
//! places gives all of them; routing always names exactly one accountable office, and never one that must not know.
//!
//! Deliberately absent: streets, hamlets, spelling correction (only names equal after folding match, and their beginnings), and any
//! order among offices by how well they answer.

mod build;
pub mod exclusion;
mod geojson;
pub mod locate;
mod names;
pub mod office;
pub mod office_kind;
pub mod party;
pub mod places;
pub mod points;
mod reading;
pub mod reasons;
pub mod routing;
mod sea;
pub mod search;
pub mod seed;
pub mod standard_offices;
pub mod store;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod routing_cases;
#[cfg(test)]
mod routing_changes;
#[cfg(test)]
mod routing_laws;

pub use build::PlacesError;
pub use exclusion::{ExcludedParty, ExclusionSource, RouteExclusion};
pub use locate::{Located, LocatedBy, PlaceGiven, locate};
pub use office::{Changes, Office, OfficeBook};
pub use office_kind::OfficeKind;
pub use places::{Commune, CommuneKind, LegacyTarget, Places, Province, ProvinceKind};
pub use points::{Boundaries, PointMatch};
pub use reasons::Because;
pub use routing::{Route, RoutingRequest, route};
pub use search::{Suggestion, TextMatch};
