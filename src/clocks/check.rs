//! What an administrator should know about the policies in force: for `langnghe policies` and `doctor`.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{NaiveDateTime, TimeDelta};

use super::calendar::{Calendar, local_time};
use super::deadline::{CaseFacts, Due, due_for, governing, start_of};
use super::event::Event;
use super::policy::{Policies, Policy, PolicyId};
use super::track::{Track, Tracks};
use crate::kernel::Timestamp;
use crate::kernel::terms::Severity;

/// With less than this left, the calendar of days off needs new years.
const CALENDAR_NOTICE: TimeDelta = TimeDelta::days(366);
/// Cases are tried at every hour offices may open or close, through a week.
const TRIED_EVERY: TimeDelta = TimeDelta::hours(6);
const TRIED_STARTS: i32 = 28;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Something does not do what its author meant.
    Warning,
    /// Good to know.
    Note,
}

/// Something about the policies or the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub grade: Grade,
    /// The policy it is about, with its line in the file.
    pub policy: Option<(PolicyId, u64)>,
    /// What it is, in English.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Warning => "warning",
            Grade::Note => "note",
        };
        match &self.policy {
            Some((id, line)) => write!(f, "{grade}: policy {id}, line {line}: {}", self.text),
            None => write!(f, "{grade}: {}", self.text),
        }
    }
}

/// Everything worth telling about these policies and this calendar, as things stand at `now`.
#[must_use]
pub fn check(policies: &Policies, calendar: &Calendar, now: Timestamp) -> Vec<Finding> {
    let mut findings: Vec<Finding> = policies.all().iter().filter_map(not_served).collect();
    findings.extend(policies.all().iter().flat_map(ladder));
    findings.extend(without_effect(policies, calendar, now));
    findings.push(calendar_end(calendar, now));
    findings
}

fn about(policy: &Policy, grade: Grade, text: String) -> Finding {
    Finding { grade, policy: Some((policy.id.clone(), policy.line)), text }
}

fn not_served(policy: &Policy) -> Option<Finding> {
    let reasons: Vec<String> = policy.not_served_because().iter().map(ToString::to_string).collect();
    (!reasons.is_empty()).then(|| about(policy, Grade::Note, format!("not served yet: {}", reasons.join("; "))))
}

fn ladder(policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    if policy.is_served() && policy.ladder.is_empty() && policy.parallel_at_due.is_empty() {
        findings.push(about(policy, Grade::Note, "has no ladder: nobody is told when it is missed".into()));
    }
    for pair in policy.ladder.windows(2) {
        let [lower, upper] = pair else { continue };
        if upper.at_percent < lower.at_percent {
            let text = format!("the ladder goes back in time: {} at {}% stands after {}%", upper.to, upper.at_percent, lower.at_percent);
            findings.push(about(policy, Grade::Warning, text));
        }
    }
    let line: Vec<_> = policy.ladder.iter().filter_map(|rung| rung.to.height().map(|height| (height, rung.to))).collect();
    for pair in line.windows(2) {
        let [(lower, from), (upper, to)] = pair else { continue };
        if upper <= lower {
            findings.push(about(policy, Grade::Warning, format!("the ladder turns round: after {from} it tells {to}")));
        }
    }
    let mut told = BTreeSet::new();
    let beside = policy.ladder.iter().map(|rung| rung.to).filter(|to| to.is_parallel()).chain(policy.parallel_at_due.iter().copied());
    for to in beside.filter(|to| !told.insert(*to)) {
        findings.push(about(policy, Grade::Warning, format!("tells {to} more than once")));
    }
    findings
}

/// Policies that apply to no case, or are never the first due: tried out, on every kind of case through a week.
fn without_effect(policies: &Policies, calendar: &Calendar, now: Timestamp) -> Vec<Finding> {
    let (mut applied, mut governed) = (BTreeSet::new(), BTreeSet::new());
    for facts in kinds_of_cases(now) {
        let dues = due_for(policies, calendar, &facts);
        governed.extend(governing(&dues).into_values().map(|due| due.policy.clone()));
        applied.extend(dues.into_iter().map(|due| due.policy));
    }
    let unused = |policy: &Policy| {
        if !applied.contains(&policy.id) {
            Some(about(policy, Grade::Warning, "can never apply to a case".into()))
        } else if !governed.contains(&policy.id) {
            let text = format!("is shown but never counts: for \"{}\" another policy is always due first", policy.stops_on);
            Some(about(policy, Grade::Note, text))
        } else {
            None
        }
    };
    policies.served().filter_map(unused).collect()
}

fn kinds_of_cases(now: Timestamp) -> impl Iterator<Item = CaseFacts> {
    let starts = (0..TRIED_STARTS).filter_map(move |step| now.checked_add_signed(TRIED_EVERY * step));
    starts
        .flat_map(|start| Severity::ALL.iter().flat_map(move |severity| track_sets().map(move |tracks| started(*severity, tracks, start))))
}

fn started(severity: Severity, tracks: Tracks, start: Timestamp) -> CaseFacts {
    Event::ALL.iter().fold(CaseFacts::opened(severity, tracks, start), |facts, event| facts.with(*event, start))
}

/// Every set of tracks a case can stand under.
fn track_sets() -> impl Iterator<Item = Tracks> {
    const OF_CASES: [Track; 5] = [Track::Child, Track::Pwd, Track::Dv, Track::Abandoned, Track::Discrimination];
    (0_u32..1 << OF_CASES.len()).map(|chosen| {
        let tracks = OF_CASES.into_iter().zip(0..).filter(move |(_, bit)| chosen & (1 << bit) != 0).map(|(track, _)| track);
        tracks.chain([Track::Any]).collect()
    })
}

fn calendar_end(calendar: &Calendar, now: Timestamp) -> Finding {
    let soon = local_time(now).date().checked_add_signed(CALENDAR_NOTICE);
    let (grade, text) = match calendar.last_known_day() {
        None => (Grade::Warning, "the calendar knows no day off: every Monday to Friday counts as worked".into()),
        Some(last) if soon.is_none_or(|soon| last < soon) => {
            (Grade::Warning, format!("the calendar ends on {last}: add the days off of the coming years, else they count as worked"))
        }
        Some(last) => {
            (Grade::Note, format!("the calendar knows days off until {last}; the government announces exchanged Saturdays year by year"))
        }
    };
    Finding { grade, policy: None, text }
}

/// For one case, line by line: which clocks run, until when (Vietnamese time), and why the others do not.
#[must_use]
pub fn sample(policies: &Policies, calendar: &Calendar, facts: &CaseFacts) -> Vec<String> {
    let dues = due_for(policies, calendar, facts);
    let counting = governing(&dues);
    let heading = format!("severity {}, tracks {}", facts.severity.code(), facts.tracks);
    let lines = policies.all().iter().map(|policy| {
        let running = dues.iter().find(|due| due.policy == policy.id);
        match (running, start_of(policy, facts)) {
            (Some(due), _) => {
                let counts = counting.get(&due.stops_on).is_some_and(|first| first.policy == due.policy);
                running_line(policy, due, counts)
            }
            (None, Err(reason)) => format!("{}: does not run: {reason}", policy.id),
            (None, Ok(_)) => format!("{}: does not run", policy.id),
        }
    });
    std::iter::once(heading).chain(lines).collect()
}

fn running_line(policy: &Policy, due: &Due, counts: bool) -> String {
    let rungs: Vec<String> = due.rungs.iter().map(|rung| format!("{} {}", clock_face(local_time(rung.at)), rung.to)).collect();
    format!(
        "{}: \"{}\" by {} ({} from \"{}\", {}){} [{}]",
        policy.id,
        policy.stops_on,
        clock_face(local_time(due.due_at)),
        policy.due,
        policy.starts_on,
        policy.basis,
        if counts { ", counts" } else { "" },
        rungs.join(", "),
    )
}

fn clock_face(local: NaiveDateTime) -> String {
    local.format("%a %Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::{CaseFacts, Grade, check, sample};
    use crate::clocks::{Clocks, Track};
    use crate::kernel::Timestamp;
    use crate::kernel::terms::Severity;

    const POLICIES: &str = include_str!("../../seeds/policies.yaml");
    const CALENDAR: &str = include_str!("../../seeds/calendar_vn.csv");

    fn at(utc: &str) -> Timestamp {
        NaiveDateTime::parse_from_str(utc, "%Y-%m-%d %H:%M").expect("a time").and_utc()
    }

    /// `policy ID, line N`, with the line the seed has it on.
    fn named(id: &str) -> String {
        let line = (1..).zip(POLICIES.lines()).find(|(_, text)| text.contains(&format!("id: {id},"))).expect("the policy").0;
        format!("policy {id}, line {line}")
    }

    fn findings(policies: &str, now: &str) -> Vec<String> {
        let clocks = Clocks::parse(policies, CALENDAR).expect("clocks");
        check(&clocks.policies, &clocks.calendar, at(now)).iter().map(ToString::to_string).collect()
    }

    fn warnings_with(replaced: &str, by: &str) -> Vec<String> {
        assert!(POLICIES.contains(replaced), "the seed no longer holds {replaced}");
        let mut found = findings(&POLICIES.replacen(replaced, by, 1), "2026-11-20 09:00");
        found.retain(|finding| finding.starts_with("warning"));
        found
    }

    #[test]
    fn the_seeded_policies_give_no_warning_and_name_all_that_is_not_served() {
        let clocks = Clocks::load().expect("clocks");
        let found = check(&clocks.policies, &clocks.calendar, at("2026-11-20 09:00"));
        assert!(found.iter().all(|finding| finding.grade == Grade::Note), "{found:?}");
        let listed = found.iter().filter(|finding| finding.text.starts_with("not served yet")).count();
        assert_eq!(listed, clocks.policies.not_yet_served().count());
        let told = findings(POLICIES, "2026-11-20 09:00");
        let expected = format!("note: {}: not served yet: no command of this version brings about \"abandonment_recorded\"", named("L12"));
        assert!(told.contains(&expected), "{told:#?}");
        assert!(told.iter().any(|finding| finding.starts_with("note: policy R-ANSWER") && finding.contains("has no ladder")));
    }

    #[test]
    fn a_policy_that_another_always_overtakes_is_named() {
        let told = findings(POLICIES, "2026-11-20 09:00");
        let overtaken: Vec<_> = told.iter().filter(|finding| finding.contains("never counts")).collect();
        assert_eq!(overtaken.len(), 1, "{overtaken:?}");
        assert!(overtaken.iter().all(|finding| finding.contains("R-DI-CONTACT") && finding.contains("\"first_contact\"")));
    }

    #[test]
    fn a_policy_that_can_never_apply_is_named() {
        let warned = warnings_with("{id: R-LO-ACK, tracks: [any]", "{id: R-LO-ACK, tracks: [privacy]");
        assert_eq!(warned, [format!("warning: {}: can never apply to a case", named("R-LO-ACK"))]);
    }

    #[test]
    fn a_ladder_that_goes_back_in_time_turns_round_or_repeats_itself_is_named() {
        let back = warnings_with("{at: 50%, to: duty_person}, {at: 100%, to: chair}", "{at: 150%, to: duty_person}, {at: 100%, to: chair}");
        assert_eq!(back, [format!("warning: {}: the ladder goes back in time: chair at 100% stands after 150%", named("R-HI-ACK"))]);
        let round = warnings_with("{at: 75%, to: head}, {at: 100%, to: chair}", "{at: 75%, to: chair}, {at: 100%, to: head}");
        assert_eq!(round, [format!("warning: {}: the ladder turns round: after chair it tells head", named("R-ME-CONTACT"))]);
        let same = warnings_with("{at: 75%, to: head}, {at: 100%, to: chair}", "{at: 75%, to: chair}, {at: 100%, to: chair}");
        assert_eq!(same, [format!("warning: {}: the ladder turns round: after chair it tells chair", named("R-ME-CONTACT"))]);
        let again = warnings_with("parallel_at_due: [hotline_111]", "parallel_at_due: [commune_police]");
        assert_eq!(again, [format!("warning: {}: tells commune_police more than once", named("L02"))]);
    }

    #[test]
    fn a_calendar_that_runs_out_is_named_a_year_ahead() {
        let last = |now| findings(POLICIES, now).pop().expect("a finding");
        assert!(last("2034-11-01 00:00").starts_with("note: the calendar knows days off until 2035-11-26"));
        assert!(last("2034-12-01 00:00").starts_with("warning: the calendar ends on 2035-11-26"));
        let clocks = Clocks::parse(POLICIES, "date,kind\n").expect("clocks");
        let empty = check(&clocks.policies, &clocks.calendar, at("2026-11-20 09:00")).pop().expect("a finding");
        assert_eq!(empty.grade, Grade::Warning);
    }

    #[test]
    fn a_sample_says_which_clocks_run_until_when_and_why_not() {
        let clocks = Clocks::load().expect("clocks");
        let facts = CaseFacts::opened(Severity::High, [Track::Any, Track::Child].into_iter().collect(), at("2026-11-20 09:30"));
        let lines = sample(&clocks.policies, &clocks.calendar, &facts);
        assert_eq!(lines.first().map(String::as_str), Some("severity high, tracks any child"));
        assert_eq!(lines.len(), clocks.policies.all().len() + 1);
        let line = |id: &str| lines.iter().find(|line| line.starts_with(&format!("{id}: "))).expect("a line").as_str();
        assert_eq!(
            line("R-HI-SAFE"),
            "R-HI-SAFE: \"safe\" by Sun 2026-11-22 16:30 (48 hour from \"report_received\", product) \
             [Sun 2026-11-22 04:30 chair, Sun 2026-11-22 16:30 province_health]"
        );
        assert!(
            line("L02").contains("by Sat 2026-11-21 04:30 (12 hour from \"report_received\", Decree 56/2017 Art. 26(3), 31, 32), counts [")
        );
        assert_eq!(line("R-EM-ACK"), "R-EM-ACK: does not run: not for severity \"high\"");
        assert_eq!(line("R-ANSWER"), "R-ANSWER: does not run: \"reporter_message\" has not happened");
    }
}
