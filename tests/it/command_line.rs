//! What somebody who installs this types, answered by the real program.

use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    process::Installation,
    support::{COMMUNE, OFFICE, PARENT, PASSWORD, full_report},
};

/// Ten times what is promised of an optimised build, so that only a change of kind fails here.
const SEED_LIMIT: Duration = Duration::from_secs(20);

fn staff_add<'a>(email: &'a str, role: &'a str, office: &'a str) -> Vec<&'a str> {
    vec!["staff", "add", "--email", email, "--name", "Người thử", "--role", role, "--office", office, "--password-stdin"]
}

#[test]
fn seeding_again_adds_nothing_and_the_first_time_is_quick() {
    let installation = Installation::empty();
    let migrated = installation.run(&["migrate"]).expect(0);
    assert!(migrated.out.contains("schema up to date"), "{}", migrated.out);
    assert!(installation.run(&["migrate"]).expect(0).out.contains("(0 steps applied)"));

    let began = Instant::now();
    let first = installation.run(&["seed", "all"]).expect(0);
    let took = began.elapsed();
    eprintln!("seed all into an empty SQLite, unoptimised: {took:?}");
    assert!(took < SEED_LIMIT, "seed all took {took:?}");
    assert!(!first.out.contains("(0 new rows)"), "{}", first.out);
    assert_eq!(installation.count("SELECT COUNT(*) FROM province"), 34);
    assert_eq!(installation.count("SELECT COUNT(*) FROM commune"), 3321);
    assert_eq!(installation.count("SELECT COUNT(*) FROM office WHERE staffed"), 0, "shipped unstaffed");

    let everything = "SELECT (SELECT COUNT(*) FROM commune) + (SELECT COUNT(*) FROM office) + (SELECT COUNT(*) FROM legacy_unit) \
        + (SELECT COUNT(*) FROM legacy_alias) + (SELECT COUNT(*) FROM legacy_province)";
    let before = installation.count(everything);
    let second = installation.run(&["seed", "all"]).expect(0);
    assert!(second.out.contains("(0 new rows)"), "{}", second.out);
    assert_eq!(installation.count(everything), before);
}

#[test]
fn seeding_mends_what_was_lost_and_leaves_what_was_added() {
    let installation = Installation::ready();
    installation.run_with(&staff_add("a@ubnd.example", "responder", OFFICE), PASSWORD).expect(0);
    installation.execute("DELETE FROM legacy_alias");
    let again = installation.run(&["seed", "all"]).expect(0);
    assert!(!again.out.contains("(0 new rows)"), "{}", again.out);
    assert!(installation.count("SELECT COUNT(*) FROM legacy_alias") > 0);
    assert_eq!(installation.count("SELECT COUNT(*) FROM office WHERE staffed"), 1, "who works where is not the seed's to decide");
}

#[test]
fn every_office_gets_its_keys_whichever_command_comes_first() {
    for order in [[&["keys", "init"][..], &["migrate"], &["seed", "all"]], [&["migrate"][..], &["seed", "all"], &["keys", "init"]]] {
        let installation = Installation::empty();
        for arguments in order {
            installation.run(arguments).expect(0);
        }
        let without = "SELECT COUNT(*) FROM office o WHERE NOT EXISTS (SELECT 1 FROM office_key k WHERE k.office_code = o.code)";
        assert_eq!(installation.count(without), 0, "{order:?}");
        assert!(installation.count("SELECT COUNT(*) FROM office_key") > 3321, "{order:?}");
    }
}

#[test]
fn key_files_are_for_their_owner_only_and_never_overwritten() {
    let installation = Installation::empty();
    let made = installation.run(&["keys", "init"]).expect(0);
    assert!(made.out.contains("recovery.keys"), "says what to carry away: {}", made.out);
    let names = ["public.keys", "desk.keys", "recovery.keys"];
    let read = || names.map(|name| fs::read_to_string(installation.key_file(name)).ok());
    let before = read();
    for (name, text) in names.iter().zip(&before) {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::metadata(installation.key_file(name)).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600, "{name}");
        let secret = text.as_deref().unwrap().lines().find_map(|line| line.split_once(' ').filter(|(_, value)| value.ends_with('=')));
        assert!(!made.out.contains(secret.unwrap().1), "a key is printed");
    }
    installation.run(&["keys", "init"]).expect(0);
    assert!(read() == before, "nothing was changed");

    fs::remove_file(installation.key_file("recovery.keys")).unwrap();
    installation.run(&["keys", "init"]).expect(0);
    assert!(!installation.key_file("recovery.keys").exists(), "what was carried away does not come back");

    fs::remove_file(installation.key_file("desk.keys")).unwrap();
    installation.run(&["keys", "init"]).refused(&["desk.keys", "backup"]);
    assert!(read() == [before[0].clone(), None, None], "half a set is not filled up");
}

#[test]
fn the_accountable_office_of_a_commune_comes_first_and_the_line_above_follows() {
    let installation = Installation::ready();
    let offices = installation.run(&["office", "list", "--commune", COMMUNE, "--json"]).expect(0).json();
    let first = &offices[0];
    assert_eq!((&first["code"], &first["kind"], &first["parent"]), (&json!(OFFICE), &json!("commune_pc"), &json!(PARENT)));
    assert_eq!(first["name"], "Ủy ban nhân dân phường Sài Gòn");
    let line: Vec<&str> = offices.as_array().unwrap().iter().map(|office| office["kind"].as_str().unwrap()).collect();
    assert_eq!(line, ["commune_pc", "province_health", "province_committee", "ministry_desk"]);
    for pair in offices.as_array().unwrap().windows(2) {
        assert_eq!(pair[0]["parent"], pair[1]["code"]);
    }
    installation.run(&["office", "list", "--commune", "99999", "--json"]).refused(&["no such commune"]);
}

#[test]
fn an_added_office_is_listed_after_the_accountable_one_and_has_keys_at_once() {
    let installation = Installation::ready();
    // Sorts before the accountable office by code.
    let police = |code| {
        let name = ["--name", "Công an phường Sài Gòn", "--name-en", "Sai Gon ward police"];
        [&["office", "add", "--code", code, "--kind", "commune_police", "--parent", OFFICE, "--commune", COMMUNE][..], &name].concat()
    };
    installation.run(&police("ca-26740")).expect(0);
    let offices = installation.run(&["office", "list", "--commune", COMMUNE, "--json"]).expect(0).json();
    assert_eq!((&offices[0]["code"], &offices[1]["code"]), (&json!(OFFICE), &json!("ca-26740")));
    assert_eq!(installation.count("SELECT COUNT(*) FROM office_key WHERE office_code = 'ca-26740'"), 1);
    installation.run(&["audit", "verify"]).expect(0);

    installation.run(&police("ca-26740")).refused(&["taken"]);
    let with = |name: &str, value: &'static str| {
        let mut arguments = police("ca-2");
        let at = arguments.iter().position(|argument| *argument == name).unwrap();
        arguments[at + 1] = value;
        installation.run(&arguments)
    };
    with("--kind", "grocery").refused(&["--kind"]);
    with("--code", "Ca 2").refused(&["--code"]);
    with("--commune", "99999").refused(&["--commune"]);
    with("--parent", "nobody").refused(&["--parent"]);
    let province = ["office", "add", "--code", "ca-2", "--kind", "province_police", "--name", "x", "--name-en", "x", "--province", "00"];
    installation.run(&[&province[..], &["--parent", PARENT]].concat()).refused(&["--province"]);
    assert_eq!(installation.count("SELECT COUNT(*) FROM office WHERE code = 'ca-2'"), 0);
}

#[test]
fn somebody_added_can_sign_in_with_the_password_from_standard_input() {
    let installation = Installation::ready();
    let added = installation.run_with(&staff_add("Lan@UBND.example", "responder", OFFICE), &format!("{PASSWORD}\n")).expect(0);
    assert!(!format!("{}{}", added.out, added.err).contains(PASSWORD));
    assert_eq!(installation.count(&format!("SELECT COUNT(*) FROM office WHERE staffed AND code = '{OFFICE}'")), 1);

    let server = installation.serve(&["--face", "desk", "--without-worker"]);
    let sign_in = |password: &str| server.post("/api/v1/sessions", &json!({"email": "lan@ubnd.example", "password": password}), &[]);
    let token = sign_in(PASSWORD).expect(201).json()["token"].as_str().unwrap().to_owned();
    server.get("/api/v1/cases", &token).expect(200);
    sign_in(&format!("{PASSWORD}!")).expect(401);
    server.get("/api/v1/cases", "").expect(401);
    assert_eq!(server.stop(), 0);
}

#[test]
fn who_cannot_be_added_is_told_why() {
    let installation = Installation::ready();
    let add = |email: &str, office: &str, password: &str| installation.run_with(&staff_add(email, "responder", office), password);
    add("a@ubnd.example", OFFICE, "elevenchars").refused(&["12 characters"]);
    add("a@ubnd.example", OFFICE, "").refused(&["12 characters"]);
    add("a@ubnd.example", "ubnd-99999", PASSWORD).refused(&["office"]);
    add("a@ubnd.example", "Văn phòng", PASSWORD).refused(&["office list"]);
    add("nobody", OFFICE, PASSWORD).refused(&["mail address"]);
    assert_eq!(installation.count("SELECT COUNT(*) FROM staff"), 0);
    assert_eq!(installation.count("SELECT COUNT(*) FROM office WHERE staffed"), 0, "nobody there, nobody promised");
    add("a@ubnd.example", OFFICE, PASSWORD).expect(0);
    add("A@ubnd.example", OFFICE, PASSWORD).refused(&["mail address already"]);
    let role = installation.run_with(&staff_add("b@ubnd.example", "king", OFFICE), PASSWORD).expect(2);
    assert!(role.err.contains("responder, lead, supervisor"), "{}", role.err);
    let without_password = staff_add("b@ubnd.example", "lead", OFFICE);
    installation.run(without_password.split_last().unwrap().1).expect(2);
    assert_eq!(installation.count("SELECT COUNT(*) FROM staff"), 1);
}

#[test]
fn the_proof_of_the_history_says_by_its_exit_code_whether_it_holds() {
    let installation = Installation::ready();
    let server = installation.serve(&["--without-worker"]);
    server.post("/api/v1/reports", &full_report(), &[]).expect(201);
    server.kill();
    let sound = installation.run(&["audit", "verify", "--json"]).expect(0).json();
    assert_eq!((&sound["findings"], &sound["entries"]), (&json!([]), &json!(2)));

    installation.execute("UPDATE audit_entry SET detail = detail || ' ' WHERE seq = 2");
    let wrong = installation.run(&["audit", "verify", "--json"]).expect(1).json();
    assert_eq!((&wrong["findings"][0]["seq"], &wrong["findings"][0]["fault"]), (&json!(2), &json!("altered")));
    let told = installation.run(&["audit", "verify"]).expect(1).out;
    assert!(told.contains("WRONG: case:") && told.contains("does not hold"), "{told}");
}

#[test]
fn every_policy_is_listed_as_served_or_with_the_reason_why_not() {
    let source = include_str!("../../seeds/policies.yaml");
    let ids: BTreeSet<&str> = source.lines().filter_map(|line| line.trim().strip_prefix("- {id: ")?.split(',').next()).collect();
    assert_eq!(ids.len(), source.matches("{id:").count(), "read the file rightly");
    let told = Installation::empty().run(&["policies", "check"]).expect(0).out;
    let not_served: BTreeSet<&str> = told
        .lines()
        .filter(|line| line.contains("not served yet: "))
        .filter_map(|line| line.split("policy ").nth(1)?.split(',').next())
        .collect();
    let sampled: Vec<(&str, &str)> = told.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(": ")).collect();
    assert_eq!(sampled.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>(), ids, "a line for each");
    let never: BTreeSet<&str> = sampled.iter().filter(|(_, says)| says.contains("not served")).map(|(id, _)| *id).collect();
    assert_eq!(never, not_served);
    assert!(not_served.len() < ids.len() && !not_served.is_empty());
    let heading = format!("{} policies, {} of them run by this version", ids.len(), ids.len() - not_served.len());
    assert_eq!(told.lines().next(), Some(heading.as_str()));
}

#[test]
fn a_worker_that_runs_once_says_what_it_did() {
    let installation = Installation::ready();
    let server = installation.serve(&["--without-worker"]);
    server.post("/api/v1/reports", &full_report(), &[]).expect(201);
    server.kill();
    let numbers = || {
        let told = installation.run(&["worker", "--once"]).expect(0).out;
        told.lines()
            .map(|line| line.split_once(": ").unwrap())
            .map(|(what, n)| (what.to_owned(), n.parse::<u32>().unwrap()))
            .collect::<Vec<_>>()
    };
    let of = |all: &[(String, u32)], what: &str| all.iter().find(|(name, _)| name.contains(what)).unwrap_or_else(|| panic!("{all:?}")).1;
    let first = numbers();
    assert!(of(&first, "alerts addressed") > 0 && of(&first, "checkpoints") > 0, "{first:?}");
    assert_eq!(of(&first, "mails sent"), 0, "no mail server is set");
    assert_eq!(installation.count("SELECT COUNT(*) FROM alert WHERE addressed_at IS NULL"), 0);
    let second = numbers();
    assert_eq!((of(&second, "clock"), of(&second, "alerts addressed"), of(&second, "keys")), (0, 0, 0), "quiet: {second:?}");
    installation.run(&["audit", "verify"]).expect(0);
}
