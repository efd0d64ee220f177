//! From a report to the office that answers for it: locating, the offices of that place, the pure rules.

use super::{ReportForm, form::StaffInvolved, submit::SubmitError};
use crate::{
    ctx::Ctx,
    kernel::{codes::FacilityCode, fold::fold, terms::Severity},
    localities::{
        Facility, Located, OfficeBook, OfficeKind, Route, RoutingRequest,
        facilities::{self, Named},
        locate, route, store,
    },
};

/// Code of `must_not_know`: the reporter is not sure.
const NOT_SURE: &str = "not_sure";

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

/// Where a report goes, and what else is known of it then.
pub(super) struct Found {
    pub route: Route,
    /// The offices of the place, for whatever else has to be known about them.
    pub book: OfficeBook,
    /// The facility it is about, where only one can be meant.
    pub facility: Option<FacilityCode>,
}

/// Routes `form`.
pub(super) async fn find(ctx: &Ctx, form: &ReportForm, severity: Severity) -> Result<Found, SubmitError> {
    let located = locate(&ctx.places, &ctx.boundaries, form.place.given());
    let facility = facility_of(ctx, form, &located).await?;
    let mut must_not_know: Vec<&str> = form.must_not_know.iter().map(String::as_str).collect();
    let facility_staff = match form.facility.staff {
        // Whoever did not deny it may be right; where nobody knows which facility, somebody above should look at least.
        Some(StaffInvolved::Unknown) if facility.is_none() => {
            must_not_know.push(NOT_SURE);
            false
        }
        Some(StaffInvolved::Yes | StaffInvolved::Unknown) => true,
        Some(StaffInvolved::No) | None => false,
    };
    let relations: Vec<&str> = form.content.perpetrators.iter().filter_map(|p| p.relation.as_deref()).collect();
    let persons = &form.content.persons;
    let request = RoutingRequest {
        place: form.place.given(),
        category: form.category.as_deref(),
        discovery_place: form.discovery_place.as_deref(),
        must_not_know: &must_not_know,
        offender_relations: &relations,
        workplace: form.content.perpetrators.iter().find_map(|p| workplace(p.workplace.as_ref()?.reveal())),
        facility: facility.as_ref(),
        facility_staff,
        emergency: severity == Severity::Emergency,
        persons_child: persons.is_empty() || persons.iter().any(|person| person.age.is_none_or(|age| age < 16)),
    };
    let located = request.settled(located);
    let book = store::offices_for(ctx.db.read(), &located).await?;
    let route = route(located, &book, &request);
    Ok(Found { route, book, facility: facility.map(|facility| facility.code) })
}

/// The facility that was named: by its code, or in words that mean one around the place and no other.
async fn facility_of(ctx: &Ctx, form: &ReportForm, located: &Located) -> Result<Option<Facility>, SubmitError> {
    let db = ctx.db.read();
    match (&form.facility.code, &form.facility.name) {
        (Some(code), _) => match facilities::by_code(db, code).await? {
            None => Err(SubmitError::UnknownFacility { code: code.to_string() }),
            known => Ok(known),
        },
        (None, Some(name)) => match facilities::named(db, &ctx.places, located, name.reveal()).await? {
            Named::One(facility) => Ok(Some(*facility)),
            Named::Several(_) | Named::Nobody => Ok(None),
        },
        (None, None) => Ok(None),
    }
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
