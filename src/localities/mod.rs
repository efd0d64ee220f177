//! Places of today and of yesterday, the offices that answer for them, and which office a report goes to.
//!
//! Everything here is pure and in memory: rows come in, answers go out. The tables, and reading them, live with the caller.
//!
//! Invariants: a code of today and a code from before July 2025 are different types and never compared; a name that can mean several
//! places gives all of them; routing always names exactly one accountable office, and never one that must not know.
//!
//! From typed words to a place: `typed` parts them, `kinds` knows the words around a name, `names` is the index, `mention` finds names,
//! `reading` puts them together, `meaning` decides for routing, `search` offers.
//!
//! Deliberately absent: streets and hamlets (landmarks stay as typed), and any order among offices by how well they answer.

pub mod atlas;
pub mod boundary_file;
mod build;
pub mod duty;
pub mod exclusion;
pub mod facilities;
pub mod facility;
mod geojson;
mod kinds;
pub mod locate;
pub mod map_change;
mod meaning;
mod mention;
mod names;
pub mod office;
pub mod office_kind;
pub mod outlines;
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
mod typed;

#[cfg(test)]
mod facility_cases;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod routing_cases;
#[cfg(test)]
mod routing_changes;
#[cfg(test)]
mod routing_laws;

pub use atlas::Atlas;
pub use build::PlacesError;
pub use exclusion::{ExcludedParty, ExclusionSource, RouteExclusion};
pub use facility::{Facility, Owner};
pub use locate::{Located, LocatedBy, PlaceGiven, locate};
pub use office::{Changes, Office, OfficeBook};
pub use office_kind::OfficeKind;
pub use places::{Commune, CommuneKind, LegacyTarget, Places, Province, ProvinceKind};
pub use points::{Boundaries, PointMatch};
pub use reasons::Because;
pub use routing::{Route, RoutingRequest, route};
pub use search::{Suggestion, TextMatch, Why};
