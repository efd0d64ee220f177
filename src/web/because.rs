//! Codes of a case in words: where it is, what it is about, and why it went where it went.

use std::collections::{BTreeSet, HashMap};

use super::views::Page;
use crate::{
    ctx::Ctx,
    entity::case_file,
    kernel::codes::{CommuneCode, OfficeCode, ProvinceCode},
    localities::{Because, Facility, Places},
};

/// Where a case is, as exactly as is known.
pub(super) fn place_of(ctx: &Ctx, page: &Page<'_>, case: &case_file::Model) -> String {
    let commune = case.commune_code.as_deref().and_then(CommuneCode::parse).and_then(|code| ctx.places.commune(&code));
    let province = || case.province_code.as_deref().and_then(ProvinceCode::parse).and_then(|code| ctx.places.province(&code));
    match commune {
        Some(commune) => commune.label.to_string(),
        None => province().map_or_else(|| page.t("case-unknown"), |province| province.full_name.to_string()),
    }
}

/// A facility with its commune, so that two of one name can be told apart.
pub(super) fn facility_there(ctx: &Ctx, page: &Page<'_>, facility: &Facility) -> String {
    let commune = ctx.places.commune(&facility.commune).map_or_else(|| facility.commune.to_string(), |commune| commune.label.to_string());
    format!("{} · {commune}", facility.name_in(page.lang))
}

/// What a case is about.
pub(super) fn category_of(ctx: &Ctx, page: &Page<'_>, case: &case_file::Model) -> String {
    case.category.as_deref().map_or_else(|| page.t("case-unknown"), |code| ctx.taxonomy.categories.label(code, page.lang).to_owned())
}

/// The reasons of a routing as they were stored. One that this version cannot read is left out, not shown as code.
pub(super) fn read(stored: &[String]) -> Vec<Because> {
    stored.iter().filter_map(|because| serde_json::from_str(because).ok()).collect()
}

/// The offices that the reasons name.
pub(super) fn offices(reasons: &[Because]) -> BTreeSet<String> {
    let named = reasons.iter().flat_map(|because| match because {
        Because::FoundAt { office } | Because::NotStaffed { office } | Because::FreeOfConflict { office } => vec![office],
        Because::EmergencyTold { offices } => offices.iter().collect(),
        _ => Vec::new(),
    });
    named.map(|office| office.as_str().to_owned()).collect()
}

/// One reason as a sentence.
pub(super) fn sentence(places: &Places, page: &Page<'_>, because: &Because, names: &HashMap<String, String>) -> String {
    let commune = |code: &CommuneCode| places.commune(code).map_or_else(|| code.to_string(), |commune| commune.label.to_string());
    let communes = |codes: &[CommuneCode]| codes.iter().map(commune).collect::<Vec<_>>().join(" · ");
    let province = |code: &ProvinceCode| places.province(code).map_or_else(|| code.to_string(), |province| province.full_name.to_string());
    let office = |code: &OfficeCode| names.get(code.as_str()).cloned().unwrap_or_else(|| code.to_string());
    let args: Vec<(&str, String)> = match because {
        Because::HappenedThere { commune: code } | Because::PersonIsThere { commune: code } | Because::NotRegistered { commune: code } => {
            vec![("place", commune(code))]
        }
        Because::OldNameSplit { commune: code, official } => {
            vec![("place", commune(code)), ("official", if *official { "yes" } else { "no" }.to_owned())]
        }
        Because::NearestPlace { commune: code, kilometres } => vec![("place", commune(code)), ("kilometres", kilometres.to_string())],
        Because::NearBorder { communes: codes } | Because::SeveralPlaces { communes: codes } => vec![("places", communes(codes))],
        Because::CommuneUnknown { province: code } => vec![("place", province(code))],
        Because::FoundAt { office: code } | Because::NotStaffed { office: code } | Because::FreeOfConflict { office: code } => {
            vec![("office", office(code))]
        }
        Because::EmergencyTold { offices } => vec![("offices", offices.iter().map(office).collect::<Vec<_>>().join(" · "))],
        Because::MustNotKnow { source } => vec![("source", source.code().to_owned())],
        Because::FacilityOwned { owner, .. } => vec![("owner", owner.code().to_owned())],
        Because::ProvinceUnknown | Because::LastResort | Because::UnitInvolved | Because::ReporterUnsure => Vec::new(),
    };
    page.words.text(page.lang, &because.message_key(), &args)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::{offices, read, sentence};
    use crate::{
        kernel::{
            Lang,
            codes::{CommuneCode, FacilityCode, OfficeCode, ProvinceCode},
        },
        localities::{Because, ExclusionSource, Owner, Places},
        web::views::Page,
        words::Words,
    };

    fn every_reason() -> Vec<Because> {
        let commune = || CommuneCode::parse("26740").unwrap();
        let office = || OfficeCode::parse("ubnd-26740").unwrap();
        let sources = [ExclusionSource::Reporter, ExclusionSource::Category, ExclusionSource::Relation];
        let mut reasons = vec![
            Because::HappenedThere { commune: commune() },
            Because::PersonIsThere { commune: commune() },
            Because::FoundAt { office: office() },
            Because::OldNameSplit { commune: commune(), official: true },
            Because::OldNameSplit { commune: commune(), official: false },
            Because::NearBorder { communes: vec![commune(), commune()] },
            Because::NearestPlace { commune: commune(), kilometres: 2 },
            Because::SeveralPlaces { communes: vec![commune()] },
            Because::CommuneUnknown { province: ProvinceCode::parse("79").unwrap() },
            Because::ProvinceUnknown,
            Because::NotStaffed { office: office() },
            Because::NotRegistered { commune: commune() },
            Because::LastResort,
            Because::FreeOfConflict { office: office() },
            Because::UnitInvolved,
            Because::ReporterUnsure,
            Because::EmergencyTold { offices: vec![office()] },
        ];
        reasons.extend(sources.map(|source| Because::MustNotKnow { source }));
        let facility = || FacilityCode::parse("btxh-1").unwrap();
        reasons.extend(Owner::ALL.map(|owner| Because::FacilityOwned { facility: facility(), owner }));
        reasons
    }

    #[test]
    fn every_reason_is_a_sentence_of_its_own_in_both_languages() {
        let (words, places) = (Words::load().unwrap(), Places::from_seeds().unwrap());
        let names = HashMap::from([("ubnd-26740".to_owned(), "UBND phường Sài Gòn".to_owned())]);
        for lang in [Lang::Vi, Lang::En] {
            let page = Page::public(&words, lang, "/desk");
            let said: BTreeSet<String> = every_reason().iter().map(|reason| sentence(&places, &page, reason, &names)).collect();
            assert_eq!(said.len(), every_reason().len(), "{said:?}");
            let broken = |text: &String| text.contains(['[', '{', '$']) || text.contains("26740");
            assert!(!said.iter().any(broken), "{said:?}");
        }
    }

    #[test]
    fn stored_reasons_are_read_and_name_their_offices() {
        let stored = [r#"{"because":"not-staffed","office":"ubnd-26740"}"#, r#"{"because":"of-another-version"}"#, "{"].map(str::to_owned);
        let reasons = read(&stored);
        assert_eq!(reasons, [Because::NotStaffed { office: OfficeCode::parse("ubnd-26740").unwrap() }]);
        assert_eq!(offices(&reasons).into_iter().collect::<Vec<_>>(), ["ubnd-26740"]);
    }
}
