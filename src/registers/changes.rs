//! What a file would change, found before anything is written.

use std::collections::HashMap;

use super::finding::{Fault, Finding, Findings, Place};

/// A record and the line on which it stands.
#[derive(Debug, Clone)]
pub(super) struct Numbered<T> {
    pub(super) line: u64,
    pub(super) record: T,
}

impl<T> Numbered<T> {
    /// Notes a fault of this record.
    pub(super) fn fault(&self, findings: &mut Findings, column: &'static str, fault: Fault, typed: &str) {
        findings.add(Finding::new(Place::Cell(self.line, column), fault).quoting(typed));
    }
}

/// What is new, what is different, and how much is as it was.
#[derive(Debug)]
pub(super) struct Changes<N, C> {
    pub(super) added: Vec<N>,
    pub(super) changed: Vec<C>,
    pub(super) unchanged: usize,
}

impl<N, C> Default for Changes<N, C> {
    fn default() -> Self {
        Self { added: Vec::new(), changed: Vec::new(), unchanged: 0 }
    }
}

impl<R> Changes<R, R> {
    /// Sorts `wanted` by whether `present` is there and differs.
    pub(super) fn sort_in(&mut self, present: Option<&R>, wanted: R)
    where
        R: PartialEq,
    {
        match present {
            None => self.added.push(wanted),
            Some(present) if *present == wanted => self.unchanged += 1,
            Some(_) => self.changed.push(wanted),
        }
    }
}

/// Notes every record whose key stood on an earlier line already.
pub(super) fn no_key_twice<T>(records: &[Numbered<T>], column: &'static str, key: impl Fn(&T) -> String, findings: &mut Findings) {
    let mut seen: HashMap<String, u64> = HashMap::with_capacity(records.len());
    for found in records {
        let key = key(&found.record);
        if let Some(first) = seen.get(&key) {
            findings.add(Finding::new(Place::Cell(found.line, column), Fault::Repeated).with("line", first).quoting(&key));
        } else {
            seen.insert(key, found.line);
        }
    }
}
