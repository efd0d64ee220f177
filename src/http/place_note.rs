//! What to tell whoever typed a place, beside a commune that may be meant.

use crate::{
    ctx::Ctx,
    kernel::Lang,
    localities::{Suggestion, Why},
};

/// "Now part of", or "perhaps you mean", in one sentence; nothing for a name of today as it is written.
#[must_use]
pub fn of(ctx: &Ctx, lang: Lang, suggestion: &Suggestion) -> Option<String> {
    let key = match (&suggestion.was, suggestion.why) {
        (Some(_), Why::OldDistrict) => "place-of-old-district",
        (Some(_), _) if suggestion.split => "place-one-of-parts",
        (Some(_), _) => "place-now-part-of",
        (None, _) if suggestion.misspelt => "place-perhaps",
        (None, _) => return None,
    };
    let was = suggestion.was.clone().unwrap_or_default();
    let args = [("was", was), ("place", suggestion.label.clone()), ("count", suggestion.parts.len().to_string())];
    Some(ctx.words.text(lang, key, &args))
}
