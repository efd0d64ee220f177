//! What the script of the report page asks: communes that may be meant, and where a point lies.
//!
//! By POST, although nothing changes: what somebody types about a place, and a position above all, must not stand in an address that
//! a proxy would write down. The answers are short, for a slow line. Without script nobody needs them: intake reads the place as typed.

use axum::{Json, extract::State};
use serde::Serialize;

use super::sent::{Sent, said};
use crate::{
    http::{App, place_note, refusal::Refusal},
    kernel::Lang,
    localities::PointMatch,
};

/// Most suggestions at once: as many as a small screen shows beside the keyboard.
const SUGGESTIONS: usize = 5;

/// Communes that may be meant.
#[derive(Serialize)]
pub(super) struct Suggested {
    places: Vec<SuggestedPlace>,
}

#[derive(Serialize)]
struct SuggestedPlace {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// The commune of a point; nothing where it lies outside the country.
#[derive(Serialize)]
pub(super) struct Understood {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

/// `/report/places`: `q` as typed, `lang` of the page.
pub(super) async fn suggest(State(ctx): State<App>, sent: Result<Sent, Refusal>) -> Json<Suggested> {
    let typed = sent.map(|Sent(typed)| typed).unwrap_or_default();
    let lang = Lang::from_tag(typed.get("lang")).unwrap_or_default();
    let found = said(&typed, "q").map(|text| ctx.places.find(&text, SUGGESTIONS)).unwrap_or_default();
    let shown = |found| SuggestedPlace { note: place_note::of(&ctx, lang, &found), label: found.label };
    Json(Suggested { places: found.into_iter().map(shown).collect() })
}

/// `/report/position`: `lat`, `lon` in degrees.
pub(super) async fn understand(State(ctx): State<App>, sent: Result<Sent, Refusal>) -> Json<Understood> {
    let typed = sent.map(|Sent(typed)| typed).unwrap_or_default();
    let number = |name: &str| typed.get(name).trim().parse::<f64>().unwrap_or(f64::NAN);
    let label = match ctx.boundaries.resolve(number("lat"), number("lon"), 0.0) {
        PointMatch::In { commune, .. } | PointMatch::Nearest { commune, .. } => {
            ctx.places.commune(&commune).map(|commune| commune.label.to_string())
        }
        PointMatch::Outside => None,
    };
    Json(Understood { label })
}
