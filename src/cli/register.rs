//! `register`: tables of offices, facilities, people, phones and outside help, in and out.

use std::{
    io::{Read, Write},
    path::PathBuf,
};

use clap::{Args, Subcommand};

use super::{Outcome, Refused, desk};
use crate::{
    config::Config,
    ctx::Ctx,
    kernel::Lang,
    registers::{
        Counts, Finding, ImportError, LARGEST_FILE, LARGEST_FILE_SAID, Place, Register as Kind, Registrar, apply,
        export::{Separator, export},
        format, preview,
    },
    words::Words,
};

/// Registers as tables.
#[derive(Subcommand)]
pub(super) enum Register {
    /// Bring a CSV file in: all of it, or nothing.
    Import(Import),
    /// Write a register to standard output, as a file that can be brought in again.
    Export(Export),
    /// Explain the columns of a register, with an example.
    Format(Format),
}

const KINDS: &str = "one of offices, facilities, staff, duty-phones, support-providers";

fn kind(text: &str) -> Result<Kind, &'static str> {
    Kind::parse(text).ok_or(KINDS)
}

fn lang(text: &str) -> Result<Lang, &'static str> {
    Lang::from_tag(text).ok_or("vi or en")
}

/// Bring a CSV file in.
#[derive(Args)]
pub(super) struct Import {
    /// Which register: offices, facilities, staff, duty-phones, support-providers.
    #[arg(value_parser = kind)]
    kind: Kind,
    /// The file.
    file: PathBuf,
    /// Only say what it would do.
    #[arg(long)]
    preview: bool,
    /// Language of what is said about the file: vi or en.
    #[arg(long, default_value = "en", value_parser = lang)]
    lang: Lang,
}

/// Write a register to standard output.
#[derive(Args)]
pub(super) struct Export {
    /// Which register: offices, facilities, staff, duty-phones, support-providers.
    #[arg(value_parser = kind)]
    kind: Kind,
    /// Semicolons between cells, as Excel in Viet Nam expects them.
    #[arg(long)]
    semicolon: bool,
}

/// Explain the columns of a register.
#[derive(Args)]
pub(super) struct Format {
    /// Which register: offices, facilities, staff, duty-phones, support-providers.
    #[arg(value_parser = kind)]
    kind: Kind,
    /// vi or en.
    #[arg(long, default_value = "en", value_parser = lang)]
    lang: Lang,
}

impl Register {
    pub(super) async fn run(self, config: Config) -> Outcome {
        match self {
            Self::Import(import) => import.run(config).await,
            Self::Export(export) => export.run(config).await,
            Self::Format(format) => format.run(),
        }
    }
}

impl Import {
    async fn run(self, config: Config) -> Outcome {
        let file = self.read()?;
        let ctx = desk(config).await?;
        let by = Registrar::system();
        let outcome = if self.preview {
            preview(&ctx, &by, self.kind, file).await.map(|counts| told("would be", counts))
        } else {
            apply(&ctx, &by, self.kind, file).await.map(|imported| told("is", imported.counts))
        };
        let well = match outcome {
            Ok(told) => {
                println!("{told}");
                true
            }
            Err(ImportError::Refused(findings)) => {
                for finding in findings.listed() {
                    println!("{}", sentence(&ctx, self.lang, finding));
                }
                println!("{} faults, {} listed; nothing was written", findings.total(), findings.listed().len());
                false
            }
            Err(error) => return Err(error.into()),
        };
        ctx.db.clone().close().await;
        Ok(well)
    }

    /// The file, unless it is too large: its size is asked for before it is read, and a growing one is cut off.
    fn read(&self) -> Result<Vec<u8>, Refused> {
        let too_large = || format!("the file is larger than {LARGEST_FILE_SAID}: divide it");
        let unreadable = |error| format!("{} cannot be read: {error}", self.file.display());
        let opened = std::fs::File::open(&self.file).map_err(unreadable)?;
        let most = LARGEST_FILE as u64;
        if opened.metadata().map_err(unreadable)?.len() > most {
            return Err(too_large().into());
        }
        let mut bytes = Vec::new();
        opened.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() > LARGEST_FILE { Err(too_large().into()) } else { Ok(bytes) }
    }
}

fn told(how: &str, counts: Counts) -> String {
    format!("{} {how} new, {} {how} changed, {} as it was", counts.added, counts.changed, counts.unchanged)
}

fn sentence(ctx: &Ctx, lang: Lang, finding: &Finding) -> String {
    let text = ctx.words.text(lang, &format!("error-{}", finding.fault), &finding.args);
    match finding.place {
        Place::File => text,
        Place::Line(line) => format!("line {line}: {text}"),
        Place::Cell(line, column) => format!("line {line}, {column}: {text}"),
    }
}

impl Export {
    async fn run(self, config: Config) -> Outcome {
        let ctx = desk(config).await?;
        let separator = if self.semicolon { Separator::Semicolon } else { Separator::Comma };
        let file = export(&ctx, &Registrar::system(), self.kind, separator).await?;
        std::io::stdout().lock().write_all(&file)?;
        ctx.db.clone().close().await;
        Ok(true)
    }
}

impl Format {
    fn run(self) -> Outcome {
        let words = Words::load()?;
        let text = |key: &str| words.text(self.lang, key, &[]);
        println!("{}\n{}\n", text(&format!("register-name-{}", self.kind)), text(&format!("register-about-{}", self.kind)));
        for column in format::columns(&words, self.lang, self.kind) {
            let must = if column.required { "*" } else { "" };
            println!("{}{must}: {}", column.name, column.says);
            if !column.choices.is_empty() {
                println!("    {}", words.text(self.lang, "register-choices", &[("choices", column.choices.join(", "))]));
            }
        }
        println!(
            "* {}\n\n{}\n\n{}:\n\n{}",
            text("register-must"),
            text("register-keeps"),
            text("register-example-hint"),
            format::example(self.kind)
        );
        Ok(true)
    }
}
