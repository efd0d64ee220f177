//! Figures as lines of a table.

use std::time::Duration;

/// Begins a table.
pub fn heading(title: &str) {
    println!("\n{title}");
}

/// One figure, with its ratios and remarks.
pub fn line(name: &str, figure: &str, remarks: &[String]) {
    println!("  {name:<44}{figure:>14}   {}", remarks.join("   "));
}

/// `figure` against `against`, with the aim where there is one.
pub fn ratio(figure: f64, against: f64, of: &str, aim: Option<f64>) -> String {
    let ratio = figure / against;
    let verdict = aim.map_or(String::new(), |aim| format!(" (aim {aim:.1}: {})", if ratio >= aim { "met" } else { "MISSED" }));
    format!("{ratio:.2} × {of}{verdict}")
}

/// Reports, cases, whatever, in a second.
pub fn per_second(rate: f64) -> String {
    format!("{rate:.0}/s")
}

/// A duration with three digits or so.
pub fn micros(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    if micros < 1e3 {
        format!("{micros:.0} µs")
    } else if micros < 1e6 {
        format!("{:.2} ms", micros / 1e3)
    } else {
        format!("{:.2} s", micros / 1e6)
    }
}

/// The value at `share` of the sorted times.
pub fn quantile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
    let at = ((times.len() as f64) * share) as usize;
    times.get(at.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

pub fn median(times: &mut [Duration]) -> Duration {
    quantile(times, 0.5)
}
