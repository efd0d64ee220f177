//! What makes a way to who reported count: whoever writes the database can neither approve a request nor prolong it.

use super::{
    DeskKeys,
    derive::{keyed_hash, keyed_hash_is},
    fields::Fields,
};
use crate::entity::identity_access::Model;

fn row_of(row: &Model) -> Fields {
    let instant = |fields: Fields, at: Option<crate::kernel::Timestamp>| match at {
        Some(at) => fields.flag(true).number(at.timestamp_micros()),
        None => fields.flag(false),
    };
    let fields = Fields::of("identity access row")
        .uuid(row.id)
        .uuid(row.case_id)
        .text(&row.way)
        .uuid(row.asked_by)
        .text(&row.asked_from)
        .number(row.asked_at.timestamp_micros())
        .text(&row.judge_office)
        .number(row.due_at.timestamp_micros())
        .uuid(row.judged_by.unwrap_or_default())
        .optional_text(row.judgement.as_deref());
    instant(instant(instant(fields, row.told_above_at), row.judged_at), row.open_until)
}

impl DeskKeys {
    /// Authenticates a way to who reported as it stands.
    #[must_use]
    pub fn identity_access_mac(&self, row: &Model) -> [u8; 32] {
        keyed_hash(&self.staff_row, &row_of(row))
    }

    /// Whether it stands as the desk wrote it.
    #[must_use]
    pub fn identity_access_holds(&self, row: &Model) -> bool {
        keyed_hash_is(&self.staff_row, &row_of(row), &row.row_mac)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};
    use uuid::Uuid;

    use super::Model;
    use crate::{
        kernel::ids::SeededIds,
        vault::{Face, Vault},
    };

    #[test]
    fn whoever_writes_the_database_approves_and_prolongs_nothing() {
        let (vault, _) = Vault::in_memory(Face::Desk, &SeededIds::new(1));
        let desk = vault.desk().unwrap();
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let mut row = Model {
            id: Uuid::from_u128(1),
            case_id: Uuid::from_u128(2),
            way: "request".into(),
            asked_by: Uuid::from_u128(3),
            asked_from: "ubnd-26740".into(),
            asked_at: now,
            reason: vec![1],
            judge_office: "ubnd-26740".into(),
            due_at: now + Duration::hours(24),
            told_above_at: None,
            judged_by: Some(Uuid::from_u128(4)),
            judged_at: Some(now),
            judgement: Some("approved".into()),
            words: None,
            open_until: Some(now + Duration::hours(24)),
            row_mac: Vec::new(),
        };
        row.row_mac = desk.identity_access_mac(&row).to_vec();
        assert!(desk.identity_access_holds(&row));
        for forged in [
            Model { asked_by: Uuid::from_u128(9), ..row.clone() },
            Model { case_id: Uuid::from_u128(9), ..row.clone() },
            Model { judgement: Some("refused".into()), ..row.clone() },
            Model { open_until: Some(now + Duration::days(9)), ..row.clone() },
            Model { judged_by: Some(Uuid::from_u128(9)), ..row.clone() },
            Model { asked_from: "syt-79".into(), ..row.clone() },
        ] {
            assert!(!desk.identity_access_holds(&forged), "{forged:?}");
        }
    }
}
