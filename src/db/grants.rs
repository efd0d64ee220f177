//! What the public face's database role may do on `PostgreSQL`: insert what intake writes, read and update what follow-up
//! needs, nothing else. No right on staff, sessions or private keys, and no DELETE outside its own follow-up sessions.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};

use super::Db;

/// Statements that give `role` exactly these rights. `role` must be an SQL identifier; it is quoted here.
#[must_use]
pub fn statements(role: &str) -> Vec<String> {
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let mut statements =
        vec![format!("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"), format!("GRANT USAGE ON SCHEMA public TO {role}")];
    statements.extend(RIGHTS.iter().map(|(right, table)| format!("GRANT {right} ON {table} TO {role}")));
    statements
}

/// Gives `role` these rights. The role must exist.
///
/// # Errors
/// The role does not exist, the caller may not grant, or this is not `PostgreSQL`.
pub async fn apply(db: &Db, role: &str) -> Result<(), DbErr> {
    if db.backend() != DbBackend::Postgres {
        return Err(DbErr::Custom("roles exist on PostgreSQL only".into()));
    }
    db.write(async |tx| {
        for statement in statements(role) {
            tx.execute_unprepared(&statement).await?;
        }
        Ok(())
    })
    .await
}

const RIGHTS: &[(&str, &str)] = &[
    ("SELECT", "province, commune, commune_successor, legacy_province, legacy_unit, legacy_alias, key_fingerprint, seaql_migrations"),
    (
        "SELECT (code, kind, name, name_en, parent_code, province_code, commune_code, staffed, round_the_clock, suspended, merged_into)",
        "office",
    ),
    ("SELECT (id, turned_at)", "map_change"),
    ("SELECT", "facility, support_provider"),
    ("SELECT (office_code, weekday, from_minute, to_minute)", "duty_shift"),
    ("SELECT (office_code, version, public_key, directory_signature)", "office_key"),
    (
        "INSERT",
        "case_file, report, custody, exclusion, case_grant, envelope, deadline, alert, audit_entry, audit_chain, message, replay, follow_up_session",
    ),
    ("SELECT (id, code, office_code, severity, tracks, opened_at, closed_at, due_at)", "case_file"),
    ("UPDATE (attention_at, due_at)", "case_file"),
    ("SELECT (id, case_id, code_lookup, reporter_salt)", "report"),
    ("SELECT (case_id, part, report_id, recipient, key_version, sealed_key)", "envelope"),
    ("SELECT (case_id, code)", "milestone"),
    ("SELECT", "deadline"),
    ("SELECT", "message, replay"),
    ("UPDATE (receipt)", "replay"),
    ("SELECT, UPDATE, DELETE", "follow_up_session"),
    ("SELECT, UPDATE", "audit_chain"),
];

#[cfg(test)]
mod tests {
    use super::statements;

    #[test]
    fn the_public_role_gets_no_right_on_staff_sessions_or_private_keys() {
        let all = statements("langnghe_public").join("\n");
        assert!(!all.contains("staff ") && !all.contains(" session"), "{all}");
        assert!(!all.contains("private_key"));
        assert!(!all.contains("DELETE ON report") && all.contains("\"langnghe_public\""));
    }
}
