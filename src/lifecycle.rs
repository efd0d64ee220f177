//! Starting and stopping: what must be true before anything is served, and how it ends.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{Router, middleware};
use sea_orm::{DbErr, EntityTrait};
use tokio::{net::TcpListener, sync::watch};
use tower_http::compression::CompressionLayer;

use crate::{
    api,
    clocks::{Clocks, ClocksError},
    config::{Config, Database},
    ctx::Ctx,
    db::{Db, migrate, rows},
    entity::key_fingerprint,
    files::{Store, StoreFault},
    http::{App, detach, headers},
    kernel::{Clock, Ids, clock::SystemClock, ids::SystemIds, visitors::Visitors},
    localities::{
        Atlas, Boundaries, boundary_file,
        store::{self, StoreError},
    },
    map_changes,
    notification::{
        Transport,
        smtp::{Smtp, SmtpConfigError},
    },
    taxonomy::{Taxonomy, TaxonomyError},
    vault::{
        Face, KeyFileError, Vault, key_files,
        office_keys::{self, OfficeKeyError},
    },
    web,
    words::{Clips, Words, WordsError},
    worker,
};

/// Longest wait for open connections when stopping.
const DRAIN: Duration = Duration::from_secs(10);

/// How often a process looks whether the map has turned.
const MAP_WATCH: Duration = Duration::from_secs(10);

/// Why this process does not start. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder of the database cannot be made.
    #[error("the data folder cannot be made: {0}")]
    DataFolder(std::io::Error),
    /// The folder of films in sign language cannot be read.
    #[error("LANGNGHE_SIGN_CLIPS: the folder {} cannot be read ({source}): name one that is there, or leave the setting out", folder.display())]
    SignClips {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The database cannot be reached.
    #[error("the database cannot be opened ({}): check LANGNGHE_DATABASE_URL and that the server runs", crate::db::error::class(.0))]
    Database(#[from] DbErr),
    /// The schema is older than this program.
    #[error("the database is not up to date ({0} steps missing): run `langnghe migrate`")]
    NotMigrated(usize),
    /// The folder of the files.
    #[error("the folder of the files cannot be used: {0}; check LANGNGHE_FILES and the rights of the folder")]
    Files(#[from] StoreFault),
    /// Keys.
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    /// The keys are not those of this database.
    #[error(
        "the key \"{0}\" is not the one this database was made with: restore the key files that belong to it, or point LANGNGHE_DATABASE_URL at the database that belongs to these keys"
    )]
    OtherKeys(String),
    /// Office keys could not be made.
    #[error("the keys of the offices cannot be made: {0}")]
    OfficeKeys(#[from] OfficeKeyError),
    /// No office has a key, and this process cannot make one.
    #[error(
        "not one office has a key, so that what is reported here could be opened with recovery.keys only: run `langnghe keys init` where desk.keys lies, or start the desk first"
    )]
    NoOfficeKeys,
    /// The recovery key lies where it must not.
    #[error(
        "recovery.keys still lies readable in the key folder: carry it away (a USB stick in a safe) and delete it here, then start again"
    )]
    RecoveryKeyHere,
    /// Places.
    #[error(transparent)]
    Places(#[from] StoreError),
    /// Polygons.
    #[error(transparent)]
    Boundaries(#[from] boundary_file::BoundaryFileError),
    /// Policies or calendar.
    #[error(transparent)]
    Clocks(#[from] ClocksError),
    /// Codes.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
    /// Words.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// Mail.
    #[error(transparent)]
    Smtp(#[from] SmtpConfigError),
    /// The address is taken or not ours.
    #[error("cannot listen on {0}: {1}")]
    Listen(std::net::SocketAddr, std::io::Error),
}

/// Opens the database of `config`, making the folder of an embedded one.
///
/// # Errors
/// [`StartError`].
pub async fn open_database(config: &Config) -> Result<Db, StartError> {
    if let Database::Sqlite(path) = &config.database {
        make_private(path).map_err(StartError::DataFolder)?;
    }
    Ok(Db::open(&config.database).await?)
}

/// Makes the file of an embedded database and its folder, where they are not there yet, for this user only. `SQLite` gives its log
/// the rights of the file.
fn make_private(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Opens the database and insists that its schema is this program's.
///
/// # Errors
/// [`StartError::NotMigrated`] names the remedy.
pub async fn open_current_database(config: &Config) -> Result<Db, StartError> {
    let db = open_database(config).await?;
    let pending = migrate::pending(&db).await?;
    if pending.is_empty() { Ok(db) } else { Err(StartError::NotMigrated(pending.len())) }
}

/// Everything a process of `face` needs, checked.
///
/// # Errors
/// [`StartError`].
pub async fn context(config: Config, face: Face) -> Result<App, StartError> {
    let vault = key_files::open(&config.key_dir, face)?;
    let db = open_current_database(&config).await?;
    keys_belong_here(&db, &vault).await?;
    let places = store::load(&db).await?;
    let parts = Parts { db, vault, clock: Arc::new(SystemClock), ids: Arc::new(SystemIds), places: Arc::new(places) };
    let ctx = assemble(config, parts)?;
    Ok(ctx)
}

/// What differs between a real process, the demonstration and a test.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The keys.
    pub vault: Vault,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub ids: Arc<dyn Ids>,
    /// Places.
    pub places: Arc<crate::localities::Places>,
}

/// Puts a context together, loading the reference data.
///
/// # Errors
/// [`StartError`].
pub fn assemble(config: Config, parts: Parts) -> Result<App, StartError> {
    let boundaries = boundary_file::boundaries(config.boundaries.as_deref(), &parts.places)?;
    assemble_with(config, parts, Arc::new(boundaries))
}

/// The same with boundaries that were loaded before.
///
/// # Errors
/// [`StartError`].
pub fn assemble_with(config: Config, parts: Parts, boundaries: Arc<Boundaries>) -> Result<App, StartError> {
    let clips = clips_of(&config)?;
    Ok(Arc::new(Ctx {
        files: Store::in_folder(&config.files)?,
        db: parts.db,
        clock: parts.clock,
        ids: parts.ids,
        vault: parts.vault,
        config,
        taxonomy: Arc::new(Taxonomy::load()?),
        clocks: Arc::new(Clocks::load()?),
        places: Atlas::of(parts.places),
        boundaries,
        words: Arc::new(Words::load()?.with_clips(clips)),
        visitors: Visitors::default(),
        nudge: Arc::default(),
    }))
}

/// The films in sign language, where the operator has some. A folder that cannot be read is a mistake to be told.
fn clips_of(config: &Config) -> Result<Clips, StartError> {
    let Some(folder) = &config.sign_clips else { return Ok(Clips::default()) };
    Clips::in_folder(folder).map_err(|source| StartError::SignClips { folder: folder.clone(), source })
}

/// Compares the keys at hand with those the database was made with; the first to come stores theirs.
///
/// # Errors
/// [`StartError::OtherKeys`] names the key.
pub async fn keys_belong_here(db: &Db, vault: &Vault) -> Result<(), StartError> {
    let stored = key_fingerprint::Entity::find().all(db.read()).await?;
    let mut new = Vec::new();
    for (name, fingerprint) in vault.fingerprints() {
        match stored.iter().find(|row| row.name == name) {
            Some(row) if row.fingerprint == fingerprint => {}
            Some(_) => return Err(StartError::OtherKeys(name.to_owned())),
            None => new.push(key_fingerprint::Model { name: name.to_owned(), fingerprint }),
        }
    }
    // A public face may not write here; the desk, or whoever seeds, does.
    if !new.is_empty() && vault.desk().is_ok() {
        db.write(async |tx| rows::insert_all(tx, new).await).await?;
    }
    Ok(())
}

/// Nothing is taken in before it can be sealed for an office: a desk makes the keys that are missing, a public face waits for them.
async fn offices_have_keys(ctx: &App) -> Result<(), StartError> {
    if ctx.vault.desk().is_ok() {
        let made = office_keys::provide(&ctx.db, &ctx.vault, ctx.ids.as_ref()).await?;
        if made > 0 {
            tracing::info!(made, "made keys for offices that had none");
        }
        return Ok(());
    }
    if office_keys::any(&ctx.db).await? { Ok(()) } else { Err(StartError::NoOfficeKeys) }
}

/// All routes of a face with everything that lies around them.
pub fn router(ctx: &App, face: Face) -> Router {
    let pages = web::router(ctx, face);
    let all = api::router(ctx, face).merge(pages);
    all.layer(middleware::from_fn(detach::detached))
        .layer(middleware::from_fn_with_state(ctx.clone(), headers::secure))
        .layer(CompressionLayer::new())
        .with_state(ctx.clone())
}

/// What `serve` was told.
#[derive(Debug, Clone, Copy)]
pub struct Serving {
    /// Which face.
    pub face: Face,
    /// Whether the reconcilers run in this process too.
    pub with_worker: bool,
}

/// Serves until a signal, then drains.
///
/// # Errors
/// [`StartError`].
pub async fn serve(config: Config, serving: Serving) -> Result<(), StartError> {
    if key_files::recovery_lies_readable(&config.key_dir) {
        return Err(StartError::RecoveryKeyHere);
    }
    let smtp = Smtp::from_config(&config)?;
    let ctx = context(config, serving.face).await?;
    offices_have_keys(&ctx).await?;
    let transport: Option<Arc<dyn Transport>> = smtp.map(|smtp| Arc::new(smtp) as Arc<dyn Transport>);
    if transport.is_none() && serving.with_worker && serving.face != Face::Public {
        tracing::warn!("LANGNGHE_SMTP_URL is not set: alerts wait in the outbox until it is");
    }
    // Without desk keys there is nothing a worker could do.
    let works = serving.with_worker && serving.face != Face::Public;
    run(&ctx, serving.face, works.then_some(transport), wait_for_signal()).await
}

/// Listens, works and serves until `until` ends.
///
/// # Errors
/// [`StartError::Listen`].
pub async fn run(
    ctx: &App,
    face: Face,
    worker: Option<Option<Arc<dyn Transport>>>,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    run_router(ctx, router(ctx, face), worker, until).await
}

/// The same for a router that was made before.
///
/// # Errors
/// [`StartError::Listen`].
pub async fn run_router(
    ctx: &App,
    routes: Router,
    worker: Option<Option<Arc<dyn Transport>>>,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    let address = ctx.config.listen;
    let listener = TcpListener::bind(address).await.map_err(|e| StartError::Listen(address, e))?;
    tracing::info!(%address, "listening");
    let (stop, stopped) = watch::channel(false);
    let working = worker.map(|transport| {
        let (ctx, stopped) = (Arc::clone(ctx), stopped.clone());
        tokio::spawn(async move { worker::forever(&ctx, transport.as_deref(), stopped).await })
    });
    let watching = {
        let (ctx, mut stopped) = (Arc::clone(ctx), stopped.clone());
        tokio::spawn(async move {
            // A process that only serves has no worker to notice that the map has turned.
            while tokio::time::timeout(MAP_WATCH, stopped.wait_for(|stop| *stop)).await.is_err() {
                if let Err(error) = map_changes::refresh(&ctx).await {
                    tracing::error!(cause = %error, "the places could not be read again; those of before stay in use");
                }
            }
        })
    };
    let mut told = stopped.clone();
    let serving = tokio::spawn(async move {
        // The sender lives in this function: an error here means that it is over as well.
        let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, routes).with_graceful_shutdown(async move { drop(told.wait_for(|stop| *stop).await) }).await
    });
    until.await;
    tracing::info!("stopping");
    // Nobody listens any more only where everything has ended already.
    let _ended = stop.send(true);
    // Open connections may never end by themselves (TRAPS 4.25).
    if tokio::time::timeout(DRAIN, serving).await.is_err() {
        tracing::warn!("open connections were cut off");
    }
    if let Some(working) = working {
        drop(tokio::time::timeout(DRAIN, working).await);
    }
    drop(tokio::time::timeout(DRAIN, watching).await);
    ctx.db.clone().close().await;
    Ok(())
}

/// Ends when somebody asks this process to stop.
pub async fn wait_for_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
