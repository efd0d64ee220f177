//! Who answers for a case, by its forms: naming a colleague, offering, declining, deciding above. Nothing typed is lost on the way.

use langnghe::kernel::terms::Role;

use super::{Browser, between, case_code, leads_to, told};
use crate::{
    administration::id_of,
    both,
    support::{OFFICE, PARENT, TestApp, acts::OFFICE_NEXT_DOOR},
};

const LAN: &str = "lan@x.example";
const MINH: &str = "minh@x.example";
const BEN: &str = "ben@x.example";
const HOA: &str = "hoa@x.example";

/// The codes that a choice of the page offers.
fn offered(page: &str, id: &str) -> Vec<String> {
    let select = &between(page, &format!("<select id=\"{id}\""), "</select>")[0];
    between(select, "<option value=\"", "\"").into_iter().filter(|code| !code.is_empty()).collect()
}

async fn a_case_is_assigned_offered_declined_and_decided_by_forms(app: TestApp) {
    for (email, role, office) in
        [(LAN, Role::Responder, OFFICE), (MINH, Role::Lead, OFFICE), (BEN, Role::Responder, OFFICE_NEXT_DOOR), (HOA, Role::Lead, PARENT)]
    {
        app.db_add_staff(email, role, office).await;
    }
    let code = case_code(&told(&app, "bỏ đói cháu").await);
    let path = format!("/desk/cases/{code}");
    let minh = Browser::signed_in(&app, MINH).await;
    let page = minh.get(&path).await.expect(200).text();
    assert!(page.contains("Chưa giao cho ai"));
    let people = offered(&page, "assignee");
    let lan_id = id_of(&app, LAN).await;
    assert!(people.len() == 2 && people.contains(&lan_id), "{people:?}");
    let place = leads_to(&minh.send_from(&page, &format!("{path}/assignment"), &[("assignee", &lan_id)]).await);
    assert!(place.starts_with(&format!("{path}?done=assignment#")), "{place}");
    assert!(minh.get(&path).await.text().contains("Người phụ trách: Người thử"));

    // A place finds the offices of its commune; what was typed stays; nothing is chosen for anybody.
    let lan = Browser::signed_in(&app, LAN).await;
    let page = lan.get(&path).await.expect(200).text();
    let typed = [("offer_place", "phường Thủ Dầu Một"), ("offer_reason", "nhà ở phường bên"), ("search", "yes")];
    let found = lan.send_from(&page, &format!("{path}/handover"), &typed).await.expect(422).text();
    assert!(found.contains("nhà ở phường bên") && found.contains("role=\"alert\""), "what was typed is lost");
    assert_eq!(offered(&found, "offer_to"), [OFFICE_NEXT_DOOR]);
    let sent = [("offer_to", OFFICE_NEXT_DOOR), ("offer_reason", "nhà ở phường bên")];
    leads_to(&lan.send_from(&found, &format!("{path}/handover"), &sent).await);
    app.work().await;
    let waiting = lan.get(&path).await.text();
    assert!(waiting.contains("nhà ở phường bên") && waiting.contains(&format!("{path}/keeping")), "{waiting}");

    let ben = Browser::signed_in(&app, BEN).await;
    assert!(ben.get("/desk").await.expect(200).text().contains("Đơn vị khác đề nghị nhận"));
    let page = ben.get(&path).await.expect(200).text();
    assert!(page.contains("nhà ở phường bên") && page.contains("bỏ đói cháu"));
    let unnamed = [("answer", "declined"), ("answer_reason", "không ở đây")];
    let back = ben.send_from(&page, &format!("{path}/answer"), &unnamed).await.expect(422).text();
    assert!(back.contains("không ở đây") && back.contains("id=\"answer_right-trouble\""), "{back}");
    for _ in 0..2 {
        let page = ben.get(&path).await.expect(200).text();
        let declined = [("answer", "declined"), ("answer_right", OFFICE), ("answer_reason", "không ở đây")];
        let place = leads_to(&ben.send_from(&page, &format!("{path}/answer"), &declined).await);
        assert_eq!(place, "/desk", "whoever declined has no page of it any more");
        if !lan.get(&path).await.text().contains(&format!("{path}/handover")) {
            break;
        }
        let page = lan.get(&path).await.text();
        leads_to(&lan.send_from(&page, &format!("{path}/handover"), &sent).await);
        app.work().await;
    }
    app.work().await;

    let hoa = Browser::signed_in(&app, HOA).await;
    assert!(hoa.get("/desk").await.expect(200).text().contains("Chờ cấp trên quyết định"));
    assert!(hoa.get("/oversight").await.expect(200).text().contains("hai đơn vị đã không nhận"));
    let page = hoa.get(&path).await.expect(200).text();
    assert_eq!(offered(&page, "choice"), ["taken_over", "ordered", "placed", "left"]);
    let order = [("choice", "ordered"), ("decide_reason", "đến ngay hôm nay")];
    leads_to(&hoa.send_from(&page, &format!("{path}/decision"), &order).await);
    let page = lan.get(&path).await.text();
    assert!(page.contains("đến ngay hôm nay"));
    leads_to(&lan.send_from(&page, &format!("{path}/orders"), &[]).await);
    assert!(hoa.get(&path).await.text().contains("đã xác nhận lúc"));
    let page = hoa.get(&path).await.text();
    assert_eq!(offered(&page, "choice"), ["taken_over", "ordered", "placed"], "nothing waits that could be left");
    leads_to(&hoa.send_from(&page, &format!("{path}/decision"), &[("choice", "taken_over"), ("decide_reason", "x")]).await);
    lan.get(&path).await.expect(404);
    assert_eq!(app.db_case(&code).await.office_code, PARENT);
    app.finish().await;
}

both!(a_case_is_assigned_offered_declined_and_decided_by_forms);
