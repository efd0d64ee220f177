//! `demo`: the whole thing working on this machine with invented people, gone when it ends.
//!
//! Keys live in memory, rows in a temporary folder, alerts in a mailbox page instead of a mail server. A button lets an hour
//! pass, so that a deadline can be watched climbing the ladder.

mod pages;
mod people;

use std::{sync::Arc, time::Duration};

use clap::Args;

use super::Outcome;
use crate::{
    config::Config,
    db::{Db, migrate},
    kernel::{Clock, Ids, Timestamp, clock::SystemClock, ids::SystemIds},
    lifecycle::{self, Parts},
    localities::store,
    notification::{Transport, transport::Mailbox},
    vault::{Face, Vault, office_keys},
};

/// Show the whole thing with invented people.
#[derive(Args)]
pub(super) struct Demo {}

/// The machine's clock, moved forward by as much as was asked for.
#[derive(Debug, Default)]
struct MovedClock(std::sync::Mutex<chrono::Duration>);

impl MovedClock {
    fn advance(&self, by: chrono::Duration) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Demo {
    pub(super) async fn run(self, operator: Config) -> Outcome {
        let folder = Folder::make()?;
        let mut config = Config::in_folder(&folder.0);
        (config.listen, config.public_url) = (operator.listen, operator.public_url);
        let db = Db::open(&config.database).await?;
        migrate::migrate(&db).await?;
        store::seed_all(&db).await?;
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let (vault, _recovery) = Vault::in_memory(Face::Both, ids.as_ref());
        office_keys::provide(&db, &vault, ids.as_ref()).await?;
        let clock = Arc::new(MovedClock::default());
        let places = Arc::new(store::load(&db).await?);
        let parts = Parts { db, vault, clock: clock.clone(), ids, places };
        let ctx = lifecycle::assemble(config, parts)?;
        people::invite(&ctx).await?;
        let mailbox = Mailbox::default();
        let pages = pages::router(Arc::clone(&ctx), mailbox.clone(), clock);
        let routes = lifecycle::router(&ctx, Face::Both).merge(pages);
        println!(
            "\n  Lắng Nghe is running: {}/demo\n\n  Everything in it is invented. It is gone when you stop it (Ctrl-C).\n",
            ctx.config.public_url
        );
        let transport: Arc<dyn Transport> = Arc::new(mailbox);
        lifecycle::run_router(&ctx, routes, Some(Some(transport)), lifecycle::wait_for_signal()).await?;
        Ok(true)
    }
}

/// A folder that goes with the demonstration.
struct Folder(std::path::PathBuf);

impl Folder {
    fn make() -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("langnghe-demo-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Connections were closed before; whatever is left is in a temporary folder and named after this demonstration.
        std::thread::sleep(Duration::from_millis(50));
        drop(std::fs::remove_dir_all(&self.0));
    }
}
