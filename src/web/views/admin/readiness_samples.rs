//! The pages of readiness and drills with made-up data.

use super::drills::{DrillRow, DrillsView, PlaceChoice};
use super::readiness::{Choice, GroupedOffice, MapShape, MapView, OfficeGroup, PlaceRow, ReadinessView};
use crate::{
    localities::outlines::Label,
    readiness::Gap,
    web::views::{Page, Problems, Typed, case_file::SEVERITIES},
};

pub fn readiness(page: Page<'_>, full: bool) -> ReadinessView<'_> {
    let row = |place: &str, href: Option<&str>| PlaceRow {
        place: place.into(),
        href: href.map(Into::into),
        state: "few",
        offices: "128".into(),
        with_gaps: "12".into(),
        silent: "3".into(),
        gaps: vec!["Chưa có ai trả lời được: 3".into(), "Chỉ có một người: 9".into()],
    };
    let shape = |state, title: &str| MapShape { path: "M10 10l90 0 0 90-90 0z".into(), state, title: title.into() };
    let legend = vec![("ready", page.t("readiness-share-ready")), ("few", page.t("readiness-share-few"))];
    let map = MapView {
        width: 300,
        height: 200,
        shapes: vec![shape("few", "Thành phố Hà Nội"), shape("most", "Tỉnh Lào Cai"), shape("unknown", "x")],
        labels: vec![Label { x: 20, y: 40, text: "Hoàng Sa".into() }],
        legend,
    };
    let office = || GroupedOffice { name: "Ủy ban nhân dân phường Sài Gòn".into(), since: page.t("readiness-new") };
    let group =
        |folded| OfficeGroup { gaps: Gap::ALL.iter().map(|gap| gap.code()).collect(), silent: true, offices: vec![office()], folded };
    let choice = |gap: &Gap| Choice { code: gap.code(), label: page.label("gap", gap.code()), chosen: *gap == Gap::NoKey };
    ReadinessView {
        home: if full { "/oversight/readiness" } else { "/admin/readiness" }.into(),
        notice: full.then(|| page.t("readiness-all-well")),
        place: (!full).then(|| "Thành phố Hà Nội".into()),
        country: full,
        back: (!full).then(|| "/admin/readiness".into()),
        looked_at: page.t1("readiness-looked", "time", "22 giờ, thứ Bảy 21/11/2026"),
        counts: page.words.text(page.lang, "readiness-counts", &[("n", "3.389".into()), ("gaps", "12".into()), ("silent", "3".into())]),
        all_well: !full,
        gaps: if full { vec![(page.t("gap-no_key"), "3".into())] } else { vec![] },
        map: full.then_some(map),
        provinces: if full { vec![row("Thành phố Hà Nội", Some("/oversight/readiness?province=01"))] } else { vec![] },
        total: full.then(|| row("Tất cả", None)),
        choices: Gap::ALL.iter().map(choice).collect(),
        asked_province: (!full).then(|| "01".into()),
        groups: if full { vec![group(Some(page.t1("readiness-group", "n", "168"))), group(None)] } else { vec![] },
        page,
    }
}

pub fn drills(page: Page<'_>, full: bool) -> DrillsView<'_> {
    let row = |state, waiting: bool| DrillRow {
        id: "0192f0c1-0000-7000-8000-000000000000".into(),
        place: "Phường Sài Gòn, Thành phố Hồ Chí Minh".into(),
        severity: "emergency".into(),
        state,
        at: "23 giờ, thứ Bảy 21/11/2026".into(),
        case: (!waiting).then(|| "K7Q201MN".into()),
        waiting,
        acknowledged: "12 phút".into(),
        contact: page.t("drill-not-yet"),
        climbed: page.t("rung-chair"),
    };
    let choice = |code: &str, label: &str| PlaceChoice { code: code.into(), label: label.into(), chosen: full };
    let pairs = [("severity", "high"), ("at", "2026-11-20T23:00"), ("notices", "yes"), ("commune", "26740")];
    let typed = Typed::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
    DrillsView {
        home: if full { "/oversight/drills" } else { "/admin/drills" }.into(),
        notice: (!full).then(|| page.t("drill-done-sent")),
        counts: full.then(|| page.t2("drills-counts", "n", 2, "taken", 1)),
        provinces: if full { vec![choice("79", "Thành phố Hồ Chí Minh")] } else { vec![] },
        communes: vec![choice("26740", "Phường Sài Gòn, Thành phố Hồ Chí Minh")],
        severities: SEVERITIES,
        typed: if full { typed } else { Typed::default() },
        problems: if full { Problems::one("at", page.t("error-time-in-past")) } else { Problems::default() },
        rows: if full { vec![row("planned", true), row("running", false), row("ended", false), row("withdrawn", false)] } else { vec![] },
        page,
    }
}
