//! What people type, generated from the data with the noise people make, and the lines written by hand.
//!
//! Deterministic: the same seed gives the same lines. What is right is worked out here, from the rows and by plain comparison, without
//! the code under test: every commune, of today or before, whose name, kind, district and province are those that were meant. The
//! benchmark uses the same lines.

use std::collections::BTreeSet;

use langnghe::{
    kernel::fold::fold,
    localities::seed::{self, CommuneRow, LegacyAliasRow, LegacyProvinceRow, LegacyUnitRow, ProvinceRow},
};

/// Written by hand from knowledge of real addresses, and checked against the data.
const BY_HAND: &str = include_str!("by_hand.csv");
/// Lines of each kind of noise from each seed.
const LINES_PER_KIND: usize = 30;
/// The second was drawn only after the rules were made: 98.3 % first, 99.2 % among three, and one wrong route, since mended.
const SEEDS: [u64; 2] = [20_261_122, 7_777];

/// One line to be understood.
pub struct Input {
    pub typed: String,
    /// The communes of today that are right: of a split old commune all its parts.
    pub communes: BTreeSet<String>,
    /// The kind of noise.
    pub noise: &'static str,
}

/// A small generator of repeatable chance.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A place as an address names it.
#[derive(Clone)]
struct Address {
    full_name: String,
    district: Option<String>,
    province: String,
    communes: Vec<String>,
}

struct Country {
    addresses: Vec<Address>,
    retired: Vec<Address>,
}

/// The lines written by hand.
pub fn by_hand() -> Vec<Input> {
    let rows = csv::Reader::from_reader(BY_HAND.as_bytes()).into_deserialize::<(String, String, String)>();
    let input = |(typed, communes, _): (String, String, String)| Input {
        typed,
        communes: communes.split(' ').map(str::to_owned).collect(),
        noise: "by hand",
    };
    rows.map(|row| input(row.unwrap())).collect()
}

/// The lines made from the data.
pub fn generated() -> Vec<Input> {
    let country = Country::read();
    SEEDS.iter().flat_map(|seed| drawn(&country, Chance(*seed))).collect()
}

fn drawn(country: &Country, mut chance: Chance) -> Vec<Input> {
    let mut inputs = Vec::new();
    for (noise, make) in NOISES {
        let mut made = 0;
        while made < LINES_PER_KIND {
            let pool = if noise == RETIRED { &country.retired } else { &country.addresses };
            let meant = chance.one(pool).clone();
            let Some(given) = make(&meant, &mut chance) else { continue };
            let communes = if noise == RETIRED { meant.communes.iter().cloned().collect() } else { country.fitting(&given) };
            inputs.push(Input { typed: given.typed, communes, noise });
            made += 1;
        }
    }
    inputs
}

/// What was typed, and what of the address it still tells.
#[expect(clippy::struct_excessive_bools, reason = "each part of an address is told or not")]
struct Given {
    typed: String,
    meant: Address,
    kind: bool,
    district: bool,
    province: bool,
    accents: bool,
}

type Make = fn(&Address, &mut Chance) -> Option<Given>;

const RETIRED: &str = "retired 2023-24";

const NOISES: [(&str, Make); 16] = [
    ("as in the table", |a, _| Some(given(a, comma(a)))),
    ("without accents", |a, _| Some(Given { accents: false, ..given(a, fold(&comma(a))) })),
    ("tone placement", |a, _| {
        let typed = new_tones(&comma(a));
        (typed != comma(a)).then(|| given(a, typed))
    }),
    ("abbreviations", |a, chance| Some(Given { kind: true, ..given(a, shortened(a, chance)) })),
    ("abbreviations, no accents", |a, chance| {
        let typed = unaccented(&shortened(a, chance)).to_lowercase();
        Some(Given { accents: false, ..given(a, typed) })
    }),
    ("one letter wrong", |a, chance| {
        let name = slip(bare(&a.full_name), chance)?;
        Some(Given { kind: false, ..given(a, rest(a, &name)) })
    }),
    ("two letters wrong", |a, chance| {
        let name = slip(&slip(bare(&a.full_name), chance)?, chance)?;
        (fold(bare(&a.full_name)).replace(' ', "").len() >= 7).then(|| Given { kind: false, ..given(a, rest(a, &name)) })
    }),
    ("one wrong, no accents", |a, chance| {
        let name = unaccented(&slip(bare(&a.full_name), chance)?);
        Some(Given { kind: false, accents: false, ..given(a, fold_commas(&rest(a, &name))) })
    }),
    ("wrong around the name", |a, chance| {
        let district = slip(bare(a.district.as_ref()?), chance)?;
        Some(given(a, format!("{}, {district}, {}", a.full_name, bare(&a.province))))
    }),
    ("any order", |a, chance| {
        let mut parts: Vec<&str> = [Some(a.full_name.as_str()), a.district.as_deref(), Some(&a.province)].into_iter().flatten().collect();
        let by = 1 + chance.below(parts.len() - 1);
        parts.rotate_left(by);
        if parts.len() > 2 && chance.below(2) == 0 {
            parts.swap(0, 1);
        }
        Some(given(a, parts.join(*chance.one(&[", ", " "]))))
    }),
    ("no kinds, no commas", |a, _| {
        numberless(a).then(|| {
            let parts = [Some(a.full_name.as_str()), a.district.as_deref(), Some(&a.province)];
            let typed = parts.into_iter().flatten().map(bare).collect::<Vec<_>>().join(" ");
            Given { kind: false, accents: false, ..given(a, fold(&typed)) }
        })
    }),
    ("commune and district", |a, chance| {
        let district = a.district.clone()?;
        let typed = format!("{}{}{}", bare_unless_number(&a.full_name), chance.one(&[", ", " "]), bare_unless_number(&district));
        Some(Given { kind: false, province: false, ..given(a, typed) })
    }),
    ("commune and province", |a, _| {
        numberless(a).then(|| Given { district: false, ..given(a, format!("{}, {}", a.full_name, bare(&a.province))) })
    }),
    ("numbered ward", |a, chance| {
        let number: u32 = bare(&a.full_name).parse().ok()?;
        let ward = *chance.one(&["P.", "p", "F", "phường ", "Phường 0", "P. "]);
        let short = chance.one(&["Q.", "quận ", "q"]);
        let district = bare_unless_number(a.district.as_deref()?).replace("Quận ", short);
        Some(Given { province: false, ..given(a, format!("{ward}{number} {district}")) })
    }),
    ("house and street first", |a, chance| {
        let street = *chance.one(&["Trần Hưng Đạo", "Lê Lợi", "Nguyễn Trãi", "30/4", "Hùng Vương", "Quang Trung"]);
        let house = *chance.one(&["số 12 ngõ 5 đường", "125/4", "hẻm 8 đường", "nhà trọ bà Năm,", "gần chợ, đường", "tổ 3, ấp 2, đường"]);
        Some(given(a, format!("{house} {street}, {}", comma(a))))
    }),
    (RETIRED, |a, _| Some(given(a, comma(a)))),
];

fn given(meant: &Address, typed: String) -> Given {
    Given { typed, meant: meant.clone(), kind: true, district: meant.district.is_some(), province: true, accents: true }
}

fn comma(a: &Address) -> String {
    [Some(a.full_name.as_str()), a.district.as_deref(), Some(&a.province)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn rest(a: &Address, name: &str) -> String {
    let around = a.district.as_deref().into_iter().chain([a.province.as_str()]).map(bare_unless_number);
    std::iter::once(name).chain(around).collect::<Vec<_>>().join(", ")
}

fn numberless(a: &Address) -> bool {
    let short = |name: &str| fold(bare(name)).replace(' ', "").len() < 3;
    let digit = |name: &str| name.contains(|letter: char| letter.is_ascii_digit());
    !digit(&a.full_name) && !short(&a.full_name) && !a.district.as_deref().is_some_and(|name| digit(name) || short(name))
}

const KINDS: [(&str, &[&str]); 10] = [
    ("Phường ", &["P.", "P. ", "p "]),
    ("Xã ", &["X.", "X. ", "xã "]),
    ("Thị trấn ", &["TT ", "TT. ", "tt "]),
    ("Thi trấn ", &["TT "]),
    ("Đặc khu ", &["ĐK ", "đặc khu "]),
    ("Quận ", &["Q.", "Q. ", "q "]),
    ("Huyện ", &["H.", "H. ", "huyện "]),
    ("Thị xã ", &["TX.", "TX ", "tx "]),
    ("Thành phố ", &["TP.", "TP ", "Tp. "]),
    ("Tỉnh ", &["T. ", "tỉnh ", ""]),
];

fn bare(full_name: &str) -> &str {
    KINDS.iter().find_map(|(kind, _)| full_name.strip_prefix(kind)).unwrap_or(full_name)
}

fn bare_unless_number(full_name: &str) -> &str {
    let name = bare(full_name);
    if fold(name).len() < 3 || name.bytes().all(|byte| byte.is_ascii_digit()) { full_name } else { name }
}

fn shortened(a: &Address, chance: &mut Chance) -> String {
    let short = |full_name: &str, chance: &mut Chance| {
        let kind = KINDS.iter().find_map(|(kind, shorts)| Some((full_name.strip_prefix(kind)?, *shorts)));
        kind.map_or_else(|| full_name.to_owned(), |(name, shorts)| format!("{}{name}", chance.one(shorts)))
    };
    let province = match a.province.as_str() {
        "Thành phố Hồ Chí Minh" => (*chance.one(&["TP HCM", "TPHCM", "HCM", "Tp.HCM", "Sài Gòn"])).to_owned(),
        "Thành phố Hà Nội" => (*chance.one(&["HN", "TP HN", "Hà Nội"])).to_owned(),
        other => short(other, chance),
    };
    let district = match a.district.as_deref() {
        Some("Thành phố Buôn Ma Thuột") => Some("BMT".to_owned()),
        other => other.map(|district| short(district, chance)),
    };
    let parts = std::iter::once(short(&a.full_name, chance)).chain(district).chain([province]);
    parts.collect::<Vec<_>>().join(*chance.one(&[", ", " ", " - "]))
}

/// One letter left out, doubled, exchanged with its neighbour or replaced by one that lies beside it on the keyboard.
fn slip(name: &str, chance: &mut Chance) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_alphabetic()).collect();
    if places.len() < 4 || name.contains(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let at = *chance.one(&places);
    match chance.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => {
            let next = *places.iter().find(|place| **place == at + 1)?;
            letters.swap(at, next);
        }
        _ => letters[at] = beside(unaccented(&letters[at].to_string()).chars().next()?.to_ascii_lowercase(), chance)?,
    }
    let slipped: String = letters.into_iter().collect();
    (fold(&slipped) != fold(name)).then_some(slipped)
}

fn beside(letter: char, chance: &mut Chance) -> Option<char> {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let row = ROWS.iter().find(|row| row.contains(letter))?;
    let at = row.find(letter)?;
    let near: Vec<char> = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| row.chars().nth(at)).collect();
    Some(*chance.one(&near))
}

fn unaccented(text: &str) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() { fold(&letter.to_string()) } else { letter.to_string() };
    text.chars().map(|letter| if letter.is_ascii() { letter.to_string() } else { plain(letter) }).collect()
}

fn fold_commas(text: &str) -> String {
    text.split(", ").map(fold).collect::<Vec<_>>().join(", ")
}

/// The tone mark on the second vowel, as schools teach it now.
fn new_tones(text: &str) -> String {
    const PLACES: [(&str, &str); 15] = [
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("õa", "oã"),
        ("ọa", "oạ"),
        ("òe", "oè"),
        ("óe", "oé"),
        ("ỏe", "oẻ"),
        ("ọe", "oẹ"),
        ("ùy", "uỳ"),
        ("úy", "uý"),
        ("ủy", "uỷ"),
        ("ũy", "uỹ"),
        ("ụy", "uỵ"),
        ("õe", "oẽ"),
    ];
    PLACES.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
}

impl Country {
    fn read() -> Self {
        let (units, aliases) = (seed::legacy_units().unwrap(), seed::legacy_aliases().unwrap());
        let old_provinces = seed::legacy_provinces().unwrap();
        let mut addresses = today(&seed::communes().unwrap(), &seed::provinces().unwrap());
        addresses.extend(former(&units, &old_provinces));
        Self { addresses, retired: retired(&units, &aliases, &old_provinces) }
    }

    /// Every commune that what was given fits.
    fn fitting(&self, given: &Given) -> BTreeSet<String> {
        let same = |a: &str, b: &str| if given.accents { a == b } else { fold(a) == fold(b) };
        let name = |full: &str| if given.kind { full.to_owned() } else { bare(full).to_owned() };
        let fits = |other: &Address| {
            same(&name(&other.full_name), &name(&given.meant.full_name))
                && (!given.district || other.district == given.meant.district)
                && (!given.province || bare(&other.province) == bare(&given.meant.province))
        };
        self.addresses.iter().filter(|other| fits(other)).flat_map(|other| other.communes.iter().cloned()).collect()
    }
}

fn today(communes: &[CommuneRow], provinces: &[ProvinceRow]) -> Vec<Address> {
    let address = |commune: &CommuneRow| Address {
        full_name: commune.full_name.clone(),
        district: None,
        province: provinces.iter().find(|province| province.code == commune.province_code).unwrap().full_name.clone(),
        communes: vec![commune.code.as_str().to_owned()],
    };
    communes.iter().map(address).collect()
}

fn former(units: &[LegacyUnitRow], provinces: &[LegacyProvinceRow]) -> Vec<Address> {
    let of_one = units.chunk_by(|a, b| a.legacy_code == b.legacy_code);
    of_one.map(|rows| address_of(rows, &rows[0].full_name, provinces)).collect()
}

fn retired(units: &[LegacyUnitRow], aliases: &[LegacyAliasRow], provinces: &[LegacyProvinceRow]) -> Vec<Address> {
    let address = |alias: &LegacyAliasRow| {
        let rows: Vec<LegacyUnitRow> = units.iter().filter(|unit| unit.legacy_code == alias.legacy_code).cloned().collect();
        address_of(&rows, &alias.alias_name, provinces)
    };
    aliases.iter().map(address).collect()
}

fn address_of(rows: &[LegacyUnitRow], name: &str, provinces: &[LegacyProvinceRow]) -> Address {
    let row = &rows[0];
    Address {
        full_name: name.to_owned(),
        district: Some(row.district_name.clone()),
        province: provinces.iter().find(|province| province.code == row.legacy_province_code).unwrap().full_name.clone(),
        communes: rows.iter().map(|row| row.commune_code.as_str().to_owned()).collect(),
    }
}
