//! The pages as a browser without script has them: forms, cookies, redirects. Nothing here speaks JSON but the preparation.

mod asking_others;
mod before_sending;
mod coming_back;
mod desk;
mod every_page;
mod handing_over;
mod suggesting;
mod telephone;
mod telling;
mod voices;

use std::cell::RefCell;

use axum::http::Method;

use crate::support::{Answer, Client, PASSWORD, TestApp};

/// A browser with script switched off: keeps cookies, follows nothing by itself.
pub struct Browser {
    client: Client,
    cookies: RefCell<Vec<(String, String)>>,
}

impl Browser {
    pub fn new(app: &TestApp) -> Self {
        Self { client: app.visitor(), cookies: RefCell::default() }
    }

    /// Somebody at the desk who signed in on the page.
    pub async fn signed_in(app: &TestApp, email: &str) -> Self {
        let browser = Self::new(app);
        if let Some(device) = app.device_of(email) {
            browser.cookies.borrow_mut().push(("v".to_owned(), device));
        }
        browser.send("/desk/sign-in", &[("email", email), ("password", PASSWORD)]).await.expect(303);
        if let Some((_, device)) = browser.cookies.borrow().iter().find(|(name, _)| name == "v") {
            app.keep_device(email, device);
        }
        browser
    }

    /// The same session as a program has it.
    pub fn of(app: &TestApp, program: &Client) -> Self {
        let browser = Self::new(app);
        let token = program.authorization().trim_start_matches("Bearer ").to_owned();
        browser.cookies.borrow_mut().push(("d".to_owned(), token));
        browser
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, Vec::new()).await
    }

    /// Sends a form with these fields and no others.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.request(Method::POST, path, serde_urlencoded::to_string(fields).unwrap().into_bytes()).await
    }

    /// Sends a form of `page`, with the token that stands in it.
    pub async fn send_from(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = hidden(page, "csrf");
        let all: Vec<_> = fields.iter().copied().chain([("csrf", token.as_str())]).collect();
        self.send(path, &all).await
    }

    /// Sends the form of `page` with a file and a pasted text, as a browser does.
    pub async fn upload_from(&self, page: &str, path: &str, file: &[u8], pasted: &str) -> Answer {
        let token = hidden(page, "csrf");
        let head = |name: &str| format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"");
        let mut body = format!("{}\r\n\r\n{token}\r\n", head("csrf")).into_bytes();
        body.extend(format!("{}; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n", head("file")).bytes());
        body.extend_from_slice(file);
        body.extend(format!("\r\n{}\r\n\r\n{pasted}\r\n--grenze--\r\n", head("pasted")).bytes());
        self.request_with(Method::POST, path, "multipart/form-data; boundary=grenze", body).await
    }

    /// Sends a body as it stands, with its content type.
    pub async fn send_bytes(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.request_with(Method::POST, path, kind, body).await
    }

    /// The header that this browser sends with its cookies.
    pub fn cookie_line(&self) -> String {
        let sent: Vec<String> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        sent.join("; ")
    }

    async fn request(&self, method: Method, path: &str, body: Vec<u8>) -> Answer {
        self.request_with(method, path, "application/x-www-form-urlencoded", body).await
    }

    async fn request_with(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let line = self.cookie_line();
        let mut headers = vec![("content-type", kind)];
        if !line.is_empty() {
            headers.push(("cookie", &line));
        }
        let answer = self.client.send(method, path, &headers, body).await;
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        let mut kept = self.cookies.borrow_mut();
        for header in answer.headers.get_all("set-cookie") {
            let (pair, rest) = header.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            kept.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                kept.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    /// Names of the cookies that this browser holds.
    pub fn cookies(&self) -> Vec<String> {
        self.cookies.borrow().iter().map(|(name, _)| name.clone()).collect()
    }
}

/// The value of a hidden field.
#[track_caller]
pub fn hidden(page: &str, name: &str) -> String {
    between(page, &format!("name=\"{name}\" value=\""), "\"").first().unwrap_or_else(|| panic!("no field {name} in {page}")).clone()
}

/// Every text between `start` and `end`.
pub fn between(page: &str, start: &str, end: &str) -> Vec<String> {
    page.split(start).skip(1).map(|rest| rest.split(end).next().unwrap().to_owned()).collect()
}

/// The access code on a receipt.
pub fn access_code(receipt: &str) -> String {
    let groups = between(receipt, "class=\"letters\">", "<");
    assert_eq!(groups.iter().map(String::len).collect::<Vec<_>>(), [4; 4], "{receipt}");
    groups.join("-")
}

/// The case code on a receipt.
pub fn case_code(receipt: &str) -> String {
    between(receipt, "class=\"case-code\">", "<").remove(0)
}

/// Where an answer leads.
#[track_caller]
pub fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// Time passes, as it does for whoever reads a form: what is sent at once looks like a machine.
pub fn reads_before_sending(app: &TestApp) {
    app.clock.advance(chrono::Duration::seconds(20));
}

/// A story as somebody tells it on the page; gives the receipt.
pub async fn told(app: &TestApp, story: &str) -> String {
    let browser = Browser::new(app);
    let key = hidden(&browser.get("/report").await.expect(200).text(), "idempotency_key");
    reads_before_sending(app);
    let fields = [("story", story), ("place_text", "Phường Sài Gòn"), ("category", "neglect"), ("idempotency_key", &key)];
    browser.send("/report", &fields).await.expect(201).text()
}
