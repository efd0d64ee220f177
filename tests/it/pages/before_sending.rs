//! The ways into the form, and the page before sending: who will read it, where it is understood to be, and that no word is lost on the way.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{Browser, between, case_code, reads_before_sending};
use crate::{
    both,
    support::{COMMITTEE, COMMUNE, OFFICE, PARENT, POLICE, TestApp},
};

const DOORS: [&str; 5] = ["/report", "/report?short=1", "/report?danger=yes", "/report?for=child", "/report?for=carer"];

fn plain(text: &str) -> String {
    let named = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    named.iter().fold(text.to_owned(), |text, (code, letter)| text.replace(code, letter))
}

/// What a browser would send of the form in `page`, without any button.
fn filled(page: &str) -> Vec<(String, String)> {
    let form = page.split_once("<form").unwrap().1.split_once("</form>").unwrap().0;
    let value = |tag: &str, name: &str| Some(plain(tag.split_once(&format!(" {name}=\""))?.1.split('"').next().unwrap()));
    let mut fields = Vec::new();
    for (at, _) in form.match_indices('<') {
        let rest = &form[at + 1..];
        let tag = rest.split('>').next().unwrap();
        let Some(name) = value(tag, "name") else { continue };
        if tag.starts_with("input") {
            let tick = ["\"radio\"", "\"checkbox\""].iter().any(|kind| tag.contains(kind));
            if !tick || tag.ends_with(" checked") {
                fields.push((name, value(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("textarea") {
            let text = rest.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
            fields.push((name, plain(text.strip_prefix('\n').unwrap_or(text))));
        } else if tag.starts_with("select") {
            let options = rest.split("</select>").next().unwrap();
            let chosen = options.split("<option").find(|option| option.split('>').next().unwrap().ends_with(" selected"));
            fields.push((name, chosen.and_then(|option| value(option, "value")).unwrap_or_default()));
        }
    }
    fields
}

/// The page that comes when the form of `page` is sent with `more`, which stands in place of what was there.
async fn press(browser: &Browser, page: &str, path: &str, more: &[(&str, &str)]) -> String {
    let kept = filled(page).into_iter().filter(|(name, _)| more.iter().all(|(own, _)| own != name));
    let all: Vec<(String, String)> = kept.chain(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // In the voice of the page, which its form keeps in the address.
    let action = plain(&between(page, "<form method=\"post\" action=\"", "\"")[0]);
    let voiced = action.split_once('?').map_or_else(|| path.to_owned(), |(_, voice)| format!("{path}?{voice}"));
    let answer = browser.send(&voiced, &all).await;
    assert!(answer.status.is_success(), "{}: {}", answer.status, answer.text());
    answer.text()
}

async fn looked_at(app: &TestApp, fields: &[(&str, &str)]) -> String {
    Browser::new(app).send("/report/check", fields).await.expect(200).text()
}

fn office_named(page: &str) -> String {
    plain(&between(page, "<p class=\"reader\" role=\"status\">", "</p>")[0])
}

async fn everybody_works(app: &TestApp) {
    app.db_add_police().await;
    for (role, office) in [(Role::Responder, OFFICE), (Role::Supervisor, PARENT), (Role::Lead, COMMITTEE), (Role::Responder, POLICE)] {
        app.db_add_staff(&format!("ai@{office}.example"), role, office).await;
    }
}

async fn the_office_named_before_is_the_office_of_the_receipt(app: TestApp) {
    everybody_works(&app).await;
    let places = [
        json!({"commune": COMMUNE}),
        json!({"text": "Thụy Khuê, Tây Hồ"}),
        json!({"text": "gần chợ, Hưng Yên"}),
        json!({"text": "Bến Nghé, quận 1"}),
        json!({"text": "qwerty"}),
        json!({"lat": 10.7757, "lon": 106.7004}),
        Value::Null,
    ];
    let excluded = [
        json!([]),
        json!(["commune_committee"]),
        json!(["commune_police", "health_station"]),
        json!(["whole_commune"]),
        json!(["not_sure"]),
    ];
    let categories = ["violence", "responder_complaint", "support_need", "abandonment", "institution_abuse"];
    let mut seen = std::collections::BTreeSet::new();
    for (at, place) in places.iter().enumerate() {
        for (nth, excluded) in excluded.iter().enumerate() {
            let category = categories[(at + nth) % categories.len()];
            let danger = if nth % 2 == 0 { "yes" } else { "unknown" };
            let report = json!({"story": "x", "category": category, "place": place, "must_not_know": excluded, "in_danger_now": danger,
                "discovery_place": if category == "abandonment" { json!("police_post") } else { Value::Null }});
            let before = app.visitor().post("/api/v1/reports/preview", &report).await.expect(200).json();
            let after = app.visitor().report(&report).await;
            assert_eq!(before["office"], after["office"], "{report}");
            assert_eq!(
                before["place"]["known"] == "commune" || before["place"]["known"] == "split",
                after["needs_locating"] == false,
                "{report}"
            );
            seen.insert(after["office"]["name"].to_string());
        }
    }
    assert!(seen.len() >= 4, "the answers lead to different offices, or this proves nothing: {seen:?}");
    app.finish().await;
}

async fn looking_writes_nothing(app: TestApp) {
    everybody_works(&app).await;
    let before = app.db_snapshot().await;
    let page = looked_at(&app, &[("story", "x"), ("place_text", "Phường Sài Gòn"), ("must_not_know", "whole_commune")]).await;
    app.visitor().post("/api/v1/reports/preview", &json!({"story": "x"})).await.expect(200);
    press(&Browser::new(&app), &page, "/report", &[("do", "change")]).await;
    assert_eq!(app.db_snapshot().await, before);
    app.finish().await;
}

async fn whoever_must_not_know_changes_the_office_on_the_page_and_on_the_receipt(app: TestApp) {
    everybody_works(&app).await;
    let browser = Browser::new(&app);
    let first = looked_at(&app, &[("story", "x"), ("place_text", "Phường Sài Gòn, TP HCM"), ("danger", "no")]).await;
    let own = office_named(&first);
    assert!(own.contains("Ủy ban nhân dân phường Sài Gòn") && own.starts_with("Nơi sẽ đọc tin của bạn"), "{own}");
    let again = press(&browser, &first, "/report/check", &[("must_not_know", "commune_committee"), ("do", "check")]).await;
    let other = office_named(&again);
    assert!(other.starts_with("Chúng tôi sẽ không cho nơi đó biết") && !other.contains("Sài Gòn"), "{other}");
    assert!(again.contains("value=\"commune_committee\" checked"));
    let receipt = press(&browser, &again, "/report", &[]).await;
    let case = app.db_case(&case_code(&receipt)).await;
    assert_ne!(case.office_code, OFFICE);
    let office = plain(&receipt);
    let named = other.rsplit_once(" đến ").unwrap().1.trim_end_matches('.').to_owned();
    assert!(office.contains(&named), "{named} on the receipt");
    app.finish().await;
}

async fn nothing_typed_is_lost_on_the_way_through_every_door_and_back(app: TestApp) {
    everybody_works(&app).await;
    let browser = Browser::new(&app);
    let said = [
        ("danger", "unknown"),
        ("beside", "no"),
        ("about", "other"),
        ("story", "dòng một\nbị <nhốt> & \"đói\""),
        ("category", "trafficking"),
        ("danger_signs", "confined"),
        ("danger_signs", "no_medicine"),
        ("place_text", "Phường Sài Gòn, TP HCM"),
        ("near", "sau chợ"),
        ("facility_name", "trường gần cầu"),
        ("facility_staff", "no"),
        ("must_not_know", "school"),
        ("must_not_know", "commune_police"),
        ("age", "9 tuổi"),
        ("sex", "female"),
        ("hard", "hearing"),
        ("hard", "moving"),
        ("reporter_name", "Lan"),
        ("reporter_phone", "0901 234"),
        ("reporter_email", "a@b.vn"),
        ("contact_how", "text"),
        ("contact_when", "sau 15 giờ"),
        ("secret_word", "hoa gạo"),
        ("say_who", "cửa hàng gạo"),
        ("needs", "sign_language"),
        ("needs", "text_only"),
        ("interpreter", "tiếng Mông"),
        ("interpreter_elsewhere", "yes"),
        ("support_person", "cô Hạnh"),
        ("support_phone", "0902"),
        ("notice", "text"),
        ("lat", "10.7757"),
        ("lon", "106.7004"),
        ("accuracy", "20"),
    ];
    let kept = |page: &str, what: &str, but: &str| {
        let kept = filled(page);
        for (name, value) in said.iter().filter(|(name, _)| *name != but) {
            assert!(kept.iter().any(|(field, text)| field == name && text == value), "{what} lost {name}={value}");
        }
    };
    let fields: Vec<(&str, &str)> = said.iter().copied().chain([("idempotency_key", "AAAABBBBCCCCDDDDEEEEFFFF")]).collect();
    let page = looked_at(&app, &fields).await;
    kept(&page, "check", "");
    // What a door says itself was said by pressing it, and is no loss.
    let doors =
        [("change", ""), ("list", ""), ("danger", "danger"), ("short", "beside"), ("child", ""), ("carer", "category"), ("all", "")];
    for (door, own) in doors {
        let form = press(&browser, &page, "/report", &[("do", door)]).await;
        kept(&form, door, own);
        let check = press(&browser, &form, "/report/check", &[]).await;
        kept(&check, &format!("check after {door}"), own);
        kept(&press(&browser, &check, "/report", &[("do", "change")]).await, &format!("back to {door}"), own);
    }
    let long = "x".repeat(600);
    let faulty: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, if *name == "secret_word" { &long } else { *value })).collect();
    let back = browser.send("/report/check", &faulty).await.expect(422).text();
    kept(&back, "a fault", "secret_word");
    assert!(back.contains("href=\"#secret_word\"") && back.contains(&long), "the fault is shown where it is");
    assert!(filled(&page).contains(&("idempotency_key".to_owned(), "AAAABBBBCCCCDDDDEEEEFFFF".to_owned())), "still the same report");
    let receipt = press(&browser, &page, "/report", &[]).await;
    let desk = Browser::signed_in(&app, "ai@ubnd-26740.example").await;
    let case = plain(&desk.get(&format!("/desk/cases/{}", case_code(&receipt))).await.expect(200).text());
    for shown in [
        "bị <nhốt> & \"đói\"",
        "sau chợ",
        "hoa gạo",
        "cửa hàng gạo",
        "tiếng Mông",
        "tỉnh khác",
        "cô Hạnh, 0902",
        "sau 15 giờ",
        "Chỉ gửi đúng câu: Bạn có một tin nhắn",
        "Ngôn ngữ ký hiệu",
        "10.77570, 106.70040",
    ] {
        assert!(case.contains(shown), "the desk does not see {shown}");
    }
    app.finish().await;
}

async fn every_question_of_every_door_can_be_skipped(app: TestApp) {
    for door in DOORS {
        let browser = Browser::new(&app);
        let page = browser.get(door).await.expect(200).text();
        assert!(!page.contains(" required"), "{door}");
        for name in between(&page, "<input type=\"radio\" name=\"", "\"") {
            let choices = between(&page, &format!("<input type=\"radio\" name=\"{name}\" value=\""), "\"");
            let way_out = ["unknown", "no", "silent_or_unclear"].iter().any(|code| choices.iter().any(|choice| choice == code));
            assert!(way_out, "{door}: {name} has no way out once something was tapped: {choices:?}");
        }
        let check = press(&browser, &page, "/report/check", &[("story", "x")]).await;
        press(&browser, &check, "/report", &[]).await;
        press(&browser, &browser.get(door).await.text(), "/report", &[("story", "y")]).await;
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report").await, 10);
    app.finish().await;
}

async fn with_the_one_who_hurts_beside_them_nobody_calls(app: TestApp) {
    everybody_works(&app).await;
    let browser = Browser::new(&app);
    let page = browser.get("/report?short=1").await.text();
    assert!(filled(&page).len() < 12, "as little as possible: {:?}", filled(&page));
    reads_before_sending(&app);
    let receipt = press(&browser, &page, "/report", &[("story", "x"), ("place_text", "Phường Sài Gòn, TP HCM")]).await;
    let case = app.db_case(&case_code(&receipt)).await;
    assert!(case.silent_mode);
    let desk = Browser::signed_in(&app, "ai@ubnd-26740.example").await;
    let shown = desk.get(&format!("/desk/cases/{}", case.code)).await.expect(200).text();
    assert!(shown.contains("<p class=\"note care\">Im lặng: ") && shown.contains("Đừng gọi điện, đừng báo trước khi đến."), "{shown}");
    let loud =
        press(&browser, &browser.get("/report").await.text(), "/report", &[("story", "x"), ("place_text", "Phường Sài Gòn, TP HCM")]).await;
    assert!(!app.db_case(&case_code(&loud)).await.silent_mode);
    app.finish().await;
}

async fn in_danger_the_numbers_come_large_and_few_questions(app: TestApp) {
    everybody_works(&app).await;
    let browser = Browser::new(&app);
    let page = browser.get("/report?danger=yes").await.text();
    assert!(page.contains("<aside class=\"urgent\"") && !page.contains("name=\"contact_how\""));
    let receipt = press(&browser, &page, "/report", &[("place_text", "Phường Sài Gòn, TP HCM")]).await;
    assert_eq!(app.db_case(&case_code(&receipt)).await.severity, "emergency");
    app.finish().await;
}

/// Words of offence, which nobody who asks for help with care must meet; the numbers to call stand outside.
async fn whoever_cannot_go_on_caring_meets_no_word_of_offence_and_reaches_the_commune(app: TestApp) {
    everybody_works(&app).await;
    let browser = Browser::new(&app);
    let page = browser.get("/report?for=carer").await.text();
    let fields = [
        ("story", "không ngủ được"),
        ("help", "rest"),
        ("help", "money"),
        ("place_text", "Phường Sài Gòn, TP HCM"),
        ("danger", "no"),
        ("hard", "moving"),
    ];
    let check = press(&browser, &page, "/report/check", &fields).await;
    for html in [&page, &check] {
        let main = html.split_once("<main").unwrap().1.split_once("</main>").unwrap().0.to_lowercase();
        for word in [
            "gây hại",
            "đánh",
            "bạo lực",
            "bỏ rơi",
            "bỏ mặc",
            "xâm hại",
            "tội",
            "vi phạm",
            "công an",
            "bị nhốt",
            "làm đau",
            "làm sai",
            "lạm dụng",
            "phạt",
        ] {
            assert!(!main.contains(word), "{word}");
        }
        assert!(!html.contains("name=\"beside\"") && !html.contains("name=\"danger_signs\""), "nobody is asked who hurts");
    }
    assert!(office_named(&check).contains("Ủy ban nhân dân phường Sài Gòn"));
    reads_before_sending(&app);
    let receipt = press(&browser, &check, "/report", &[]).await;
    let case = app.db_case(&case_code(&receipt)).await;
    assert_eq!((case.category.as_deref(), case.office_code.as_str()), (Some("support_need"), OFFICE));
    let desk = Browser::signed_in(&app, "ai@ubnd-26740.example").await;
    let shown = desk.get(&format!("/desk/cases/{}", case.code)).await.text();
    assert!(shown.contains("Có người trông giúp để tôi nghỉ, Tiền, gạo, sữa, tã"), "what would help reaches them");
    app.finish().await;
}

/// A child is *em*, and speaks of itself as *em*; every picture has its words beside it.
async fn a_child_is_spoken_to_as_a_child(app: TestApp) {
    everybody_works(&app).await;
    let browser = Browser::new(&app);
    let page = browser.get("/report?for=child").await.text();
    let fields = [("category", "violence"), ("child_where", "home"), ("place_text", "Phường Sài Gòn, TP HCM")];
    let check = press(&browser, &page, "/report/check", &fields).await;
    let faulty = browser.send("/report/check?for=child", &[("form", "child"), ("age", "900"), ("story", "x")]).await.expect(422).text();
    for html in [&page, &check, &faulty] {
        let text =
            html.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ").to_lowercase();
        let words: Vec<&str> = text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        let grown_up: Vec<_> = words.windows(4).filter(|some| ["bạn", "tôi"].contains(&some[1])).collect();
        assert!(grown_up.is_empty(), "{grown_up:?}");
        assert!(words.contains(&"em"));
    }
    for picture in between(&page, "<use href=\"#", "\"") {
        assert!(page.contains(&format!("<symbol id=\"{picture}\"")), "{picture} is not drawn");
    }
    assert!(between(&page, "<use ", "</label>").iter().all(|rest| rest.contains("<span>") && !rest.contains("<span></span>")));
    reads_before_sending(&app);
    let receipt = press(&browser, &check, "/report", &[]).await;
    let desk = Browser::signed_in(&app, "ai@ubnd-26740.example").await;
    assert!(desk.get(&format!("/desk/cases/{}", case_code(&receipt))).await.text().contains("Ở nhà"), "where it was tapped");
    app.finish().await;
}

async fn a_typed_place_is_understood_offered_or_looked_up_without_script(app: TestApp) {
    everybody_works(&app).await;
    let browser = Browser::new(&app);
    let one = looked_at(&app, &[("place_text", "Bến Nghé, quận 1")]).await;
    assert!(one.contains("Nay thuộc Phường Sài Gòn, Thành phố Hồ Chí Minh"), "{one}");
    let split = looked_at(&app, &[("place_text", "phường Thụy Khuê, Tây Hồ")]).await;
    assert!(split.contains("Tên cũ này nay thuộc nhiều nơi"));
    let parts = between(&split, "name=\"place_commune\" value=\"", "\"");
    assert!(parts.len() > 2 && parts.last().unwrap() == "none", "{parts:?}");
    let chosen = press(&browser, &split, "/report/check", &[("place_commune", &parts[1]), ("do", "check")]).await;
    assert!(chosen.contains("Chúng tôi hiểu là") && !chosen.contains("type=\"radio\" name=\"place_commune\""));
    let sent = press(&browser, &chosen, "/report", &[]).await;
    assert_eq!(app.db_case(&case_code(&sent)).await.commune_code.as_deref(), Some(parts[1].as_str()));
    // Another text: the choice was for the old one.
    let form = press(&browser, &chosen, "/report", &[("do", "change")]).await;
    let edited = press(&browser, &form, "/report/check", &[("place_text", "Phường Sài Gòn, TP HCM")]).await;
    assert!(edited.contains("Chúng tôi hiểu là: Phường Sài Gòn"));
    let again = press(&browser, &chosen, "/report", &[("do", "drop-choice")]).await;
    assert!(again.contains("type=\"radio\" name=\"place_commune\""), "a wrong choice can be taken back");
    let none = press(&browser, &split, "/report/check", &[("place_commune", "none"), ("do", "check")]).await;
    assert!(!none.contains("type=\"radio\" name=\"place_commune\"") && none.contains("<select id=\"province\""));
    let communes = press(&browser, &none, "/report/check", &[("province", "01"), ("do", "check")]).await;
    assert!(communes.contains("<option value=\"00070\">Phường Hoàn Kiếm</option>"));
    let taken = press(&browser, &communes, "/report/check", &[("commune", "00070"), ("do", "check")]).await;
    assert!(taken.contains("Chúng tôi hiểu là: Phường Hoàn Kiếm, Thành phố Hà Nội"));
    let listed = press(&browser, &browser.get("/report").await.text(), "/report/check", &[("story", "x"), ("do", "list")]).await;
    assert_eq!(between(&listed, "<option value=\"", "\"").iter().filter(|code| !code.is_empty()).count(), 34);
    app.finish().await;
}

/// Saturday at ten in the evening, and again on Monday morning.
async fn at_night_the_page_says_that_nobody_may_read_it(app: TestApp) {
    everybody_works(&app).await;
    let fields = [("story", "x"), ("place_text", "Phường Sài Gòn, TP HCM"), ("danger", "yes")];
    assert!(looked_at(&app, &fields).await.contains("Đêm nay có thể chưa có ai đọc tin này."));
    app.advance(chrono::Duration::hours(35)).await;
    let morning = looked_at(&app, &fields).await;
    assert!(!morning.contains("chưa có ai đọc"), "{morning}");
    app.finish().await;
}

both!(
    the_office_named_before_is_the_office_of_the_receipt,
    looking_writes_nothing,
    whoever_must_not_know_changes_the_office_on_the_page_and_on_the_receipt,
    nothing_typed_is_lost_on_the_way_through_every_door_and_back,
    every_question_of_every_door_can_be_skipped,
    with_the_one_who_hurts_beside_them_nobody_calls,
    in_danger_the_numbers_come_large_and_few_questions,
    whoever_cannot_go_on_caring_meets_no_word_of_offence_and_reaches_the_commune,
    a_child_is_spoken_to_as_a_child,
    a_typed_place_is_understood_offered_or_looked_up_without_script,
    at_night_the_page_says_that_nobody_may_read_it,
);
