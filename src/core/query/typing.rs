//! Typing: which types of fields a test, a measure or a function takes. The check refuses other types,
//! and the parser does not expect them.

use crate::field::Type::{self, *};

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

/// Types whose smallest and largest value can be measured.
pub const MEASURED: &[Type] = &[Time, Port, Int8, Int32];

/// Types of numbers in a wider sense: a measure of them is compared with a number.
pub const COMPARED: &[Type] = &[Port, Int8, Int32];

/// Types of which a group can be said to share a value.
pub const SHARED: &[Type] = &[Text, Word, Verdict, Protocol, Address, Mac, Port, Int8, Int32];
