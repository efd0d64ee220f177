//! The form: whatever happens, what was typed comes back or is stored, once.

use super::{Browser, access_code, between, case_code, hidden, reads_before_sending};
use crate::{
    both,
    support::{CANARY, TestApp},
};

async fn a_form_without_script_ends_in_a_receipt_and_one_case(app: TestApp) {
    app.db_add_staff("lan@x.example", langnghe::kernel::terms::Role::Responder, crate::support::OFFICE).await;
    let browser = Browser::new(&app);
    let form = browser.get("/report").await.expect(200).text();
    assert_eq!(between(&form, "<form method=\"post\" action=\"", "\""), ["/report/check"]);
    let key = hidden(&form, "idempotency_key");
    reads_before_sending(&app);
    let story = format!("{CANARY} bị nhốt");
    let fields = [
        ("danger", "no"),
        ("about", "other"),
        ("story", &story),
        ("category", "violence"),
        ("place_text", "Phường Sài Gòn"),
        ("danger_signs", "confined"),
        ("danger_signs", "no_medicine"),
        ("age", "9 tuổi"),
        ("hard", "hearing"),
        ("lat", ""),
        ("lon", ""),
        ("reporter_phone", "0901"),
        ("contact_how", "text"),
        ("idempotency_key", &key),
    ];
    let first = browser.send("/report", &fields).await.expect(201).text();
    let again = browser.send("/report", &fields).await.expect(201).text();
    assert_eq!((access_code(&first), case_code(&first)), (access_code(&again), case_code(&again)), "sending twice shows one receipt");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 1);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report").await, 1);
    let case = app.db_case(&case_code(&first)).await;
    assert_eq!(
        (case.office_code.as_str(), case.severity.as_str(), case.category.as_deref()),
        ("ubnd-26740", "emergency", Some("violence"))
    );
    assert!(!first.contains(CANARY), "the receipt can be shown to somebody");
    assert_eq!(browser.cookies(), Vec::<String>::new(), "nothing was left in the browser");
    app.finish().await;
}

async fn an_error_keeps_everything_typed_and_shows_the_numbers(app: TestApp) {
    let browser = Browser::new(&app);
    let key = hidden(&browser.get("/report").await.text(), "idempotency_key");
    let fields = [
        ("danger", "yes"),
        ("story", "câu chuyện <dài> & \"thật\""),
        ("category", "neglect"),
        ("place_text", "sau chợ"),
        ("age", "300"),
        ("hard", "seeing"),
        ("hard", "moving"),
        ("must_not_know", "school"),
        ("reporter_phone", "0901 234"),
        ("contact_when", "sau 15 giờ"),
        ("idempotency_key", &key),
    ];
    let back = browser.send("/report", &fields).await.expect(422).text();
    for kept in ["sau chợ", "value=\"300\"", "0901 234", "sau 15 giờ", "câu chuyện &#60;dài&#62; &#38; &#34;thật&#34;"] {
        assert!(back.contains(kept), "{kept}: {back}");
    }
    for chosen in
        ["\"danger\" value=\"yes\"", "\"hard\" value=\"seeing\"", "\"hard\" value=\"moving\"", "\"must_not_know\" value=\"school\""]
    {
        assert!(back.contains(&format!("{chosen} checked")), "{chosen}");
    }
    assert_eq!(back.matches(" checked>").count(), 5, "nothing is ticked that was not");
    assert!(back.contains("href=\"#age\"") && back.contains("id=\"age\"") && back.contains("aria-invalid=\"true\""));
    for number in ["113", "115", "111", "114"] {
        assert!(back.contains(&format!("href=\"tel:{number}\"")), "{number}");
    }
    assert_eq!(hidden(&back, "idempotency_key"), key, "the same report is being sent");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 0);
    let mended: Vec<_> = fields.iter().map(|(name, value)| (*name, if *name == "age" { "30" } else { *value })).collect();
    browser.send("/report", &mended).await.expect(201);
    app.finish().await;
}

async fn a_sent_form_that_was_edited_says_that_the_first_is_safe(app: TestApp) {
    let browser = Browser::new(&app);
    let key = hidden(&browser.get("/report").await.text(), "idempotency_key");
    let first = browser.send("/report", &[("story", "một"), ("idempotency_key", &key)]).await.expect(201).text();
    let edited = browser.send("/report", &[("story", "một và hai"), ("idempotency_key", &key)]).await;
    assert!(!edited.status.is_success() && !edited.status.is_server_error(), "{}", edited.status);
    let edited = edited.text();
    assert!(edited.contains("một và hai"), "what was added is still there");
    assert!(edited.contains(&case_code(&first)), "the first report is named");
    assert!(!edited.contains(access_code(&first).split('-').next().unwrap()), "its key is not shown to whoever holds the browser now");
    let fresh = hidden(&edited, "idempotency_key");
    assert_ne!(fresh, key);
    let second = browser.send("/report", &[("story", "một và hai"), ("idempotency_key", &fresh)]).await.expect(201).text();
    assert_ne!(case_code(&first), case_code(&second));
    app.finish().await;
}

async fn an_empty_form_says_what_would_be_enough(app: TestApp) {
    let browser = Browser::new(&app);
    for fields in [&[][..], &[("story", " \r\n"), ("place_text", ""), ("lat", ""), ("age", "")]] {
        let back = browser.send("/report", fields).await.expect(422).text();
        assert!(back.contains("href=\"#story\"") && back.contains("tel:113"), "{back}");
        assert!(!hidden(&back, "idempotency_key").is_empty());
    }
    for enough in [("danger", "yes"), ("category", "neglect"), ("place_text", "sau chợ"), ("reporter_phone", "0901")] {
        browser.send("/report", &[enough]).await.expect(201);
    }
    app.finish().await;
}

async fn hidden_characters_are_cleaned_and_cost_no_report(app: TestApp) {
    app.db_add_staff("lan@x.example", langnghe::kernel::terms::Role::Responder, crate::support::OFFICE).await;
    let browser = Browser::new(&app);
    let receipt = browser
        .send("/report", &[("story", "bị\u{0} nhốt\u{8}\r\ntrong nhà"), ("place_text", "Phường Sài Gòn\u{0}")])
        .await
        .expect(201)
        .text();
    let desk = Browser::signed_in(&app, "lan@x.example").await;
    let shown = desk.get(&format!("/desk/cases/{}", case_code(&receipt))).await.expect(200).text();
    assert!(shown.contains("bị nhốt") && shown.contains("trong nhà"), "{shown}");
    assert!(!shown.contains('\u{0}') && !shown.contains('\u{8}'));
    app.finish().await;
}

async fn a_story_of_three_megabytes_comes_back_whole(app: TestApp) {
    let browser = Browser::new(&app);
    let story = "mot ngay nua ".repeat(3 * 1024 * 1024 / 13);
    let back = browser.send("/report", &[("story", &story), ("place_text", "sau chợ"), ("danger", "yes")]).await.expect(422).text();
    assert!(back.contains(&story), "a word was lost");
    assert!(back.contains("href=\"#story\"") && back.contains("sau chợ") && back.contains("tel:113"));
    app.finish().await;
}

both!(
    a_form_without_script_ends_in_a_receipt_and_one_case,
    an_error_keeps_everything_typed_and_shows_the_numbers,
    a_sent_form_that_was_edited_says_that_the_first_is_safe,
    an_empty_form_says_what_would_be_enough,
    hidden_characters_are_cleaned_and_cost_no_report,
    a_story_of_three_megabytes_comes_back_whole,
);
