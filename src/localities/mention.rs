//! Where in a text the name of a place may stand: every run of words that is a name, exactly, a letter or two off, or begun.
//!
//! Mentions overlap and contradict each other freely; putting them together is `reading`.

use super::{
    kinds::{self, Marked},
    names::{Named, Names},
    typed::{Cover, Typed, cover},
};

/// No name has more words; one table row with twelve is a description.
const LONGEST_NAME_WORDS: usize = 6;
/// In a longer text slips of the finger are looked for only behind a kind word.
const SHORT_TEXT_WORDS: usize = 24;
/// A single word this long is a name written in one, like `hanoi`; shorter ones count at the edge of their piece only.
const LONG_WORD: usize = 5;
/// Fewer letters begin too many names to say anything.
const SHORTEST_BEGINNING: usize = 2;

/// A name found in a text, and what it may stand for.
#[derive(Debug)]
pub(super) struct Mention<'p> {
    /// The words of the name alone.
    pub name: (usize, usize),
    /// The words of the name and of its kind.
    pub cover: Cover,
    pub marked: Marked,
    /// Letters that are wrong.
    pub edits: usize,
    /// The last word is still being typed.
    pub begun: bool,
    /// A street, a market or a hamlet is called so here.
    pub landmark: bool,
    /// It fills its piece between commas.
    pub alone: bool,
    named: &'p [Named],
}

/// How closely a name must be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closeness {
    Exact,
    Misspelt,
    Begun,
}

impl<'p> Mention<'p> {
    /// What it may stand for; numbers and initials only behind their kind word.
    pub fn readings(&self) -> impl Iterator<Item = &'p Named> + use<'p> {
        let marked = self.marked;
        self.named.iter().filter(move |named| !named.needs_kind || marked.says(named.unit))
    }

    /// Somebody said that this is a place: by its kind or by setting it apart.
    pub fn asserted(&self) -> bool {
        self.edits == 0 && !self.begun && (!self.marked.kinds.is_empty() || self.alone)
    }
}

/// The mentions of `closeness` in `typed`.
pub(super) fn mentions<'p>(typed: &Typed, names: &'p Names, closeness: Closeness) -> Vec<Mention<'p>> {
    let mut found = Vec::new();
    let count = typed.words.len();
    for start in 0..count {
        let before = kinds::before(typed, start);
        for end in start + 1..=count.min(start + LONGEST_NAME_WORDS) {
            let Some(key) = typed.joined(start, end) else { break };
            let marked = before.or_else(|| kinds::behind(typed, end)).unwrap_or_default();
            if marked.kinds.is_empty() && end == start + 1 && key.len() < LONG_WORD && !at_an_edge(typed, start, end) {
                continue;
            }
            let whole = if before.is_some() { (start - marked.words, end) } else { (start, end + marked.words) };
            let mention = |edits: usize, begun: bool, named: &'p [Named]| Mention {
                name: (start, end),
                cover: cover(whole.0, whole.1),
                marked,
                edits,
                begun,
                landmark: marked.kinds.is_empty()
                    && (kinds::after_a_landmark(typed, start) || edits > 0 && kinds::is_a_landmark(typed, start)),
                alone: cover(whole.0, whole.1) == typed.piece_of(start),
                named,
            };
            match closeness {
                Closeness::Exact => found.push(mention(0, false, names.exactly(&key))),
                Closeness::Misspelt if (count <= SHORT_TEXT_WORDS || before.is_some()) && !holds_a_kind(typed, start, end) => {
                    found.extend(names.near(&key).into_iter().map(|(edits, named)| mention(edits, false, named)));
                }
                Closeness::Begun if end == count && key.len() >= SHORTEST_BEGINNING => {
                    found.extend(
                        names
                            .beginning_with(&key)
                            .chunk_by(|a, b| a.key == b.key)
                            .filter(|named| is_longer(named, &key))
                            .map(|named| mention(0, true, named)),
                    );
                }
                Closeness::Misspelt | Closeness::Begun => {}
            }
        }
    }
    found.retain(|mention| !mention.named.is_empty());
    found
}

/// `trấn Sa` of `thị trấn Sa Pa` is no misspelt name, and neither is `phường`.
fn holds_a_kind(typed: &Typed, start: usize, end: usize) -> bool {
    (start + 1..=end).any(|at| kinds::before(typed, at).is_some())
}

fn is_longer(named: &[Named], key: &str) -> bool {
    named.first().is_some_and(|named| named.key.len() > key.len())
}

fn at_an_edge(typed: &Typed, start: usize, end: usize) -> bool {
    let piece = |at: Option<usize>| at.and_then(|at| typed.words.get(at)).map(|word| word.piece);
    let own = piece(Some(start));
    piece(start.checked_sub(1)) != own || piece(Some(end)) != own
}
