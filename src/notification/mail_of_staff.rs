//! Mails about offices and the people who work there. They name staff, never a case.

use uuid::Uuid;

use super::{AccountNews, OfficeChange, StaffChange, mail::Said};
use crate::{
    ctx::Ctx,
    kernel::{Lang, Timestamp},
    words::format,
};

/// Where an invitation is accepted; the token follows.
const INVITATION: &str = "/desk/invitation?t=";
/// Where a new password is chosen; the token follows.
const NEW_PASSWORD: &str = "/desk/new-password?t=";
const DESK: &str = "/desk";
/// Where somebody sees their own sessions and second factor.
const ACCOUNT: &str = "/desk/account";

/// Asks somebody to choose a password.
pub(super) fn invitation(ctx: &Ctx, lang: Lang, id: Uuid, expires_at: Timestamp, office: &str) -> Said {
    let t = |key: &str, args: &[(&str, String)]| ctx.words.text(lang, key, args);
    let lines = vec![
        t("mail-invitation-body", &[("office", office.to_owned())]),
        t("mail-invitation-until", &[("time", format::moment(lang, expires_at))]),
    ];
    // Without desk keys there is no token to give: the link then leads to a page that says whom to ask.
    let token = ctx.vault.desk().map(|desk| desk.invitation_token(id, expires_at)).unwrap_or_default();
    Said { subject: t("mail-invitation", &[]), lines, path: format!("{INVITATION}{}", *token) }
}

/// Leads somebody who forgot their password to choose another.
pub(super) fn password_reset(ctx: &Ctx, lang: Lang, id: Uuid, expires_at: Timestamp) -> Said {
    let t = |key: &str, args: &[(&str, String)]| ctx.words.text(lang, key, args);
    let lines = vec![t("mail-reset-body", &[]), t("mail-reset-until", &[("time", format::moment(lang, expires_at))])];
    let token = ctx.vault.desk().map(|desk| desk.reset_token(id, expires_at)).unwrap_or_default();
    Said { subject: t("mail-reset", &[]), lines, path: format!("{NEW_PASSWORD}{}", *token) }
}

/// Tells those who head an office who works there from now on, or no longer.
pub(super) fn staff_changed(ctx: &Ctx, lang: Lang, name: &str, office: &str, change: StaffChange) -> Said {
    news(ctx, lang, &format!("mail-staff-{}", change.code()), &[("name", name.to_owned()), ("office", office.to_owned())])
}

/// Tells those who head an office what became of it.
pub(super) fn office_changed(ctx: &Ctx, lang: Lang, office: &str, change: OfficeChange, other: Option<&str>) -> Said {
    let args = [("office", office.to_owned()), ("other", other.unwrap_or_default().to_owned())];
    news(ctx, lang, &format!("mail-office-{}", change.code()), &args)
}

/// Tells somebody what happened to their own account: when, never from where.
pub(super) fn account_news(ctx: &Ctx, lang: Lang, news: AccountNews, at: Timestamp) -> Said {
    let t = |key: &str, args: &[(&str, String)]| ctx.words.text(lang, key, args);
    let lines = vec![t(&format!("mail-account-{}", news.code()), &[("time", format::moment(lang, at))]), t("mail-account-not-you", &[])];
    Said { subject: t("mail-account", &[]), lines, path: ACCOUNT.to_owned() }
}

fn news(ctx: &Ctx, lang: Lang, key: &str, args: &[(&str, String)]) -> Said {
    let lines = vec![ctx.words.text(lang, key, args), ctx.words.text(lang, "mail-not-expected", &[])];
    Said { subject: ctx.words.text(lang, "mail-office-news", &[]), lines, path: DESK.to_owned() }
}
