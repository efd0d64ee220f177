//! Registers as tables: which there are, and one of them.

use askama::Template;

use crate::web::views::{Page, Problems};

/// `/admin/registers`
#[derive(Debug, Template)]
#[template(path = "templates/registers.html")]
pub struct RegistersView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// All of them.
    pub registers: Vec<RegisterRow>,
}

/// A register in the list.
#[derive(Debug, Clone)]
pub struct RegisterRow {
    /// Its code, also its address.
    pub code: &'static str,
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub about: String,
}

/// `/admin/registers/{register}`
#[derive(Debug, Template)]
#[template(path = "templates/register.html")]
pub struct RegisterView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Its code, also its address.
    pub code: &'static str,
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub about: String,
    /// Largest file, in words.
    pub largest: &'static str,
    /// Most rows, in words.
    pub most_rows: String,
    /// Its columns.
    pub columns: Vec<ColumnRow>,
    /// What came of the file that was sent.
    pub outcome: Outcome,
    /// The table as it was pasted.
    pub pasted: String,
    /// What needs another look (field `file`).
    pub problems: Problems,
}

/// A column of a register.
#[derive(Debug, Clone)]
pub struct ColumnRow {
    /// Its name in the header.
    pub name: &'static str,
    /// Whether it must be there and filled.
    pub required: bool,
    /// What stands in it.
    pub says: String,
    /// The codes it takes; empty where it takes more than a list of codes.
    pub choices: String,
}

/// What came of a file.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// None was sent.
    Nothing,
    /// It can be taken.
    Previewed {
        /// New rows.
        added: String,
        /// Different rows.
        changed: String,
        /// Rows as they were.
        unchanged: String,
        /// The file itself, packed, for the button; nothing where there is nothing to write.
        carried: Option<String>,
    },
    /// It was taken.
    Done {
        /// How much, a sentence.
        told: String,
        /// Whether people were brought in, who are to be invited.
        people: bool,
    },
    /// It needs another look.
    Faulty {
        /// How many faults.
        total: String,
        /// How many of them are listed, where not all are.
        listed: Option<String>,
        /// These.
        faults: Vec<FaultRow>,
    },
}

/// One fault.
#[derive(Debug, Clone)]
pub struct FaultRow {
    /// Line and column, in words.
    pub place: String,
    /// What is wrong and what to do.
    pub text: String,
}

#[cfg(test)]
pub(crate) mod samples {
    use askama::Template;

    use super::{ColumnRow, FaultRow, Outcome, RegisterRow, RegisterView, RegistersView};
    use crate::web::views::{Page, Problems, samples::HOSTILE};

    fn one(page: Page<'_>, outcome: Outcome, problems: Problems) -> String {
        let column = |name, required, choices: &str| ColumnRow {
            name,
            required,
            says: page.t("register-column-offices-code"),
            choices: choices.into(),
        };
        let view = RegisterView {
            code: "offices",
            name: page.t("register-name-offices"),
            about: page.t("register-about-offices"),
            largest: "20 MB",
            most_rows: "200.000".into(),
            columns: vec![column("code", true, ""), column("kind", true, "hospital, school"), column("email", false, "")],
            outcome,
            pasted: HOSTILE.into(),
            problems,
            page,
        };
        view.render().unwrap()
    }

    /// The pages, with their names.
    pub(crate) fn all<'w>(page: impl Fn(&'static str) -> Page<'w>) -> Vec<(&'static str, String)> {
        let row = RegisterRow { code: "staff", name: page("/").t("register-name-staff"), about: page("/").t("register-about-staff") };
        let registers = RegistersView { registers: vec![row], page: page("/admin/registers") };
        let at = || page("/admin/registers/offices");
        let (added, changed, unchanged) = ("12".to_owned(), "3".to_owned(), "1.250".to_owned());
        let fault = FaultRow { place: at().t2("register-fault-cell", "line", 7, "column", "name"), text: HOSTILE.into() };
        let faulty = Outcome::Faulty { total: "120".into(), listed: Some("100".into()), faults: vec![fault] };
        let previewed =
            |carried| Outcome::Previewed { added: added.clone(), changed: changed.clone(), unchanged: unchanged.clone(), carried };
        let done = Outcome::Done { told: at().t("register-nothing-changes"), people: true };
        let nothing_given = Problems::one("file", at().t("register-nothing-given"));
        vec![
            ("registers", registers.render().unwrap()),
            ("register", one(at(), Outcome::Nothing, nothing_given)),
            ("register-previewed", one(at(), previewed(Some("abc".into())), Problems::default())),
            ("register-idle", one(at(), previewed(None), Problems::default())),
            ("register-done", one(at(), done, Problems::default())),
            ("register-faulty", one(at(), faulty, Problems::default())),
        ]
    }
}
