//! Who reported, in words: what was asked, what waits, what is open.

use super::views::{
    Page,
    identity::{IdentityPart, ToJudge},
};
use crate::cases::identity::{
    Judgement, Way,
    listed::{Access, Standing},
};

/// The part of the page of a case.
pub(super) fn part(page: &Page<'_>, standing: &Standing) -> IdentityPart {
    let (waiting, past): (Vec<_>, Vec<_>) = standing.all.iter().partition(|access| access.to_judge);
    IdentityPart {
        held: standing.held,
        open_until: standing.open_until.map(|until| page.t1("identity-open-until", "time", page.moment(until))),
        may_ask: standing.may_ask,
        may_open_contact: standing.may_open_contact,
        password: standing.password,
        to_judge: waiting.into_iter().map(|access| to_judge(page, access)).collect(),
        past: past.into_iter().map(|access| (what(page, access), said(page, access))).collect(),
    }
}

fn what(page: &Page<'_>, access: &Access) -> String {
    let key = if access.row.way == Way::Emergency.code() { "identity-taken" } else { "identity-asked" };
    page.t2(key, "name", &access.asked_by, "time", page.moment(access.row.asked_at))
}

fn to_judge(page: &Page<'_>, access: &Access) -> ToJudge {
    let answers = if access.row.way == Way::Emergency.code() {
        [Judgement::InOrder.code(), Judgement::NotInOrder.code()]
    } else {
        [Judgement::Approved.code(), Judgement::Refused.code()]
    };
    ToJudge { id: access.row.id.to_string(), text: what(page, access), said: said(page, access), answers }
}

fn said(page: &Page<'_>, access: &Access) -> Vec<String> {
    let row = &access.row;
    let reason = access.reason.as_ref().map(|text| page.t1("identity-why", "text", text.reveal()));
    let judged = row.judgement.as_ref().zip(row.judged_at).map(|(judgement, at)| {
        let by = access.judged_by.as_deref().unwrap_or_default();
        format!(
            "{} ({})",
            page.t2("identity-judged", "name", by, "judgement", page.label("identity-judgement", judgement)),
            page.moment(at)
        )
    });
    let words = access.words.as_ref().map(|text| page.t1("identity-said", "text", text.reveal()));
    let waits = row
        .judged_at
        .is_none()
        .then(|| if access.overdue { page.t("identity-overdue") } else { page.t1("identity-due", "time", page.moment(row.due_at)) });
    reason.into_iter().chain(judged).chain(words).chain(waits).collect()
}
