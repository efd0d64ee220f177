//! A `PostgreSQL` database, and roles, for processes to work on. Gone when dropped.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::support::databases::{address_of, server};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub struct PostgresDatabase {
    name: String,
    roles: Vec<String>,
}

impl PostgresDatabase {
    /// An empty database.
    pub fn create() -> Self {
        let name = format!("langnghe_process_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        on_the_server(format!("CREATE DATABASE {name}"));
        Self { name, roles: Vec::new() }
    }

    /// The address under which its owner comes.
    pub fn address(&self) -> String {
        address_of(&self.name)
    }

    /// A role that may sign in and nothing else; returns its name and the address under which it comes.
    pub fn role(&mut self, what: &str) -> (String, String) {
        let role = format!("{}_{what}", self.name);
        on_the_server(format!("CREATE ROLE {role} LOGIN PASSWORD '{role}'"));
        self.roles.push(role.clone());
        let address = self.address();
        let (scheme, rest) = address.split_once("://").unwrap();
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        (role.clone(), format!("{scheme}://{role}:{role}@{host}"))
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let roles = self.roles.iter().map(|role| format!("DROP ROLE {role}"));
        let statements: Vec<String> = std::iter::once(format!("DROP DATABASE {} WITH (FORCE)", self.name)).chain(roles).collect();
        // What cannot be removed goes with the server, which exists for the tests only.
        let _ = std::thread::spawn(move || statements.into_iter().for_each(on_the_server)).join();
    }
}

/// One statement each: databases are not made inside transactions.
fn on_the_server(sql: String) {
    let work = async move {
        let connection: DatabaseConnection = sea_orm::Database::connect(server()).await.unwrap();
        connection.execute_unprepared(&sql).await.unwrap();
        connection.close().await.unwrap();
    };
    // A thread of its own: the caller may or may not be inside a runtime.
    std::thread::spawn(move || tokio::runtime::Runtime::new().unwrap().block_on(work)).join().unwrap();
}
