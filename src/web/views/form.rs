//! What somebody typed, kept as it came, and what needs another look: so that no page ever loses a word.

/// The pairs of a form as the browser sent them, in order; a name may stand several times (checkboxes).
///
/// `axum::Form<Vec<(String, String)>>` gives the pairs.
#[derive(Clone, Default)]
pub struct Typed(Vec<(String, String)>);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What people type is confided to us: it must not reach a log by way of `{:?}`.
        f.write_str("[typed]")
    }
}

impl From<Vec<(String, String)>> for Typed {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

impl Typed {
    /// The first value of `name`, empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of `name`, in the order typed.
    pub fn all<'t>(&'t self, name: &str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether `value` was chosen for `name`.
    #[must_use]
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|chosen| chosen == value)
    }

    /// Every pair, in the order typed.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same without whatever stands under `names`.
    #[must_use]
    pub fn without(self, names: &[&str]) -> Self {
        Self(self.0.into_iter().filter(|(name, _)| !names.contains(&name.as_str())).collect())
    }

    /// The same with `value` as the only one of `name`.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut pairs = self.without(&[name]).0;
        pairs.push((name.to_owned(), value.to_owned()));
        Self(pairs)
    }

    /// Whether no form was sent at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any of `names` holds more than white space.
    #[must_use]
    pub fn says_any(&self, names: &[&str]) -> bool {
        self.0.iter().any(|(field, value)| names.contains(&field.as_str()) && !value.trim().is_empty())
    }
}

/// Something on the page that needs another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Id of the field, for the link of the summary; empty when it concerns the page. A page of ours where it is put right first.
    pub field: String,
    /// What to do about it, a sentence.
    pub text: String,
}

/// All that needs another look, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl From<Vec<Problem>> for Problems {
    fn from(problems: Vec<Problem>) -> Self {
        Self(problems)
    }
}

impl Problems {
    /// One problem at `field`.
    #[must_use]
    pub fn one(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self(vec![Problem { field: field.into(), text: text.into() }])
    }

    /// Every problem.
    #[must_use]
    pub fn all(&self) -> &[Problem] {
        &self.0
    }

    /// The sentence at `field`, if it has one.
    #[must_use]
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    /// Whether `field` has a problem.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.at(field).is_some()
    }

    /// Whether nothing needs another look.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn several_ticks_of_one_name_are_all_kept() {
        let pairs = [("hard", "seeing"), ("hard", "hearing"), ("age", " ")];
        let typed = Typed::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        assert_eq!(typed.all("hard").collect::<Vec<_>>(), ["seeing", "hearing"]);
        assert!(typed.is("hard", "hearing"));
        assert_eq!(typed.get("story"), "");
        assert!(!typed.says_any(&["age"]));
        assert_eq!(format!("{typed:?}"), "[typed]");
    }
}
