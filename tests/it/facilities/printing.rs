//! Cards and posters: anybody may print them, and whoever finds one learns nothing.

use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{HOME, HOME_NAME};
use crate::{
    both,
    pages::{Browser, between},
    support::{COMMUNE, OFFICE, PARENT, TestApp, acts::MINISTRY},
};

async fn anybody_prints_a_card_or_a_poster_and_leaves_no_trace(app: TestApp) {
    app.db_add_home("commune").await;
    let before = app.db_snapshot().await;
    let visitor = app.visitor();
    let site = app.ctx.config.public_url.split_once("://").unwrap().1.to_owned();
    for path in [format!("/card/{COMMUNE}"), format!("/poster/{COMMUNE}"), format!("/card/at/{HOME}"), format!("/poster/at/{HOME}")] {
        let page = visitor.get(&path).await.expect(200);
        assert!(!page.headers.contains_key("set-cookie"), "{path}");
        let html = page.text();
        assert!(html.contains("<svg class=\"qr\"") && html.contains(&site), "{path}: what to scan and what to type");
        assert!(["111", "113", "115"].iter().all(|number| html.contains(number)), "{path}");
        for foreign in ["http://", "https://", "<style", " style=", "<script", "<img"] {
            assert!(!html.contains(foreign), "{path}: {foreign}");
        }
        assert_eq!(between(&html, "<link rel=\"stylesheet\" href=\"", "\""), ["/assets/print.css"], "{path}");
    }
    assert!(visitor.get(&format!("/poster/at/{HOME}")).await.text().contains(HOME_NAME));
    assert!(!visitor.get(&format!("/card/at/{HOME}")).await.text().contains(HOME_NAME), "a card does not say where somebody was");
    assert_ne!(visitor.get(&format!("/card/at/{HOME}")).await.body, visitor.get(&format!("/card/{COMMUNE}")).await.body);
    let english = visitor.get(&format!("/poster/{COMMUNE}?lang=en")).await.text();
    assert!(english.contains("<html lang=\"en\"") && english.contains("lang=\"vi\""), "each has a line in the other language");
    visitor.get("/assets/print.css").await.expect(200);
    for nothing in ["/card/99999", "/poster/x", "/card/at/nowhere", "/poster/at/%20"] {
        visitor.get(nothing).await.expect(404);
    }
    assert_eq!(app.db_snapshot().await, before);
    app.finish().await;
}

async fn administrators_find_the_sheets_of_their_area_and_of_no_other(app: TestApp) {
    app.db_add_home("commune").await;
    for (email, role, office) in [
        ("xa@x.example", Role::Administrator, OFFICE),
        ("so@x.example", Role::Administrator, PARENT),
        ("bo@x.example", Role::Administrator, MINISTRY),
        ("lan@x.example", Role::Lead, OFFICE),
    ] {
        app.db_add_staff(email, role, office).await;
    }
    let page = async |email: &str, query: &str| Browser::signed_in(&app, email).await.get(&format!("/admin/facilities{query}")).await;
    let commune = page("xa@x.example", "?province=01").await.expect(200).text();
    assert!(commune.contains(&format!("/card/at/{HOME}")) && commune.contains(&format!("/poster/{COMMUNE}")));
    assert_eq!(commune.matches("href=\"/card/").count(), 2, "its own commune and the home there");
    let province = page("so@x.example", "?province=01").await.expect(200).text();
    assert!(province.contains("/poster/25747") && !province.contains("/poster/00004"), "never another province");
    let country = page("bo@x.example", "").await.expect(200).text();
    assert_eq!((country.matches("?province=").count() >= 34, country.contains("/card/")), (true, false));
    assert!(page("bo@x.example", "?province=01").await.expect(200).text().contains("/poster/00004"));
    page("lan@x.example", "").await.expect(403);
    Browser::new(&app).get("/admin/facilities").await.expect(303);

    let listed = app.sign_in("xa@x.example").await.get("/api/v1/admin/facilities").await.expect(200).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(
        listed[1],
        json!({"commune": COMMUNE, "facility": HOME, "name": HOME_NAME, "card": format!("/card/at/{HOME}"),
        "poster": format!("/poster/at/{HOME}")})
    );
    app.sign_in("lan@x.example").await.get("/api/v1/admin/facilities").await.expect(403);
    app.visitor().get("/api/v1/admin/facilities").await.expect(401);
    app.finish().await;
}

both!(anybody_prints_a_card_or_a_poster_and_leaves_no_trace, administrators_find_the_sheets_of_their_area_and_of_no_other);
