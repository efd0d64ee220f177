//! How often what people type is understood: generated lines and lines by hand, each with the communes that are right.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use langnghe::localities::{Places, TextMatch};

use super::inputs::{Input, by_hand, generated};
use crate::support::places;

const FIRST_OF_ALL: f64 = 0.95;
const AMONG_THREE: f64 = 0.99;

#[derive(Default)]
struct Tally {
    all: u32,
    first: u32,
    three: u32,
    settled: u32,
    wrong: u32,
}

impl Tally {
    fn add(&mut self, places: &Places, input: &Input) {
        let found = places.find(&input.typed, 3);
        let right = |found: &langnghe::localities::Suggestion| input.communes.contains(found.commune.as_str());
        self.all += 1;
        let (first, three) = (found.first().is_some_and(right), found.iter().any(right));
        self.first += u32::from(first);
        self.three += u32::from(three);
        let located = places.locate_text(&input.typed);
        if let TextMatch::One(code) = &located {
            self.settled += 1;
            self.wrong += u32::from(!input.communes.contains(code.as_str()));
        }
        let guessed = matches!(&located, TextMatch::One(code) if !input.communes.contains(code.as_str()));
        if !first || guessed {
            let offered: Vec<&str> = found.iter().map(|found| found.label.as_str()).collect();
            println!(
                "  {} [{}] first {first}, of three {three}: {:?} for {:?}; {located:?}",
                input.typed, input.noise, offered, input.communes
            );
        }
    }

    fn rates(&self) -> (f64, f64) {
        (f64::from(self.first) / f64::from(self.all), f64::from(self.three) / f64::from(self.all))
    }
}

fn evaluate(inputs: &[Input]) -> Tally {
    let places = places();
    let mut by_noise: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut whole = Tally::default();
    for input in inputs {
        by_noise.entry(input.noise).or_default().add(&places, input);
    }
    for (noise, tally) in &by_noise {
        let (first, three) = tally.rates();
        println!(
            "{noise:28} {:4} lines, first {:5.1} %, among three {:5.1} %; routed to one {:3}, wrongly {}",
            tally.all,
            100.0 * first,
            100.0 * three,
            tally.settled,
            tally.wrong
        );
        whole.all += tally.all;
        whole.first += tally.first;
        whole.three += tally.three;
        whole.settled += tally.settled;
        whole.wrong += tally.wrong;
    }
    let (first, three) = whole.rates();
    println!("all {} lines: first {:.1} %, among three {:.1} %, routed wrongly {}", whole.all, 100.0 * first, 100.0 * three, whole.wrong);
    whole
}

#[test]
fn what_people_type_is_understood() {
    let inputs = generated();
    assert!(inputs.len() >= 300);
    let tally = evaluate(&inputs);
    let (first, three) = tally.rates();
    assert!(first >= FIRST_OF_ALL && three >= AMONG_THREE, "first {first:.3}, among three {three:.3}");
    assert_eq!(tally.wrong, 0, "a report goes to one commune only when nothing else can be meant");
}

#[test]
fn addresses_written_by_hand_are_understood() {
    let inputs = by_hand();
    assert!(inputs.len() >= 100);
    let tally = evaluate(&inputs);
    let (first, three) = tally.rates();
    assert!(first >= FIRST_OF_ALL && three >= AMONG_THREE, "first {first:.3}, among three {three:.3}");
    assert_eq!(tally.wrong, 0, "a report goes to one commune only when nothing else can be meant");
}

/// Streets, shops and hamlets that are called like a ward somewhere: a guess would send the report there.
#[test]
fn what_names_no_commune_is_never_settled() {
    for typed in [
        "đường Nguyễn Trãi",
        "12 Lê Lợi, Hải Châu, Đà Nẵng",
        "quán phở Bát Đàn, Hà Nội",
        "chợ Bến Thành",
        "trường tiểu học Trần Phú",
        "hẻm 12 Lê Hồng Phong quận 10",
        "bệnh viện Chợ Rẫy",
        "ngã tư Hàng Xanh, Bình Thạnh",
        "Tân Thành",
        "phường 5",
        "xã Tân Tiến",
        "Quận 1",
        "thành phố Thủ Đức",
        "Hà Nội",
        "tỉnh Cà Mau",
        "phường 1, TP HCM",
        "nhà bà Năm ấp 3",
        "cầu Rạch Miễu, Bến Tre",
        "gần ga Hải Dương",
        "cty Samsung Yên Phong Bắc Ninh",
        "xom 5 Tân Hải",
        "Long Thành",
        "đường Hùng Vương, Huế",
        "Châu Thành",
        "phường Trần Hưng Đạo",
        "huyện Châu Thành, Tây Ninh",
        "khu công nghiệp Tân Bình",
        "chùa Bái Đính, Ninh Bình",
        "số 1 Tràng Thi",
        "phường Bến Nghé, quận 3, TP HCM",
        "phường Hàng Bạc, TP HCM",
    ] {
        let located = places().locate_text(typed);
        assert!(!matches!(located, TextMatch::One(_)), "{typed}: {located:?}");
    }
}

/// Information only: this build is not optimised, and other tests run beside this one. `cargo bench -- places` measures.
#[test]
fn how_long_a_suggestion_takes_is_printed() {
    let places = places();
    let mut times: Vec<Duration> = generated()
        .iter()
        .chain(&by_hand())
        .map(|input| {
            let begun = Instant::now();
            std::hint::black_box(places.find(&input.typed, 10));
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!("suggestions, unoptimised: median {:?}, 99th percentile {:?}", times[times.len() / 2], times[times.len() * 99 / 100]);
}
