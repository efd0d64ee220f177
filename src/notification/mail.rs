//! Writing a mail: neutral subject, the case code and the time in the body, a link that opens after sign-in.
//!
//! The one place that marks the mails of a drill: whatever a message says, no mail of a drill leaves without the mark.

use askama::Template;
use uuid::Uuid;

use super::{Mail, Message, ReferralNews, Sender, mail_of_staff};
use crate::{
    ctx::Ctx,
    kernel::{Lang, Timestamp, terms::CustodyNews},
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

/// Whether a mail is about something real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Somebody asked for help.
    Real,
    /// Practice.
    Drill,
}

/// A mail on its way: to whom, about what.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The id of its delivery, which makes its Message-ID.
    pub id: Uuid,
    /// The mailbox.
    pub to: &'a str,
    /// The language.
    pub lang: Lang,
    /// What it says.
    pub message: &'a Message,
    /// Whether it is practice.
    pub occasion: Occasion,
}

/// Writes `letter`.
///
/// # Errors
/// The template fails, which a test rules out for every message.
pub fn write(ctx: &Ctx, letter: Letter<'_>, now: Timestamp) -> Result<Mail, askama::Error> {
    let (words, Letter { id, to, lang, message, occasion }) = (&ctx.words, letter);
    let Said { mut subject, mut lines, path } = say(ctx, lang, message, now);
    if occasion == Occasion::Drill {
        subject = words.text(lang, "mail-drill-subject", &[("subject", subject)]);
        lines.insert(0, words.text(lang, "mail-drill-body", &[]));
    }
    let link = format!("{}{path}", ctx.config.public_url);
    let footer = words.text(lang, "mail-footer", &[]);
    let text = TextBody { lines: &lines, link: &link, footer: &footer }.render()?;
    let chooses = matches!(message, Message::Invitation { .. } | Message::PasswordReset { .. });
    let open = if chooses { "mail-open-invitation" } else { "mail-open" };
    let link_text = words.text(lang, open, &[]);
    let html =
        HtmlBody { lang: lang.tag(), subject: &subject, lines: &lines, link: &link, link_text: &link_text, footer: &footer }.render()?;
    Ok(Mail { id, from: Sender::Service, to: to.to_owned(), subject, text, html, at: now })
}

/// Tells a reporter that a message waits, and nothing else: no name of ours, no address to follow, the same words twice.
#[must_use]
pub fn message_waits(ctx: &Ctx, id: Uuid, to: &str, lang: Lang, now: Timestamp) -> Mail {
    let said = ctx.words.text(lang, "mail-message-waits", &[]);
    Mail { id, from: Sender::Neutral, to: to.to_owned(), subject: said.clone(), text: said, html: String::new(), at: now }
}

/// What a mail says, and which of our pages it leads to.
pub(super) struct Said {
    pub subject: String,
    pub lines: Vec<String>,
    pub path: String,
}

impl Said {
    fn of_case(subject: String, lines: Vec<String>, case: &str) -> Self {
        Self { subject, lines, path: format!("/desk/cases/{case}") }
    }
}

fn say(ctx: &Ctx, lang: Lang, message: &Message, now: Timestamp) -> Said {
    let t = |key: &str, args: &[(&str, String)]| ctx.words.text(lang, key, args);
    let moment = |at: Timestamp| format::moment(lang, at);
    let severity =
        |severity: crate::kernel::terms::Severity| t("mail-severity", &[("severity", t(&format!("severity-{}", severity.code()), &[]))]);
    let code = |case: &str| t("mail-case", &[("case", case.to_owned())]);
    let accountable = |office: &str| t("mail-accountable", &[("office", office.to_owned())]);
    let due_or_not = |with: &str, without: &str, due: Option<Timestamp>| match due {
        Some(due) => t(with, &[("time", moment(due))]),
        None => t(without, &[]),
    };
    match message {
        Message::NewReport { case, severity: level, due_at } => {
            let subject = due_or_not("mail-new", "mail-new-no-time", *due_at);
            Said::of_case(subject, vec![t("mail-new-body", &[]), code(case), severity(*level)], case)
        }
        Message::EmergencyNotice { case, accountable: office } => {
            Said::of_case(t("mail-new-now", &[]), vec![t("mail-emergency-body", &[]), code(case), accountable(office)], case)
        }
        Message::DueSoon { case, severity: level, milestone, due_at, accountable: office } => {
            let what = t(&format!("clock-{milestone}"), &[]);
            let lines = vec![
                t("mail-due-soon-body", &[("what", what), ("time", moment(*due_at))]),
                code(case),
                severity(*level),
                accountable(office),
            ];
            Said::of_case(t("mail-due-soon", &[("time", moment(*due_at))]), lines, case)
        }
        Message::Overdue { case, severity: level, milestone, due_at, accountable: office } => {
            let what = t(&format!("clock-{milestone}"), &[]);
            let lines = vec![
                t("mail-overdue-body", &[("what", what), ("time", moment(*due_at))]),
                code(case),
                severity(*level),
                accountable(office),
            ];
            Said::of_case(t("mail-overdue", &[("duration", format::duration(lang, now - *due_at))]), lines, case)
        }
        Message::ReporterWrote { case, due_at } => {
            let mut lines = vec![t("mail-reporter-wrote-body", &[]), code(case)];
            lines.extend(due_at.map(|due| t("mail-answer-by", &[("time", moment(due))])));
            Said::of_case(t("mail-reporter-wrote", &[]), lines, case)
        }
        Message::MoreDanger { case } => Said::of_case(t("mail-new-now", &[]), vec![t("mail-more-danger-body", &[]), code(case)], case),
        Message::ChannelUnsafe { case } => {
            Said::of_case(t("mail-channel-unsafe", &[]), vec![t("mail-channel-unsafe-body", &[]), code(case)], case)
        }
        Message::Reopened { case, severity: level, due_at } => {
            let lines = vec![t("mail-reopened-body", &[]), code(case), severity(*level)];
            Said::of_case(due_or_not("mail-new", "mail-new-no-time", *due_at), lines, case)
        }
        Message::ReopenedAbove { case, accountable: office } => {
            // Whoever closed it has it no more: there is no page to lead to.
            let lines = vec![t("mail-reopened-above-body", &[]), code(case), accountable(office)];
            Said { path: "/desk".to_owned(), ..Said::of_case(t("mail-reopened-above", &[]), lines, case) }
        }
        Message::Repeat { case, severity: level, due_at } => {
            let lines = vec![t("mail-repeat-body", &[]), code(case), severity(*level)];
            Said::of_case(due_or_not("mail-new", "mail-new-no-time", *due_at), lines, case)
        }
        Message::ClosureAsked { case, severity: level } => {
            Said::of_case(t("mail-closure-asked", &[]), vec![t("mail-closure-asked-body", &[]), code(case), severity(*level)], case)
        }
        Message::ClosureRefused { case, severity: level } => {
            Said::of_case(t("mail-closure-refused", &[]), vec![t("mail-closure-refused-body", &[]), code(case), severity(*level)], case)
        }
        Message::ReadinessGaps { offices, gaps } => {
            let mut lines = vec![t("mail-readiness-body", &[("n", offices.to_string())])];
            let line =
                |(gap, n): &(String, usize)| t("mail-readiness-line", &[("gap", t(&format!("gap-{gap}"), &[])), ("n", n.to_string())]);
            lines.extend(gaps.iter().map(line));
            Said { subject: t("mail-readiness", &[]), lines, path: "/oversight/readiness".to_owned() }
        }
        Message::HandedOn { case, severity: level, due_at } => {
            let lines = vec![t("mail-handed-on-body", &[]), code(case), severity(*level)];
            Said::of_case(due_or_not("mail-new", "mail-new-no-time", *due_at), lines, case)
        }
        Message::Unassigned { case, severity: level, due_at } => {
            let lines = vec![t("mail-unassigned-body", &[]), code(case), severity(*level)];
            Said::of_case(due_or_not("mail-new", "mail-new-no-time", *due_at), lines, case)
        }
        Message::Custody { case, severity: level, due_at, news, accountable: office } => {
            let body = t(&format!("mail-custody-{news}"), &[]);
            let gone = matches!(news, CustodyNews::Accepted | CustodyNews::Taken);
            let subject = if gone { t("mail-custody-gone", &[]) } else { due_or_not("mail-new", "mail-new-no-time", *due_at) };
            let said = Said::of_case(subject, vec![body, code(case), severity(*level), accountable(office)], case);
            // Whoever has it no more has no page of it to be led to.
            if gone { Said { path: "/desk".to_owned(), ..said } } else { said }
        }
        Message::Identity { case, severity: level, news } => {
            let subject = if news.asks() { "mail-closure-asked" } else { "mail-identity-answer" };
            let body = t(&format!("mail-identity-{news}"), &[]);
            Said::of_case(t(subject, &[]), vec![body, code(case), severity(*level)], case)
        }
        Message::Referral { case, news, office, due_at, card } => {
            let body = t(&format!("mail-referral-{news}"), &[("office", office.clone())]);
            let asked = *news == ReferralNews::Asked;
            let subject = if asked { t("mail-new", &[("time", moment(*due_at))]) } else { t("mail-referral", &[]) };
            let said = Said::of_case(subject, vec![body, code(case)], case);
            // Whoever was asked has a card, and no page of the case.
            match card {
                Some(card) => Said { path: format!("/desk/referrals/{card}"), ..said },
                None => said,
            }
        }
        Message::Invitation { invitation, expires_at, office } => mail_of_staff::invitation(ctx, lang, *invitation, *expires_at, office),
        Message::PasswordReset { reset, expires_at } => mail_of_staff::password_reset(ctx, lang, *reset, *expires_at),
        Message::StaffChanged { name, office, change } => mail_of_staff::staff_changed(ctx, lang, name, office, *change),
        Message::AccountNews { news, at } => mail_of_staff::account_news(ctx, lang, *news, *at),
        Message::OfficeChanged { office, change, other } => mail_of_staff::office_changed(ctx, lang, office, *change, other.as_deref()),
    }
}
