//! The pages in a real browser: with script, without it, and before the eyes of axe.
//!
//! Speaks to chromedriver in its own protocol, JSON over HTTP, by hand: one client of forty lines instead of a dependency. Where the
//! machine has no browser the test says so loudly and ends; where axe is missing it fails, because `tests/run` fetches it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::support::{COMMITTEE, OFFICE, PARENT, PASSWORD, TestApp};

const CHROMIUM: [&str; 3] = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const DRIVER: &str = "/usr/bin/chromedriver";
const PATIENCE: Duration = Duration::from_secs(15);
const PREFS: &str = "profile.managed_default_content_settings.javascript";

/// A port that nobody listens on just now.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// chromedriver, ended with the test.
struct Driver {
    child: Child,
    port: u16,
}

/// A window of a browser with a profile of its own.
struct Window<'d> {
    driver: &'d Driver,
    session: String,
    site: String,
    profile: std::path::PathBuf,
}

impl Driver {
    fn start() -> Self {
        let port = free_port();
        let child = Command::new(DRIVER).arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let driver = Self { child, port };
        wait_until("chromedriver answers", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        driver
    }

    /// One command; gives its value, or the error as text.
    fn try_call(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(|e| e.to_string())?;
        stream.set_read_timeout(Some(PATIENCE * 2)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).map_err(|e| e.to_string())?;
        let answer = read_answer(&mut stream)?;
        let value = serde_json::from_slice::<Value>(&answer).map_err(|e| e.to_string())?["value"].clone();
        if value["error"].is_string() { Err(format!("{path}: {value}")) } else { Ok(value) }
    }

    #[track_caller]
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_call(method, path, body).unwrap()
    }

    fn window(&self, site: &str, script: bool) -> Window<'_> {
        let profile = std::env::temp_dir().join(format!("langnghe-browser-{}-{}", std::process::id(), free_port()));
        let binary = CHROMIUM.into_iter().find(|path| Path::new(path).exists()).unwrap();
        let mut args: Vec<String> = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
            .into_iter()
            .chain(["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"])
            // The site that leaving leads to is not on this machine, and nothing is asked elsewhere.
            .chain(["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"])
            .map(str::to_owned)
            .collect();
        args.push(format!("--user-data-dir={}", profile.display()));
        let mut options = json!({"binary": binary, "args": args});
        if !script {
            options["prefs"] = json!({PREFS: 2});
        }
        let wanted = json!({"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}});
        let session = self.call("POST", "/session", &wanted)["sessionId"].as_str().unwrap().to_owned();
        Window { driver: self, session, site: site.to_owned(), profile }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        drop(self.driver.try_call("DELETE", &format!("/session/{}", self.session), &Value::Null));
        drop(std::fs::remove_dir_all(&self.profile));
    }
}

/// The body of an answer of known length: the driver keeps the connection open.
fn read_answer(stream: &mut TcpStream) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let read = stream.read(&mut piece).map_err(|e| e.to_string())?;
        bytes.extend_from_slice(&piece[..read]);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            if length.is_some_and(|length| bytes.len() >= end + 4 + length) || read == 0 {
                return Ok(bytes.split_off(end + 4));
            }
        } else if read == 0 {
            return Err("no answer".to_owned());
        }
    }
}

#[track_caller]
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Window<'_> {
    fn path(&self, end: &str) -> String {
        format!("/session/{}/{end}", self.session)
    }

    #[track_caller]
    fn go(&self, path: &str) {
        self.driver.call("POST", &self.path("url"), &json!({"url": format!("{}{path}", self.site)}));
    }

    fn url(&self) -> String {
        self.driver.call("GET", &self.path("url"), &Value::Null).as_str().unwrap().to_owned()
    }

    fn find(&self, css: &str) -> Result<String, String> {
        let found = self.driver.try_call("POST", &self.path("element"), &json!({"using": "css selector", "value": css}))?;
        Ok(found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned())
    }

    #[track_caller]
    fn click(&self, css: &str) {
        let element = self.find(css).unwrap();
        self.driver.call("POST", &self.path(&format!("element/{element}/click")), &json!({}));
    }

    #[track_caller]
    fn write(&self, css: &str, text: &str) {
        let element = self.find(css).unwrap();
        self.driver.call("POST", &self.path(&format!("element/{element}/value")), &json!({"text": text}));
    }

    /// Presses a button and waits for what the next page must have.
    #[track_caller]
    fn press(&self, css: &str, then: &str) {
        self.click(css);
        wait_until(&format!("{then} is there, at {}", self.url()), || self.find(then).is_ok());
    }

    #[track_caller]
    fn texts(&self, css: &str) -> Vec<String> {
        let found = self.driver.call("POST", &self.path("elements"), &json!({"using": "css selector", "value": css}));
        let ids = found.as_array().unwrap().iter().map(|one| one.as_object().unwrap().values().next().unwrap().as_str().unwrap());
        let text = |id: &str| self.driver.call("GET", &self.path(&format!("element/{id}/text")), &Value::Null);
        ids.map(|id| text(id).as_str().unwrap().to_owned()).collect()
    }

    /// What axe finds wrong on the page that is open.
    #[track_caller]
    fn must_please(&self, axe: &str, what: &str) {
        self.driver.call("POST", &self.path("execute/sync"), &json!({"script": axe, "args": []}));
        let script = "const done = arguments[0]; axe.run().then(found => done(found.violations.map(v => \
            v.id + ' at ' + v.nodes.map(node => node.target.join(' ')).join(', '))), error => done([String(error)]))";
        let found = self.driver.call("POST", &self.path("execute/async"), &json!({"script": script, "args": []}));
        assert_eq!(found, json!([]), "{what}");
    }

    fn tell(&self, story: &str) -> (String, String) {
        self.go("/report");
        self.write("#story", story);
        self.write("#place_text", "Phường Sài Gòn");
        self.press("main form button[type=submit]", ".letters");
        let code = self.texts(".letters").join("-");
        self.press(".rarely summary", ".case-code");
        (code, self.texts(".case-code").remove(0))
    }

    fn come_back(&self, code: &str) {
        self.go("/follow-up");
        self.write("#code", &code.to_lowercase());
        self.press("main form button", "#messages");
    }

    fn sign_in(&self, email: &str, then: &str) {
        self.go(&format!("/desk/sign-in?next={then}"));
        self.write("#email", email);
        self.write("#password", PASSWORD);
        self.press("main form button", ".me");
    }
}

fn with_script(driver: &Driver, site: &str, axe: &str) {
    let window = driver.window(site, true);
    window.go("/");
    window.must_please(axe, "start");
    window.go("/report");
    window.must_please(axe, "report");
    let (code, case) = window.tell("Cháu bé nhà bên bị bỏ đói");
    assert_eq!(code.len(), 19);
    window.must_please(axe, "received");
    window.come_back(&code);
    window.must_please(axe, "follow-up");
    window.sign_in("minh@x.example", "/desk");
    window.must_please(axe, "queue");
    duty_pages(&window, axe);
    window.go(&format!("/desk/cases/{case}"));
    assert!(window.texts(".told").concat().contains("bị bỏ đói"));
    window.must_please(axe, "case");
    window.go("/oversight");
    window.must_please(axe, "oversight");
    window.go("/follow-up");
    assert!(window.find("#messages").is_ok(), "still open");
    // Shift three times: the page is gone at once, although the place it leads to cannot be reached from here.
    let shift = |kind: &str| json!({"type": kind, "value": "\u{e008}"});
    let presses: Vec<Value> = (0..3).flat_map(|_| [shift("keyDown"), shift("keyUp")]).collect();
    let keys = json!({"actions": [{"type": "key", "id": "keys", "actions": presses}]});
    drop(driver.try_call("POST", &window.path("actions"), &keys));
    wait_until("the page has left", || !window.url().starts_with(site));
    drop(driver.try_call("POST", &window.path("back"), &json!({})));
    window.go("/follow-up");
    assert!(window.find("#code").is_ok(), "the session is over");
}

/// What an administrator does with a table, before the eyes of axe; nothing here needs script.
fn registers(driver: &Driver, site: &str, axe: &str) {
    let window = driver.window(site, true);
    window.sign_in("tinh@x.example", "/admin/registers");
    window.must_please(axe, "registers");
    let path = "/admin/registers/duty-phones";
    window.go(path);
    window.must_please(axe, "a register");
    window.write("#pasted", "office,phone\nubnd-26740,khong");
    window.press("form[action$='/preview'] button", "#faults");
    window.must_please(axe, "faults of a table");
    window.go(path);
    window.write("#pasted", "office,phone\nubnd-26740,028 0000 0001");
    window.press("form[action$='/preview'] button", "#preview");
    window.must_please(axe, "a preview");
    window.press("form[action$='/import'] button", ".note[role=status]");
    assert!(window.texts(".note").concat().contains('1'));
    window.must_please(axe, "a table brought in");
}

fn duty_pages(window: &Window<'_>, axe: &str) {
    window.go("/desk/duty");
    window.must_please(axe, "who is on duty");
    window.go("/admin/duty");
    window.must_please(axe, "rosters");
    window.go("/admin/duty/ubnd-26740");
    window.press("button[value=add-1]", "#from-0");
    window.must_please(axe, "a week that is being written");
    window.press("button[value=save]", ".summary, h1");
    window.must_please(axe, "a week");
}

fn administering(driver: &Driver, site: &str, axe: &str, person: &str) {
    let window = driver.window(site, true);
    window.sign_in("an@x.example", "/admin");
    let person = format!("/admin/people/{person}");
    for path in ["/admin", "/admin/offices?q=26740", "/admin/offices/ubnd-26740", "/admin/people", &person, "/desk/invitation?t=void"] {
        window.go(path);
        window.must_please(axe, path);
    }
    window.go(&person);
    window.press("form[action$='/departure'] button", "[name=confirmed]");
    window.must_please(axe, "what becomes of the work of somebody who leaves");
}

fn without_script(driver: &Driver, site: &str) {
    let window = driver.window(site, false);
    let (code, _) = window.tell("Không có script");
    window.come_back(&code);
    window.write("#message", "Tối họ về");
    window.press("form[action='/follow-up/messages'] button", "[role=status]");
    window.press("details.folded summary", "form[action$='/open']");
    window.press("form[action$='/open'] button", ".said");
    assert!(window.texts(".said").concat().contains("Tối họ về"));
    drop(window.find("header .leave").map(|link| driver.try_call("POST", &window.path(&format!("element/{link}/click")), &json!({}))));
    wait_until("the page has left", || !window.url().starts_with(site));
    window.go("/follow-up");
    assert!(window.find("#code").is_ok(), "the session is over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_browser_reports_comes_back_leaves_and_axe_finds_nothing_wrong() {
    if !Path::new(DRIVER).exists() || !CHROMIUM.iter().any(|path| Path::new(path).exists()) {
        eprintln!("\n\n  NO PAGE WAS OPENED IN A BROWSER: chromium or chromedriver is missing on this machine (tests/run installs them)\n");
        return;
    }
    let axe = std::env::var("LANGNGHE_TEST_AXE").expect("LANGNGHE_TEST_AXE names no axe.min.js: tests/run fetches axe-core with npm");
    let axe = std::fs::read_to_string(&axe).unwrap_or_else(|e| panic!("{axe}: {e}"));
    let app = TestApp::sqlite().await;
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    app.db_add_staff("tinh@x.example", Role::Administrator, PARENT).await;
    app.db_add_staff("an@x.example", Role::Administrator, COMMITTEE).await;
    let minh = crate::administration::id_of(&app, "minh@x.example").await;
    let site = app.serve().await;
    tokio::task::spawn_blocking(move || {
        let driver = Driver::start();
        with_script(&driver, &site, &axe);
        administering(&driver, &site, &axe, &minh);
        without_script(&driver, &site);
        registers(&driver, &site, &axe);
    })
    .await
    .unwrap();
    app.finish().await;
}
