//! The cases that belong to one, or may, and further persons at risk: in words.

use std::collections::BTreeSet;

use super::{
    case_shown::Names,
    views::{
        Page,
        case_file::Choice,
        links::{AddedRow, Links as Shown, OtherRow},
    },
};
use crate::{
    access::Signed,
    cases::{
        CaseError,
        links::{self, OtherCase},
        names,
        persons::OpenedPerson,
        view::Opened,
    },
    ctx::Ctx,
    kernel::secret::Plaintext,
    taxonomy::Labelled,
};

/// What stands on the page of a case about others, for somebody who opened it.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn shown(ctx: &Ctx, by: &Signed, page: &Page<'_>, opened: &Opened, of: &Names) -> Result<Shown, CaseError> {
    let case = &opened.outline.case;
    let found = links::of_case(ctx, by, case).await?;
    let others = found.possible.iter().chain(found.confirmed.iter().map(|link| &link.other));
    let offices: BTreeSet<String> = others.map(|other| other.office.clone()).collect();
    let offices = names::offices(ctx, page.lang, &offices).await?;
    let people: BTreeSet<uuid::Uuid> = found.confirmed.iter().map(|link| link.staff).collect();
    let people = names::staff(ctx, &people).await?;
    let said = |other: &OtherCase| {
        let office = offices.get(&other.office).cloned().unwrap_or_else(|| other.office.clone());
        let closed = other.closed_at.map(|_| page.t("links-closed"));
        [Some(page.moment(other.opened_at)), Some(office), closed].into_iter().flatten().collect::<Vec<_>>()
    };
    let confirmed = found.confirmed.iter().map(|link| {
        let who = people.get(&link.staff).cloned().unwrap_or_default();
        let who = page.t2("link-who", "name", who, "time", page.moment(link.decided_at));
        let came_back = link.came_back.then(|| page.t("link-came-back"));
        let kind = Some(page.label("link", link.kind.code()));
        OtherRow { code: link.other.code.clone(), kind, said: said(&link.other).into_iter().chain([who]).chain(came_back).collect() }
    });
    let above = opened.outline.office.parent_code.as_deref() == Some(by.office().as_str());
    let disabilities = ctx.taxonomy.disability_types.iter().map(Labelled::term);
    Ok(Shown {
        confirmed: confirmed.collect(),
        possible: found.possible.iter().map(|other| OtherRow { code: other.code.clone(), kind: None, said: said(other) }).collect(),
        persons: opened.work.persons.iter().map(|person| added(ctx, page, person, of)).collect(),
        may: case.closed_at.is_none() && !case.drill && (case.office_code == by.office().as_str() || above),
        disabilities: disabilities.map(|term| Choice { code: term.code().to_owned(), label: term.label(page.lang).to_owned() }).collect(),
    })
}

fn added(ctx: &Ctx, page: &Page<'_>, added: &OpenedPerson, of: &Names) -> AddedRow {
    let person = &added.person;
    let text = |text: &Option<Plaintext>| text.as_ref().map(|text| text.reveal().to_owned());
    let of_taxonomy = person.disabilities.iter().map(|code| ctx.taxonomy.disability_types.label(code, page.lang).to_owned());
    let groups = person.groups.iter().map(|code| ctx.taxonomy.victim_groups.label(code, page.lang).to_owned());
    let known = [
        text(&person.name),
        text(&person.relation),
        person.age.map(|age| page.t1("person-years", "age", age)),
        person.sex.as_ref().map(|code| page.label("sex", code)),
        text(&person.phone),
        text(&person.identity_number),
    ];
    AddedRow {
        said: known.into_iter().flatten().chain(of_taxonomy).chain(groups).collect(),
        by: page.t2("person-added-by", "name", of.person(added.staff), "time", page.moment(added.added_at)),
    }
}
