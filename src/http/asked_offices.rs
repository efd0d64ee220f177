//! Which offices are asked for, as it stands in an address: `?province=79&gap=no_second_person`.

use super::refusal::Refusal;
use crate::{
    ctx::Ctx,
    kernel::{FieldError, Kind, codes::ProvinceCode},
    readiness::{Gap, overview::Asked},
};

/// The province and the gap asked for.
///
/// # Errors
/// A refusal at `/province` or `/gap` for what is none.
pub fn read(ctx: &Ctx, query: Option<&str>) -> Result<Asked, Refusal> {
    let known = |text: &str| ProvinceCode::parse(text).filter(|code| ctx.places.province(code).is_some());
    Ok(Asked { province: part(query, "province", known)?, gap: part(query, "gap", Gap::parse)? })
}

fn part<T>(query: Option<&str>, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
    let value = query.into_iter().flat_map(|q| q.split('&')).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let wrong = |text: &str| {
        let shown: String = text.chars().take(40).collect();
        Refusal::at(Kind::Invalid, FieldError::new(format!("/{name}"), "unknown-code").with("value", shown))
    };
    value.filter(|text| !text.is_empty()).map(|text| parse(text).ok_or_else(|| wrong(text))).transpose()
}
