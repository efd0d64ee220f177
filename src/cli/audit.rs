//! `audit`: proof that the history is the one that was written.

use clap::{Args, Subcommand};

use super::{Outcome, desk};
use crate::{audit::verify, config::Config};

/// Evidence.
#[derive(Subcommand)]
pub(super) enum Audit {
    /// Check every chain and checkpoint; name the first entry that is wrong.
    Verify(Verify),
}

/// Check every chain and checkpoint.
#[derive(Args)]
pub(super) struct Verify {
    /// For programs.
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) async fn run(self, config: Config) -> Outcome {
        let Self::Verify(command) = self;
        let ctx = desk(config).await?;
        let proof = verify::verify(&ctx.db, &ctx.vault).await?;
        if command.json {
            println!("{}", serde_json::to_string_pretty(&proof)?);
        } else {
            println!(
                "{} chains, {} entries, {} checkpoints; {} chains changed since the last checkpoint",
                proof.chains, proof.entries, proof.checkpoints, proof.unwitnessed
            );
            for finding in &proof.findings {
                println!("WRONG: {finding}");
            }
            println!("{}", if proof.holds() { "the history holds" } else { "the history does not hold" });
        }
        ctx.db.clone().close().await;
        Ok(proof.holds())
    }
}
