//! `doctor`: what is wrong, why, and what to do.

use clap::Args;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::Outcome;
use crate::{
    config::Config,
    ctx::Ctx,
    entity::{alert, delivery, office},
    escalation::sweep,
    lifecycle::context,
    localities::OfficeKind,
    vault::{Face, key_files},
};

/// Look for what is wrong.
#[derive(Args)]
pub(super) struct Doctor {
    /// For programs.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Grade {
    Ok,
    Warning,
    Error,
}

#[derive(Serialize)]
struct Finding {
    grade: Grade,
    what: String,
    remedy: String,
}

fn finding(grade: Grade, what: impl Into<String>, remedy: impl Into<String>) -> Finding {
    Finding { grade, what: what.into(), remedy: remedy.into() }
}

impl Doctor {
    pub(super) async fn run(self, config: Config) -> Outcome {
        let mut findings = Vec::new();
        if key_files::recovery_lies_readable(&config.key_dir) {
            findings.push(finding(Grade::Error, "recovery.keys lies in the key folder", "carry it away and delete it here"));
        }
        if config.smtp_url.is_none() {
            findings.push(finding(Grade::Error, "no mail server: alerts wait in the outbox", "set LANGNGHE_SMTP_URL"));
        }
        if !config.is_https() {
            findings.push(finding(
                Grade::Warning,
                "people reach this installation without TLS",
                "put a proxy with a certificate in front and set LANGNGHE_PUBLIC_URL to its https:// address",
            ));
        }
        match context(config, Face::Desk).await {
            Ok(ctx) => findings.extend(look(&ctx).await?),
            Err(error) => findings.push(finding(Grade::Error, "this installation does not start", error.to_string())),
        }
        let sound = findings.iter().all(|finding| finding.grade != Grade::Error);
        if self.json {
            println!("{}", serde_json::to_string_pretty(&findings)?);
        } else {
            for Finding { grade, what, remedy } in &findings {
                let grade = match grade {
                    Grade::Ok => "ok     ",
                    Grade::Warning => "warning",
                    Grade::Error => "ERROR  ",
                };
                println!("{grade}  {what}{}{remedy}", if remedy.is_empty() { "" } else { "\n         → " });
            }
        }
        Ok(sound)
    }
}

async fn look(ctx: &Ctx) -> Result<Vec<Finding>, sea_orm::DbErr> {
    let db = ctx.db.read();
    let mut findings = vec![finding(Grade::Ok, format!("database: {:?}, schema up to date, keys belong to it", ctx.config.database), "")];
    let communes = office::Entity::find().filter(office::Column::Kind.eq(OfficeKind::CommunePc.code()));
    let all = communes.clone().count(db).await?;
    let staffed = communes.filter(office::Column::Staffed.eq(true)).count(db).await?;
    let grade = if staffed < all { Grade::Warning } else { Grade::Ok };
    findings.push(finding(
        grade,
        format!("{staffed} of {all} commune offices have somebody to answer"),
        "langnghe staff add … --role responder",
    ));
    let desks =
        office::Entity::find().filter(office::Column::RoundTheClock.eq(true)).filter(office::Column::Staffed.eq(true)).count(db).await?;
    if desks == 0 {
        let what = "no round-the-clock desk: nobody is told of an emergency at night";
        findings.push(finding(Grade::Warning, what, "langnghe office add … --round-the-clock, then staff it"));
    }
    let late = sweep::waiting(ctx).await?;
    if late > 0 {
        findings.push(finding(Grade::Warning, format!("{late} cases wait for the clock"), "is a worker running? `langnghe worker`"));
    }
    let waiting = alert::Entity::find().filter(alert::Column::AddressedAt.is_null()).count(db).await?
        + delivery::Entity::find().filter(delivery::Column::State.eq("waiting")).count(db).await?;
    if waiting > 0 {
        findings.push(finding(
            Grade::Warning,
            format!("{waiting} alerts wait to be sent"),
            "is a worker running, and does the mail server answer?",
        ));
    }
    let refused = delivery::Entity::find().filter(delivery::Column::State.eq("refused")).count(db).await?;
    if refused > 0 {
        findings.push(finding(
            Grade::Warning,
            format!("{refused} alerts were refused by a mail server"),
            "check the mail addresses of staff",
        ));
    }
    Ok(findings)
}
