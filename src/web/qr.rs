//! A square code that opens an address, as one path of a picture: no markup is built here, the template draws it.

use qrcode::{Color, EcLevel, QrCode};

/// Empty modules around the code, without which scanners do not find it (ISO/IEC 18004).
const QUIET: usize = 4;

/// A square code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Length of a side in modules, the quiet zone included.
    pub side: usize,
    /// The dark modules, as data of an SVG path.
    pub path: String,
}

impl Qr {
    /// The code of an address; nothing for one that is longer than any code holds.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        // A quarter of a printed card may be worn off before it is no longer read.
        let code = QrCode::with_error_correction_level(address, EcLevel::Q).ok()?;
        let width = code.width();
        let mut runs: Vec<String> = Vec::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    runs.push(format!("M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len()));
                }
                x += run.len();
            }
        }
        Some(Self { side: width + 2 * QUIET, path: runs.concat() })
    }
}

#[cfg(test)]
mod tests {
    use super::{QUIET, Qr};

    /// The dark modules that a path draws.
    fn drawn(qr: &Qr) -> usize {
        let runs = qr.path.split('h').skip(1).filter(|run| !run.starts_with('-'));
        runs.map(|run| run.split('v').next().unwrap().parse::<usize>().unwrap()).sum()
    }

    #[test]
    fn every_dark_module_is_drawn_once_inside_the_quiet_zone() {
        let address = "https://langnghe.example/report?at=btxh-hoa-sen";
        let qr = Qr::of(address).unwrap();
        let code = qrcode::QrCode::with_error_correction_level(address, qrcode::EcLevel::Q).unwrap();
        assert_eq!(qr.side, code.width() + 2 * QUIET);
        assert_eq!(drawn(&qr), code.to_colors().iter().filter(|color| **color == qrcode::Color::Dark).count());
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "the corner mark begins after the quiet zone: {}", &qr.path[..20]);
    }

    #[test]
    fn an_address_longer_than_any_code_is_no_panic() {
        assert_eq!(Qr::of(&"x".repeat(10_000)), None);
    }
}
