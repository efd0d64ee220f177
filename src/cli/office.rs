//! `office`: adding offices and looking them up.

use clap::{Args, Subcommand};
use sea_orm::{EntityTrait, QueryOrder};
use serde::Serialize;

use super::{Outcome, Refused, desk};
use crate::{
    access::offices,
    config::Config,
    ctx::Ctx,
    entity::{office, readiness_gap},
    kernel::{
        Actor, Timestamp,
        codes::{CommuneCode, OfficeCode, ProvinceCode},
    },
    lifecycle::open_current_database,
    localities::{Office as NewOffice, OfficeKind},
    readiness::check::{Checked, check},
};

/// Offices.
#[derive(Subcommand)]
pub(super) enum Office {
    /// List offices, the accountable one of a commune first.
    List(List),
    /// Add an office.
    Add(Add),
    /// Look at every office now: who could not answer? Tells the offices above what is new.
    Readiness(Readiness),
}

/// List offices.
#[derive(Args)]
pub(super) struct List {
    /// Only those of this commune and the line above it.
    #[arg(long)]
    commune: Option<String>,
    /// Only those of this province.
    #[arg(long)]
    province: Option<String>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// Add an office.
#[derive(Args)]
pub(super) struct Add {
    /// Code: lower-case letters, digits, hyphens.
    #[arg(long)]
    code: String,
    /// Kind, a code of `responder_kinds`.
    #[arg(long)]
    kind: String,
    /// Name in Vietnamese.
    #[arg(long)]
    name: String,
    /// Name in English.
    #[arg(long)]
    name_en: String,
    /// Code of the office above.
    #[arg(long)]
    parent: String,
    /// Code of the commune it is for.
    #[arg(long)]
    commune: Option<String>,
    /// Code of the province it is for; follows from the commune where that is given.
    #[arg(long)]
    province: Option<String>,
    /// Mailbox of the office.
    #[arg(long)]
    email: Option<String>,
    /// Somebody is awake there at night.
    #[arg(long)]
    round_the_clock: bool,
}

/// Look at every office now.
#[derive(Args)]
pub(super) struct Readiness {
    /// For programs.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct ReadinessReport {
    #[serde(flatten)]
    done: Checked,
    gaps: Vec<GapRow>,
}

#[derive(Serialize)]
struct GapRow {
    office: String,
    gap: String,
    found_at: Timestamp,
}

impl Readiness {
    async fn run(self, config: Config) -> Outcome {
        let ctx = desk(config).await?;
        let done = check(&ctx).await?;
        let rows = readiness_gap::Entity::find()
            .order_by_asc(readiness_gap::Column::OfficeCode)
            .order_by_asc(readiness_gap::Column::Gap)
            .all(ctx.db.read())
            .await?;
        let gaps: Vec<GapRow> =
            rows.into_iter().map(|row| GapRow { office: row.office_code, gap: row.gap, found_at: row.found_at }).collect();
        if self.json {
            println!("{}", serde_json::to_string_pretty(&ReadinessReport { done, gaps })?);
        } else {
            for row in gaps {
                println!("{}\t{}\tsince {}", row.office, row.gap, row.found_at.format("%Y-%m-%d"));
            }
            let Checked { offices, with_gaps, new, gone, told } = done;
            println!("{offices} offices, {with_gaps} with gaps; {new} new, {gone} closed, {told} offices above told");
        }
        ctx.db.clone().close().await;
        Ok(true)
    }
}

#[derive(Serialize)]
struct Row {
    code: String,
    kind: String,
    name: String,
    name_en: String,
    parent: Option<String>,
    commune: Option<String>,
    province: Option<String>,
    email: Option<String>,
    staffed: bool,
    round_the_clock: bool,
    suspended: bool,
    merged_into: Option<String>,
}

impl Row {
    /// How the office stands, in a word or two.
    fn standing(&self) -> String {
        match &self.merged_into {
            Some(into) => format!("merged into {into}"),
            None if self.suspended => "suspended".to_owned(),
            None if self.staffed => "staffed".to_owned(),
            None => "unstaffed".to_owned(),
        }
    }
}

impl From<office::Model> for Row {
    fn from(office: office::Model) -> Self {
        Self {
            code: office.code,
            kind: office.kind,
            name: office.name,
            name_en: office.name_en,
            parent: office.parent_code,
            commune: office.commune_code,
            province: office.province_code,
            email: office.email,
            staffed: office.staffed,
            round_the_clock: office.round_the_clock,
            suspended: office.suspended,
            merged_into: office.merged_into,
        }
    }
}

impl Office {
    pub(super) async fn run(self, config: Config) -> Outcome {
        match self {
            Self::List(list) => list.run(config).await,
            Self::Add(add) => add.run(config).await,
            Self::Readiness(readiness) => readiness.run(config).await,
        }
    }
}

impl List {
    async fn run(self, config: Config) -> Outcome {
        let db = open_current_database(&config).await?;
        let offices = match &self.commune {
            Some(commune) => offices::of_commune(&db, commune).await?,
            None => offices::list(&db, self.province.as_deref()).await?,
        };
        if self.commune.is_some() && offices.is_empty() {
            return Err("no such commune, or no office there: run `langnghe seed all` first, and see GET /api/v1/localities?q=…".into());
        }
        let rows: Vec<Row> = offices.into_iter().map(Row::from).collect();
        if self.json {
            println!("{}", serde_json::to_string_pretty(&rows)?);
        } else {
            for row in rows {
                println!("{}\t{}\t{}\t{}", row.code, row.kind, row.standing(), row.name);
            }
        }
        db.close().await;
        Ok(true)
    }
}

impl Add {
    async fn run(self, config: Config) -> Outcome {
        let ctx = desk(config).await?;
        let new = self.office(&ctx)?;
        let code = offices::add(&ctx, Actor::System, new, self.email).await?;
        println!("added {code}");
        ctx.db.clone().close().await;
        Ok(true)
    }

    fn office(&self, ctx: &Ctx) -> Result<NewOffice, Refused> {
        let commune = self.commune.as_deref().map(|text| CommuneCode::parse(text).ok_or("--commune has five digits")).transpose()?;
        let found = commune.as_ref().map(|code| ctx.places.commune(code).ok_or("--commune: no such commune")).transpose()?;
        let known = |text| ProvinceCode::parse(text).filter(|code| ctx.places.province(code).is_some());
        let said = self.province.as_deref().map(|text| known(text).ok_or("--province: no such province")).transpose()?;
        let province = found.map(|commune| commune.province.clone()).or(said);
        Ok(NewOffice {
            code: OfficeCode::parse(&self.code).ok_or("--code: lower-case letters, digits and hyphens, at most 40")?,
            kind: OfficeKind::parse(&self.kind).ok_or("--kind: a code of `responder_kinds`, see GET /api/v1/taxonomy")?,
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            parent: Some(OfficeCode::parse(&self.parent).ok_or("--parent: a code that `langnghe office list` prints")?),
            province,
            commune,
            staffed: false,
            round_the_clock: self.round_the_clock,
        })
    }
}
