//! In which ways a column of the database can be protected; which one is which stands in `inventory`.

/// How what stands in a column is protected from whoever reads the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Sealed under the key of this part of a case, or under the key named.
    Sealed(&'static str),
    /// A hash or MAC under a key that is not in the database.
    KeyedHash,
    /// Readable, for this reason.
    PlainBecause(&'static str),
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How it is protected.
    pub protection: Protection,
}
