//! What is wrong with a file: where, what, and (in the words) what to do.

use crate::kernel::{FieldError, terms::terms};

terms! {
    /// A fault of a file. `error-{code}` is its sentence.
    Fault {
        /// No row at all.
        Empty = "register-empty",
        /// Larger than we read.
        TooLarge = "register-too-large",
        /// More rows than we read.
        TooManyRows = "register-too-many-rows",
        /// Not Unicode: Windows-1258, TCVN3, VNI or broken.
        NotUnicode = "register-not-unicode",
        /// UTF-16 without its mark, or broken.
        Utf16 = "register-utf16",
        /// No column of this register in the first row.
        NoHeader = "register-no-header",
        /// A column that this register has not.
        UnknownColumn = "register-unknown-column",
        /// A column that must be there is not.
        MissingColumn = "register-missing-column",
        /// A column stands twice.
        RepeatedColumn = "register-repeated-column",
        /// A row with more or fewer cells than the header.
        CellCount = "register-cell-count",
        /// A cell must be filled.
        Needed = "register-needed",
        /// A cell is too long.
        TooLong = "register-too-long",
        /// Line breaks, control characters or invisible marks.
        HiddenCharacters = "register-hidden-characters",
        /// A spreadsheet would run this.
        Formula = "register-formula",
        /// Letters that were read wrongly before.
        Garbled = "register-garbled",
        /// Not shaped like a code.
        BadCode = "register-bad-code",
        /// Not a code of the list.
        UnknownChoice = "register-unknown-choice",
        /// Neither yes nor no.
        NotYesNo = "register-not-yes-no",
        /// No such commune.
        UnknownCommune = "register-unknown-commune",
        /// No such province.
        UnknownProvince = "register-unknown-province",
        /// The commune lies in another province.
        OtherProvince = "register-other-province",
        /// Not a telephone number.
        BadPhone = "register-bad-phone",
        /// Not a mail address.
        BadEmail = "register-bad-email",
        /// Not a day.
        BadDate = "register-bad-date",
        /// The same key stands on another line.
        Repeated = "register-repeated",
        /// No such office, or outside the importer's area: the two look alike.
        UnknownOffice = "register-unknown-office",
        /// The row is about a place outside the importer's area.
        OutsideArea = "register-outside-area",
        /// A new office needs one above it.
        ParentNeeded = "register-parent-needed",
        /// The offices above lead back to this one.
        ParentCircle = "register-parent-circle",
        /// This kind of office needs another kind of place.
        KindAndPlace = "register-kind-and-place",
        /// There is such an office already, and there may be only one.
        OnlyOne = "register-only-one",
        /// An import does not change this of an office that exists.
        Fixed = "register-fixed",
        /// The office is suspended or was merged.
        OfficeClosed = "register-office-closed",
        /// Somebody else has this address.
        EmailTaken = "register-email-taken",
        /// The person has left or is suspended.
        PersonLeft = "register-person-left",
        /// The stored row was not written by the desk.
        NotAuthentic = "register-not-authentic",
        /// Nobody changes their own role or office.
        OwnRow = "register-own-row",
    }
}

/// Most faults that are listed; the rest is counted.
pub const MOST_LISTED: usize = 100;
/// Most characters of a cell that are repeated in a fault.
const MOST_REPEATED_CHARS: usize = 40;

/// Where a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line, from 1.
    Line(u64),
    /// A cell: its line and the name of its column.
    Cell(u64, &'static str),
}

impl Place {
    const fn line(self) -> u64 {
        match self {
            Self::File => 0,
            Self::Line(line) | Self::Cell(line, _) => line,
        }
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
    /// Named values for the sentence; what comes from the file is cut short.
    pub args: Vec<(&'static str, String)>,
}

impl Finding {
    pub(super) fn new(place: Place, fault: Fault) -> Self {
        Self { place, fault, args: Vec::new() }
    }

    /// Adds a number or word of ours.
    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Adds what stood in the file, cut short and without what cannot be seen.
    pub(super) fn quoting(self, typed: &str) -> Self {
        let mut shown: String = typed.chars().take(MOST_REPEATED_CHARS).map(|c| if is_hidden(c) { '·' } else { c }).collect();
        if typed.chars().nth(MOST_REPEATED_CHARS).is_some() {
            shown.push('…');
        }
        self.with("value", shown)
    }

    /// The fault as a field of a refusal: `/line/7/commune`.
    #[must_use]
    pub fn field(&self) -> FieldError {
        let pointer = match self.place {
            Place::File => String::new(),
            Place::Line(line) => format!("/line/{line}"),
            Place::Cell(line, column) => format!("/line/{line}/{column}"),
        };
        FieldError { pointer, message: self.fault.code(), args: self.args.clone() }
    }
}

/// Whether a character shows nothing, or turns the direction of what follows.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The faults of a file: the first of them in full, all of them counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    listed: Vec<Finding>,
    total: usize,
}

impl Findings {
    pub(super) fn add(&mut self, finding: Finding) {
        self.total += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push(finding);
        }
    }

    /// By place in the file.
    pub(super) fn sorted(mut self) -> Self {
        // Within a line they were found in the order of the columns.
        self.listed.sort_by_key(|finding| finding.place.line());
        self
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Those that are listed, by place.
    #[must_use]
    pub fn listed(&self) -> &[Finding] {
        &self.listed
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Finding, Findings, MOST_LISTED, Place};
    use crate::words::Words;

    #[test]
    fn every_fault_has_a_sentence() {
        let words = Words::load().unwrap();
        for fault in Fault::ALL {
            assert!(words.knows(&format!("error-{}", fault.code())), "{fault}");
        }
    }

    #[test]
    fn many_faults_are_counted_and_the_first_are_listed() {
        let mut findings = Findings::default();
        for line in (2..=501).rev() {
            findings.add(Finding::new(Place::Line(line), Fault::Needed));
        }
        assert_eq!((findings.total(), findings.listed().len()), (500, MOST_LISTED));
        assert_eq!(findings.sorted().listed()[0].place, Place::Line(402));
    }

    #[test]
    fn what_was_typed_is_repeated_briefly_and_visibly() {
        let finding = Finding::new(Place::Cell(7, "code"), Fault::BadCode).quoting(&format!("a\u{202e}b\n{}", "x".repeat(1_000)));
        let shown = &finding.args[0].1;
        assert!(shown.starts_with("a·b·xx") && shown.ends_with('…') && shown.chars().count() == 41, "{shown}");
        assert_eq!(finding.field().pointer, "/line/7/code");
    }
}
