//! Who gets where: every route of staff, by role and by what somebody has to do with the case.
//!
//! The expected answers stand in two tables that a person can read, `cases.txt` and `roles.txt`; `public.txt` names what is for
//! everybody. A route that stands in none of them fails the first test. The world is built once a database and asked everything in it.
//!
//! Still to come as columns: a case that is *referred* to my office, and one that was *erased*. Each is a line in
//! [`world::RELATIONS`], a case in `world::World::build`, and a column in `cases.txt`.

mod asking;
mod routes;
mod world;

use std::{collections::BTreeSet, fs, path::Path};

use asking::Asking;
use world::{OTHERS, RELATIONS, World};

use crate::{both, support::TestApp};

/// Stands where the same command was asked in a line above.
const NOT_ASKED: char = '.';

/// A line of a table: its route, and one sign for each column, however they are grouped.
struct Line {
    route: String,
    signs: Vec<Vec<char>>,
}

fn table(name: &str) -> Vec<Line> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/authz_matrix").join(name);
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let mut parts = line.split('|');
            let route = parts.next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            Line { route, signs: parts.map(|part| part.chars().filter(|c| !c.is_whitespace()).collect()).collect() }
        })
        .collect()
}

#[test]
fn every_route_stands_in_the_matrix_once() {
    let registered = routes::registered();
    let mut named = BTreeSet::new();
    assert!(table("cases.txt").iter().all(|line| line.signs.len() == 3 && line.signs[0].iter().any(|sign| *sign != NOT_ASKED)));
    for line in ["cases.txt", "roles.txt", "public.txt"].into_iter().flat_map(table) {
        assert!(named.insert(line.route.clone()), "{} stands in the matrix twice", line.route);
    }
    assert_eq!(registered.difference(&named).collect::<Vec<_>>(), Vec::<&String>::new(), "routes that the matrix does not name");
    assert_eq!(named.difference(&registered).collect::<Vec<_>>(), Vec::<&String>::new(), "routes that are gone");
    assert!(registered.len() > 300, "the source is read: {}", registered.len());
}

async fn every_route_on_a_case_answers_as_the_matrix_says(app: TestApp) {
    let world = World::build(&app).await;
    let asking = Asking::new(&app, &world);
    let mut wrong = Vec::new();
    let table = table("cases.txt");
    for (no, relation) in RELATIONS.iter().enumerate() {
        for (who, group) in [(relation.responder, 0), (relation.lead, 1)] {
            for line in &table {
                if line.signs[group].get(no) == Some(&NOT_ASKED) {
                    continue;
                }
                let sign = asking.on_case(&line.route, who, relation).await;
                if line.signs[group].get(no) != Some(&sign) {
                    wrong.push(format!("{} | {} by {who}: {sign}, not {:?}", line.route, relation.name, line.signs[group].get(no)));
                }
            }
        }
    }
    for (no, who) in OTHERS.iter().enumerate() {
        for line in &table {
            let sign = asking.on_case(&line.route, who, &RELATIONS[world::UNNAMED]).await;
            if line.signs[2].get(no) != Some(&sign) {
                wrong.push(format!("{} | others: {who}: {sign}, not {:?}", line.route, line.signs[2].get(no)));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    app.finish().await;
}

async fn every_other_route_answers_as_the_matrix_says(app: TestApp) {
    let world = World::people_only(&app).await;
    let asking = Asking::new(&app, &world);
    let mut wrong = Vec::new();
    for line in table("roles.txt") {
        let mut signs = String::new();
        for who in world::ROLES {
            signs.push(asking.by_role(&line.route, who).await);
        }
        let expected: String = line.signs[0].iter().collect();
        if signs != expected {
            wrong.push(format!("{} | {signs}, not {expected}", line.route));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    app.finish().await;
}

both!(every_route_on_a_case_answers_as_the_matrix_says, every_other_route_answers_as_the_matrix_says);
