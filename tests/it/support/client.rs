//! Somebody who speaks HTTP to the router.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use serde_json::Value;
use tower::ServiceExt;

/// A caller, with or without a bearer token.
#[derive(Clone)]
pub struct Client {
    router: Router,
    bearer: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Client {
    pub fn new(router: Router, bearer: Option<String>) -> Self {
        Self { router, bearer }
    }

    /// The header that says who calls.
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.bearer.as_deref().unwrap_or_default())
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, body, &[]).await
    }

    pub async fn post_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        self.send(Method::POST, path, &all, serde_json::to_vec(body).unwrap()).await
    }

    /// Sends bytes as they are.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Files a report and returns the receipt.
    pub async fn report(&self, body: &Value) -> Value {
        self.post("/api/v1/reports", body).await.expect(201).json()
    }
}

impl Answer {
    /// Insists on a status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text at a JSON pointer.
    #[track_caller]
    pub fn text_at(&self, pointer: &str) -> String {
        let json = self.json();
        json.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} in {json}")).to_owned()
    }

    /// The code of the problem and the pointers of its fields, after checking that it is a problem in full.
    #[track_caller]
    pub fn problem(&self) -> (String, Vec<String>) {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{}", self.text());
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        let title = json["title"].as_str().unwrap();
        assert!(!title.is_empty() && !title.starts_with('['), "no sentence for {}", json["code"]);
        let fields = json["errors"].as_array().cloned().unwrap_or_default();
        for field in &fields {
            let detail = field["detail"].as_str().unwrap();
            assert!(!detail.is_empty() && !detail.starts_with('['), "no sentence for {}", field["code"]);
        }
        let pointers = fields.iter().map(|field| field["pointer"].as_str().unwrap().to_owned()).collect();
        (json["code"].as_str().unwrap().to_owned(), pointers)
    }
}
