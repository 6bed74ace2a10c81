//! A fit: which types of fields a test, a measure or a function takes. The check refuses what does
//! not fit, and the parser does not expect it.

use crate::field::Type::{self, *};
use crate::query::ast::Aggregate;
use crate::query::term::{Term, TermPart};

/// Every type.
pub const ALL: &[Type] =
    &[Time, Text, Word, Verdict, Protocol, Address, Mac, Port, Int8, Int32, Flags];

/// Types whose values have an order that means something: `<` and `between` take them.
pub const ORDERED: &[Type] = &[Time, Text, Address, Port, Int8, Int32];

/// Types whose values are text, which `like` and `~` take.
pub const TEXTS: &[Type] = &[Text, Word, Verdict, Protocol, Mac];

/// Types of numbers.
pub const NUMBERS: &[Type] = &[Int8, Int32];

/// The type of addresses: they may be private, and have networks.
pub const ADDRESSES: &[Type] = &[Address];

/// The type of times.
pub const TIMES: &[Type] = &[Time];

/// The type of TCP flags.
pub const FLAGS: &[Type] = &[Flags];

/// Types of which a group can be said to share a value.
pub const SHARED: &[Type] = &[Text, Word, Verdict, Protocol, Address, Mac, Port, Int8, Int32];

/// The types that a measure takes.
pub fn measured(aggregate: Aggregate) -> &'static [Type] {
    match aggregate {
        Aggregate::Known | Aggregate::Distinct => ALL,
        Aggregate::Sum | Aggregate::Avg => NUMBERS,
        Aggregate::Min | Aggregate::Max => &[Time, Port, Int8, Int32],
    }
}

/// The types that a measure takes where it is compared with a number.
pub fn compared(aggregate: Aggregate) -> &'static [Type] {
    match aggregate {
        Aggregate::Min | Aggregate::Max => &[Port, Int8, Int32],
        other => measured(other),
    }
}

/// The places of the port and the protocol that name the service of a group, if it has both.
pub fn service(keys: &[Term]) -> Option<(usize, usize)> {
    let place = |name: &str| {
        keys.iter().position(|key| key.part == TermPart::Whole && key.field.name == name)
    };
    place("dport").or_else(|| place("sport")).zip(place("proto"))
}
