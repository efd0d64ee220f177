//! Lắng Nghe: a report travels from a frightened neighbour to an answering responder.
//!
//! The modules in the order of dependency, each knowing only those above it (held by `tests/tidy.rs`).

pub mod kernel;

pub mod clocks;
pub mod config;
pub mod entity;
pub mod taxonomy;
pub mod telemetry;
pub mod words;

pub mod db;
pub mod files;

pub mod vault;

pub mod audit;
pub mod localities;

pub mod ctx;

pub mod notification;

pub mod access;

pub mod cases;

pub mod escalation;
pub mod intake;
pub mod map_changes;
pub mod readiness;
pub mod registers;
pub mod statistics;

pub mod http;

pub mod api;
pub mod web;
pub mod worker;

pub mod lifecycle;

pub mod doctor;

pub mod cli;
