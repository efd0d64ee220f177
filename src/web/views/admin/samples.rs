//! The pages of administration, full and nearly empty, with made-up data.

use super::{
    offices::{OfficeRow, OfficeView, OfficesView},
    overview::OverviewView,
    people::{ConfirmView, InvitationView, PeopleView, PersonRow, PersonView},
};
use crate::{
    kernel::Lang,
    web::views::{
        Page, Problems, Typed,
        samples::{Face, public, staff},
    },
    words::Words,
};

/// Text that would leave the value of a field if it were not escaped.
const HOSTILE: &str = "\"><b>'&";

/// Every page of offices and people.
pub(crate) fn all(words: &Words, lang: Lang) -> Vec<(&'static str, Face, String)> {
    let at = |path| staff(words, lang, path);
    let html = |view: &dyn askama::DynTemplate| view.dyn_render().unwrap();
    vec![
        ("admin", Face::Staff, html(&overview(at("/admin")))),
        ("admin-offices", Face::Staff, html(&offices(at("/admin/offices"), true))),
        ("admin-offices-none", Face::Staff, html(&offices(at("/admin/offices"), false))),
        ("admin-office", Face::Staff, html(&office(at("/admin/offices/ubnd-26740"), "staffed"))),
        ("admin-office-suspended", Face::Staff, html(&office(at("/admin/offices/ubnd-26740"), "suspended"))),
        ("admin-office-merged", Face::Staff, html(&office(at("/admin/offices/ubnd-26740"), "merged"))),
        ("admin-people", Face::Staff, html(&people(at("/admin/people"), true))),
        ("admin-people-none", Face::Staff, html(&people(at("/admin/people"), false))),
        ("admin-person", Face::Staff, html(&person(at("/admin/people/1"), "working", false))),
        ("admin-person-invited", Face::Staff, html(&person(at("/admin/people/1"), "invited", false))),
        ("admin-person-left", Face::Staff, html(&person(at("/admin/people/1"), "left", false))),
        ("admin-person-own", Face::Staff, html(&person(at("/admin/people/1"), "working", true))),
        ("admin-confirm", Face::Staff, html(&confirm(at("/admin/people/1"), true))),
        ("admin-confirm-office", Face::Staff, html(&confirm(at("/admin/offices/ubnd-26740"), false))),
        ("sign-in-invitation", Face::Staff, html(&invitation(public(words, lang, "/desk/invitation"), true))),
        ("sign-in-invitation-void", Face::Staff, html(&invitation(public(words, lang, "/desk/invitation"), false))),
    ]
}

fn overview(page: Page<'_>) -> OverviewView<'_> {
    OverviewView { page, area: "Thành phố Hồ Chí Minh".into() }
}

fn offices(page: Page<'_>, full: bool) -> OfficesView<'_> {
    let row = |code: &str, state: &str, people: &str| OfficeRow {
        code: code.into(),
        name: "Ủy ban nhân dân phường Sài Gòn".into(),
        state: state.into(),
        people: people.into(),
    };
    let rows = if full { vec![row("ubnd-26740", "staffed", "3"), row("ubnd-26743", "merged", "0")] } else { Vec::new() };
    let more = full.then(|| "/admin/offices?q=&state=&after=ubnd-26743".into());
    OfficesView { page, text: HOSTILE.into(), state: "staffed".into(), rows, more }
}

fn row(standing: &str) -> PersonRow {
    PersonRow {
        id: "018f0000-0000-7000-8000-000000000000".into(),
        name: format!("Trần Thị Lan {HOSTILE}"),
        role: "responder".into(),
        office: "ubnd-26740".into(),
        standing: standing.into(),
    }
}

fn office<'w>(page: Page<'w>, state: &str) -> OfficeView<'w> {
    let staffed = state == "staffed";
    OfficeView {
        code: "ubnd-26740".into(),
        name: "Ủy ban nhân dân phường Sài Gòn".into(),
        state: state.into(),
        merged: state == "merged",
        successor: (state == "merged").then(|| ("/admin/offices/ubnd-26743".into(), "Ủy ban nhân dân phường Bến Thành".into())),
        place: "Phường Sài Gòn, Thành phố Hồ Chí Minh".into(),
        parent: "Sở Y tế Thành phố Hồ Chí Minh (syt-79)".into(),
        below: "0".into(),
        answering: "2".into(),
        open_work: page.t("admin-band-few"),
        people: if staffed { vec![row("working"), row("invited")] } else { Vec::new() },
        notice: staffed.then(|| page.t("admin-done-reinstated")),
        typed: Typed::from(vec![("into".into(), HOSTILE.into())]),
        problems: if staffed { Problems::one("into", page.t("error-merge-unfit")) } else { Problems::default() },
        page,
    }
}

fn people(page: Page<'_>, full: bool) -> PeopleView<'_> {
    let problems = if full { Problems::one("email", page.t("error-email-taken")) } else { Problems::default() };
    PeopleView {
        text: "lan".into(),
        rows: if full { vec![row("working"), row("suspended")] } else { Vec::new() },
        more: full.then(|| "/admin/people?q=lan&after=bGFu".into()),
        typed: Typed::from(vec![("name".into(), HOSTILE.into()), ("role".into(), "lead".into())]),
        problems,
        page,
    }
}

fn person<'w>(page: Page<'w>, standing: &str, own: bool) -> PersonView<'w> {
    PersonView {
        row: row(standing),
        email: "lan@xa.example".into(),
        office_name: "Ủy ban nhân dân phường Sài Gòn".into(),
        last_sign_in: page.t("admin-never"),
        open_work: page.t2("admin-band-range", "from", 5, "to", 9),
        factor: standing == "working",
        own,
        notice: (standing == "invited").then(|| page.t("admin-done-invited")),
        typed: Typed::default(),
        problems: if standing == "working" && !own { Problems::one("role", page.t("error-nothing-changes")) } else { Problems::default() },
        page,
    }
}

fn confirm(page: Page<'_>, of_person: bool) -> ConfirmView<'_> {
    ConfirmView {
        title: page.t1("admin-confirm-leave", "name", HOSTILE),
        lines: vec![
            page.t("admin-line-sessions"),
            page.t("admin-line-told"),
            page.t1("admin-line-open-work", "band", page.t("admin-band-few")),
        ],
        action: "/admin/people/1/departure".into(),
        kept: vec![("role".into(), "lead".into())],
        hands_on: of_person,
        colleagues: vec![("1".into(), "Hoa".into()), ("2".into(), HOSTILE.into())],
        chosen: "2".into(),
        button: page.t("admin-leave"),
        back: "/admin/people/1".into(),
        problems: if of_person { Problems::one("hand_on_to", page.t("error-colleague-unknown")) } else { Problems::default() },
        page,
    }
}

fn invitation(page: Page<'_>, good: bool) -> InvitationView<'_> {
    let problems = if good { Problems::one("password", page.t("error-password-common")) } else { Problems::default() };
    let page = Page { other_lang_href: None, ..page };
    InvitationView { token: if good { "1.abc" } else { "" }.into(), problems, page }
}
