//! The command line of whoever installs and keeps this running. One file a command; each prints what it did and, when it
//! refuses, what to do.

mod audit;
mod demo;
mod doctor;
mod keys;
mod map;
mod office;
mod policies;
mod register;
mod seed;
mod serve;
mod staff;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sea_orm::DbErr;

use crate::{
    config::Config,
    db,
    http::App,
    lifecycle::{StartError, context},
    telemetry,
    vault::Face,
};

/// Lắng Nghe: a reporting hotline.
#[derive(Parser)]
#[command(version, about, disable_help_subcommand = true)]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Bring the database schema up to date.
    Migrate(serve::Migrate),
    /// Load provinces, communes, old names and offices.
    Seed(seed::Seed),
    /// Make the key files.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Offices.
    #[command(subcommand)]
    Office(office::Office),
    /// Changes of the map: communes that merge, split or get another name.
    #[command(subcommand)]
    Map(map::Map),
    /// Members of staff.
    #[command(subcommand)]
    Staff(staff::Staff),
    /// Offices, facilities, people, phones and outside help as tables.
    #[command(subcommand)]
    Register(register::Register),
    /// Serve pages and API.
    Serve(serve::Serve),
    /// Run the reconcilers: clocks, alerts, keys, checkpoints.
    Worker(serve::Worker),
    /// Evidence.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Look for what is wrong, with cause and remedy.
    Doctor(doctor::Doctor),
    /// Deadline policies.
    #[command(subcommand)]
    Policies(policies::Policies),
    /// Show the whole thing with invented people, on this machine, for as long as it runs.
    Demo(demo::Demo),
}

/// A command's refusal: a sentence that names the remedy.
type Refused = Box<dyn std::error::Error + Send + Sync>;
/// What a command returns: whether all is well.
type Outcome = Result<bool, Refused>;

/// Parses, runs, tells.
pub async fn main() -> ExitCode {
    let command = Command::parse();
    // Looks at settings that stop every other command.
    if let What::Doctor(command) = command.what {
        return command.run().await;
    }
    let config = match Config::load() {
        Ok(config) => config,
        Err(error) => return refused(&error.into()),
    };
    telemetry::start(&config.log);
    let outcome = match command.what {
        What::Migrate(command) => command.run(config).await,
        What::Seed(command) => command.run(config).await,
        What::Keys(command) => command.run(config).await,
        What::Office(command) => command.run(config).await,
        What::Map(command) => command.run(config).await,
        What::Staff(command) => command.run(config).await,
        What::Register(command) => command.run(config).await,
        What::Serve(command) => command.run(config).await,
        What::Worker(command) => command.run(config).await,
        What::Audit(command) => command.run(config).await,
        What::Doctor(command) => return command.run().await,
        What::Policies(command) => command.run(&config),
        What::Demo(command) => command.run(config).await,
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => refused(&error),
    }
}

fn refused(error: &Refused) -> ExitCode {
    match error.downcast_ref::<DbErr>() {
        // The database's own words may repeat what is in it (TRAPS 4.13).
        Some(error) => eprintln!("langnghe: the database refuses ({}): see `langnghe doctor`", db::error::class(error)),
        None => eprintln!("langnghe: {error}"),
    }
    ExitCode::FAILURE
}

/// The context of a command that needs the desk's keys.
async fn desk(config: Config) -> Result<App, StartError> {
    context(config, Face::Desk).await
}
