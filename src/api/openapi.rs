//! The contract, generated from the code.

use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};

use super::{
    admin::{offices, people},
    cases, follow_up, invitations, lookup, oversight, reports, sessions,
};

/// The whole API.
#[derive(OpenApi)]
#[openapi(
    info(title = "Lắng Nghe", version = "1", description = "Reporting hotline: reports in, answers out, response times proved."),
    paths(
        reports::submit, follow_up::read, follow_up::write, sessions::sign_in, sessions::sign_out, cases::queue, cases::read,
        cases::acknowledge, cases::contact, cases::message, cases::safety, cases::review, cases::close, cases::exclude, cases::identity,
        oversight::response_times, lookup::search, lookup::resolve, lookup::taxonomy, lookup::alive, lookup::ready,
        offices::list, offices::read, offices::suspend, offices::take_back, offices::merge, offices::move_it,
        people::list, people::read, people::invite, people::resend, people::suspend, people::take_back, people::leave, people::change_post,
        invitations::accept
    ),
    modifiers(&Security)
)]
pub struct Api;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        for name in ["session", "accessCode"] {
            components.add_security_scheme(name, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        }
    }
}

/// The `OpenAPI` document.
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use utoipa::OpenApi;

    use super::Api;

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = serde_json::to_value(Api::openapi()).unwrap();
        let mut names = BTreeSet::new();
        let mut count = 0;
        for path in document["paths"].as_object().unwrap().values() {
            for operation in path.as_object().unwrap().values() {
                count += 1;
                names.insert(operation["operationId"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(names.len(), count);
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    }
}
