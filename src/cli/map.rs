//! `map`: communes that merge, split or get another name, loaded before their day. The format: `deploy/map-change/README.md`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{Outcome, Refused, desk};
use crate::{
    config::Config,
    kernel::Actor,
    localities::map_change::{CHANGES, COMMUNES, Extent, PROVINCES, Plan, Tables},
    map_changes::{
        load,
        preview::{Preview, Warning},
        status::{self, Stage},
    },
};

/// Changes of the map.
#[derive(Subcommand)]
pub(super) enum Map {
    /// Load a change; it takes effect at the first minute of its day.
    Load(Load),
    /// List the changes there are.
    Status,
    /// Take a change back before its day.
    Withdraw(Withdraw),
}

/// Load a change.
#[derive(Args)]
pub(super) struct Load {
    /// Folder with communes.csv and changes.csv, and provinces.csv where a province gets another name.
    folder: PathBuf,
    /// Say what would happen, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// communes.csv holds only new and altered communes, not the whole country.
    #[arg(long)]
    only_changed: bool,
}

/// Take a change back.
#[derive(Args)]
pub(super) struct Withdraw {
    /// Id of the change, as `map status` prints it.
    id: Uuid,
}

impl Map {
    pub(super) async fn run(self, config: Config) -> Outcome {
        match self {
            Self::Load(load) => load.run(config).await,
            Self::Status => print_status(config).await,
            Self::Withdraw(withdraw) => {
                let ctx = desk(config).await?;
                load::withdraw(&ctx, Actor::System, withdraw.id).await?;
                println!("withdrawn; nothing of it had begun");
                ctx.db.clone().close().await;
                Ok(true)
            }
        }
    }
}

impl Load {
    async fn run(self, config: Config) -> Outcome {
        let (communes, changes) = (text(&self.folder, COMMUNES)?, text(&self.folder, CHANGES)?);
        let provinces = self.folder.join(PROVINCES).exists().then(|| text(&self.folder, PROVINCES)).transpose()?;
        let tables = Tables { communes: &communes, changes: &changes, provinces: provinces.as_deref() };
        let extent = if self.only_changed { Extent::OnlyChanged } else { Extent::Whole };
        let ctx = desk(config).await?;
        let plan = load::check(&ctx.db, tables, extent).await?;
        print_plan(&plan, &Preview::of(&ctx, &plan).await?);
        if self.dry_run {
            println!("\ndry run: nothing was written");
        } else {
            let id = load::keep(&ctx, Actor::System, &plan).await?;
            println!("\nkept as {id}; a running worker applies it from {} on, local midnight", plan.effective_on);
        }
        ctx.db.clone().close().await;
        Ok(true)
    }
}

fn text(folder: &Path, file: &str) -> Result<String, Refused> {
    let path = folder.join(file);
    std::fs::read_to_string(&path).map_err(|error| format!("{} cannot be read as UTF-8 text: {error}", path.display()).into())
}

fn print_plan(plan: &Plan, preview: &Preview) {
    println!("from {} on, by {}", plan.effective_on, plan.legal_basis);
    for (old, parts) in &preview.retired {
        println!("  ends       {old} → {}", parts.join(" | "));
    }
    for code in &preview.shrunk {
        println!("  smaller    {code}");
    }
    for code in &preview.new {
        println!("  new        {code}");
    }
    for (old, new) in &preview.altered {
        println!("  altered    {old} → {new}");
    }
    for province in &preview.provinces {
        println!("  province   {province}");
    }
    for (old, new) in &preview.offices_suspended {
        println!("  office     {old} is suspended, {new} goes on for it");
    }
    for code in &preview.offices_new {
        println!("  office     {code} is made");
    }
    println!("other offices that lie in another commune: {}", preview.offices_relocated);
    println!("members of staff who move: {}", preview.staff_moved);
    println!("open cases that move: {}", preview.cases_moved());
    for (from, to, count) in &preview.cases {
        println!("  {from} → {to}: {count}");
    }
    println!("open cases that somebody must locate: {}", preview.cases_to_locate);
    println!("exclusions that get a name on the new map: {}", preview.exclusions);
    for warning in &preview.warnings {
        println!("warning: {}", sentence(warning));
    }
}

fn sentence(warning: &Warning) -> String {
    match warning {
        Warning::Unstaffed(office) => format!("nobody answers at {office}: its cases go to the office above until somebody does"),
        Warning::OwnName(office) => format!("{office} has a name of its own, which is kept"),
        Warning::OfficesOfASplit(commune) => format!("police, schools and stations of {commune} go to its default part: check each"),
        Warning::EmptyProvince(province) => format!("no commune is left in {province}: merge its own offices by hand"),
        Warning::OldOutline(commune) => format!("until new outlines are loaded, a position in {commune} gives its default part"),
    }
}

async fn print_status(config: Config) -> Outcome {
    let ctx = desk(config).await?;
    let all = status::all(&ctx).await?;
    if all.is_empty() {
        println!("no change of the map was ever loaded");
    }
    for change in all {
        let stage = match change.stage {
            Stage::Waiting(_) => "waiting",
            Stage::UnderWay { .. } => "under way",
            Stage::Applied { .. } => "applied",
        };
        let counts = format!("{} end, {} new, {} altered", change.retired, change.new, change.altered);
        let cases = format!("{} cases reached, {} to be located", change.reached, change.by_default);
        println!("{}\t{}\t{stage}\t{counts}\t{cases}\t{}", change.id, change.effective_on, change.legal_basis);
    }
    ctx.db.clone().close().await;
    Ok(true)
}
