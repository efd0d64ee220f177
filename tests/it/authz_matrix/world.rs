//! The people and the cases of the matrix.

use std::collections::BTreeMap;

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use crate::{
    files::{photo, send_ahead},
    pages::{Browser, hidden},
    support::{
        COMMITTEE, COMMUNE, Client, OFFICE, PARENT, TestApp,
        acts::{MINISTRY, NEXT_DOOR, OFFICE_ELSEWHERE, OFFICE_NEXT_DOOR, report_of},
    },
};

/// What somebody has to do with a case: a column.
pub struct Relation {
    pub name: &'static str,
    /// Which case of the world.
    case: &'static str,
    pub responder: &'static str,
    pub lead: &'static str,
    /// Whether the case does not exist for them: whatever they ask, the answer is that of a code that nobody has.
    pub out_of_sight: bool,
}

const fn relation(name: &'static str, case: &'static str, responder: &'static str, lead: &'static str, out_of_sight: bool) -> Relation {
    Relation { name, case, responder, lead, out_of_sight }
}

/// The columns, in the order of `cases.txt`.
pub const RELATIONS: [Relation; 14] = [
    relation("named", "taken", "lan", "minh", false),
    relation("colleague", "taken", "binh", "minh", false),
    relation("colleague with a reason", "taken", "chi", "minh", false),
    relation("nobody is named", "open", "binh", "minh", false),
    relation("another commune", "taken", "xa", "xa-lead", true),
    relation("directly above", "taken", "syt", "syt-lead", false),
    relation("further above, before escalation", "taken", "tinh", "tinh-lead", true),
    relation("further above, after escalation", "escalated", "tinh", "tinh-lead", false),
    relation("offered to me", "offered", "ben", "ben-lead", false),
    relation("handed over and gone", "gone", "lan", "minh", true),
    relation("my office must not know", "hidden", "lan", "minh", true),
    relation("I must not know", "known", "phuc", "quyet", true),
    relation("closed", "closed", "lan", "minh", false),
    relation("drill", "drill", "lan", "minh", false),
];

/// The column in which nobody is named.
pub const UNNAMED: usize = 3;
/// Those who work on no case, at the office whose case nobody is named for.
pub const OTHERS: [&str; 4] = ["sup", "an", "op", "nobody"];
/// The columns of `roles.txt`.
pub const ROLES: [&str; 8] = ["lan", "minh", "sup", "an", "op", "nobody", "sup-above", "an-above"];

const PEOPLE: [(&str, Role, &str); 19] = [
    ("lan", Role::Responder, OFFICE),
    ("binh", Role::Responder, OFFICE),
    ("chi", Role::Responder, OFFICE),
    ("phuc", Role::Responder, OFFICE),
    ("minh", Role::Lead, OFFICE),
    ("quyet", Role::Lead, OFFICE),
    ("sup", Role::Supervisor, OFFICE),
    ("an", Role::Administrator, OFFICE),
    ("op", Role::Operator, OFFICE),
    ("xa", Role::Responder, OFFICE_ELSEWHERE),
    ("xa-lead", Role::Lead, OFFICE_ELSEWHERE),
    ("ben", Role::Responder, OFFICE_NEXT_DOOR),
    ("ben-lead", Role::Lead, OFFICE_NEXT_DOOR),
    ("syt", Role::Responder, PARENT),
    ("syt-lead", Role::Lead, PARENT),
    ("tinh", Role::Responder, COMMITTEE),
    ("tinh-lead", Role::Lead, COMMITTEE),
    ("sup-above", Role::Supervisor, PARENT),
    ("an-above", Role::Administrator, MINISTRY),
];

/// Somebody with a session.
pub struct Person {
    pub program: Client,
    pub browser: Browser,
    pub csrf: String,
}

pub struct World {
    pub people: BTreeMap<&'static str, Person>,
    cases: BTreeMap<&'static str, String>,
}

impl World {
    /// The code of the case of a column.
    pub fn case(&self, relation: &Relation) -> &str {
        &self.cases[relation.case]
    }

    /// The people, and no case.
    pub async fn people_only(app: &TestApp) -> Self {
        let them = || PEOPLE.into_iter().filter(|(name, ..)| ROLES.contains(name));
        for (name, role, office) in them() {
            app.db_add_staff(&mail(name), role, office).await;
        }
        Self { people: at_work(app, them()).await, cases: BTreeMap::new() }
    }

    pub async fn build(app: &TestApp) -> Self {
        // The offices have to be staffed before the first report comes; whoever signs in now would have gone home when it has climbed.
        for (name, role, office) in PEOPLE {
            app.db_add_staff(&mail(name), role, office).await;
        }
        let mut cases = BTreeMap::new();
        cases.insert("escalated", reported(app, "emergency").await);
        let granted = format!("SELECT COUNT(*) FROM case_grant WHERE office_code = '{COMMITTEE}'");
        for _ in 0..48 {
            if app.db_count(&granted).await > 0 {
                break;
            }
            app.advance(Duration::hours(1)).await;
        }
        assert!(app.db_count(&granted).await > 0, "it climbs to the province");
        let people = at_work(app, PEOPLE.into_iter()).await;
        let (lan, minh) = (&people["lan"].program, &people["minh"].program);
        for name in ["taken", "offered", "gone", "known", "closed"] {
            let case = reported(app, "medium").await;
            app.take(lan, &case, "medium").await;
            cases.insert(name, case);
        }
        cases.insert("open", reported(app, "medium").await);
        people["chi"].program.act(&cases["taken"], "readings", &json!({"reason": "x"})).await.expect(201);
        for name in ["offered", "gone"] {
            let to = json!({"to": OFFICE_NEXT_DOOR, "reason": "x"});
            lan.act(&cases[name], "handover", &to).await.expect(201);
        }
        people["ben"].program.act(&cases["gone"], "handover/answer", &json!({"answer": "accepted"})).await.expect(201);
        for name in ["phuc", "quyet"] {
            people[name].program.act(&cases["known"], "exclusions", &json!({})).await.expect(201);
        }
        minh.meet_and_close(&cases["closed"], "support_given").await;
        let mut hidden = report(app, "medium").await;
        hidden["must_not_know"] = json!(["commune_committee"]);
        cases.insert("hidden", app.report(&hidden).await);
        let order = json!({"commune": COMMUNE, "severity": "medium"});
        people["sup-above"].program.post("/api/v1/oversight/drills", &order).await.expect(201);
        let drill = app.db_texts("SELECT code FROM case_file WHERE drill").await.remove(0);
        app.take(lan, &drill, "medium").await;
        cases.insert("drill", drill);
        app.work().await;
        Self { people, cases }
    }
}

fn mail(name: &str) -> String {
    format!("{name}@x.example")
}

/// A report with a photo, by somebody who said who they are.
async fn report(app: &TestApp, severity: &str) -> serde_json::Value {
    let mut report = report_of(severity);
    report["reporter"] = json!({"name": "Mận (tên bịa)"});
    report["files"] = json!([send_ahead(&app.visitor(), &photo(40)).await]);
    report
}

async fn reported(app: &TestApp, severity: &str) -> String {
    let report = report(app, severity).await;
    app.report(&report).await
}

/// Somebody signs in: one session, for programs and for pages.
pub async fn signed_in(app: &TestApp, name: &str) -> Person {
    let program = app.sign_in(&mail(name)).await;
    let browser = Browser::of(app, &program);
    let csrf = hidden(&browser.get("/desk/account").await.expect(200).text(), "csrf");
    Person { program, browser, csrf }
}

async fn at_work(app: &TestApp, them: impl Iterator<Item = (&'static str, Role, &'static str)>) -> BTreeMap<&'static str, Person> {
    let mut people = BTreeMap::new();
    for (name, ..) in them {
        people.insert(name, signed_in(app, name).await);
    }
    people.insert("nobody", Person { program: app.visitor(), browser: Browser::new(app), csrf: String::new() });
    people
}

/// The commune that a case is said to lie in, by whoever says so.
pub const SAID_TO_LIE_IN: &str = NEXT_DOOR;
