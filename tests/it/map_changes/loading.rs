//! Loading: what is refused, what a dry run counts, and that it writes nothing.

use langnghe::{
    kernel::{Actor, terms::Role},
    map_changes::{
        load,
        preview::{Preview, Warning},
    },
};

use super::{HEIR, OFFICE_HEIR, TOMORROW, checked, line, loaded, merger, report_kept_from};
use crate::{
    both,
    process::Installation,
    support::{
        COMMUNE, OFFICE, TestApp,
        acts::{NEXT_DOOR, report_of},
    },
};

async fn a_dry_run_counts_what_would_move_and_writes_nothing(app: TestApp) {
    app.db_add_police().await;
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("chair@x.example", Role::Lead, OFFICE).await;
    for _ in 0..2 {
        app.report(&report_of("high")).await;
    }
    app.report(&report_kept_from("commune_police")).await;
    let before = app.db_snapshot().await;
    let plan = checked(&app, "", &line(COMMUNE, HEIR, "merged", "")).await.unwrap();
    let preview = Preview::of(&app.ctx, &plan).await.unwrap();
    assert_eq!(app.db_snapshot().await, before);
    assert_eq!(preview.retired, [("26740 Phường Sài Gòn".to_owned(), vec!["26743 Phường Bến Thành".to_owned()])]);
    assert_eq!(preview.offices_suspended, [(OFFICE.to_owned(), OFFICE_HEIR.to_owned())]);
    assert_eq!((preview.staff_moved, preview.offices_relocated, preview.cases_to_locate), (2, 1, 0));
    assert_eq!(preview.cases, [(COMMUNE.to_owned(), HEIR.to_owned(), 3)]);
    assert_eq!((preview.exclusions, preview.warnings.len()), (1, 0), "the police of the commune; the post itself keeps its code");
    let halves = line(COMMUNE, HEIR, "split", "1") + &line(COMMUNE, NEXT_DOOR, "split", "");
    let preview = Preview::of(&app.ctx, &checked(&app, "", &halves).await.unwrap()).await.unwrap();
    assert_eq!(preview.cases_to_locate, 3);
    let named = "26740 Phường Sài Gòn".to_owned();
    assert_eq!(preview.warnings, [Warning::OldOutline(named.clone()), Warning::OfficesOfASplit(named)]);
    let away = checked(&app, "", &line(HEIR, NEXT_DOOR, "merged", "")).await.unwrap();
    let preview = Preview::of(&app.ctx, &away).await.unwrap();
    assert_eq!(preview.warnings, [Warning::Unstaffed("ubnd-25747".into())]);
    app.finish().await;
}

/// A second change is held against the map as the first will leave it.
async fn a_change_is_held_against_what_waits_before_it(app: TestApp) {
    merger(&app).await;
    let again = checked(&app, "", &line(COMMUNE, NEXT_DOOR, "merged", "")).await.unwrap_err().to_string();
    assert!(again.contains("changes.csv, line 2: old_code: 26740 is no commune of that day"), "{again}");
    let back = checked(&app, "", &line(COMMUNE, HEIR, "merged", "").replace(TOMORROW, "2026-11-01")).await.unwrap_err().to_string();
    assert!(back.contains("26740 is no commune of that day"), "{back}");
    let sooner = line(NEXT_DOOR, HEIR, "merged", "").replace(TOMORROW, "2026-11-21");
    let sooner = checked(&app, "", &sooner).await.unwrap_err().to_string();
    assert!(sooner.contains("a change of 2026-11-22 is waiting"), "{sooner}");
    let later = line(HEIR, NEXT_DOOR, "merged", "").replace(TOMORROW, "2026-11-23");
    loaded(&app, "", &later).await;
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    app.advance(chrono::Duration::hours(26)).await;
    let row = app.db_case(&case).await;
    assert_eq!((row.commune_code.as_deref(), row.office_code.as_str()), (Some(NEXT_DOOR), "ubnd-25747"), "by way of both");
    app.finish().await;
}

async fn the_same_change_is_kept_once(app: TestApp) {
    let plan = checked(&app, "", &line(COMMUNE, HEIR, "merged", "")).await.unwrap();
    load::keep(&app.ctx, Actor::System, &plan).await.unwrap();
    let again = load::keep(&app.ctx, Actor::System, &plan).await.unwrap_err().to_string();
    assert!(again.starts_with("this change is loaded already"), "{again}");
    app.finish().await;
}

both!(a_dry_run_counts_what_would_move_and_writes_nothing, a_change_is_held_against_what_waits_before_it, the_same_change_is_kept_once,);

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/map-change/example");

/// The documented example, at the command line.
#[test]
fn the_example_loads_at_the_command_line() {
    let installation = Installation::ready();
    let changes = "SELECT COUNT(*) FROM map_change";
    let dry = installation.run(&["map", "load", EXAMPLE, "--only-changed", "--dry-run"]).expect(0).out;
    for part in [
        "ends       26740 Phường Sài Gòn → 99001 Phường Bến Mơ",
        "new        99001 Phường Bến Mơ",
        "altered    25747 Phường Thủ Dầu Một → 25747 Phường Thủ Dầu Mơ",
        "office     ubnd-26740 is suspended, ubnd-99001 goes on for it",
        "open cases that move: 0",
        "warning: nobody answers at ubnd-99001",
        "dry run: nothing was written",
    ] {
        assert!(dry.contains(part), "{part}\n{dry}");
    }
    assert_eq!(installation.count(changes), 0);
    let whole = installation.run(&["map", "load", EXAMPLE, "--dry-run"]).expect(1);
    assert!(whole.err.contains("communes.csv: 00004 is on the map of today and missing here"), "{}", whole.err);
    assert!(whole.err.contains("and 3298 more") && whole.err.lines().count() < 30, "{}", whole.err);
    installation.run(&["map", "load", "/nowhere"]).refused(&["/nowhere/communes.csv cannot be read"]);
    let kept = installation.run(&["map", "load", EXAMPLE, "--only-changed"]).expect(0).out;
    assert_eq!(installation.count(changes), 1);
    let status = installation.run(&["map", "status"]).expect(0).out;
    assert!(status.contains("2027-01-01\twaiting\t2 end, 1 new, 1 altered"), "{status}");
    let id = status.split('\t').next().unwrap();
    assert!(kept.contains(id));
    installation.run(&["map", "withdraw", id]).expect(0);
    assert_eq!(installation.count(changes), 0);
    installation.run(&["map", "withdraw", id]).refused(&["no change of this id is waiting"]);
}
