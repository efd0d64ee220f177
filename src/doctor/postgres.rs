//! Whether the server keeps what it was told, and what the role of this process may do.

use sea_orm::{DbErr, FromQueryResult, Statement};

use super::Finding;
use crate::{db::Db, vault::Face};

/// The oldest version that is supported.
const OLDEST: i64 = 14;

/// What the server says of itself and of the role that asks.
#[derive(Debug, Clone, FromQueryResult)]
struct Server {
    version: i64,
    fsync: String,
    synchronous_commit: String,
    full_page_writes: String,
    role: String,
    is_superuser: bool,
    reads_staff: bool,
}

/// Asks nothing that a role without rights may not ask.
const QUESTION: &str = "SELECT current_setting('server_version_num')::bigint / 10000 AS version, current_setting('fsync') AS fsync, \
    current_setting('synchronous_commit') AS synchronous_commit, current_setting('full_page_writes') AS full_page_writes, \
    current_user::text AS role, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser, \
    coalesce(has_table_privilege(current_user, to_regclass('staff'), 'SELECT'), false) AS reads_staff";

pub(super) async fn check(db: &Db, face: Face) -> Vec<Finding> {
    match ask(db).await {
        Ok(server) => judge(&server, face),
        Err(error) => vec![Finding::refused("postgres", &error)],
    }
}

async fn ask(db: &Db) -> Result<Server, DbErr> {
    let row = Server::find_by_statement(Statement::from_string(db.backend(), QUESTION)).one(db.read()).await?;
    row.ok_or_else(|| DbErr::Custom("no answer".into()))
}

fn judge(server: &Server, face: Face) -> Vec<Finding> {
    let mut findings = Vec::new();
    if server.version < OLDEST {
        findings.push(Finding::error(
            "postgres-version",
            format!("PostgreSQL {} is older than {OLDEST}", server.version),
            "the statements of this program are tested on 14 and later only",
            "move to a supported version of PostgreSQL",
        ));
    }
    let off: Vec<&str> =
        [("fsync", &server.fsync), ("synchronous_commit", &server.synchronous_commit), ("full_page_writes", &server.full_page_writes)]
            .into_iter()
            .filter(|(_, value)| value.as_str() == "off")
            .map(|(name, _)| name)
            .collect();
    if off.is_empty() {
        findings.push(Finding::ok("postgres-durability", format!("PostgreSQL {} waits for the disk at each commit", server.version)));
    } else {
        findings.push(Finding::error(
            "postgres-durability",
            format!("the server does not keep what it was told when the power fails: {} is off", off.join(" and ")),
            "switched off in postgresql.conf, or for this database or role: a receipt could be given for a report that is lost",
            "switch it on and reload the server (`ALTER DATABASE … RESET`, `ALTER ROLE … RESET` where it was set there)",
        ));
    }
    findings.push(role(server, face));
    findings
}

fn role(server: &Server, face: Face) -> Finding {
    const CODE: &str = "postgres-role";
    let role = &server.role;
    if face == Face::Public && (server.reads_staff || server.is_superuser) {
        return Finding::error(
            CODE,
            format!("the public face comes as {role}, a role that may read what only the desk may"),
            "whoever takes over the public face can read and change everything that is stored",
            "make a role of its own, give it the rights with `langnghe migrate --grants ROLE`, and put it into LANGNGHE_DATABASE_URL here",
        );
    }
    if server.is_superuser {
        return Finding::warning(
            CODE,
            format!("the program comes as {role}, a superuser"),
            "a mistake or a break-in reaches every database of the server and the files of its machine",
            "make a role that owns this database and nothing else, and put it into LANGNGHE_DATABASE_URL",
        );
    }
    Finding::ok(CODE, format!("the program comes as {role}, which is no superuser"))
}

#[cfg(test)]
mod tests {
    use super::{Face, Server, judge};
    use crate::doctor::Severity;

    fn sound() -> Server {
        Server {
            version: 15,
            fsync: "on".into(),
            synchronous_commit: "on".into(),
            full_page_writes: "on".into(),
            role: "langnghe".into(),
            is_superuser: false,
            reads_staff: true,
        }
    }

    fn wrong(server: &Server, face: Face) -> Vec<(&'static str, Severity)> {
        let found = judge(server, face);
        found.into_iter().filter(|it| it.severity != Severity::Ok).map(|it| (it.code, it.severity)).collect()
    }

    #[test]
    fn a_server_that_may_lose_a_commit_is_an_error() {
        assert_eq!(wrong(&sound(), Face::Desk), []);
        assert_eq!(wrong(&Server { version: 13, ..sound() }, Face::Desk), [("postgres-version", Severity::Error)]);
        assert_eq!(wrong(&Server { synchronous_commit: "local".into(), ..sound() }, Face::Desk), []);
        for server in [
            Server { fsync: "off".into(), ..sound() },
            Server { synchronous_commit: "off".into(), ..sound() },
            Server { full_page_writes: "off".into(), ..sound() },
        ] {
            assert_eq!(wrong(&server, Face::Desk), [("postgres-durability", Severity::Error)], "{server:?}");
        }
    }

    #[test]
    fn a_role_may_do_no_more_than_its_face_needs() {
        let superuser = Server { is_superuser: true, ..sound() };
        assert_eq!(wrong(&superuser, Face::Both), [("postgres-role", Severity::Warning)]);
        assert_eq!(wrong(&superuser, Face::Public), [("postgres-role", Severity::Error)]);
        assert_eq!(wrong(&sound(), Face::Public), [("postgres-role", Severity::Error)]);
        assert_eq!(wrong(&Server { reads_staff: false, ..sound() }, Face::Public), []);
    }
}
