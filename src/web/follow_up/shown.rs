//! The conversation as a page: where it stands, how many messages there are, the buttons. One text at most, and only when asked for.

use axum::{http::StatusCode, response::Response};

use super::{PATH, Visit};
use crate::{
    http::{App, refusal::Refusal, session},
    intake::follow_up::{self, Closed, Conversation, Opened},
    kernel::{Lang, Voice},
    web::{
        answer::html,
        told::{Told, told},
        views::{FollowUpView, Page, Problems, Typed, follow_up::OpenedMessage},
    },
};

/// What was sent just now, as it stands in the address, and the key of what the page says of it.
const SAID: [(&str, &str); 5] = [
    ("message", "follow-sent"),
    ("danger", "more-danger-done"),
    ("contacted", "contacted-thanks"),
    ("objection", "objection-done"),
    ("hidden", "message-hidden"),
];

/// What the page shows besides the conversation.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) typed: Typed,
    pub(super) problems: Problems,
    pub(super) said: String,
    pub(super) looking: bool,
    pub(super) opened: Option<Opened>,
}

/// The conversation with what was typed, after a refusal at `field`.
pub(super) async fn again(
    ctx: &App,
    voice: Voice,
    visit: &Visit,
    typed: Typed,
    refusal: &Refusal,
    field: &'static str,
) -> Result<Response, Refusal> {
    let Told { status, problems } = told(ctx, voice, refusal, |pointer| match pointer {
        "" => "",
        files if files.starts_with("/files") => "files",
        _ => field,
    });
    conversation(ctx, voice, visit, status, Beside { typed, problems, ..Beside::default() }).await
}

pub(super) async fn conversation(ctx: &App, voice: Voice, visit: &Visit, status: StatusCode, beside: Beside) -> Result<Response, Refusal> {
    let read = follow_up::read(ctx, &visit.at).await?;
    let mut page = Page { csrf: session::csrf(&visit.token), ..Page::public(&ctx.words, voice, PATH) };
    if beside.looking {
        page = page.in_both_languages(PATH);
    }
    let notice = SAID.iter().find(|(said, _)| *said == beside.said).map(|(_, key)| page.t(key));
    let numbers = |mine: bool| read.messages.iter().filter(|line| line.mine == mine).map(|line| line.number).collect();
    let view = FollowUpView {
        status: standing(&page, &read),
        opened_by: read.opened_by.map(|by| page.t2("opened-by", "n", by.people, "m", by.offices)),
        theirs: numbers(false),
        mine: numbers(true),
        opened: beside.opened.map(|opened| shown(&page, &opened)),
        ask_contacted: beside.said != "contacted" && read.closed == Closed::No,
        closed_lately: read.closed == Closed::Lately,
        closed_long_ago: read.closed == Closed::LongAgo,
        notice,
        call: beside.said == "danger",
        typed: beside.typed,
        problems: beside.problems,
        page,
    };
    Ok(html(voice, status, &view))
}

fn shown(page: &Page<'_>, opened: &Opened) -> OpenedMessage {
    OpenedMessage {
        number: opened.number,
        mine: opened.mine,
        at: opened.sent_at.map(|at| page.moment(at)),
        text: opened.body.reveal().to_owned(),
    }
}

/// Where the case stands and, while nobody has taken it, who will read it and by when, if that may be promised.
fn standing(page: &Page<'_>, read: &Conversation) -> Vec<String> {
    let office = match page.lang {
        Lang::Vi => &read.office.0,
        Lang::En => &read.office.1,
    };
    let mut lines = vec![page.label("status", read.status)];
    if read.waiting && !office.is_empty() {
        lines.push(match read.acknowledge_by {
            Some(by) => page.t2("received-next", "office", office, "time", page.moment(by)),
            None => page.t1("received-office", "office", office),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::SAID;
    use crate::words::Words;

    #[test]
    fn whatever_was_sent_is_said() {
        let words = Words::load().unwrap();
        for (_, key) in SAID {
            assert!(words.knows(key), "{key}");
        }
    }
}
