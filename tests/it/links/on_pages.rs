//! The same by forms, on the page of a case.

use langnghe::kernel::terms::Role;

use super::{called_from, confirmed};
use crate::{
    both,
    pages::{Browser, leads_to},
    support::{OFFICE, TestApp},
};

async fn possible_cases_are_shown_and_confirmed_on_the_page_and_nothing_typed_is_lost(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let (first, second) = (app.report(&called_from("0912 345 678", "high")).await, app.report(&called_from("0912345678", "high")).await);
    app.work().await;
    let lan = Browser::signed_in(&app, "lan@x.example").await;
    let path = format!("/desk/cases/{second}");
    let page = lan.get(&path).await.expect(200).text();
    assert!(page.contains("Có thể liên quan") && page.contains(&format!("href=\"/desk/cases/{first}\"")), "{page}");
    let again = lan.send_from(&page, &format!("{path}/links"), &[("other", "AAAA-AAAA"), ("link_kind", "repeat")]).await.expect(422).text();
    assert!(again.contains("Không tìm thấy vụ việc này") && again.contains("value=\"AAAA-AAAA\""), "{again}");
    assert!(again.contains("value=\"repeat\" checked"), "what was chosen stays chosen");
    let there = leads_to(&lan.send_from(&page, &format!("{path}/links"), &[("other", &first), ("link_kind", "linked")]).await);
    assert!(there.contains("done=links"), "{there}");
    let page = lan.get(&path).await.expect(200).text();
    assert!(!page.contains("Có thể liên quan") && page.contains("<b>Có liên quan:</b>"), "{page}");
    let sister = [("person_name", "Mận (tên bịa)"), ("person_age", "chín"), ("person_disability", "vision")];
    let again = lan.send_from(&page, &format!("{path}/persons"), &sister).await.expect(422).text();
    assert!(again.contains("value=\"chín\"") && again.contains("value=\"vision\" checked"), "{again}");
    let sister = [("person_name", "Mận (tên bịa)"), ("person_age", "9"), ("person_sex", "female"), ("person_relation", "em gái")];
    leads_to(&lan.send_from(&page, &format!("{path}/persons"), &sister).await);
    let page = lan.get(&path).await.expect(200).text();
    for said in ["Mận (tên bịa)", "em gái", "9 tuổi", "Nữ"] {
        assert!(page.contains(said), "{said}");
    }
    assert_eq!(confirmed(&app.sign_in("lan@x.example").await, &first).await.len(), 1);
    app.finish().await;
}

both!(possible_cases_are_shown_and_confirmed_on_the_page_and_nothing_typed_is_lost);
