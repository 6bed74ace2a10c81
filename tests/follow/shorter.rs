//! Logs that lose their end while they are followed, without being rotated.

use std::fs::{self, File};
use std::io::Write;

use super::{Following, id, numbered};
use crate::support::Home;

fn append(path: &str, text: &str) {
    let mut file = File::options().append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Cuts bytes off the end of a file.
fn shorten(path: &str, bytes: u64) {
    let file = File::options().write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(length - bytes).unwrap();
}

/// Follows so many lines, cuts bytes off, and appends more: only those are shown.
fn check(lines: u32, cut: u64) {
    let home = Home::new();
    let log: String = (1..=lines).map(numbered).collect();
    let path = home.write("fw.log", &log);
    let following = Following::start(&home, &[&path, "--scan", "--format", "json"]);
    (1..=lines).for_each(|nth| assert_eq!(id(&following.line()), nth, "{cut} bytes less"));
    shorten(&path, cut);
    following.said("it lost its end; following goes on from there");
    let more: String = (9001..9010).map(numbered).collect();
    // After a line that lost its end comes one of its own.
    append(&path, &more);
    (9001..9010).for_each(|nth| assert_eq!(id(&following.line()), nth, "{cut} bytes less"));
    let (code, said) = following.interrupt();
    assert_eq!(code, Some(0), "{said:?}");
    assert!(
        said.iter().any(|line| line.starts_with(&format!("{} packets shown", lines + 9))),
        "{said:?}"
    );
}

#[test]
fn a_log_that_loses_its_end_is_not_shown_again() {
    let line = numbered(1).len() as u64;
    for cut in [1, 7, line, line + 1, 5 * line] {
        check(20, cut);
    }
}

#[test]
fn a_long_log_that_loses_half_is_not_shown_again() {
    let line = numbered(1000).len() as u64;
    check(1000, 600 * line);
}

#[test]
fn lines_written_while_a_log_lost_its_end_are_shown() {
    let home = Home::new();
    let log: String = (1..=20).map(numbered).collect();
    let path = home.write("fw.log", &log);
    let following = Following::start(&home, &[&path, "--scan", "--format", "json"]);
    (1..=20).for_each(|nth| assert_eq!(id(&following.line()), nth));
    following.signal("-STOP");
    shorten(&path, numbered(20).len() as u64);
    append(&path, &(101..140).map(numbered).collect::<String>());
    following.signal("-CONT");
    (101..140).for_each(|nth| assert_eq!(id(&following.line()), nth));
}

#[test]
fn a_log_that_is_written_anew_is_shown_from_its_start() {
    let home = Home::new();
    let log: String = (1..=20).map(numbered).collect();
    let path = home.write("fw.log", &log);
    let following = Following::start(&home, &[&path, "--scan", "--format", "json"]);
    (1..=20).for_each(|nth| assert_eq!(id(&following.line()), nth));
    fs::write(&path, (101..105).map(numbered).collect::<String>()).unwrap();
    (101..105).for_each(|nth| assert_eq!(id(&following.line()), nth));
}

#[test]
fn the_start_of_a_line_that_grows_shorter_is_shown_when_it_is_whole() {
    let home = Home::new();
    let (one, two) = (numbered(1), numbered(2));
    let path = home.write("fw.log", one.clone() + &two[..50]);
    let following = Following::start(&home, &[&path, "--scan", "--format", "json"]);
    assert_eq!(id(&following.line()), 1);
    append(&path, &two[50..80]);
    shorten(&path, 40);
    append(&path, &two[40..]);
    assert_eq!(id(&following.line()), 2);
}
