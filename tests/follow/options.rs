//! What the options of following do.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use super::{Following, id, numbered};
use crate::support::Home;
use crate::support::terminal::Terminal;

#[test]
fn since_begins_with_the_first_line_that_is_not_older() {
    let home = Home::new();
    let stamped = |minute: u32, id: u32| {
        let line = numbered(id);
        let (_, rest) = line.split_once(" fw1 ").unwrap();
        format!("2026-10-12T08:{minute:02}:00+00:00 fw1 {rest}")
    };
    let lines: String = (0..10).map(|minute| stamped(minute, 100 + minute)).collect();
    let path = home.write("fw.log", lines);
    let options = [path.as_str(), "--format", "json", "--since", "2026-10-12T08:07"];
    let following = Following::start(&home, &options);
    assert_eq!([(); 3].map(|()| id(&following.line())), [107, 108, 109]);
    let (code, said) = following.interrupt();
    assert_eq!(code, Some(0));
    assert!(said.iter().any(|line| line.contains("3 packets shown of 3 in 3 lines")), "{said:?}");
    let run = home.run(&["follow", &path, "--since", "frob"]);
    assert!(run.code == 1 && run.stderr.contains("--since cannot be `frob`"), "{}", run.stderr);
}

#[test]
fn what_is_to_stand_out_does_and_rings() {
    let home = Home::new();
    let other = numbered(2).replace("DPT=22", "DPT=23");
    let path = home.write("fw.log", format!("{}{other}", numbered(1)));
    let run = |options: &[&str], last: &str| {
        let arguments = [&["follow", path.as_str(), "--scan"], options].concat();
        let mut terminal = Terminal::open(&home, &arguments);
        terminal.wait("packets", |text| text.contains(last));
        terminal.wait("a status", |text| text.contains("2 shown of 2 packets"));
        terminal
    };
    let terminal = run(&["--highlight", "dport 23", "--bell"], " 23 TCP");
    assert!(terminal.cell(" 23 TCP").inverse() && !terminal.cell(" 22 TCP").inverse());
    assert!(terminal.written().contains('\x07'));
    assert!(!run(&["--highlight", "dport 99", "--bell"], " 23 TCP").written().contains('\x07'));
    assert!(run(&["--bell"], " 23 TCP").written().contains('\x07'));
    assert!(!run(&[], " 23 TCP").written().contains('\x07'));
    // A pipe is not rung at.
    let output = home.ipta(&["follow", "-", "--bell"]).pipe_stdin(&path).unwrap().output().unwrap();
    assert!(!output.stdout.contains(&b'\x07'));
}

#[test]
fn the_journal_is_followed() {
    let home = Home::new();
    let program = home.path().join("journalctl");
    let line = numbered(7);
    let (_, message) = line.split_once("kernel: ").unwrap();
    let entry = serde_json::json!({
        "MESSAGE": message.trim_end(),
        "__REALTIME_TIMESTAMP": "1791792000000000",
        "_HOSTNAME": "fw1",
        "SYSLOG_IDENTIFIER": "kernel",
        "_TRANSPORT": "kernel",
    });
    let script =
        format!("#!/bin/sh\necho \"$@\" > \"$0.asked\"\ncat <<'E'\n{entry}\nE\nexec sleep 600\n");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ipta"));
    command.env_clear().envs(home.variables()).env("IPTA_TIMEZONE", "UTC");
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", home.path().display()));
    command.args(["follow", "--journal", "--last", "5", "--format", "json"]).stdin(Stdio::null());
    let following = Following::spawn(command);
    assert_eq!(id(&following.line()), 7);
    let asked = std::fs::read_to_string(home.path().join("journalctl.asked")).unwrap();
    assert!(asked.contains("-n 5") && asked.contains("-f"), "{asked}");
    assert_eq!(following.interrupt().0, Some(0));
}
