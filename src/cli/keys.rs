//! `keys`: making the key files of an installation.

use clap::Subcommand;

use super::Outcome;
use crate::{
    config::Config,
    db::migrate,
    kernel::ids::SystemIds,
    lifecycle::{keys_belong_here, open_database},
    vault::{
        Face,
        key_files::{self, InitReport},
        office_keys,
    },
};

/// Key files.
#[derive(Subcommand)]
pub(super) enum Keys {
    /// Make public.keys, desk.keys and recovery.keys. Never overwrites.
    Init,
}

impl Keys {
    pub(super) async fn run(self, config: Config) -> Outcome {
        let Self::Init = self;
        match key_files::init(&config.key_dir, &SystemIds)? {
            InitReport::Made { files, .. } => {
                for file in files {
                    println!("made {}", file.display());
                }
                println!(
                    "Carry recovery.keys away now (a USB stick in a safe) and delete it here. Without it nobody can open the cases again when desk.keys is lost."
                );
            }
            InitReport::Complete { recovery_is_here } => {
                println!("the key files are here; nothing was changed");
                if recovery_is_here {
                    println!("recovery.keys still lies here: carry it away and delete it here");
                }
            }
        }
        // Where the offices are seeded already they get their keys at once.
        let db = open_database(&config).await?;
        if migrate::pending(&db).await?.is_empty() {
            let vault = key_files::open(&config.key_dir, Face::Desk)?;
            keys_belong_here(&db, &vault).await?;
            println!("office keys made: {}", office_keys::provide(&db, &vault, &SystemIds).await?);
        }
        db.close().await;
        Ok(true)
    }
}
