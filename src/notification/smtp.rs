//! The conversation with a mail server.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart, header::HeaderName, header::HeaderValue},
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};

use super::transport::{Mail, SendError, Sender, Sending, Transport};
use crate::config::Config;

/// Longest conversation about one mail; lettre's own limit covers only connecting (TRAPS 4.27).
const CONVERSATION: Duration = Duration::from_secs(30);
/// Longest greeting of a server that is only asked whether it is there.
const GREETING: Duration = Duration::from_secs(8);
/// Replies that are about us and not about a mailbox (sign-in or encryption is missing or wrong): the operator mends that, no mail is lost.
const SENDER_NOT_ADMITTED: [&str; 4] = ["530", "534", "535", "538"];

/// A mail server reached over SMTP: plain, STARTTLS or TLS from the first byte.
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    neutral: Option<Mailbox>,
    public_url: String,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmtpConfigError {
    /// Not an address of a mail server.
    #[error("LANGNGHE_SMTP_URL is not an address like smtp://host:25, smtp://host:587?tls=required or smtps://host:465: {0}")]
    Url(lettre::transport::smtp::Error),
    /// Not a sender.
    #[error("LANGNGHE_MAIL_FROM is not a mail address: {0}")]
    From(lettre::address::AddressError),
    /// Not a sender that says nothing.
    #[error(
        "LANGNGHE_NEUTRAL_MAIL_FROM must be a bare mail address that says nothing of this service: no name, another domain than the pages'"
    )]
    Neutral,
    /// Not a certificate.
    #[error("LANGNGHE_SMTP_ROOT_CERTIFICATE cannot be read: {0}")]
    Certificate(String),
}

/// Why a mail server could not be reached. Repeats nothing that the server said but its code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// No answer in time.
    #[error("it does not answer within {} seconds", GREETING.as_secs())]
    Silent,
    /// It wants another sign-in, or none.
    #[error("it does not let us in (reply {0})")]
    NotAdmitted(String),
    /// It refuses for another reason.
    #[error("it refuses (reply {0})")]
    Refused(String),
    /// No encrypted connection.
    #[error("no encrypted connection: {0}")]
    Tls(String),
    /// No connection at all.
    #[error("no connection: {0}")]
    Connection(String),
}

impl Unreachable {
    fn of(error: &lettre::transport::smtp::Error) -> Self {
        // What the operating system or the TLS library says; a server's reply never stands there.
        let chain = || std::iter::successors(std::error::Error::source(error), |error| error.source());
        let why = || chain().last().map_or_else(|| "no reason given".to_owned(), ToString::to_string);
        // A certificate that is not believed comes as data that make no sense to the connection.
        let is_disbelieved = || {
            let mut causes = chain().filter_map(|error| error.downcast_ref::<std::io::Error>());
            causes.any(|cause| cause.kind() == std::io::ErrorKind::InvalidData)
        };
        match error.status().map(|code| code.to_string()) {
            Some(code) if SENDER_NOT_ADMITTED.contains(&code.as_str()) => Self::NotAdmitted(code),
            Some(code) => Self::Refused(code),
            None if error.is_timeout() => Self::Silent,
            None if error.is_tls() || is_disbelieved() => Self::Tls(why()),
            None if error.is_response() => Self::Refused("that nobody understands".into()),
            None if error.is_client() => Self::Tls("the server offers no STARTTLS or no way to sign in that we know".into()),
            None => Self::Connection(why()),
        }
    }
}

impl Smtp {
    /// The server of the configuration; nothing where none is configured.
    ///
    /// # Errors
    /// [`SmtpConfigError`] names the setting.
    pub fn from_config(config: &Config) -> Result<Option<Self>, SmtpConfigError> {
        let Some(url) = &config.smtp_url else { return Ok(None) };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(SmtpConfigError::Url)?.timeout(Some(CONVERSATION));
        if let Some(path) = &config.smtp_root_certificate {
            let pem = std::fs::read(path).map_err(|e| SmtpConfigError::Certificate(e.to_string()))?;
            let certificate = Certificate::from_pem(&pem).map_err(|e| SmtpConfigError::Certificate(e.to_string()))?;
            let host = host_of(url).to_owned();
            let parameters = TlsParameters::builder(host).add_root_certificate(certificate).build_rustls().map_err(SmtpConfigError::Url)?;
            builder = builder.tls(if url.starts_with("smtps://") {
                Tls::Wrapper(parameters)
            } else if url.contains("tls=required") {
                Tls::Required(parameters)
            } else {
                Tls::Opportunistic(parameters)
            });
        }
        let from: Mailbox = config.mail_from.parse().map_err(SmtpConfigError::From)?;
        let neutral = config.neutral_mail_from.as_deref().map(|address| neutral(address, config)).transpose()?;
        Ok(Some(Self { server: builder.build(), from, neutral, public_url: config.public_url.clone() }))
    }

    /// Greets the server as a sending would: connects, encrypts and signs in where that is asked, and takes leave. Sends no mail.
    ///
    /// # Errors
    /// [`Unreachable`], after [`GREETING`] at the latest.
    pub async fn reach(&self) -> Result<(), Unreachable> {
        match tokio::time::timeout(GREETING, self.server.test_connection()).await {
            Err(_) => Err(Unreachable::Silent),
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(Unreachable::Connection("it hung up".into())),
            Ok(Err(error)) => Err(Unreachable::of(&error)),
        }
    }

    fn compose(&self, mail: &Mail) -> Result<Message, SendError> {
        let to: Mailbox = mail.to.parse().map_err(|_| SendError::Permanent("address".into()))?;
        let from = match mail.from {
            Sender::Service => &self.from,
            Sender::Neutral => self.neutral.as_ref().ok_or_else(|| SendError::Temporary("sender".into()))?,
        };
        let letter = Message::builder()
            .from(from.clone())
            .to(to)
            .subject(&mail.subject)
            .date(mail.at.into())
            .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()));
        match mail.from {
            Sender::Service => letter
                .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("List-Id"), format!("<alerts.{}>", host_of(&self.public_url))))
                .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone())),
            Sender::Neutral => letter.singlepart(SinglePart::plain(mail.text.clone())),
        }
        .map_err(|_| SendError::Permanent("composition".into()))
    }
}

/// An address that gives nobody away: without a name of its own, of this service or of the host of the pages.
fn neutral(address: &str, config: &Config) -> Result<Mailbox, SmtpConfigError> {
    let mailbox: Mailbox = address.parse().map_err(|_| SmtpConfigError::Neutral)?;
    let told = [host_of(&config.public_url), "langnghe", "lang-nghe", "lang.nghe"];
    let lower = address.to_lowercase();
    let says_nothing = mailbox.name.is_none() && told.iter().all(|name| !lower.contains(&name.to_lowercase()));
    if says_nothing { Ok(mailbox) } else { Err(SmtpConfigError::Neutral) }
}

impl Transport for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            let message = self.compose(mail)?;
            match tokio::time::timeout(CONVERSATION, self.server.send(message)).await {
                Err(_) => Err(SendError::Temporary("timeout".into())),
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => {
                    let reply = error.status().map_or_else(|| "connection".to_owned(), |code| code.to_string());
                    let for_good = error.is_permanent() && !SENDER_NOT_ADMITTED.contains(&reply.as_str());
                    Err(if for_good { SendError::Permanent(reply) } else { SendError::Temporary(reply) })
                }
            }
        })
    }
}

/// The host in an address, without user, port or path.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or(rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    rest.split_once(':').map_or(rest, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn the_host_is_found_in_any_address() {
        assert_eq!(host_of("smtp://user:pw@mail.example:587?tls=required"), "mail.example");
        assert_eq!(host_of("https://langnghe.example/desk"), "langnghe.example");
    }
}
