//! A short print of what a computation read: when it has not changed, nothing needs to be computed again.

use std::fmt;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Bytes of SHA-256 that are kept: enough to tell inputs apart, not a security measure.
const KEPT_BYTES: usize = 16;

/// A print of some inputs, 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The print of `parts`, in order. Each part is told from the next by its length.
    pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        let text = hash.finalize().iter().take(KEPT_BYTES).fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self(text)
    }

    /// The print as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn the_print_tells_where_one_part_ends() {
        let print = Fingerprint::of(["ab", "c"]);
        assert_eq!(print.as_str().len(), 32);
        assert_eq!(print, Fingerprint::of(["ab", "c"]));
        assert_ne!(print, Fingerprint::of(["a", "bc"]));
    }
}
