//! Everything this process logs, at the finest level, for those who look for what must not be there.

use std::{
    io::Write,
    sync::{LazyLock, Mutex, PoisonError},
};

use super::{CANARY, contains};

/// Bytes kept; older lines go first.
const KEPT: usize = 64 * 1024 * 1024;

#[derive(Default)]
struct Captured {
    text: Vec<u8>,
    /// Lines with the canary, kept whatever else is dropped.
    offending: Vec<String>,
}

static CAPTURED: Mutex<Captured> = Mutex::new(Captured { text: Vec::new(), offending: Vec::new() });

static STARTED: LazyLock<bool> = LazyLock::new(|| {
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(|| Tap).finish();
    tracing::subscriber::set_global_default(subscriber).is_ok()
});

/// Starts capturing, once per process.
pub fn capture() {
    assert!(*STARTED, "another subscriber was first: nothing would be captured");
}

/// What was logged so far by whatever ran in this process.
pub fn logged() -> String {
    let captured = CAPTURED.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&captured.text).into_owned()
}

/// Lines that hold the canary.
pub fn offending() -> Vec<String> {
    CAPTURED.lock().unwrap_or_else(PoisonError::into_inner).offending.clone()
}

struct Tap;

impl Write for Tap {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let mut captured = CAPTURED.lock().unwrap_or_else(PoisonError::into_inner);
        if contains(line, CANARY.as_bytes()) {
            captured.offending.push(String::from_utf8_lossy(line).into_owned());
        }
        if captured.text.len() + line.len() > KEPT {
            captured.text.drain(..KEPT / 2);
        }
        captured.text.extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
