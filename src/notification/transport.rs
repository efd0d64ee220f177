//! What carries a mail: a mail server, or a list in memory for the demonstration and the tests.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use crate::kernel::Timestamp;

/// Who a mail comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// This service, to people of the offices.
    Service,
    /// An address that says nothing of us, to somebody who must not be given away by their mailbox.
    Neutral,
}

/// A mail ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Id of the delivery; its Message-ID is made of it, so that a repeat is recognised.
    pub id: uuid::Uuid,
    /// Who it comes from.
    pub from: Sender,
    /// Mailbox it goes to.
    pub to: String,
    /// Subject: that there is work and by when.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same in HTML; empty where there is only text.
    pub html: String,
    /// When it was written.
    pub at: Timestamp,
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Worth another try later. Holds the reply code or a word, never the server's text, which may name the mailbox.
    #[error("not now ({0})")]
    Temporary(String),
    /// This mailbox will never take it.
    #[error("refused ({0})")]
    Permanent(String),
}

/// The future of one sending.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + 'a>>;

/// Something that carries mails.
pub trait Transport: Send + Sync {
    /// Hands `mail` over. Returns only after the other side has taken responsibility for it.
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a>;
}

/// A mailbox in memory that takes everything.
#[derive(Debug, Clone, Default)]
pub struct Mailbox(Arc<Mutex<Vec<Mail>>>);

impl Mailbox {
    /// What has arrived so far, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl Transport for Mailbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(mail.clone());
        Box::pin(async { Ok(()) })
    }
}
