//! Evaluation: a plan answered in memory, from packets as they come, without a store.
//!
//! It is a reading of the language beside the stores' SQL, and means the same by every word:
//! `tests/agreement.rs` compares them.

mod like;
mod matcher;

pub use matcher::{BadPattern, Matcher};
