//! Nobody who asked for help is forgotten: a missed deadline climbs the ladder until somebody answers.
//!
//! [`ladder`] says purely which rung is next; [`sweep`] looks at the cases whose `attention_at` has come, and only at those.

pub mod ladder;
pub mod sweep;
