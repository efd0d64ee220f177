//! Values of a query string.

/// The value of `name`, decoded; nothing where it is absent or blank.
#[must_use]
pub fn value(query: Option<&str>, name: &str) -> Option<String> {
    let pairs = serde_urlencoded::from_str::<Vec<(String, String)>>(query?).unwrap_or_default();
    pairs.into_iter().find(|(key, value)| key == name && !value.trim().is_empty()).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn a_blank_value_is_none() {
        assert_eq!(value(Some("q=T%C3%A2n+H%E1%BA%A3i&after="), "q").as_deref(), Some("Tân Hải"));
        assert_eq!(value(Some("q=+&after="), "q"), None);
        assert_eq!(value(None, "q"), None);
    }
}
