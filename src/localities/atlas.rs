//! The places of this process: the newest edition, and those that somebody may still be reading.
//!
//! A change of the map is a new edition. Whoever holds a reference into an older one keeps it: editions live as long as the process,
//! a few megabytes each, and the map changes a few times a year.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::Places;
use crate::kernel::Timestamp;

/// When the newest change of the map that an edition knows took effect, and how many there were.
pub type Mark = Option<(u64, Timestamp)>;

/// All editions. Reads as the newest [`Places`].
#[derive(Debug)]
pub struct Atlas {
    first: Edition,
    mark: Mutex<Mark>,
}

#[derive(Debug)]
struct Edition {
    places: Arc<Places>,
    next: OnceLock<Box<Edition>>,
}

impl Edition {
    fn of(places: Arc<Places>) -> Self {
        Self { places, next: OnceLock::new() }
    }
}

impl Atlas {
    /// An atlas with one edition.
    #[must_use]
    pub fn of(places: Arc<Places>) -> Self {
        Self { first: Edition::of(places), mark: Mutex::new(None) }
    }

    /// Whether the newest edition knows the changes up to `mark`.
    #[must_use]
    pub fn knows(&self, mark: &Mark) -> bool {
        *self.mark.lock().unwrap_or_else(PoisonError::into_inner) == *mark
    }

    /// Adds an edition: from here on everybody reads it.
    pub fn publish(&self, places: Places, mark: Mark) {
        let mut known = self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        // Only whoever holds the lock adds an edition, so the last one has no next.
        let _first_to_come = self.last().next.set(Box::new(Edition::of(Arc::new(places))));
        *known = mark;
    }

    /// The newest edition, for whoever reads it on another thread.
    #[must_use]
    pub fn newest(&self) -> Arc<Places> {
        Arc::clone(&self.last().places)
    }

    fn last(&self) -> &Edition {
        let mut edition = &self.first;
        while let Some(next) = edition.next.get() {
            edition = next;
        }
        edition
    }
}

impl Deref for Atlas {
    type Target = Places;

    fn deref(&self) -> &Places {
        &self.last().places
    }
}
