//! The pages to read: staying safe, using the pages, what is kept, who is behind them, and a card to show.

use askama::Template;

use super::Page;

/// A number to call besides those of the whole country.
#[derive(Debug, Clone)]
pub struct FurtherNumber {
    /// As written.
    pub number: String,
    /// What a telephone dials.
    pub dialled: String,
    /// Digit by digit, for a screen reader.
    pub digits: String,
    /// Who answers, and when to call.
    pub whom: String,
    /// When somebody last rang it, in words.
    pub checked: String,
}

/// `/safety`
#[derive(Debug, Template)]
#[template(path = "templates/safety.html")]
pub struct SafetyView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Numbers of the operator.
    pub further: Vec<FurtherNumber>,
}

/// `/help-card`: what somebody who cannot speak or hear shows to a passer-by. Its large words are in the language of the country.
#[derive(Debug, Template)]
#[template(path = "templates/help_card.html")]
pub struct HelpCardView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What the card says, in Vietnamese whatever the page speaks.
    pub card: String,
    /// The same in English, in small letters.
    pub english: String,
}

/// `/accessibility`
#[derive(Debug, Template)]
#[template(path = "templates/accessibility.html")]
pub struct AccessibilityView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// How to reach the operator.
    pub contact: Option<String>,
}

/// `/privacy`
#[derive(Debug, Template)]
#[template(path = "templates/privacy.html")]
pub struct PrivacyView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// How long things are kept, as the operator confirmed it.
    pub retention: Option<String>,
    /// How to reach the operator.
    pub contact: Option<String>,
    /// Whether nobody in between can read what is typed.
    pub encrypted: bool,
}

/// `/about`
#[derive(Debug, Template)]
#[template(path = "templates/about.html")]
pub struct AboutView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Who runs these pages.
    pub operator: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// Of the program.
    pub version: &'static str,
}
