//! The pages of duty, full and nearly empty, with invented people.

use super::{
    Page, Problem, Problems, Typed,
    admin::duty::{DayRow, DeputyRow, RosterListView, RosterRow, RosterView, ShiftRow},
    case_file::Choice,
    duty::{DutyNowView, OfficeOnDuty, OnRow, PhoneRow},
    samples::HOSTILE,
};

pub(super) fn duty_now(page: Page<'_>, full: bool) -> DutyNowView<'_> {
    let phone = |label: Option<&str>| PhoneRow::of("02838297643", label.map(str::to_owned));
    let on = OnRow {
        name: "Trần Văn Bình".into(),
        stands_in: Some(page.t1("duty-for", "name", "Nguyễn Thị Hoa")),
        until: page.t1("duty-until", "time", "6 giờ, Chủ nhật 22/11/2026"),
        phone: Some(PhoneRow::of("0912345678", None)),
    };
    let office = |why: &str, on: Vec<OnRow>, note: Option<String>| OfficeOnDuty {
        why: why.into(),
        name: HOSTILE.into(),
        on,
        note,
        next: full.then(|| page.t1("duty-next", "time", "6 giờ, Chủ nhật 22/11/2026")),
        phones: if full { vec![phone(Some("Trực ban")), phone(None)] } else { vec![] },
    };
    let offices = vec![
        office("own", if full { vec![on] } else { vec![] }, None),
        office("above", vec![], Some(page.t("duty-no-roster"))),
        office("desk", vec![], Some(format!("{} {}", page.t("duty-nobody"), page.t("duty-asleep")))),
        office("police", vec![], None),
    ];
    DutyNowView { edit: full.then(|| "/admin/duty/ubnd-26740".into()), offices, page }
}

pub(super) fn rosters(page: Page<'_>, full: bool) -> RosterListView<'_> {
    let row = |name: &str, states: Vec<String>, sleeps| RosterRow { href: "/admin/duty/truc-79".into(), name: name.into(), states, sleeps };
    let sleeping = vec![page.t("duty-list-sleeps"), page.t("duty-list-off"), page.t1("duty-list-holes", "n", 3)];
    let rows = vec![row("Trung tâm công tác xã hội", sleeping, true), row("UBND xã Tân Hải", vec![page.t("duty-list-none")], false)];
    let (named, more) = if full { ("Tân Hải", "3321") } else { ("không có", "") };
    RosterListView { rows: if full { rows } else { vec![] }, named: named.into(), more: more.into(), page }
}

pub(super) fn roster(page: Page<'_>, full: bool) -> RosterView<'_> {
    let day = |weekday: u8| {
        let name = page.label("duty-day", &weekday.to_string());
        let shift = |no: usize| ShiftRow {
            no,
            label: page.t2("duty-shift", "day", &name, "n", 1),
            from: "22:00".into(),
            to: "06:00".into(),
            staff: "1".into(),
            phone: "số nhà".into(),
            fresh: no == 1,
        };
        let shifts = if full && weekday < 3 { vec![shift(usize::from(weekday) - 1)] } else { vec![] };
        DayRow { weekday, shifts, within: page.label("duty-in-day", &weekday.to_string()), name }
    };
    let hole = page.t2("duty-hole", "from", "06:00 thứ Hai", "to", "22:00 thứ Hai");
    let deputy = DeputyRow {
        id: "019a0000-0000-7000-8000-000000000001".into(),
        who: page.t2("duty-deputy-row", "deputy", "Trần Văn Bình", "name", "Nguyễn Thị Hoa"),
        days: page.t2("duty-deputy-days", "from", "01/12/2026", "to", "05/12/2026"),
    };
    let at = |field: &str, key: &str| Problem { field: field.into(), text: page.t(key) };
    let problems = [at("phone-0", "error-duty-phone"), at("deputy", "error-duty-deputy-self"), at("phone", "error-duty-phone")];
    let typed = [("staff", "1"), ("until", "2026-12-05"), ("label", "Trực ban")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    RosterView {
        path: "/admin/duty/ubnd-26740".into(),
        office: "UBND xã Tân Hải".into(),
        round_the_clock: full,
        on_now: if full { vec!["Trần Văn Bình".into()] } else { vec![] },
        notice: full.then(|| page.t("duty-done-week")),
        draft: full,
        version: "0123456789abcdef".into(),
        days: (1..=7).map(day).collect(),
        people: if full { vec![Choice { code: "1".into(), label: "Trần Văn Bình".into() }] } else { vec![] },
        holes: if full { vec![hole] } else { vec![] },
        nobody_ever: !full,
        deputies: if full { vec![deputy] } else { vec![] },
        phones: if full { vec![PhoneRow::of("0912345678", Some("Trực ban".into()))] } else { vec![] },
        typed: if full { Typed::from(typed.to_vec()) } else { Typed::default() },
        problems: if full { Problems::from(problems.to_vec()) } else { Problems::default() },
        page,
    }
}
