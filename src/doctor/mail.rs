//! The mail server, greeted without sending anything, and what waits in the outbox.

use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Query};

use super::{
    Finding, Severity,
    finding::{graded, spoken},
};
use crate::{
    config::{Config, Survey},
    db::Db,
    entity::{alert, delivery},
    kernel::Timestamp,
    notification::smtp::{Smtp, Unreachable, host_of},
    vault::Face,
};

/// A worker that runs addresses an alert within seconds, a healthy server takes it at once.
const OUTBOX_WARNING: Duration = Duration::minutes(5);
/// By then an emergency has been waiting for too long.
const OUTBOX_ERROR: Duration = Duration::minutes(30);
/// Refusals older than this have been seen.
const REFUSED_WITHIN: Duration = Duration::days(7);

/// Greets the mail server of the settings. The public face sends no mail and needs none.
pub(super) async fn check_server(survey: &Survey, face: Face) -> Vec<Finding> {
    const CODE: &str = "smtp";
    if face == Face::Public || !survey.is_sure_of("LANGNGHE_SMTP_URL") {
        return Vec::new();
    }
    let config = &survey.config;
    let mut findings = match Smtp::from_config(config) {
        Ok(None) => vec![Finding::error(
            CODE,
            "no mail server: alerts wait in the outbox, and nobody is told of anything",
            "LANGNGHE_SMTP_URL is not set",
            "set LANGNGHE_SMTP_URL, for example smtp://mail.example.vn:587?tls=required",
        )],
        Ok(Some(smtp)) => vec![greeted(smtp.reach().await)],
        Err(error) => vec![Finding::error(
            CODE,
            "the settings of the mail server cannot be used: nothing starts",
            error.to_string(),
            "correct LANGNGHE_SMTP_URL, LANGNGHE_SMTP_ROOT_CERTIFICATE or LANGNGHE_MAIL_FROM",
        )],
    };
    findings.extend(unencrypted(config));
    findings.extend(sender(config));
    findings
}

fn greeted(outcome: Result<(), Unreachable>) -> Finding {
    const CODE: &str = "smtp";
    let Err(unreachable) = outcome else { return Finding::ok(CODE, "the mail server answers") };
    let remedy = match &unreachable {
        Unreachable::NotAdmitted(_) => "check user and password in LANGNGHE_SMTP_URL, and whether the server wants ?tls=required",
        Unreachable::Tls(_) => {
            "check scheme and ?tls= in LANGNGHE_SMTP_URL; for a certificate of your own authority set LANGNGHE_SMTP_ROOT_CERTIFICATE"
        }
        _ => "check host and port in LANGNGHE_SMTP_URL, the firewall, and whether the server runs",
    };
    Finding::error(CODE, "the mail server cannot be reached: nobody is told of anything", unreachable.to_string(), remedy)
}

/// Whether alerts and the password travel in plain.
fn unencrypted(config: &Config) -> Option<Finding> {
    let url = config.smtp_url.as_deref()?;
    let is_encrypted = url.starts_with("smtps://") || url.contains("tls=required");
    if is_encrypted || ["localhost", "127.0.0.1", "[::1]"].contains(&host_of(url)) {
        return None;
    }
    Some(Finding::warning(
        "smtp-plain",
        "mails travel to the mail server without encryption",
        "LANGNGHE_SMTP_URL asks for none: whoever is on the way reads codes of cases, and the password of the mailbox",
        "use smtps://… or smtp://…?tls=required",
    ))
}

fn sender(config: &Config) -> Option<Finding> {
    let address = config.mail_from.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    if domain.contains('.') {
        return None;
    }
    Some(Finding::warning(
        "mail-sender",
        "mails come from an address that other mail servers will not believe",
        "LANGNGHE_MAIL_FROM was left at its default, or names no full domain: other servers refuse such mails or hide them as spam",
        "set LANGNGHE_MAIL_FROM to an address of your own domain, for example Lắng Nghe <langnghe@example.vn>",
    ))
}

/// How old the oldest waiting alert is, and what was refused.
pub(super) async fn check_outbox(db: &Db, now: Timestamp) -> Vec<Finding> {
    match facts(db, now).await {
        Ok(facts) => vec![waiting(&facts, now), refused(facts.refused)],
        Err(error) => vec![Finding::refused("outbox", &error)],
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Outbox {
    unaddressed: u64,
    undelivered: u64,
    oldest: Option<Timestamp>,
    refused: u64,
}

async fn facts(db: &Db, now: Timestamp) -> Result<Outbox, DbErr> {
    let unaddressed = alert::Entity::find().filter(alert::Column::AddressedAt.is_null());
    let undelivered = || delivery::Entity::find().filter(delivery::Column::State.eq("waiting"));
    let mut of_undelivered = Query::select();
    of_undelivered.column(delivery::Column::AlertId).from(delivery::Entity).and_where(delivery::Column::State.eq("waiting"));
    let delivering = alert::Entity::find().filter(alert::Column::Id.in_subquery(of_undelivered));
    let oldest = [oldest(db, unaddressed.clone()).await?, oldest(db, delivering).await?];
    let refused = delivery::Entity::find()
        .join(JoinType::InnerJoin, delivery::Entity::belongs_to(alert::Entity).from(delivery::Column::AlertId).to(alert::Column::Id).into())
        .filter(delivery::Column::State.eq("refused"))
        .filter(alert::Column::CreatedAt.gt(now - REFUSED_WITHIN));
    Ok(Outbox {
        unaddressed: unaddressed.count(db.read()).await?,
        undelivered: undelivered().count(db.read()).await?,
        oldest: oldest.into_iter().flatten().min(),
        refused: refused.count(db.read()).await?,
    })
}

async fn oldest(db: &Db, alerts: Select<alert::Entity>) -> Result<Option<Timestamp>, DbErr> {
    let oldest = alerts.select_only().column(alert::Column::CreatedAt).order_by_asc(alert::Column::CreatedAt).limit(1);
    oldest.into_tuple().one(db.read()).await
}

fn waiting(outbox: &Outbox, now: Timestamp) -> Finding {
    const CODE: &str = "outbox";
    let Some(oldest) = outbox.oldest else { return Finding::ok(CODE, "no alert waits") };
    let (age, Outbox { unaddressed, undelivered, .. }) = (now - oldest, outbox);
    let what = format!("{unaddressed} alerts wait for an address, {undelivered} mails to be sent; the oldest for {}", spoken(age));
    let severity = graded(age, OUTBOX_WARNING, OUTBOX_ERROR);
    if severity == Severity::Ok {
        return Finding::ok(CODE, what);
    }
    let (cause, remedy) = if *unaddressed > 0 {
        ("no worker runs, or its addressing fails", "start `langnghe worker` (or `serve` without --without-worker) and look at its log")
    } else {
        (
            "the mail server does not take them, or the worker that runs has no mail server",
            "look at the finding `smtp`, and at the worker's log",
        )
    };
    Finding::warning(CODE, what, cause, remedy).of(severity)
}

fn refused(count: u64) -> Finding {
    const CODE: &str = "outbox-refused";
    if count == 0 {
        return Finding::ok(CODE, format!("no mail was refused in the last {} days", REFUSED_WITHIN.num_days()));
    }
    Finding::warning(
        CODE,
        format!("{count} mails were refused for good in the last {} days", REFUSED_WITHIN.num_days()),
        "an address of a member of staff or of an office is wrong or closed, or the server refuses our sender",
        "correct the addresses; the ladder has told the next rung meanwhile",
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::{Duration, TimeZone, Utc};

    use super::{Config, Outbox, Severity, Unreachable, greeted, refused, sender, unencrypted, waiting};

    #[test]
    fn an_alert_may_wait_for_minutes_only() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 1, 0, 0).unwrap();
        let grade = |minutes: i64, unaddressed| {
            waiting(&Outbox { unaddressed, undelivered: 1, oldest: Some(now - Duration::minutes(minutes)), refused: 0 }, now)
        };
        assert_eq!(waiting(&Outbox::default(), now).severity, Severity::Ok);
        for (minutes, severity) in
            [(0, Severity::Ok), (5, Severity::Ok), (6, Severity::Warning), (30, Severity::Warning), (31, Severity::Error)]
        {
            assert_eq!(grade(minutes, 0).severity, severity, "{minutes}");
        }
        assert!(grade(31, 1).remedy.contains("langnghe worker") && grade(31, 0).remedy.contains("smtp"));
        assert_eq!((refused(0).severity, refused(1).severity), (Severity::Ok, Severity::Warning));
    }

    #[test]
    fn what_the_server_said_leads_to_the_setting_at_fault() {
        assert_eq!(greeted(Ok(())).severity, Severity::Ok);
        for (unreachable, named) in [
            (Unreachable::Silent, "port"),
            (Unreachable::NotAdmitted("535".into()), "password"),
            (Unreachable::Tls("x".into()), "ROOT_CERTIFICATE"),
            (Unreachable::Connection("x".into()), "host"),
        ] {
            let found = greeted(Err(unreachable));
            assert!(found.severity == Severity::Error && found.remedy.contains(named), "{found:?}");
        }
    }

    #[test]
    fn mail_is_encrypted_beyond_this_machine_and_comes_from_a_real_domain() {
        let mut config = Config::in_folder(Path::new("var"));
        assert!(unencrypted(&config).is_none() && sender(&config).is_some(), "the default sender reaches nobody");
        config.mail_from = "Lắng Nghe <langnghe@example.vn>".into();
        assert_eq!(sender(&config), None);
        config.mail_from = "langnghe@example.vn".into();
        assert_eq!(sender(&config), None);
        for (url, is_plain) in [
            ("smtp://mail.example:25", true),
            ("smtp://mail.example:587?tls=opportunistic", true),
            ("smtp://mail.example:587?tls=required", false),
            ("smtps://mail.example", false),
            ("smtp://user:pw@127.0.0.1:25", false),
            ("smtp://localhost", false),
        ] {
            config.smtp_url = Some(url.into());
            assert_eq!(unencrypted(&config).is_some(), is_plain, "{url}");
        }
    }
}
