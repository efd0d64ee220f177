//! Who could not answer tonight: found, written down, told to the office above, seen only by those who look after it.

mod finding;
mod telling;

use langnghe::readiness::check::{Checked, check};

use crate::support::TestApp;

/// Codes of the gaps of an office, the worst first as the rule names them.
async fn gaps(app: &TestApp, office: &str) -> Vec<String> {
    let mut found = app.db_texts(&format!("SELECT gap FROM readiness_gap WHERE office_code = '{office}' ORDER BY gap")).await;
    found.sort();
    found
}

async fn look(app: &TestApp) -> Checked {
    check(&app.ctx).await.unwrap()
}

/// Lets the worker look at every office when the clock says so, as it does outside of tests.
async fn by_night(app: &TestApp) {
    app.db_execute("DELETE FROM lease WHERE name IN ('readiness', 'readiness-look')").await;
}
