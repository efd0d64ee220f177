//! Coming in: second factors, devices, sessions, waiting, a fresh proof.

mod devices;
mod factor;
mod on_pages;
mod sessions;
mod waiting;

use langnghe::vault::second_factor::Secret;
use serde_json::{Value, json};

use crate::support::{Answer, Client, PASSWORD, TestApp};

/// An app on somebody's phone.
pub struct Phone(Secret);

impl Phone {
    pub fn with(secret: &str) -> Self {
        Self(Secret::of_text(secret).unwrap())
    }

    /// The code that it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        self.0.code_at(app.now()).unwrap()
    }

    /// The code of the next half-minute, which is waited for.
    pub fn next_code(&self, app: &TestApp) -> String {
        app.clock.advance(chrono::Duration::seconds(30));
        self.code(app)
    }
}

/// A code that is not the one of now, nor of the half-minutes beside it.
pub fn wrong_code(phone: &Phone, app: &TestApp) -> String {
    let beside = [-30, 0, 30].map(|seconds| phone.0.code_at(app.now() + chrono::Duration::seconds(seconds)).unwrap());
    ["000000", "111111", "222222", "333333"].into_iter().find(|code| !beside.contains(&(*code).to_owned())).unwrap().to_owned()
}

/// Sets a second factor as a program does; gives the phone and the recovery codes.
pub async fn enrol(app: &TestApp, client: &Client) -> (Phone, Vec<String>) {
    let offer = client.post("/api/v1/second-factor", &json!({})).await.expect(201);
    let phone = Phone::with(&offer.text_at("/secret"));
    let answer = client.post("/api/v1/second-factor/confirmation", &json!({"code": phone.code(app)})).await.expect(201).json();
    let codes = answer["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    (phone, codes)
}

/// Tries to sign in; `more` is what comes beside address and password.
pub async fn attempt(app: &TestApp, email: &str, password: &str, more: Value) -> Answer {
    let mut body = json!({"email": email, "password": password});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    app.visitor().post("/api/v1/sessions", &body).await
}

/// The same with the right password.
pub async fn with(app: &TestApp, email: &str, more: Value) -> Answer {
    attempt(app, email, PASSWORD, more).await
}

/// The code of the problem in an answer.
pub fn problem(answer: &Answer) -> String {
    answer.problem().0
}

/// The lines of the mails that somebody got about their own account.
pub async fn account_mails(app: &TestApp, email: &str) -> Vec<String> {
    app.work().await;
    let mails = app.mailbox.mails();
    mails.into_iter().filter(|mail| mail.to == email && mail.text.contains("/desk/account")).map(|mail| mail.text).collect()
}
