//! The embedded store means what memory does: the cases' rows, random queries, and what is typed.

use super::open;
use crate::accidents;
use crate::agreement::{check_cases, injection, random};

/// The engine works out an answer on one core.
const ASKERS: usize = 2;

#[test]
fn every_case_has_its_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    check_cases(&open(folder.path()));
}

#[test]
fn nothing_typed_is_sql() {
    let folder = tempfile::tempdir().expect("a folder");
    injection::try_all(&open(folder.path()));
}

#[test]
fn random_queries_have_the_rows_of_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    random::check_readings(&[("the embedded store", &open(folder.path()), ASKERS)]);
}

#[test]
fn every_packet_is_counted_once() {
    super::with_store(accidents::rounds);
}
