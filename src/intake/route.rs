//! From a report to the office that answers for it: locating, the offices of that place, the pure rules.

use super::ReportForm;
use crate::{
    ctx::Ctx,
    kernel::{fold::fold, terms::Severity},
    localities::{OfficeBook, OfficeKind, Route, RoutingRequest, locate, route, store},
};

/// What the name of a workplace says about the kind of unit, looked for in this order.
const WORKPLACES: &[(&str, OfficeKind)] = &[
    ("cong an tinh", OfficeKind::ProvincePolice),
    ("cong an", OfficeKind::CommunePolice),
    ("so y te", OfficeKind::ProvinceHealth),
    ("tram y te", OfficeKind::HealthStation),
    ("benh vien", OfficeKind::Hospital),
    ("truong", OfficeKind::School),
    ("uy ban", OfficeKind::CommunePc),
    ("ubnd", OfficeKind::CommunePc),
    ("phong van hoa", OfficeKind::CommunePc),
];

/// Routes `form`. The book holds the offices of the place for whatever else has to be known about them.
pub(super) async fn find(ctx: &Ctx, form: &ReportForm, severity: Severity) -> Result<(Route, OfficeBook), store::StoreError> {
    let located = locate(&ctx.places, &ctx.boundaries, form.place.given());
    let book = store::offices_for(ctx.db.read(), &located).await?;
    let must_not_know: Vec<&str> = form.must_not_know.iter().map(String::as_str).collect();
    let relations: Vec<&str> = form.content.perpetrators.iter().filter_map(|p| p.relation.as_deref()).collect();
    let persons = &form.content.persons;
    let request = RoutingRequest {
        place: form.place.given(),
        category: form.category.as_deref(),
        discovery_place: form.discovery_place.as_deref(),
        must_not_know: &must_not_know,
        offender_relations: &relations,
        workplace: form.content.perpetrators.iter().find_map(|p| workplace(p.workplace.as_ref()?.reveal())),
        emergency: severity == Severity::Emergency,
        persons_child: persons.is_empty() || persons.iter().any(|person| person.age.is_none_or(|age| age < 16)),
    };
    Ok((route(located, &book, &request), book))
}

fn workplace(text: &str) -> Option<OfficeKind> {
    let folded = fold(text);
    WORKPLACES.iter().find(|(name, _)| folded.contains(name)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::workplace;
    use crate::localities::OfficeKind;

    #[test]
    fn a_workplace_in_words_names_a_kind_of_unit() {
        assert_eq!(workplace("Công an phường Bến Nghé"), Some(OfficeKind::CommunePolice));
        assert_eq!(workplace("trạm y tế xã"), Some(OfficeKind::HealthStation));
        assert_eq!(workplace("UBND xã Tân Hải"), Some(OfficeKind::CommunePc));
        assert_eq!(workplace("quán phở"), None);
    }
}
