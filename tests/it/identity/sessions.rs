//! Where somebody is signed in.

use axum::http::Method;
use langnghe::{access::scope::PROOF_HOLDS, kernel::terms::Role};
use serde_json::{Value, json};

use crate::{
    both,
    pages::{Browser, leads_to},
    support::{COMMITTEE, Client, OFFICE, PASSWORD, TestApp},
};

const LAN: &str = "lan@sg.example";

async fn sessions(client: &Client) -> Vec<Value> {
    client.get("/api/v1/sessions").await.expect(200).json()["sessions"].as_array().unwrap().clone()
}

async fn delete(client: &Client, what: &str) -> u16 {
    client.send(Method::DELETE, &format!("/api/v1/sessions/{what}"), &[], Vec::new()).await.status.as_u16()
}

async fn somebody_sees_and_ends_their_own_sessions_by_names_that_open_nothing(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (one, two, three) = (app.sign_in(LAN).await, app.sign_in(LAN).await, app.sign_in(LAN).await);
    let other = app.staff(Role::Lead, OFFICE).await;
    let listed = sessions(&one).await;
    assert_eq!((listed.len(), sessions(&other).await.len()), (3, 1));
    assert_eq!(listed.iter().filter(|session| session["current"] == true).count(), 1);
    for session in &listed {
        let id = session["id"].as_str().unwrap();
        Client::new(app.router(), Some(id.to_owned())).get("/api/v1/cases").await.expect(401);
        assert_eq!(delete(&other, id).await, 404, "of somebody else, exactly as of nobody");
    }
    let of_two = sessions(&two).await.into_iter().find(|session| session["current"] == true).unwrap();
    assert_eq!(delete(&one, of_two["id"].as_str().unwrap()).await, 204);
    two.get("/api/v1/cases").await.expect(401);
    three.get("/api/v1/cases").await.expect(200);
    assert_eq!((delete(&one, "nobody").await, delete(&one, "others").await), (404, 204));
    three.get("/api/v1/cases").await.expect(401);
    one.get("/api/v1/cases").await.expect(200);
    other.get("/api/v1/cases").await.expect(200);
    assert_eq!(sessions(&one).await.len(), 1);
    let entered = "SELECT COUNT(*) FROM audit_entry WHERE event IN ('session_ended', 'other_sessions_ended')";
    assert_eq!(app.db_count(entered).await, 2);
    app.finish().await;
}

async fn a_register_leaves_the_house_only_after_a_fresh_password(app: TestApp) {
    app.db_add_staff("an@tinh.example", Role::Administrator, COMMITTEE).await;
    let (client, browser) = (app.sign_in("an@tinh.example").await, Browser::signed_in(&app, "an@tinh.example").await);
    let (file, page) = ("/api/v1/admin/registers/staff", "/admin/registers/staff/export?separator=semicolon");
    client.get(file).await.expect(200);
    browser.get(page).await.expect(200);
    app.clock.advance(PROOF_HOLDS);
    assert_eq!(client.get(file).await.expect(403).problem().0, "proof-needed");
    client.get("/api/v1/admin/registers/staff/example").await.expect(200);
    client.post("/api/v1/sessions/proof", &json!({"password": PASSWORD})).await.expect(204);
    client.get(file).await.expect(200);
    let asked = browser.get(&leads_to(&browser.get(page).await)).await.expect(200).text();
    let fields = [("password", PASSWORD), ("next", page)];
    assert_eq!(leads_to(&browser.send_from(&asked, "/desk/proof", &fields).await), page);
    browser.get(page).await.expect(200);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'proved'").await, 2);
    app.finish().await;
}

both!(somebody_sees_and_ends_their_own_sessions_by_names_that_open_nothing, a_register_leaves_the_house_only_after_a_fresh_password);
