//! From the text of the policy file to policies in which every word is known.
//!
//! Nothing is dropped or guessed: an unknown word, a wrong percentage or a name used twice stops the start and names policy and line.

use chrono::{NaiveTime, Weekday};
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::calendar::{CalendarError, OfficeHours, Period};
use super::event::Event;
use super::fingerprint::Fingerprint;
use super::policy::{Allowance, ClockKind, Confidence, DutyHolder, Policies, Policy, PolicyId, PolicyKind, Rung, RungTarget, Unit};
use super::track::Track;
use crate::kernel::terms::Severity;

/// The largest number an allowance may carry: beyond it somebody mistyped.
const MOST_UNITS: u32 = 10_000;
/// The last rung may stand at ten times the allowance.
const MOST_PERCENT: u32 = 1_000;
/// The only time zone there is; written in the file so that nobody has to guess.
const TIME_ZONE: &str = "Asia/Ho_Chi_Minh";
/// The only list of days off there is.
const DAYS_OFF: &str = "calendar_vn.csv";

/// Why a policy file was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not a file of this shape; the message names line and column.
    #[error("policies: {0}")]
    Unreadable(String),
    /// A policy that says something we cannot do.
    #[error("policy {id}, line {line}: {problem}")]
    Policy {
        /// Its name.
        id: String,
        /// Its line.
        line: u64,
        /// What is wrong.
        problem: Problem,
    },
    /// Office hours we cannot read.
    #[error("policies, working_time: {key} cannot be \"{value}\"")]
    WorkingTime {
        /// The key at fault.
        key: &'static str,
        /// What it holds.
        value: String,
    },
    /// Office hours that make no sense.
    #[error("policies, working_time: {0}")]
    OfficeHours(#[from] CalendarError),
}

/// What is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A word we do not know.
    #[error("unknown {key} \"{word}\"")]
    UnknownWord {
        /// The key it stands under.
        key: &'static str,
        /// The word.
        word: String,
    },
    /// A name that another policy has already.
    #[error("the policy on line {first} has the same name")]
    SameName {
        /// Line of the first one.
        first: u64,
    },
    /// Not a whole percentage between 0 % and 1000 %.
    #[error("\"{0}\" is no percentage from 0% to {MOST_PERCENT}%")]
    Percent(String),
    /// Nothing, or more than anybody means.
    #[error("an allowance of {0} is not between 1 and {MOST_UNITS}")]
    Allowance(u32),
    /// Working hours on a clock that never stops, or the reverse.
    #[error("the unit \"{unit}\" does not run on the clock \"{clock}\"")]
    UnitAndClock {
        /// The unit.
        unit: &'static str,
        /// The clock.
        clock: &'static str,
    },
    /// A clock that would stop as it starts.
    #[error("starts and stops on the same event")]
    StartIsStop,
    /// A policy for nobody.
    #[error("names no track")]
    NoTrack,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    policies: Vec<Spanned<RawPolicy>>,
    working_time: RawWorkingTime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPolicy {
    id: String,
    tracks: Vec<String>,
    severities: Option<Vec<String>>,
    starts_on: String,
    stops_on: String,
    duty_holder: String,
    due: RawAllowance,
    clock: String,
    kind: String,
    in_person: Option<bool>,
    basis: String,
    confidence: String,
    ladder: Option<Vec<RawRung>>,
    parallel_at_due: Option<Vec<String>>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAllowance {
    n: u32,
    unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRung {
    at: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWorkingTime {
    time_zone: String,
    days: Vec<String>,
    periods: Vec<String>,
    days_off: String,
    #[serde(rename = "note")]
    _note: Option<serde::de::IgnoredAny>,
}

impl Policies {
    /// The policies this program was built with.
    ///
    /// # Errors
    /// [`PolicyError`], which a test rules out for a released program.
    pub fn load() -> Result<Self, PolicyError> {
        Self::parse(include_str!("../../seeds/policies.yaml"))
    }

    /// The policies written in `yaml`.
    ///
    /// # Errors
    /// [`PolicyError`] naming the policy and its line.
    pub fn parse(yaml: &str) -> Result<Self, PolicyError> {
        let raw: RawFile = serde_saphyr::from_str(yaml).map_err(|error| PolicyError::Unreadable(error.to_string()))?;
        let mut rows: Vec<Policy> = Vec::with_capacity(raw.policies.len());
        for row in raw.policies {
            let (line, id) = (row.referenced.line(), row.value.id.clone());
            let policy = match rows.iter().find(|earlier| earlier.id.as_str() == id) {
                Some(earlier) => Err(Problem::SameName { first: earlier.line }),
                None => policy(row.value, line),
            };
            rows.push(policy.map_err(|problem| PolicyError::Policy { id, line, problem })?);
        }
        let office_hours = office_hours(&raw.working_time)?;
        Ok(Self { rows, office_hours, fingerprint: Fingerprint::of([yaml]) })
    }
}

fn policy(raw: RawPolicy, line: u64) -> Result<Policy, Problem> {
    let due = allowance(&raw.due)?;
    let clock = word("clock", &raw.clock, ClockKind::parse)?;
    if due.unit.clock() != clock {
        return Err(Problem::UnitAndClock { unit: due.unit.code(), clock: clock.code() });
    }
    let policy = Policy {
        id: PolicyId(raw.id),
        tracks: words("track", &raw.tracks, Track::parse)?,
        severities: words("severity", &raw.severities.unwrap_or_default(), Severity::parse)?,
        starts_on: word("event", &raw.starts_on, Event::parse)?,
        stops_on: word("event", &raw.stops_on, Event::parse)?,
        duty_holder: word("duty holder", &raw.duty_holder, DutyHolder::parse)?,
        due,
        clock,
        kind: word("kind", &raw.kind, PolicyKind::parse)?,
        in_person: raw.in_person.unwrap_or(false),
        basis: raw.basis,
        confidence: word("confidence", &raw.confidence, Confidence::parse)?,
        ladder: raw.ladder.unwrap_or_default().iter().map(rung).collect::<Result<_, _>>()?,
        parallel_at_due: words("rung", &raw.parallel_at_due.unwrap_or_default(), RungTarget::parse)?,
        note: raw.note,
        line,
    };
    if policy.tracks.is_empty() {
        return Err(Problem::NoTrack);
    }
    if policy.starts_on == policy.stops_on {
        return Err(Problem::StartIsStop);
    }
    Ok(policy)
}

fn word<T>(key: &'static str, word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    parse(word).ok_or_else(|| Problem::UnknownWord { key, word: word.to_owned() })
}

fn words<T>(key: &'static str, found: &[String], parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Problem> {
    found.iter().map(|each| word(key, each, &parse)).collect()
}

fn allowance(raw: &RawAllowance) -> Result<Allowance, Problem> {
    if !(1..=MOST_UNITS).contains(&raw.n) {
        return Err(Problem::Allowance(raw.n));
    }
    Ok(Allowance { n: raw.n, unit: word("unit", &raw.unit, Unit::parse)? })
}

fn rung(raw: &RawRung) -> Result<Rung, Problem> {
    let digits = raw.at.strip_suffix('%').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let at_percent = digits.and_then(|digits| digits.parse().ok()).filter(|percent| *percent <= MOST_PERCENT);
    Ok(Rung { at_percent: at_percent.ok_or_else(|| Problem::Percent(raw.at.clone()))?, to: word("rung", &raw.to, RungTarget::parse)? })
}

fn office_hours(raw: &RawWorkingTime) -> Result<OfficeHours, PolicyError> {
    let wrong = |key, value: &str| PolicyError::WorkingTime { key, value: value.to_owned() };
    if raw.time_zone != TIME_ZONE {
        return Err(wrong("time_zone", &raw.time_zone));
    }
    if raw.days_off != DAYS_OFF {
        return Err(wrong("days_off", &raw.days_off));
    }
    let days = raw.days.iter().map(|day| day.parse::<Weekday>().map_err(|_| wrong("days", day))).collect::<Result<_, _>>()?;
    let periods = raw.periods.iter().map(|text| period(text).ok_or_else(|| wrong("periods", text))).collect::<Result<_, _>>()?;
    Ok(OfficeHours::new(days, periods)?)
}

fn period(text: &str) -> Option<Period> {
    let (opens, closes) = text.split_once('-')?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    Some(Period { opens: time(opens)?, closes: time(closes)? })
}

#[cfg(test)]
mod tests {
    use super::{Policies, PolicyError, Problem};
    use crate::clocks::policy::{ClockKind, Confidence, DutyHolder, PolicyKind, RungTarget, Unit};
    use crate::clocks::{Event, Track};
    use crate::kernel::terms::Severity;

    const SEED: &str = include_str!("../../seeds/policies.yaml");

    fn line_of(id: &str) -> u64 {
        (1..).zip(SEED.lines()).find(|(_, text)| text.contains(&format!("id: {id},"))).expect("the policy").0
    }

    fn refused(replaced: &str, by: &str) -> PolicyError {
        assert!(SEED.contains(replaced), "the seed no longer holds {replaced}");
        Policies::parse(&SEED.replacen(replaced, by, 1)).expect_err("refused")
    }

    /// The policy and line an error names, and whether that line of the text really holds the policy.
    fn problem(error: PolicyError, text: &str) -> (String, Problem) {
        let PolicyError::Policy { id, line, problem } = error else { panic!("{error}") };
        let named = text.lines().nth(usize::try_from(line).expect("a line") - 1).expect("the line");
        assert!(named.contains(&format!("id: {id},")), "line {line} is not that of {id}");
        (id, problem)
    }

    #[test]
    fn every_policy_of_the_file_is_read_with_its_line() {
        let policies = Policies::load().expect("policies");
        let written: Vec<(u64, &str)> = (1..)
            .zip(SEED.lines())
            .filter_map(|(line, text)| Some((line, text.trim().strip_prefix("- {id: ")?.split(',').next()?)))
            .collect();
        let read: Vec<(u64, &str)> = policies.all().iter().map(|policy| (policy.line, policy.id.as_str())).collect();
        assert_eq!(read, written);
        assert_eq!(read.len(), 41);
    }

    #[test]
    fn a_policy_keeps_every_word_of_its_line() {
        let policies = Policies::load().expect("policies");
        let twelve_hours = policies.get("L02").expect("L02");
        assert_eq!(twelve_hours.tracks, [Track::Child]);
        assert_eq!(twelve_hours.severities, [Severity::Emergency, Severity::High]);
        assert_eq!((twelve_hours.starts_on, twelve_hours.stops_on), (Event::ReportReceived, Event::Safe));
        assert_eq!(twelve_hours.duty_holder, DutyHolder::CommuneChair);
        assert_eq!((twelve_hours.due.n, twelve_hours.due.unit), (12, Unit::Hour));
        assert_eq!((twelve_hours.clock, twelve_hours.kind), (ClockKind::AroundTheClock, PolicyKind::Decision));
        assert_eq!((twelve_hours.confidence, twelve_hours.basis.as_str()), (Confidence::Law, "Decree 56/2017 Art. 26(3), 31, 32"));
        let ladder: Vec<_> = twelve_hours.ladder.iter().map(|rung| (rung.at_percent, rung.to)).collect();
        assert_eq!(ladder, [(17, RungTarget::CommunePolice), (50, RungTarget::ProvinceHealth), (100, RungTarget::ProvinceCommittee)]);
        assert_eq!(twelve_hours.parallel_at_due, [RungTarget::Hotline111]);
        assert!(!twelve_hours.in_person && policies.get("R-HI-CONTACT").is_some_and(|policy| policy.in_person));
        assert_eq!(policies.get("L21").and_then(|policy| policy.note.as_deref()), Some("keep the file 5 years"));
    }

    #[test]
    fn what_is_not_served_is_listed_with_every_reason_and_nothing_is_lost() {
        let policies = Policies::load().expect("policies");
        let served: Vec<_> = policies.served().map(|policy| policy.id.as_str()).collect();
        assert_eq!(
            served,
            [
                "R-EM-ACK",
                "R-EM-CONTACT",
                "R-EM-SAFE",
                "R-HI-ACK",
                "R-HI-CONTACT",
                "R-HI-SAFE",
                "R-ME-ACK",
                "R-ME-CONTACT",
                "R-LO-ACK",
                "R-LO-CONTACT",
                "R-DI-CONTACT",
                "R-ANSWER",
                "L02",
                "V-HIGH",
                "V-REST",
                "R-DANGER",
                "V-MISROUTE-EM",
                "V-MISROUTE"
            ]
        );
        assert_eq!(policies.not_yet_served().count() + served.len(), policies.all().len());
        let reasons = |id: &str| {
            let (_, reasons) = policies.not_yet_served().find(|(policy, _)| policy.id.as_str() == id).expect("not served");
            reasons.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            reasons("L17"),
            [
                "no command of this version brings about \"crime_sign_passed_on\"",
                "no command of this version brings about \"police_confirmed\"",
                "this version cannot alert \"commune_police\"",
                "this version runs no clocks of kind \"outside\"",
            ]
        );
    }

    #[test]
    fn an_unknown_word_is_named_with_its_policy_and_line() {
        let table = [
            ("starts_on: planned", "starts_on: planed", "R-SUPPORT", "event", "planed"),
            ("stops_on: abandonment_recorded", "stops_on: recorded", "L12", "event", "recorded"),
            ("{n: 4, unit: working_hour}", "{n: 4, unit: work_hour}", "V-MISROUTE", "unit", "work_hour"),
            ("tracks: [dv], starts_on: no_contact_requested", "tracks: [tv], starts_on: no_contact_requested", "L08", "track", "tv"),
            ("{at: 17%, to: commune_police}", "{at: 17%, to: police}", "L02", "rung", "police"),
            ("parallel_at_due: [hotline_111]", "parallel_at_due: [hotline_112]", "L02", "rung", "hotline_112"),
            ("severities: [low, medium]", "severities: [low, mild]", "R-DI-CONTACT", "severity", "mild"),
            ("duty_holder: health_facility", "duty_holder: hospital", "L15", "duty holder", "hospital"),
            ("kind: minimum", "kind: at_least", "L13", "kind", "at_least"),
        ];
        for (replaced, by, policy, key, word) in table {
            let text = SEED.replacen(replaced, by, 1);
            let named = problem(refused(replaced, by), &text);
            assert_eq!(named, (policy.to_owned(), Problem::UnknownWord { key, word: word.to_owned() }));
        }
    }

    #[test]
    fn numbers_and_names_that_cannot_be_meant_are_refused() {
        let table = [
            ("{at: 17%, to", "{at: 17, to", "L02", Problem::Percent("17".into())),
            ("{at: 17%, to", "{at: +17%, to", "L02", Problem::Percent("+17%".into())),
            ("{at: 17%, to", "{at: 1700%, to", "L02", Problem::Percent("1700%".into())),
            ("{n: 15, unit: minute}", "{n: 0, unit: minute}", "R-EM-ACK", Problem::Allowance(0)),
            ("{n: 15, unit: minute}", "{n: 15000, unit: minute}", "R-EM-ACK", Problem::Allowance(15_000)),
            (
                "{n: 15, unit: minute}",
                "{n: 1, unit: working_day}",
                "R-EM-ACK",
                Problem::UnitAndClock { unit: "working_day", clock: "around_the_clock" },
            ),
            ("id: R-EM-SAFE,", "id: R-EM-ACK,", "R-EM-ACK", Problem::SameName { first: line_of("R-EM-ACK") }),
            ("stops_on: reviewed", "stops_on: last_review", "V-HIGH", Problem::StartIsStop),
            ("tracks: [discrimination]", "tracks: []", "R-DI-CONTACT", Problem::NoTrack),
        ];
        for (replaced, by, policy, wrong) in table {
            let text = SEED.replacen(replaced, by, 1);
            assert_eq!(problem(refused(replaced, by), &text), (policy.to_owned(), wrong));
        }
    }

    #[test]
    fn an_error_reads_like_a_place_to_go_to() {
        let no_percentage = format!("policy L02, line {}: \"half\" is no percentage from 0% to 1000%", line_of("L02"));
        assert_eq!(refused("{at: 17%, to", "{at: half, to").to_string(), no_percentage);
        let unknown_key = refused("in_person: true", "in_persona: true").to_string();
        assert!(unknown_key.contains("in_persona") && unknown_key.contains(&format!("line {}", line_of("R-EM-CONTACT"))), "{unknown_key}");
    }

    #[test]
    fn office_hours_are_read_strictly() {
        let error = |replaced, by| refused(replaced, by).to_string();
        assert_eq!(error("Asia/Ho_Chi_Minh", "Asia/Bangkok"), "policies, working_time: time_zone cannot be \"Asia/Bangkok\"");
        assert_eq!(error("days: [mon,", "days: [moon,"), "policies, working_time: days cannot be \"moon\"");
        assert_eq!(error("\"07:30-11:30\"", "\"07:30\""), "policies, working_time: periods cannot be \"07:30\"");
        assert_eq!(error("days_off: calendar_vn.csv", "days_off: other.csv"), "policies, working_time: days_off cannot be \"other.csv\"");
        assert!(error("\"07:30-11:30\"", "\"07:30-14:30\"").contains("out of order"));
    }
}
