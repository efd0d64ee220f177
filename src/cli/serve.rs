//! `migrate`, `serve`, `worker`.

use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{Outcome, desk};
use crate::{
    config::Config,
    db::{grants, migrate},
    lifecycle::{self, Serving, open_database},
    notification::{Transport, smtp::Smtp},
    vault::Face,
    worker,
};

/// Bring the database schema up to date.
#[derive(Args)]
pub(super) struct Migrate {
    /// Also give this `PostgreSQL` role the rights of the public face, and no others.
    #[arg(long, value_name = "ROLE")]
    grants: Option<String>,
}

impl Migrate {
    pub(super) async fn run(self, config: Config) -> Outcome {
        let db = open_database(&config).await?;
        let pending = migrate::pending(&db).await?;
        migrate::migrate(&db).await?;
        println!("schema up to date ({} steps applied)", pending.len());
        if let Some(role) = self.grants {
            grants::apply(&db, &role).await?;
            println!("role {role} has the rights of the public face");
        }
        db.close().await;
        Ok(true)
    }
}

/// A face as it is typed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum FaceName {
    Public,
    Desk,
    Both,
}

impl From<FaceName> for Face {
    fn from(name: FaceName) -> Self {
        match name {
            FaceName::Public => Self::Public,
            FaceName::Desk => Self::Desk,
            FaceName::Both => Self::Both,
        }
    }
}

/// Serve pages and API.
#[derive(Args)]
pub(super) struct Serve {
    /// Which face: the public one, the desk, or both in one process.
    #[arg(long, value_enum, default_value = "both")]
    face: FaceName,
    /// Leave the reconcilers to another process.
    #[arg(long)]
    without_worker: bool,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> Outcome {
        lifecycle::serve(config, Serving { face: self.face.into(), with_worker: !self.without_worker }).await?;
        Ok(true)
    }
}

/// Run the reconcilers.
#[derive(Args)]
pub(super) struct Worker {
    /// Run until there is nothing left to do, say what was done, and stop.
    #[arg(long)]
    once: bool,
}

impl Worker {
    pub(super) async fn run(self, config: Config) -> Outcome {
        let smtp = Smtp::from_config(&config)?;
        let ctx = desk(config).await?;
        let transport: Option<Arc<dyn Transport>> = smtp.map(|smtp| Arc::new(smtp) as Arc<dyn Transport>);
        if self.once {
            let (done, failed) = match worker::until_quiet(&ctx, transport.as_deref()).await {
                Ok(done) => (done, None),
                Err(unfinished) => (*unfinished.done, Some(unfinished)),
            };
            println!(
                "cases looked at by the clock: {}\nkeys brought up to date: {}\nalerts addressed: {}\nmails sent: {}\nmails to be tried again: {}\nmails refused: {}\nforgotten: {}\ncheckpoints: {}\nlooks at readiness: {}\ndrills sent or ended: {}",
                done.swept,
                done.keys,
                done.addressed,
                done.sent,
                done.postponed,
                done.refused,
                done.forgotten,
                done.checkpoints,
                done.readiness,
                done.drills
            );
            if let Some(unfinished) = failed {
                return Err(unfinished.into());
            }
        } else {
            let (stop, stopped) = tokio::sync::watch::channel(false);
            let ctx_of_worker = Arc::clone(&ctx);
            let working = tokio::spawn(async move { worker::forever(&ctx_of_worker, transport.as_deref(), stopped).await });
            lifecycle::wait_for_signal().await;
            // The worker may have ended by itself.
            let _ended = stop.send(true);
            working.await?;
        }
        ctx.db.clone().close().await;
        Ok(true)
    }
}
