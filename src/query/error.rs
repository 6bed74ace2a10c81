//! Advice: the word that was probably meant by one that is not known.

use crate::field::FIELDS;
use crate::query::word::{self, CLAUSES, CONNECTIVES, FLAGS, MEASURES, SIDES, VERBS};

/// Below this likeness two words have nothing to do with each other.
const ALIKE: f64 = 0.6;

/// No word of the language is longer; comparing longer ones only takes time.
const LONGEST: usize = 40;

/// By so much the best candidate must surpass the next one.
const CLEARLY: f64 = 0.05;

/// The candidate that is most like a word, if it is clearly the best.
pub(crate) fn suggest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let mut best: Option<(f64, &str)> = None;
    let mut next = 0.0_f64;
    for candidate in candidates {
        let lower = candidate.to_ascii_lowercase();
        let likeness = strsim::normalized_damerau_levenshtein(&word, &lower);
        match best {
            Some((_, known)) if known.eq_ignore_ascii_case(candidate) => {}
            Some((most, _)) if likeness <= most => next = next.max(likeness),
            _ => {
                next = best.map_or(0.0, |(most, _)| most);
                best = Some((likeness, candidate));
            }
        }
    }
    let (most, candidate) = best?;
    (most >= ALIKE && most - next > CLEARLY).then_some(candidate)
}

/// Names of fields, those of either side among them.
pub(crate) fn fields() -> impl Iterator<Item = &'static str> {
    let single = FIELDS.iter().flat_map(|field| field.aliases.iter().copied().chain([field.name]));
    single.chain(SIDES.iter().flat_map(|side| side.names.iter().copied()))
}

/// What a query can begin with.
pub(crate) fn beginnings() -> impl Iterator<Item = &'static str> {
    let flags = FLAGS.iter().map(|flag| flag.text);
    texts(VERBS).chain(flags).chain(["not", "has", "select", "with"]).chain(fields())
}

/// What can stand behind a complete part of a query.
pub(crate) fn continuations() -> impl Iterator<Item = &'static str> {
    texts(CLAUSES).chain(texts(CONNECTIVES)).chain(["show"])
}

/// Names of measures.
pub(crate) fn measures() -> impl Iterator<Item = &'static str> {
    texts(MEASURES)
}

fn texts(table: &'static [word::Word]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|word| word.text)
}
