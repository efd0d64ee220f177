//! A colleague's case on the pages: the page that asks why, the row that says with whom it is, and who read it for a reason.

use axum::{http::StatusCode, response::Response};

use super::{
    answer::html,
    case_acts::Form,
    case_shown::Names,
    door::Inside,
    views::{
        CaseView, Page, Problems, Typed,
        arranged::ArrangedActs,
        case_file::Acts,
        desk::{ClockRow, QueueRow},
        identity::IdentityPart,
        inside::{AskWhyView, ReadingRow},
        support::Support,
    },
};
use crate::{
    access::Signed,
    cases::{CaseError, inside::Reach, reading, view::Opened},
    entity::case_file,
    http::{App, refusal::Refusal},
    kernel::{Lang, Timestamp, codes::CaseCode},
};

/// Fields that people write sentences into are worth keeping; what they tick is not.
const WORDS_IN_A_SENTENCE: usize = 2;

/// The page that asks why. `beside`: which form came back, what was typed into it, what needs another look, whether the page is only
/// looked at.
pub(super) async fn ask_why(
    ctx: &App,
    lang: Lang,
    inside: &Inside,
    code: &CaseCode,
    beside: (&'static str, &Typed, Problems, bool),
) -> Result<Response, Refusal> {
    let (form, typed, problems, looking) = beside;
    let (case, with) = reading::behind(ctx, &inside.signed, code).await?;
    let path = format!("/desk/cases/{code}");
    let mut page = inside.page(&ctx.words, lang, &path);
    if looking {
        page = page.in_both_languages(&path);
    }
    let asked = form == Form::Readings.name();
    // What a refused form says, this page says itself.
    let problems = if asked { problems } else { Problems::default() };
    let status = if problems.is_empty() { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
    let now = ctx.clock.now();
    let view = AskWhyView {
        due: case.due_at.map(|due| page.moment(due)),
        late: case.due_at.is_some_and(|due| due < now),
        open: case.closed_at.is_none(),
        drill: case.drill,
        code: case.code,
        severity: case.severity,
        with,
        reason: if asked { typed.get("reading_reason").to_owned() } else { String::new() },
        unkept: if asked { Vec::new() } else { sentences(typed) },
        problems,
        page,
    };
    Ok(html(lang, status, &view))
}

fn sentences(typed: &Typed) -> Vec<String> {
    let written = typed.pairs().filter(|(name, _)| *name != "csrf").map(|(_, value)| value.trim());
    written.filter(|value| value.split_whitespace().count() >= WORDS_IN_A_SENTENCE).map(str::to_owned).collect()
}

/// The row of a colleague's case in the queue: code, urgency, clock, with whom; nothing else.
pub(super) fn row(page: &Page<'_>, case: case_file::Model, name: &str, now: Timestamp) -> QueueRow {
    let clock = |due| ClockRow { what: page.t("inside-due"), ..ClockRow::running(page, "", due, now) };
    QueueRow {
        clock: case.due_at.map_or_else(|| ClockRow::none(page), clock),
        category: page.t1("inside-with", "name", name),
        commune: String::new(),
        state: "with-colleague".to_owned(),
        drill: case.drill,
        offered: false,
        undecided: false,
        protected: false,
        suspected: false,
        code: case.code,
        severity: case.severity,
    }
}

/// What a lead has not seen yet: the code of each case, and a sentence.
pub(super) async fn lines(ctx: &App, by: &Signed, page: &Page<'_>) -> Result<Vec<(String, String)>, CaseError> {
    let unseen = reading::unseen(ctx, by).await?;
    Ok(unseen.into_iter().map(|line| (line.code, page.t2("inside-line", "name", line.name, "time", page.moment(line.opened_at)))).collect())
}

/// What is asked of other offices and planned, without any form: for whoever only reads.
pub(super) fn to_read(support: Support) -> Support {
    Support { referrals: support.referrals, plans: support.plans, steps: support.steps, ..Support::default() }
}

/// Who read the case for a reason. Whoever reads it themselves finds no form but the one that ends their access.
pub(super) fn readings(view: &mut CaseView<'_>, opened: &Opened, names: &Names) {
    let page = &view.page;
    let row = |reading: &reading::OpenedReading| ReadingRow {
        who: page.t2("inside-reader", "name", names.person(reading.staff), "time", page.moment(reading.opened_at)),
        reason: reading.reason.reveal().to_owned(),
    };
    view.inside.rows = opened.readings.iter().map(row).collect();
    if opened.reach == Reach::Works {
        return;
    }
    view.inside.until = opened.readings.iter().map(|reading| reading.until_at).max().map(|until| page.moment(until));
    view.acts = Acts { know: view.acts.know, ..Acts::default() };
    view.arranged.acts = ArrangedActs::default();
    view.work.may_write = false;
    view.work.may_ask = false;
    view.work.triage = None;
    view.work.correctable.clear();
    view.work.undo = None;
    view.identity = IdentityPart { held: view.identity.held, ..IdentityPart::default() };
    view.files.retain(|file| !file.protected);
}
