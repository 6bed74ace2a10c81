//! Rotations: through each, every line comes once and in order.

use super::{Following, id, numbered};
use crate::support::Home;
use crate::support::rotation::*;

/// Every line comes once and in order.
fn check(rotate: &str, stopped: Stopped) {
    ends_well(check_started(Following::start, rotate, stopped));
}

#[test]
fn a_renamed_log_is_followed() {
    check(RENAMED, Stopped::Both);
}

#[test]
fn a_renamed_log_that_is_made_anew_is_followed() {
    check(CREATED, Stopped::Both);
}

#[test]
fn a_log_that_gets_a_date_is_followed() {
    check(DATED, Stopped::Both);
}

#[test]
fn a_log_that_is_copied_and_cut_off_is_followed() {
    check(CUT, Stopped::Both);
}

#[test]
fn a_deleted_log_is_followed() {
    check(DELETED, Stopped::Writer);
}

#[test]
fn a_replaced_log_is_followed() {
    check(REPLACED, Stopped::Both);
}

#[test]
fn lines_in_pieces_are_followed() {
    check(PIECES, Stopped::Both);
}

/// The writer was quicker than whoever waits for its log.
#[test]
fn a_log_that_is_rotated_as_soon_as_it_is_there_is_followed_from_its_first_line() {
    let home = Home::new();
    let lines = |ids: std::ops::Range<u32>| ids.map(numbered).collect::<String>();
    home.write("fw.log.1", lines(900..903)); // of before
    let log = home.path().join("fw.log");
    let following = Following::start(&home, &[log.to_str().unwrap(), "--format", "json"]);
    following.said("there is no such file yet");
    following.signal("-STOP");
    std::fs::rename(home.path().join("fw.log.1"), home.path().join("fw.log.3")).unwrap();
    home.write("fw.log.2", lines(1..4));
    home.write("fw.log.1", lines(4..6));
    home.write("fw.log", lines(6..8));
    following.signal("-CONT");
    let found: Vec<u32> = (1..8).map(|_| id(&following.line())).collect();
    assert_eq!(found, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(following.interrupt().0, Some(0));
}

/// What is being copied away, to be cut off then, is read once.
#[test]
fn a_copy_of_a_log_that_is_waited_for_is_not_read_too() {
    let home = Home::new();
    let log = home.path().join("fw.log");
    let following = Following::start(&home, &[log.to_str().unwrap(), "--format", "json"]);
    following.said("there is no such file yet");
    following.signal("-STOP");
    let lines = (1..4).map(numbered).collect::<String>();
    home.write("fw.log", &lines);
    home.write("fw.log.1", &lines);
    following.signal("-CONT");
    let mut found: Vec<u32> = (1..4).map(|_| id(&following.line())).collect();
    home.write("fw.log", "");
    let mut file = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
    std::io::Write::write_all(&mut file, numbered(4).as_bytes()).unwrap();
    found.push(id(&following.line()));
    assert_eq!(found, [1, 2, 3, 4]);
    assert_eq!(following.interrupt().0, Some(0));
}
