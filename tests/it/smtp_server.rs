//! A small mail server that really speaks SMTP, so that mails are tested as the other side would read them.
//!
//! It listens on the loopback address at a free port, keeps what it took, and stumbles on request. In [`Mode::StartTls`]
//! it takes no mail before the encryption stands. Deliberately absent: sign-in, size limits, pipelining, queues.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer},
};

/// When the encryption of a conversation begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Never.
    Plain,
    /// After the client asked for it; nothing is taken before.
    StartTls,
    /// With the first byte.
    Tls,
}

/// How the server treats what comes in from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes everything.
    Accept,
    /// Answers this code for these mailboxes and takes the others.
    RefuseRecipient(u16, Vec<String>),
    /// Answers this code (421, which also hangs up, or 451) to so many mails, then accepts.
    Temporary(u16, usize),
    /// Hangs up in the middle of the text of so many mails, then accepts.
    DropDuringData(usize),
    /// Takes so many mails and hangs up instead of saying so, then accepts: the sender cannot know and sends again.
    DropAfterData(usize),
    /// Lets every caller wait before the first word.
    SlowGreeting(Duration),
}

/// A mail as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapturedMail {
    /// Sender of the envelope.
    pub from: String,
    /// Recipients of the envelope that were accepted.
    pub to: Vec<String>,
    /// Header and body, byte for byte, without the stuffed dots.
    pub data: Vec<u8>,
    /// Whether the conversation was encrypted when the mail was handed over.
    pub encrypted: bool,
}

/// A running server; it stops when dropped.
pub struct SmtpServer {
    mode: Mode,
    port: u16,
    root_certificate_pem: String,
    mailbox: Arc<Mailbox>,
    listening: JoinHandle<()>,
}

struct Mailbox {
    behaviour: Mutex<Behaviour>,
    mails: Mutex<Vec<CapturedMail>>,
}

impl SmtpServer {
    /// Starts a server with a certificate of its own for `localhost` and `127.0.0.1`.
    pub async fn start(mode: Mode, behaviour: Behaviour) -> Self {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let identity = rcgen::generate_simple_self_signed(names).expect("a certificate can be made");
        let key = PrivatePkcs8KeyDer::from(identity.signing_key.serialize_der());
        let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![identity.cert.der().clone()], key.into()))
            .expect("the certificate fits its key");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("the loopback address has a free port");
        let port = listener.local_addr().expect("a listener has an address").port();
        let mailbox = Arc::new(Mailbox { behaviour: Mutex::new(behaviour), mails: Mutex::default() });
        let listening = tokio::spawn(listen(listener, mode, TlsAcceptor::from(Arc::new(tls)), Arc::clone(&mailbox)));
        Self { mode, port, root_certificate_pem: identity.cert.pem(), mailbox, listening }
    }

    /// The address as it stands in `LANGNGHE_SMTP_URL`.
    pub fn url(&self) -> String {
        match self.mode {
            Mode::Plain => format!("smtp://127.0.0.1:{}", self.port),
            Mode::StartTls => format!("smtp://127.0.0.1:{}?tls=required", self.port),
            Mode::Tls => format!("smtps://localhost:{}", self.port),
        }
    }

    /// The certificate a client must trust in order to talk to this server.
    pub fn root_certificate_pem(&self) -> &str {
        &self.root_certificate_pem
    }

    /// What was taken so far, oldest first.
    pub fn mails(&self) -> Vec<CapturedMail> {
        locked(&self.mailbox.mails).clone()
    }

    /// Changes how the server treats what comes in from now on.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        *locked(&self.mailbox.behaviour) = behaviour;
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Mailbox {
    fn greeting_delay(&self) -> Duration {
        match *locked(&self.behaviour) {
            Behaviour::SlowGreeting(delay) => delay,
            _ => Duration::ZERO,
        }
    }

    fn refuses_mail(&self) -> Option<u16> {
        match &mut *locked(&self.behaviour) {
            Behaviour::Temporary(code, left) => one_of(left).then_some(*code),
            _ => None,
        }
    }

    fn refuses_recipient(&self, mailbox: &str) -> Option<u16> {
        match &*locked(&self.behaviour) {
            Behaviour::RefuseRecipient(code, refused) => refused.iter().any(|one| one.eq_ignore_ascii_case(mailbox)).then_some(*code),
            _ => None,
        }
    }

    fn hangs_up_during_data(&self) -> bool {
        match &mut *locked(&self.behaviour) {
            Behaviour::DropDuringData(left) => one_of(left),
            _ => false,
        }
    }

    fn hangs_up_after_data(&self) -> bool {
        match &mut *locked(&self.behaviour) {
            Behaviour::DropAfterData(left) => one_of(left),
            _ => false,
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes one of `left`, where there is one.
fn one_of(left: &mut usize) -> bool {
    let any = *left > 0;
    *left = left.saturating_sub(1);
    any
}

async fn listen(listener: TcpListener, mode: Mode, tls: TlsAcceptor, mailbox: Arc<Mailbox>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, mailbox) = (tls.clone(), Arc::clone(&mailbox));
        // A client that hangs up or fails the handshake ends its own conversation only.
        tokio::spawn(async move { serve(stream, mode, tls, &mailbox).await.unwrap_or_default() });
    }
}

async fn serve(stream: TcpStream, mode: Mode, tls: TlsAcceptor, mailbox: &Mailbox) -> io::Result<()> {
    if mode == Mode::Tls {
        let mut conversation = Conversation::over(tls.accept(stream).await?, Encryption::On, mailbox);
        conversation.greet().await?;
        return conversation.run().await.map(drop);
    }
    let encryption = if mode == Mode::StartTls { Encryption::Demanded } else { Encryption::Off };
    let mut conversation = Conversation::over(stream, encryption, mailbox);
    conversation.greet().await?;
    if conversation.run().await? == End::StartTls {
        // Whatever was sent in the clear after STARTTLS is thrown away with the buffer.
        let stream = tls.accept(conversation.stream.into_inner()).await?;
        Conversation::over(stream, Encryption::On, mailbox).run().await?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Encryption {
    Off,
    Demanded,
    On,
}

#[derive(PartialEq)]
enum End {
    HungUp,
    StartTls,
}

struct Conversation<'a, S> {
    stream: BufReader<S>,
    encryption: Encryption,
    mailbox: &'a Mailbox,
    from: Option<String>,
    to: Vec<String>,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Conversation<'a, S> {
    fn over(stream: S, encryption: Encryption, mailbox: &'a Mailbox) -> Self {
        Self { stream: BufReader::new(stream), encryption, mailbox, from: None, to: Vec::new() }
    }

    async fn greet(&mut self) -> io::Result<()> {
        tokio::time::sleep(self.mailbox.greeting_delay()).await;
        self.say("220 localhost ready").await
    }

    async fn run(&mut self) -> io::Result<End> {
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Ok(End::HungUp);
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.introduce().await?,
                "HELO" | "NOOP" => self.say("250 localhost").await?,
                "RSET" => {
                    self.forget();
                    self.say("250 forgotten").await?;
                }
                "STARTTLS" if self.encryption == Encryption::Demanded => {
                    self.say("220 go ahead").await?;
                    return Ok(End::StartTls);
                }
                "MAIL" | "RCPT" | "DATA" if self.encryption == Encryption::Demanded => self.say("530 STARTTLS first").await?,
                "MAIL" => {
                    if let Some(code) = self.mailbox.refuses_mail() {
                        self.say(&format!("{code} not now")).await?;
                        if code == 421 {
                            return Ok(End::HungUp);
                        }
                        continue;
                    }
                    self.forget();
                    self.from = Some(bracketed(argument).to_owned());
                    self.say("250 sender noted").await?;
                }
                "RCPT" => self.recipient(bracketed(argument)).await?,
                "DATA" if self.to.is_empty() => self.say("503 whom for?").await?,
                "DATA" => {
                    if !self.take().await? {
                        return Ok(End::HungUp);
                    }
                }
                "QUIT" => {
                    self.say("221 goodbye").await?;
                    return Ok(End::HungUp);
                }
                _ => self.say("502 not spoken here").await?,
            }
        }
    }

    async fn introduce(&mut self) -> io::Result<()> {
        let last = if self.encryption == Encryption::Demanded { "250 STARTTLS" } else { "250 HELP" };
        self.say(&format!("250-localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n{last}")).await
    }

    async fn recipient(&mut self, mailbox: &str) -> io::Result<()> {
        if self.from.is_none() {
            return self.say("503 from whom?").await;
        }
        if let Some(code) = self.mailbox.refuses_recipient(mailbox) {
            return self.say(&format!("{code} not here")).await;
        }
        self.to.push(mailbox.to_owned());
        self.say("250 recipient noted").await
    }

    /// Takes the text of a mail; `false` where the server hangs up over it.
    async fn take(&mut self) -> io::Result<bool> {
        self.say("354 end with a dot").await?;
        if self.mailbox.hangs_up_during_data() {
            self.line().await?;
            return Ok(false);
        }
        let mut data = Vec::new();
        loop {
            let line = self.line().await?;
            match line.strip_prefix(b".") {
                _ if line.is_empty() => return Ok(false),
                Some(b"\r\n") => break,
                Some(unstuffed) => data.extend_from_slice(unstuffed),
                None => data.extend_from_slice(&line),
            }
        }
        let mail = CapturedMail {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            data,
            encrypted: self.encryption == Encryption::On,
        };
        locked(&self.mailbox.mails).push(mail);
        if self.mailbox.hangs_up_after_data() {
            return Ok(false);
        }
        self.say("250 taken").await?;
        Ok(true)
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    /// The next line with its end; empty when the client has hung up.
    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).await?;
        Ok(line)
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }
}

/// The mailbox between the angle brackets of `FROM:<a@b> SIZE=1`.
fn bracketed(argument: &str) -> &str {
    let inside = argument.split_once('<').map_or("", |(_, rest)| rest);
    inside.split_once('>').map_or("", |(mailbox, _)| mailbox)
}

impl CapturedMail {
    /// A header on one line, as it was sent.
    pub fn header(&self, name: &str) -> Option<String> {
        header(split(&String::from_utf8_lossy(&self.data)).0, name)
    }

    /// The subject as a reader sees it; empty where there is none.
    pub fn subject(&self) -> String {
        self.header("Subject").map(|subject| readable(&subject)).unwrap_or_default()
    }

    /// The plain text as a reader sees it; empty where there is none.
    pub fn text(&self) -> String {
        plain_text(&String::from_utf8_lossy(&self.data)).unwrap_or_default()
    }
}

/// Header and body of a mail or of one of its parts.
fn split(part: &str) -> (&str, &str) {
    part.strip_prefix("\r\n").map(|body| ("", body)).or_else(|| part.split_once("\r\n\r\n")).unwrap_or((part, ""))
}

fn header(head: &str, name: &str) -> Option<String> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut fields = unfolded.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
}

fn plain_text(part: &str) -> Option<String> {
    let (head, body) = split(part);
    let kind = header(head, "Content-Type").unwrap_or_else(|| "text/plain".to_owned());
    if kind.starts_with("multipart/") {
        let boundary = format!("\r\n--{}", kind.split_once("boundary=")?.1.split(';').next()?.trim_matches('"'));
        let body = format!("\r\n{body}");
        let parts = body.split(&boundary).skip(1);
        return parts.take_while(|part| !part.starts_with("--")).find_map(|part| plain_text(part.strip_prefix("\r\n")?));
    }
    if !kind.starts_with("text/plain") {
        return None;
    }
    let bytes = match header(head, "Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(&body.replace("=\r\n", "")),
        "base64" => base64(body)?,
        _ => body.as_bytes().to_vec(),
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.split_whitespace().collect::<String>()).ok()
}

/// Bytes of `=C3=A1`; an `=` that stands for nothing stays.
fn quoted_printable(text: &str) -> Vec<u8> {
    let mut pieces = text.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        match piece.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(piece.bytes().skip(2));
            }
            None => bytes.extend(b"=".iter().copied().chain(piece.bytes())),
        }
    }
    bytes
}

/// RFC 2047: `=?utf-8?b?…?=` read, blanks between two such words dropped.
fn readable(text: &str) -> String {
    let (mut bytes, mut rest, mut behind_word) = (Vec::new(), text, false);
    while let Some((before, from)) = rest.find("=?").map(|at| rest.split_at(at)) {
        let Some((decoded, after)) = encoded_word(from) else { break };
        if !(behind_word && before.trim().is_empty()) {
            bytes.extend_from_slice(before.as_bytes());
        }
        bytes.extend(decoded);
        (rest, behind_word) = (after, true);
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The bytes of the word that `text` begins with, and what stands behind it.
fn encoded_word(text: &str) -> Option<(Vec<u8>, &str)> {
    let (_charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (word, after) = rest.split_once("?=")?;
    match encoding {
        "b" | "B" => Some((base64(word)?, after)),
        "q" | "Q" => Some((quoted_printable(&word.replace('_', " ")), after)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use lettre::{
        AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
        message::MultiPart,
        transport::smtp::client::{Certificate, Tls, TlsParameters},
    };
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    use super::{Behaviour, CapturedMail, Mode, SmtpServer, plain_text, readable};

    const SUBJECT: &str = "Lắng Nghe: có việc đang chờ cơ quan của bạn, trả lời trước 16 giờ 30 phút hôm nay, thứ bảy";
    const TEXT: &str = "Xin chào,\r\n.một dòng bắt đầu bằng dấu chấm\r\n..hai chấm\r\n.\r\nMột dòng rất dài: 1 = 1, và còn dài hơn nữa, dài đến mức phải ngắt, ngắt rồi lại nối.\r\n";

    type Mailer = AsyncSmtpTransport<Tokio1Executor>;

    fn mailer(server: &SmtpServer) -> Mailer {
        mailer_trusting(server, server.root_certificate_pem())
    }

    fn mailer_trusting(server: &SmtpServer, certificate: &str) -> Mailer {
        let certificate = Certificate::from_pem(certificate.as_bytes()).unwrap();
        let parameters = |host: &str| TlsParameters::builder(host.into()).add_root_certificate(certificate.clone()).build_rustls().unwrap();
        let builder = Mailer::from_url(&server.url()).unwrap();
        let builder = match server.mode {
            Mode::Plain => builder,
            Mode::StartTls => builder.tls(Tls::Required(parameters("127.0.0.1"))),
            Mode::Tls => builder.tls(Tls::Wrapper(parameters("localhost"))),
        };
        builder.timeout(Some(Duration::from_secs(5))).build()
    }

    fn message(to: &[&str]) -> Message {
        let builder = Message::builder().from("Lắng Nghe <hotline@example.vn>".parse().unwrap()).subject(SUBJECT).message_id(None);
        let builder = to.iter().fold(builder, |builder, to| builder.to(to.parse().unwrap()));
        builder.multipart(MultiPart::alternative_plain_html(TEXT.to_owned(), "<p>Xin chào</p>".to_owned())).unwrap()
    }

    /// The bytes of a mail as lettre sends them: always with one more line end before the closing dot.
    fn sent(message: &Message) -> Vec<u8> {
        [message.formatted(), b"\r\n".to_vec()].concat()
    }

    async fn arrives(mode: Mode) -> CapturedMail {
        let server = SmtpServer::start(mode, Behaviour::Accept).await;
        let message = message(&["a@example.vn", "b@example.vn"]);
        mailer(&server).send(message.clone()).await.unwrap();
        let [mail] = <[CapturedMail; 1]>::try_from(server.mails()).unwrap();
        assert_eq!(mail.from, "hotline@example.vn");
        assert_eq!(mail.to, ["a@example.vn", "b@example.vn"]);
        assert_eq!(mail.data, sent(&message));
        assert_eq!(mail.subject(), SUBJECT);
        assert_eq!(mail.text().trim_end(), TEXT.trim_end());
        mail
    }

    #[tokio::test]
    async fn a_mail_arrives_in_the_clear() {
        assert!(!arrives(Mode::Plain).await.encrypted);
    }

    #[tokio::test]
    async fn a_mail_arrives_after_starttls() {
        assert!(arrives(Mode::StartTls).await.encrypted);
    }

    #[tokio::test]
    async fn a_mail_arrives_over_tls_from_the_first_byte() {
        assert!(arrives(Mode::Tls).await.encrypted);
    }

    #[tokio::test]
    async fn lines_that_begin_with_a_dot_arrive_as_they_were_written() {
        let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
        let builder = Message::builder().from("x@example.vn".parse().unwrap()).to("a@example.vn".parse().unwrap());
        let message = builder.body("one\r\n.two\r\n..three\r\n.\r\nfour".to_owned()).unwrap();
        mailer(&server).send(message.clone()).await.unwrap();
        let [mail] = <[CapturedMail; 1]>::try_from(server.mails()).unwrap();
        assert_eq!(mail.data, sent(&message));
        assert_eq!(mail.text(), "one\r\n.two\r\n..three\r\n.\r\nfour\r\n");
    }

    #[tokio::test]
    async fn nothing_is_taken_in_the_clear_where_encryption_is_demanded() {
        let server = SmtpServer::start(Mode::StartTls, Behaviour::Accept).await;
        let clear = Mailer::builder_dangerous("127.0.0.1").port(server.port).build();
        let error = clear.send(message(&["a@example.vn"])).await.unwrap_err();
        assert_eq!(error.status().map(u16::from), Some(530));
        assert_eq!(server.mails(), []);
    }

    #[tokio::test]
    async fn a_client_that_trusts_another_certificate_sends_nothing() {
        let stranger = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
        for mode in [Mode::StartTls, Mode::Tls] {
            let server = SmtpServer::start(mode, Behaviour::Accept).await;
            mailer_trusting(&server, stranger.root_certificate_pem()).send(message(&["a@example.vn"])).await.unwrap_err();
            assert_eq!(server.mails(), []);
        }
    }

    #[tokio::test]
    async fn only_the_named_mailbox_is_refused() {
        let server = SmtpServer::start(Mode::Plain, Behaviour::RefuseRecipient(550, vec!["gone@example.vn".into()])).await;
        let error = mailer(&server).send(message(&["gone@example.vn"])).await.unwrap_err();
        assert!(error.is_permanent());
        assert_eq!(error.status().map(u16::from), Some(550));
        mailer(&server).send(message(&["here@example.vn"])).await.unwrap();
        assert_eq!(server.mails().iter().map(|mail| mail.to.concat()).collect::<Vec<_>>(), ["here@example.vn"]);
    }

    #[tokio::test]
    async fn the_first_mails_are_put_off() {
        for code in [421, 451] {
            let server = SmtpServer::start(Mode::Plain, Behaviour::Temporary(code, 2)).await;
            for _ in 0..2 {
                let error = mailer(&server).send(message(&["a@example.vn"])).await.unwrap_err();
                assert!(error.is_transient());
                assert_eq!(error.status().map(u16::from), Some(code));
            }
            mailer(&server).send(message(&["a@example.vn"])).await.unwrap();
            assert_eq!(server.mails().len(), 1);
        }
    }

    #[tokio::test]
    async fn the_line_breaks_in_the_middle_of_a_mail() {
        let server = SmtpServer::start(Mode::Tls, Behaviour::DropDuringData(1)).await;
        let error = mailer(&server).send(message(&["a@example.vn"])).await.unwrap_err();
        assert!(error.status().is_none() && !error.is_permanent());
        assert_eq!(server.mails(), []);
        mailer(&server).send(message(&["a@example.vn"])).await.unwrap();
        assert_eq!(server.mails().len(), 1);
    }

    #[tokio::test]
    async fn a_mail_taken_without_a_word_comes_twice_with_one_message_id() {
        let server = SmtpServer::start(Mode::Plain, Behaviour::DropAfterData(1)).await;
        let message = message(&["a@example.vn"]);
        mailer(&server).send(message.clone()).await.unwrap_err();
        mailer(&server).send(message).await.unwrap();
        let ids: Vec<_> = server.mails().iter().map(|mail| mail.header("message-id").unwrap()).collect();
        assert!(matches!(ids.as_slice(), [first, second] if first == second && first.starts_with('<')), "{ids:?}");
    }

    #[tokio::test]
    async fn a_slow_greeting_keeps_the_caller_waiting_until_it_is_told_otherwise() {
        let server = SmtpServer::start(Mode::Plain, Behaviour::SlowGreeting(Duration::from_mins(1))).await;
        let mailer = mailer(&server);
        tokio::time::timeout(Duration::from_millis(200), mailer.send(message(&["a@example.vn"]))).await.unwrap_err();
        server.set_behaviour(Behaviour::Accept);
        mailer.send(message(&["a@example.vn"])).await.unwrap();
        assert_eq!(server.mails().len(), 1);
    }

    /// Sends `lines` one by one and returns the codes of the replies, the greeting first.
    async fn codes(server: &SmtpServer, lines: &[&str]) -> Vec<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).await.unwrap();
        let mut codes = Vec::new();
        for line in std::iter::once(&"").chain(lines) {
            stream.write_all(line.as_bytes()).await.unwrap();
            let mut reply = [0; 512];
            let length = stream.read(&mut reply).await.unwrap();
            codes.push(String::from_utf8_lossy(&reply[..length]).chars().take(3).collect());
        }
        codes
    }

    #[tokio::test]
    async fn commands_are_answered_in_order_and_out_of_order() {
        let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
        let lines = [
            ("helo me\r\n", "250"),
            ("RCPT TO:<a@example.vn>\r\n", "503"),
            ("DATA\r\n", "503"),
            ("STARTTLS\r\n", "502"),
            ("MAIL FROM:<x@example.vn> SIZE=9\r\n", "250"),
            ("rcpt TO:<a@example.vn>\r\n", "250"),
            ("RSET\r\n", "250"),
            ("DATA\r\n", "503"),
            ("NOOP\r\n", "250"),
            ("MAIL FROM:<>\r\n", "250"),
            ("RCPT TO:<b@example.vn>\r\n", "250"),
            ("DATA\r\n", "354"),
            ("Subject: a\r\n\r\n..b\r\n.c\r\n.\r\n", "250"),
            ("QUIT\r\n", "221"),
        ];
        let replies = codes(&server, &lines.map(|(line, _)| line)).await;
        assert_eq!(replies, [vec!["220"], lines.map(|(_, code)| code).to_vec()].concat());
        let [mail] = <[CapturedMail; 1]>::try_from(server.mails()).unwrap();
        assert_eq!((mail.from.as_str(), mail.to.concat().as_str()), ("", "b@example.vn"));
        assert_eq!((mail.subject().as_str(), mail.text().as_str()), ("a", ".b\r\nc\r\n"));
    }

    #[test]
    fn encoded_subjects_are_read() {
        assert_eq!(readable("=?utf-8?b?TOG6r25n?= =?UTF-8?Q?_Nghe=3A?= 16:30"), "Lắng Nghe: 16:30");
        assert_eq!(readable("Re: =?utf-8?q?h=C3=B4m?= nay"), "Re: hôm nay");
        assert_eq!(readable("plain =? not a word"), "plain =? not a word");
    }

    #[test]
    fn the_plain_part_is_found_and_decoded() {
        let nested = "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\npreamble\r\n--x\r\nContent-Type: multipart/alternative;\r\n boundary=y\r\n\r\n\
            --y\r\nContent-Type: text/html\r\n\r\n<p>\r\n--y\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
            TOG6\r\nr25n\r\n--y--\r\n--x--\r\n";
        assert_eq!(plain_text(nested).as_deref(), Some("Lắng"));
        let quoted = "Content-Type: text/plain\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\nh=C3=B4m =\r\nnay=2E 1=1";
        assert_eq!(plain_text(quoted).as_deref(), Some("hôm nay. 1=1"));
        assert_eq!(plain_text("Content-Type: text/html\r\n\r\n<p>"), None);
        assert_eq!(plain_text("\r\nno header").as_deref(), Some("no header"));
    }
}
