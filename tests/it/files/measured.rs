//! What many files at once cost. Slow, and of the machine: run it by name with `--ignored`.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use langnghe::files::FileKind;
use serde_json::{Value, json};

use super::{cleaned, photo};
use crate::{process::Installation, support::PASSWORD};

const CLIENTS: usize = 64;
const FILE_BYTES: usize = 10 * 1024 * 1024;
const MOST_KIB: u64 = 200 * 1024;
const PATIENCE: Duration = Duration::from_mins(5);

/// A photo that no other client has.
fn photo_of(client: usize) -> Vec<u8> {
    let mut photo = photo(FILE_BYTES);
    let middle = photo.len() / 2;
    photo[middle..middle + 8].copy_from_slice(&(client as u64 + 1).to_be_bytes().map(|byte| byte % 0x7f));
    photo
}

fn ask(to: SocketAddr, head: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(format!("{head}host: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let status = String::from_utf8_lossy(&answer[9..12]).parse().unwrap();
    (status, answer.split_off(end + 4))
}

fn json_of(answer: &(u16, Vec<u8>), status: u16) -> Value {
    assert_eq!(answer.0, status, "{}", String::from_utf8_lossy(&answer.1));
    serde_json::from_slice(&answer.1).unwrap()
}

#[test]
#[ignore = "a measurement: 64 clients with 10 MB each"]
fn sixty_four_files_at_once_fit_into_memory_and_read_back_identical() {
    let installation = Installation::ready();
    let add =
        ["staff", "add", "--email", "lan@example.vn", "--name", "Lan", "--role", "responder", "--office", "ubnd-26740", "--password-stdin"];
    installation.run_with(&add, PASSWORD).expect(0);
    let server = installation.serve(&[]);
    let to = server.address();
    let (rest, began) = (server.memory_kib("VmRSS"), Instant::now());
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            thread::spawn(move || {
                let sent = ask(to, "POST /api/v1/files HTTP/1.1\r\ncontent-type: image/jpeg\r\n", &photo_of(client));
                let token = json_of(&sent, 201)["token"].clone();
                let report = json!({"story": "x", "place": {"commune": "26740"}, "files": [token]}).to_string();
                let head = "POST /api/v1/reports HTTP/1.1\r\ncontent-type: application/json\r\n";
                json_of(&ask(to, head, report.as_bytes()), 201)["case_code"].as_str().unwrap().to_owned()
            })
        })
        .collect();
    let codes: Result<Vec<String>, _> = clients.into_iter().map(thread::JoinHandle::join).collect();
    // What a server says of its own fault stands in its log only.
    let codes = codes.unwrap_or_else(|_| panic!("after {:?}: {}", began.elapsed(), server.log()));
    let (sent_in, most) = (began.elapsed(), server.memory_kib("VmHWM"));
    let signed = json!({"email": "lan@example.vn", "password": PASSWORD}).to_string();
    let head = "POST /api/v1/sessions HTTP/1.1\r\ncontent-type: application/json\r\n";
    let token = json_of(&ask(to, head, signed.as_bytes()), 201)["token"].as_str().unwrap().to_owned();
    for (client, code) in codes.iter().enumerate() {
        let get = |path: &str| ask(to, &format!("GET {path} HTTP/1.1\r\nauthorization: Bearer {token}\r\n"), b"");
        let case = json_of(&get(&format!("/api/v1/cases/{code}")), 200);
        let file = case["opened"]["files"][0]["id"].as_str().unwrap().to_owned();
        let (status, bytes) = get(&format!("/api/v1/cases/{code}/files/{file}"));
        assert!(status == 200 && bytes == cleaned(FileKind::Jpeg, &photo_of(client)), "file {client} came back changed");
    }
    println!(
        "{CLIENTS} files of {FILE_BYTES} bytes in {sent_in:?}; resident at rest {} MB, at most {} MB while they came, {} MB after reading them",
        rest / 1024,
        most / 1024,
        server.memory_kib("VmHWM") / 1024
    );
    assert!(most < MOST_KIB, "{most} KiB");
}
