//! Text to rows: which separator, which column is which, and on which line a row begins.

use std::collections::HashSet;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::{
    Column,
    cells::Cells,
    encoding::{self, Unreadable},
    finding::{Fault, Finding, Findings, Place},
};

/// Largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;
/// The same, as it is told.
pub const LARGEST_FILE_SAID: &str = "20 MB";
/// Most rows of a file.
pub const MOST_ROWS: usize = 200_000;
/// What spreadsheets put between cells; with a Vietnamese locale the semicolon.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// A first line with which Excel says what its separator is.
const SEPARATOR_HINT: &str = "sep=";

/// Hands every row of `bytes` to `take`, and every fault to `findings`. A file that cannot be told apart into columns gives none.
pub(super) fn each_row(bytes: &[u8], columns: &'static [Column], findings: &mut Findings, mut take: impl FnMut(&mut Cells<'_>)) {
    if bytes.len() > LARGEST_FILE {
        return findings.add(Finding::new(Place::File, Fault::TooLarge).with("max", LARGEST_FILE_SAID));
    }
    let text = match encoding::text(bytes) {
        Ok(text) => text,
        Err(Unreadable::NotUnicode { line }) => return findings.add(Finding::new(Place::Line(line), Fault::NotUnicode)),
        Err(Unreadable::Utf16) => return findings.add(Finding::new(Place::File, Fault::Utf16)),
    };
    let (text, above) = without_hint(&text);
    let mut rows = Rows::new(text, above, separator(text, columns));
    let Some((line, header)) = rows.next_filled() else { return findings.add(Finding::new(Place::File, Fault::Empty)) };
    let Some(at) = places_of(&header, columns, line, findings) else { return };
    let mut count = 0;
    while let Some((line, record)) = rows.next_filled() {
        count += 1;
        if count > MOST_ROWS {
            return findings.add(Finding::new(Place::Line(line), Fault::TooManyRows).with("max", MOST_ROWS));
        }
        let filled = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).map(|(at, _)| at + 1).last().unwrap_or(0);
        if record.len() < header.len() || filled > header.len() {
            let found = if record.len() < header.len() { record.len() } else { filled };
            findings.add(Finding::new(Place::Line(line), Fault::CellCount).with("expected", header.len()).with("found", found));
            continue;
        }
        take(&mut Cells { line, record: &record, columns, at: &at, findings });
    }
    if count == 0 && findings.is_empty() {
        findings.add(Finding::new(Place::File, Fault::Empty));
    }
}

/// The text below a line that names the separator, and how many lines that was.
fn without_hint(text: &str) -> (&str, u64) {
    match text.split_once('\n') {
        Some((first, rest)) if first.trim().to_ascii_lowercase().starts_with(SEPARATOR_HINT) => (rest, 1),
        _ => (text, 0),
    }
}

/// The separator under which the first row names most columns.
fn separator(text: &str, columns: &[Column]) -> u8 {
    let named = |separator: &u8| {
        let header = Rows::new(text, 0, *separator).next_filled().map(|(_, record)| record).unwrap_or_default();
        header.iter().filter(|cell| columns.iter().any(|column| column.name == name(cell))).count()
    };
    // The first of equals: `max_by_key` would take the last.
    SEPARATORS.into_iter().rev().max_by_key(named).unwrap_or(b',')
}

fn name(cell: &str) -> String {
    cell.trim().to_lowercase()
}

/// For every column, which cell of a row it is.
fn places_of(header: &StringRecord, columns: &[Column], line: u64, findings: &mut Findings) -> Option<Vec<Option<usize>>> {
    let before = findings.total();
    let names: Vec<String> = header.iter().map(name).collect();
    if !names.iter().any(|name| columns.iter().any(|column| column.name == name)) {
        let expected: Vec<&str> = columns.iter().map(|column| column.name).collect();
        findings.add(Finding::new(Place::Line(line), Fault::NoHeader).with("columns", expected.join(", ")));
        return None;
    }
    let mut seen = HashSet::new();
    for (at, name) in names.iter().enumerate() {
        if !columns.iter().any(|column| column.name == name) {
            findings.add(Finding::new(Place::Line(line), Fault::UnknownColumn).with("number", at + 1).quoting(name));
        } else if !seen.insert(name) {
            findings.add(Finding::new(Place::Line(line), Fault::RepeatedColumn).quoting(name));
        }
    }
    let place = |column: &Column| names.iter().position(|name| name == column.name);
    for column in columns.iter().filter(|column| column.required && place(column).is_none()) {
        findings.add(Finding::new(Place::Line(line), Fault::MissingColumn).with("column", column.name));
    }
    (findings.total() == before).then(|| columns.iter().map(place).collect())
}

/// The rows of a text, with the line on which each begins.
struct Rows<'t> {
    text: &'t [u8],
    above: u64,
    reader: csv::Reader<&'t [u8]>,
    record: ByteRecord,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, above: u64, separator: u8) -> Self {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        Self { text: text.as_bytes(), above, reader, record: ByteRecord::new() }
    }

    /// The next row in which anything stands.
    fn next_filled(&mut self) -> Option<(u64, StringRecord)> {
        while self.reader.read_byte_record(&mut self.record).unwrap_or_default() {
            let line = self.line();
            // The text was checked as a whole, and cells end at ASCII.
            let record = StringRecord::from_byte_record_lossy(std::mem::take(&mut self.record));
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                return Some((line, record));
            }
        }
        None
    }

    /// The reader counts empty lines before a row as part of it.
    fn line(&self) -> u64 {
        let Some(position) = self.record.position() else { return 0 };
        let start = usize::try_from(position.byte()).ok().and_then(|byte| self.text.get(byte..)).unwrap_or_default();
        let skipped = start.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
        self.above + position.line() + skipped as u64
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGEST_FILE, MOST_ROWS, each_row};
    use crate::registers::{Column, Fault, Findings, Place};

    const COLUMNS: &[Column] = &[Column::required("code"), Column::optional("name")];

    fn read(text: impl AsRef<[u8]>) -> (Vec<(u64, String)>, Findings) {
        let (mut rows, mut findings) = (Vec::new(), Findings::default());
        each_row(text.as_ref(), COLUMNS, &mut findings, |cells| {
            let code = cells.raw("code").unwrap_or_default().to_owned();
            rows.push((cells.line, code));
        });
        (rows, findings)
    }

    fn faults(text: impl AsRef<[u8]>) -> Vec<(Place, Fault)> {
        read(text).1.listed().iter().map(|finding| (finding.place, finding.fault)).collect()
    }

    #[test]
    fn each_separator_a_spreadsheet_writes_is_understood() {
        for separator in [",", ";", "\t"] {
            let text = format!("Name{separator} CODE \r\n\"a{separator}b\"{separator}x\r\n");
            let (rows, findings) = read(text);
            assert!(findings.is_empty(), "{separator:?}");
            assert_eq!(rows, [(2, "x".to_owned())], "{separator:?}");
        }
        assert_eq!(read("sep=;\r\ncode;name\r\nx;y\r\n").0, [(3, "x".to_owned())]);
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        let (rows, findings) = read("\r\ncode,name\r\n\r\nx,\"two\r\nlines\"\r\n,\r\n\r\ny,z\nz,\n");
        assert!(findings.is_empty());
        assert_eq!(rows, [(4, "x".into()), (8, "y".into()), (9, "z".into())]);
    }

    #[test]
    fn a_header_that_does_not_fit_says_which_column() {
        assert_eq!(faults("a,b\nc,d\n"), [(Place::Line(1), Fault::NoHeader)]);
        assert_eq!(faults("code,nmae\nc,d\n"), [(Place::Line(1), Fault::UnknownColumn)]);
        assert_eq!(faults("name\nd\n"), [(Place::Line(1), Fault::MissingColumn)]);
        assert_eq!(faults("code,name,code\nc,d,e\n"), [(Place::Line(1), Fault::RepeatedColumn)]);
        assert_eq!(faults(""), [(Place::File, Fault::Empty)]);
        assert_eq!(faults("code,name\n\n"), [(Place::File, Fault::Empty)]);
    }

    #[test]
    fn rows_of_another_length_are_named() {
        assert_eq!(faults("code,name\na\nb,c,d\ne,f,,\n"), [(Place::Line(2), Fault::CellCount), (Place::Line(3), Fault::CellCount)]);
    }

    #[test]
    fn too_much_is_refused() {
        assert_eq!(faults(vec![b'a'; LARGEST_FILE + 1]), [(Place::File, Fault::TooLarge)]);
        let rows = format!("code\n{}", "x\n".repeat(MOST_ROWS + 5));
        assert_eq!(faults(rows), [(Place::Line(MOST_ROWS as u64 + 2), Fault::TooManyRows)]);
    }
}
