//! A roster as the page shows it.

use crate::{
    access::duty::{
        kept::{Kept, Listed},
        week::{self, NewShift},
    },
    clocks::{Hole, Roster, WeekMinute},
    entity::duty_shift,
    kernel::{Lang, Timestamp},
    web::{
        duty::{name_of, on_row},
        views::{
            Page, Problems, Typed,
            admin::duty::{DayRow, DeputyRow, RosterRow, RosterView, ShiftRow},
            case_file::Choice,
            duty::PhoneRow,
        },
    },
    words::format,
};

/// Most rows that a form is read for: more than a week may have, so that the command can say so.
const MOST_ROWS: usize = 400;

/// What a page shows besides the roster.
#[derive(Default)]
pub(super) struct Beside {
    /// The week as typed, where it is not the one that is kept.
    pub draft: Option<Vec<Row>>,
    /// Which week was seen when the typing began.
    pub seen: Option<String>,
    /// What was typed into the other forms.
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
    /// What was done.
    pub notice: Option<String>,
    /// Whether the page was asked for, and nothing typed could be lost.
    pub looking: bool,
}

/// A shift as it stands in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub weekday: u8,
    pub from: String,
    pub to: String,
    pub staff: String,
    pub phone: String,
    pub fresh: bool,
}

impl Row {
    /// The rows of a form as it was sent.
    pub fn all_of(typed: &Typed) -> Vec<Self> {
        let row = |no: usize| {
            let text = |name: &str| typed.get(&format!("{name}-{no}")).trim().to_owned();
            let weekday = text("day").parse().ok()?;
            Some(Self { weekday, from: text("from"), to: text("to"), staff: text("staff"), phone: text("phone"), fresh: false })
        };
        (0..MOST_ROWS).map_while(row).collect()
    }

    /// Whether nobody wrote anything into it.
    pub fn is_blank(&self) -> bool {
        [&self.from, &self.to, &self.staff, &self.phone].into_iter().all(String::is_empty)
    }

    /// As the command takes it.
    pub fn shift(&self) -> NewShift {
        NewShift {
            weekday: self.weekday,
            from: self.from.clone(),
            to: self.to.clone(),
            staff: Some(self.staff.clone()),
            phone: Some(self.phone.clone()),
        }
    }

    fn kept(row: &duty_shift::Model) -> Self {
        Self {
            weekday: u8::try_from(row.weekday).unwrap_or_default(),
            from: clock(row.from_minute),
            to: clock(row.to_minute),
            staff: row.staff_id.map(|id| id.to_string()).unwrap_or_default(),
            phone: row.phone.clone().unwrap_or_default(),
            fresh: false,
        }
    }
}

/// An office in the list.
pub(super) fn listed(page: &Page<'_>, path: &str, one: Listed) -> RosterRow {
    let mut states = Vec::new();
    if one.sleeps {
        states.push(page.t("duty-list-sleeps"));
    } else if one.office.round_the_clock {
        states.push(page.t("duty-list-round"));
    }
    if one.has_roster {
        states.push(page.t(if one.on_now { "duty-list-on" } else { "duty-list-off" }));
        if one.holes > 0 {
            states.push(page.t1("duty-list-holes", "n", one.holes));
        }
    } else {
        states.push(page.t("duty-list-none"));
    }
    let name = if page.lang == Lang::Vi { one.office.name } else { one.office.name_en };
    RosterRow { href: format!("{path}/{}", one.office.code), name, states, sleeps: one.sleeps }
}

/// The roster of an office.
pub(super) fn roster(page: Page<'_>, path: String, kept: Kept, beside: Beside) -> RosterView<'_> {
    let draft = beside.draft.is_some();
    let rows = beside.draft.unwrap_or_else(|| kept.shifts.iter().map(Row::kept).collect());
    let holes = if draft { rows.iter().filter_map(|row| week::hours(&row.shift())).collect::<Roster>().holes() } else { kept.holes };
    let nobody_ever = matches!(holes[..], [Hole { from, to }] if from == to);
    let on_now = kept.now.on.iter().map(|on| on_row(&page, on));
    let deputy = |(row, away, by): (crate::entity::deputy::Model, String, String)| DeputyRow {
        id: row.id.to_string(),
        who: page.t2("duty-deputy-row", "deputy", by, "name", away),
        days: page.t2("duty-deputy-days", "from", format::day(page.lang, row.from_at), "to", last_day(page.lang, row.until_at)),
    };
    RosterView {
        office: name_of(&page, &kept.now),
        round_the_clock: kept.now.office.round_the_clock,
        on_now: on_now.map(|on| format!("{} {}", on.name, on.until)).collect(),
        notice: beside.notice,
        draft,
        version: beside.seen.unwrap_or(kept.version),
        days: days(&page, &rows),
        people: kept.people.into_iter().map(|person| Choice { code: person.id.to_string(), label: person.name }).collect(),
        holes: if nobody_ever { Vec::new() } else { holes.into_iter().map(|hole| hole_in_words(&page, hole)).collect() },
        nobody_ever,
        deputies: kept.deputies.into_iter().map(deputy).collect(),
        phones: kept.now.phones.into_iter().map(|row| PhoneRow::of(&row.phone, row.label)).collect(),
        typed: beside.typed,
        problems: beside.problems,
        path,
        page,
    }
}

fn days(page: &Page<'_>, rows: &[Row]) -> Vec<DayRow> {
    let day = |weekday: u8| {
        let name = page.label("duty-day", &weekday.to_string());
        let of_day = rows.iter().enumerate().filter(|(_, row)| row.weekday == weekday);
        let shifts = of_day.enumerate().map(|(place, (no, row))| ShiftRow {
            no,
            label: page.t2("duty-shift", "day", &name, "n", place + 1),
            from: row.from.clone(),
            to: row.to.clone(),
            staff: row.staff.clone(),
            phone: row.phone.clone(),
            fresh: row.fresh,
        });
        DayRow { weekday, shifts: shifts.collect(), within: page.label("duty-in-day", &weekday.to_string()), name }
    };
    (1..=7).map(day).collect()
}

fn hole_in_words(page: &Page<'_>, hole: Hole) -> String {
    let point = |at: WeekMinute| {
        let day = page.label("duty-in-day", &at.weekday.to_string());
        page.t2("duty-hole-point", "time", format!("{:02}:{:02}", at.minute / 60, at.minute % 60), "day", day)
    };
    page.t2("duty-hole", "from", point(hole.from), "to", point(hole.to))
}

/// The day before a midnight.
fn last_day(lang: Lang, until: Timestamp) -> String {
    format::day(lang, until - chrono::Duration::minutes(1))
}

/// A minute of the day as a field of a form holds it; the end of the day as `00:00`.
fn clock(minute: i16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}
