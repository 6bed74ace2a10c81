//! Programs that have nothing to do take no time of the processor.

use std::time::Duration;

use crate::support::Home;
use crate::support::terminal::{PROMPT, Terminal};

once!(nobody_waits_with_the_processor,);

/// The seconds of the processor that a process has taken.
fn taken(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}

fn is_idle(home: &Home, arguments: &[&str], sign: &str) {
    let mut terminal = Terminal::open(home, arguments);
    terminal.wait(sign, |text| text.contains(sign));
    std::thread::sleep(Duration::from_secs(1));
    let before = taken(terminal.id());
    std::thread::sleep(Duration::from_secs(4));
    let taken = taken(terminal.id()) - before;
    assert!(taken < 1.0, "{arguments:?}: {taken} s of 4");
}

fn nobody_waits_with_the_processor() {
    let home = &Home::new();
    let log = home.write("fw.log", "");
    std::thread::scope(|scope| {
        for (arguments, sign) in [
            (vec!["shell"], PROMPT.trim_end()),
            (vec!["live", &log], "ipta live"),
            (vec!["follow", &log], "0 packets"),
            (vec!["follow", "--append", &log], "0 packets"),
            (vec!["live", "/dev/null"], "no more packets"),
        ] {
            scope.spawn(move || is_idle(home, &arguments, sign));
        }
    });
}
