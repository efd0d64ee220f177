//! Modules know only what lies below them.

use std::collections::BTreeSet;

use crate::{
    Finding, Source,
    rust_text::{Keep, only, paths, test_modules, without_test_modules, word},
};

/// The modules of `src` from the ground up. A module knows those of earlier rows only, never its neighbours in its own row.
const ORDER: [&[&str]; 15] = [
    &["kernel"],
    &["config", "entity", "taxonomy", "clocks", "words", "telemetry"],
    &["db", "files"],
    &["vault"],
    &["audit", "localities"],
    &["ctx"],
    &["notification"],
    &["access"],
    &["cases"],
    &["intake", "escalation", "statistics", "registers", "readiness", "map_changes"],
    &["http"],
    &["web", "api", "worker"],
    &["lifecycle"],
    &["doctor"],
    &["cli"],
];

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&module))
}

pub fn module_of(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split_once('/').map_or(inside.trim_end_matches(".rs"), |(module, _)| module)
}

/// How many `super` lead from the file to the root of the crate.
fn depth(path: &str) -> usize {
    let parts = path.trim_end_matches(".rs").split('/').count() - 1;
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

pub fn direction(source: &Source) -> Vec<Finding> {
    const REMEDY: &str = "move what is needed to a module below both, or pass it in as an argument (tests/tidy.rs, ORDER)";
    let own = module_of(&source.path);
    if !source.is("rs") || ["lib", "main"].contains(&own) {
        return Vec::new();
    }
    let Some(own_rank) = rank(own) else {
        return vec![source.finding(1, format!("the module `{own}` has no place in the order"), "give it a row in ORDER of tests/tidy.rs")];
    };
    let code = without_test_modules(&only(Keep::Code, &source.text));
    let mut findings = Vec::new();
    for (line, names) in paths(&code) {
        let climbs = names.iter().take_while(|name| **name == "super").count();
        let named = match names.first() {
            Some(&"crate") => names.get(1),
            Some(&"super") if climbs >= depth(&source.path) => names.get(climbs),
            _ => None,
        };
        let Some(&named) = named else { continue };
        if named == "*" {
            findings.push(source.finding(line, "a star takes in every module at once", "name what is used"));
        } else if named != own && rank(named).is_some_and(|rank| rank >= own_rank) {
            let how = if rank(named) == Some(own_rank) { "a sibling of" } else { "above" };
            findings.push(source.finding(line, format!("`{own}` uses `{named}`, which stands {how} it"), REMEDY));
        }
    }
    findings
}

pub fn map_in_order(lib: &Source, on_disk: &BTreeSet<String>) -> Vec<Finding> {
    let code = only(Keep::Code, &lib.text);
    let (mut findings, mut listed, mut highest) = (Vec::new(), BTreeSet::new(), 0);
    for (index, line) in code.lines().enumerate() {
        let Some(module) = line.trim().strip_prefix("pub mod ").map(word) else { continue };
        listed.insert(module.to_owned());
        match rank(module) {
            None => findings.push(lib.finding(
                index + 1,
                format!("`{module}` has no place in the order"),
                "give it a row in ORDER of tests/tidy.rs",
            )),
            Some(rank) if rank < highest => {
                findings.push(lib.finding(
                    index + 1,
                    format!("`{module}` is listed after a module above it"),
                    "list the modules from the ground up, one group a row of ORDER",
                ));
            }
            Some(rank) => highest = rank,
        }
    }
    let missing = on_disk.difference(&listed);
    findings.extend(
        missing.map(|module| {
            lib.finding(1, format!("src holds `{module}`, which is not compiled"), "list it here as `pub mod`, or remove it")
        }),
    );
    findings
}

/// Paths, without `.rs`, of the modules that live in files of their own but exist for tests only.
pub fn test_only_files(sources: &[Source]) -> Vec<String> {
    let mut files = Vec::new();
    for source in sources.iter().filter(|source| source.is("rs")) {
        let code = only(Keep::Code, &source.text);
        for (from, to, head) in test_modules(&code).into_iter().filter(|(_, to, _)| code[..*to].ends_with(';')) {
            let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let named = source.text[from..to].split_once("path = \"").and_then(|(_, rest)| rest.split_once(".rs\""));
            if let Some((file, _)) = named {
                files.push(format!("{folder}/{file}"));
                continue;
            }
            let own = source.path.trim_end_matches(".rs");
            let base = if ["/mod", "/lib", "/main"].iter().any(|root| own.ends_with(root)) { folder } else { own };
            let name = head.split_whitespace().next_back().unwrap_or_default();
            files.push(format!("{base}/{name}"));
        }
    }
    files
}

#[test]
fn an_upward_path_is_found_wherever_it_hides() {
    let audit = |text| crate::lines(direction, "src/audit/record.rs", text);
    assert_eq!(audit("\nfn f(x: crate::cases::Case) {}"), [2], "in a signature");
    assert_eq!(
        audit("use crate::{\n    kernel::{Ids, ids},\n    db::{\n        Db,\n    },\n    web::{views::{A, B}},\n};"),
        [6, 6],
        "in a nested group"
    );
    assert_eq!(audit("use crate::{self as root, access as a, kernel};"), [1], "under another name");
    assert_eq!(audit("fn f() { super::super::cases::open() }"), [1], "climbing up to the root");
    assert_eq!(audit("use crate::localities::Office;"), [1], "in a sibling");
    assert_eq!(audit("use crate::*;"), [1], "under a star");
    assert_eq!(audit("#[cfg(test)]\nuse crate::cases::Case;"), [2], "tests are modules, not loose items");
    assert_eq!(audit("#[cfg(test)]\nmod tests { fn f() { if x { } } }\nuse crate::web::A;"), [3], "behind a test module");
    assert_eq!(crate::lines(direction, "src/ctx.rs", "use super::web::A;"), [1]);
    assert_eq!(crate::lines(direction, "src/attic/mod.rs", ""), [1], "a module without a place");
}

#[test]
fn a_downward_path_passes() {
    let audit = |text| crate::lines(direction, "src/audit/record.rs", text);
    assert!(audit("use crate::{audit::Event, kernel::{Clock, ids::{self, Ids as I}}, vault};").is_empty());
    assert!(audit("// crate::web::A\nconst A: &str = \"crate::web::A\"; use super::web::B;").is_empty());
    assert!(audit("#[cfg(test)]\npub(crate) mod tests { use crate::{cases::Case, web::A}; }").is_empty());
    assert!(crate::lines(direction, "src/main.rs", "use crate::cli;").is_empty());
}

#[test]
fn files_that_exist_for_tests_only_are_known() {
    let source = |path, text| Source::new(path, text);
    let sources = [
        source("src/localities/mod.rs", "#[cfg(test)]\nmod routing_cases;\nmod office;"),
        source("src/vault/keys.rs", "#[cfg(test)]\n#[path = \"keys_tests.rs\"]\nmod tests;"),
        source("src/web/page.rs", "#[cfg(test)]\npub(crate) mod samples;\n#[cfg(test)] mod tests { mod inner; }"),
    ];
    assert_eq!(test_only_files(&sources), ["src/localities/routing_cases", "src/vault/keys_tests", "src/web/page/samples"]);
}

#[test]
fn a_map_out_of_order_or_incomplete_is_found() {
    let disk = |modules: &[&str]| modules.iter().map(|module| (*module).to_owned()).collect();
    let lib = |text, on_disk: &[&str]| {
        map_in_order(&Source::new("src/lib.rs", text), &disk(on_disk)).into_iter().map(|f| f.line).collect::<Vec<_>>()
    };
    assert_eq!(lib("pub mod kernel;\npub mod clocks;\npub mod config;\npub mod db;", &["db", "kernel"]), [0; 0], "siblings in any order");
    assert_eq!(lib("//! Map\npub mod db;\npub mod kernel;", &[]), [3]);
    assert_eq!(lib("pub mod kernel;\npub mod misc;", &[]), [2]);
    assert_eq!(lib("pub mod kernel;", &["kernel", "web"]), [1]);
}
