//! A system that gives no events of files: logs are followed all the same.

use std::fs;

use crate::support::Home;
use crate::support::following::{Following, numbered};
use crate::support::rotation::{self, Stopped};

/// Runs a command where the system has no file events.
const WITHOUT_EVENTS: [&str; 5] = [
    "unshare",
    "-Ur",
    "sh",
    "-c",
    r#"echo 0 >/proc/sys/user/max_inotify_instances && exec "$0" "$@""#,
];

/// Whether a program gets events of files.
fn has_events(following: &Following) -> bool {
    let files = fs::read_dir(format!("/proc/{}/fd", following.id())).unwrap();
    let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    targets.into_iter().any(|target| target.to_string_lossy().contains("inotify"))
}

#[test]
fn without_events_a_log_is_followed_through_rotations() {
    let start =
        |home: &Home, arguments: &[&str]| Following::through(home, &WITHOUT_EVENTS, arguments);
    let following = rotation::check_started(start, rotation::CREATED, Stopped::Both);
    assert!(!has_events(&following));
    rotation::ends_well(following);
    let home = Home::new();
    let path = home.write("fw.log", numbered(1));
    let following = Following::start(&home, &[&path, "--scan"]);
    following.line();
    assert!(has_events(&following), "elsewhere there are events");
}
