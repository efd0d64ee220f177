//! Asking another office, its answer, and the plan, by forms: nothing typed is lost on the way, and the other office sees one card.

use langnghe::{kernel::terms::Role, localities::OfficeKind};

use super::{Browser, between, case_code, leads_to, told};
use crate::{
    both,
    support::{CANARY, COMMUNE, OFFICE, TestApp, full_report},
};

const LAN: &str = "lan@x.example";
const TRAM: &str = "tram@x.example";
const STATION: &str = "tyt-26740";

fn offered(page: &str, id: &str) -> Vec<String> {
    let select = &between(page, &format!("<select id=\"{id}\""), "</select>")[0];
    between(select, "<option value=\"", "\"").into_iter().filter(|code| !code.is_empty()).collect()
}

async fn another_office_is_asked_and_answers_by_forms(app: TestApp) {
    app.db_add_office(STATION, OfficeKind::HealthStation, Some(COMMUNE), false).await;
    app.db_add_office("hpn-26740", OfficeKind::WomensUnion, Some(COMMUNE), false).await;
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(TRAM, Role::Responder, STATION).await;
    let code = case_code(&told(&app, "bỏ đói cháu").await);
    let path = format!("/desk/cases/{code}");
    let lan = Browser::signed_in(&app, LAN).await;
    let page = lan.get(&path).await.expect(200).text();
    assert_eq!(offered(&page, "refer_to"), [STATION], "where nobody answers, nobody can be asked");
    assert_eq!(offered(&page, "refer_basis").len(), 5, "nobody is named as the one who harms");
    let typed = [("refer_to", STATION), ("refer_service", "medical"), ("refer_ask", "khám vết thương"), ("refer_needs", "easy_read")];
    let back = lan.send_from(&page, &format!("{path}/referrals"), &typed).await.expect(422).text();
    assert!(back.contains("khám vết thương") && back.contains("role=\"alert\""), "what was typed is lost");
    assert!(between(&back, "value=\"easy_read\"", ">")[0].contains("checked"));
    let mut whole = typed.to_vec();
    whole.extend([("refer_due", "2026-11-25T08:00"), ("refer_basis", "child_in_danger"), ("refer_reach", "gặp ở trường")]);
    let place = leads_to(&lan.send_from(&back, &format!("{path}/referrals"), &whole).await);
    assert!(place.starts_with(&format!("{path}?done=referrals")), "{place}");

    let tram = Browser::signed_in(&app, TRAM).await;
    assert!(tram.get("/desk").await.expect(200).text().contains("href=\"/desk/referrals\""));
    let list = tram.get("/desk/referrals").await.expect(200).text();
    assert!(list.contains("Đang chờ trả lời") && !list.contains("khám vết thương"), "a list opens no card: {list}");
    let card = format!("/desk/referrals/{}", &between(&list, "href=\"/desk/referrals/", "\"")[0]);
    tram.get(&path).await.expect(404);
    let page = tram.get(&card).await.expect(200).text();
    assert!(page.contains("khám vết thương") && page.contains("gặp ở trường") && page.contains("Dễ đọc"), "{page}");
    assert!(!page.contains("bỏ đói") && !page.contains("/desk/cases/"), "{page}");
    let back = tram.send_from(&page, &format!("{card}/answer"), &[("answer", "done"), ("done_words", " ")]).await.expect(422).text();
    assert!(back.contains("id=\"done_words-trouble\""), "{back}");
    let place =
        leads_to(&tram.send_from(&page, &format!("{card}/answer"), &[("answer", "accepted"), ("accepted_words", "y sĩ Hoa")]).await);
    assert_eq!(place, format!("{card}?done=partner-accepted"));
    assert!(lan.get(&path).await.text().contains("y sĩ Hoa"));
    let page = lan.get(&path).await.text();
    let id = offered(&page, "revoke_referral").remove(0);
    leads_to(&lan.send_from(&page, &format!("{path}/revocation"), &[("revoke_referral", &id), ("revoke_reason", "nhầm nơi")]).await);
    let gone = tram.get(&card).await.expect(200).text();
    assert!(!gone.contains("khám vết thương") && gone.contains("không còn giữ phiếu"), "{gone}");
    assert!(!gone.contains("<textarea"), "nothing is left to answer");
    assert!(lan.get(&path).await.text().contains("nhầm nơi"));
    app.finish().await;
}

async fn a_plan_and_its_services_are_kept_by_forms(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let code = case_code(&told(&app, "bỏ đói cháu").await);
    app.clock.advance(chrono::Duration::minutes(10));
    let path = format!("/desk/cases/{code}");
    let lan = Browser::signed_in(&app, LAN).await;
    let page = lan.get(&path).await.expect(200).text();
    assert!(!page.contains("plan-decision"), "nothing is to be decided yet");
    leads_to(&lan.send_from(&page, &format!("{path}/plan"), &[("plan_goals", "cháu được đi học lại")]).await);
    let page = lan.get(&path).await.text();
    assert!(page.contains("cháu được đi học lại") && page.contains("Chưa có quyết định"));
    let bare = lan
        .send_from(&page, &format!("{path}/plan-decision"), &[("plan_number", "12/QĐ"), ("plan_signed_by", "")])
        .await
        .expect(422)
        .text();
    assert!(bare.contains("value=\"12/QĐ\"") && bare.contains("id=\"plan_signed_by-trouble\""), "{bare}");
    let paper = [("plan_number", "12/QĐ"), ("plan_signed_by", "Phó Chủ tịch")];
    leads_to(&lan.send_from(&page, &format!("{path}/plan-decision"), &paper).await);
    let step = [("step_service", "psychosocial"), ("step_goal", "ngủ yên"), ("step_provider", "cô Hạnh"), ("step_due", "2026-11-25T08:00")];
    leads_to(&lan.send_from(&page, &format!("{path}/services"), &step).await);
    let page = lan.get(&path).await.text();
    let id = offered(&page, "start_step").remove(0);
    let received = [("start_step", id.as_str()), ("confirmed_by", "person"), ("confirmed_words", "cháu kể đã gặp cô")];
    let place = leads_to(&lan.send_from(&page, &format!("{path}/service-start"), &received).await);
    assert_eq!(place, format!("{path}?done=service-start#plan"));
    let page = lan.get(&path).await.text();
    assert!(page.contains("cháu kể đã gặp cô") && page.contains("Phó Chủ tịch") && page.contains("Đã bắt đầu hỗ trợ"), "{page}");
    leads_to(&lan.send_from(&page, &format!("{path}/service-end"), &[("end_step", &id), ("end_state", "done")]).await);
    app.finish().await;
}

/// Paper lies about: who reported is never on it, nor the story in which they may be recognised.
async fn the_official_forms_open_the_case_and_never_say_who_reported(app: TestApp) {
    app.db_add_office(STATION, OfficeKind::HealthStation, Some(COMMUNE), false).await;
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(TRAM, Role::Responder, STATION).await;
    let code = app.report(&full_report()).await;
    app.work().await;
    let (lan, tram) = (Browser::signed_in(&app, LAN).await, Browser::signed_in(&app, TRAM).await);
    let opened = "SELECT COUNT(*) FROM audit_entry WHERE event = 'report_opened'";
    for (before, number) in ["01", "02", "03", "04", "05", "06", "07"].into_iter().enumerate() {
        let path = format!("/desk/cases/{code}/forms/{number}");
        let page = lan.get(&path).await.expect(200).text();
        assert!(page.contains("Cộng hòa xã hội chủ nghĩa Việt Nam") && page.contains("Độc lập - Tự do - Hạnh phúc"), "{number}");
        assert!(page.contains(&format!("Mẫu số {number}")) && page.contains("ngày …… tháng …… năm ……"), "{number}");
        for secret in ["reporter", "phone", "email", "story", "perpetrator"] {
            assert!(!page.contains(&format!("{CANARY} {secret}")), "{number} says {secret}");
        }
        assert_eq!(page.contains(&format!("{CANARY} person")), number != "05", "{number}");
        assert_eq!(app.db_count(opened).await, i64::try_from(before).unwrap() + 1, "opening a form opens the case");
        tram.get(&path).await.expect(404);
    }
    lan.get(&format!("/desk/cases/{code}/forms/08")).await.expect(404);
    assert!(lan.get(&format!("/desk/cases/{code}/forms/01?lang=en")).await.expect(200).text().contains("Information received"));
    let first = lan.get(&format!("/desk/cases/{code}/forms/01?lang=vi")).await.text();
    let reporter = &first.split("Người báo tin").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(reporter.matches("class=\"blank\"").count(), 3, "{reporter}");
    app.finish().await;
}

both!(
    another_office_is_asked_and_answers_by_forms,
    a_plan_and_its_services_are_kept_by_forms,
    the_official_forms_open_the_case_and_never_say_who_reported,
);
