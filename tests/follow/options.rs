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
    home.alone(&mut command);
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", home.path().display()));
    command.args(["follow", "--journal", "--last", "5", "--format", "json"]).stdin(Stdio::null());
    let following = Following::spawn(command);
    assert_eq!(id(&following.line()), 7);
    let asked = std::fs::read_to_string(home.path().join("journalctl.asked")).unwrap();
    assert!(asked.contains("-n 5") && asked.contains("-f"), "{asked}");
    assert_eq!(following.interrupt().0, Some(0));
}

#[test]
fn logs_of_json_are_followed_as_the_lines_that_they_carry() {
    let home = Home::new();
    // What docker, Filebeat and fluentd write, at so many minutes past eight.
    let kinds: [fn(&str, &str, &str) -> String; 3] = [
        |stamp, _, line| serde_json::json!({"log": format!("{line}\n"), "time": stamp}).to_string(),
        |stamp, host, line| {
            let host = serde_json::json!({ "name": host });
            serde_json::json!({"@timestamp": stamp, "host": host, "message": line}).to_string()
        },
        |stamp, host, line| {
            format!("{stamp}\tkernel\t{}", serde_json::json!({"host": host, "message": line}))
        },
    ];
    for (nth, kind) in kinds.into_iter().enumerate() {
        let entry = |minute: u32| {
            let line = numbered(minute);
            let (_, message) = line.trim_end().split_once("kernel: ").unwrap();
            let message = if nth == 0 { format!("fw1 kernel: {message}") } else { message.into() };
            kind(&format!("2026-10-12T08:{minute:02}:00Z"), "fw1", &message) + "\n"
        };
        let path = home.write("fw.json", (1..=8).map(entry).collect::<String>());
        let options = |from: [&'static str; 2]| [from.as_slice(), &["--format", "json"]].concat();
        for from in [["--last", "2"], ["--since", "2026-10-12T08:07"]] {
            let arguments = [&[path.as_str()], options(from).as_slice()].concat();
            let following = Following::start(&home, &arguments);
            let lines = [(); 2].map(|()| following.line());
            assert_eq!(lines.each_ref().map(|line| id(line)), [7, 8], "{nth}: {from:?}");
            assert!(lines[0].contains("2026-10-12 08:07:00"), "{}", lines[0]);
            // What comes now, one that is broken among it.
            let more = format!("{}{{\"log\": broken\n{}", entry(9), entry(10));
            let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
            std::io::Write::write_all(&mut file, more.as_bytes()).unwrap();
            assert_eq!([(); 2].map(|()| id(&following.line())), [9, 10], "{nth}: {from:?}");
            let (code, said) = following.interrupt();
            assert_eq!(code, Some(0));
            let counts = "4 packets shown of 4 in 5 lines; 1 lines could not be read";
            assert!(said.iter().any(|line| line.contains(counts)), "{said:?}");
            home.write("fw.json", (1..=8).map(entry).collect::<String>());
        }
        let mut command = home.ipta(&["follow", "-", "--format", "json"]);
        let output = command.pipe_stdin(&path).unwrap().output().unwrap();
        let found: Vec<u32> = String::from_utf8(output.stdout).unwrap().lines().map(id).collect();
        assert_eq!(found, [1, 2, 3, 4, 5, 6, 7, 8], "{nth}");
    }
}
