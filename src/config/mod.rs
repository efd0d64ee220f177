//! What the operator decides: environment (`LANGNGHE_…`) over `langnghe.toml` over the defaults below.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

mod operator;
mod survey;

pub use operator::{Number, Operator, Said};
pub use survey::{Fault, Origin, Setting, Survey, without_secrets};

/// Before the name of each setting in the environment.
const PREFIX: &str = "LANGNGHE_";
/// Where leaving leads unless the operator knows better: the weather page of the state's forecasting centre (Trung tâm Dự báo khí
/// tượng thủy văn quốc gia). Everybody looks there before rain and in the storm season, so it explains itself; it needs no account
/// in which the visit would be kept or shown on another phone of the family, as a search engine does; and it shows no advertising
/// chosen by earlier visits.
const NEUTRAL_SITE: &str = "https://nchmf.gov.vn/";
/// The folder of the files within the data folder.
const FILES_FOLDER: &str = "files";
/// The file of settings, in the working folder.
pub const FILE: &str = "langnghe.toml";

/// The settings as they stand in the environment, the file or nowhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    data_dir: PathBuf,
    database_url: Option<String>,
    listen: SocketAddr,
    public_url: Option<String>,
    smtp_url: Option<String>,
    mail_from: String,
    neutral_mail_from: Option<String>,
    key_dir: Option<PathBuf>,
    backup_dir: Option<PathBuf>,
    smtp_root_certificate: Option<PathBuf>,
    boundaries: Option<PathBuf>,
    client_address_header: Option<String>,
    leave_to: String,
    operator: Option<PathBuf>,
    sign_clips: Option<PathBuf>,
    files: Option<String>,
    second_factor: SecondFactor,
    log: String,
}

/// How a second factor is asked of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Of everybody, gently, until they set one.
    Asked,
    /// Nothing else opens before it is set.
    Required,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./var"),
            database_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            smtp_url: None,
            mail_from: "Lắng Nghe <langnghe@localhost>".into(),
            neutral_mail_from: None,
            key_dir: None,
            backup_dir: None,
            smtp_root_certificate: None,
            boundaries: None,
            client_address_header: None,
            leave_to: NEUTRAL_SITE.into(),
            operator: None,
            sign_clips: None,
            files: None,
            second_factor: SecondFactor::Asked,
            log: "info".into(),
        }
    }
}

/// The configuration the whole program runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the embedded database, the files and, unless told otherwise, the keys.
    pub data_dir: PathBuf,
    /// Where the rows live.
    pub database: Database,
    /// Address the pages and the API listen on.
    pub listen: SocketAddr,
    /// Address under which people reach us, without a trailing slash; stands in mails.
    pub public_url: String,
    /// Mail server, `smtp://host:port`, `smtp://…?tls=required` or `smtps://…`; without one, alerts wait in the outbox.
    pub smtp_url: Option<String>,
    /// Certificate (PEM) of the authority that vouches for the mail server, where it is not a public one.
    pub smtp_root_certificate: Option<PathBuf>,
    /// Sender of alerts.
    pub mail_from: String,
    /// Sender, without any name, of "you have a message" to reporters who asked for it; without one, people of the office send it.
    pub neutral_mail_from: Option<String>,
    /// Folder of the key files.
    pub key_dir: PathBuf,
    /// Folder into which backups are written, so that `doctor` can tell how old the newest is.
    pub backup_dir: Option<PathBuf>,
    /// Boundaries of communes (`GeoJSON`, packed or not) in place of those that come with the program.
    pub boundaries: Option<PathBuf>,
    /// Header in which our own proxy writes the address of a visitor, for example `x-forwarded-for`; believed from nobody else.
    pub client_address_header: Option<String>,
    /// Where "leave this page" leads.
    pub leave_to: String,
    /// What the operator says on public pages.
    pub operator: Operator,
    /// Folder of the films in sign language.
    pub sign_clips: Option<PathBuf>,
    /// Folder of the sealed files.
    pub files: PathBuf,
    /// How a second factor is asked of staff.
    pub second_factor: SecondFactor,
    /// What to log, as `tracing` directives.
    pub log: String,
}

/// One of the two databases.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A `PostgreSQL` address, which may hold a password and is therefore not printed.
    Postgres(String),
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite file {}", path.display()),
            Self::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Unknown name or wrong type; the text names the setting and where it came from.
    #[error("a setting cannot be read: {}", told(.0))]
    Unreadable(Box<figment::Error>),
    /// An address of a database we do not speak.
    #[error("LANGNGHE_DATABASE_URL must begin with sqlite:, postgres:// or postgresql://")]
    UnknownDatabase,
    /// An address that leaving cannot lead to.
    #[error("LANGNGHE_LEAVE_TO must be the whole address of another site, beginning with https://, in letters an address may have")]
    NowhereToLeaveTo,
    /// The file in which the operator says who they are.
    #[error("LANGNGHE_OPERATOR: {} cannot be used: {reason}", file.display())]
    Operator {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A store of files we do not speak.
    #[error("LANGNGHE_FILES must be a folder: this version keeps files in a folder only, which several machines may share")]
    UnknownStore,
}

impl Config {
    /// Reads environment, `langnghe.toml` in the working folder, and defaults.
    ///
    /// # Errors
    /// [`ConfigError`] names the setting at fault.
    pub fn load() -> Result<Self, ConfigError> {
        let settings: Settings = sources(true).extract().map_err(|e| ConfigError::Unreadable(Box::new(e)))?;
        Self::from_settings(settings)
    }

    /// The defaults with everything under `data_dir`: for tests and the demonstration.
    #[must_use]
    pub fn in_folder(data_dir: &Path) -> Self {
        let settings = Settings { data_dir: data_dir.to_owned(), ..Settings::default() };
        let listen = settings.listen;
        Self {
            database: Database::Sqlite(data_dir.join("langnghe.sqlite")),
            key_dir: data_dir.join("keys"),
            backup_dir: None,
            public_url: format!("http://{listen}"),
            files: data_dir.join(FILES_FOLDER),
            data_dir: settings.data_dir,
            listen,
            smtp_url: None,
            smtp_root_certificate: None,
            mail_from: settings.mail_from,
            neutral_mail_from: None,
            boundaries: None,
            client_address_header: None,
            leave_to: settings.leave_to,
            operator: Operator::default(),
            sign_clips: None,
            second_factor: settings.second_factor,
            log: settings.log,
        }
    }

    fn from_settings(settings: Settings) -> Result<Self, ConfigError> {
        let database = match settings.database_url.as_deref() {
            None => Database::Sqlite(settings.data_dir.join("langnghe.sqlite")),
            Some(url) => Database::parse(url).ok_or(ConfigError::UnknownDatabase)?,
        };
        let files = match settings.files {
            None => settings.data_dir.join(FILES_FOLDER),
            // A mistyped address must not become a folder of that name.
            Some(address) if address.contains("://") => return Err(ConfigError::UnknownStore),
            Some(folder) => PathBuf::from(folder),
        };
        Ok(Self {
            files,
            database,
            key_dir: settings.key_dir.unwrap_or_else(|| settings.data_dir.join("keys")),
            public_url: settings.public_url.unwrap_or_else(|| format!("http://{}", settings.listen)).trim_end_matches('/').to_owned(),
            backup_dir: settings.backup_dir,
            data_dir: settings.data_dir,
            listen: settings.listen,
            smtp_url: settings.smtp_url,
            smtp_root_certificate: settings.smtp_root_certificate,
            mail_from: settings.mail_from,
            neutral_mail_from: settings.neutral_mail_from,
            boundaries: settings.boundaries,
            client_address_header: settings.client_address_header.map(|name| name.to_ascii_lowercase()),
            leave_to: neutral(settings.leave_to)?,
            operator: settings.operator.as_deref().map(Operator::read).transpose()?.unwrap_or_default(),
            sign_clips: settings.sign_clips,
            second_factor: settings.second_factor,
            log: settings.log,
        })
    }

    /// Whether people reach us over an encrypted connection, so that cookies may insist on it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Environment over file over defaults.
fn sources(with_file: bool) -> Figment {
    let mut figment = Figment::from(Serialized::defaults(Settings::default()));
    if with_file {
        figment = figment.merge(Toml::file(FILE));
    }
    figment.merge(Env::prefixed(PREFIX).ignore(&["test_postgres_url", "test_keep"]))
}

/// Which setting, where, and what is wrong with it; never its value, which may hold a password.
fn told(error: &figment::Error) -> String {
    let setting = survey::key_of(error).map(|key| format!("`{key}` ")).unwrap_or_default();
    let place = match &error.metadata {
        Some(metadata) if metadata.name.contains("environment") => {
            format!("in the environment ({PREFIX}{})", survey::key_of(error).unwrap_or_default().to_uppercase())
        }
        Some(metadata) => metadata.source.as_ref().map_or_else(|| format!("in {FILE}"), |source| format!("in {source}")),
        None => "in the environment or the file".to_owned(),
    };
    format!("{setting}{place}: {}", survey::plain_words(error))
}

/// An address that a browser can be sent to and that shows at once where it leads: encrypted, of another host, without a login in it.
fn neutral(address: String) -> Result<String, ConfigError> {
    let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let plain = address.bytes().all(|byte| byte.is_ascii_graphic()) && !host.contains('@');
    if plain && host.contains('.') { Ok(address) } else { Err(ConfigError::NowhereToLeaveTo) }
}

impl Database {
    fn parse(url: &str) -> Option<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Some(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        Some(Self::Sqlite(PathBuf::from(path.split('?').next().unwrap_or(path))))
    }
}

#[cfg(test)]
mod tests {
    use super::{Database, NEUTRAL_SITE, neutral};

    #[test]
    fn database_addresses_are_told_apart_and_never_printed() {
        let postgres = Database::parse("postgres://me:secret@db/langnghe");
        assert!(matches!(postgres, Some(Database::Postgres(_))));
        assert!(!format!("{postgres:?}").contains("secret"));
        assert_eq!(Database::parse("sqlite:///tmp/a.sqlite?mode=rwc"), Some(Database::Sqlite("/tmp/a.sqlite".into())));
        assert_eq!(Database::parse("mysql://x"), None);
    }

    #[test]
    fn leaving_leads_only_to_an_encrypted_site_elsewhere() {
        for good in [NEUTRAL_SITE, "https://vnexpress.net/the-thao?x=1"] {
            assert_eq!(neutral(good.to_owned()).unwrap(), good);
        }
        for bad in [
            "",
            "/",
            "//a.vn",
            "http://a.vn/",
            "https://",
            "https:///x.vn",
            "javascript:alert(1)",
            "https://a@b.vn/",
            "https://a.vn/\r\nx: y",
            "https://thời-tiết.vn",
        ] {
            assert!(neutral(bad.to_owned()).is_err(), "{bad:?}");
        }
    }
}
