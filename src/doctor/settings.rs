//! What was decided, where, and what of it cannot be used.

use std::net::IpAddr;

use super::Finding;
use crate::config::{Config, Origin, Setting, Survey};

pub(super) fn check(survey: &Survey) -> Vec<Finding> {
    let mut findings: Vec<Finding> = survey
        .faults
        .iter()
        .map(|fault| {
            let what = match &fault.setting {
                Some(setting) => format!("the setting {setting} cannot be used: nothing starts"),
                None => "the file of settings cannot be read: nothing starts".to_owned(),
            };
            let remedy = "correct it where it stands; README.md lists every setting. Checks that need it were left out";
            Finding::error("settings", what, fault.what.clone(), remedy)
        })
        .collect();
    if findings.is_empty() {
        findings.push(Finding::ok("settings", sentence(&survey.settings)));
    }
    findings.extend(transport(&survey.config));
    findings
}

fn sentence(settings: &[Setting]) -> String {
    let of = |origin| settings.iter().filter(|setting| setting.from == origin).count();
    format!(
        "{} settings: {} from the environment, {} from langnghe.toml, {} left at the default",
        settings.len(),
        of(Origin::Environment),
        of(Origin::File),
        of(Origin::Default)
    )
}

/// Whether what people type is encrypted on its way.
fn transport(config: &Config) -> Option<Finding> {
    if config.is_https() {
        return None;
    }
    let cause = if reaches_others(config.listen.ip()) {
        "LANGNGHE_LISTEN takes connections from other machines, and LANGNGHE_PUBLIC_URL does not begin with https://: whoever is on \
         the way can read reports, access codes and passwords"
    } else {
        "LANGNGHE_PUBLIC_URL does not begin with https://: cookies do not insist on TLS, and links in mails lead to plain pages"
    };
    Some(Finding::warning(
        "no-tls",
        "people reach this installation without TLS",
        cause,
        "put a proxy with a certificate in front and set LANGNGHE_PUBLIC_URL to its https:// address",
    ))
}

fn reaches_others(listen: IpAddr) -> bool {
    !listen.is_loopback()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Config, transport};

    #[test]
    fn plain_http_is_told_and_more_so_where_others_connect() {
        let mut config = Config::in_folder(Path::new("var"));
        assert!(transport(&config).unwrap().cause.contains("cookies"));
        config.listen = "0.0.0.0:8080".parse().unwrap();
        assert!(transport(&config).unwrap().cause.contains("can read reports"));
        config.public_url = "https://langnghe.example".into();
        assert_eq!(transport(&config), None);
    }
}
