//! Who is named for a case, asked, ordered, and what is decided above: in words.

use std::collections::{BTreeSet, HashMap};

use super::views::{
    Page,
    arranged::{Arranged as Shown, ArrangedActs, ArrangedLine},
    case_file::Choice,
};
use crate::{
    access::Signed,
    cases::{
        CaseError, argument,
        arranged::{Arranged, GivenOrder, MadeDecision, OfferedCase},
        asked, assign, find,
        hand_over::asks_for_discovery,
        names,
        view::Outline,
    },
    ctx::Ctx,
    kernel::codes::{CaseCode, CommuneCode},
};

/// What stands on the page of a case about who answers for it.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn shown(ctx: &Ctx, by: &Signed, page: &Page<'_>, outline: &Outline) -> Result<Shown, CaseError> {
    let (case, arranged) = (&outline.case, &outline.arranged);
    let said = In { page, offices: offices_named(ctx, page, arranged).await? };
    let choices = asked::choices(ctx, by, case, arranged.open_decision().is_some()).await?;
    let acts = acts(ctx, by, outline, !choices.is_empty()).await?;
    let colleagues = match by.responder() {
        Ok(by) if acts.assign => assign::colleagues(ctx, &by, &find::code(&case.code)?).await?,
        _ => Vec::new(),
    };
    let acts = ArrangedActs { assign: !colleagues.is_empty(), ..acts };
    let chooses = acts.offer || acts.answer || acts.decide;
    let (open_orders, past_orders): (Vec<_>, Vec<_>) = arranged.orders.iter().partition(|order| order.row.acknowledged_at.is_none());
    let (open, past): (Vec<_>, Vec<_>) = arranged.decisions.iter().partition(|decision| decision.row.decided_at.is_none());
    let ended = arranged.offers.iter().filter(|offer| offer.row.ended_at.is_some());
    let mut waiting: Vec<ArrangedLine> = arranged.open_offer().into_iter().map(|offer| said.open_offer(offer)).collect();
    waiting.extend(open.into_iter().map(|decision| said.decision(decision)));
    waiting.extend(open_orders.into_iter().map(|order| said.order(order)));
    let mut past: Vec<ArrangedLine> = ended.map(|offer| said.offer(offer)).chain(past.into_iter().map(|row| said.decision(row))).collect();
    past.extend(past_orders.into_iter().map(|order| said.order(order)));
    Ok(Shown {
        assigned: match &arranged.assigned {
            Some((_, name)) => page.t1("arranged-assigned", "name", name),
            None => page.t("arranged-nobody"),
        },
        waiting,
        past,
        acts,
        colleagues: colleagues.into_iter().map(|person| Choice { code: person.id.to_string(), label: person.name }).collect(),
        offices: if chooses { named(ctx, page, asked::candidates(ctx, by, case, &[]).await?).await? } else { Vec::new() },
        choices: choices
            .into_iter()
            .map(|choice| Choice { code: choice.code().to_owned(), label: page.label("decision-choice", choice.code()) })
            .collect(),
    })
}

/// The offices of the communes that words may mean, minus those that are not asked in this case.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn offices_found(
    ctx: &Ctx,
    by: &Signed,
    page: &Page<'_>,
    code: &CaseCode,
    communes: &[Choice],
) -> Result<Vec<Choice>, CaseError> {
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let communes: Vec<CommuneCode> = communes.iter().filter_map(|choice| CommuneCode::parse(&choice.code)).collect();
    if communes.is_empty() {
        return Ok(Vec::new());
    }
    named(ctx, page, asked::candidates(ctx, by, &case, &communes).await?).await
}

async fn named(ctx: &Ctx, page: &Page<'_>, codes: Vec<String>) -> Result<Vec<Choice>, CaseError> {
    let names = names::offices(ctx, page.lang, &codes.iter().cloned().collect()).await?;
    Ok(codes.into_iter().map(|code| Choice { label: names.get(&code).cloned().unwrap_or_else(|| code.clone()), code }).collect())
}

async fn offices_named(ctx: &Ctx, page: &Page<'_>, arranged: &Arranged) -> Result<HashMap<String, String>, CaseError> {
    let mut codes: BTreeSet<String> = arranged.orders.iter().map(|order| order.row.from_office.clone()).collect();
    codes.extend(arranged.decisions.iter().map(|decision| decision.row.office_code.clone()));
    for OfferedCase { row, .. } in &arranged.offers {
        codes.extend([row.from_office.clone(), row.to_office.clone()].into_iter().chain(row.right_office.clone()));
    }
    names::offices(ctx, page.lang, &codes).await
}

/// Which forms stand on the page. Whether an act is allowed is decided by its command; this only spares people a refusal.
async fn acts(ctx: &Ctx, by: &Signed, outline: &Outline, decide: bool) -> Result<ArrangedActs, CaseError> {
    let (case, arranged) = (&outline.case, &outline.arranged);
    if by.responder().is_err() || case.closed_at.is_some() {
        return Ok(ArrangedActs::default());
    }
    let own = case.office_code == by.office().as_str();
    let offer = arranged.open_offer();
    let waits_above = own && argument::waits_above(ctx.db.read(), case).await?;
    let argued = own && argument::is_argued(ctx.db.read(), case.id).await?;
    Ok(ArrangedActs {
        assign: own,
        offer: own && offer.is_none() && !waits_above,
        discovery: asks_for_discovery(case),
        answer: offer.is_some_and(|offer| offer.row.to_office == by.office().as_str()),
        keep: own && !waits_above && (offer.is_some() || argued),
        decide,
        orders: own && arranged.orders.iter().any(|order| order.row.acknowledged_at.is_none() && order.row.office_code == case.office_code),
    })
}

/// In the words of a page, with the names of its offices.
struct In<'p, 'w> {
    page: &'p Page<'w>,
    offices: HashMap<String, String>,
}

impl In<'_, '_> {
    fn office(&self, code: &str) -> String {
        self.offices.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    fn open_offer(&self, offer: &OfferedCase) -> ArrangedLine {
        let from = self.office(&offer.row.from_office);
        let text = self.page.t2("arranged-offered", "from", &from, "to", self.office(&offer.row.to_office));
        let since = self.page.t2("arranged-offered-since", "time", self.page.moment(offer.row.offered_at), "from", from);
        ArrangedLine { text, said: std::iter::once(since).chain(self.said_with(offer)).collect() }
    }

    fn offer(&self, offer: &OfferedCase) -> ArrangedLine {
        let asked = self.page.t2("arranged-handover", "from", self.office(&offer.row.from_office), "to", self.office(&offer.row.to_office));
        let text = format!("{asked}: {} ({})", self.page.label("handover-state", &offer.row.state), self.page.moment(offer.row.offered_at));
        let right = offer.row.right_office.as_ref().map(|code| self.page.t1("arranged-right", "office", self.office(code)));
        let why = offer.answer.as_ref().map(|text| self.page.t1("arranged-reason", "text", text.reveal()));
        ArrangedLine { text, said: self.said_with(offer).into_iter().chain(right).chain(why).collect() }
    }

    fn said_with(&self, offer: &OfferedCase) -> Vec<String> {
        let mut said: Vec<String> = offer.reason.iter().map(|text| self.page.t1("arranged-reason", "text", text.reveal())).collect();
        if let Some(found) = &offer.discovery {
            said.push(self.page.t1("arranged-found", "place", found.place.reveal()));
            said.push(self.page.t1("arranged-found-at", "time", self.page.moment(found.found_at)));
            said.push(self.page.t1("arranged-found-state", "state", found.state.reveal()));
        }
        said
    }

    fn decision(&self, decision: &MadeDecision) -> ArrangedLine {
        let (row, page) = (&decision.row, self.page);
        let reason = decision.reason.as_ref().map(|text| page.t1("arranged-reason", "text", text.reveal()));
        let office = self.office(&row.office_code);
        let text = match &row.choice {
            Some(choice) => page.t2("arranged-decided", "office", office, "choice", page.label("decision-choice", choice)),
            None => page.t2("arranged-decide", "office", office, "ground", page.label("decision-ground", &row.ground)),
        };
        let since = page.t1("arranged-since", "time", page.moment(row.decided_at.unwrap_or(row.opened_at)));
        ArrangedLine { text, said: std::iter::once(since).chain(reason).collect() }
    }

    fn order(&self, order: &GivenOrder) -> ArrangedLine {
        let (row, page) = (&order.row, self.page);
        let text = page.t2("arranged-order", "office", self.office(&row.from_office), "time", page.moment(row.ordered_at));
        let seen = match (&order.acknowledged_by, row.acknowledged_at) {
            (Some(name), Some(at)) => page.t2("arranged-order-seen", "name", name, "time", page.moment(at)),
            _ => page.t("arranged-order-waits"),
        };
        ArrangedLine { text, said: order.text.iter().map(|text| text.reveal().to_owned()).chain([seen]).collect() }
    }
}
