//! What the script of the form asks while somebody types: places that may be meant, and where a position lies.

use serde_json::{Value, json};

use super::Browser;
use crate::{both, support::TestApp};

async fn asked(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Value {
    Browser::new(app).send(path, fields).await.expect(200).json()
}

async fn few_places_are_suggested_with_what_became_of_old_names(app: TestApp) {
    let found = asked(&app, "/report/places", &[("q", "tan hai"), ("lang", "vi")]).await;
    let places = found["places"].as_array().unwrap();
    assert!((1..=5).contains(&places.len()), "{found}");
    assert!(places.iter().all(|place| place["label"].as_str().unwrap().contains(", ")), "with the province: {found}");
    let old = async |lang: &str| asked(&app, "/report/places", &[("q", "Phường Bến Nghé, Quận 1"), ("lang", lang)]).await;
    let (vietnamese, english) = (old("vi").await, old("en").await);
    let note = |found: &Value| found["places"][0]["note"].as_str().unwrap().to_owned();
    assert!(note(&vietnamese).contains("nay"), "{vietnamese}");
    assert_ne!(note(&vietnamese), note(&english));
    for nothing in [&[][..], &[("q", " ")], &[("q", "\u{0}")], &[("q", "zzzzqqq")]] {
        assert_eq!(asked(&app, "/report/places", nothing).await, json!({"places": []}), "{nothing:?}");
    }
    app.finish().await;
}

async fn a_position_is_understood_or_not_but_never_guessed(app: TestApp) {
    let at = async |lat: &str, lon: &str| asked(&app, "/report/position", &[("lat", lat), ("lon", lon)]).await;
    let here = at("10.7769", "106.7009").await;
    assert!(here["label"].as_str().unwrap().contains("Sài Gòn"), "{here}");
    for (lat, lon) in [("48.85", "2.35"), ("", ""), ("NaN", "NaN"), ("91", "0"), ("inf", "1"), ("mười", "106")] {
        assert_eq!(at(lat, lon).await, json!({}), "{lat} {lon}");
    }
    app.finish().await;
}

async fn no_address_tells_a_place_or_a_position(app: TestApp) {
    let browser = Browser::new(&app);
    for path in ["/report/places?q=tan+hai", "/report/position?lat=10.77&lon=106.7"] {
        assert_eq!(browser.get(path).await.status.as_u16(), 405, "{path}");
    }
    app.finish().await;
}

both!(
    few_places_are_suggested_with_what_became_of_old_names,
    a_position_is_understood_or_not_but_never_guessed,
    no_address_tells_a_place_or_a_position,
);
