//! The real country, loaded once for all tests of this module.

use std::sync::LazyLock;

use crate::kernel::codes::{CommuneCode, LegacyCommuneCode, OfficeCode, ProvinceCode};

use super::{Boundaries, Places, seed};

static PLACES: LazyLock<Places> = LazyLock::new(|| Places::from_seeds().unwrap());
static BOUNDARIES: LazyLock<Boundaries> = LazyLock::new(|| Boundaries::load(seed::BOUNDARIES_GZ).unwrap());

pub fn places() -> &'static Places {
    &PLACES
}

pub fn boundaries() -> &'static Boundaries {
    &BOUNDARIES
}

pub fn commune(code: &str) -> CommuneCode {
    CommuneCode::parse(code).unwrap()
}

pub fn province(code: &str) -> ProvinceCode {
    ProvinceCode::parse(code).unwrap()
}

pub fn legacy(code: &str) -> LegacyCommuneCode {
    LegacyCommuneCode::parse(code).unwrap()
}

pub fn office(code: &str) -> OfficeCode {
    OfficeCode::parse(code).unwrap()
}
