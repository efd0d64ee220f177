//! Who must not know, under the names of the new map. Pure.
//!
//! A name is only ever added, never taken away: who was kept out stays kept out wherever their people, their ground or their province
//! went. Where that keeps out more offices than before, the case goes higher up; the other mistake would tell the wrong person.

use std::collections::{BTreeMap, BTreeSet};

use crate::{kernel::codes::CommuneCode, localities::OfficeKind};

/// What became of the places and offices that a case's exclusions may name.
#[derive(Debug, Default)]
pub(super) struct Became {
    /// Communes with all their parts, themselves left out.
    pub communes: BTreeMap<String, BTreeSet<String>>,
    /// Committees that ended, with the committees of all parts.
    pub offices: BTreeMap<String, BTreeSet<String>>,
    /// The province the case was in and the one it is in now, where they differ.
    pub province: Option<(String, String)>,
    /// Provincial offices of the old province, with their kinds.
    pub provincial: BTreeMap<String, String>,
}

impl Became {
    /// The names that stand for `party` on the new map, besides `party` itself.
    pub fn names(&self, party: &str) -> BTreeSet<String> {
        let Some((who, place)) = party.split_once('@') else {
            let kind = self.provincial.get(party).zip(self.province.as_ref());
            let kind = kind.map(|(kind, (_, now))| format!("{kind}@{now}"));
            return self.offices.get(party).into_iter().flatten().cloned().chain(kind).collect();
        };
        let moved = self.province.as_ref().filter(|(before, _)| before == place).map(|(_, now)| now);
        self.communes.get(place).into_iter().flatten().chain(moved).map(|place| format!("{who}@{place}")).collect()
    }
}

/// Every name under which somebody in `commune` may be excluded; `offices` are its committees.
pub(super) fn all_names(commune: &CommuneCode, offices: &[String]) -> Vec<String> {
    let kinds = OfficeKind::ALL.iter().map(|kind| kind.code()).chain(["*", "village_head"]);
    kinds.map(|who| format!("{who}@{commune}")).chain(offices.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Became;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn who_was_kept_out_has_a_name_in_every_part() {
        let became = Became {
            communes: [("26740".to_owned(), set(&["26743", "00004"]))].into(),
            offices: [("ubnd-26740".to_owned(), set(&["ubnd-26743", "ubnd-00004"]))].into(),
            province: Some(("79".into(), "01".into())),
            provincial: [("syt-79".to_owned(), "province_health".to_owned())].into(),
        };
        for (party, names) in [
            ("commune_police@26740", &["commune_police@26743", "commune_police@00004"][..]),
            ("*@26740", &["*@26743", "*@00004"]),
            ("village_head@26740", &["village_head@26743", "village_head@00004"]),
            ("ubnd-26740", &["ubnd-26743", "ubnd-00004"]),
            ("province_health@79", &["province_health@01"]),
            ("syt-79", &["province_health@01"]),
            ("ca-26740", &[]),
            ("commune_police@26743", &[]),
            ("staff:0", &[]),
        ] {
            assert_eq!(became.names(party), set(names), "{party}");
        }
    }
}
