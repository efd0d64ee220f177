//! `doctor`: what is wrong, why, and what to do. Ends with 0 when all is well, 1 with warnings, 2 with errors.

use std::{io::Write, process::ExitCode};

use clap::Args;

use super::serve::FaceName;
use crate::{
    config::{Config, Origin},
    doctor::{self, Finding, Report, Severity},
    kernel::clock::SystemClock,
    telemetry,
};

/// Look for what is wrong, with cause and remedy. Exit code: 0 all is well, 1 warnings, 2 errors.
#[derive(Args)]
pub(super) struct Doctor {
    /// For programs.
    #[arg(long)]
    json: bool,
    /// What this machine serves: a machine of the public face holds fewer keys and comes with a role of fewer rights.
    #[arg(long, value_enum, default_value = "both")]
    face: FaceName,
}

impl Doctor {
    /// Runs even where the settings cannot be read: that is a finding too.
    pub(super) async fn run(self) -> ExitCode {
        let survey = Config::survey();
        telemetry::start(&survey.config.log);
        let report = doctor::examine(&survey, self.face.into(), &SystemClock).await;
        let told = if self.json { serde_json::to_string_pretty(&report).unwrap_or_else(|_| "{}".to_owned()) } else { spoken(&report) };
        // Whoever reads only the beginning has closed the pipe; the exit code still says it.
        drop(writeln!(std::io::stdout(), "{told}"));
        ExitCode::from(report.worst.exit_code())
    }
}

fn spoken(report: &Report) -> String {
    let mut lines = vec!["Settings".to_owned()];
    for setting in &report.settings {
        let from = match setting.from {
            Origin::Environment => "environment",
            Origin::File => "langnghe.toml",
            Origin::Default => "default",
        };
        lines.push(format!("  {} = {}  ({from})", setting.name, setting.value.as_deref().unwrap_or("none")));
    }
    lines.push("\nFindings".to_owned());
    for Finding { code, severity, what, cause, remedy } in &report.findings {
        let grade = match severity {
            Severity::Ok => "ok     ",
            Severity::Warning => "warning",
            Severity::Error => "ERROR  ",
        };
        lines.push(format!("{grade}  {what}  [{code}]"));
        if *severity != Severity::Ok {
            lines.push(format!("         because: {cause}\n         remedy:  {remedy}"));
        }
    }
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    lines.push(format!(
        "\n{} errors, {} warnings, {} checks are fine",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Ok)
    ));
    lines.join("\n")
}
