//! Following logs at the prompt, above the line that is being typed and in the foreground.

use std::fs::OpenOptions;
use std::io::Write;

use super::home_with_packets;
use crate::support::terminal::Terminal;
use crate::support::{Home, New, dropped};

on_every_store!(
    lines_appear_above_what_is_typed_and_none_is_lost,
    no_line_stands_in_the_middle_of_an_answer,
    following_in_the_foreground_ends_with_control_c,
    leaving_while_logs_are_followed_is_asked_twice,
    what_cannot_be_followed_is_told,
);

/// Appends lines to the log that is followed.
fn append(home: &Home, lines: &str) {
    let path = home.path().join("live.log");
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(lines.as_bytes()).unwrap();
}

fn following(home: &Home, rest: &str) -> Terminal {
    append(home, "");
    let mut terminal = Terminal::open(home, &["shell"]);
    let path = home.path().join("live.log");
    terminal.say(&format!(":follow {} {rest}", path.display()), "following");
    terminal.prompt();
    terminal
}

fn lines_appear_above_what_is_typed_and_none_is_lost(new: New) {
    let home = home_with_packets(new);
    let mut terminal = following(&home, "where denied");
    let typed = "count by src where dport";
    for (nth, letter) in typed.chars().enumerate() {
        let first = u32::try_from(nth).unwrap() * 208;
        let lines: String =
            (first..first + 209).map(|one| dropped(one % 60, "192.0.2.99", 25)).collect();
        append(&home, &lines);
        terminal.press(&letter.to_string());
    }
    let all = typed.len() * 209;
    terminal.wait("the last line", |text| {
        text.contains(&format!("{all} eth0")) && text.ends_with(&format!("ipta> {typed}"))
    });
    let written = terminal.written();
    let counts = written.lines().filter_map(|line| line.split_once(" eth0 "));
    let counts: Vec<usize> = counts
        .filter_map(|(before, _)| before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .collect();
    assert!(counts.iter().copied().eq(1..=all), "each once and in order: {counts:?}");
    terminal.press(" = 22\r");
    terminal.wait("the answer", |text| text.contains("2 rows"));
    terminal.say(":unfollow", &format!("{all} packets shown of {all}"));
    append(&home, &dropped(1, "192.0.2.77", 25));
    terminal.say(":unfollow", "nothing is being followed");
    assert!(!terminal.text().contains("192.0.2.77"), "{}", terminal.text());
}

fn no_line_stands_in_the_middle_of_an_answer(new: New) {
    let home = home_with_packets(new);
    let mut terminal = following(&home, "--no-header");
    terminal.press(":watch 0.05 values dport\r");
    terminal.wait("answers", |text| text.contains("every 0.05 s"));
    for nth in 0..20 {
        append(&home, &dropped(nth, "192.0.2.99", 25));
        let before = terminal.text();
        terminal.wait("another answer", |text| text != before);
    }
    assert!(!terminal.text().contains("192.0.2.99"), "{}", terminal.text());
    terminal.press("\x03");
    terminal.wait("what came meanwhile", |text| {
        text.contains("20 eth0") && text.trim_end().ends_with("ipta>")
    });
}

fn following_in_the_foreground_ends_with_control_c(new: New) {
    let home = home_with_packets(new);
    append(&home, "");
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    let path = home.path().join("live.log");
    terminal.press(&format!("follow {} where dport 25\r", path.display()));
    terminal.wait("the status", |text| text.contains("0 lines"));
    append(&home, &dropped(1, "192.0.2.98", 22));
    append(&home, &dropped(1, "192.0.2.99", 25));
    terminal.wait("the packet", |text| text.contains("192.0.2.99"));
    terminal.press("\x03");
    terminal.wait("what was seen", |text| text.contains("1 packets shown of 2"));
    terminal.say("values dport", "2 rows");
}

fn leaving_while_logs_are_followed_is_asked_twice(new: New) {
    let home = home_with_packets(new);
    let mut terminal = following(&home, "");
    terminal.press("\x04");
    terminal.wait("the warning", |text| text.contains("Ctrl-D once more leaves"));
    terminal.prompt();
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

fn what_cannot_be_followed_is_told(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":follow /", "is a directory");
    terminal.say(":follow -", "the prompt follows files");
    terminal.say(":follow x where nonsense = 1", "^^^^^^^^");
    terminal.say(":follow", "FILE...");
}
