//! What an examination says: one finding a fact, with what to do about it.

use serde::Serialize;

use crate::{config::Setting, db::error::class};

/// How bad a finding is; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing to do.
    Ok,
    /// Somebody should look at it soon.
    Warning,
    /// A promise is broken, or will be.
    Error,
}

impl Severity {
    /// 0, 1 or 2.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Error => 2,
        }
    }
}

/// One fact about an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name for programs that watch.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was found.
    pub what: String,
    /// Why it is so, or what follows from it; empty where all is well.
    pub cause: String,
    /// What to do; empty where all is well.
    pub remedy: String,
}

impl Finding {
    /// All is well.
    pub fn ok(code: &'static str, what: impl Into<String>) -> Self {
        Self { code, severity: Severity::Ok, what: what.into(), cause: String::new(), remedy: String::new() }
    }

    /// Somebody should look at it.
    pub fn warning(code: &'static str, what: impl Into<String>, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, what: what.into(), cause: cause.into(), remedy: remedy.into() }
    }

    /// A promise is broken.
    pub fn error(code: &'static str, what: impl Into<String>, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { severity: Severity::Error, ..Self::warning(code, what, cause, remedy) }
    }

    /// The same, as bad as told: for limits with two steps.
    #[must_use]
    pub fn of(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// A check that the database refused; the database's own words may hold values and are not repeated (TRAPS 4.13).
    pub(super) fn refused(code: &'static str, error: &sea_orm::DbErr) -> Self {
        Self::error(
            code,
            "the database refused this check",
            class(error),
            "look at the other findings about the database first; then check the rights of the role and the database's own log",
        )
    }
}

/// Everything an examination says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The worst severity among the findings.
    pub worst: Severity,
    /// Every setting, where it came from, and its value without secrets.
    pub settings: Vec<Setting>,
    /// The findings, in the order of the checks.
    pub findings: Vec<Finding>,
}

impl Report {
    /// A report of these.
    #[must_use]
    pub fn new(settings: Vec<Setting>, findings: Vec<Finding>) -> Self {
        let worst = findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Ok);
        Self { worst, settings, findings }
    }
}

/// How bad an age or size is: fine up to `warning`, an error beyond `error`.
pub(super) fn graded<T: PartialOrd + Copy>(value: T, warning: T, error: T) -> Severity {
    if value > error {
        Severity::Error
    } else if value > warning {
        Severity::Warning
    } else {
        Severity::Ok
    }
}

/// A length of time as somebody says it.
pub(super) fn spoken(length: chrono::Duration) -> String {
    let seconds = length.num_seconds();
    match seconds.abs() {
        0..=119 => format!("{seconds} seconds"),
        120..=7_199 => format!("{} minutes", length.num_minutes()),
        7_200..=172_799 => format!("{} hours", length.num_hours()),
        _ => format!("{} days", length.num_days()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::{Finding, Report, Severity, graded, spoken};

    #[test]
    fn the_worst_finding_decides_the_exit_code() {
        let (ok, warning, error) = (Finding::ok("a", "b"), Finding::warning("a", "b", "c", "d"), Finding::error("a", "b", "c", "d"));
        for (findings, code) in
            [(vec![], 0), (vec![ok.clone()], 0), (vec![ok.clone(), warning.clone()], 1), (vec![error, warning.clone(), ok], 2)]
        {
            assert_eq!(Report::new(Vec::new(), findings).worst.exit_code(), code);
        }
        assert_eq!(warning.of(Severity::Error).severity, Severity::Error);
    }

    #[test]
    fn limits_themselves_are_still_fine() {
        for (value, severity) in
            [(0, Severity::Ok), (10, Severity::Ok), (11, Severity::Warning), (20, Severity::Warning), (21, Severity::Error)]
        {
            assert_eq!(graded(value, 10, 20), severity, "{value}");
        }
    }

    #[test]
    fn lengths_are_said_in_one_fitting_unit() {
        for (length, said) in [
            (Duration::seconds(119), "119 seconds"),
            (Duration::seconds(120), "2 minutes"),
            (Duration::hours(3), "3 hours"),
            (Duration::days(9), "9 days"),
        ] {
            assert_eq!(spoken(length), said);
        }
    }
}
