//! The clock never sleeps: who is told of what when, once, whatever happens to the machine.

mod climbing;
mod gaps;
mod reading;
mod workers;

use chrono::Duration;
use langnghe::{kernel::terms::Role, localities::OfficeKind};

use crate::support::{COMMITTEE, COMMUNE, DESK, OFFICE, PARENT, POLICE, TestApp, acts::MINISTRY};

const RESPONDER: &str = "responder";
const LEAD: &str = "lead";
const HEALTH: &str = "health";
const PROVINCE: &str = "province";
const MINISTRY_DESK: &str = "ministry";
const POLICE_POST: &str = "police";
const NIGHT_DESK: &str = "night";
const HOTLINE: &str = "hotline";

/// Everybody whom a ladder can reach, one person each; their mail addresses begin with the names above.
async fn staff_everywhere(app: &TestApp) {
    app.db_add_police().await;
    app.db_add_desk().await;
    app.db_add_office("tong-dai-111", OfficeKind::Hotline111, None, false).await;
    for (name, role, office) in [
        (RESPONDER, Role::Responder, OFFICE),
        (LEAD, Role::Lead, OFFICE),
        (HEALTH, Role::Supervisor, PARENT),
        (PROVINCE, Role::Lead, COMMITTEE),
        (MINISTRY_DESK, Role::Supervisor, MINISTRY),
        (POLICE_POST, Role::Responder, POLICE),
        (NIGHT_DESK, Role::Responder, DESK),
        (HOTLINE, Role::Responder, "tong-dai-111"),
    ] {
        app.db_add_staff(&format!("{name}@x.example"), role, office).await;
    }
    assert!(POLICE.ends_with(COMMUNE));
}

/// Who got mail since the `seen`th mail, in alphabetical order.
fn since(app: &TestApp, seen: usize) -> Vec<String> {
    let mut names: Vec<String> = app.mailed()[seen..].iter().map(|to| to.split('@').next().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Walks along a timetable: at each minute after the start exactly these get mail, and a minute before nobody.
async fn expect_mails(app: &TestApp, timetable: &[(i64, &[&str])]) {
    let start = app.now();
    for (minute, expected) in timetable {
        let seen = app.mailed().len();
        let at = start + Duration::minutes(*minute);
        if *minute > 0 {
            app.advance(at - Duration::minutes(1) - app.now()).await;
            assert_eq!(since(app, seen), Vec::<String>::new(), "before minute {minute}");
            app.advance(at - app.now()).await;
        } else {
            app.work().await;
        }
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(since(app, seen), expected, "at minute {minute}");
    }
}

/// Nothing more comes for this long.
async fn expect_silence(app: &TestApp, length: Duration) {
    let seen = app.mailed().len();
    for _ in 0..length.num_hours() / 6 {
        app.advance(Duration::hours(6)).await;
    }
    assert_eq!(since(app, seen), Vec::<String>::new());
}
