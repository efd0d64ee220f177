//! Rosters: who is told at night, what may be promised, who may write them, and where the telephones stand.

mod alerts;
mod keeping;
mod pages;
mod promises;

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// A night shift of every day, by one person.
fn every_night(staff: &str) -> Value {
    let nights: Vec<Value> = (1..=7).map(|day| json!({"weekday": day, "from": "19:00", "to": "07:00", "staff": staff})).collect();
    json!(nights)
}

/// An hour of a Tuesday morning: a roster that covers neither night nor weekend.
fn tuesday_morning(staff: &str) -> Value {
    json!([{"weekday": 2, "from": "08:00", "to": "09:00", "staff": staff}])
}

impl TestApp {
    /// A member of staff, and the id by which rosters know them.
    async fn db_person(&self, name: &str, role: Role, office: &str) -> String {
        let email = format!("{name}@x.example");
        self.db_add_staff(&email, role, office).await;
        let found = langnghe::entity::staff::Entity::find();
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let row = found.filter(langnghe::entity::staff::Column::Email.eq(email)).one(self.ctx.db.read()).await.unwrap().unwrap();
        row.id.to_string()
    }

    /// An administrator of the whole country.
    async fn administrator(&self) -> Client {
        self.staff(Role::Administrator, crate::support::acts::MINISTRY).await
    }
}

impl Client {
    async fn put(&self, path: &str, body: &Value) -> crate::support::Answer {
        let headers = [("content-type", "application/json")];
        self.send(axum::http::Method::PUT, path, &headers, serde_json::to_vec(body).unwrap()).await
    }

    async fn delete(&self, path: &str) -> crate::support::Answer {
        self.send(axum::http::Method::DELETE, path, &[], Vec::new()).await
    }

    /// Gives an office this week.
    async fn set_week(&self, office: &str, shifts: &Value) -> Value {
        self.put(&format!("/api/v1/admin/duty/{office}"), &json!({ "shifts": shifts })).await.expect(200).json()
    }

    /// Writes down who stands in from a day to a day.
    async fn stand_in(&self, office: &str, staff: &str, deputy: &str, days: (&str, &str)) -> crate::support::Answer {
        let body = json!({"staff": staff, "deputy": deputy, "from": days.0, "until": days.1});
        self.post(&format!("/api/v1/admin/duty/{office}/deputies"), &body).await
    }
}
