//! What can go wrong, sorted by what the caller can do about it.

/// What kind of trouble an error is; each maps to one HTTP status and one exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request cannot be read at all (400).
    Malformed,
    /// A field of the request is wrong (422).
    Invalid,
    /// Nobody is signed in, or the credential is wrong (401).
    Unauthenticated,
    /// The act is not allowed to this person, and they may know that the thing exists (403).
    Forbidden,
    /// It does not exist, or is out of scope, which looks the same (404).
    NotFound,
    /// It contradicts the state of the case (409).
    Conflict,
    /// The same key came with another body (422).
    Mismatch,
    /// Too large (413).
    TooLarge,
    /// Too much at once; come back later (429).
    Busy,
    /// Our own fault (500).
    Internal,
}

/// One field of the request that needs another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the request, for example `/place/commune`.
    pub pointer: String,
    /// Message key in `words`, for example `error-unknown-code`.
    pub message: &'static str,
    /// Named values for the message.
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A field error without values.
    #[must_use]
    pub fn new(pointer: impl Into<String>, message: &'static str) -> Self {
        Self { pointer: pointer.into(), message, args: Vec::new() }
    }

    /// Adds a named value for the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// How an error of one command becomes an answer. Implemented by every command's error enum.
pub trait Classify: std::error::Error {
    /// The kind, which decides the status.
    fn kind(&self) -> Kind;

    /// A stable machine-readable code, also the message key `error-{code}` in `words`.
    fn code(&self) -> &'static str;

    /// The fields at fault, if any.
    fn fields(&self) -> Vec<FieldError> {
        Vec::new()
    }
}
