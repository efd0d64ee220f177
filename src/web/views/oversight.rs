//! Response times as a supervisor reads them, with the definition they follow.

use askama::Template;

use super::Page;

/// `/oversight`: response times by province.
#[derive(Debug, Template)]
#[template(path = "templates/response_times.html")]
pub struct ResponseTimesView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// The period, in words.
    pub period: String,
    /// Whether cases of the period are still running.
    pub provisional: bool,
    /// One row a province, never ranked: in the order of their codes.
    pub rows: Vec<ResponseRow>,
    /// All together.
    pub total: Option<ResponseRow>,
    /// Cases that wait for a decision of an office above, the longest first: code, and what it waits for.
    pub decisions: Vec<(String, String)>,
    /// Version of the definition.
    pub version: String,
    /// Whether this person looks after offices: readiness and drills are a link away.
    pub looks_after: bool,
}

/// `/oversight/facilities`: facilities of which several cases speak, for the office above.
#[derive(Debug, Template)]
#[template(path = "templates/clusters.html")]
pub struct ClustersView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// One entry a facility, by name.
    pub rows: Vec<ClusterRow>,
}

/// A facility with its cases.
#[derive(Debug, Clone)]
pub struct ClusterRow {
    /// Its name with its commune.
    pub facility: String,
    /// Case codes, each with when it came and whether it is closed, in words.
    pub cases: Vec<(String, String)>,
}

/// The figures of one place, formatted. A figure that may not be shown is an en dash.
#[derive(Debug, Clone, Default)]
pub struct ResponseRow {
    /// Name of the place.
    pub place: String,
    /// Where the cases behind the row are listed.
    pub href: Option<String>,
    /// Cases.
    pub n: String,
    /// Reached in time.
    pub in_time: String,
    /// Reached late.
    pub late: String,
    /// Due passed, not reached.
    pub missed: String,
    /// Not yet due.
    pub running: String,
    /// Share in time.
    pub share: String,
    /// Median.
    pub median: String,
    /// 90th percentile.
    pub p90: String,
    /// Whether cases of this row are still running.
    pub provisional: bool,
}
