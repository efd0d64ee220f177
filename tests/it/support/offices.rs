//! Offices that a test registers.

use langnghe::{
    db::rows,
    entity::duty_shift,
    kernel::codes::{CommuneCode, OfficeCode, ProvinceCode},
    localities::{Office, OfficeKind, store::office_model},
    vault::office_keys,
};

use super::{COMMUNE, TestApp};

/// The province most tests happen in.
pub const PROVINCE: &str = "79";
/// The provincial People's Committee of `PROVINCE`.
pub const COMMITTEE: &str = "ubnd-tinh-79";
/// The police of `COMMUNE`, where a test registers them.
pub const POLICE: &str = "ca-26740";
/// The round-the-clock desk of `PROVINCE`, where a test registers one.
pub const DESK: &str = "truc-79";

impl TestApp {
    /// Registers an office below the provincial committee, as `langnghe office add` does, with keys; nobody works there yet.
    pub async fn db_add_office(&self, code: &str, kind: OfficeKind, commune: Option<&str>, round_the_clock: bool) {
        let office = Office {
            code: OfficeCode::parse(code).unwrap(),
            kind,
            name: format!("Đơn vị thử {code}"),
            name_en: format!("Test office {code}"),
            parent: OfficeCode::parse(COMMITTEE),
            province: ProvinceCode::parse(PROVINCE),
            commune: commune.map(|code| CommuneCode::parse(code).unwrap()),
            staffed: false,
            round_the_clock,
        };
        self.ctx.db.write(async |tx| rows::insert(tx, office_model(office, None)).await).await.unwrap();
        office_keys::provide(&self.ctx.db, &self.ctx.vault, self.ctx.ids.as_ref()).await.unwrap();
    }

    /// Registers the police of the commune.
    pub async fn db_add_police(&self) {
        self.db_add_office(POLICE, OfficeKind::CommunePolice, Some(COMMUNE), false).await;
    }

    /// Writes down that somebody answers the telephone of an office at any hour.
    pub async fn db_awake(&self, office: &str) {
        let now = self.now();
        let shift = |weekday| duty_shift::Model {
            id: self.ctx.ids.row(now),
            office_code: office.to_owned(),
            staff_id: None,
            weekday,
            from_minute: 0,
            to_minute: 1440,
            phone: Some("113".into()),
        };
        let week: Vec<duty_shift::Model> = (1..=7).map(shift).collect();
        self.ctx.db.write(async |tx| rows::insert_all(tx, week.clone()).await).await.unwrap();
    }

    /// Registers a desk of the province where somebody is awake at night.
    pub async fn db_add_desk(&self) {
        self.db_add_office(DESK, OfficeKind::SocialWorkCentre, None, true).await;
    }
}
