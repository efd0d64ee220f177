//! What the administration pages show, one file an area.

pub mod map_changes;
