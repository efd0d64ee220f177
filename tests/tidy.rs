//! The habits of this repository, held by a test that reads the tree as text.
//!
//! Each rule is a function from a file to its findings; each finding names the file, the line and the remedy. Every
//! rule has two tests: the tree keeps it, and a planted violation is found. Comments never count as code, and strings
//! count only where a rule says so. Deliberately absent: parsing Rust properly. What the compiler or clippy already
//! refuses is not repeated here, except where this test is the only one that reads every file.

use std::{
    collections::BTreeSet,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use direction::{direction, map_in_order, module_of, test_only_files};
use habits::{
    allowances, ambient, banned_crates, printing, reasons, size_and_heading, telling_name, transactions, unescaped_templates,
    unsourced_seeds, visible_root,
};

#[path = "tidy/direction.rs"]
mod direction;
#[path = "tidy/habits.rs"]
mod habits;
#[path = "tidy/rust_text.rs"]
mod rust_text;

/// A text file; `path` is relative to the root of the repository, with `/`.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    fn finding(&self, line: usize, what: impl Into<String>, remedy: &'static str) -> Finding {
        Finding { file: self.path.clone(), line, what: what.into(), remedy }
    }
}

#[derive(Debug)]
struct Finding {
    file: String,
    line: usize,
    what: String,
    remedy: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}. Remedy: {}.", self.file, self.line, self.what, self.remedy)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All text files below `folders`; what is not UTF-8 (packed seeds, pictures) is passed over.
fn tree(folders: &[&str]) -> io::Result<Vec<Source>> {
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut sources = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(text) = String::from_utf8(fs::read(&path)?) {
                let relative = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                sources.push(Source { path: relative, text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.iter().any(|source| source.is("rs")), "no Rust file below {folders:?}: this test would hold nothing");
    Ok(sources)
}

fn read(path: &str) -> io::Result<Source> {
    Ok(Source::new(path, &fs::read_to_string(root().join(path))?))
}

fn hold(findings: impl IntoIterator<Item = Finding>) {
    let lines: Vec<String> = findings.into_iter().map(|finding| finding.to_string()).collect();
    assert!(lines.is_empty(), "{} found\n{}\n", lines.len(), lines.join("\n"));
}

fn names_in(folder: &str) -> io::Result<BTreeSet<String>> {
    fs::read_dir(root().join(folder))?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Lines on which `rule` finds something in a file made up for the purpose.
fn lines(rule: fn(&Source) -> Vec<Finding>, path: &str, text: &str) -> Vec<usize> {
    rule(&Source::new(path, text)).into_iter().map(|finding| finding.line).collect()
}

#[test]
fn modules_know_only_what_lies_below_them() -> io::Result<()> {
    let sources = tree(&["src"])?;
    let test_only = test_only_files(&sources);
    let is_test = |path: &str| {
        test_only.iter().any(|file| path.strip_prefix(file.as_str()).is_some_and(|rest| rest == ".rs" || rest.starts_with('/')))
    };
    hold(sources.iter().filter(|source| !is_test(&source.path)).flat_map(direction));
    Ok(())
}

#[test]
fn the_map_in_lib_rs_lists_every_module_from_the_ground_up() -> io::Result<()> {
    let modules = tree(&["src"])?.into_iter().filter(|source| source.is("rs")).map(|source| module_of(&source.path).to_owned());
    let modules = modules.filter(|module| !["lib", "main"].contains(&module.as_str())).collect();
    hold(map_in_order(&read("src/lib.rs")?, &modules));
    Ok(())
}

#[test]
fn transactions_begin_in_db_only() -> io::Result<()> {
    hold(tree(&["src"])?.iter().flat_map(transactions));
    Ok(())
}

#[test]
fn files_are_small_and_say_what_they_are_for() -> io::Result<()> {
    hold(tree(&["src"])?.iter().flat_map(size_and_heading));
    Ok(())
}

#[test]
fn file_names_say_what_is_inside() -> io::Result<()> {
    hold(tree(&["src", "migration/src", "tests"])?.iter().flat_map(telling_name));
    Ok(())
}

#[test]
fn only_the_command_line_prints() -> io::Result<()> {
    hold(tree(&["src", "migration/src"])?.iter().flat_map(printing));
    Ok(())
}

#[test]
fn no_lint_is_switched_off_in_silence() -> io::Result<()> {
    hold(tree(&["src", "migration/src", "tests"])?.iter().flat_map(allowances));
    Ok(())
}

#[test]
fn every_dependency_carries_a_reason() -> io::Result<()> {
    hold(["Cargo.toml", "migration/Cargo.toml"].map(read).into_iter().collect::<io::Result<Vec<_>>>()?.iter().flat_map(reasons));
    Ok(())
}

#[test]
fn no_second_cryptography_is_locked_in() -> io::Result<()> {
    hold(banned_crates(&read("Cargo.lock")?));
    Ok(())
}

#[test]
fn the_visible_root_holds_what_design_names() -> io::Result<()> {
    hold(visible_root(names_in("")?.iter().map(String::as_str)));
    Ok(())
}

#[test]
fn templates_escape_everything() -> io::Result<()> {
    hold(tree(&["src"])?.iter().flat_map(unescaped_templates));
    Ok(())
}

#[test]
fn every_seed_names_its_source() -> io::Result<()> {
    hold(unsourced_seeds(names_in("seeds")?.iter().map(String::as_str), &read("seeds/SOURCES.md")?.text));
    Ok(())
}

#[test]
fn time_and_randomness_come_from_the_kernel() -> io::Result<()> {
    hold(tree(&["src", "migration/src"])?.iter().flat_map(ambient));
    Ok(())
}

#[test]
fn a_finding_tells_the_file_the_line_and_the_remedy() {
    let finding = Source::new("src/db/pools.rs", "").finding(7, "it leaks", "close it");
    assert_eq!(finding.to_string(), "src/db/pools.rs:7: it leaks. Remedy: close it.");
}

#[test]
#[should_panic(expected = "src/db/pools.rs:7: it leaks")]
fn a_finding_fails_the_test() {
    hold([Source::new("src/db/pools.rs", "").finding(7, "it leaks", "close it")]);
}
