//! What stands where, and under which name: one function a habit, each followed at the end by its planted violation.

use std::collections::BTreeSet;

use crate::{
    Finding, Source, lines,
    rust_text::{Keep, is_word, line_at, lines_with, only, paths, word},
};

const LONGEST_FILE_LINES: usize = 400;
const EMPTY_NAMES: [&str; 12] =
    ["util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services", "data", "info", "misc"];
const ROOT: [&str; 14] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "LICENSE",
    "NOTICE",
    "CHANGELOG.md",
    "src",
    "migration",
    "seeds",
    "tests",
    "deploy",
    "askama.toml",
    "clippy.toml",
    "rustfmt.toml",
];
/// Made by builds and runs, and ignored by git.
const ROOT_IGNORED: [&str; 2] = ["target", "var"];
const PRINTING: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];
const BEGINNING: [&str; 5] = [".begin(", "begin_with_options", "begin_with_config", ".transaction(", ".transaction_with_config("];
const AMBIENT: [[&str; 2]; 7] =
    [["Utc", "now"], ["Local", "now"], ["SystemTime", "now"], ["Uuid", "now_v7"], ["Uuid", "new_v4"], ["rand", "rng"], ["rand", "random"]];
/// Crates that bring a second cryptography written in C. `openssl-probe` is harmless: it only looks for certificate files.
const BANNED_CRATES: [&str; 6] = ["openssl", "openssl-sys", "openssl-src", "aws-lc-rs", "aws-lc-sys", "aws-lc-fips-sys"];

pub fn transactions(source: &Source) -> Vec<Finding> {
    const REMEDY: &str = "open the unit of work with Db::read or Db::write and pass the transaction in";
    if !source.is("rs") || source.path.starts_with("src/db/") {
        return Vec::new();
    }
    let code = only(Keep::Code, &source.text);
    let with_strings = only(Keep::CodeAndStrings, &source.text).replace("-----BEGIN", "          ");
    let calls = BEGINNING.iter().flat_map(|needle| lines_with(&code, needle));
    let lines: BTreeSet<usize> = calls.chain(lines_with(&with_strings, "BEGIN")).collect();
    lines.into_iter().map(|line| source.finding(line, "a transaction begins outside src/db", REMEDY)).collect()
}

pub fn size_and_heading(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Unit tests stand with what they test and do not count; a table of cases is one idea however long it is.
    let code = source.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = if source.path.ends_with("_cases.rs") { 0 } else { code.lines().count() };
    if lines > LONGEST_FILE_LINES {
        let what = format!("{lines} lines, more than {LONGEST_FILE_LINES}");
        findings.push(source.finding(LONGEST_FILE_LINES + 1, what, "the file holds two ideas: name them and part them"));
    }
    if source.is("rs") && !source.text.starts_with("//!") {
        findings.push(source.finding(1, "the module does not say what it is for", "begin it with a `//!` line"));
    }
    findings
}

pub fn telling_name(source: &Source) -> Vec<Finding> {
    let words = source.path.split(['/', '.', '_', '-']);
    words
        .filter(|word| EMPTY_NAMES.contains(&word.to_lowercase().as_str()))
        .map(|word| {
            source.finding(1, format!("`{word}` says nothing about what is inside"), "name the file by the noun or verb of the domain")
        })
        .collect()
}

pub fn printing(source: &Source) -> Vec<Finding> {
    const REMEDY: &str = "return it, or record it with tracing (ids and codes only)";
    if !source.is("rs") || source.path.starts_with("src/cli/") || ["src/cli.rs", "src/main.rs"].contains(&source.path.as_str()) {
        return Vec::new();
    }
    let code = only(Keep::Code, &source.text);
    let found = PRINTING.iter().flat_map(|print| lines_with(&code, print).into_iter().map(move |line| (line, *print)));
    found.map(|(line, print)| source.finding(line, format!("`{print}` outside the command line"), REMEDY)).collect()
}

pub fn allowances(source: &Source) -> Vec<Finding> {
    if !source.is("rs") {
        return Vec::new();
    }
    let code: String = only(Keep::Code, &source.text);
    let found = ["#[allow(", "#![allow("].iter().flat_map(|allow| lines_with(&code, allow));
    found
        .map(|line| source.finding(line, "a lint is switched off without a reason", "mend it, or `#[expect(lint, reason = \"…\")]`"))
        .collect()
}

pub fn reasons(manifest: &Source) -> Vec<Finding> {
    const REMEDY: &str = "say in a `#` comment, above or behind, why this project needs it";
    let (mut findings, mut inside, mut before, mut open) = (Vec::new(), false, "", 0_usize);
    for (index, line) in manifest.text.lines().enumerate() {
        let (line, continued) = (line.trim(), open > 0);
        let (content, comment) = line.split_once('#').unwrap_or((line, ""));
        let table = content.trim().strip_prefix('[').filter(|_| !continued).map(|table| table.trim_end().trim_end_matches(']'));
        // `[dependencies.NAME]` is a dependency written as a table of its own.
        let alone = table.is_some_and(|table| table.contains("dependencies."));
        if let Some(table) = table {
            inside = table.ends_with("dependencies");
        } else {
            open = (open + content.matches(['[', '{']).count()).saturating_sub(content.matches([']', '}']).count());
        }
        let named = alone || (inside && table.is_none() && !continued && content.contains('='));
        if named && comment.trim().is_empty() && before.strip_prefix('#').is_none_or(|reason| reason.trim().is_empty()) {
            let name = content.split('=').next().unwrap_or_default().trim();
            findings.push(manifest.finding(index + 1, format!("the dependency `{name}` carries no reason"), REMEDY));
        }
        before = line;
    }
    findings
}

pub fn banned_crates(lock: &Source) -> Vec<Finding> {
    const REMEDY: &str = "find what brings it with `cargo tree -i` and trim that crate's features to rustls with ring";
    let names =
        lock.text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, line.strip_prefix("name = \"")?.strip_suffix('"')?)));
    names
        .filter(|(_, name)| BANNED_CRATES.contains(name))
        .map(|(line, name)| lock.finding(line, format!("`{name}` is among the dependencies"), REMEDY))
        .collect()
}

pub fn visible_root<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Finding> {
    let strangers = names.into_iter().filter(|name| !name.starts_with('.') && !ROOT.contains(name) && !ROOT_IGNORED.contains(name));
    strangers
        .map(|name| {
            Source::new(name, "").finding(
                1,
                "does not belong in the visible root",
                "move it below src, seeds, tests or deploy, or remove it",
            )
        })
        .collect()
}

pub fn unescaped_templates(source: &Source) -> Vec<Finding> {
    if !(source.is("html") || source.is("txt")) {
        return Vec::new();
    }
    let escapes = |filter: &str| {
        let filter = filter.trim_start();
        let spaceless: String = filter.split_whitespace().collect();
        word(filter) == "safe" || ["escape(\"none\"", "e(\"none\""].iter().any(|none| spaceless.starts_with(none))
    };
    let pipes = source.text.match_indices('|').filter(|(at, _)| escapes(&source.text[at + 1..]));
    pipes
        .map(|(at, _)| {
            source.finding(
                line_at(&source.text, at),
                "a text reaches the page unescaped",
                "let it be escaped; build markup in a template of its own",
            )
        })
        .collect()
}

pub fn unsourced_seeds<'a>(seeds: impl IntoIterator<Item = &'a str>, sources: &str) -> Vec<Finding> {
    let tokens: BTreeSet<&str> =
        sources.split(|c: char| !(is_word(c) || ".-".contains(c))).map(|token| token.trim_end_matches('.')).collect();
    let unnamed = seeds.into_iter().filter(|seed| *seed != "SOURCES.md" && !tokens.contains(seed));
    unnamed
        .map(|seed| {
            let what = "nobody says where it comes from";
            Source::new(&format!("seeds/{seed}"), "").finding(1, what, "name it, its source and its licence in seeds/SOURCES.md")
        })
        .collect()
}

pub fn ambient(source: &Source) -> Vec<Finding> {
    const REMEDY: &str = "take the time from kernel::Clock, ids and randomness from kernel::Ids";
    if !source.is("rs") || source.path.starts_with("src/kernel/") {
        return Vec::new();
    }
    let code = only(Keep::Code, &source.text);
    let found = paths(&code).into_iter().filter(|(_, names)| names.windows(2).any(|pair| AMBIENT.iter().any(|banned| pair == banned)));
    found.map(|(line, names)| source.finding(line, format!("`{}` is ambient", names.join("::")), REMEDY)).collect()
}

#[test]
fn a_stray_transaction_is_found() {
    let cases = |text| lines(transactions, "src/cases/open.rs", text);
    assert_eq!(cases("let tx = db\n    .begin().await?;"), [2]);
    assert_eq!(cases("begin_with_options(o)"), [1]);
    assert_eq!(cases("db.transaction(|tx| x)"), [1]);
    assert_eq!(cases("execute(\"BEGIN IMMEDIATE\")"), [1]);
    assert!(cases("// BEGIN\nlet a = (\"-----BEGIN KEY\", BEGINNING, list.beginning());").is_empty());
    assert!(lines(transactions, "src/db/pools.rs", "pool.begin()").is_empty());
}

#[test]
fn a_long_or_silent_file_is_found() {
    let heading = "//! Heading.\n";
    assert_eq!(lines(size_and_heading, "src/db/mod.rs", &heading.repeat(LONGEST_FILE_LINES + 1)), [LONGEST_FILE_LINES + 1]);
    assert!(lines(size_and_heading, "src/db/mod.rs", &heading.repeat(LONGEST_FILE_LINES)).is_empty());
    assert_eq!(lines(size_and_heading, "src/db/mod.rs", "// Heading.\n"), [1]);
    assert!(lines(size_and_heading, "src/web/mark.html", "<p>\n").is_empty(), "a template needs no heading");
}

#[test]
fn an_empty_name_is_found() {
    for path in
        ["src/utils.rs", "src/helpers/mod.rs", "src/cases/case_manager.rs", "src/Common.rs", "tests/it/data.rs", "src/web/info.html"]
    {
        assert_eq!(lines(telling_name, path, ""), [1], "{path}");
    }
    assert!(lines(telling_name, "src/db/shared_commit.rs", "").is_empty());
}

#[test]
fn a_print_is_found() {
    for print in PRINTING {
        assert_eq!(lines(printing, "src/db/mod.rs", &format!("\n{print}(x)")), [2], "{print}");
    }
    assert!(lines(printing, "src/db/mod.rs", "// println!\nlet a = \"dbg!\"; my_println!()").is_empty());
    assert!(lines(printing, "src/cli/serve.rs", "println!()").is_empty());
    assert!(lines(printing, "src/main.rs", "eprintln!()").is_empty());
}

#[test]
fn a_silenced_lint_is_found() {
    assert_eq!(lines(allowances, "src/db/mod.rs", "\n#[allow(dead_code)]\n"), [2]);
    assert_eq!(lines(allowances, "tests/it/main.rs", "#![allow(clippy::all)]"), [1]);
    assert!(lines(allowances, "src/db/mod.rs", "// #[allow(\n#[expect(dead_code, reason = \"#[allow(\")]").is_empty());
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let found = |text| lines(reasons, "Cargo.toml", text);
    assert_eq!(found("[package]\nname = \"a\"\n[dependencies]\n# time\nchrono = \"1\"\ncsv = \"1\"\n"), [6]);
    assert_eq!(found("[dev-dependencies]\nhex = \"1\" # reads vectors\nrcgen = \"1\" #\n#\ntokio = \"1\""), [3, 5]);
    assert_eq!(found("[dependencies]\ntokio = { version = \"1\", features = [\n  \"net\",\n] }\ncsv = \"1\" # tables"), [2]);
    assert_eq!(found("[target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n[build-dependencies.cc]\nversion = \"1\""), [2, 3]);
    assert!(found("# reads tables\n[dependencies.csv]\nversion = \"1\"\n[profile.dev]\ndebug = false").is_empty());
}

#[test]
fn a_banned_crate_is_found() {
    let lock = "[[package]]\nname = \"openssl-sys\"\n[[package]]\nname = \"openssl-probe\"\n[[package]]\nname = \"aws-lc-rs\"\n";
    assert_eq!(lines(banned_crates, "Cargo.lock", lock), [2, 6]);
}

#[test]
fn a_stranger_in_the_root_is_found() {
    let found = visible_root(["src", "target", ".github", "notes.md", "Cargo.toml"]);
    assert_eq!(found.iter().map(|finding| finding.file.as_str()).collect::<Vec<_>>(), ["notes.md"]);
}

#[test]
fn an_unescaped_text_is_found() {
    let page = |text| lines(unescaped_templates, "src/web/page.html", text);
    assert_eq!(page("<p>\n{{ story|safe }}"), [2]);
    assert_eq!(page("{{ story | safe }}\n{{ story|escape( \"none\") }}"), [1, 2]);
    assert!(page("{{ place|safely }} {{ x|e }} safe").is_empty());
    assert!(lines(unescaped_templates, "src/web/style.css", "|safe").is_empty());
}

#[test]
fn a_seed_without_a_source_is_found() {
    let found = unsourced_seeds(["communes.csv", "communes.geojson.gz", "SOURCES.md"], "| communes.geojson.gz | old_communes.csv |");
    assert_eq!(found.iter().map(|finding| finding.file.as_str()).collect::<Vec<_>>(), ["seeds/communes.csv"]);
}

#[test]
fn ambient_time_and_randomness_are_found() {
    let cases = |text| lines(ambient, "src/cases/open.rs", text);
    assert_eq!(cases("\nlet now = chrono::Utc::now();"), [2]);
    assert_eq!(cases("let now = SystemTime::now();\nlet r = rand::rng();"), [1, 2]);
    assert_eq!(cases("use rand::{Rng, rng};"), [1]);
    assert_eq!(cases("let id = Uuid::now_v7;"), [1]);
    assert!(cases("// Utc::now()\nlet a = ctx.clock.now(); let b = Instant::now(); let c = \"rand::rng\";").is_empty());
    assert!(lines(ambient, "src/kernel/clock.rs", "Utc::now()").is_empty());
}
