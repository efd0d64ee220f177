//! A register as a file that an import finds unchanged: UTF-8 with its mark, so that spreadsheets read the letters right.

use csv::{Terminator, WriterBuilder};
use sea_orm::DbErr;

use super::{Column, ImportError, Register, Registrar, duty_phones, facilities, offices, staff, support_providers};
use crate::ctx::Ctx;

const UTF8_MARK: &[u8] = "\u{feff}".as_bytes();

/// What stands between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Separator {
    /// As programs expect it.
    #[default]
    Comma,
    /// As Excel expects it where the decimal sign is a comma, as in Viet Nam.
    Semicolon,
}

/// The rows of the area.
///
/// # Errors
/// The database cannot be read, or this process has no desk keys.
pub async fn export(ctx: &Ctx, by: &Registrar, register: Register, separator: Separator) -> Result<Vec<u8>, ImportError> {
    let db = ctx.db.read();
    let rows = match register {
        Register::Offices => offices::export(db, by).await?,
        Register::Facilities => facilities::export(db, by).await?,
        Register::Staff => staff::export(db, ctx.vault.desk()?, by).await?,
        Register::DutyPhones => duty_phones::export(db, by).await?,
        Register::SupportProviders => support_providers::export(db, by).await?,
    };
    file(register.columns(), &rows, separator).map_err(|_| ImportError::Database(DbErr::Custom("a table could not be written".into())))
}

fn file(columns: &[Column], rows: &[Vec<String>], separator: Separator) -> Result<Vec<u8>, csv::Error> {
    let separator = match separator {
        Separator::Comma => b',',
        Separator::Semicolon => b';',
    };
    let mut table = WriterBuilder::new().delimiter(separator).terminator(Terminator::CRLF).from_writer(UTF8_MARK.to_vec());
    table.write_record(columns.iter().map(|column| column.name))?;
    for row in rows {
        table.write_record(row)?;
    }
    table.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
