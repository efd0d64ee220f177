//! The facilities of a place: reading them, and finding the one that somebody means.
//!
//! Invariant: a name that could be several is never settled ([`Named::Several`]); kind words alone ("the school") name nothing, because
//! the register may not hold them all. Deliberately absent: spelling correction, and the telephone of a facility.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::SimpleExpr};

use super::{Facility, Located, OfficeKind, Owner, Places};
use crate::{
    entity::facility,
    kernel::{
        codes::{CommuneCode, FacilityCode, OfficeCode, ProvinceCode},
        fold::fold,
    },
};

/// Longer names are no names; comparing them would only cost time.
const MOST_WORDS: usize = 24;
/// Codes per query (TRAPS 4.14).
const CHUNK: usize = 500;
/// Most facilities that are shown as what somebody may have meant.
pub const MOST_CANDIDATES: usize = 5;

/// What people write short.
const SHORT: [(&str, &str); 12] = [
    ("th", "tieu hoc"),
    ("thcs", "trung hoc co so"),
    ("thpt", "trung hoc pho thong"),
    ("mn", "mam non"),
    ("mg", "mau giao"),
    ("bv", "benh vien"),
    ("bvdk", "benh vien da khoa"),
    ("tyt", "tram y te"),
    ("tt", "trung tam"),
    ("btxh", "bao tro xa hoi"),
    ("ttbtxh", "trung tam bao tro xa hoi"),
    ("ca", "cong an"),
];
/// Words that say what a place is, not which.
const KIND_WORDS: [&str; 34] = [
    "truong", "tieu", "hoc", "trung", "co", "so", "pho", "thong", "mam", "non", "mau", "giao", "nha", "tre", "benh", "vien", "da", "khoa",
    "tram", "y", "te", "tam", "bao", "tro", "xa", "hoi", "cong", "lap", "phuong", "the", "school", "hospital", "centre", "center",
];

/// What a typed name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// One facility and no other.
    One(Box<Facility>),
    /// Several, or one that only may be meant.
    Several(Vec<Facility>),
    /// None we know.
    Nobody,
}

/// The columns of a facility without its telephone and address.
#[derive(Debug, sea_orm::DerivePartialModel)]
#[sea_orm(entity = "facility::Entity")]
struct Columns {
    code: String,
    kind: String,
    name: String,
    name_en: String,
    owner_kind: String,
    owner_office: Option<String>,
    province_code: String,
    commune_code: String,
    office_code: Option<String>,
    step_free: Option<bool>,
}

impl Columns {
    fn into_facility(self) -> Option<Facility> {
        Some(Facility {
            code: FacilityCode::parse(&self.code)?,
            kind: OfficeKind::parse(&self.kind)?,
            name: self.name,
            name_en: self.name_en,
            owner: Owner::parse(&self.owner_kind)?,
            owner_office: self.owner_office.as_deref().and_then(OfficeCode::parse),
            province: ProvinceCode::parse(&self.province_code)?,
            commune: CommuneCode::parse(&self.commune_code)?,
            office: self.office_code.as_deref().and_then(OfficeCode::parse),
            step_free: self.step_free,
        })
    }
}

/// The facility of a code, if it is in use.
///
/// # Errors
/// The database cannot be read.
pub async fn by_code(db: &impl ConnectionTrait, code: &FacilityCode) -> Result<Option<Facility>, DbErr> {
    Ok(read(db, facility::Column::Code.eq(code.as_str())).await?.pop())
}

/// Facilities of these codes, those out of use included: for the names of old cases.
///
/// # Errors
/// The database cannot be read.
pub async fn of_codes(db: &impl ConnectionTrait, codes: &[String]) -> Result<Vec<Facility>, DbErr> {
    let mut found = Vec::new();
    for chunk in codes.chunks(CHUNK) {
        let rows: Vec<Columns> =
            facility::Entity::find().filter(facility::Column::Code.is_in(chunk.iter().cloned())).into_partial_model().all(db).await?;
        found.extend(rows.into_iter().filter_map(Columns::into_facility));
    }
    Ok(found)
}

/// The facilities of a commune that are in use, by name.
///
/// # Errors
/// The database cannot be read.
pub async fn of_commune(db: &impl ConnectionTrait, commune: &CommuneCode) -> Result<Vec<Facility>, DbErr> {
    read(db, facility::Column::CommuneCode.eq(commune.as_str())).await
}

/// The facilities of a province that are in use, by name.
///
/// # Errors
/// The database cannot be read.
pub async fn of_province(db: &impl ConnectionTrait, province: &ProvinceCode) -> Result<Vec<Facility>, DbErr> {
    read(db, facility::Column::ProvinceCode.eq(province.as_str())).await
}

async fn read(db: &impl ConnectionTrait, which: SimpleExpr) -> Result<Vec<Facility>, DbErr> {
    let query = facility::Entity::find().filter(which).filter(facility::Column::Active.eq(true));
    let rows: Vec<Columns> =
        query.order_by_asc(facility::Column::Name).order_by_asc(facility::Column::Code).into_partial_model().all(db).await?;
    Ok(rows.into_iter().filter_map(Columns::into_facility).collect())
}

/// The facility that `typed` means at a place: in its commune where that is certain, else in its province; nowhere else.
///
/// # Errors
/// The database cannot be read.
pub async fn named(db: &impl ConnectionTrait, places: &Places, located: &Located, typed: &str) -> Result<Named, DbErr> {
    let around = match (&located.commune, &located.province) {
        (Some(commune), _) if !located.default_used => of_commune(db, commune).await?,
        (_, Some(province)) => of_province(db, province).await?,
        _ => return Ok(Named::Nobody),
    };
    Ok(meaning(places, typed, around))
}

/// The facilities of the province that may be meant where none was certain, those of the commune first; at most
/// [`MOST_CANDIDATES`].
///
/// # Errors
/// The database cannot be read.
pub async fn candidates(
    db: &impl ConnectionTrait,
    places: &Places,
    province: &ProvinceCode,
    commune: Option<&CommuneCode>,
    typed: &str,
) -> Result<Vec<Facility>, DbErr> {
    let mut found = match meaning(places, typed, of_province(db, province).await?) {
        Named::One(one) => vec![*one],
        Named::Several(several) => several,
        Named::Nobody => Vec::new(),
    };
    found.sort_by_key(|facility| Some(&facility.commune) != commune);
    found.truncate(MOST_CANDIDATES);
    Ok(found)
}

fn meaning(places: &Places, typed: &str, around: Vec<Facility>) -> Named {
    let mut sure = Vec::new();
    let mut perhaps = Vec::new();
    for facility in around {
        match fit(places, typed, &facility) {
            Fit::Sure => sure.push(facility),
            Fit::Perhaps => perhaps.push(facility),
            Fit::No => {}
        }
    }
    match (sure.pop(), sure.is_empty()) {
        (Some(only), true) => Named::One(Box::new(only)),
        (Some(last), false) => Named::Several(sure.into_iter().chain([last]).collect()),
        (None, _) if perhaps.is_empty() => Named::Nobody,
        (None, _) => Named::Several(perhaps),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Sure,
    Perhaps,
    No,
}

/// Sure: the same name in full, or the same own name with kind words that do not contradict. Perhaps: what was typed is part of the name.
fn fit(places: &Places, typed: &str, facility: &Facility) -> Fit {
    let commune = places.commune(&facility.commune).map(|commune| fold(&commune.name)).unwrap_or_default();
    let typed = without_commune(words(typed), &commune);
    if typed.is_empty() || typed.len() > MOST_WORDS {
        return Fit::No;
    }
    let fits = [&facility.name, &facility.name_en].map(|name| {
        let whole = words(name);
        let name = without_commune(whole.clone(), &commune);
        if typed == name || typed == whole {
            // "Trạm y tế" may be the station of this commune, or one that nobody registered.
            return if own(&whole).is_empty() { Fit::Perhaps } else { Fit::Sure };
        }
        if !typed.iter().all(|word| whole.contains(word)) {
            return Fit::No;
        }
        let said = own(&typed);
        if !said.is_empty() && (said == own(&name) || said == own(&whole)) { Fit::Sure } else { Fit::Perhaps }
    });
    if fits.contains(&Fit::Sure) {
        Fit::Sure
    } else if fits.contains(&Fit::Perhaps) {
        Fit::Perhaps
    } else {
        Fit::No
    }
}

/// Folded words, short forms written out.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let long =
        |word: &'_ str| SHORT.iter().find(|(short, _)| *short == word).map_or_else(|| word.to_owned(), |(_, long)| (*long).to_owned());
    let written: Vec<String> = folded.split(' ').take(MOST_WORDS + 1).map(long).collect();
    written.iter().flat_map(|word| word.split(' ')).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words without the commune at their end: "trường Hoa Mai, phường Bến Thành" names the school.
fn without_commune(mut words: Vec<String>, commune: &str) -> Vec<String> {
    let tail: Vec<&str> = commune.split(' ').filter(|word| !word.is_empty()).collect();
    let kept = words.len().saturating_sub(tail.len());
    let ends_so = !tail.is_empty() && kept > 0 && words.iter().skip(kept).map(String::as_str).eq(tail.iter().copied());
    // The commune's name alone may be the facility's own name: then it stays.
    if ends_so && !own(words.get(..kept).unwrap_or_default()).is_empty() {
        words.truncate(kept);
        while words.last().is_some_and(|word| ["phuong", "xa"].contains(&word.as_str())) {
            words.pop();
        }
    }
    words
}

/// The words that say which one it is.
fn own(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).filter(|word| !KIND_WORDS.contains(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Named, meaning};
    use crate::{
        kernel::codes::FacilityCode,
        localities::{
            Facility, OfficeKind, Owner,
            fixture::{commune, places, province},
        },
    };

    fn school(code: &str, name: &str) -> Facility {
        Facility {
            code: FacilityCode::parse(code).unwrap(),
            kind: OfficeKind::School,
            name: name.into(),
            name_en: format!("{name} School"),
            owner: Owner::Commune,
            owner_office: None,
            province: province("79"),
            commune: commune("26743"),
            office: None,
            step_free: None,
        }
    }

    /// Invented names.
    fn around() -> Vec<Facility> {
        vec![
            school("th-hoa-mai", "Trường Tiểu học Hoa Mai"),
            school("mn-hoa-mai", "Trường Mầm non Hoa Mai"),
            school("th-sao-bien", "Trường Tiểu học Sao Biển"),
            school("tyt", "Trạm Y tế"),
            school("th-bt", "Trường Tiểu học Bến Thành"),
        ]
    }

    fn means(typed: &str) -> Vec<String> {
        match meaning(places(), typed, around()) {
            Named::One(one) => vec![format!("={}", one.code)],
            Named::Several(several) => several.into_iter().map(|facility| facility.code.to_string()).collect(),
            Named::Nobody => Vec::new(),
        }
    }

    #[test]
    fn one_meaning_is_taken_however_it_is_spelled() {
        for typed in ["Trường Tiểu học Sao Biển", "truong tieu hoc sao bien", "TH Sao Biển", "sao biển", "Sao Biển, phường Bến Thành"]
        {
            assert_eq!(means(typed), ["=th-sao-bien"], "{typed}");
        }
        assert_eq!(means("tiểu học Hoa Mai"), ["=th-hoa-mai"]);
        assert_eq!(means("tiểu học Bến Thành"), ["=th-bt"], "the commune's name is its own name");
    }

    #[test]
    fn what_could_be_several_or_another_one_is_never_guessed() {
        assert_eq!(means("Hoa Mai"), ["th-hoa-mai", "mn-hoa-mai"]);
        assert_eq!(means("Hoa"), ["th-hoa-mai", "mn-hoa-mai"], "a part of a name is only a hint");
        assert_eq!(means("trạm y tế"), ["tyt"], "a kind is only a hint: others may not be registered");
        assert!(means("trung học cơ sở Hoa Mai").is_empty(), "another kind is another place");
        for unknown in ["", "?", "Hoa Mai Vàng", "gần chợ", &"sao bien ".repeat(40)] {
            assert!(means(unknown).is_empty(), "{unknown}");
        }
    }
}
