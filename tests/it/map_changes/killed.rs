//! The day comes while processes die: whatever a kill leaves, the next process goes on from there.

use std::{thread, time::Duration};

use langnghe::kernel::{Clock, clock::SystemClock};
use serde_json::json;

use super::{CHANGES, COMMUNES, HEIR};
use crate::{
    process::{Installation, PostgresDatabase},
    support::{COMMUNE, OFFICE, OPEN_WITHOUT_CUSTODY_OR_CLOCK},
};

const CASES: i64 = 160;
const MOST_KILLS: u64 = 40;

fn a_change_survives_kills_in_its_middle(installation: &Installation) {
    for (email, office) in [("lan@x.example", OFFICE), ("minh@x.example", "ubnd-26743")] {
        let arguments =
            ["staff", "add", "--email", email, "--name", "Người thử", "--role", "responder", "--office", office, "--password-stdin"];
        installation.run_with(&arguments, "a long password for tests").expect(0);
    }
    let server = installation.serve(&["--without-worker"]);
    for number in 0..CASES {
        // Every second one keeps the police out.
        let kept = if number % 2 == 0 { json!(["commune_police"]) } else { json!([]) };
        let body = json!({"story": "x", "category": "violence", "place": {"commune": COMMUNE}, "in_danger_now": "no", "must_not_know": kept,
            "persons_at_risk": [{"age": 40}]});
        server.post("/api/v1/reports", &body, &[]).expect(201);
    }
    assert_eq!(server.stop(), 0);
    let folder = installation.folder().join("change");
    std::fs::create_dir_all(&folder).unwrap();
    let yesterday = (SystemClock.now() - chrono::Duration::days(1)).date_naive();
    std::fs::write(folder.join("communes.csv"), COMMUNES).unwrap();
    std::fs::write(folder.join("changes.csv"), format!("{CHANGES}{COMMUNE},{HEIR},merged,,{yesterday},bịa ra\n")).unwrap();
    installation.run(&["map", "load", folder.to_str().unwrap(), "--only-changed"]).expect(0);

    let left = format!("SELECT COUNT(*) FROM case_file WHERE commune_code = '{COMMUNE}'");
    let (mut in_the_middle, mut kills) = (0, 0);
    while installation.count(&left) > 0 {
        assert!(kills < MOST_KILLS, "{} cases are left", installation.count(&left));
        let server = installation.serve(&[]);
        // Later and later: the first die before the day has begun, the others while cases follow.
        thread::sleep(Duration::from_millis(60 * (kills + 1)));
        server.kill();
        kills += 1;
        let left = installation.count(&left);
        in_the_middle += u32::from(0 < left && left < CASES);
        assert_eq!(installation.count(OPEN_WITHOUT_CUSTODY_OR_CLOCK), 0);
        let half = format!(
            "SELECT COUNT(*) FROM case_file c WHERE (c.commune_code = '{HEIR}') <> (c.office_code = 'ubnd-26743') \
             OR (c.commune_code = '{HEIR}') <> EXISTS (SELECT 1 FROM case_map_move m WHERE m.case_id = c.id)"
        );
        assert_eq!(installation.count(&half), 0, "a case moved as a whole or not at all");
    }
    eprintln!("{kills} kills, {in_the_middle} of them in the middle");
    assert!(in_the_middle > 0, "no kill met the change in its middle");
    installation.run(&["worker", "--once"]).expect(0);
    assert_eq!(installation.count("SELECT COUNT(*) FROM custody"), 2 * CASES, "each case moved once");
    let names = format!("SELECT COUNT(*) FROM exclusion WHERE party = 'commune_police@{HEIR}'");
    assert_eq!(installation.count(&names), CASES / 2);
    let keys = format!("SELECT COUNT(*) FROM envelope WHERE recipient = '{OFFICE}'");
    assert_eq!(installation.count(&keys), 0);
    installation.run(&["audit", "verify", "--json"]).expect(0);
}

#[test]
fn sqlite() {
    a_change_survives_kills_in_its_middle(&Installation::ready());
}

#[test]
fn postgres() {
    let database = PostgresDatabase::create();
    a_change_survives_kills_in_its_middle(&Installation::ready_on(&database));
}
