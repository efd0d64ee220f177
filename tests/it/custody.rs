//! Nobody is in charge of nothing: whatever people do in whatever order, every open case has one custody and a running clock.

use chrono::Duration;
use langnghe::{
    audit::verify,
    kernel::{Ids, ids::SeededIds, terms::Role},
};
use serde_json::{Value, json};

use crate::desk::handing_over::{ENVELOPES_TOO_FEW, ENVELOPES_TOO_MANY};
use crate::support::{
    COMMITTEE, Client, Kind, OFFICE, PARENT, POLICE, TestApp,
    acts::{OFFICE_ELSEWHERE, OFFICE_NEXT_DOOR, met_alone, report_of},
    full_report,
};

/// Who acts: leads and responders of the accountable office, its parents and somebody who only reads along.
const PEOPLE: [(&str, Role, &str); 9] = [
    ("responder@x.example", Role::Responder, OFFICE),
    ("lead@x.example", Role::Lead, OFFICE),
    ("health-lead@x.example", Role::Lead, PARENT),
    ("health@x.example", Role::Responder, PARENT),
    ("province@x.example", Role::Lead, COMMITTEE),
    ("police@x.example", Role::Responder, POLICE),
    ("supervisor@x.example", Role::Supervisor, PARENT),
    ("next-door@x.example", Role::Responder, OFFICE_NEXT_DOOR),
    ("elsewhere@x.example", Role::Lead, OFFICE_ELSEWHERE),
];
/// Offices that are offered a case, named as right, or given one.
const OFFICES: [&str; 4] = [OFFICE, OFFICE_NEXT_DOOR, OFFICE_ELSEWHERE, PARENT];
const SEVERITIES: [&str; 4] = ["emergency", "high", "medium", "low"];
const STEPS: usize = 25;

/// Repeatable choices.
struct Dice(SeededIds);

impl Dice {
    fn below(&self, limit: usize) -> usize {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        usize::try_from(u32::from_le_bytes(bytes)).unwrap() % limit
    }

    fn of<'a, T>(&self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn word(&self, choices: &[&'static str]) -> &'static str {
        choices[self.below(choices.len())]
    }
}

struct Play<'a> {
    app: &'a TestApp,
    dice: Dice,
    sessions: Vec<Option<Client>>,
    /// Case and access code.
    cases: Vec<(String, String)>,
    /// What was done, for the message of a failure.
    log: Vec<String>,
}

impl Play<'_> {
    async fn step(&mut self) {
        let act = if self.cases.is_empty() { 0 } else { self.dice.below(25) };
        match act {
            0 => self.report().await,
            1 | 2 => {
                let minutes = *self.dice.of(&[1, 16, 70, 240, 800, 4_000]);
                self.app.clock.advance(Duration::minutes(minutes));
                self.log.push(format!("{minutes} minutes pass"));
            }
            3 => {
                self.app.work().await;
                self.log.push("the worker works".into());
            }
            4 => self.reporter_writes().await,
            5 | 6 | 23 => self.the_lead_does_everything().await,
            24 => self.offices_argue().await,
            act => self.somebody_acts(act).await,
        }
    }

    async fn report(&mut self) {
        let mut report = if self.dice.below(4) == 0 { full_report() } else { report_of(self.dice.word(&SEVERITIES)) };
        if self.dice.below(5) == 0 {
            report["must_not_know"] = json!([self.dice.of(&["whole_commune", "commune_police", "not_sure"])]);
        }
        let receipt = self.app.visitor().report(&report).await;
        let text = |name: &str| receipt[name].as_str().unwrap().to_owned();
        self.log.push(format!("a report: {}", text("case_code")));
        self.cases.push((text("case_code"), text("access_code")));
    }

    async fn reporter_writes(&mut self) {
        let (case, code) = self.dice.of(&self.cases).clone();
        self.app.reporter(&code).post("/api/v1/follow-up/messages", &json!({"text": "x"})).await.expect(201);
        self.log.push(format!("the reporter of {case} writes"));
    }

    /// Every clock of a case stops, so that the review has to begin.
    async fn the_lead_does_everything(&mut self) {
        let (case, _) = self.dice.of(&self.cases).clone();
        let mut acts = vec![
            ("", Value::Null),
            ("acknowledgement", self.app.acknowledgement("high")),
            ("contacts", met_alone()),
            ("safety", json!({"reason": "x"})),
        ];
        if self.dice.below(2) == 0 {
            acts.push(("closure", json!({"reason": "safe_stable"})));
        }
        for (resource, body) in acts {
            let status = self.send(1, &case, resource, &body).await;
            self.log.push(format!("the lead {resource} {case}: {status}"));
            self.check().await;
        }
    }

    /// The office offers a case, others answer, the office above decides: so that some plays come to each end of an argument.
    async fn offices_argue(&mut self) {
        let (case, _) = self.dice.of(&self.cases).clone();
        let (next_door, elsewhere, above) = (7, 8, 2);
        let declined = |right: &str| json!({"answer": "declined", "right_office": right, "reason": "x"});
        let first = if self.dice.below(2) == 0 { json!({"answer": "accepted"}) } else { declined(OFFICE_ELSEWHERE) };
        let choice =
            json!({"choice": self.dice.word(&["taken_over", "ordered", "placed", "left"]), "office": OFFICE_NEXT_DOOR, "reason": "x"});
        let mut acts = vec![
            (0, "handover", json!({"to": OFFICE_NEXT_DOOR, "reason": "x"})),
            (next_door, "handover/answer", first),
            (elsewhere, "handover/answer", declined(OFFICE)),
            (above, "decision", choice),
        ];
        if self.dice.below(3) == 0 {
            acts.push((above, "closure", json!({"reason": "unfounded"})));
        }
        for (who, resource, body) in acts {
            let status = self.send(who, &case, resource, &body).await;
            self.log.push(format!("{} {resource} {case}: {status}", PEOPLE[who].0));
            assert!(status < 500, "{:#?}", self.log);
            self.check().await;
            // The keys of whoever was asked are made by the worker.
            self.app.work().await;
            self.check().await;
        }
    }

    async fn somebody_acts(&mut self, act: usize) {
        // The first case and the two of its office oftener than others, so that some plays get somewhere.
        let (case, _) = if self.dice.below(2) == 0 { self.cases[0].clone() } else { self.dice.of(&self.cases).clone() };
        let (resource, body) = self.act(act);
        let who = if self.dice.below(2) == 0 { self.dice.below(2) } else { self.dice.below(PEOPLE.len()) };
        if resource == "acknowledgement" && self.dice.below(4) > 0 {
            self.send(who, &case, "", &Value::Null).await;
        }
        let status = self.send(who, &case, resource, &body).await;
        self.log.push(format!("{} {resource} {case}: {status}", PEOPLE[who].0));
        assert!(status < 500, "{:#?}", self.log);
    }

    fn act(&self, act: usize) -> (&'static str, Value) {
        let dice = &self.dice;
        match act {
            6 => ("", Value::Null),
            7 => ("acknowledgement", self.app.acknowledgement(dice.word(&SEVERITIES))),
            8 => {
                let mut contact = met_alone();
                contact["with"] = json!(dice.word(&["person_at_risk", "person_at_risk", "person_at_risk", "reporter", "family"]));
                contact["how"] = json!(dice.word(&["in_person", "in_person", "phone"]));
                ("contacts", contact)
            }
            9 => ("messages", json!({"text": "x"})),
            10 => ("safety", json!({"reason": "x"})),
            11 => ("reviews", json!({"finding": "x"})),
            12 | 13 => ("exclusions", json!({})),
            14 => ("closure-requests", json!({"reason": dice.of(&["support_given", "spam_or_test", "death", "unlocatable"])})),
            15 => ("closure-refusal", json!({"reason": "x"})),
            16 => ("notes", json!({"text": "x"})),
            17 => {
                let harm = dice.word(&["much", "some", "none"]);
                let answers = json!({"severity": harm, "offender_access": harm, "care_obstacles": harm});
                let signs: &[&str] = if dice.below(4) == 0 { &["weapon"] } else { &[] };
                ("triage", json!({"version": "1", "answers": answers, "signs": signs, "reason": "x"}))
            }
            18 => ("handover", json!({"to": dice.word(&OFFICES), "reason": "x"})),
            19 => ("handover/answer", json!({"answer": "accepted"})),
            20 => ("handover/answer", json!({"answer": "declined", "right_office": dice.word(&OFFICES), "reason": "x"})),
            21 => (dice.word(&["handover/keeping", "orders/acknowledgement"]), json!({})),
            22 => {
                let choice = dice.word(&["taken_over", "ordered", "placed", "left"]);
                ("decision", json!({"choice": choice, "office": dice.word(&OFFICES), "reason": "x"}))
            }
            _ => ("closure", json!({"reason": dice.of(&["support_given", "safe_stable", "unfounded", "spam_or_test"])})),
        }
    }

    /// Sends an act, signing in (again) where the session has ended.
    async fn send(&mut self, who: usize, case: &str, resource: &str, body: &Value) -> u16 {
        for _ in 0..2 {
            if self.sessions[who].is_none() {
                self.sessions[who] = Some(self.app.sign_in(PEOPLE[who].0).await);
            }
            let client = self.sessions[who].as_ref().unwrap();
            let answer = if resource.is_empty() {
                client.get(&format!("/api/v1/cases/{case}")).await
            } else {
                client.act(case, resource, body).await
            };
            if answer.status.as_u16() != 401 {
                return answer.status.as_u16();
            }
            self.sessions[who] = None;
        }
        panic!("a fresh session is refused");
    }

    async fn check(&self) {
        self.app.every_open_case_has_custody_and_clock().await;
        // Moments of the custodies of a case follow one another without gap or overlap.
        let broken = "SELECT COUNT(*) FROM custody u WHERE u.no > 1 AND NOT EXISTS \
            (SELECT 1 FROM custody before WHERE before.case_id = u.case_id AND before.no = u.no - 1 AND before.to_at = u.from_at)";
        assert_eq!(self.app.db_count(broken).await, 0, "{:#?}", self.log);
        // The next look comes no later than the first rung that is still to be told.
        let forgotten = "SELECT COUNT(*) FROM case_file c JOIN deadline d ON d.case_id = c.id \
            WHERE c.closed_at IS NULL AND d.stopped_at IS NULL AND d.next_rung_at < c.attention_at";
        assert_eq!(self.app.db_count(forgotten).await, 0, "{:#?}", self.log);
        // Nothing that offices argue about outlives its answer.
        let stale = "SELECT COUNT(*) FROM handover h JOIN case_file c ON c.id = h.case_id WHERE h.state = 'offered' \
            AND (c.closed_at IS NOT NULL OR h.custody_no <> c.custody_no OR h.from_office <> c.office_code OR h.to_office = c.office_code)";
        assert_eq!(self.app.db_count(stale).await, 0, "{:#?}", self.log);
        let stale = "SELECT COUNT(*) FROM parent_decision d JOIN case_file c ON c.id = d.case_id WHERE d.decided_at IS NULL \
            AND (c.closed_at IS NOT NULL OR d.custody_no <> c.custody_no)";
        assert_eq!(self.app.db_count(stale).await, 0, "{:#?}", self.log);
    }
}

async fn whatever_happens_every_open_case_is_somebodys(kind: Kind, sequences: u64) {
    let app = TestApp::new(kind).await;
    app.db_add_police().await;
    for (email, role, office) in PEOPLE {
        app.db_add_staff(email, role, office).await;
    }
    let mut succeeded = 0;
    for seed in 1..=sequences {
        let dice = Dice(SeededIds::new(seed));
        let mut play = Play { app: &app, dice, sessions: vec![None; PEOPLE.len()], cases: Vec::new(), log: vec![format!("seed {seed}")] };
        for _ in 0..STEPS {
            play.step().await;
            play.check().await;
        }
        succeeded += play.log.iter().filter(|line| line.ends_with(": 201")).count();
        let proof = verify::verify(&app.ctx.db, &app.ctx.vault).await.unwrap();
        assert!(proof.holds(), "{:?} after {:#?}", proof.findings, play.log);
        app.work().await;
        assert_eq!(app.db_count(ENVELOPES_TOO_MANY).await, 0, "an office holds a key it is not entitled to: {:#?}", play.log);
        assert_eq!(app.db_count(ENVELOPES_TOO_FEW).await, 0, "an office is entitled and holds no key: {:#?}", play.log);
    }
    // A play in which everything is refused would prove nothing.
    assert!(succeeded >= usize::try_from(sequences).unwrap() * 2, "{succeeded} acts were taken");
    let moved = app.db_count("SELECT COUNT(*) FROM custody WHERE no > 1").await;
    let reviewed = app.db_count("SELECT COUNT(*) FROM deadline WHERE stops_on = 'reviewed'").await;
    let closed = app.db_count("SELECT COUNT(*) FROM case_file WHERE closed_at IS NOT NULL").await;
    let told = app.db_count("SELECT COUNT(*) FROM escalation").await;
    let answered = app.db_count("SELECT COUNT(*) FROM handover WHERE state IN ('accepted', 'declined')").await;
    let decided = app.db_count("SELECT COUNT(*) FROM parent_decision WHERE decided_by IS NOT NULL").await;
    let seen = [moved, reviewed, closed, told, answered, decided];
    assert!(seen.iter().all(|times| *times > 0), "moved, came to a review, closed, climbed, answered, decided: {seen:?}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_in_charge_of_nothing_on_sqlite() {
    whatever_happens_every_open_case_is_somebodys(Kind::Sqlite, 30).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_in_charge_of_nothing_on_postgres() {
    whatever_happens_every_open_case_is_somebodys(Kind::Postgres, 10).await;
}

/// Everybody of an office steps back, one after the other: the case goes up and stays with somebody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_nobody_below_may_touch_goes_up() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let app = TestApp::new(kind).await;
        let (one, two) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, OFFICE).await);
        let above = app.staff(Role::Lead, PARENT).await;
        let case = app.report(&report_of("high")).await;
        one.act(&case, "exclusions", &json!({})).await.expect(201);
        assert_eq!(above.open(&case).await["office"]["code"], OFFICE, "somebody is left");
        two.act(&case, "exclusions", &json!({})).await.expect(201);
        app.work().await;
        let view = above.open(&case).await;
        assert_eq!(view["office"]["code"], PARENT);
        let custody: Vec<_> = view["custody"].as_array().unwrap().iter().map(|c| (c["office"].as_str(), c["reason"].as_str())).collect();
        assert_eq!(custody, [(Some(OFFICE), Some("routed")), (Some(PARENT), Some("gap"))]);
        for gone in [one, two] {
            gone.get(&format!("/api/v1/cases/{case}")).await.expect(404);
        }
        app.take(&above, &case, "high").await;
        app.finish().await;
    }
}

/// The office directly above has nobody either: the case goes on to where somebody answers, and that somebody is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_does_not_stop_at_an_office_where_nobody_answers() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let app = TestApp::new(kind).await;
        let only = app.staff(Role::Responder, OFFICE).await;
        app.db_add_staff("province@x.example", Role::Lead, COMMITTEE).await;
        for severity in SEVERITIES {
            let case = app.report(&report_of(severity)).await;
            only.act(&case, "exclusions", &json!({})).await.expect(201);
            let told = app.mailed().len();
            app.work().await;
            assert!(app.mailed()[told..].contains(&"province@x.example".to_owned()), "{severity}");
            let view = app.sign_in("province@x.example").await.open(&case).await;
            assert_eq!((view["office"]["code"].as_str(), view["opened"]["reports"][0]["story"].as_str()), (Some(COMMITTEE), Some("x")));
        }
        app.finish().await;
    }
}
