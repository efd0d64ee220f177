//! The same acts on pages, without script: every act that cannot simply be taken back is asked for once more.

use langnghe::kernel::terms::Role;

use super::{id_of, person, token_for};
use crate::{
    both,
    pages::{Browser, leads_to},
    support::{
        COMMITTEE, OFFICE, PARENT, PASSWORD, TestApp,
        acts::{OFFICE_NEXT_DOOR, report_of},
    },
};

const ADMIN: &str = "quan-tri@tinh.example";
const LAN: &str = "lan@xa.example";
const HOA: &str = "hoa@xa.example";

async fn administrator(app: &TestApp) -> Browser {
    app.db_add_staff(ADMIN, Role::Administrator, COMMITTEE).await;
    Browser::signed_in(app, ADMIN).await
}

async fn inviting_and_accepting_on_pages(app: TestApp) {
    let by = administrator(&app).await;
    let page = by.get(&format!("/admin/people?for={OFFICE}")).await.expect(200).text();
    assert!(page.contains(&format!("value=\"{OFFICE}\"")), "the link of an office fills its code in");
    let wrong = by.send_from(&page, "/admin/people", &[("name", "Lan"), ("email", "lan"), ("office", OFFICE)]).await.expect(422).text();
    assert!(wrong.contains("value=\"Lan\"") && wrong.contains("href=\"#role\""), "nothing typed is lost");
    let fields = [("name", "Lan"), ("email", LAN), ("role", "responder"), ("office", OFFICE)];
    let at = leads_to(&by.send_from(&page, "/admin/people", &fields).await);
    assert!(by.get(&at).await.expect(200).text().contains("role=\"status\""));
    app.work().await;
    let visitor = Browser::new(&app);
    let link = format!("/desk/invitation?t={}", token_for(&app, LAN));
    let asked = visitor.get(&link).await.expect(200);
    assert_eq!(asked.headers["referrer-policy"], "no-referrer");
    assert_eq!(asked.headers["cache-control"], "no-store");
    let token = token_for(&app, LAN);
    let choose = async |password: &str, again: &str| {
        visitor.send("/desk/invitation", &[("token", &token), ("password", password), ("again", again)]).await
    };
    assert!(choose(PASSWORD, "something else").await.expect(422).text().contains("id=\"again-trouble\""));
    assert!(choose("short", "short").await.expect(422).text().contains("id=\"password-trouble\""));
    assert_eq!(leads_to(&choose(PASSWORD, PASSWORD).await), "/desk/sign-in");
    let void = visitor.get(&link).await.expect(404).text();
    assert_eq!(void, visitor.get("/desk/invitation?t=nothing").await.expect(404).text());
    Browser::signed_in(&app, LAN).await.get("/desk").await.expect(200);
    app.finish().await;
}

async fn what_cannot_be_taken_back_is_asked_for_once_more(app: TestApp) {
    let lan = person(&app, LAN, Role::Responder, OFFICE).await;
    let hoa = person(&app, HOA, Role::Responder, OFFICE).await;
    app.db_add_staff("thu@so.example", Role::Responder, PARENT).await;
    let by = administrator(&app).await;
    let own = id_of(&app, ADMIN).await;
    let page = by.get(&format!("/admin/people/{lan}")).await.expect(200).text();
    let act = async |end: &str, fields: &[(&str, &str)]| by.send_from(&page, end, fields).await;
    let before = app.db_snapshot().await;
    let leave = format!("/admin/people/{lan}/departure");
    let asked = act(&leave, &[]).await.expect(200).text();
    assert!(asked.contains("name=\"confirmed\"") && asked.contains(&hoa), "{asked}");
    let office = format!("/admin/offices/{OFFICE}");
    assert!(act(&format!("{office}/suspension"), &[]).await.expect(200).text().contains("name=\"confirmed\""));
    let merger = act(&format!("{office}/merger"), &[("into", OFFICE_NEXT_DOOR)]).await.expect(200).text();
    assert!(merger.contains("name=\"confirmed\"") && merger.contains(OFFICE_NEXT_DOOR));
    let moved = [("role", "lead"), ("office", OFFICE)];
    assert!(act(&format!("/admin/people/{lan}/post"), &moved).await.expect(200).text().contains("name=\"confirmed\""));
    assert!(act(&format!("{office}/merger"), &[("into", "nowhere")]).await.expect(422).text().contains("id=\"into-trouble\""));
    by.send(&leave, &[("confirmed", "yes")]).await.expect(403);
    act(&format!("/admin/people/{own}/departure"), &[("confirmed", "yes")]).await.expect(403);
    assert_eq!(app.db_snapshot().await, before, "asking changes nothing, nor does a form of another site");
    let done = act(&leave, &[("confirmed", "yes"), ("hand_on_to", &hoa)]).await;
    assert_eq!(leads_to(&done), format!("/admin/people/{lan}?done=left"));
    let done = act(&format!("{office}/merger"), &[("confirmed", "yes"), ("into", OFFICE_NEXT_DOOR)]).await;
    assert!(by.get(&leads_to(&done)).await.expect(200).text().contains(OFFICE_NEXT_DOOR));
    app.finish().await;
}

async fn pages_of_administration_are_for_administrators_and_name_no_case(app: TestApp) {
    let lan = person(&app, LAN, Role::Lead, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let lead = app.sign_in(LAN).await;
    app.take(&lead, &case, "high").await;
    let by = administrator(&app).await;
    let office = format!("/admin/offices/{OFFICE}");
    let someone = format!("/admin/people/{lan}");
    let curious = Browser::signed_in(&app, LAN).await;
    for path in
        ["/admin", "/admin/offices", "/admin/offices?q=26740&state=staffed", &office, "/admin/people", "/admin/people?q=lan", &someone]
    {
        let page = by.get(path).await.expect(200).text();
        assert!(!page.contains(&case), "{path}");
        assert!(page.contains("/admin/map-changes"), "{path}: the nav");
        curious.get(path).await.expect(403);
        assert!(leads_to(&Browser::new(&app).get(path).await).starts_with("/desk/sign-in"));
    }
    assert!(by.get(&format!("/desk/cases/{case}")).await.expect(404).text().contains("<h1"));
    for none in ["/admin/offices/ubnd-00004", "/admin/offices/none", "/admin/people/none"] {
        assert_eq!(by.get(none).await.expect(404).text(), by.get("/admin/offices/nothing-at-all").await.text(), "{none}");
    }
    app.finish().await;
}

both!(
    inviting_and_accepting_on_pages,
    what_cannot_be_taken_back_is_asked_for_once_more,
    pages_of_administration_are_for_administrators_and_name_no_case,
);
