//! Places: what people type and where they stand, measured against the data.

mod asking;
mod evaluation;
mod inputs;
mod old_units;
mod positions;
