//! Registers as tables: offices, facilities, people, duty phones and outside help, brought in from CSV and taken out again.
//!
//! | file | is for |
//! |---|---|
//! | `column`, `format` | what a register's columns are; their documentation and examples |
//! | `encoding`, `table` | bytes to text, text to rows with their lines |
//! | `cell`, `cells` | one cell as a value; the cells of a row, every fault collected |
//! | `finding` | what is wrong, where, and what to do |
//! | `registrar` | who imports, and how far their area reaches |
//! | `offices`, `facilities`, `staff`, `duty_phones`, `support_providers` | one register each |
//! | `import`, `export` | all or nothing; the same columns out again |
//!
//! Invariants: a file is taken whole or not at all; letters are read surely or refused, never guessed; nothing that a spreadsheet
//! would run is stored from a file or written into one; what an export writes, an import finds unchanged; no row outside the
//! importer's area is read or changed. Deliberately absent: removing rows (a row that is missing in the file stays), passwords, and
//! moving an existing office to another place or line, because its open cases have to follow.

mod cell;
mod cells;
mod changes;
mod column;
mod duty_phones;
mod encoding;
pub mod export;
mod facilities;
pub mod finding;
pub mod format;
pub mod import;
mod offices;
mod registrar;
pub mod staff;
mod support_providers;
mod table;

use crate::kernel::terms::terms;

pub use column::Column;
pub use finding::{Fault, Finding, Findings, Place};
pub use import::{Counts, ImportError, Imported, apply, preview};
pub use registrar::Registrar;
pub use table::{LARGEST_FILE, LARGEST_FILE_SAID, MOST_ROWS};

terms! {
    /// One of the tables that can be brought in and taken out.
    Register {
        /// Offices: who answers for which place.
        Offices = "offices",
        /// Hospitals, schools, police posts, care facilities, and who owns them.
        Facilities = "facilities",
        /// People who sign in.
        Staff = "staff",
        /// Telephones of offices on duty.
        DutyPhones = "duty-phones",
        /// Outside help: shelters, legal aid, interpreters.
        SupportProviders = "support-providers",
    }
}

impl Register {
    /// The columns, in the order in which an export writes them.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Offices => offices::COLUMNS,
            Self::Facilities => facilities::COLUMNS,
            Self::Staff => staff::COLUMNS,
            Self::DutyPhones => duty_phones::COLUMNS,
            Self::SupportProviders => support_providers::COLUMNS,
        }
    }
}
