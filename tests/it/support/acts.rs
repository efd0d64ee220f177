//! What the people at the desk do, in one line each, and reports of a chosen severity.

use std::sync::Arc;

use langnghe::{
    db::Db,
    http::App,
    kernel::{Clock, Ids, Timestamp, clock::SystemClock, ids::SystemIds, terms::Role},
    lifecycle::{Parts, assemble_with},
};
use serde_json::{Value, json};

use super::{Answer, BOUNDARIES, COMMUNE, Client, PLACES, TestApp, vault};

/// A commune of another province: Phường Ba Đình.
pub const ELSEWHERE: &str = "00004";
/// Its accountable office.
pub const OFFICE_ELSEWHERE: &str = "ubnd-00004";
/// Another commune of the same province: Phường Thủ Dầu Một.
pub const NEXT_DOOR: &str = "25747";
/// Its accountable office.
pub const OFFICE_NEXT_DOOR: &str = "ubnd-25747";
/// The desk of the ministry at the end of every line.
pub const MINISTRY: &str = "bo-y-te-tre-em";

impl Client {
    /// Opens a case and returns what it shows.
    pub async fn open(&self, case: &str) -> Value {
        self.get(&format!("/api/v1/cases/{case}")).await.expect(200).json()
    }

    /// Posts to one of the resources of a case, for instance `contacts`.
    pub async fn act(&self, case: &str, resource: &str, body: &Value) -> Answer {
        self.post(&format!("/api/v1/cases/{case}/{resource}"), body).await
    }

    /// Logs a contact and says whether it was the first contact of the case.
    pub async fn contact(&self, case: &str, body: &Value) -> bool {
        self.act(case, "contacts", body).await.expect(201).json()["first_contact"].as_bool().unwrap()
    }

    /// Meets the person at risk, and closes the case as a lead may.
    pub async fn meet_and_close(&self, case: &str, reason: &str) {
        assert!(self.contact(case, &met_alone()).await);
        self.act(case, "closure", &json!({"reason": reason})).await.expect(201);
    }

    /// The conversation of whoever holds the code, each message opened by its number: who wrote it, and what.
    pub async fn thread(&self) -> Vec<(String, String)> {
        let seen = self.get("/api/v1/follow-up").await.expect(200).json();
        let mut thread = Vec::new();
        for line in seen["messages"].as_array().unwrap() {
            let opened = self.post(&format!("/api/v1/follow-up/messages/{}/open", line["number"]), &json!({})).await.expect(200);
            thread.push((opened.text_at("/from"), opened.text_at("/text")));
        }
        thread
    }

    /// Asks to open who reported; the id of the request.
    pub async fn ask_for_identity(&self, case: &str, reason: &str) -> String {
        self.act(case, "identity-requests", &json!({"reason": reason})).await.expect(201).text_at("/id")
    }

    /// Says something to a request, or to an opening in an emergency.
    pub async fn judge(&self, case: &str, id: &str, judgement: &str, words: &str) -> Answer {
        self.act(case, &format!("identity-requests/{id}/judgement"), &json!({"judgement": judgement, "words": words})).await
    }

    /// Asks, has `lead` agree, and opens who reported.
    pub async fn open_identity(&self, lead: &Self, case: &str) -> Answer {
        let id = self.ask_for_identity(case, "gọi lại").await;
        lead.judge(case, &id, "approved", "").await.expect(201);
        self.act(case, "identity", &json!({})).await
    }

    /// Codes of the first page of the queue, in its order.
    pub async fn queue(&self) -> Vec<String> {
        codes(&self.get("/api/v1/cases").await.expect(200).json())
    }
}

/// The case codes of a page of the queue.
pub fn codes(page: &Value) -> Vec<String> {
    page["cases"].as_array().unwrap().iter().map(|case| case["code"].as_str().unwrap().to_owned()).collect()
}

impl TestApp {
    /// The routes, for a caller with a token of their own making.
    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }

    /// The time on the clock.
    pub fn now(&self) -> Timestamp {
        self.ctx.clock.now()
    }

    /// Somebody files a report; returns the code of the case.
    pub async fn report(&self, body: &Value) -> String {
        self.visitor().report(body).await["case_code"].as_str().unwrap().to_owned()
    }

    /// Opens and acknowledges a case.
    pub async fn take(&self, by: &Client, case: &str, severity: &str) {
        by.open(case).await;
        by.act(case, "acknowledgement", &self.acknowledgement(severity)).await.expect(201);
    }

    /// Spam is closed by two people: a lead of the office asks, whoever works on it; `decides` agrees.
    pub async fn close_as_spam(&self, decides: &Client, case: &str) {
        let office = self.db_case(case).await.office_code;
        let spam = json!({"reason": "spam_or_test"});
        self.staff(Role::Lead, &office).await.act(case, "closure-requests", &spam).await.expect(201);
        decides.act(case, "closure", &spam).await.expect(201);
    }

    /// An acknowledgement with a next act within the hour.
    pub fn acknowledgement(&self, severity: &str) -> Value {
        json!({"severity": severity, "next_act": "Đến nhà", "next_act_by": self.now() + chrono::Duration::hours(1)})
    }

    /// The same program in a second process: pools of its own on the same database, the same clock.
    pub async fn another_process(&self) -> App {
        self.process(self.clock.clone()).await
    }

    /// The same with the machine's own clock.
    pub async fn process_in_real_time(&self) -> App {
        self.process(Arc::new(SystemClock)).await
    }

    async fn process(&self, clock: Arc<dyn Clock>) -> App {
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let parts = Parts { db: Db::open(&self.db_address()).await.unwrap(), vault: vault(), clock, ids, places: PLACES.clone() };
        assemble_with(self.ctx.config.clone(), parts, BOUNDARIES.clone()).unwrap()
    }
}

/// A report about an adult in `COMMUNE` that counts as `severity` until triage.
pub fn report_of(severity: &str) -> Value {
    report_from(COMMUNE, severity)
}

/// The same from another commune.
pub fn report_from(commune: &str, severity: &str) -> Value {
    let (category, danger) = match severity {
        "emergency" => ("violence", json!(["violence_now"])),
        "high" => ("violence", json!([])),
        "medium" => ("neglect", json!([])),
        "low" => ("discrimination", json!([])),
        other => panic!("no severity {other}"),
    };
    // A second track beside discrimination, so that only the clocks of the severity run.
    let relation = if severity == "low" { "father" } else { "neighbour" };
    json!({"story": "x", "category": category, "danger": danger, "in_danger_now": "no", "place": {"commune": commune},
        "persons_at_risk": [{"age": 40}], "alleged_perpetrators": [{"relation": relation}]})
}

/// The person at risk was met face to face and alone.
pub fn met_alone() -> Value {
    json!({"with": "person_at_risk", "outcome": "reached", "alone": "alone", "how": "in_person"})
}
