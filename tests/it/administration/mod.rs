//! Delegated administration: who may arrange what, and that nobody who arranges reads, and no case is orphaned.

mod invitations;
mod leaving;
mod merging;
mod on_pages;
mod scope;
mod territories;

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::support::{COMMITTEE, Client, TestApp};

/// The provincial People's Committee of another province.
pub const COMMITTEE_ELSEWHERE: &str = "ubnd-tinh-01";

/// An administrator of the province most tests happen in.
pub async fn administrator(app: &TestApp) -> Client {
    app.staff(Role::Administrator, COMMITTEE).await
}

/// Adds somebody with a known address; gives their id.
pub async fn person(app: &TestApp, email: &str, role: Role, office: &str) -> String {
    app.db_add_staff(email, role, office).await;
    id_of(app, email).await
}

/// The id of somebody.
pub async fn id_of(app: &TestApp, email: &str) -> String {
    use langnghe::entity::staff;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let found = staff::Entity::find().filter(staff::Column::Email.eq(email)).one(app.ctx.db.read()).await.unwrap();
    found.expect("somebody with this address").id.to_string()
}

/// An invitation as a program sends it.
pub fn invitation(email: &str, role: &str, office: &str) -> Value {
    json!({"email": email, "name": "Người được mời", "role": role, "office": office})
}

/// The token in the last letter to an address.
pub fn token_for(app: &TestApp, email: &str) -> String {
    let mails = app.mailbox.mails();
    let mail = mails.iter().rev().find(|mail| mail.to == email && mail.text.contains("/desk/invitation?t=")).expect("a letter");
    mail.text.split("/desk/invitation?t=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

/// Accepts an invitation.
pub async fn accept(app: &TestApp, token: &str, password: &str) -> crate::support::Answer {
    app.visitor().post("/api/v1/invitations/acceptance", &json!({"token": token, "password": password})).await
}

/// Posts to a resource of a person.
pub async fn act_on(by: &Client, person: &str, resource: &str, body: &Value) -> crate::support::Answer {
    by.post(&format!("/api/v1/admin/people/{person}/{resource}"), body).await
}

/// Whether an office is staffed.
pub async fn staffed(app: &TestApp, office: &str) -> bool {
    app.db_count(&format!("SELECT COUNT(*) FROM office WHERE staffed AND code = '{office}'")).await == 1
}
