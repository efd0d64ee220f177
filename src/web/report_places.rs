//! What a form names by a code or from a list, looked up: places to choose from, and what was chosen.

use super::{
    report_body::{Meant, began_at},
    views::{
        Page, Typed,
        report::{CHILD_WHERE, HELP, PlaceLists},
    },
};
use crate::{
    ctx::Ctx,
    kernel::{
        Lang,
        codes::{CommuneCode, FacilityCode, ProvinceCode},
        fold::fold,
    },
    localities::{Facility, facilities},
};

/// Looks up what the codes of a form mean. What means nothing is left out: a person cannot mend a code.
pub(super) async fn meant(ctx: &Ctx, lang: Lang, typed: &Typed) -> Meant {
    let page = Page::public(&ctx.words, lang, "");
    let commune = chosen(ctx, typed);
    let province = province(ctx, typed).filter(|_| commune.is_none());
    let tapped: Vec<String> = HELP.iter().filter(|code| typed.is("help", code)).map(|code| page.label("help", code)).collect();
    let around = CHILD_WHERE.iter().find(|code| **code != "unknown" && typed.is("child_where", code)).map(|code| page.label("where", code));
    Meant {
        began_at: facility(ctx, began_at(typed)).await,
        commune: commune.map(Into::into),
        province: province.map(|code| province_name(ctx, lang, &code)),
        tapped: (!tapped.is_empty()).then(|| page.t1("help-told", "help", tapped.join(", "))),
        around,
    }
}

/// The facility of a code. That there is none, or that it cannot be read now, keeps nobody from telling us.
pub(super) async fn facility(ctx: &Ctx, code: Option<FacilityCode>) -> Option<Facility> {
    facilities::by_code(ctx.db.read(), &code?).await.ok().flatten()
}

/// The commune that was chosen: from the lists, if it lies in the province that stands there now; else among the candidates for the
/// very words that stand in the field now.
pub(super) fn chosen(ctx: &Ctx, typed: &Typed) -> Option<CommuneCode> {
    let commune = |field| ctx.places.commune(&CommuneCode::parse(typed.get(field))?).cloned();
    let listed = commune("commune").filter(|commune| province(ctx, typed).as_ref() == Some(&commune.province));
    let candidate = || commune("place_commune").filter(|_| typed.get("place_for").trim() == typed.get("place_text").trim());
    listed.or_else(candidate).map(|commune| commune.code)
}

/// The lists to choose from: every province, and the communes of the one that was chosen.
pub(super) fn lists(ctx: &Ctx, lang: Lang, typed: &Typed) -> PlaceLists {
    let chosen = province(ctx, typed);
    let places = &ctx.places;
    let mut provinces: Vec<(String, String)> =
        places.provinces().iter().map(|province| (province.code.to_string(), province_name(ctx, lang, &province.code))).collect();
    // By the name itself: nobody looks for Huế under "thành phố".
    provinces.sort_by_cached_key(|(code, _)| {
        ProvinceCode::parse(code).and_then(|code| Some(fold(&places.province(&code)?.name))).unwrap_or_default()
    });
    let mut communes: Vec<_> = places.communes().iter().filter(|commune| Some(&commune.province) == chosen.as_ref()).collect();
    communes.sort_by_cached_key(|commune| fold(&commune.name));
    let name = |label: &str| label.split(", ").next().unwrap_or_default().to_owned();
    PlaceLists { provinces, communes: communes.into_iter().map(|commune| (commune.code.to_string(), name(&commune.label))).collect() }
}

fn province(ctx: &Ctx, typed: &Typed) -> Option<ProvinceCode> {
    ProvinceCode::parse(typed.get("province")).filter(|code| ctx.places.province(code).is_some())
}

/// The name of a province in the language of the page.
pub(super) fn province_name(ctx: &Ctx, lang: Lang, code: &ProvinceCode) -> String {
    let province = ctx.places.province(code);
    let name = province.map(|province| match lang {
        Lang::Vi => province.full_name.to_string(),
        Lang::En => province.full_name_en.to_string(),
    });
    name.unwrap_or_default()
}

/// Whether the field of the lists belongs on this page: something was chosen there.
pub(super) fn listed(typed: &Typed) -> bool {
    typed.says_any(&["province", "commune"])
}
