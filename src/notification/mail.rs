//! Writing a mail: neutral subject, the case code and the time in the body, a link that opens after sign-in.

use askama::Template;
use uuid::Uuid;

use super::{Mail, Message};
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
    let (subject, lines, case) = say(ctx, lang, message, now);
    let link = format!("{}/desk/cases/{case}", ctx.config.public_url);
    let footer = words.text(lang, "mail-footer", &[]);
    let text = TextBody { lines: &lines, link: &link, footer: &footer }.render()?;
    let link_text = words.text(lang, "mail-open", &[]);
    let html =
        HtmlBody { lang: lang.tag(), subject: &subject, lines: &lines, link: &link, link_text: &link_text, footer: &footer }.render()?;
    Ok(Mail { id, to: to.to_owned(), subject, text, html, at: now })
}

/// Subject, body lines and case code.
fn say<'m>(ctx: &Ctx, lang: Lang, message: &'m Message, now: Timestamp) -> (String, Vec<String>, &'m str) {
    let t = |key: &str, args: &[(&str, String)]| ctx.words.text(lang, key, args);
    let moment = |at: Timestamp| format::moment(lang, at);
    let severity =
        |severity: crate::kernel::terms::Severity| t("mail-severity", &[("severity", t(&format!("severity-{}", severity.code()), &[]))]);
    let code = |case: &str| t("mail-case", &[("case", case.to_owned())]);
    let accountable = |office: &str| t("mail-accountable", &[("office", office.to_owned())]);
    match message {
        Message::NewReport { case, severity: level, due_at } => {
            let subject = match due_at {
                Some(due) => t("mail-new", &[("time", moment(*due))]),
                None => t("mail-new-no-time", &[]),
            };
            (subject, vec![t("mail-new-body", &[]), code(case), severity(*level)], case)
        }
        Message::EmergencyNotice { case, accountable: office } => {
            (t("mail-new-now", &[]), vec![t("mail-emergency-body", &[]), code(case), accountable(office)], case)
        }
        Message::DueSoon { case, severity: level, milestone, due_at, accountable: office } => {
            let what = t(&format!("clock-{milestone}"), &[]);
            let lines = vec![
                t("mail-due-soon-body", &[("what", what), ("time", moment(*due_at))]),
                code(case),
                severity(*level),
                accountable(office),
            ];
            (t("mail-due-soon", &[("time", moment(*due_at))]), lines, case)
        }
        Message::Overdue { case, severity: level, milestone, due_at, accountable: office } => {
            let what = t(&format!("clock-{milestone}"), &[]);
            let lines = vec![
                t("mail-overdue-body", &[("what", what), ("time", moment(*due_at))]),
                code(case),
                severity(*level),
                accountable(office),
            ];
            (t("mail-overdue", &[("duration", format::duration(lang, now - *due_at))]), lines, case)
        }
        Message::ReporterWrote { case, due_at } => {
            let mut lines = vec![t("mail-reporter-wrote-body", &[]), code(case)];
            lines.extend(due_at.map(|due| t("mail-answer-by", &[("time", moment(due))])));
            (t("mail-reporter-wrote", &[]), lines, case)
        }
    }
}
