//! The communes that a case may lie in, as choices: while its place has to be found out, and where another office is looked for.

use super::views::case_file::Choice;
use crate::{ctx::Ctx, kernel::codes::CommuneCode, localities::Because};

/// Most communes that are offered to choose from.
const PLACES_SHOWN: usize = 12;

/// The communes that the report left open, else what its words may mean.
pub(super) fn may_be_meant(ctx: &Ctx, reasons: &[Because], typed: Option<&str>) -> Vec<Choice> {
    let open = reasons.iter().find_map(|reason| match reason {
        Because::SeveralPlaces { communes } => Some(communes),
        _ => None,
    });
    match open {
        Some(communes) => communes.iter().filter_map(|code| choice(ctx, code)).collect(),
        None => typed.map(|typed| places_found(ctx, typed)).unwrap_or_default(),
    }
}

/// The communes that words may mean, split names with all their parts.
pub(super) fn places_found(ctx: &Ctx, typed: &str) -> Vec<Choice> {
    let mut codes: Vec<CommuneCode> = Vec::new();
    for suggestion in ctx.places.find(typed, PLACES_SHOWN) {
        for code in std::iter::once(suggestion.commune).chain(suggestion.parts) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes.truncate(PLACES_SHOWN);
    codes.iter().filter_map(|code| choice(ctx, code)).collect()
}

/// A commune as a choice; nothing for a code that is none.
pub(super) fn choice(ctx: &Ctx, code: &CommuneCode) -> Option<Choice> {
    ctx.places.commune(code).map(|commune| Choice { code: code.to_string(), label: commune.label.to_string() })
}
