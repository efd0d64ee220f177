//! The official forms 01 to 07 of Decree 56/2017/NĐ-CP as pages to print, filled from the opened case.
//!
//! Opening one opens the case, and is entered as that. Who reported is never filled in, and neither is the story, in which somebody may
//! recognise them: whoever reports writes both down in their own words, or leaves them out. Which lines the forms 02 to 07 have in the
//! annex is known by their purpose only (DOMAIN 3); what is not kept here is a dotted line.

use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};

use super::{
    answer::html,
    because, door,
    views::{
        Page,
        official::{OfficialView, PaperPart},
    },
};
use crate::{
    cases::{CaseError, find, names, plan::StepState, triage::OpenedTriage, view, view::Opened},
    ctx::Ctx,
    http::{App, refusal::Refusal},
    kernel::{Lang, terms::Milestone},
    words::format,
};

/// Numbers of the forms.
pub(super) const PAPERS: [&str; 7] = ["01", "02", "03", "04", "05", "06", "07"];

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/desk/cases/{code}/forms/{number}", get(show))
}

async fn show(
    State(ctx): State<App>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let inside = door::enter(&ctx, &headers).await?;
    let number = PAPERS.into_iter().find(|known| *known == number).ok_or(CaseError::NotFound)?;
    let opened = view::opened(&ctx, &inside.signed.responder()?, &find::code(&code)?).await?;
    let path = format!("/desk/cases/{}/forms/{number}", opened.outline.case.code);
    let page = Page::public(&ctx.words, lang, &path).in_both_languages(&path);
    let case = &opened.outline.case;
    let office = names::offices(&ctx, Lang::Vi, &[case.office_code.clone()].into()).await?.remove(&case.office_code);
    let filled = Filled { ctx: &ctx, page: &page, opened: &opened };
    let decides = ["05", "07"].contains(&number);
    let view = OfficialView {
        code: case.code.clone(),
        number: number.to_owned(),
        decides,
        office: office.unwrap_or_default(),
        place: because::place_of(&ctx, &page, case),
        symbol: page.t(match number {
            "05" | "07" => "paper-symbol-decision",
            "04" => "paper-symbol-plan",
            _ => "paper-symbol-report",
        }),
        parts: filled.parts(number),
        page: page.clone(),
    };
    Ok(html(lang, StatusCode::OK, &view))
}

/// What is known of a case, in the words of a form.
struct Filled<'f, 'w> {
    ctx: &'f Ctx,
    page: &'f Page<'w>,
    opened: &'f Opened,
}

type Line = (String, String);

impl Filled<'_, '_> {
    fn parts(&self, number: &str) -> Vec<PaperPart> {
        let (received, child, family) = (self.received(), self.child(), self.part("paper-family", self.blanks(&FAMILY)));
        match number {
            "01" => vec![
                received,
                child,
                self.part("paper-state", self.state()),
                family,
                self.part("paper-done", self.done()),
                PaperPart { note: Some(self.page.t("paper-reporter-note")), ..self.part("paper-reporter", self.blanks(&REPORTER)) },
                self.part("paper-notes", self.blanks(&["paper-notes-line"])),
            ],
            "02" => vec![
                child,
                self.part("paper-risk", self.risk()),
                self.part("paper-measures", self.blanks(&["paper-measure", "paper-measure-who", "paper-measure-until"])),
            ],
            "03" => vec![
                child,
                family,
                self.part("paper-wish", self.wishes()),
                self.part("paper-risk", self.risk()),
                self.part("paper-needs", self.blanks(&["paper-health", "paper-school", "paper-mind", "paper-support"])),
            ],
            "04" => vec![child, self.part("paper-goals", self.goals()), self.part("paper-services", self.services())],
            "05" => vec![self.part("paper-approve", self.approved()), self.part("paper-execute", self.blanks(&["paper-executor"]))],
            "06" => vec![
                child,
                self.part("paper-services", self.services()),
                self.part("paper-done", self.done()),
                self.part("paper-risk-now", self.blanks(&["paper-risk-left", "paper-stable", "paper-proposal"])),
            ],
            _ => vec![
                child,
                self.part("paper-separate", self.blanks(&["paper-separate-from", "paper-separate-until", "paper-separate-place"])),
                self.part("paper-execute", self.blanks(&["paper-executor"])),
            ],
        }
    }

    fn part(&self, title: &str, lines: Vec<Line>) -> PaperPart {
        PaperPart { title: self.page.t(title), note: None, lines }
    }

    fn line(&self, label: &str, text: impl Into<String>) -> Line {
        (self.page.t(label), text.into())
    }

    fn blanks(&self, labels: &[&str]) -> Vec<Line> {
        labels.iter().map(|label| self.line(label, "")).collect()
    }

    fn received(&self) -> PaperPart {
        let case = &self.opened.outline.case;
        let channel = self.ctx.taxonomy.channels.label(&case.channel, self.page.lang);
        let lines = vec![
            self.line("paper-source", channel),
            self.line("paper-received-at", self.page.moment(case.opened_at)),
            self.line("paper-receiver", ""),
        ];
        self.part("paper-received", lines)
    }

    fn child(&self) -> PaperPart {
        let mut lines = Vec::new();
        for person in self.opened.reports.iter().flat_map(|report| &report.content.persons) {
            let name = person.name.as_ref().map(|name| name.reveal().to_owned());
            let hard = person.disabilities.iter().map(|code| self.ctx.taxonomy.disability_types.label(code, self.page.lang));
            lines.push(self.line("paper-name", name.unwrap_or_default()));
            lines.push(self.line("paper-age", person.age.map(|age| age.to_string()).unwrap_or_default()));
            lines.push(self.line("paper-sex", person.sex.as_ref().map(|code| self.page.label("sex", code)).unwrap_or_default()));
            lines.push(self.line("paper-disability", hard.collect::<Vec<_>>().join(", ")));
        }
        if lines.is_empty() {
            lines = self.blanks(&["paper-name", "paper-age", "paper-sex", "paper-disability"]);
        }
        let address = self.opened.reports.iter().find_map(|report| report.content.address.as_ref());
        let place = because::place_of(self.ctx, self.page, &self.opened.outline.case);
        let place = address.map(|address| address.reveal().to_owned()).into_iter().chain([place]).collect::<Vec<_>>().join(", ");
        lines.push(self.line("paper-place", place));
        self.part("paper-child", lines)
    }

    fn state(&self) -> Vec<Line> {
        let kind = because::category_of(self.ctx, self.page, &self.opened.outline.case);
        vec![self.line("paper-kind", kind), self.line("paper-now", ""), self.line("paper-guess", "")]
    }

    fn done(&self) -> Vec<Line> {
        let page = self.page;
        let contacts = self.opened.contacts.iter().map(|logged| &logged.contact).map(|contact| {
            let what = format!("{}: {}", page.label("with", &contact.contact_with), page.label("outcome", &contact.outcome));
            (page.moment(contact.happened_at), what)
        });
        let reached = self.opened.outline.milestones.iter().filter(|row| row.code != Milestone::Acknowledged.code());
        let reached = reached.map(|row| (page.moment(row.happened_at), page.label("milestone", &row.code)));
        let mut lines: Vec<Line> = contacts.chain(reached).collect();
        if lines.is_empty() {
            lines = self.blanks(&["paper-done-line"]);
        }
        lines
    }

    fn risk(&self) -> Vec<Line> {
        let Some(OpenedTriage { row, answers }) = self.opened.work.triages.last() else { return self.blanks(&["paper-risk-level"]) };
        let label = |code: &str| {
            let item = self.ctx.clocks.risk.items().find(|item| item.code == code);
            item.map_or_else(|| code.to_owned(), |item| item.label(self.page.lang).to_owned())
        };
        let mut lines: Vec<Line> =
            answers.answers.iter().map(|(code, answer)| (label(code), self.page.label("risk", answer.code()))).collect();
        lines.push(self.line("paper-risk-level", self.page.label("severity", &row.level)));
        lines.push(self.line("paper-risk-at", self.page.moment(row.done_at)));
        lines
    }

    fn wishes(&self) -> Vec<Line> {
        let said = self.opened.contacts.iter().filter_map(|logged| Some((logged.contact.happened_at, logged.talk.wish.as_ref()?)));
        let lines: Vec<Line> = said.map(|(at, wish)| (self.page.moment(at), wish.reveal().to_owned())).collect();
        if lines.is_empty() { self.blanks(&["paper-wish-line"]) } else { lines }
    }

    fn goals(&self) -> Vec<Line> {
        let goals = self.opened.planned.plans.last().map(|plan| plan.goals.reveal().to_owned());
        vec![self.line("paper-goal", goals.unwrap_or_default())]
    }

    fn services(&self) -> Vec<Line> {
        let page = self.page;
        let lines = self.opened.planned.steps.iter().filter(|step| step.row.state != StepState::Stopped.code()).map(|step| {
            let service = self.ctx.taxonomy.service_types.label(&step.details.service, page.lang).to_owned();
            let parts = [
                step.details.goal.reveal().to_owned(),
                step.details.provider.reveal().to_owned(),
                page.t1("plan-due", "time", page.moment(step.row.due_at)),
                page.label("step-state", &step.row.state),
            ];
            (service, parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "))
        });
        let lines: Vec<Line> = lines.collect();
        if lines.is_empty() { self.blanks(&["paper-service-line", "paper-service-line"]) } else { lines }
    }

    fn approved(&self) -> Vec<Line> {
        let paper = self.opened.planned.plans.last().and_then(|plan| plan.decision.as_ref().zip(plan.row.decided_at));
        let text = |text: Option<String>| text.unwrap_or_default();
        let mut lines = vec![
            self.line("paper-number-line", text(paper.map(|(paper, _)| paper.number.reveal().to_owned()))),
            self.line("paper-date-line", text(paper.map(|(_, at)| format::day(self.page.lang, at)))),
            self.line("paper-signer-line", text(paper.map(|(paper, _)| paper.signed_by.reveal().to_owned()))),
        ];
        lines.extend(self.goals());
        lines
    }
}

/// Lines about the family, which nobody asks on the report page.
const FAMILY: [&str; 4] = ["paper-father", "paper-mother", "paper-home", "paper-carer"];
/// Lines about who reported: never filled in.
const REPORTER: [&str; 3] = ["paper-reporter-name", "paper-reporter-phone", "paper-reporter-address"];
