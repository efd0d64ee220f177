//! What the administration pages show, one file an area.

pub mod drills;
pub mod readiness;

#[cfg(test)]
pub(super) mod readiness_samples;
