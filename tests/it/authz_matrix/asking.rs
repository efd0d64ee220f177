//! One request of the matrix, and the sign that stands for its answer.
//!
//! `+` let in: done, or refused for what it says · `=` let in, and refused for how the case stands, closed for instance ·
//! `-` refused for the role or the office · `w` a colleague works on it: say why ·
//! `0` like something that does not exist, byte for byte · `?` sign in first · `b` leads back to the page it belongs to.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use axum::http::Method;
use langnghe::{
    entity::{attachment, case_file, exclusion},
    words::format::to_input,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use super::world::{Person, Relation, SAID_TO_LIE_IN, World, signed_in};
use crate::support::{Answer, PASSWORD, TestApp, short_report};

/// How a program and a page say that a colleague works on the case.
const WITH_ANOTHER: [&str; 3] = ["\"with-another\"", "id=\"reading_reason\"", "Đồng nghiệp khác đang phụ trách vụ việc này"];
/// A code that no case has.
const MADE_UP: &str = "00000000";
/// An id that nothing has.
const NIL: &str = "00000000-0000-0000-0000-000000000000";
/// An office that there is not.
const NO_OFFICE: &str = "ubnd-00000";

/// Routes after which nobody is signed in who was.
const ENDS_SESSIONS: [&str; 4] =
    ["DELETE /api/v1/sessions", "DELETE /api/v1/sessions/others", "POST /desk/sign-out", "POST /desk/account/others"];

/// Acts on a case after which the next request would be answered otherwise: what they changed is put back.
const CHANGES: [&str; 2] = ["/acknowledgement", "/exclusions"];

pub struct Asking<'a> {
    app: &'a TestApp,
    world: &'a World,
    /// The file of each case.
    files: RefCell<BTreeMap<String, String>>,
    /// What each of them is answered about a case that nobody has.
    nothing: RefCell<BTreeMap<(String, String), Answer>>,
}

impl<'a> Asking<'a> {
    pub fn new(app: &'a TestApp, world: &'a World) -> Self {
        Self { app, world, files: RefCell::default(), nothing: RefCell::default() }
    }

    /// Asks a route about the case of a column.
    pub async fn on_case(&self, route: &str, who: &str, relation: &Relation) -> char {
        let (case, person) = (self.world.case(relation), &self.world.people[who]);
        let file = self.file_of(case).await;
        let before = if CHANGES.iter().any(|end| route.ends_with(end)) { Some(self.as_it_was(case).await) } else { None };
        let answer = self.ask(route, person, case, &file).await;
        if let Some(before) = before {
            self.put_back(case, before).await;
        }
        let sign = Self::sign(route, &answer);
        // Whatever is said of a case that is out of sight is said of one that nobody has.
        let never_sees = ["an", "op", "nobody"].contains(&who);
        if !relation.out_of_sight && !never_sees && sign != '0' {
            return sign;
        }
        let nothing = self.nothing(route, who, &file).await;
        let same = |text: &[u8]| String::from_utf8_lossy(text).replace(MADE_UP, case).replace(NIL, &file);
        let alike = answer.status == nothing.status && same(&answer.body) == same(&nothing.body);
        if alike { sign } else { '!' }
    }

    /// Asks a route that is about no case.
    pub async fn by_role(&self, route: &str, who: &str) -> char {
        let answer = if ENDS_SESSIONS.contains(&route) && who != "nobody" {
            self.ask(route, &signed_in(self.app, who).await, MADE_UP, NIL).await
        } else {
            self.ask(route, &self.world.people[who], MADE_UP, NIL).await
        };
        match Self::sign(route, &answer) {
            '0' => '+',
            sign => sign,
        }
    }

    async fn nothing(&self, route: &str, who: &str, file: &str) -> Answer {
        let key = (route.to_owned(), who.to_owned());
        if let Some(known) = self.nothing.borrow().get(&key) {
            return known.clone();
        }
        let answer = self.ask(route, &self.world.people[who], MADE_UP, file).await;
        self.nothing.borrow_mut().insert(key, answer.clone());
        answer
    }

    async fn ask(&self, route: &str, person: &Person, case: &str, file: &str) -> Answer {
        let (method, path) = route.split_once(' ').unwrap();
        let (from, end) = path.split_once("/cases/{}").map_or((path, ""), |(from, end)| (from, end));
        let place = if from == path { path.to_owned() } else { format!("{from}/cases/{case}{end}") };
        let place = if place.contains("/files/{}") {
            place.replace("{}", file)
        } else {
            let known = place.replace("/admin/offices/{}", &format!("/admin/offices/{NO_OFFICE}"));
            known.replace("/registers/{}", "/registers/offices").replace("/forms/{}", "/forms/01").replace("{}", NIL)
        };
        if path.starts_with("/api/") {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let body = if method == Method::GET { Vec::new() } else { serde_json::to_vec(&self.body(path)).unwrap() };
            return person.program.send(method, &place, &[("content-type", "application/json")], body).await;
        }
        if method == "GET" {
            return person.browser.get(&place).await;
        }
        let mut fields = self.fields(path);
        fields.push(("csrf", person.csrf.clone()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        person.browser.send(&place, &fields).await
    }

    fn sign(route: &str, answer: &Answer) -> char {
        let text = answer.text();
        let location = answer.headers.get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        match answer.status.as_u16() {
            // A code that is wrong is answered with the same status, to somebody who is signed in.
            401 if text.contains("\"not-signed-in\"") || (!route.contains(" /api/") && !text.contains("name=\"csrf\"")) => '?',
            303 if location.starts_with("/desk/sign-in") => '?',
            303 if route.starts_with("GET ") => 'b',
            403 if WITH_ANOTHER.iter().any(|said| text.contains(said)) => 'w',
            403 => '-',
            404 => '0',
            409 => '=',
            500.. => panic!("{route}: {text}"),
            _ => '+',
        }
    }

    async fn file_of(&self, case: &str) -> String {
        if let Some(known) = self.files.borrow().get(case) {
            return known.clone();
        }
        let id = self.app.db_case(case).await.id;
        let found = attachment::Entity::find().filter(attachment::Column::CaseId.eq(id)).one(self.app.ctx.db.read()).await.unwrap();
        let file = found.map_or_else(|| NIL.to_owned(), |file| file.id.to_string());
        self.files.borrow_mut().insert(case.to_owned(), file.clone());
        file
    }

    /// What an act may change that decides about the next request: who is named, and who must not know.
    async fn as_it_was(&self, case: &str) -> (case_file::Model, BTreeSet<String>) {
        let row = self.app.db_case(case).await;
        let parties = exclusion::Entity::find().filter(exclusion::Column::CaseId.eq(row.id)).all(self.app.ctx.db.read()).await.unwrap();
        (row, parties.into_iter().map(|exclusion| exclusion.party).collect())
    }

    async fn put_back(&self, case: &str, (row, parties): (case_file::Model, BTreeSet<String>)) {
        let (now, left) = self.as_it_was(case).await;
        if now.assigned_to == row.assigned_to && left == parties {
            return;
        }
        let put = self.app.ctx.db.write(async |tx| {
            case_file::Entity::update_many()
                .col_expr(case_file::Column::AssignedTo, Expr::value(row.assigned_to))
                .filter(case_file::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
            exclusion::Entity::delete_many()
                .filter(exclusion::Column::CaseId.eq(row.id))
                .filter(exclusion::Column::Party.is_not_in(&parties))
                .exec(tx)
                .await?;
            Ok::<_, sea_orm::DbErr>(())
        });
        put.await.unwrap();
    }

    /// What a program sends: well formed, and refused for what it says wherever it would change the case for the next request.
    fn body(&self, path: &str) -> Value {
        let now = self.app.now();
        let end = path.rsplit_once("{}/").map_or(path, |(_, end)| end);
        match end {
            "acknowledgement" => self.app.acknowledgement("medium"),
            "contacts" => json!({"with": "reporter", "outcome": "no_answer", "how": "phone"}),
            "messages" | "notes" => json!({"text": "x"}),
            "reviews" => json!({"finding": "x"}),
            "closure" | "closure-requests" => json!({"reason": "support_given"}),
            "dispute" => json!({"decision": "contact_stands", "reason": "x"}),
            "triage" => json!({"version": "1"}),
            "corrections" => json!({"of": format!("note:{NIL}"), "text": "x"}),
            "location" => json!({"commune": SAID_TO_LIE_IN}),
            "assignment" => json!({"to": NIL}),
            "handover" => json!({"to": NO_OFFICE, "reason": "x"}),
            "handover/answer" => json!({"answer": "declined", "right_office": NO_OFFICE, "reason": "x"}),
            "decision" => json!({"choice": "left", "reason": "x"}),
            "access-code" => json!({"secret_word": "x"}),
            "readings" => json!({"reason": " "}),
            "identity" => json!({}),
            "undo" => json!({"of": format!("note:{NIL}")}),
            "persons" => json!({"age": 40}),
            "links" => json!({"other": MADE_UP, "kind": "linked"}),
            "plan" => json!({"goals": "x"}),
            "plan/decision" => json!({"number": "1", "signed_by": "x"}),
            "services" => json!({"service": "x", "goal": "x", "provider": "x", "due_at": now}),
            "start" => json!({"confirmed_by": "person", "words": "x"}),
            "end" => json!({"state": "stopped", "words": "x"}),
            "referrals" => json!({"to": NO_OFFICE, "due_at": now, "basis": "consent", "card": {"service": "x", "ask": "x", "reach": "x"}}),
            "judgement" => json!({"judgement": "approved", "words": "x"}),
            "emergency-contact" => json!({"reason": "x", "password": "x"}),
            "answer" if path.contains("/referrals/") => json!({"answer": "accepted"}),
            "safety" | "identity-requests" | "closure-refusal" => json!({"reason": "x"}),
            "deputies" => json!({"staff": NIL, "deputy": NIL, "from": "2026-11-22", "until": "2026-11-22"}),
            "phones" => json!({"phone": "113"}),
            "merger" => json!({"into": "x"}),
            "attempts" => json!({"outcome": "no_answer"}),
            _ if path.ends_with("/cases/search") => json!({"name": "x"}),
            _ if path.ends_with("/drills") => json!({"commune": "99999", "severity": "high"}),
            _ if path.ends_with("/admin/duty/{}") => json!({"shifts": []}),
            _ if path.ends_with("/admin/people") => json!({"email": "m@x.example", "name": "M", "role": "lead", "office": NO_OFFICE}),
            _ if path.ends_with("/sessions/proof") => json!({"password": PASSWORD}),
            _ if path.ends_with("/second-factor/confirmation") => json!({"code": "000000"}),
            _ if path.ends_with("/hotline/contacts") => json!({"kind": "test", "began_at": now}),
            _ if path.ends_with("/hotline/reports") => json!({"told_at": now, "report": short_report("x")}),
            _ if path.ends_with("/hotline/callbacks") => json!({"number": "0912345678", "due_at": now + chrono::Duration::hours(1)}),
            _ if path.ends_with("/hotline/shift-notes") => json!({"text": "x"}),
            _ if path.ends_with("/hotline/transfers") => json!({"line": "111", "answered_at": now}),
            _ => json!({}),
        }
    }

    /// The same from a form.
    fn fields(&self, path: &str) -> Vec<(&'static str, String)> {
        let form = path.rsplit('/').next().unwrap();
        let by = to_input(self.app.now() + chrono::Duration::hours(1));
        let fields: &[(&'static str, &str)] = match form {
            "acknowledgement" => &[("severity", "medium"), ("next_act", "x"), ("next_act_by", &by)],
            "contacts" if path.contains("/cases/") => &[("with", "reporter"), ("outcome", "no_answer"), ("how", "phone")],
            "messages" => &[("message", "x")],
            "notes" if path.contains("/cases/") => &[("note_text", "x")],
            "safety" => &[("measure", "x")],
            "reviews" => &[("review_note", "x")],
            "closure" => &[("closure_reason", "support_given"), ("do", "close")],
            "closure-refusal" => &[("refusal_reason", "x")],
            "dispute" => &[("decision", "contact_stands"), ("dispute_reason", "x")],
            "triage" => &[("version", "1")],
            "corrections" => &[("of", "note:00000000-0000-0000-0000-000000000000"), ("correction", "x")],
            "location" => &[("commune", SAID_TO_LIE_IN)],
            "assignment" => &[("assignee", NIL)],
            "handover" => &[("offer_to", NO_OFFICE), ("offer_reason", "x")],
            "answer" => &[("answer", "declined"), ("answer_right", NO_OFFICE), ("answer_reason", "x")],
            "decision" => &[("choice", "left"), ("decide_reason", "x")],
            "access-code" => &[("secret_word", "x")],
            "identity-request" => &[("identity_reason", "x")],
            "emergency-contact" => &[("emergency_reason", "x"), ("emergency_password", "x")],
            "undo" => &[("of", "note:00000000-0000-0000-0000-000000000000")],
            "find" => &[("name", "x")],
            "readings" => &[("reading_reason", " ")],
            "proof" => &[("password", PASSWORD)],
            _ => &[],
        };
        fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }
}
