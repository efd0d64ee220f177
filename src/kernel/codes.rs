//! Codes that name things, each a type of its own, so that none can be handed over for another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_code {
    ($(#[$doc:meta])* $name:ident, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses the code; nothing when its shape is wrong. Whether such a thing exists is another question.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let valid: fn(&str) -> bool = $valid;
                valid(text).then(|| Self(text.to_owned()))
            }

            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text).ok_or_else(|| format!("not a {}", stringify!($name)))
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
    };
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

text_code!(
    /// A province or centrally-run city of today: two digits, as the National Statistics Office gives them.
    ProvinceCode,
    |text| digits(text, 2)
);
text_code!(
    /// A commune, ward or special zone of today: five digits. Never mixed with [`LegacyCommuneCode`], which shares the number space.
    CommuneCode,
    |text| digits(text, 5)
);
text_code!(
    /// A commune as it was before 1 July 2025: five digits, or three for an island district without communes. A commune that was
    /// retired later carries an `r` before its code, because the two share the number space.
    LegacyCommuneCode,
    |text| digits(text, 5) || digits(text, 3) || text.strip_prefix('r').is_some_and(|rest| digits(rest, 5))
);

impl LegacyCommuneCode {
    /// A commune of after July 2025 that exists no more.
    #[must_use]
    pub fn of_retired(code: &CommuneCode) -> Self {
        Self(format!("r{code}"))
    }
}
text_code!(
    /// An office: lower-case letters, digits and hyphens, for example `ubnd-26740`.
    OfficeCode,
    |text| (2..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
);
text_code!(
    /// A hospital, school or care facility: shaped as an office's code. It stands in public addresses, so it must say nothing but which.
    FacilityCode,
    |text| OfficeCode::parse(text).is_some()
);

/// Letters and digits that are not mistaken for one another: Crockford's base 32.
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A typed code as Crockford meant it: separators dropped, `I` and `L` read as 1, `O` as 0.
#[must_use]
pub fn crockford_canonical(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '_'))
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        })
        .collect()
}

/// Characters of a case code.
pub const CASE_CODE_CHARS: usize = 8;

text_code!(
    /// What staff call a case: eight random characters in which nothing is encoded.
    CaseCode,
    |text| text.len() == CASE_CODE_CHARS && text.bytes().all(|b| CROCKFORD.contains(&b))
);

impl CaseCode {
    /// A fresh code from random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; CASE_CODE_CHARS]) -> Self {
        Self(bytes.iter().map(|b| CROCKFORD.get(usize::from(b % 32)).copied().map_or('0', char::from)).collect())
    }

    /// The code as a tired person typed it.
    #[must_use]
    pub fn forgiving(typed: &str) -> Option<Self> {
        Self::parse(&crockford_canonical(typed))
    }
}

#[cfg(test)]
mod tests {
    use super::{CaseCode, CommuneCode, OfficeCode};

    #[test]
    fn codes_are_strict_inside_and_case_codes_forgiving_outside() {
        assert!(CommuneCode::parse("26740").is_some());
        assert!(CommuneCode::parse("2674").is_none());
        assert!(OfficeCode::parse("ubnd-26740").is_some());
        assert!(OfficeCode::parse("UBND 26740").is_none());
        assert_eq!(CaseCode::forgiving("k7q2-olmn").map(String::from), Some("K7Q201MN".into()));
    }
}
