//! Who sees the changes of the map, and how much of them.

use langnghe::kernel::terms::Role;

use super::{day_breaks, merger};
use crate::{
    both,
    pages::Browser,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{MINISTRY, report_of},
    },
};

async fn an_administrator_of_the_country_sees_what_waits_and_what_was_done(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("admin@x.example", Role::Administrator, MINISTRY).await;
    let (browser, client) = (Browser::signed_in(&app, "admin@x.example").await, app.sign_in("admin@x.example").await);
    let path = "/admin/map-changes";
    assert!(browser.get(path).await.expect(200).text().contains("Chưa có thay đổi nào"));
    app.report(&report_of("high")).await;
    merger(&app).await;
    let page = browser.get(path).await.expect(200).text();
    for part in ["Có hiệu lực từ 22/11/2026", "Đang chờ đến ngày", "26740 Phường Sài Gòn → 26743 Phường Bến Thành", "dưới 5", "bịa ra"]
    {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let change = client.get("/api/v1/admin/map-changes").await.expect(200).json()["changes"][0].clone();
    assert_eq!((change["stage"].as_str(), change["retired"].as_u64(), change["staff_moved"].as_u64()), (Some("waiting"), Some(1), Some(1)));
    assert!(change["cases"].is_null(), "one case in a small place is not counted out: {change}");
    for _ in 0..4 {
        app.report(&report_of("high")).await;
    }
    assert_eq!(client.get("/api/v1/admin/map-changes").await.expect(200).json()["changes"][0]["cases"], 5);
    day_breaks(&app).await;
    let change = app.sign_in("admin@x.example").await.get("/api/v1/admin/map-changes").await.expect(200).json()["changes"][0].clone();
    assert_eq!((change["stage"].as_str(), change["cases"].as_u64()), (Some("under_way"), Some(5)));
    app.advance(chrono::Duration::minutes(11)).await;
    let page = Browser::signed_in(&app, "admin@x.example").await.get(&format!("{path}?lang=en")).await.expect(200).text();
    assert!(page.contains("Done") && page.contains("In force from"), "{page}");
    app.finish().await;
}

async fn nobody_else_does(app: TestApp) {
    app.visitor().get("/api/v1/admin/map-changes").await.expect(401);
    for (role, office) in [
        (Role::Administrator, PARENT),
        (Role::Administrator, OFFICE),
        (Role::Supervisor, MINISTRY),
        (Role::Lead, MINISTRY),
        (Role::Responder, OFFICE),
        (Role::Operator, MINISTRY),
    ] {
        app.staff(role, office).await.get("/api/v1/admin/map-changes").await.expect(403);
        let email = format!("{}@{office}.example", role.code());
        app.db_add_staff(&email, role, office).await;
        assert_eq!(Browser::signed_in(&app, &email).await.get("/admin/map-changes").await.status.as_u16(), 403, "{role} {office}");
    }
    app.finish().await;
}

both!(an_administrator_of_the_country_sees_what_waits_and_what_was_done, nobody_else_does);
