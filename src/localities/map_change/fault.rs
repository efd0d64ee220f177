//! What is wrong with the tables of a change, each with file, line and remedy: said to whoever prepares them, at the command line.

use std::fmt;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: &'static str,
    /// The line; none for a fault of the whole file.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.problem),
            None => write!(f, "{}: {}", self.file, self.problem),
        }
    }
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says itself in its sentence; the fields are the codes and texts in it")]
pub enum Problem {
    #[error("this is no row of the table ({0})")]
    Unreadable(String),
    #[error("the column `{0}` is missing")]
    MissingColumn(&'static str),
    #[error("`{0}` is empty")]
    Empty(&'static str),
    #[error("{column}: `{text}` is no commune code, which has five digits (keep the leading zeros)")]
    CommuneCode { column: &'static str, text: String },
    #[error("province_code: `{0}` is no province code, which has two digits (keep the leading zero)")]
    ProvinceCode(String),
    #[error("province_code: there is no province {0}")]
    UnknownProvince(String),
    #[error("kind: `{0}` is none of xa, phuong, dac khu")]
    CommuneKind(String),
    #[error("kind: `{0}` is none of tinh, thanh pho")]
    ProvinceKind(String),
    #[error("kind: `{0}` is none of merged, split, renamed, upgraded, moved_province")]
    ChangeKind(String),
    #[error("effective_from: `{0}` is no day; write it like 2027-01-01")]
    Day(String),
    #[error("effective_from: {found}, but the first change begins on {first}; put each day into a folder of its own")]
    AnotherDay { first: String, found: String },
    #[error("is_default: `{0}`; write 1, 0 or nothing")]
    Default(String),
    #[error("full_name: `{found}` does not fit name and kind; expected `{expected}`")]
    FullName { found: String, expected: String },
    #[error("{0} stands twice")]
    Twice(String),
    #[error("no change is listed: there is nothing to do")]
    NoChange,
    #[error("old_code: {0} is no commune of that day")]
    NotOnTheMap(String),
    #[error("new_code: {0} is not in communes.csv")]
    NotListed(String),
    #[error("{0} ends by this change, but is still in communes.csv: remove it there, or make the change a split that keeps it")]
    StillListed(String),
    #[error("{0} is on the map of today and missing here, and no change says where it went")]
    Vanishes(String),
    #[error("{0} is new, but no change says what it is made from")]
    FromNowhere(String),
    #[error("{0} was retired by an earlier change: a retired code never comes back")]
    NeverAgain(String),
    #[error("{0} differs from today, but no change of kind renamed, upgraded or moved_province says so")]
    SilentChange(String),
    #[error("{0}: nothing changes, the row in communes.csv is the one of today")]
    NothingChanges(String),
    #[error("{kind} is for a commune that keeps its code; for a new code write merged")]
    KeepsItsCode { kind: &'static str },
    #[error("{0} cannot merge into itself")]
    IntoItself(String),
    #[error("{to}, into which {from} goes, ends on the same day: name where it goes in the end")]
    Chain { from: String, to: String },
    #[error("{0} has several changes of different kinds: a commune merges, or is split")]
    MixedKinds(String),
    #[error("{0} merges into more than one commune: that is a split")]
    MergedTwice(String),
    #[error("{0} is split into one: that is merged")]
    SplitIntoOne(String),
    #[error("{0} is split: exactly one of its lines needs is_default 1, not {1}")]
    OneDefault(String, usize),
    #[error("a change of {0} is waiting: load changes in the order of their days, or withdraw that one first")]
    OutOfOrder(String),
    #[error("there is no province {0}; a new or merged province is not supported, see the README of the format")]
    NewProvince(String),
}
