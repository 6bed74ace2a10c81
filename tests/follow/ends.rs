//! Where following begins and ends, and what it shows.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::{Command, Stdio};

use super::{Following, id, numbered};
use crate::support::Home;

fn log(home: &Home, ids: std::ops::RangeInclusive<u32>) -> String {
    home.write("fw.log", ids.map(numbered).collect::<String>())
}

fn append(path: &str, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[test]
fn it_begins_at_the_end_or_with_the_last_that_fit() {
    let home = Home::new();
    let other = numbered(7).replace("DPT=22", "DPT=23");
    let path = home.write("fw.log", format!("{}{other}{}", numbered(1), numbered(2)));
    let options = [path.as_str(), "--format", "json", "--last", "2", "where", "dport 22"];
    let following = Following::start(&home, &options);
    assert_eq!([(); 2].map(|()| id(&following.line())), [1, 2]);
    append(&path, &numbered(3));
    assert_eq!(id(&following.line()), 3);
    assert_eq!(following.interrupt().0, Some(0));
}

#[test]
fn a_log_that_is_not_there_yet_is_waited_for() {
    let home = Home::new();
    let path = home.path().join("later.log");
    let path = path.to_str().unwrap();
    let following = Following::start(&home, &[path, "--format", "json"]);
    following.said("there is no such file yet");
    append(path, &numbered(1));
    assert_eq!(id(&following.line()), 1);
    let half = numbered(2);
    append(path, &half[..50]);
    append(path, &half[50..]);
    assert_eq!(id(&following.line()), 2);
}

#[test]
fn a_stream_is_followed_to_its_end() {
    let home = Home::new();
    let path = log(&home, 1..=300);
    let output = home
        .ipta(&["follow", "-", "--format", "json", "where", "id > 299 or id < 2"])
        .pipe_stdin(path)
        .unwrap()
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().map(id).collect::<Vec<_>>(), [1, 300]);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("2 packets shown of 300 in 300 lines"), "{said}");
}

#[test]
fn doubtful_zones_and_rows_of_tables_are_followed_as_they_are_imported() {
    let home = Home::new();
    let line =
        "2026-10-06 08:00:01 IST fw kernel: DROP IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 LEN=60 ";
    let text = format!("time,message\n1791273601,{line}\n1791273601,{line}\n");
    for text in [text, format!("{line}\n{line}\n")] {
        let path = home.write("fw.log", text);
        let arguments = ["--timezone", "UTC", "follow", "-", "--format", "tsv", "--no-counter"];
        let output = home.ipta(&arguments).pipe_stdin(&path).unwrap().output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(shown.matches("192.0.2.7").count(), 2, "{shown}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.matches("the zone `IST` does not name one offset").count(), 1, "{said}");
    }
}

#[test]
fn the_manual_s_switch_and_columns() {
    let home = Home::new();
    let path = log(&home, 1..=1);
    let run = |arguments: &[&str]| {
        let output = home.ipta(arguments).pipe_stdin(&path).unwrap().output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (text, _) = run(&["--no-lo", "-f", "-", "--format", "table"]);
    let expected = "  Count IF      Source                       Port Destination                  Port Proto  Action
      1 eth0    192.0.2.7                   55844 192.0.2.1                      22 TCP    DROP
";
    assert_eq!(text, expected);
    let (text, _) = run(&[
        "--no-header",
        "-f",
        "-",
        "--format",
        "table",
        "--no-counter",
        "--time",
        "--machine",
    ]);
    assert!(text.starts_with("20") && text.contains("-10-12 08:01:00 fw1 "), "{text}");
    let (text, said) = run(&["follow", "-", "where", "dport = x"]);
    assert!(text.is_empty() && said.contains("dport = x"), "{said}");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let home = Home::new();
    let path = log(&home, 1..=20_000);
    let mut command = Command::new("bash");
    let script = r#""$0" follow "$1" --scan --format json | head -n 1; echo "${PIPESTATUS[0]}""#;
    command.args(["-c", script, env!("CARGO_BIN_EXE_ipta"), &path]);
    home.alone(&mut command);
    command.stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.ends_with("\n0\n"), "{text}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
