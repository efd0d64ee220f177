//! What a typed place means, for routing: one commune only where nothing else can be meant.
//!
//! A reading wins over another only when it explains every word the other explains, and more, or the same words better. Whatever is
//! left beside it stays a candidate. A name with a slip of the finger counts as one place only when it is the only reading and other
//! parts of the text confirm it. Two readings win over others: a whole official name of today with its province is that place even
//! where an old commune was called the same, and a province's bare name is the province.

use crate::kernel::codes::{CommuneCode, LegacyCommuneCode, ProvinceCode};

use super::{
    locate::MOST_CANDIDATES,
    mention::{Closeness, Mention, mentions},
    names::Reading,
    places::Places,
    reading::{Hit, KindFit},
    typed::{Typed, spelling_of},
};

/// What a text means, for routing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextMatch {
    /// One commune and no other.
    One(CommuneCode),
    /// One old commune, now in several: all of them, default first.
    Split {
        /// The old commune.
        unit: LegacyCommuneCode,
        /// The communes of today, the default first.
        communes: Vec<CommuneCode>,
        /// The default follows from the official table and is no guess.
        official: bool,
    },
    /// A name that several places carry, an old district, or one place that is only likely. Best first.
    Several(Vec<CommuneCode>),
    /// Only the province is certain.
    ProvinceOnly(ProvinceCode),
    /// Nothing we know.
    Unknown,
}

impl Places {
    /// What `text` means for routing.
    #[must_use]
    pub fn locate_text(&self, text: &str) -> TextMatch {
        let typed = Typed::read(text);
        let mut mentions_found = mentions(&typed, &self.names, Closeness::Exact);
        if let Some(province) = self.bare_province(&typed, &mentions_found) {
            return TextMatch::ProvinceOnly(province);
        }
        let mut left = self.left_standing(&typed, &mentions_found);
        if !left.iter().any(|hit| hit.cover == typed.all() && hit.against == 0) {
            mentions_found.extend(mentions(&typed, &self.names, Closeness::Misspelt));
            left = self.left_standing(&typed, &mentions_found);
        }
        let meant = self.meaning(&left, typed.cut);
        meant.or_else(|| self.province_at_the_end(&mentions_found).map(TextMatch::ProvinceOnly)).unwrap_or(TextMatch::Unknown)
    }

    /// The readings that no other one beats, best first.
    fn left_standing(&self, typed: &Typed, mentions: &[Mention<'_>]) -> Vec<Hit> {
        let mut hits = self.readings(typed, mentions);
        hits.retain(|hit| hit.anchored && (hit.kind == KindFit::Said || hit.confirmed > 0 || !hit.also_province));
        // A slip that nothing confirms is a candidate where it is all there is, and elsewhere the name of a shop.
        hits.retain(|hit| hit.edits == 0 || hit.confirmed > 0 || hit.cover == typed.all());
        keep_the_consistent(&mut hits);
        let marked = |hit: &Hit| hit.kind == KindFit::Said && hit.reading.is_commune() && (hit.edits == 0 || hit.confirmed > 0);
        if let Some(said) = hits.iter().filter(|hit| marked(hit)).map(|hit| hit.cover).reduce(|a, b| a | b) {
            hits.retain(|hit| hit.kind == KindFit::Said || hit.cover & !said == 0);
        }
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        let mut left: Vec<(Hit, Quality)> = Vec::new();
        for hit in hits {
            let quality = self.quality(typed, &hit);
            // Sorted by score: what stands already scores at least as much.
            let beaten = left.iter().any(|(better, than)| beats(better, *than, &hit, quality));
            if !beaten {
                left.retain(|(other, than)| !outdoes(&hit, quality, other, *than));
                left.push((hit, quality));
            }
        }
        left.into_iter().map(|(hit, _)| hit).collect()
    }

    fn quality(&self, typed: &Typed, hit: &Hit) -> Quality {
        (hit.kind != KindFit::Other, hit.full, self.letters_spelt_otherwise(typed, hit) == 0)
    }

    /// How many letters of the name were typed with other diacritics than it has; none, when it was typed without any.
    pub(super) fn letters_spelt_otherwise(&self, typed: &Typed, hit: &Hit) -> usize {
        let Some(spelt) = typed.spelt(hit.name.0, hit.name.1) else { return 0 };
        let official = match hit.reading {
            Reading::Today(at) => self.communes().get(at).map(|commune| &*commune.name),
            Reading::Former(at) => self.legacy.get(at).map(|unit| bare(&unit.full_name)),
            Reading::Alias(at) => self.aliases.get(at).map(|alias| &*alias.name),
            Reading::District(at) => self.districts.get(at).map(|district| bare(&district.full_name)),
            Reading::Province(_) | Reading::FormerProvince(_) => None,
        };
        official.map_or(0, |name| strsim::osa_distance(&spelt, &spelling_of(name)))
    }

    fn meaning(&self, hits: &[Hit], cut: bool) -> Option<TextMatch> {
        let misspelt = !hits.iter().any(is_certain);
        let doubtful = cut || misspelt;
        // Of slips that nothing settles the slightest are candidates.
        let slightest = hits.iter().map(|hit| hit.edits).min().filter(|_| misspelt);
        let meant = hits.iter().filter(|hit| slightest.is_none_or(|edits| hit.edits == edits));
        let mut communes: Vec<CommuneCode> = Vec::new();
        for code in meant.flat_map(|hit| self.communes_of(hit.reading)) {
            if !communes.contains(&code) {
                communes.push(code);
            }
        }
        match communes.as_slice() {
            [] => None,
            many if misspelt && many.len() > MOST_CANDIDATES => None,
            [only] if !doubtful => Some(TextMatch::One(only.clone())),
            _ if !doubtful => Some(self.split_unit(hits).unwrap_or(TextMatch::Several(communes))),
            _ => Some(TextMatch::Several(communes)),
        }
    }

    /// The one old commune that all readings mean.
    fn split_unit(&self, hits: &[Hit]) -> Option<TextMatch> {
        let unit_of = |hit: &Hit| match hit.reading {
            Reading::Former(at) => Some(at),
            Reading::Alias(at) => self.aliases.get(at).map(|alias| alias.unit),
            _ => None,
        };
        let at = unit_of(hits.first()?)?;
        let unit = self.legacy.get(at)?;
        hits.iter().all(|hit| unit_of(hit) == Some(at)).then(|| TextMatch::Split {
            unit: unit.code.clone(),
            communes: unit.targets.iter().map(|target| target.commune.clone()).collect(),
            official: unit.targets.iter().any(|target| target.official_default),
        })
    }

    /// The province, when the text is its name and nothing else.
    fn bare_province(&self, typed: &Typed, mentions: &[Mention<'_>]) -> Option<ProvinceCode> {
        let mut whole = mentions.iter().filter(|mention| mention.cover == typed.all());
        whole.find_map(|mention| self.province_of(mention))
    }

    /// A province that is set apart in an otherwise unknown text; of several the last, which closes an address.
    fn province_at_the_end(&self, mentions: &[Mention<'_>]) -> Option<ProvinceCode> {
        let apart = mentions.iter().filter(|mention| mention.asserted());
        let last = apart.filter_map(|mention| Some((mention.name.1, self.province_of(mention)?))).max_by_key(|(end, _)| *end);
        last.map(|(_, province)| province)
    }

    /// The one province of today that the mention means.
    fn province_of(&self, mention: &Mention<'_>) -> Option<ProvinceCode> {
        let mut codes = mention.readings().filter(|named| mention.marked.allows(named.unit)).filter_map(|named| match named.reading {
            Reading::Province(at) => self.provinces().get(at).map(|province| &province.code),
            Reading::FormerProvince(at) => self.legacy_provinces.get(at).map(|province| &province.province),
            _ => None,
        });
        let first = codes.next()?;
        codes.all(|code| code == first).then(|| first.clone())
    }
}

/// How well a reading meets the words it explains, the weightiest first: not another kind than was said; a whole official name of
/// today; spelt as typed. The better one is the greater.
type Quality = (bool, bool, bool);

/// Drops the readings that other parts of the text contradict. Where all that is left is a district, a commune whose kind was said and
/// that lies in the named province stays beside it: one of the two is a mistake, and we do not know which.
fn keep_the_consistent(hits: &mut Vec<Hit>) {
    let consistent = |hit: &Hit| hit.against == 0;
    if hits.iter().any(|hit| consistent(hit) && hit.reading.is_commune()) {
        hits.retain(consistent);
    } else {
        hits.retain(|hit| consistent(hit) || (hit.kind == KindFit::Said && hit.reading.is_commune() && hit.confirmed > 0));
    }
}

fn beats(better: &Hit, quality: Quality, hit: &Hit, than: Quality) -> bool {
    if better.cover == hit.cover {
        return outdoes(better, quality, hit, than);
    }
    let covers_all = better.cover & hit.cover == hit.cover;
    // The other way round it is a longer run of words that is only nearly a name.
    let is_nearly = better.edits < hit.edits && hit.cover & better.cover == better.cover;
    covers_all || is_nearly
}

/// Whether `better` explains the same words as `hit`, and better: a slip in the name is never weighed against one in the parts around.
fn outdoes(better: &Hit, quality: Quality, hit: &Hit, than: Quality) -> bool {
    let name = match (better.edits == 0, hit.edits == 0) {
        (true, false) => true,
        (false, true) => false,
        _ => quality > than,
    };
    better.cover == hit.cover && better.edits_around <= hit.edits_around && name
}

/// A name as typed, or one with a slip that enough else confirms.
fn is_certain(hit: &Hit) -> bool {
    let confirmed = match hit.kind {
        KindFit::Said => hit.confirmed > 0,
        _ => hit.confirmed > 1 || (hit.closely && hit.edits == 1),
    };
    hit.edits == 0 || (hit.reading.is_commune() && confirmed)
}

/// An official name without its kind word, diacritics kept.
fn bare(full_name: &str) -> &str {
    const KINDS: [&str; 8] = ["Phường ", "Xã ", "Thị trấn ", "Thi trấn ", "Quận ", "Huyện ", "Thành phố ", "Thị xã "];
    KINDS.iter().find_map(|kind| full_name.strip_prefix(kind)).unwrap_or(full_name)
}
