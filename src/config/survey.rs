//! Where each setting came from, and what is wrong with those that cannot be used: for whoever looks for a mistake.
//!
//! Never fails, so that the rest of an installation can be looked at when one setting is wrong. No value that may hold a secret
//! is told: passwords in addresses are left out, and a value that could not be read is not repeated.

use std::path::PathBuf;

use figment::{
    Figment,
    error::Kind,
    providers::Serialized,
    value::{Dict, Value},
};
use serde::Serialize;

use super::{Config, ConfigError, FILE, PREFIX, Settings, sources};

/// Stands where a secret was left out.
const HIDDEN: &str = "[hidden]";
/// Parts of names that say that the value is a secret.
const SECRET_NAMES: [&str; 5] = ["pass", "secret", "token", "credential", "pwd"];

/// Where a setting came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Origin {
    /// The environment of the process.
    #[serde(rename = "environment")]
    Environment,
    /// `langnghe.toml` in the working folder.
    #[serde(rename = "langnghe.toml")]
    File,
    /// Nobody said anything else.
    #[serde(rename = "default")]
    Default,
}

/// One setting as it stands, with its secrets left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its name in the environment.
    pub name: String,
    /// Its value, as far as it may be told; nothing where there is none.
    pub value: Option<String>,
    /// Where it came from.
    pub from: Origin,
}

/// A setting, or the whole file, that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Name of the setting in the environment; nothing where the file itself cannot be read.
    pub setting: Option<String>,
    /// What is wrong, and with which setting.
    pub what: String,
}

/// Every setting with its origin, and the configuration as far as it can be used.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The configuration; what could not be used has its default value there.
    pub config: Config,
    /// All settings, by name.
    pub settings: Vec<Setting>,
    /// What cannot be used.
    pub faults: Vec<Fault>,
}

impl Survey {
    /// Whether the value of a setting is what the operator decided, and not a default in the place of something unreadable.
    #[must_use]
    pub fn is_sure_of(&self, name: &str) -> bool {
        let from_environment = || self.settings.iter().any(|setting| setting.name == name && setting.from == Origin::Environment);
        self.faults.iter().all(|fault| match &fault.setting {
            Some(setting) => setting != name,
            None => from_environment(),
        })
    }
}

impl Config {
    /// Looks at every setting, whatever is wrong with some.
    #[must_use]
    pub fn survey() -> Survey {
        survey_of(sources(true), || sources(false))
    }
}

fn survey_of(all: Figment, without_file: impl Fn() -> Figment) -> Survey {
    let mut faults = Vec::new();
    let (figment, values) = match gathered(&all) {
        Ok(values) => (all, values),
        Err(error) => {
            faults.push(Fault { setting: None, what: format!("{FILE} cannot be read: {}", plain_words(&error)) });
            let figment = without_file();
            let values = gathered(&figment).unwrap_or_default();
            (figment, values)
        }
    };
    let known = gathered(&Figment::from(Serialized::defaults(Settings::default()))).unwrap_or_default();
    let is_known = |key: &String| known.contains_key(key);
    let settings: Vec<Setting> = values.iter().map(|(key, value)| Setting::of(&figment, key, value, is_known(key))).collect();
    let mut usable = values;
    loop {
        let attempt = Figment::from(Serialized::defaults(Settings::default())).merge(Serialized::defaults(&usable));
        let (key, what) = match attempt.extract::<Settings>() {
            Ok(found) => match Config::from_settings(found) {
                Ok(config) => return Survey { config: config.clone(), settings: effective(settings, &config), faults },
                Err(error) => (error.setting().unwrap_or_default().to_owned(), error.to_string()),
            },
            Err(error) => {
                let key = key_of(&error).unwrap_or_default();
                let name = env_name(&key);
                let from = settings.iter().find(|setting| setting.name == name).map_or(Origin::Environment, |setting| setting.from);
                let place = if from == Origin::File { format!("`{key}` in {FILE}") } else { format!("{name} in the environment") };
                (key, format!("{place}: {}", plain_words(&error)))
            }
        };
        faults.push(Fault { setting: Some(env_name(&key)), what });
        // Whatever is at fault gives way to its default, so that the loop ends and the rest is looked at.
        let gone = usable.remove(&key);
        if let Some(default) = known.get(&key) {
            usable.insert(key, default.clone());
        } else if gone.is_none() {
            usable = known.clone();
        }
    }
}

/// The values of all sources laid over each other.
fn gathered(figment: &Figment) -> Result<Dict, Box<figment::Error>> {
    use figment::Provider;
    let mut profiles = figment.data().map_err(Box::new)?;
    Ok(profiles.remove(&figment::Profile::Default).unwrap_or_default())
}

impl Setting {
    /// Whether a part of the value was left out.
    #[must_use]
    pub fn hides_a_secret(&self) -> bool {
        self.value.as_deref().is_some_and(|value| value.contains(HIDDEN))
    }

    fn of(figment: &Figment, key: &str, value: &Value, is_known: bool) -> Self {
        let metadata = figment.get_metadata(value.tag());
        let from = match metadata {
            Some(metadata) if matches!(metadata.source, Some(figment::Source::File(_))) => Origin::File,
            Some(metadata) if metadata.name.contains("environment") => Origin::Environment,
            _ => Origin::Default,
        };
        let text = match value {
            Value::Empty(..) => None,
            Value::String(_, text) => Some(text.clone()),
            other => serde_json::to_string(other).ok(),
        };
        // A name that is mistyped may stand before any value.
        let is_secret = !is_known || SECRET_NAMES.iter().any(|part| key.contains(part));
        let value = text.map(|text| if is_secret { HIDDEN.to_owned() } else { without_secrets(&text) });
        Self { name: env_name(key), value, from }
    }
}

/// Fills in what a setting that was left out comes to.
fn effective(mut settings: Vec<Setting>, config: &Config) -> Vec<Setting> {
    let show = |path: &PathBuf| path.display().to_string();
    for (name, value) in [
        ("FILES", show(&config.files)),
        ("DATABASE_URL", format!("{:?}", config.database)),
        ("KEY_DIR", show(&config.key_dir)),
        ("PUBLIC_URL", config.public_url.clone()),
    ] {
        let name = format!("{PREFIX}{name}");
        if let Some(setting) = settings.iter_mut().find(|setting| setting.name == name && setting.value.is_none()) {
            setting.value = Some(value);
        }
    }
    settings
}

fn env_name(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase())
}

/// The setting an error is about.
pub(super) fn key_of(error: &figment::Error) -> Option<String> {
    match &error.kind {
        Kind::UnknownField(name, _) => Some(name.clone()),
        _ => error.path.first().cloned(),
    }
}

/// What is wrong, without the value: it may hold a password.
pub(super) fn plain_words(error: &figment::Error) -> String {
    match &error.kind {
        // A parser quotes the line at fault between its first and its last line.
        Kind::Message(text) => {
            let (first, last) = (text.lines().next().unwrap_or_default(), text.lines().next_back().unwrap_or_default());
            if first == last { first.to_owned() } else { format!("{first}: {last}") }
        }
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) | Kind::InvalidLength(_, expected) => {
            format!("what stands there is not {expected}")
        }
        Kind::UnknownField(..) => "there is no such setting".to_owned(),
        Kind::MissingField(name) => format!("{name} is missing"),
        Kind::DuplicateField(name) => format!("{name} stands there twice"),
        _ => "what stands there cannot be read".to_owned(),
    }
}

/// `text` without the password of an address: neither before its last `@`, wherever an unescaped sign may have cut it, nor in a
/// parameter named after one.
#[must_use]
pub fn without_secrets(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let rest = match rest.rsplit_once('@') {
        Some((who, place)) => match who.split_once(':') {
            Some((user, _)) => format!("{user}:{HIDDEN}@{place}"),
            None => format!("{who}@{place}"),
        },
        None => rest.to_owned(),
    };
    let Some((place, parameters)) = rest.split_once('?') else { return format!("{scheme}://{rest}") };
    let shown = parameters.split('&').map(|parameter| match parameter.split_once('=') {
        Some((name, _)) if SECRET_NAMES.iter().any(|part| name.to_lowercase().contains(part)) => format!("{name}={HIDDEN}"),
        _ => parameter.to_owned(),
    });
    format!("{scheme}://{place}?{}", shown.collect::<Vec<_>>().join("&"))
}

impl ConfigError {
    /// The key of the setting at fault.
    fn setting(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable(_) => None,
            Self::UnknownDatabase => Some("database_url"),
            Self::NowhereToLeaveTo => Some("leave_to"),
            Self::Operator { .. } => Some("operator"),
            Self::UnknownStore => Some("files"),
        }
    }
}

#[cfg(test)]
mod tests {
    use figment::{
        Figment,
        providers::{Format, Serialized, Toml},
    };

    use super::{Origin, Settings, Survey, survey_of, without_secrets};

    /// A survey of a file with this text; the environment is the test's own business.
    fn survey(toml: &str) -> Survey {
        let defaults = || Figment::from(Serialized::defaults(Settings::default()));
        survey_of(defaults().merge(Toml::string(toml)), defaults)
    }

    fn faulty(survey: &Survey) -> Vec<Option<&str>> {
        survey.faults.iter().map(|fault| fault.setting.as_deref()).collect()
    }

    #[test]
    fn no_password_of_an_address_is_told() {
        for (address, told) in [
            ("postgres://me:opensesame@db:5432/x", "postgres://me:[hidden]@db:5432/x"),
            ("smtp://u:opensesame@h:587?tls=required", "smtp://u:[hidden]@h:587?tls=required"),
            ("smtp://u:open/ses?ame@h", "smtp://u:[hidden]@h"),
            ("smtp://u:open@sesame@h", "smtp://u:[hidden]@h"),
            ("postgres://h/x?user=me&password=opensesame&sslmode=require", "postgres://h/x?user=me&password=[hidden]&sslmode=require"),
            ("postgres://h/x?PassWord=opensesame", "postgres://h/x?PassWord=[hidden]"),
            ("postgres://me@db/x", "postgres://me@db/x"),
            ("sqlite:var/a.sqlite", "sqlite:var/a.sqlite"),
            ("Lắng Nghe <a@b.example>", "Lắng Nghe <a@b.example>"),
        ] {
            assert_eq!(without_secrets(address), told);
        }
    }

    #[test]
    fn one_wrong_setting_leaves_the_others_usable() {
        let survey = survey("data_dir = \"elsewhere\"\nlisten = \"everywhere\"\ncolour = \"red\"\ndatabase_url = \"mysql://x\"\n");
        let mut found = faulty(&survey);
        found.sort_unstable();
        assert_eq!(found, [Some("LANGNGHE_COLOUR"), Some("LANGNGHE_DATABASE_URL"), Some("LANGNGHE_LISTEN")]);
        assert_eq!(survey.config.data_dir.to_str(), Some("elsewhere"));
        assert!(survey.is_sure_of("LANGNGHE_DATA_DIR") && !survey.is_sure_of("LANGNGHE_DATABASE_URL"));
        assert!(survey.settings.iter().all(|setting| setting.name != "LANGNGHE_LOG" || setting.from == Origin::Default));
    }

    #[test]
    fn a_file_that_cannot_be_read_leaves_nothing_sure_and_is_not_quoted() {
        let survey = survey("smtp_url = \"smtp://u:opensesame@h\nlog = \"info\"\n");
        assert_eq!(faulty(&survey), [None]);
        assert!(!survey.is_sure_of("LANGNGHE_DATA_DIR"));
        let told = &survey.faults[0].what;
        assert!(!told.contains("opensesame") && told.contains("langnghe.toml") && told.contains("line 1"), "{told}");
    }

    #[test]
    fn a_wrong_value_is_not_repeated() {
        let mut survey = survey("smtp_url = 4711\nsmtpurl = \"opensesame\"\n[log]\nopensesame = 1\n");
        survey.settings.retain(|setting| setting.name != "LANGNGHE_SMTP_URL" && setting.name != "LANGNGHE_LOG");
        let told = format!("{:?} {:?}", survey.faults, survey.settings);
        assert!(survey.faults.len() == 3 && !told.contains("4711") && !told.contains("opensesame"), "{told}");
    }
}
