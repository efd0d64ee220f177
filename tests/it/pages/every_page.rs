//! What holds for each page as it is served: headers, nothing foreign, nothing inline, small, no trace left early.

use std::io::Read;

use axum::http::Method;
use flate2::read::GzDecoder;
use langnghe::kernel::terms::Role;

use super::{Browser, access_code, between, case_code, told};
use crate::{
    both,
    support::{Answer, OFFICE, PARENT, TestApp},
};

/// What a server can send before it has to wait for the first answer on a slow line.
const FIRST_FLIGHT_BYTES: usize = 14 * 1024;
const STRICT: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types page";

/// What guards every answer.
const GUARDS: &[(&str, &str)] = &[
    ("content-security-policy", STRICT),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("x-robots-tag", "noindex"),
];

/// Every page with its name, as served.
async fn pages(app: &TestApp) -> Vec<(String, Answer)> {
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    app.db_add_staff("hoa@x.example", Role::Supervisor, PARENT).await;
    let receipt = Browser::new(app).send("/report", &[("story", "x"), ("place_text", "Phường Sài Gòn"), ("reporter_phone", "1")]).await;
    let (case, code) = (format!("/desk/cases/{}", case_code(&receipt.text())), access_code(&receipt.text()));
    let (visitor, reporter) = (Browser::new(app), Browser::new(app));
    reporter.send("/follow-up", &[("code", &code)]).await.expect(303);
    let (minh, hoa) = (Browser::signed_in(app, "minh@x.example").await, Browser::signed_in(app, "hoa@x.example").await);
    let mut served = vec![("receipt".to_owned(), receipt), ("report sent back".to_owned(), visitor.send("/report", &[]).await)];
    let mut visits = Vec::new();
    for path in [
        "/",
        "/report",
        "/report?short=1",
        "/report?category=support_need",
        "/follow-up",
        "/safety",
        "/help-card",
        "/accessibility",
        "/privacy",
        "/about",
        "/desk/sign-in",
        "/nothing",
        "/desk/nothing",
    ] {
        visits.push((&visitor, path));
    }
    visits.extend([(&reporter, "/follow-up"), (&minh, "/desk"), (&minh, case.as_str()), (&hoa, "/oversight"), (&hoa, case.as_str())]);
    for (who, path) in visits {
        for lang in ["vi", "en"] {
            let mark = if path.contains('?') { '&' } else { '?' };
            served.push((format!("{path} ({lang})"), who.get(&format!("{path}{mark}lang={lang}")).await));
        }
    }
    served
}

async fn every_page_is_guarded_and_loads_nothing_foreign_or_inline(app: TestApp) {
    let served = pages(&app).await;
    assert_eq!(served.len(), 38);
    for (name, page) in served {
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8", "{name}");
        for (header, value) in GUARDS.iter().chain(&[("cache-control", "no-store")]) {
            assert_eq!(page.headers.get(*header).map(|found| found.to_str().unwrap()), Some(*value), "{name}: {header}");
        }
        let html = page.text();
        for foreign in ["http://", "https://", "\"//", "<style", " style=", "javascript:", "<iframe", "<img"] {
            assert!(!html.contains(foreign), "{name}: {foreign}");
        }
        assert!(
            between(&html, "<script", "</script>")
                .iter()
                .all(|script| [" src=\"/assets/page.js\"", " src=\"/assets/desk.js\""].iter().any(|ours| script.starts_with(ours))
                    && script.ends_with('>')),
            "{name}"
        );
        for tag in between(&html, "<", ">") {
            assert!(!tag.split_whitespace().any(|part| part.starts_with("on") && part.contains('=')), "{name}: {tag}");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
    }
    app.finish().await;
}

async fn every_answer_of_the_public_face_is_guarded_and_sets_no_cookie_before_somebody_comes_back(app: TestApp) {
    let visitor = app.visitor();
    let form: &[(&str, &str)] = &[("content-type", "application/x-www-form-urlencoded")];
    let asked = [
        (Method::GET, "/", "", 200),
        (Method::GET, "/report", "", 200),
        (Method::GET, "/report?short=1", "", 200),
        (Method::GET, "/follow-up", "", 200),
        (Method::GET, "/follow-up/messages", "", 303),
        (Method::GET, "/leave", "", 303),
        (Method::GET, "/card/26740", "", 200),
        (Method::GET, "/poster/26740", "", 200),
        (Method::GET, "/nothing", "", 404),
        (Method::GET, "/favicon.ico", "", 204),
        (Method::GET, "/assets/style.css", "", 200),
        (Method::GET, "/assets/print.css", "", 200),
        (Method::GET, "/assets/page.js", "", 200),
        (Method::GET, "/assets/form.js", "", 200),
        (Method::GET, "/api/v1/taxonomy", "", 200),
        (Method::POST, "/report", "", 422),
        (Method::POST, "/report", "story=x", 201),
        (Method::POST, "/report/places", "q=tan+hai", 200),
        (Method::POST, "/report/position", "lat=10.77&lon=106.7", 200),
        (Method::POST, "/follow-up", "code=0000-0000-0000-0000", 401),
        (Method::POST, "/follow-up/messages", "message=x", 401),
    ];
    for (method, path, body, status) in asked {
        let answer = visitor.send(method.clone(), path, form, body.as_bytes().to_vec()).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        for (header, value) in GUARDS {
            assert_eq!(answer.headers.get(*header).map(|found| found.to_str().unwrap()), Some(*value), "{method} {path}: {header}");
        }
        let kept = answer.headers["cache-control"].to_str().unwrap();
        let ours_to_keep = path.starts_with("/assets/") || path == "/favicon.ico";
        assert_eq!(kept == "no-store", !ours_to_keep, "{method} {path}: {kept}");
        let set: Vec<_> = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert!(set.iter().all(|cookie| cookie.contains("Max-Age=0")), "{method} {path}: {set:?}");
    }
    app.finish().await;
}

async fn the_first_visit_is_small_as_served_and_leaves_no_cookie(app: TestApp) {
    let visitor = app.visitor();
    let mut bytes = 0;
    for path in ["/report", "/assets/style.css", "/assets/page.js"] {
        let answer = visitor.send(Method::GET, path, &[("accept-encoding", "gzip")], Vec::new()).await.expect(200);
        assert_eq!(answer.headers["content-encoding"], "gzip", "{path}");
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
        let mut text = String::new();
        GzDecoder::new(answer.body.as_slice()).read_to_string(&mut text).unwrap();
        assert!(!text.is_empty());
        bytes += answer.body.len();
    }
    assert!(bytes <= FIRST_FLIGHT_BYTES, "{bytes} bytes");
    for path in ["/", "/report", "/report?short=1", "/report?for=child", "/follow-up", "/desk/sign-in", "/nothing"] {
        assert!(!visitor.get(path).await.headers.contains_key("set-cookie"), "{path}");
    }
    for asked in ["/?lang=en", "/report?read=easy", "/report?for=child", "/nothing?lang=en"] {
        assert!(!visitor.get(asked).await.headers.contains_key("set-cookie"), "{asked}: a wish leaves no trace");
    }
    let asked = visitor.get("/desk/sign-in?lang=en").await;
    assert_eq!(asked.headers["set-cookie"], "l=en; Path=/; HttpOnly; SameSite=Strict", "staff keep their language");
    app.finish().await;
}

async fn no_code_stands_in_an_address_of_a_public_page(app: TestApp) {
    let receipt = told(&app, "x").await;
    let (case, code) = (case_code(&receipt), access_code(&receipt));
    let browser = Browser::new(&app);
    let opened = browser.send("/follow-up", &[("code", &code)]).await;
    let page = browser.get("/follow-up").await.text();
    let sent = browser.send_from(&page, "/follow-up/messages", &[("message", "y")]).await;
    let mut addresses = Vec::new();
    for html in [&receipt, &page, &browser.get("/follow-up?said=message").await.text()] {
        for attribute in ["href=\"", "action=\"", "src=\""] {
            addresses.extend(between(html, attribute, "\""));
        }
    }
    addresses.extend([opened, sent].map(|answer| answer.headers["location"].to_str().unwrap().to_owned()));
    assert!(addresses.len() > 20);
    for address in addresses {
        let plain = address.replace('-', "").to_uppercase();
        assert!(!plain.contains(&case) && !plain.contains(&code.replace('-', "")), "{address}");
    }
    assert!(!page.contains(&code), "the code is shown once, on the receipt");
    app.finish().await;
}

both!(
    every_page_is_guarded_and_loads_nothing_foreign_or_inline,
    every_answer_of_the_public_face_is_guarded_and_sets_no_cookie_before_somebody_comes_back,
    the_first_visit_is_small_as_served_and_leaves_no_cookie,
    no_code_stands_in_an_address_of_a_public_page,
);
