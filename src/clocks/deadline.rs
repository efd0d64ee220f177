//! Which clocks run for a case, when they are due, and who is told on the way.
//!
//! A pure function of policies, calendar and the facts of a case: computing again with the same facts gives the same instants. Raising the
//! severity shortens the allowance and leaves the start where it was, so time that has passed stays passed. Custody is not among the facts:
//! a case that changes hands keeps its deadlines.

use std::collections::BTreeMap;
use std::fmt;

use chrono::TimeDelta;

use super::calendar::Calendar;
use super::event::Event;
use super::fingerprint::Fingerprint;
use super::policy::{ClockKind, Confidence, DutyHolder, Policies, Policy, PolicyId, PolicyKind, RungTarget};
use super::track::{Track, Tracks};
use crate::kernel::Timestamp;
use crate::kernel::terms::Severity;

/// How long an urgent case is reviewed at the pace of an urgent one (policies V-HIGH and V-REST).
pub const FIRST_MONTH: TimeDelta = TimeDelta::days(30);

/// What the clocks of a case follow from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// Severity: that of triage, else the one computed before it.
    pub severity: Severity,
    /// The tracks it stands under.
    pub tracks: Tracks,
    /// When each starting event happened. A reporter's message stands here only when it came over a channel marked safe: otherwise no
    /// answer is due.
    pub started: BTreeMap<Event, Timestamp>,
}

impl CaseFacts {
    /// A case just opened by a report committed at `t0`; its first review is counted from there.
    #[must_use]
    pub fn opened(severity: Severity, tracks: Tracks, t0: Timestamp) -> Self {
        Self { severity, tracks, started: BTreeMap::from([(Event::ReportReceived, t0), (Event::LastReview, t0)]) }
    }

    /// The facts with `event` at `at`.
    #[must_use]
    pub fn with(mut self, event: Event, at: Timestamp) -> Self {
        self.started.insert(event, at);
        self
    }

    /// The severity a policy is looked up under: the case's own, except that after the first month every case is reviewed like a calm one.
    fn severity_for(&self, policy: &Policy, starts_at: Timestamp) -> Severity {
        let reviewed = policy.stops_on == Event::Reviewed;
        let calm = self.started.get(&Event::ReportReceived).is_some_and(|t0| starts_at.signed_duration_since(t0) >= FIRST_MONTH);
        if reviewed && calm { self.severity.max(Severity::Medium) } else { self.severity }
    }
}

/// Why a policy does not run for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRunning {
    /// This version does not serve the policy.
    NotServed,
    /// What starts it has not happened.
    NotStarted(Event),
    /// It is for other severities.
    Severity(Severity),
    /// The case stands under none of its tracks.
    Track,
    /// It is for cases of discrimination and nothing else.
    NotTheOnlyTrack,
}

impl fmt::Display for NotRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotServed => f.write_str("not served by this version"),
            Self::NotStarted(event) => write!(f, "\"{event}\" has not happened"),
            Self::Severity(severity) => write!(f, "not for severity \"{}\"", severity.code()),
            Self::Track => f.write_str("not for these tracks"),
            Self::NotTheOnlyTrack => f.write_str("only where its track stands alone"),
        }
    }
}

/// When `policy` starts for a case, or why it does not run.
///
/// # Errors
/// [`NotRunning`], the first reason found.
pub fn start_of(policy: &Policy, facts: &CaseFacts) -> Result<Timestamp, NotRunning> {
    if !policy.is_served() {
        return Err(NotRunning::NotServed);
    }
    let starts_at = *facts.started.get(&policy.starts_on).ok_or(NotRunning::NotStarted(policy.starts_on))?;
    let severity = facts.severity_for(policy, starts_at);
    if !policy.severities.is_empty() && !policy.severities.contains(&severity) {
        return Err(NotRunning::Severity(severity));
    }
    if !policy.tracks.iter().any(|track| facts.tracks.with(Track::Any).contains(*track)) {
        return Err(NotRunning::Track);
    }
    // The longer allowance for redress must not slow down a case that is also about a child, a disability or a violent home.
    if policy.tracks == [Track::Discrimination] && !facts.tracks.is_only(Track::Discrimination) {
        return Err(NotRunning::NotTheOnlyTrack);
    }
    Ok(starts_at)
}

/// A step of a ladder with its instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRung {
    /// Its place in the policy, from 1: once told, never told again.
    pub no: u16,
    /// When.
    pub at: Timestamp,
    /// Who is told.
    pub to: RungTarget,
}

/// A running clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The policy behind it.
    pub policy: PolicyId,
    /// What started it.
    pub starts_on: Event,
    /// What stops it.
    pub stops_on: Event,
    /// When it started.
    pub starts_at: Timestamp,
    /// When it is due.
    pub due_at: Timestamp,
    /// Which hours count.
    pub clock: ClockKind,
    /// What kind of clock it is.
    pub kind: PolicyKind,
    /// How well its basis is founded.
    pub confidence: Confidence,
    /// Who owes it.
    pub duty_holder: DutyHolder,
    /// Only a meeting face to face stops it.
    pub in_person: bool,
    /// Who is told when: the ladder in its order, then those told beside it at the deadline.
    pub rungs: Vec<DueRung>,
}

/// The clocks that run for a case, in the order of the policy file. All are shown; for one milestone [`governing`] names the one that counts.
#[must_use]
pub fn due_for(policies: &Policies, calendar: &Calendar, facts: &CaseFacts) -> Vec<Due> {
    policies.served().filter_map(|policy| start_of(policy, facts).ok().map(|starts_at| due(policy, calendar, starts_at))).collect()
}

/// Who is told when, for a clock of `policy` that started at `starts_at`: the ladder in its order, then those told beside it.
#[must_use]
pub fn rungs(policy: &Policy, calendar: &Calendar, starts_at: Timestamp) -> Vec<DueRung> {
    let ladder = policy.ladder.iter().map(|rung| (rung.at_percent, rung.to));
    let beside = policy.parallel_at_due.iter().map(|to| (100, *to));
    let numbered = ladder.chain(beside).zip(1..);
    numbered.map(|((percent, to), no)| DueRung { no, at: calendar.add_percent(starts_at, policy.due, percent), to }).collect()
}

fn due(policy: &Policy, calendar: &Calendar, starts_at: Timestamp) -> Due {
    Due {
        policy: policy.id.clone(),
        starts_on: policy.starts_on,
        stops_on: policy.stops_on,
        starts_at,
        due_at: calendar.add(starts_at, policy.due),
        clock: policy.clock,
        kind: policy.kind,
        confidence: policy.confidence,
        duty_holder: policy.duty_holder,
        in_person: policy.in_person,
        rungs: rungs(policy, calendar, starts_at),
    }
}

/// For each stopping event the clock that counts: the one due first; of two due together the better founded one.
#[must_use]
pub fn governing(dues: &[Due]) -> BTreeMap<Event, &Due> {
    let mut first: BTreeMap<Event, &Due> = BTreeMap::new();
    for due in dues {
        let governs = first.get(&due.stops_on).is_none_or(|other| (due.due_at, due.confidence) < (other.due_at, other.confidence));
        if governs {
            first.insert(due.stops_on, due);
        }
    }
    first
}

/// A print of everything [`due_for`] reads: deadlines are computed again only when it changes.
#[must_use]
pub fn fingerprint(policies: &Policies, calendar: &Calendar, facts: &CaseFacts) -> Fingerprint {
    let events: Vec<String> = facts.started.iter().map(|(event, at)| format!("{event} {}", at.timestamp_micros())).collect();
    let case = [facts.severity.code(), &facts.tracks.to_string()].map(str::to_owned);
    let sources = [policies.fingerprint.as_str(), calendar.fingerprint.as_str()];
    Fingerprint::of(sources.into_iter().chain(case.iter().map(String::as_str)).chain(events.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::LazyLock;

    use chrono::{NaiveDateTime, TimeDelta};
    use proptest::prelude::*;

    use super::{CaseFacts, Due, FIRST_MONTH, NotRunning, start_of};
    use crate::clocks::{Clocks, Event, PolicyKind, RungTarget, Track, Tracks, governing, local_time};
    use crate::kernel::Timestamp;
    use crate::kernel::terms::Severity::{self, Emergency, High, Low, Medium};

    fn clocks() -> &'static Clocks {
        static CLOCKS: LazyLock<Clocks> = LazyLock::new(|| Clocks::load().expect("clocks"));
        &CLOCKS
    }

    /// Vietnamese time, for example `2026-11-20 16:30`.
    fn at(local: &str) -> Timestamp {
        NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").expect("a local time").and_utc() - TimeDelta::hours(7)
    }

    fn face(at: Timestamp) -> String {
        local_time(at).format("%m-%d %H:%M").to_string()
    }

    fn on(tracks: &[Track]) -> Tracks {
        tracks.iter().copied().chain([Track::Any]).collect()
    }

    fn find<'a>(dues: &'a [Due], policy: &str) -> Option<&'a Due> {
        dues.iter().find(|due| due.policy.as_str() == policy)
    }

    fn ids(dues: &[Due]) -> Vec<&str> {
        dues.iter().map(|due| due.policy.as_str()).collect()
    }

    /// Policy, severity, tracks, due time, and who is told when.
    type PolicyCase = (&'static str, Severity, &'static [Track], &'static str, &'static [&'static str]);

    /// Every policy this version serves, for a case whose clocks start on Friday 20 November 2026 at 16:30; Tuesday the 24th is a day off.
    const EVERY_SERVED_POLICY: &[PolicyCase] = &[
        (
            "R-EM-ACK",
            Emergency,
            &[],
            "11-20 16:45",
            &[
                "11-20 16:30 round_the_clock_desk",
                "11-20 16:30 commune_police",
                "11-20 16:45 chair",
                "11-20 17:00 province_health",
                "11-20 17:30 province_committee",
            ],
        ),
        (
            "R-EM-CONTACT",
            Emergency,
            &[],
            "11-20 18:30",
            &["11-20 17:30 chair", "11-20 18:30 province_health", "11-20 20:30 province_committee", "11-20 22:30 ministry_desk"],
        ),
        (
            "R-EM-SAFE",
            Emergency,
            &[],
            "11-21 04:30",
            &["11-20 22:30 chair", "11-21 04:30 province_health", "11-21 04:30 province_committee"],
        ),
        ("R-HI-ACK", High, &[], "11-20 18:30", &["11-20 17:30 duty_person", "11-20 18:30 chair", "11-20 20:30 province_health"]),
        (
            "R-HI-CONTACT",
            High,
            &[],
            "11-21 04:30",
            &["11-20 22:30 head", "11-21 01:30 chair", "11-21 04:30 province_health", "11-21 16:30 province_committee"],
        ),
        ("R-HI-SAFE", High, &[], "11-22 16:30", &["11-22 04:30 chair", "11-22 16:30 province_health"]),
        ("R-ME-ACK", Medium, &[], "11-21 16:30", &["11-21 10:30 duty_person", "11-21 16:30 chair", "11-22 16:30 province_health"]),
        ("R-ME-CONTACT", Medium, &[], "11-23 16:30", &["11-22 22:30 head", "11-23 16:30 chair", "11-25 04:30 province_health"]),
        ("R-LO-ACK", Low, &[], "11-23 16:30", &["11-23 16:30 head", "11-25 16:30 chair"]),
        ("R-LO-CONTACT", Low, &[], "11-26 16:30", &["11-26 16:30 chair", "12-01 16:30 province_health"]),
        ("R-DI-CONTACT", Low, &[Track::Discrimination], "11-30 16:30", &["11-30 16:30 chair", "12-07 16:30 province_health"]),
        ("R-ANSWER", High, &[], "11-23 16:30", &[]),
        (
            "R-DANGER",
            Emergency,
            &[],
            "11-20 16:45",
            &["11-20 16:45 chair", "11-20 17:00 province_health", "11-20 17:30 province_committee"],
        ),
        (
            "L02",
            High,
            &[Track::Child],
            "11-21 04:30",
            &["11-20 18:32 commune_police", "11-20 22:30 province_health", "11-21 04:30 province_committee", "11-21 04:30 hotline_111"],
        ),
        ("V-HIGH", High, &[], "11-27 16:30", &["11-27 16:30 chair"]),
        ("V-REST", Medium, &[], "12-20 16:30", &["12-20 16:30 chair"]),
        ("V-MISROUTE-EM", High, &[], "11-20 17:00", &["11-20 17:00 province_committee"]),
        ("V-MISROUTE", Low, &[], "11-23 11:00", &["11-23 11:00 province_committee"]),
    ];

    #[test]
    fn every_served_policy_is_due_when_its_line_says_and_tells_whom_it_names() {
        let clocks = clocks();
        let friday = at("2026-11-20 16:30");
        for (policy, severity, tracks, due_at, rungs) in EVERY_SERVED_POLICY {
            let facts = CaseFacts::opened(*severity, on(tracks), friday).with(Event::ReporterMessage, friday);
            let facts = facts.with(Event::DangerRaised, friday).with(Event::Refused, friday);
            let dues = clocks.due_for(&facts);
            let due = find(&dues, policy).unwrap_or_else(|| panic!("{policy} does not run"));
            assert_eq!((face(due.due_at).as_str(), due.starts_at), (*due_at, friday), "{policy}");
            let told: Vec<String> = due.rungs.iter().map(|rung| format!("{} {}", face(rung.at), rung.to)).collect();
            assert_eq!(told, *rungs, "{policy}");
            let numbers: Vec<u16> = due.rungs.iter().map(|rung| rung.no).collect();
            assert_eq!(numbers, (1..).take(rungs.len()).collect::<Vec<u16>>(), "{policy}");
        }
        let tested: BTreeSet<&str> = EVERY_SERVED_POLICY.iter().map(|(policy, ..)| *policy).collect();
        let served: BTreeSet<&str> = clocks.policies.served().map(|policy| policy.id.as_str()).collect();
        assert_eq!(tested, served, "a served policy has no line in the table");
    }

    #[test]
    fn a_policy_runs_only_for_its_severities_and_tracks() {
        let clocks = clocks();
        let now = at("2026-11-20 16:30");
        let running = |severity, tracks: &[Track]| {
            let dues = clocks.due_for(&CaseFacts::opened(severity, on(tracks), now));
            ids(&dues).join(" ")
        };
        assert_eq!(running(Emergency, &[]), "R-EM-ACK R-EM-CONTACT R-EM-SAFE V-HIGH");
        assert_eq!(running(High, &[Track::Child]), "R-HI-ACK R-HI-CONTACT R-HI-SAFE L02 V-HIGH");
        assert_eq!(running(Medium, &[Track::Child, Track::Dv]), "R-ME-ACK R-ME-CONTACT V-REST");
        assert_eq!(running(Low, &[]), "R-LO-ACK R-LO-CONTACT V-REST");
        assert_eq!(running(Low, &[Track::Discrimination]), "R-LO-ACK R-LO-CONTACT R-DI-CONTACT V-REST");
        assert_eq!(running(Low, &[Track::Discrimination, Track::Pwd]), "R-LO-ACK R-LO-CONTACT V-REST");
        assert_eq!(running(High, &[Track::Discrimination]), "R-HI-ACK R-HI-CONTACT R-HI-SAFE V-HIGH");
    }

    #[test]
    fn why_a_policy_does_not_run_is_told() {
        let clocks = clocks();
        let facts = CaseFacts::opened(Low, on(&[Track::Discrimination, Track::Pwd]), at("2026-11-20 16:30"));
        let reason = |policy: &str| start_of(clocks.policies.get(policy).expect("policy"), &facts).expect_err("does not run");
        assert_eq!(reason("L12"), NotRunning::NotServed);
        assert_eq!(reason("R-ANSWER"), NotRunning::NotStarted(Event::ReporterMessage));
        assert_eq!(reason("R-EM-ACK"), NotRunning::Severity(Low));
        assert_eq!(reason("R-DI-CONTACT"), NotRunning::NotTheOnlyTrack);
        let adult = CaseFacts { severity: High, ..facts.clone() };
        assert_eq!(start_of(clocks.policies.get("L02").expect("L02"), &adult), Err(NotRunning::Track));
    }

    #[test]
    fn for_one_milestone_the_earliest_counts_and_all_are_kept() {
        let clocks = clocks();
        let dues = clocks.due_for(&CaseFacts::opened(High, on(&[Track::Child]), at("2026-11-20 16:30")));
        assert!(find(&dues, "R-HI-SAFE").is_some());
        assert_eq!(governing(&dues).get(&Event::Safe).map(|due| due.policy.as_str()), Some("L02"));
        assert_eq!(governing(&dues).len(), 4, "acknowledged, first_contact, safe, reviewed");
    }

    #[test]
    fn of_two_clocks_due_together_the_one_with_a_law_behind_it_counts() {
        let clocks = clocks();
        let dues = clocks.due_for(&CaseFacts::opened(Emergency, on(&[Track::Child]), at("2026-11-20 16:30")));
        let (ours, law) = (find(&dues, "R-EM-SAFE").expect("ours"), find(&dues, "L02").expect("law"));
        assert_eq!(ours.due_at, law.due_at);
        assert_eq!(governing(&dues).get(&Event::Safe).map(|due| due.policy.as_str()), Some("L02"));
    }

    #[test]
    fn raising_the_severity_shortens_the_allowance_and_keeps_the_start() {
        let clocks = clocks();
        let t0 = at("2026-11-20 16:30");
        let contact = |severity| {
            let dues = clocks.due_for(&CaseFacts::opened(severity, on(&[]), t0));
            let due = governing(&dues).get(&Event::FirstContact).map(|due| (due.starts_at, due.due_at - due.starts_at));
            due.expect("a contact clock")
        };
        assert_eq!(contact(Medium), (t0, TimeDelta::hours(72)));
        assert_eq!(contact(High), (t0, TimeDelta::hours(12)));
        assert_eq!(contact(Emergency), (t0, TimeDelta::hours(2)));
    }

    #[test]
    fn an_urgent_case_is_reviewed_weekly_in_the_first_month_and_monthly_after_it() {
        let clocks = clocks();
        let t0 = at("2026-11-20 16:30");
        let review = |severity, last_review: Timestamp| {
            let dues = clocks.due_for(&CaseFacts::opened(severity, on(&[]), t0).with(Event::LastReview, last_review));
            let due = governing(&dues).get(&Event::Reviewed).map(|due| (due.policy.to_string(), (due.due_at - last_review).num_days()));
            due.expect("a review clock")
        };
        let last_instant = t0 + FIRST_MONTH - TimeDelta::microseconds(1);
        for severity in [Emergency, High] {
            assert_eq!(review(severity, t0), ("V-HIGH".into(), 7));
            assert_eq!(review(severity, last_instant), ("V-HIGH".into(), 7));
            assert_eq!(review(severity, t0 + FIRST_MONTH), ("V-REST".into(), 30));
        }
        assert_eq!(review(Low, t0), ("V-REST".into(), 30));
        assert_eq!(review(Low, t0 + FIRST_MONTH), ("V-REST".into(), 30));
    }

    #[test]
    fn the_print_changes_with_every_fact_and_with_nothing_else() {
        let clocks = clocks();
        let facts = CaseFacts::opened(High, on(&[Track::Child]), at("2026-11-20 16:30"));
        let print = clocks.fingerprint(&facts);
        assert_eq!(print, Clocks::load().expect("clocks").fingerprint(&facts.clone()));
        let message = facts.clone().with(Event::ReporterMessage, at("2026-11-20 17:30"));
        let later = facts.clone().with(Event::LastReview, at("2026-11-20 17:30"));
        let other_tracks = CaseFacts { tracks: on(&[]), ..facts.clone() };
        for changed in [CaseFacts { severity: Medium, ..facts.clone() }, other_tracks, message, later] {
            assert_ne!(clocks.fingerprint(&changed), print, "{changed:?}");
        }
        let policies = include_str!("../../seeds/policies.yaml").replacen("n: 15, unit: minute", "n: 10, unit: minute", 1);
        let calendar = include_str!("../../seeds/calendar_vn.csv").replacen("2026-11-24,day_off", "2026-11-25,day_off", 1);
        for (policies, calendar) in [
            (policies.as_str(), include_str!("../../seeds/calendar_vn.csv")),
            (include_str!("../../seeds/policies.yaml"), calendar.as_str()),
        ] {
            assert_ne!(Clocks::parse(policies, calendar).expect("clocks").fingerprint(&facts), print);
        }
    }

    proptest! {
        #[test]
        fn every_open_case_has_a_response_and_a_review_clock_whenever_it_is_opened(
            minutes in 0_i64..4_000_000,
            severity in prop::sample::select(Severity::ALL),
            chosen in prop::collection::vec(prop::sample::select(vec![Track::Child, Track::Pwd, Track::Dv, Track::Abandoned, Track::Discrimination]), 0..5),
        ) {
            let clocks = clocks();
            let t0 = at("2026-01-01 00:00") + TimeDelta::minutes(minutes);
            let dues = clocks.due_for(&CaseFacts::opened(severity, on(&chosen), t0));
            let governing = governing(&dues);
            for milestone in [Event::Acknowledged, Event::FirstContact, Event::Reviewed] {
                prop_assert!(governing.contains_key(&milestone), "{milestone}");
            }
            for due in &dues {
                prop_assert!(due.due_at > t0);
                prop_assert!(due.rungs.iter().all(|rung| rung.at >= t0));
                prop_assert!(due.rungs.windows(2).all(|pair| pair[0].at <= pair[1].at));
                prop_assert!(due.kind == PolicyKind::Response || due.kind == PolicyKind::Decision);
            }
            let first = governing.get(&Event::Acknowledged).expect("acknowledged");
            prop_assert!(first.rungs.iter().any(|rung| rung.to == RungTarget::Chair), "somebody above hears of it");
        }
    }
}
