//! Files with a report: sent, cleaned, sealed, claimed, read, forgotten.

mod adding;
mod killed;
mod measured;
mod reading;
mod refused;
mod sending;
mod slow;
mod sweeping;

use axum::http::Method;
use langnghe::files::{FileKind, clean::cleaner};

use crate::support::{Answer, Client, TestApp};

/// Stands in what must be taken out of a photo, and must stand nowhere afterwards.
pub const POSITION: &str = "GPS-VI-TRI-10.7769-106.7009";
/// Stands in the pixels, and must stand in no file on the disk.
pub const PIXELS: &str = "KANARIENVOGEL-PIXELS";
const BOUNDARY: &str = "ranh-gioi-7d1c";

/// A photo with a position in its Exif block, its pixels as large as asked.
pub fn photo(pixels: usize) -> Vec<u8> {
    let segment = |mark: u8, body: &[u8]| [[0xff, mark].as_slice(), &u16::try_from(body.len() + 2).unwrap().to_be_bytes(), body].concat();
    let frame = segment(0xc0, &[8, 0, 4, 0, 4, 1, 1, 0x11, 0]);
    let drawn: Vec<u8> = PIXELS.bytes().cycle().take(pixels.max(PIXELS.len())).collect();
    let parts = [segment(0xe1, format!("Exif\0\0{POSITION}").as_bytes()), frame, segment(0xda, &[1, 1, 0, 0, 63, 0]), drawn];
    [b"\xff\xd8".as_slice(), &parts.concat(), b"\xff\xd9"].concat()
}

/// A short recording of a voice.
pub fn voice() -> Vec<u8> {
    let frame = [[0xff, 0xfb, 0x90, 0x00].as_slice(), &[7; 413]].concat();
    [b"ID3\x04\0\0\0\0\x00\x0a0123456789".as_slice(), &frame, &frame].concat()
}

/// What is left of a file.
pub fn cleaned(kind: FileKind, file: &[u8]) -> Vec<u8> {
    let (mut cleaner, mut out) = (cleaner(kind), Vec::new());
    cleaner.push(file, &mut out).unwrap();
    cleaner.finish(&mut out).unwrap();
    out
}

/// A form with files, as a browser sends it.
#[derive(Clone, Default)]
pub struct Form(Vec<u8>);

impl Form {
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.0.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        self
    }

    pub fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        self.0.extend(head.bytes());
        self.0.extend(bytes);
        self.0.extend(b"\r\n");
        self
    }

    /// The body as it stands, without an end.
    pub fn cut(self) -> Vec<u8> {
        self.0
    }

    pub fn bytes(mut self) -> Vec<u8> {
        self.0.extend(format!("--{BOUNDARY}--\r\n").bytes());
        self.0
    }

    pub async fn send(self, client: &Client, path: &str) -> Answer {
        send_bytes(client, path, self.bytes()).await
    }
}

pub async fn send_bytes(client: &Client, path: &str, body: Vec<u8>) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    client.send(Method::POST, path, &[("content-type", &kind)], body).await
}

/// A form that reports a story.
pub fn report_form() -> Form {
    Form::default().text("story", "Cháu bé bị đánh, tôi có ảnh.").text("place_text", "Phường Sài Gòn, TP. Hồ Chí Minh").text("danger", "no")
}

/// Sends one file ahead of its report. Returns its token.
pub async fn send_ahead(client: &Client, file: &[u8]) -> String {
    let answer = client.send(Method::POST, "/api/v1/files", &[("content-type", "application/octet-stream")], file.to_vec()).await;
    answer.expect(201).text_at("/token")
}

/// A report by program with these files.
pub fn report_with(tokens: &[String]) -> serde_json::Value {
    serde_json::json!({"story": "Cháu bé bị đánh.", "category": "violence", "place": {"commune": "26740"}, "files": tokens})
}

impl TestApp {
    /// Every byte that lies in the store, and how many files.
    pub fn db_stored_files(&self) -> (usize, Vec<u8>) {
        let files: Vec<_> = std::fs::read_dir(&self.ctx.config.files).unwrap().map(|entry| entry.unwrap().path()).collect();
        (files.len(), files.iter().flat_map(|path| std::fs::read(path).unwrap()).collect())
    }

    pub async fn db_files(&self) -> i64 {
        self.db_count("SELECT COUNT(*) FROM attachment").await
    }

    pub async fn db_only_case(&self) -> String {
        let codes = self.db_texts("SELECT code FROM case_file").await;
        assert_eq!(codes.len(), 1);
        codes[0].clone()
    }
}

/// The values under which a page that came back names the files that wait.
pub fn kept(page: &str) -> Vec<String> {
    let values = page.split("name=\"kept_file\" value=\"").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
