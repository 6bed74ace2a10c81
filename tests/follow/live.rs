//! The live screen: what it counts, its keys, and windows and terminals of every kind.

use std::fs::OpenOptions;
use std::io::Write;

use portable_pty::CommandBuilder;

use crate::support::terminal::Terminal;
use crate::support::{Home, dropped};

fn log(home: &Home) -> String {
    let lines: String = (0..30).map(|n| dropped(n, "192.0.2.7", 22)).collect();
    let more: String = (0..3).map(|n| dropped(n, "192.0.2.8\u{1b}[2J", 80)).collect();
    let last: String = (0..2).map(|n| dropped(n, "192.0.2.9", 23)).collect();
    home.write("fw.log", lines + &more + &last)
}

#[test]
fn it_counts_and_heeds_its_keys() {
    let home = Home::new();
    let path = log(&home);
    let mut terminal = Terminal::open(&home, &["live", &path, "--scan", "--services"]);
    terminal.wait("counts", |text| text.contains("192.0.2.7") && text.contains("ssh TCP"));
    let text = terminal.text();
    assert!(text.contains("a second over    1 min    5 min   15 min"), "{text}");
    let line = text.lines().find(|line| line.contains("192.0.2.7")).unwrap();
    assert!(line.split_whitespace().collect::<Vec<_>>()[1..].starts_with(&["30", "30"]), "{line}");

    // A condition that cannot be says so, and changes nothing; one that can counts anew.
    terminal.press("/src frob\r");
    terminal.wait("what is wrong", |text| text.contains("frob") && text.contains("192.0.2.7"));
    terminal.press("/\u{15}dport 443\r");
    terminal.wait("nothing that fits", |text| {
        text.contains("where dport 443") && !text.contains("192.0.2.7")
    });
    let line = dropped(1, "192.0.2.99", 443);
    OpenOptions::new().append(true).open(&path).unwrap().write_all(line.as_bytes()).unwrap();
    terminal.wait("what fits", |text| text.contains("192.0.2.99") && text.contains("https TCP"));
    terminal.press("p");
    terminal.wait("a pause", |text| text.contains("(paused)"));
    terminal.press("\t\x1b[B");
    terminal.press("p");
    terminal.wait("no pause", |text| !text.contains("(paused)"));

    terminal.resize(30);
    terminal.wait("a small window", |text| text.contains("too small"));
    terminal.resize(90);
    terminal.wait("a window", |text| text.contains("192.0.2.99"));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn only_lines_that_changed_are_written_again() {
    let home = Home::new();
    let path = log(&home);
    let mut terminal = Terminal::open(&home, &["live", &path, "--scan"]);
    terminal.wait("counts", |text| text.contains("192.0.2.9") && text.contains("23 TCP"));
    assert!(terminal.cell("192.0.2.7").inverse());
    assert!(terminal.cell("Source").bold() && !terminal.cell("23 TCP").bold());
    // The second list, its end, and its start again; keys in both of their spellings.
    terminal.press("\x1b[C\x1b[6~");
    terminal.wait_for_screen("a selection", |screen| is_inverse(screen, "23 TCP"));
    terminal.press("\x1bOA");
    terminal.wait_for_screen("the line above", |screen| is_inverse(screen, "22 TCP"));
    let written = terminal.written();
    for heading in ["Source", "Port", "a second over"] {
        assert_eq!(written.matches(heading).count(), 1, "{heading}: {written:?}");
    }
    terminal.press("\x1b");
    assert_eq!(terminal.end(), 0);
}

fn is_inverse(screen: &vt100::Screen, text: &str) -> bool {
    let (_, columns) = screen.size();
    let mut rows = (0..).zip(screen.rows(0, columns.get()));
    rows.any(|(row, line)| {
        let at = line.find(text).and_then(|at| u16::try_from(at).ok());
        at.and_then(|at| screen.cell(row, at)).is_some_and(vt100::Cell::inverse)
    })
}

#[test]
fn keys_come_from_the_terminal_where_standard_input_is_the_log() {
    let home = Home::new();
    let script = format!("{} live - --scan < {}", env!("CARGO_BIN_EXE_ipta"), log(&home));
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", &script]);
    let mut terminal = Terminal::start(&home, command);
    terminal.wait("counts", |text| text.contains("192.0.2.7"));
    terminal.wait("the end of the log", |text| text.contains("no more packets"));
    // A filter may be typed in any script; a character is as wide as the terminal shows it.
    terminal.press("/\x15防ü\x7f牆");
    terminal.wait("a condition", |text| text.contains("where 防牆_"));
    terminal.press("\x1b");
    terminal.wait("no condition", |text| !text.contains("防牆"));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn ctrl_c_leaves_it_and_the_terminal_as_it_was() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &["live", &log(&home)]);
    terminal.wait("the screen", |text| text.contains("q quit"));
    terminal.press("\x03");
    let mut written = String::new();
    while !written.contains("\x1b[?1049l") {
        terminal.wait("the end", |text| !text.contains("q quit"));
        written = terminal.written();
    }
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_a_terminal_that_can_it_says_what_to_use() {
    let home = Home::new();
    let path = log(&home);
    let run = home.run(&["live", &path]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("`ipta follow`"), "{}", run.stderr);
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ipta"));
    command.args(["live", &path]);
    let mut terminal = Terminal::start_as(&home, command, "dumb");
    terminal.wait("what to use", |text| text.contains("`ipta follow`"));
    assert_eq!(terminal.end(), 1);
}
