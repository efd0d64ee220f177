//! Asking for places over HTTP: what a page needs to offer them.

use serde_json::{Value, json};

use crate::{both, support::TestApp};

async fn ask(app: &TestApp, typed: &str, more: &str) -> Vec<Value> {
    let query = serde_urlencoded::to_string([("q", typed)]).unwrap();
    let answer = app.visitor().get(&format!("/api/v1/localities?{query}{more}")).await.expect(200).json();
    answer.as_array().unwrap().clone()
}

async fn an_old_name_says_what_it_is_part_of_now(app: TestApp) {
    let found = ask(&app, "số 5, P.Bến Nghé, Q.1, TP HCM", "").await;
    let first = &found[0];
    assert_eq!((&first["code"], &first["name"]), (&json!("26740"), &json!("Phường Sài Gòn")));
    assert_eq!(first["province"], json!({"code": "79", "name": "Thành phố Hồ Chí Minh"}));
    assert_eq!((&first["why"], &first["split"], &first["misspelt"]), (&json!("old-name"), &json!(false), &json!(false)));
    let note = "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh nay thuộc Phường Sài Gòn, Thành phố Hồ Chí Minh.";
    assert_eq!(first["note"], note);
    let english = ask(&app, "ben nghe quan 1", "&lang=en").await;
    assert!(english[0]["note"].as_str().unwrap().contains("is now part of Phường Sài Gòn"));
    app.finish().await;
}

async fn a_split_name_lists_all_its_parts(app: TestApp) {
    let found = ask(&app, "Thuỵ Khuê, Tây Hồ", "").await;
    let parts = json!([
        {"code": "00103", "label": "Phường Tây Hồ, Thành phố Hà Nội"},
        {"code": "00004", "label": "Phường Ba Đình, Thành phố Hà Nội"},
    ]);
    assert!(found[..2].iter().all(|one| one["split"] == true && one["parts"] == parts), "{found:?}");
    assert!(found[0]["note"].as_str().unwrap().contains("chia về 2 nơi"));
    app.finish().await;
}

async fn a_slip_is_offered_as_a_question(app: TestApp) {
    let found = ask(&app, "phường Hoàn Kiém Hà Nộii", "").await;
    assert_eq!((&found[0]["code"], &found[0]["why"], found[0].get("note")), (&json!("00070"), &json!("name"), None), "{found:?}");
    let found = ask(&app, "phường Sài Gòng", "").await;
    assert_eq!((&found[0]["code"], &found[0]["misspelt"]), (&json!("26740"), &json!(true)));
    assert_eq!(found[0]["note"], "Có phải bạn muốn nói Phường Sài Gòn, Thành phố Hồ Chí Minh?");
    app.finish().await;
}

async fn a_text_of_64_kilobytes_is_answered(app: TestApp) {
    let typed = format!("phường Bến Nghé, quận 1 {}", "a".repeat(20_000));
    ask(&app, &typed, "").await;
    app.finish().await;
}

both!(
    a_slip_is_offered_as_a_question,
    a_split_name_lists_all_its_parts,
    a_text_of_64_kilobytes_is_answered,
    an_old_name_says_what_it_is_part_of_now,
);
