//! `policies`: which clocks exist, which this version runs, and which would run for a sample case.

use clap::Subcommand;

use super::Outcome;
use crate::{
    clocks::{CaseFacts, Clocks, Grade, Track, check, sample},
    config::Config,
    kernel::{Clock, clock::SystemClock, terms::Severity},
};

/// Deadline policies.
#[derive(Subcommand)]
pub(super) enum Policies {
    /// Check them, list what is not served yet and why, show a sample case.
    Check,
}

impl Policies {
    pub(super) fn run(self, _config: &Config) -> Outcome {
        let Self::Check = self;
        let clocks = Clocks::load()?;
        let now = SystemClock.now();
        println!("{} policies, {} of them run by this version", clocks.policies.all().len(), clocks.policies.served().count());
        let findings = check(&clocks.policies, &clocks.calendar, now);
        for finding in &findings {
            println!("{finding}");
        }
        println!("\nA sample: an emergency with a child with a disability, reported now:");
        let facts = CaseFacts::opened(Severity::Emergency, [Track::Child, Track::Pwd].into_iter().collect(), now);
        for line in sample(&clocks.policies, &clocks.calendar, &facts) {
            println!("  {line}");
        }
        Ok(!findings.iter().any(|finding| finding.grade == Grade::Warning))
    }
}
