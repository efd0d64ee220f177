//! What pages and API share: refusals and how they are told, bodies, sessions, headers, the days a figure is asked for,
//! registers as files, query strings, the task a request runs in.

pub mod asked_offices;
pub mod body;
pub mod detach;
pub mod download;
pub mod headers;
pub mod language;
pub mod period;
pub mod place_note;
pub mod query;
pub mod refusal;
pub mod register_file;
pub mod session;
pub mod upload;
pub mod visitor;

use std::sync::Arc;

use crate::ctx::Ctx;

/// What every handler gets.
pub type App = Arc<Ctx>;
