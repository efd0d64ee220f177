//! The contract, generated from the code.

use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};

use super::{
    account, admin, cases, casework, change_code, custody, duty, facilities, files, follow_up, hotline, identity, invitations, links,
    lookup, oversight, plans, readings, referrals, reports, resets, sessions, today,
};

/// The whole API.
#[derive(OpenApi)]
#[openapi(
    info(title = "Lắng Nghe", version = "1", description = "Reporting hotline: reports in, answers out, response times proved."),
    paths(
        reports::submit, reports::preview, follow_up::read, follow_up::write, follow_up::open, follow_up::hide, follow_up::danger, follow_up::contacted,
        follow_up::object, follow_up::lock, follow_up::receipt, cases::settle, sessions::sign_in, sessions::sign_out, sessions::prove,
        account::list, account::end, account::end_others, account::devices, account::forget, account::factor, account::offer, account::confirm,
        account::new_codes, admin::people::clear_factor, cases::queue, cases::read,
        today::read, today::find_by_name, today::undo, duty::help,
        cases::acknowledge, cases::contact, cases::message, cases::safety, cases::review, cases::close, cases::exclude, cases::locate,
        resets::ask, resets::choose, resets::waiting, resets::confirm,
        identity::ask, identity::judge, identity::open, identity::open_contact,
        files::send, files::read,
        cases::release, cases::replace_code, readings::open,
        casework::note, casework::correct, casework::ask_for_closure, casework::refuse_closure, casework::triage,
        links::add_person, links::read, links::confirm,
        custody::colleagues, custody::assign, custody::offer, custody::answer, custody::keep, custody::decide,
        custody::acknowledge_orders, custody::open_decisions,
        plans::read, plans::write, plans::decide, plans::add, plans::start, plans::end,
        referrals::ask, referrals::of_case, referrals::revoke, referrals::list, referrals::read, referrals::answer,
        change_code::change, hotline::list_contacts, hotline::enter_contact, hotline::file, hotline::list_callbacks,
        hotline::plan_callback, hotline::attempt, hotline::list_notes, hotline::write_note, hotline::list_transfers,
        hotline::enter_transfer,
        oversight::response_times,
        admin::offices::list, admin::offices::read, admin::offices::suspend, admin::offices::take_back, admin::offices::merge,
        admin::offices::move_it,
        admin::people::list, admin::people::read, admin::people::invite, admin::people::resend, admin::people::suspend,
        admin::people::take_back, admin::people::leave, admin::people::change_post, invitations::accept,
        facilities::list, facilities::clusters, admin::facilities::list,
        admin::readiness::read, admin::readiness::look,
        admin::drills::list, admin::drills::plan, admin::drills::withdraw,
        admin::map_changes::list,
        duty::read,
        admin::duty::list, admin::duty::read, admin::duty::set, admin::duty::add_deputy, admin::duty::remove_deputy,
        admin::duty::add_phone, admin::duty::remove_phone,
        admin::registers::read, admin::registers::import, admin::registers::example,
        lookup::search, lookup::resolve, lookup::taxonomy, lookup::alive, lookup::ready
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
