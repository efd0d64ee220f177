//! Registers in and out: everything or nothing, nothing misread, nothing that runs, nothing outside the area.

mod bad_files;
mod faces;
mod people;
mod round_trip;

use langnghe::{
    access::session,
    kernel::{codes::OfficeCode, terms::Role},
    registers::{
        Counts, Fault, ImportError, Imported, Place, Register, Registrar, apply,
        export::{Separator, export},
        preview,
    },
    vault::token::Token,
};

use crate::support::TestApp;

/// Brings a file in from the command line's side.
pub async fn bring(app: &TestApp, register: Register, file: impl AsRef<[u8]>) -> Result<Imported, ImportError> {
    apply(&app.ctx, &Registrar::system(), register, file.as_ref().to_vec()).await
}

/// What a file would change.
pub async fn look(app: &TestApp, register: Register, file: impl AsRef<[u8]>) -> Result<Counts, ImportError> {
    preview(&app.ctx, &Registrar::system(), register, file.as_ref().to_vec()).await
}

/// A register as a file.
pub async fn take_out(app: &TestApp, by: &Registrar, register: Register) -> Vec<u8> {
    export(&app.ctx, by, register, Separator::Comma).await.unwrap()
}

/// The faults of a file that is refused both by a preview and by an import, and changes nothing.
#[track_caller]
pub fn faults<T: std::fmt::Debug>(outcome: Result<T, ImportError>) -> Vec<(Place, Fault)> {
    match outcome {
        Err(ImportError::Refused(findings)) => findings.listed().iter().map(|finding| (finding.place, finding.fault)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// The same, for a file that a preview and an import must refuse alike, writing nothing.
pub async fn refused(app: &TestApp, by: &Registrar, register: Register, file: impl AsRef<[u8]>) -> Vec<(Place, Fault)> {
    let before = app.db_snapshot().await;
    let looked = faults(preview(&app.ctx, by, register, file.as_ref().to_vec()).await);
    let applied = faults(apply(&app.ctx, by, register, file.as_ref().to_vec()).await);
    assert_eq!(looked, applied, "a preview lists what an import refuses");
    assert!(app.db_snapshot().await == before, "a refused file left something behind");
    applied
}

pub const fn counts(added: usize, changed: usize, unchanged: usize) -> Counts {
    Counts { added, changed, unchanged }
}

/// An administrator at `office`, as the command that authenticates them gives it.
pub async fn administrator(app: &TestApp, email: &str, office: &str) -> Registrar {
    app.db_add_staff(email, Role::Administrator, office).await;
    let client = app.sign_in(email).await;
    let token = Token::parse(client.authorization().trim_start_matches("Bearer ")).unwrap();
    let signed = session::authenticate(&app.ctx, &token).await.unwrap();
    assert_eq!(signed.office(), &OfficeCode::parse(office).unwrap());
    Registrar::from(&signed.administrator().unwrap())
}

/// Rows of a file below its header.
pub fn rows_of(file: &[u8]) -> usize {
    file.split(|byte| *byte == b'\n').count() - 2
}
