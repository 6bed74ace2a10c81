//! Covering indexes: whether a server finds in one index all that a plan asks of its packets.
//!
//! A server walks an index that begins with the grouped fields, or with a field that must not be NULL,
//! and looks up the row of each entry for what the index does not hold. Of many packets that takes three
//! to fifteen times as long as to read all rows and sort them, so a statement must not invite it to.

use crate::query::plan::Plan;
use crate::query::term::{Term, TermPart};
use crate::sql::schema::INDEXES;

/// Whether an index has the keys in order, and all other fields that a plan reads.
pub(super) fn is_covered(plan: &Plan, keys: &[Term]) -> bool {
    let read = plan.fields();
    let holds_all = |index: &[&str]| read.iter().all(|field| index.contains(&field.name));
    INDEXES.iter().any(|(_, index)| leads(keys, index) && holds_all(index))
}

/// Whether some index has the keys in order.
pub(super) fn is_indexed(keys: &[Term]) -> bool {
    INDEXES.iter().any(|(_, index)| leads(keys, index))
}

fn leads(keys: &[Term], index: &[&str]) -> bool {
    let is_next =
        |(key, name): (&Term, &&str)| key.part == TermPart::Whole && key.field.name == *name;
    keys.len() <= index.len() && keys.iter().zip(index).all(is_next)
}
