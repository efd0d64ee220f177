//! The ways a text can be read as a place: one mention is the place, and others, in whatever order, say in what it lies.
//!
//! Finds every reading and says how well it explains the text. Choosing among them is `meaning` for routing and `search` for suggestions.

use crate::kernel::codes::CommuneCode;

use super::{
    mention::Mention,
    names::{Named, Reading},
    places::Places,
    typed::{Cover, Typed, cover},
};

/// Nobody names more districts and provinces for one place; a hostile text may.
const MOST_EVIDENCE: usize = 16;
/// A name that so many places carry is no evidence for any of them.
const MOST_NAMESAKES: usize = 60;
/// Repeating one name does not make more places of it.
const MOST_READINGS: usize = 6_000;

/// Points: a letter explained counts one.
const WRONG_LETTER: i32 = 3;
const KIND_SAID: i32 = 2;
const OTHER_KIND: i32 = -3;
const STILL_TYPING: i32 = -2;
const LANDMARK: i32 = -4;
const CONTRADICTED: i32 = -4;
const RATHER_A_PROVINCE: i32 = -3;
const CLOSELY: i32 = 1;
/// A name without its kind amid other words is most often a street: more letters do not make it likelier.
const MOST_FOR_A_STREET: i32 = 4;

/// How the kind that was said fits the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KindFit {
    Other,
    Unsaid,
    Said,
}

/// One reading of a text.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about one reading; none decides alone")]
pub(super) struct Hit {
    pub reading: Reading,
    /// The words of the name alone.
    pub name: (usize, usize),
    /// Every word that this reading explains.
    pub cover: Cover,
    /// How much it explains, less what speaks against it.
    pub score: i32,
    /// Letters wrong in the name.
    pub edits: usize,
    /// Letters wrong in the parts that agree.
    pub edits_around: usize,
    /// Something in it is still being typed.
    pub begun: bool,
    pub kind: KindFit,
    /// The text sets it apart as a place: by its kind, by commas, or because all from here to the end speaks of it.
    pub anchored: bool,
    /// Other exact parts that agree.
    pub confirmed: usize,
    /// One of them is the old district, or a commune of the other age.
    pub closely: bool,
    /// Kind word and province of today were given, and no district.
    pub full: bool,
    /// Parts that say the place is elsewhere.
    pub against: usize,
    /// The same words are a province.
    pub also_province: bool,
}

/// A part of the text that may say where the place lies.
struct Evidence {
    cover: Cover,
    readings: Vec<Reading>,
    asserted: bool,
    marked: bool,
    edits: usize,
    begun: bool,
    letters: i32,
}

impl Places {
    /// Every reading that takes one of `mentions` for the place and others for what it lies in.
    pub(super) fn readings(&self, typed: &Typed, mentions: &[Mention<'_>]) -> Vec<Hit> {
        let evidence = evidence(typed, mentions);
        let mut hits = Vec::new();
        for mention in mentions {
            let also_province = mention.readings().any(|named| is_province(named.reading) && mention.marked.allows(named.unit));
            for named in mention.readings().filter(|named| !is_province(named.reading)) {
                if hits.len() >= MOST_READINGS {
                    return hits;
                }
                hits.push(self.hit(typed, mention, named, also_province, &evidence));
            }
        }
        hits
    }

    fn hit(&self, typed: &Typed, mention: &Mention<'_>, named: &Named, also_province: bool, evidence: &[Evidence]) -> Hit {
        let kind = match (mention.marked.kinds.is_empty(), mention.marked.says(named.unit)) {
            (true, _) => KindFit::Unsaid,
            (false, true) => KindFit::Said,
            (false, false) => KindFit::Other,
        };
        let name_points = points(typed.letters(cover(mention.name.0, mention.name.1)), mention.edits);
        let mut hit = Hit {
            reading: named.reading,
            name: mention.name,
            cover: mention.cover,
            score: name_points,
            edits: mention.edits,
            edits_around: 0,
            begun: mention.begun,
            kind,
            anchored: false,
            confirmed: 0,
            closely: false,
            full: false,
            against: 0,
            also_province,
        };
        hit.score += match kind {
            KindFit::Said => KIND_SAID,
            KindFit::Unsaid if also_province => RATHER_A_PROVINCE,
            KindFit::Unsaid => 0,
            KindFit::Other => OTHER_KIND,
        };
        hit.score += if mention.begun { STILL_TYPING } else { 0 } + if mention.landmark { LANDMARK } else { 0 };
        self.confirm(&mut hit, evidence);
        let before = mention.cover.trailing_zeros();
        let elsewhere = evidence.iter().filter(|part| part.asserted && part.cover & hit.cover == 0 && part.surrounds());
        hit.against = elsewhere.filter(|part| part.marked || part.cover.trailing_zeros() > before || hit.confirmed == 0).count();
        hit.score += CONTRADICTED * i32::try_from(hit.against).unwrap_or(0);
        hit.score += if hit.closely { CLOSELY } else { 0 };
        hit.anchored = !mention.landmark && is_anchored(typed, mention, &hit);
        if !hit.anchored && kind == KindFit::Unsaid {
            hit.score -= (name_points - MOST_FOR_A_STREET).max(0);
        }
        hit
    }

    /// Adds every part that agrees, the one that explains most first.
    fn confirm(&self, hit: &mut Hit, evidence: &[Evidence]) {
        let today = matches!(hit.reading, Reading::Today(_));
        let (mut in_province_of_today, mut in_district_only, mut old_and_new) = (false, false, false);
        for part in evidence {
            if part.cover & hit.cover != 0 {
                continue;
            }
            // Old and new name of one place side by side: the new one must be said to be a commune, or it may be the old district.
            let admitted = |around: Reading| around.surrounds() || !today || hit.kind == KindFit::Said;
            let agreeing = || part.readings.iter().filter(|around| admitted(**around) && self.lies_in(hit.reading, **around));
            if agreeing().next().is_none() {
                continue;
            }
            hit.cover |= part.cover;
            hit.score += part.letters + i32::from(part.marked) + if part.begun { STILL_TYPING } else { 0 };
            hit.begun |= part.begun;
            hit.edits_around += part.edits;
            let exact = part.edits == 0 && !part.begun;
            hit.confirmed += usize::from(exact);
            hit.closely |= exact && agreeing().any(|around| !is_province(*around));
            let of_today = agreeing().any(|around| matches!(around, Reading::Province(_)));
            in_province_of_today |= of_today && exact;
            old_and_new |= exact && agreeing().any(|around| around.is_commune());
            in_district_only |= agreeing().all(|around| matches!(around, Reading::District(_)));
        }
        let official = in_province_of_today && !in_district_only;
        hit.full = today && hit.kind == KindFit::Said && hit.edits == 0 && (official || old_and_new);
    }

    /// Whether the place of `reading` lies in that of `around`, or, for a commune, shares ground with it.
    fn lies_in(&self, reading: Reading, around: Reading) -> bool {
        match (reading, around) {
            (Reading::Alias(at), _) => self.aliases.get(at).is_some_and(|alias| self.lies_in(Reading::Former(alias.unit), around)),
            (_, Reading::Alias(at)) => self.aliases.get(at).is_some_and(|alias| self.lies_in(reading, Reading::Former(alias.unit))),
            (Reading::Today(at), Reading::District(district)) => {
                self.communes().get(at).is_some_and(|commune| commune.former_districts.contains(&district))
            }
            (Reading::Today(at), Reading::Province(province)) => {
                let province = self.provinces().get(province);
                self.communes().get(at).zip(province).is_some_and(|(commune, province)| commune.province == province.code)
            }
            (Reading::Today(at), Reading::FormerProvince(old)) => {
                let districts = self.communes().get(at).map(|commune| &commune.former_districts);
                districts.into_iter().flatten().any(|district| self.lies_in(Reading::District(*district), Reading::FormerProvince(old)))
            }
            (Reading::Former(at), Reading::District(district)) => self.legacy.get(at).is_some_and(|unit| unit.district == district),
            (Reading::Former(at), Reading::Province(_) | Reading::FormerProvince(_)) => {
                self.legacy.get(at).is_some_and(|unit| self.lies_in(Reading::District(unit.district), around))
            }
            (Reading::District(at), Reading::FormerProvince(old)) => {
                self.districts.get(at).is_some_and(|district| district.legacy_province == old)
            }
            (Reading::District(at), Reading::Province(province)) => {
                let old = self.districts.get(at).and_then(|district| self.legacy_provinces.get(district.legacy_province));
                old.zip(self.provinces().get(province)).is_some_and(|(old, province)| old.province == province.code)
            }
            (Reading::Former(unit), Reading::Today(today)) | (Reading::Today(today), Reading::Former(unit)) => {
                let today = self.communes().get(today);
                let targets = self.legacy.get(unit).map(|unit| &unit.targets);
                today.zip(targets).is_some_and(|(today, targets)| targets.iter().any(|target| target.commune == today.code))
            }
            _ => false,
        }
    }

    /// The communes of today that a reading means, the default first.
    pub(super) fn communes_of(&self, reading: Reading) -> Vec<CommuneCode> {
        match reading {
            Reading::Today(at) => self.communes().get(at).map(|commune| commune.code.clone()).into_iter().collect(),
            Reading::Former(at) => {
                self.legacy.get(at).map_or_else(Vec::new, |unit| unit.targets.iter().map(|t| t.commune.clone()).collect())
            }
            Reading::Alias(at) => self.aliases.get(at).map_or_else(Vec::new, |alias| self.communes_of(Reading::Former(alias.unit))),
            Reading::District(at) => {
                self.communes().iter().filter(|c| c.former_districts.contains(&at)).map(|commune| commune.code.clone()).collect()
            }
            Reading::Province(_) | Reading::FormerProvince(_) => Vec::new(),
        }
    }
}

impl Evidence {
    fn surrounds(&self) -> bool {
        self.readings.iter().any(|reading| reading.surrounds())
    }
}

/// Districts and provinces that the text names, and communes that it sets apart, those that explain most first.
fn evidence(typed: &Typed, mentions: &[Mention<'_>]) -> Vec<Evidence> {
    let parts = mentions.iter().filter(|mention| !mention.landmark || mention.alone).filter_map(|mention| {
        let surrounding = || mention.readings().filter(|named| named.reading.surrounds());
        let mut readings: Vec<Reading> =
            surrounding().filter(|named| mention.marked.allows(named.unit)).map(|named| named.reading).collect();
        if readings.is_empty() && mention.marked.is_for_districts() {
            // Towns rise in rank, and people keep the word they grew up with.
            readings.extend(surrounding().map(|named| named.reading));
        }
        if mention.asserted() && mention.readings().take(MOST_NAMESAKES).count() < MOST_NAMESAKES {
            let communes = mention.readings().filter(|named| match named.reading {
                Reading::Today(_) => mention.marked.says(named.unit),
                other => other.is_commune() && mention.marked.allows(named.unit),
            });
            readings.extend(communes.map(|named| named.reading));
        }
        let letters = points(typed.letters(cover(mention.name.0, mention.name.1)), mention.edits);
        (!readings.is_empty()).then(|| Evidence {
            cover: mention.cover,
            asserted: mention.asserted(),
            marked: !mention.marked.kinds.is_empty(),
            edits: mention.edits,
            begun: mention.begun,
            readings,
            letters,
        })
    });
    let mut parts: Vec<Evidence> = parts.collect();
    parts.sort_by_key(|part| (part.begun, std::cmp::Reverse(part.letters)));
    parts.truncate(MOST_EVIDENCE);
    parts
}

/// The text sets the place apart: by its kind, by commas, or because all from here on speaks of it.
fn is_anchored(typed: &Typed, mention: &Mention<'_>, hit: &Hit) -> bool {
    let piece = typed.piece_of(mention.name.0);
    let from_here = piece & !(mention.cover.wrapping_sub(1) & !mention.cover);
    let ends_with_evidence = hit.cover & from_here == from_here && from_here != mention.cover;
    hit.kind == KindFit::Said || hit.cover & piece == piece || ends_with_evidence
}

fn points(letters: usize, edits: usize) -> i32 {
    i32::try_from(letters).unwrap_or(0) - WRONG_LETTER * i32::try_from(edits).unwrap_or(0)
}

fn is_province(reading: Reading) -> bool {
    matches!(reading, Reading::Province(_) | Reading::FormerProvince(_))
}
