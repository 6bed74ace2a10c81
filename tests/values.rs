//! Values that completion offers: what they cost a server.

use std::thread;
use std::time::{Duration, Instant};

use mysql::prelude::Queryable;

use crate::support::terminal::Terminal;
use crate::support::{Home, New, home_with_packets};

on_every_store!(
    values_are_read_when_they_are_needed_and_not_for_long,
    values_are_not_read_where_the_setting_says_so,
);

/// How the statement that reads values ends each of its looks at the table.
const SAMPLE: &str = "LIMIT 20000";

/// Another session that keeps everybody else from reading the table.
fn locked(home: &Home) -> mysql::Conn {
    let database = home.database();
    let mut other = database.running.root();
    other.query_drop(format!("LOCK TABLES {}.logs WRITE", database.name)).unwrap();
    other
}

/// Waits until the server runs a statement for this home, or none.
fn wait(home: &Home, is_running: bool) {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let running = home.running();
        if running.iter().any(|sql| sql.contains(SAMPLE)) == is_running {
            return;
        }
        assert!(Instant::now() < end, "the server runs {running:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn values_are_read_when_they_are_needed_and_not_for_long(new: New) {
    let home = home_with_packets(new);
    let lock = locked(&home);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    thread::sleep(Duration::from_millis(500));
    assert_eq!(home.running(), [] as [String; 0]);
    terminal.press("count where action = ");
    wait(&home, true);
    // The lock stays: the statement is stopped for the time that it takes.
    wait(&home, false);
    drop(lock);
    terminal.press("\x15count where prefix = ");
    terminal.press_until("\t", |text| text.contains("prefix = 'IPT: DROP'"));
}

fn values_are_not_read_where_the_setting_says_so(new: New) {
    let home = home_with_packets(new);
    let _lock = locked(&home);
    home.write("home/.ipta-conf", "[shell]\nvalues = false\n");
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("count where action = \t");
    terminal.wait("the usual words", |text| text.contains("REJECT"));
    thread::sleep(Duration::from_millis(500));
    assert_eq!(home.running(), [] as [String; 0]);
}
