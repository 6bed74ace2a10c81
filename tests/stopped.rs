//! Runs that take their time: what a terminal shows meanwhile, and how Ctrl-C ends them.

use std::fmt::Write;

use crate::support::terminal::Terminal;
use crate::support::{Home, New, dropped, example_log};

on_every_store!(
    an_import_shows_how_far_it_is_on_a_terminal_alone,
    an_import_that_is_stopped_goes_on_where_it_was,
    a_question_of_the_command_line_is_stopped,
);

/// A log of so many packets, each of another source.
fn log_of(home: &Home, packets: u32) -> String {
    let mut text = String::new();
    for nth in 0..packets {
        let source = format!("10.{}.{}.{}", nth >> 16, (nth >> 8) & 255, nth & 255);
        let _ = text.write_str(&dropped(nth % 60, &source, 22));
    }
    home.write("big.log", text)
}

fn an_import_shows_how_far_it_is_on_a_terminal_alone(new: New) {
    let home = new();
    let log = log_of(&home, 20_000);
    let mut terminal = Terminal::open(&home, &["import", "--year", "2026", &log]);
    terminal.wait("the summary", |text| text.contains("20000 packets stored"));
    let (written, shown) = (terminal.written(), terminal.text());
    assert!(written.contains("big.log [") && written.contains("MiB"), "{written}");
    assert!(!shown.contains("big.log ["), "{shown}");
    assert_eq!(terminal.end(), 0);
    let run = home.run(&["import", "--again", "--year", "2026", &log]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains(['[', '\r', '\x1b']), "{}", run.stderr);
}

fn an_import_that_is_stopped_goes_on_where_it_was(new: New) {
    // A machine that is done before the key is pressed gets a larger log.
    for packets in [100_000, 400_000, 1_600_000] {
        let home = new();
        let log = log_of(&home, packets);
        let import = ["import", "--year", "2026", log.as_str()];
        let mut terminal = Terminal::open(&home, &import);
        terminal
            .wait("the bar", |text| text.contains("big.log [") || text.contains("packets stored"));
        terminal.press("\x03");
        terminal.wait("the end", |text| {
            text.contains("error: cancelled") || text.contains("packets stored")
        });
        let was_stopped = terminal.text().contains("cancelled");
        assert_eq!(terminal.end(), if was_stopped { 130 } else { 0 });
        home.wait_until_idle();
        home.stdout(&import);
        assert_eq!(home.stdout(&["-e", "count"]), format!("n\n{packets}\n"));
        assert_eq!(
            home.stdout(&["-e", "count distinct src"]).lines().nth(1),
            Some(&*packets.to_string())
        );
        if was_stopped {
            return;
        }
    }
    panic!("no import could be stopped");
}

fn a_question_of_the_command_line_is_stopped(new: New) {
    let home = new();
    home.stdout(&["import", &example_log()]);
    let slow =
        "SELECT COUNT(*) FROM logs a, logs b, logs c, logs d WHERE a.len + b.len < c.len + d.len";
    let mut terminal = Terminal::open(&home, &["-e", slow, "-e", "count"]);
    terminal.wait("how long it has been running", |text| text.contains("running"));
    terminal.press("\x03");
    terminal.wait("the message", |text| text.contains("error: cancelled"));
    assert!(!terminal.text().contains("running"), "{}", terminal.text());
    assert_eq!(terminal.end(), 130);
    home.wait_until_idle();
}
