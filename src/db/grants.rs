//! What the public face's database role may do on `PostgreSQL`: insert what intake writes, read and update what follow-up
//! needs, nothing else. No right on staff, sessions or private keys, and no DELETE outside its own follow-up sessions.
//!
//! Rights name tables; row security names cases: who holds a case, who must not know, who may read, can be inserted only in the
//! transaction that opened the case. Whoever takes the public face over cannot hide a stored case or let somebody into it.
//! Row security spares the owner of the tables, which is the role that migrates; the desk and the workers run as that role.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};

use super::Db;

/// Statements that give `role` exactly these rights. `role` must be an SQL identifier; it is quoted here.
#[must_use]
pub fn statements(role: &str) -> Vec<String> {
    let bare = role;
    let (policy, reads) = (quoted(&format!("public_face_{role}")), quoted(&format!("public_face_reads_{role}")));
    let changes = quoted(&format!("public_face_changes_{role}"));
    let role = quoted(role);
    let mut statements =
        vec![format!("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"), format!("GRANT USAGE ON SCHEMA public TO {role}")];
    statements.extend(RIGHTS.iter().map(|(right, table)| format!("GRANT {right} ON {table} TO {role}")));
    statements.push(OPENED_HERE.to_owned());
    statements.push("REVOKE ALL ON FUNCTION case_opened_here(uuid) FROM PUBLIC".to_owned());
    statements.push(format!("GRANT EXECUTE ON FUNCTION case_opened_here(uuid) TO {role}"));
    for table in ONLY_WITH_THEIR_CASE {
        statements.push(format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"));
        statements.push(format!("DROP POLICY IF EXISTS {policy} ON {table}"));
        statements.push(format!("CREATE POLICY {policy} ON {table} FOR INSERT TO {role} WITH CHECK (case_opened_here(case_id))"));
    }
    for (table, rule) in CHANGED_WITH_A_CODE {
        statements.push(format!("DROP POLICY IF EXISTS {changes} ON {table}"));
        statements.push(format!("CREATE POLICY {changes} ON {table} FOR UPDATE TO {role} {rule}"));
    }
    statements.push("ALTER TABLE attachment ENABLE ROW LEVEL SECURITY".to_owned());
    for (act, rule) in WAITING_FILES {
        let policy = quoted(&format!("public_face_{}_files_{bare}", act.to_ascii_lowercase()));
        statements.push(format!("DROP POLICY IF EXISTS {policy} ON attachment"));
        statements.push(format!("CREATE POLICY {policy} ON attachment FOR {act} TO {role} {rule}"));
    }
    for table in READ_BY_FOLLOW_UP {
        statements.push(format!("DROP POLICY IF EXISTS {reads} ON {table}"));
        statements.push(format!("CREATE POLICY {reads} ON {table} FOR SELECT TO {role} USING (true)"));
    }
    statements
}

fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// Tables whose rows say who holds a case, who reads it and who must not know: written once by intake, then by the desk only.
const ONLY_WITH_THEIR_CASE: [&str; 5] = ["report", "custody", "exclusion", "case_grant", "envelope"];
/// Those of them that coming back with a code reads.
const READ_BY_FOLLOW_UP: [&str; 2] = ["report", "envelope"];

/// Changing a code that was read out, and no other; of envelopes only the reporter's own, never the key of an office.
const CHANGED_WITH_A_CODE: [(&str, &str); 2] = [
    ("report", "USING (code_heard) WITH CHECK (NOT code_heard)"),
    ("envelope", "USING (recipient = 'reporter') WITH CHECK (recipient = 'reporter')"),
];

/// Files: brought in while they wait, given to a case once, never taken from one; to a stored case only into its conversation, which
/// whoever holds its code may write in.
const WAITING_FILES: [(&str, &str); 3] = [
    ("INSERT", "WITH CHECK (case_id IS NULL)"),
    ("SELECT", "USING (true)"),
    ("UPDATE", "USING (case_id IS NULL) WITH CHECK (part = 'thread' OR case_opened_here(case_id))"),
];

/// A stored case has a custody row of an earlier transaction, and the public face can neither change nor delete it. A transaction that
/// has written nothing yet has no number: compared with `<>`, its first statement would have been let through.
const OPENED_HERE: &str = "CREATE OR REPLACE FUNCTION case_opened_here(opened uuid) RETURNS boolean \
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS \
    $$ SELECT NOT EXISTS (SELECT 1 FROM custody WHERE case_id = opened AND xmin IS DISTINCT FROM pg_current_xact_id_if_assigned()::xid) $$";

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
        "case_file, report, custody, exclusion, case_grant, envelope, deadline, alert, audit_entry, audit_chain, message, replay, follow_up_session, \
         code_lock, message_hidden",
    ),
    ("SELECT (id, code, office_code, severity, tracks, opened_at, closed_at, due_at)", "case_file"),
    ("UPDATE (attention_at, due_at)", "case_file"),
    // What a button says, never what became of it.
    ("INSERT (id, case_id, report_id, kind, said_at)", "reporter_word"),
    ("SELECT", "code_lock, message_hidden, opened_by"),
    ("SELECT (id, case_id, received_at, code_lookup, reporter_salt, code_heard, continues)", "report"),
    ("UPDATE (code_lookup, reporter_salt, code_heard)", "report"),
    ("UPDATE (sealed_key)", "envelope"),
    ("SELECT (case_id, part, report_id, recipient, key_version, sealed_key)", "envelope"),
    ("SELECT (case_id, code)", "milestone"),
    ("SELECT", "deadline"),
    ("SELECT", "message, replay"),
    ("UPDATE (receipt)", "replay"),
    ("SELECT, UPDATE, DELETE", "follow_up_session"),
    ("SELECT, INSERT", "attachment"),
    ("UPDATE (case_id, report_id, part, file_key, details, token_until)", "attachment"),
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
