//! A country's staff out of one file, by the command line: from the start of the program to the commit.

use std::{
    fmt::Write,
    fs,
    time::{Duration, Instant},
};

use crate::{
    Plan,
    cluster::Cluster,
    installation::Installation,
    table::{heading, line, micros},
};

const PEOPLE: usize = 20_000;
const AIM: Duration = Duration::from_secs(10);

pub fn sqlite(plan: &Plan) {
    of("SQLite", &Installation::ready(&plan.folder, None), plan);
}

pub fn postgres(plan: &Plan) {
    match Cluster::start(&plan.folder, None) {
        Some(cluster) => of("PostgreSQL", &Installation::ready(&plan.folder, Some(&cluster.database())), plan),
        None => heading("registers on PostgreSQL: left out, no server is installed"),
    }
}

fn of(database: &str, installation: &Installation, plan: &Plan) {
    let people = if plan.quick { PEOPLE / 10 } else { PEOPLE };
    heading(&format!("a register of {people} people on {database}"));
    for (what, name, told) in [
        ("brought in", "Cán bộ", format!("{people} is new, 0 is changed, 0 as it was")),
        ("brought in again, nothing changes", "Cán bộ", format!("0 is new, 0 is changed, {people} as it was")),
        ("brought in again, everybody is renamed", "Đồng chí", format!("0 is new, {people} is changed, 0 as it was")),
    ] {
        let file = installation.folder.join("people.csv");
        fs::write(&file, table(installation, people, name)).unwrap();
        let began = Instant::now();
        let done = installation.command(&["register", "import", "staff", file.to_str().unwrap()]).output().unwrap();
        let took = began.elapsed();
        assert_eq!(String::from_utf8_lossy(&done.stdout).trim(), told, "{}", String::from_utf8_lossy(&done.stderr));
        let verdict = if took < AIM { "met" } else { "MISSED" };
        line(what, &micros(took), &[format!("(aim under {}: {verdict})", micros(AIM))]);
    }
}

/// People of every commune in turn.
fn table(installation: &Installation, people: usize, name: &str) -> String {
    let listed = installation.command(&["office", "list", "--province", "79"]).output().unwrap();
    let offices = String::from_utf8_lossy(&listed.stdout).into_owned();
    let offices: Vec<&str> = offices.lines().filter_map(|office| office.split('\t').next()).collect();
    let mut table = "email,name,role,office\n".to_owned();
    for (number, office) in (0..people).zip(offices.iter().cycle()) {
        writeln!(table, "can-bo-{number}@xa.example,{name} số {number},responder,{office}").unwrap();
    }
    table
}
