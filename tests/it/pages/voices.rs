//! The four voices of a public page, the pages to read, the operator's own words and films.

use axum::http::Method;
use chrono::Duration;
use langnghe::config::{Config, Database, Operator};

use super::{Browser, access_code, between, leads_to, told};
use crate::{both, support::TestApp};

const PAGES: [&str; 9] = ["/", "/report", "/report?short=1", "/follow-up", "/safety", "/help-card", "/accessibility", "/privacy", "/about"];
/// What an address adds to ask for each voice, its language, and how it greets on the start page.
const VOICES: [(&str, &str, &str); 4] = [
    ("", "vi", "Có chuyện gì, hãy kể với chúng tôi"),
    ("lang=en", "en", "Tell us what is happening"),
    ("read=easy", "vi", "Kể cho chúng tôi nghe nhé"),
    ("for=child", "vi", "Em kể cho cô chú nghe nhé"),
];

fn at(path: &str, mark: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    if mark.is_empty() { path.to_owned() } else { format!("{path}{sign}{mark}") }
}

async fn every_public_page_speaks_in_four_voices_and_keeps_none_in_the_browser(app: TestApp) {
    let browser = Browser::new(&app);
    for (mark, lang, greeting) in VOICES {
        for path in PAGES {
            let page = browser.get(&at(path, mark)).await.expect(200);
            assert_eq!(page.headers["content-language"], lang, "{path} {mark}");
            let html = page.text();
            assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{path} {mark}");
            assert!(!html.contains("<video"), "no empty place for a film: {path} {mark}");
            let onward = between(&html, "href=\"/about", "\"");
            // The page itself leads to its other voices too.
            let kept = |rest: &String| *rest == at("", mark) || path == "/about";
            assert!(onward.contains(&at("", mark)) && onward.iter().all(kept), "{path} {mark}: {onward:?}");
        }
        assert!(browser.get(&at("/", mark)).await.text().contains(&format!("<h1>{greeting}</h1>")), "{mark}");
    }
    assert_eq!(browser.cookies(), Vec::<String>::new());
    app.finish().await;
}

async fn what_is_refused_is_said_in_the_voice_that_was_asked_for(app: TestApp) {
    let browser = Browser::new(&app);
    let easy = browser.send("/report?read=easy", &[("place_text", "sau chợ"), ("age", "300")]).await.expect(422).text();
    assert!(easy.contains("Tuổi là số từ 0 đến 120. Không biết thì để trống.") && easy.contains("sau chợ"), "{easy}");
    assert!(easy.contains("action=\"/report?read=easy\""), "{easy}");
    let child = browser.send("/report?for=child", &[]).await.expect(422).text();
    assert!(child.contains("Em viết một câu nhé."), "{child}");
    assert!(browser.get("/nothing?for=child").await.expect(404).text().contains("Em về trang chính nhé."));
    assert!(browser.get("/nothing?read=easy").await.expect(404).text().contains("Bạn về trang chính nhé."));
    let wrong = browser.send("/follow-up?for=child", &[("code", "0000000000000000")]).await.text();
    assert!(wrong.contains("Em xem lại nhé.") && wrong.contains("action=\"/follow-up?for=child\""), "{wrong}");
    app.finish().await;
}

async fn a_voice_goes_along_with_a_redirect_and_with_everything_typed(app: TestApp) {
    let code = access_code(&told(&app, "x").await);
    let browser = Browser::new(&app);
    let opened = browser.send("/follow-up?for=child", &[("code", &code)]).await;
    assert_eq!(leads_to(&opened), "/follow-up?for=child");
    let page = browser.get("/follow-up?for=child").await.expect(200).text();
    let sent = browser.send_from(&page, "/follow-up/messages?for=child", &[("message", "em sợ")]).await;
    assert_eq!(leads_to(&sent), "/follow-up?said=message&for=child");

    let before = app.db_count("SELECT COUNT(*) FROM report").await;
    let form = Browser::new(&app);
    let typed = [("story", "viết dở <i>"), ("danger", "unknown"), ("hard", "moving"), ("age", "300"), ("change_voice", "1")];
    let again = form.send("/report?read=easy", &typed).await.expect(200).text();
    assert!(again.contains("<h1>Bạn kể ở đây nhé</h1>") && again.contains("viết dở &#60;i&#62;"), "{again}");
    assert!(again.contains("value=\"unknown\" checked") && again.contains("value=\"moving\" checked") && again.contains("value=\"300\""));
    assert!(!again.contains("role=\"alert\""), "nothing was sent, so nothing is wrong yet");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report").await, before, "a change of the words is no report");
    app.finish().await;
}

fn of_operator(text: &str) -> impl FnOnce(&mut Config) {
    let operator = text.parse::<Operator>().unwrap();
    |config| config.operator = operator
}

async fn what_the_operator_has_not_said_is_not_made_up(mut app: TestApp) {
    let browser = Browser::new(&app);
    assert!(browser.get("/about").await.text().contains("Nơi quản lý chưa ghi tên ở đây."));
    assert!(browser.get("/privacy").await.text().contains("Nơi quản lý trang chưa ghi thời hạn ở đây."));
    let said = "name.vi = \"Trung tâm bịa ra <b>\"\nretention.vi = \"Giữ 10 năm.\"\nretention.easy = \"Giữ mười năm.\"\ncontact.vi = \"gọi 011 111 111\"";
    app.reconfigure(of_operator(said));
    let browser = Browser::new(&app);
    let about = browser.get("/about").await.text();
    assert!(about.contains("Trung tâm bịa ra &#60;b&#62;") && !about.contains("chưa ghi tên"), "{about}");
    let privacy = browser.get("/privacy?for=child").await.text();
    assert!(privacy.contains("Giữ mười năm.") && !privacy.contains("chưa ghi"), "{privacy}");
    assert!(browser.get("/accessibility").await.text().contains("gọi 011 111 111"));
    app.finish().await;
}

async fn a_number_that_nobody_has_rung_for_half_a_year_is_no_longer_shown(mut app: TestApp) {
    let number = "[[number]]\nnumber = \"1800 0000\"\nwhom.vi = \"Nhà tạm lánh bịa ra\"\nchecked_on = \"2026-11-20\"";
    app.reconfigure(of_operator(number));
    for path in ["/", "/safety"] {
        let page = Browser::new(&app).get(path).await.text();
        assert!(page.contains("href=\"tel:18000000\"") && page.contains("Nhà tạm lánh bịa ra"), "{path}");
        assert!(page.contains("20/11/2026"), "it says when somebody rang it");
    }
    app.clock.advance(Duration::days(181));
    for path in ["/", "/safety"] {
        let page = Browser::new(&app).get(path).await.text();
        assert!(!page.contains("18000000") && page.contains("tel:111"), "{path}");
    }
    app.finish().await;
}

async fn a_film_in_sign_language_comes_in_parts_and_from_here_only(mut app: TestApp) {
    let folder =
        std::env::temp_dir().join(format!("langnghe-film-{}-{}", std::process::id(), matches!(app.db_address(), Database::Postgres(_))));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("safety.mp4"), b"0123456789").unwrap();
    std::fs::write(folder.join("notes.txt"), "x").unwrap();
    let films = folder.clone();
    app.reconfigure(|config| config.sign_clips = Some(films));
    let visitor = app.visitor();
    let page = visitor.get("/safety").await.expect(200);
    assert!(page.text().contains("<video controls preload=\"none\" playsinline"), "{}", page.text());
    assert!(page.text().contains("src=\"/clips/safety.mp4\" type=\"video/mp4\""));
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("media-src 'self';"));
    assert!(!visitor.get("/about").await.text().contains("<video"), "a page without a film has no empty place for one");
    let part = visitor.send(Method::GET, "/clips/safety.mp4", &[("range", "bytes=2-4")], Vec::new()).await.expect(206);
    assert_eq!((part.body.as_slice(), part.headers["content-type"].to_str().unwrap()), (&b"234"[..], "video/mp4"));
    for nowhere in ["/clips/notes.txt", "/clips/about.mp4", "/clips/..%2Fnotes.txt"] {
        visitor.get(nowhere).await.expect(404);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    app.finish().await;
}

both!(
    every_public_page_speaks_in_four_voices_and_keeps_none_in_the_browser,
    what_is_refused_is_said_in_the_voice_that_was_asked_for,
    a_voice_goes_along_with_a_redirect_and_with_everything_typed,
    what_the_operator_has_not_said_is_not_made_up,
    a_number_that_nobody_has_rung_for_half_a_year_is_no_longer_shown,
    a_film_in_sign_language_comes_in_parts_and_from_here_only,
);
