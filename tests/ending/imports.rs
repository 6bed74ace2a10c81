//! An import that is told to end stops at a bookmark, and the next one goes on there.

use std::fmt::Write;
use std::process::Stdio;

use super::{SOON, send};
use crate::support::terminal::Terminal;
use crate::support::{Home, New, dropped};

on_every_store!(an_import_that_is_ended_goes_on_where_it_was, an_import_ends_with_its_reader);

/// A log of so many packets.
fn log_of(home: &Home, packets: u32) -> String {
    let mut text = String::new();
    for nth in 0..packets {
        let source = format!("10.{}.{}.{}", nth >> 16, (nth >> 8) & 255, nth & 255);
        let _ = text.write_str(&dropped(nth % 60, &source, 22));
    }
    home.write("big.log", text)
}

fn an_import_that_is_ended_goes_on_where_it_was(new: New) {
    // A machine that is done before it is told gets a larger log.
    for packets in [100_000, 400_000, 1_600_000] {
        let home = new();
        let log = log_of(&home, packets);
        let import = ["import", "--year", "2026", log.as_str()];
        let mut ended = 0;
        for (signal, code) in [("TERM", 143), ("HUP", 129)] {
            let mut terminal = Terminal::open(&home, &import);
            let is_begun = |text: &str| text.contains("big.log [") || text.contains("packets");
            terminal.wait("the bar", is_begun);
            if terminal.ends_within(std::time::Duration::from_millis(200)).is_none() {
                send(signal, terminal.id());
                match terminal.ends_within(SOON) {
                    Some(0) => {}
                    other => {
                        assert_eq!(other, Some(code), "{signal}:\n{}", terminal.text());
                        ended += 1;
                    }
                }
            }
            home.wait_until_idle();
        }
        home.stdout(&import);
        assert_eq!(home.stdout(&["-e", "count"]), format!("n\n{packets}\n"));
        let sources = home.stdout(&["-e", "count distinct src"]);
        assert_eq!(sources.lines().nth(1), Some(&*packets.to_string()));
        if ended > 0 {
            return;
        }
    }
    panic!("no import could be ended");
}

fn an_import_ends_with_its_reader(new: New) {
    for packets in [100_000, 400_000, 1_600_000] {
        let home = new();
        let log = log_of(&home, packets);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ipta"));
        home.alone(&mut command);
        command.args(["import", "--year", "2026", &log]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(300));
        drop(child.stdout.take());
        let code = child.wait().unwrap().code();
        home.wait_until_idle();
        home.stdout(&["import", "--year", "2026", &log]);
        assert_eq!(home.stdout(&["-e", "count"]), format!("n\n{packets}\n"));
        if code != Some(0) {
            assert_eq!(code, Some(141));
            return;
        }
    }
    panic!("no import could be ended");
}
