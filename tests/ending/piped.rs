//! Without a terminal: the end of the reader of standard output, and signals while standard input is
//! waited for.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{SLOW, SOON, home, send};
use crate::support::{Home, New};

on_every_store!(a_question_ends_with_its_reader, a_wait_for_input_ends);

once!(following_ends_with_its_reader,);

/// Starts the program with pipes that the test holds.
fn start(home: &Home, arguments: &[&str]) -> Child {
    // A harness may ignore SIGHUP, which its children then do too.
    let mut command = Command::new("env");
    home.alone(&mut command);
    command.args(["--default-signal=HUP", env!("CARGO_BIN_EXE_ipta")]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let child = command.spawn().unwrap();
    // What it does now takes longer than this.
    std::thread::sleep(Duration::from_millis(700));
    child
}

/// The exit code, once it has ended.
#[track_caller]
fn ended(mut child: Child) -> Option<i32> {
    let end = Instant::now() + SOON;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    panic!("it does not end");
}

#[track_caller]
fn ends_with_its_reader(home: &Home, arguments: &[&str]) -> Option<i32> {
    let mut child = start(home, arguments);
    let _input = child.stdin.take();
    drop(child.stdout.take());
    ended(child)
}

fn a_question_ends_with_its_reader(new: New) {
    let home = home(new);
    assert_eq!(ends_with_its_reader(&home, &["-e", SLOW]), Some(0));
    assert_eq!(ends_with_its_reader(&home, &["export", "-", SLOW]), Some(0));
    let file = home.path().join("x.csv");
    let file = file.to_str().unwrap();
    assert_eq!(ends_with_its_reader(&home, &["export", file, SLOW]), Some(141));
    assert_eq!(ends_with_its_reader(&home, &["-e", ":watch 60 count"]), Some(0));
    home.wait_until_idle();
}

fn following_ends_with_its_reader() {
    let home = Home::new();
    let log = home.write("fw.log", "");
    assert_eq!(ends_with_its_reader(&home, &["follow", &log]), Some(0));
}

fn a_wait_for_input_ends(new: New) {
    let home = home(new);
    for arguments in [&["import", "-"][..], &[], &["explain-line"], &["follow", "-"]] {
        for (signal, code) in [("HUP", 129), ("TERM", 143)] {
            let mut child = start(&home, arguments);
            let _pipes = (child.stdin.take(), child.stdout.take());
            send(signal, child.id());
            assert_eq!(ended(child), Some(code), "{arguments:?}, {signal}");
        }
    }
    // The end of the input ends all of them.
    for arguments in [&[][..], &["explain-line"], &["follow", "-"]] {
        let mut child = start(&home, arguments);
        drop(child.stdin.take());
        let _output = child.stdout.take();
        assert_eq!(ended(child), Some(0), "{arguments:?}");
    }
}
