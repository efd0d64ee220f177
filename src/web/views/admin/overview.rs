//! The first page of administration.

use askama::Template;

use crate::web::views::Page;

/// `/admin`: where everything is.
#[derive(Debug, Template)]
#[template(path = "templates/admin_overview.html")]
pub struct OverviewView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What the reader may administer, in words.
    pub area: String,
}
