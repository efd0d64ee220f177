//! Why a file is not taken. Each has a sentence that says what to do instead.

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger than one file may be.
    #[error("the file is too large")]
    TooLarge,
    /// All files of the report together would be too large.
    #[error("the files together are too large")]
    TooLargeTogether,
    /// There are enough files already.
    #[error("too many files")]
    TooMany,
    /// It is of a kind that is not taken: a program, a page, an archive, or unknown.
    #[error("this kind of file is not taken")]
    WrongKind,
    /// Its own structure contradicts itself or ends too early.
    #[error("the file is damaged")]
    Damaged,
    /// A small file that says it is a giant picture, or boxes in boxes without end.
    #[error("the file unfolds to more than can be shown")]
    Giant,
    /// Position and device data cannot be taken out of it.
    #[error("the file cannot be cleaned")]
    Uncleanable,
}

impl FileFault {
    /// The key of its sentence, `error-{code}` in the words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::TooLarge => "file-too-large",
            Self::TooLargeTogether => "files-too-large",
            Self::TooMany => "files-too-many",
            Self::WrongKind => "file-wrong-kind",
            Self::Damaged => "file-damaged",
            Self::Giant => "file-giant",
            Self::Uncleanable => "file-uncleanable",
        }
    }
}
