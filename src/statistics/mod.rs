//! Response times: counted from facts, never typed, and defined once (DOMAIN 2C).

pub mod drills;
mod episodes;
pub mod office_time;
pub mod query;
pub mod response_times;
