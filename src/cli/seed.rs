//! `seed`: what is true of the country, loaded again as often as wanted.

use clap::{Args, ValueEnum};

use super::Outcome;
use crate::{
    config::Config,
    kernel::ids::SystemIds,
    lifecycle::{keys_belong_here, open_current_database},
    localities::store::seed_all,
    vault::{Face, KeyFileError, key_files, office_keys},
};

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Provinces, communes, old names, offices, and the offices' keys where the key files are here.
    All,
}

/// Load provinces, communes, old names and offices.
#[derive(Args)]
pub(super) struct Seed {
    /// What to load.
    #[arg(value_enum)]
    what: What,
}

impl Seed {
    pub(super) async fn run(self, config: Config) -> Outcome {
        let What::All = self.what;
        let db = open_current_database(&config).await?;
        let new = seed_all(&db).await?;
        println!("places and offices loaded ({new} new rows)");
        match key_files::open(&config.key_dir, Face::Desk) {
            Ok(vault) => {
                // Before the first key is sealed with them: keys of another installation would be mixed in otherwise.
                keys_belong_here(&db, &vault).await?;
                println!("office keys made: {}", office_keys::provide(&db, &vault, &SystemIds).await?);
            }
            Err(KeyFileError::Missing { .. }) => println!("no key files yet: run `langnghe keys init`"),
            Err(error) => return Err(error.into()),
        }
        db.close().await;
        Ok(true)
    }
}
