//! Everything a command needs, handed over in one place.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::{
    clocks::Clocks,
    config::Config,
    db::Db,
    files::Store,
    kernel::{Clock, Ids, visitors::Visitors},
    localities::{Atlas, Boundaries},
    taxonomy::Taxonomy,
    vault::Vault,
    words::Words,
};

/// The database, time, randomness, keys, configuration and the loaded reference data. Shared by everything that runs.
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The sealed files.
    pub files: Store,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Row ids and randomness.
    pub ids: Arc<dyn Ids>,
    /// Keys of this face.
    pub vault: Vault,
    /// What the operator decided.
    pub config: Config,
    /// Codes and labels.
    pub taxonomy: Arc<Taxonomy>,
    /// Deadline policies and working time.
    pub clocks: Arc<Clocks>,
    /// Provinces, communes and their old names: the newest edition.
    pub places: Atlas,
    /// Polygons of the communes.
    pub boundaries: Arc<Boundaries>,
    /// The words people see.
    pub words: Arc<Words>,
    /// How many reports came from one place lately; in memory only.
    pub visitors: Visitors,
    /// Wakes the worker of this process when there is something to do.
    pub nudge: Arc<Notify>,
}
