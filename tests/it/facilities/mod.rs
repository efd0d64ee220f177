//! Schools, hospitals and care homes: where a report about them goes, who may see that there are several, and what hangs on their walls.

mod clusters;
mod printing;
mod reporting;

use langnghe::{db::rows, entity::facility};

use crate::support::{COMMUNE, TestApp};

/// A care home of the commune, invented.
pub const HOME: &str = "btxh-hoa-sen";
/// Its name.
pub const HOME_NAME: &str = "Trung tâm Hoa Sen";

impl TestApp {
    /// Registers a facility in `COMMUNE`, as an import does.
    pub async fn db_add_facility(&self, code: &str, kind: &str, name: &str, owner: &str) {
        let row = facility::Model {
            code: code.into(),
            kind: kind.into(),
            name: name.into(),
            name_en: format!("{name} (en)"),
            owner_kind: owner.into(),
            owner_office: None,
            province_code: "79".into(),
            commune_code: COMMUNE.into(),
            office_code: None,
            address: Some("12 đường Thử".into()),
            phone: Some("0281234567".into()),
            step_free: Some(true),
            active: true,
        };
        self.ctx.db.write(async |tx| rows::insert(tx, row).await).await.unwrap();
    }

    /// Registers the care home with this owner.
    pub async fn db_add_home(&self, owner: &str) {
        self.db_add_facility(HOME, "social_facility", HOME_NAME, owner).await;
    }
}
