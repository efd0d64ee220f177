//! The files of a form: those that were sent already and wait for it.

use super::Typed;
use crate::{files::size_said, intake::attachments::Staged};

/// Name of the field that stands for a file that waits.
pub const KEPT: &str = "kept_file";

/// A file that waits, as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Value of its field.
    pub value: String,
    /// Name, as it was sent.
    pub name: String,
    /// Size, in words.
    pub size: String,
}

/// The value that stands for `file`: token, bytes, name.
#[must_use]
pub fn kept_value(file: &Staged) -> String {
    let name = if file.name.is_empty() { file.kind.code() } else { &file.name };
    format!("{} {} {name}", *file.token.reveal(), file.size)
}

/// The token in a value.
#[must_use]
pub fn token_of(value: &str) -> &str {
    value.split(' ').next().unwrap_or_default()
}

/// The files that wait for the form.
#[must_use]
pub fn kept(typed: &Typed) -> Vec<KeptFile> {
    let shown = |value: &str| {
        let (_, rest) = value.split_once(' ')?;
        let (size, name) = rest.split_once(' ')?;
        Some(KeptFile { value: value.to_owned(), name: name.to_owned(), size: size_said(size.parse().ok()?) })
    };
    typed.all(KEPT).filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::{KEPT, kept, token_of};
    use crate::web::views::Typed;

    #[test]
    fn a_file_that_waits_is_named_and_nonsense_is_not() {
        let pairs = [(KEPT, "TOKEN 1500000 tay em.jpg"), (KEPT, "nonsense"), (KEPT, "T x y"), ("story", "a b c")];
        let typed = Typed::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        let shown: Vec<(String, String)> = kept(&typed).into_iter().map(|file| (file.name, file.size)).collect();
        assert_eq!(shown, [("tay em.jpg".to_owned(), "2 MB".to_owned())]);
        assert_eq!(token_of("TOKEN 1 x"), "TOKEN");
    }
}
