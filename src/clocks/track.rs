//! Tracks: which bodies of law and practice a case stands under. They add up; none replaces another.

use crate::kernel::terms::terms;
use std::fmt;

terms! {
    /// A body of rules a case may stand under.
    Track {
        /// Every case.
        Any = "any",
        /// Somebody at risk is a child, or may be one.
        Child = "child",
        /// Somebody at risk has a disability, or may have one.
        Pwd = "pwd",
        /// The alleged perpetrator is or was family or partner.
        Dv = "dv",
        /// Somebody was abandoned.
        Abandoned = "abandoned",
        /// Somebody was discriminated against.
        Discrimination = "discrimination",
        /// About personal data, never about a case.
        Privacy = "privacy",
    }
}

impl Track {
    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tracks(u8);

impl Tracks {
    /// Whether the set holds `track`.
    #[must_use]
    pub const fn contains(self, track: Track) -> bool {
        self.0 & track.bit() != 0
    }

    /// The set with `track` added.
    #[must_use]
    pub const fn with(self, track: Track) -> Self {
        Self(self.0 | track.bit())
    }

    /// The tracks of the set, in declaration order.
    pub fn iter(self) -> impl Iterator<Item = Track> {
        Track::ALL.iter().copied().filter(move |track| self.contains(*track))
    }

    /// Whether nothing but `track` stands beside "every case".
    #[must_use]
    pub fn is_only(self, track: Track) -> bool {
        self.with(Track::Any) == Self::from_iter([Track::Any, track])
    }
}

impl FromIterator<Track> for Tracks {
    fn from_iter<I: IntoIterator<Item = Track>>(tracks: I) -> Self {
        tracks.into_iter().fold(Self::default(), Self::with)
    }
}

impl fmt::Display for Tracks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.iter().map(Track::code).collect();
        f.write_str(&codes.join(" "))
    }
}

terms! {
    /// How old a person at risk is, as far as the rules care.
    AgeBand {
        /// A child by the Law on Children.
        Under16 = "under_16",
        /// A minor by other laws: the same clocks, by analogy.
        From16To17 = "16_17",
        /// 18 or older.
        Adult = "adult",
        /// Not known.
        Unknown = "unknown_age",
    }
}

impl AgeBand {
    /// The band of an age in years.
    #[must_use]
    pub const fn of_years(years: Option<u32>) -> Self {
        match years {
            None => Self::Unknown,
            Some(0..=15) => Self::Under16,
            Some(16..=17) => Self::From16To17,
            Some(_) => Self::Adult,
        }
    }

    /// Whether the clocks treat the person as a child: until we know better, everybody is one.
    #[must_use]
    pub const fn counts_as_child(self) -> bool {
        !matches!(self, Self::Adult)
    }
}

/// What the clocks need to know about one person at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonFacts {
    /// How old.
    pub age: AgeBand,
    /// Whether a disability is known or suspected.
    pub may_have_disability: bool,
}

impl PersonFacts {
    /// A person of whom nothing is known.
    pub const UNKNOWN: Self = Self { age: AgeBand::Unknown, may_have_disability: false };

    /// A person of that age with the disabilities told of; a disability "not known which" counts like any other.
    #[must_use]
    pub fn new<S: AsRef<str>>(age: AgeBand, disabilities: &[S]) -> Self {
        Self { age, may_have_disability: !disabilities.is_empty() }
    }
}

/// Everything the tracks of a case follow from.
#[derive(Debug, Clone, Copy)]
pub struct TrackFacts<'a> {
    /// The people at risk; when nobody is named there is still somebody of whom nothing is known.
    pub people: &'a [PersonFacts],
    /// Category codes of the taxonomy.
    pub categories: &'a [&'a str],
    /// Whether an alleged perpetrator is or was family or partner (taxonomy), or lives in the same home.
    pub domestic_perpetrator: bool,
}

/// The tracks of a case.
#[must_use]
pub fn tracks(facts: &TrackFacts<'_>) -> Tracks {
    let about = |category: &str| facts.categories.contains(&category);
    let people = people_or_somebody(facts.people);
    [
        (Track::Any, true),
        (Track::Child, people.iter().any(|person| person.age.counts_as_child())),
        (Track::Pwd, people.iter().any(|person| person.may_have_disability)),
        (Track::Dv, facts.domestic_perpetrator),
        (Track::Abandoned, about("abandonment")),
        (Track::Discrimination, about("discrimination")),
    ]
    .into_iter()
    .filter_map(|(track, holds)| holds.then_some(track))
    .collect()
}

/// Nobody named is not nobody at risk.
pub(super) fn people_or_somebody(people: &[PersonFacts]) -> &[PersonFacts] {
    if people.is_empty() { &[PersonFacts::UNKNOWN] } else { people }
}

#[cfg(test)]
mod tests {
    use super::{AgeBand, PersonFacts, Track, TrackFacts, Tracks, tracks};

    const ADULT: PersonFacts = PersonFacts { age: AgeBand::Adult, may_have_disability: false };

    fn of(people: &[PersonFacts], categories: &[&str], domestic_perpetrator: bool) -> String {
        tracks(&TrackFacts { people, categories, domestic_perpetrator }).to_string()
    }

    #[test]
    fn tracks_add_up() {
        let child_with_disability = PersonFacts::new(AgeBand::Under16, &["vision"]);
        assert_eq!(
            of(&[ADULT, child_with_disability], &["abandonment", "discrimination"], true),
            "any child pwd dv abandoned discrimination"
        );
        assert_eq!(of(&[ADULT], &["violence"], false), "any");
    }

    #[test]
    fn whoever_may_be_a_child_is_one() {
        for age in [AgeBand::Under16, AgeBand::From16To17, AgeBand::Unknown] {
            assert_eq!(of(&[PersonFacts { age, ..ADULT }], &[], false), "any child", "{age}");
        }
        assert_eq!(of(&[], &[], false), "any child", "nobody named is somebody of unknown age");
    }

    #[test]
    fn a_disability_that_nobody_could_name_still_counts() {
        assert_eq!(of(&[PersonFacts::new(AgeBand::Adult, &["unknown"])], &[], false), "any pwd");
        assert_eq!(of(&[PersonFacts::new::<&str>(AgeBand::Adult, &[])], &[], false), "any");
    }

    #[test]
    fn ages_fall_into_the_bands_of_the_law() {
        assert_eq!(AgeBand::of_years(Some(15)), AgeBand::Under16);
        assert_eq!(AgeBand::of_years(Some(16)), AgeBand::From16To17);
        assert_eq!(AgeBand::of_years(Some(18)), AgeBand::Adult);
        assert_eq!(AgeBand::of_years(None), AgeBand::Unknown);
    }

    #[test]
    fn a_track_is_alone_only_without_any_other() {
        let set = |list: &[Track]| list.iter().copied().collect::<Tracks>();
        assert!(set(&[Track::Any, Track::Discrimination]).is_only(Track::Discrimination));
        assert!(!set(&[Track::Any, Track::Discrimination, Track::Pwd]).is_only(Track::Discrimination));
        assert!(!set(&[Track::Any]).is_only(Track::Discrimination));
    }
}
