//! Writing a mail: neutral subject, the case code and the time in the body, a link that opens after sign-in.

use askama::Template;
use uuid::Uuid;

use super::{Mail, Message, mail_of_staff};
use crate::{
    ctx::Ctx,
    kernel::{Lang, Timestamp},
    words::format,
};

#[derive(Template)]
#[template(path = "templates/alert.txt")]
struct TextBody<'a> {
    lines: &'a [String],
    link: &'a str,
    footer: &'a str,
}

#[derive(Template)]
#[template(path = "templates/alert.html")]
struct HtmlBody<'a> {
    lang: &'a str,
    subject: &'a str,
    lines: &'a [String],
    link: &'a str,
    link_text: &'a str,
    footer: &'a str,
}

/// Writes `message` in `lang` for the mailbox `to`.
///
/// # Errors
/// The template fails, which a test rules out for every message.
pub fn write(ctx: &Ctx, id: Uuid, to: &str, lang: Lang, message: &Message, now: Timestamp) -> Result<Mail, askama::Error> {
    let words = &ctx.words;
    let (subject, lines, place) = say(ctx, lang, message, now);
    let link = format!("{}{place}", ctx.config.public_url);
    let footer = words.text(lang, "mail-footer", &[]);
    let text = TextBody { lines: &lines, link: &link, footer: &footer }.render()?;
    let open = if matches!(message, Message::Invitation { .. }) { "mail-open-invitation" } else { "mail-open" };
    let link_text = words.text(lang, open, &[]);
    let html =
        HtmlBody { lang: lang.tag(), subject: &subject, lines: &lines, link: &link, link_text: &link_text, footer: &footer }.render()?;
    Ok(Mail { id, to: to.to_owned(), subject, text, html, at: now })
}

/// Subject, body lines and where the link leads.
fn say(ctx: &Ctx, lang: Lang, message: &Message, now: Timestamp) -> (String, Vec<String>, String) {
    let t = |key: &str, args: &[(&str, String)]| ctx.words.text(lang, key, args);
    let moment = |at: Timestamp| format::moment(lang, at);
    let severity =
        |severity: crate::kernel::terms::Severity| t("mail-severity", &[("severity", t(&format!("severity-{}", severity.code()), &[]))]);
    let code = |case: &str| t("mail-case", &[("case", case.to_owned())]);
    let accountable = |office: &str| t("mail-accountable", &[("office", office.to_owned())]);
    let at_case = |case: &str| format!("/desk/cases/{case}");
    let due_or_not = |with: &str, without: &str, due: Option<Timestamp>| match due {
        Some(due) => t(with, &[("time", moment(due))]),
        None => t(without, &[]),
    };
    match message {
        Message::NewReport { case, severity: level, due_at } => {
            let subject = due_or_not("mail-new", "mail-new-no-time", *due_at);
            (subject, vec![t("mail-new-body", &[]), code(case), severity(*level)], at_case(case))
        }
        Message::EmergencyNotice { case, accountable: office } => {
            (t("mail-new-now", &[]), vec![t("mail-emergency-body", &[]), code(case), accountable(office)], at_case(case))
        }
        Message::DueSoon { case, severity: level, milestone, due_at, accountable: office } => {
            let what = t(&format!("clock-{milestone}"), &[]);
            let lines = vec![
                t("mail-due-soon-body", &[("what", what), ("time", moment(*due_at))]),
                code(case),
                severity(*level),
                accountable(office),
            ];
            (t("mail-due-soon", &[("time", moment(*due_at))]), lines, at_case(case))
        }
        Message::Overdue { case, severity: level, milestone, due_at, accountable: office } => {
            let what = t(&format!("clock-{milestone}"), &[]);
            let lines = vec![
                t("mail-overdue-body", &[("what", what), ("time", moment(*due_at))]),
                code(case),
                severity(*level),
                accountable(office),
            ];
            (t("mail-overdue", &[("duration", format::duration(lang, now - *due_at))]), lines, at_case(case))
        }
        Message::ReporterWrote { case, due_at } => {
            let mut lines = vec![t("mail-reporter-wrote-body", &[]), code(case)];
            lines.extend(due_at.map(|due| t("mail-answer-by", &[("time", moment(due))])));
            (t("mail-reporter-wrote", &[]), lines, at_case(case))
        }
        Message::HandedOn { case, severity: level, due_at } => {
            let lines = vec![t("mail-handed-on-body", &[]), code(case), severity(*level)];
            (due_or_not("mail-new", "mail-new-no-time", *due_at), lines, at_case(case))
        }
        Message::Unassigned { case, severity: level, due_at } => {
            let lines = vec![t("mail-unassigned-body", &[]), code(case), severity(*level)];
            (due_or_not("mail-new", "mail-new-no-time", *due_at), lines, at_case(case))
        }
        Message::Invitation { invitation, expires_at, office } => mail_of_staff::invitation(ctx, lang, *invitation, *expires_at, office),
        Message::StaffChanged { name, office, change } => mail_of_staff::staff_changed(ctx, lang, name, office, *change),
        Message::OfficeChanged { office, change, other } => mail_of_staff::office_changed(ctx, lang, office, *change, other.as_deref()),
    }
}
