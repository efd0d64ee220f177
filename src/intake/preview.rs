//! What would become of a report that is not sent yet: who would read it, and where it is understood to be.
//!
//! Routed by the very functions that route it when it is sent, so that the office named before is the office of the receipt.
//! Deliberately absent: writing, and anything about an office but its name and whether somebody may be reading now.

use chrono::Duration;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ReportForm,
    form::Place,
    receipt::ReceiptOffice,
    route,
    rows::{reader, told_and_counted_on, weigh},
    submit::SubmitError,
};
use crate::{
    ctx::Ctx,
    kernel::{Lang, codes::CommuneCode},
    localities::{Located, LocatedBy, OfficeBook, Route, Suggestion, duty::rosters_of},
};

/// Somebody who comes to work within this time counts as reading now.
const SOON: Duration = Duration::hours(1);
/// Most places to choose from.
const MOST_CHOICES: usize = 8;
/// Code of `must_not_know` that leaves nobody out.
const NOT_SURE: &str = "not_sure";

/// Who would read it, and where it is understood to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Preview {
    /// Who would read it.
    pub office: ReceiptOffice,
    /// Nobody may be reading now: call, if it cannot wait.
    pub nobody_may_read_now: bool,
    /// Somebody was named who must not know, and will not be told.
    pub somebody_left_out: bool,
    /// Where.
    pub place: PlaceUnderstood,
}

/// Where a report is understood to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceUnderstood {
    /// How far.
    pub known: PlaceKnown,
    /// The commune, where it is known, or the one taken when nobody chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commune: Option<PlaceChoice>,
    /// The old name that was understood, in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Code of the province, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// What it may be instead; to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<PlaceChoice>,
}

/// How far a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKnown {
    /// One commune.
    Commune,
    /// An old name that now belongs to several communes: the first is taken, and marked, unless somebody chooses.
    Split,
    /// Several communes may be meant.
    Several,
    /// The province and no more.
    Province,
    /// Something was said that is no place we know.
    Unknown,
    /// Nothing was said.
    NotSaid,
}

/// A commune to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceChoice {
    /// Its code.
    pub code: String,
    /// Its full name with the province.
    pub label: String,
}

/// Looks where `form` would go.
///
/// # Errors
/// [`SubmitError`], as sending it would.
pub async fn preview(ctx: &Ctx, form: &ReportForm, lang: Lang) -> Result<Preview, SubmitError> {
    let (severity, _) = weigh(ctx, form);
    let route::Found { route, book, .. } = route::find(ctx, form, severity).await?;
    Ok(Preview {
        office: reader(ctx, lang, &route, &book),
        nobody_may_read_now: !somebody_reads_soon(ctx, &route, &book).await?,
        somebody_left_out: form.must_not_know.iter().any(|code| code != NOT_SURE),
        place: understood(ctx, form, &route.located),
    })
}

/// Whether one of those who are told comes to it soon. An office that is only on the way home counts as nobody.
async fn somebody_reads_soon(ctx: &Ctx, route: &Route, book: &OfficeBook) -> Result<bool, SubmitError> {
    let now = ctx.clock.now();
    let counted_on: Vec<&str> = told_and_counted_on(route, book).map(|office| office.code.as_str()).collect();
    let rosters = rosters_of(ctx.db.read(), &counted_on).await?;
    let soon = |office| rosters.presence(office).is_there_between(&ctx.clocks.calendar, now, now + SOON);
    Ok(book.get(&route.accountable).is_some_and(|office| office.staffed) && told_and_counted_on(route, book).any(soon))
}

fn understood(ctx: &Ctx, form: &ReportForm, located: &Located) -> PlaceUnderstood {
    let choice = |code: &CommuneCode| {
        let commune = ctx.places.commune(code)?;
        Some(PlaceChoice { code: commune.code.to_string(), label: commune.label.to_string() })
    };
    let typed = match &form.place {
        Place::Text(text) => Some(text.reveal()),
        _ => None,
    };
    let offered: Vec<Suggestion> = typed.map(|text| ctx.places.find(text, MOST_CHOICES)).unwrap_or_default();
    let in_it = |offer: &&Suggestion| {
        let own = ctx.places.commune(&offer.commune).map(|commune| &commune.province);
        !offer.contradicted && located.province.as_ref().is_none_or(|province| own == Some(province))
    };
    let known = match (&located.commune, located.by) {
        (Some(_), LocatedBy::OldNameSplit { .. }) => PlaceKnown::Split,
        (Some(_), _) => PlaceKnown::Commune,
        (None, LocatedBy::Several) => PlaceKnown::Several,
        (None, LocatedBy::Province) => PlaceKnown::Province,
        (None, _) if matches!(form.place, Place::Nothing) => PlaceKnown::NotSaid,
        (None, _) => PlaceKnown::Unknown,
    };
    let choices = match known {
        PlaceKnown::Split | PlaceKnown::Several => located.candidates.iter().filter_map(choice).take(MOST_CHOICES).collect(),
        PlaceKnown::Province | PlaceKnown::Unknown => offered.iter().filter(in_it).filter_map(|offer| choice(&offer.commune)).collect(),
        PlaceKnown::Commune | PlaceKnown::NotSaid => Vec::new(),
    };
    let meant = offered.into_iter().find(|offer| located.commune.as_ref() == Some(&offer.commune));
    PlaceUnderstood {
        known,
        commune: located.commune.as_ref().and_then(choice),
        was: meant.and_then(|offer| offer.was),
        province: located.province.as_ref().map(ToString::to_string),
        choices,
    }
}
