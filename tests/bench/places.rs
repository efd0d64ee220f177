//! How long it takes to suggest places for what somebody typed, and to load all there are, in this process.

use std::{
    collections::BTreeSet,
    hint::black_box,
    time::{Duration, Instant},
};

use langnghe::localities::{Boundaries, Places, seed};

use crate::{
    inputs,
    table::{heading, line, median, micros, quantile},
};

const SUGGESTING_AIM: Duration = Duration::from_millis(20);
const ROUNDS: usize = 5;
/// As much as a request to the look-up may carry.
const HOSTILE_BYTES: usize = 64 * 1024;

pub fn measure() {
    heading("places, from memory");
    let begun = Instant::now();
    let places = Places::from_seeds().unwrap();
    line("reading all names and making the index", &micros(begun.elapsed()), &[]);
    let begun = Instant::now();
    black_box(Boundaries::load(seed::BOUNDARIES_GZ).unwrap());
    line("reading all boundaries", &micros(begun.elapsed()), &[]);
    let lines: Vec<inputs::Input> = inputs::generated().into_iter().chain(inputs::by_hand()).collect();
    let kinds: BTreeSet<&str> = lines.iter().map(|line| line.noise).collect();
    let divided = lines.iter().filter(|line| line.communes.len() > 1).count();
    let what = format!("{} lines of {} kinds, {divided} with several right answers", lines.len(), kinds.len());
    let typed: Vec<&str> = lines.iter().map(|line| line.typed.as_str()).collect();
    // What stands in the field while it is being typed is asked for as well.
    let begun: Vec<String> = typed.iter().flat_map(|text| [3, 6, 10].map(|letters| text.chars().take(letters).collect())).collect();
    of("suggestions", &typed, &what, |text| drop(black_box(places.find(text, 10))));
    of("suggestions for beginnings", &begun.iter().map(String::as_str).collect::<Vec<_>>(), "3, 6 and 10 letters of each", |text| {
        drop(black_box(places.find(text, 10)));
    });
    of("what it means for routing", &typed, &what, |text| drop(black_box(places.locate_text(text))));
    let hostile = ["phường 1 quận 1 ", "Tân Thành, Cà Mau, ", "a b c d "].map(|text| text.repeat(HOSTILE_BYTES / text.len()));
    of("suggestions for 64 KB", &hostile.each_ref().map(String::as_str), "three hostile texts", |text| {
        drop(black_box(places.find(text, 10)));
    });
}

fn of(name: &str, texts: &[&str], what: &str, act: impl Fn(&str)) {
    let one = |text: &&str| {
        let begun = Instant::now();
        act(text);
        begun.elapsed()
    };
    let mut times: Vec<Duration> = (0..ROUNDS).flat_map(|_| texts.iter().map(one).collect::<Vec<_>>()).collect();
    let (middle, ninety_ninth) = (median(&mut times), quantile(&mut times, 0.99));
    let met = if ninety_ninth < SUGGESTING_AIM { "met" } else { "MISSED" };
    line(
        name,
        &format!("{} median", micros(middle)),
        &[format!("{} at the 99th percentile (aim 20 ms: {met}), {what}", micros(ninety_ninth))],
    );
}
