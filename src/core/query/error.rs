//! Advice: the words that could have been meant where one is not known.

use crate::field::FIELDS;
use crate::query::word::{self, CLAUSES, CONNECTIVES, FLAGS, MEASURES, SIDES, VERBS};

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
    texts(CLAUSES).chain(texts(CONNECTIVES))
}

/// Names of measures.
pub(crate) fn measures() -> impl Iterator<Item = &'static str> {
    texts(MEASURES)
}

fn texts(table: &'static [word::QueryWord]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|word| word.text)
}
