//! A process that dies while a file arrives leaves no half file that counts, and nothing that can be read.

use std::{
    fs,
    io::Write,
    net::TcpStream,
    path::PathBuf,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{BOUNDARY, PIXELS, POSITION, photo, report_form};
use crate::{process::Installation, support::contains};

/// All that lies in the store.
fn stored(folder: &PathBuf) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn a_process_killed_while_a_file_arrives_leaves_no_half_file_and_nothing_readable() {
    let installation = Installation::ready();
    let folder = installation.folder().join("var/files");
    let server = installation.serve(&[]);
    let body = report_form().file("tay.jpg", &photo(5_000_000)).bytes();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /report HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..body.len() / 2]).unwrap();
    let began = Instant::now();
    while stored(&folder).iter().all(|(_, bytes)| bytes.is_empty()) {
        assert!(began.elapsed() < Duration::from_secs(30), "nothing arrives");
        sleep(Duration::from_millis(5));
    }
    server.kill();
    let left = stored(&folder);
    assert!(!left.is_empty(), "something of it lies there");
    for (path, bytes) in &left {
        assert!(path.to_string_lossy().contains('#'), "half a file has a name: {}", path.display());
        assert!(!contains(bytes, PIXELS.as_bytes()) && !contains(bytes, POSITION.as_bytes()), "it can be read");
    }
    let database = fs::read(installation.folder().join("var/langnghe.sqlite")).unwrap();
    assert!(!contains(&database, PIXELS.as_bytes()));
    let database = installation.folder().join("var");
    for entry in fs::read_dir(&database).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        assert!(!contains(&fs::read(&entry).unwrap(), PIXELS.as_bytes()), "{}", entry.display());
    }
    assert_eq!(installation.count("SELECT COUNT(*) FROM attachment"), 0);
    assert_eq!(installation.count("SELECT COUNT(*) FROM case_file"), 0);
}
