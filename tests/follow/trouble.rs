//! Trouble: a terminal that takes no more.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::numbered;
use crate::support::Home;
use crate::support::terminal::Terminal;

/// The memory that a process takes, in kB.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_terminal_that_stops_reading_never_makes_it_grow() {
    const FIRST: u32 = 20_000;
    const ALL: u32 = 120_000;
    /// What packets that nobody reads would take is far more, in kB.
    const ROOM: u64 = 8_000;
    let home = Home::new();
    let pipe = home.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut terminal = Terminal::open(&home, &["follow", pipe.to_str().unwrap()]);
    let process = terminal.id();
    terminal.pause(true);
    // Whoever writes into a pipe waits until it is read.
    let (sender, written) = mpsc::channel();
    let writer = thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new().write(true).open(pipe).unwrap();
        for id in 1..=ALL {
            pipe.write_all(numbered(id).as_bytes()).unwrap();
            if id == FIRST || id == ALL {
                sender.send(()).unwrap();
            }
        }
        pipe
    });
    let taken = || {
        written.recv_timeout(Duration::from_secs(120)).expect("lines are read in any case");
        memory(process)
    };
    let (before, after) = (taken(), taken());
    assert!(after < before + ROOM, "it grew from {before} to {after} kB");

    terminal.pause(false);
    let total = format!(" shown of {ALL} packets · {ALL} lines · ");
    let counts = |text: &str| -> Option<(u32, u32)> {
        let (before, after) = text.split_once(&total)?;
        let shown = before.rsplit(' ').next()?.parse().ok()?;
        Some((shown, after.strip_suffix(" not shown: too many")?.parse().ok()?))
    };
    let last = |text: &str| text.lines().last().and_then(counts);
    terminal.wait("all that was dropped", |text| {
        last(text).is_some_and(|(shown, dropped)| shown + dropped == ALL)
    });
    let (shown, dropped) = last(&terminal.text()).unwrap();
    let rows = terminal.written().matches("192.0.2.7").count();
    assert_eq!(u32::try_from(rows).unwrap(), shown, "{dropped} were not shown");
    drop(writer.join().unwrap());
    let expected = format!("{dropped} packets not shown, since the terminal did not keep up");
    terminal.wait("a summary", |text| text.replace('\n', "").contains(&expected));
    assert_eq!(terminal.end(), 0);
}
