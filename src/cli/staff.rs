//! `staff`: adding people who sign in.

use std::io::BufRead;

use clap::{Args, Subcommand};

use super::{Outcome, desk};
use crate::{
    access::staff::{NewStaff, add},
    config::Config,
    kernel::{Actor, codes::OfficeCode, secret::Plaintext, terms::Role},
};

/// Members of staff.
#[derive(Subcommand)]
pub(super) enum Staff {
    /// Add somebody.
    Add(Add),
}

/// Add somebody.
#[derive(Args)]
pub(super) struct Add {
    /// Mail address, also the sign-in name.
    #[arg(long)]
    email: String,
    /// Name as colleagues know it.
    #[arg(long)]
    name: String,
    /// `responder`, `lead`, `supervisor`, `administrator` or `operator`.
    #[arg(long, value_parser = |text: &str| Role::parse(text).ok_or("one of responder, lead, supervisor, administrator, operator"))]
    role: Role,
    /// Code of the office, as `office list` prints it.
    #[arg(long)]
    office: String,
    /// Read the first password from standard input.
    #[arg(long, required = true)]
    password_stdin: bool,
}

impl Staff {
    pub(super) async fn run(self, config: Config) -> Outcome {
        let Self::Add(new) = self;
        let mut password = zeroize::Zeroizing::new(String::new());
        std::io::stdin().lock().read_line(&mut password)?;
        let password = Plaintext::new(password.trim_end_matches(['\r', '\n']).to_owned());
        let office = OfficeCode::parse(&new.office).ok_or("an office code looks like ubnd-26740: see `langnghe office list`")?;
        let ctx = desk(config).await?;
        let id = add(&ctx, Actor::System, NewStaff { email: new.email, name: new.name, role: new.role, office, password }).await?;
        println!("added {id}");
        ctx.db.clone().close().await;
        Ok(true)
    }
}
