//! The prompt beside logs: what it suggests where there are no packets, and how it reaches a table.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::terminal::Terminal;
use crate::support::{Home, dropped};

once!(
    an_empty_store_suggests_the_logs_of_the_machine,
    nothing_is_suggested_elsewhere,
    a_table_after_logs_asks_for_the_password,
);

const HEADING: &str = "There are no packets yet. Logs on this machine:";

/// A home whose machine has logs: one that is empty, and one with a packet.
fn home_with_logs() -> Home {
    let home = Home::new();
    let journal = home.path().join("log/journal/0123456789abcdef");
    fs::create_dir_all(&journal).unwrap();
    fs::write(journal.join("system.journal"), "LPKSHHRH").unwrap();
    home.write("log/ufw.log", dropped(1, "192.0.2.7", 22));
    home.write("log/messages", "");
    home.write("log/mail.log", "x");
    home
}

fn greeting(home: &Home, arguments: &[&str]) -> String {
    let mut terminal = Terminal::open(home, arguments);
    terminal.wait("a prompt", |text| text.contains("ipta:") || text.contains("ipta> "));
    terminal.text()
}

fn an_empty_store_suggests_the_logs_of_the_machine() {
    let home = home_with_logs();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.prompt();
    let shown = terminal.text().replace('\n', "");
    let open = format!(":open {}", home.path().join("log/ufw.log").display());
    assert!(shown.contains(&format!("{HEADING}  {open}  :open --journalipta>")), "{shown}");
    terminal.press(&format!("{open}\r"));
    terminal.wait("the log", |text| text.trim_end().ends_with("ipta:ufw.log>"));
    terminal.press("count\r");
    terminal.wait("the answer", |text| text.contains("1 row"));
    // What cannot be read is not suggested.
    let log = home.path().join("log/ufw.log");
    fs::set_permissions(&log, fs::Permissions::from_mode(0o000)).unwrap();
    let can_read = fs::read(&log).is_ok();
    fs::remove_dir_all(home.path().join("log/journal")).unwrap();
    assert_eq!(greeting(&home, &[]).contains(HEADING), can_read, "root reads everything");
}

fn nothing_is_suggested_elsewhere() {
    let home = home_with_logs();
    let log = home.path().join("log/ufw.log");
    let log = log.to_str().unwrap();
    assert!(!greeting(&home, &[log]).contains(HEADING));
    let run = home.ipta(&[]).write_stdin(":status").output().unwrap();
    assert!(!String::from_utf8_lossy(&run.stderr).contains(HEADING));
    if cfg!(feature = "embedded") {
        home.stdout(&["import", log]);
        assert!(!greeting(&home, &[]).contains(HEADING));
    }
}

fn a_table_after_logs_asks_for_the_password() {
    let home = Home::new();
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
    let server = ["-h", "127.0.0.1", "--port", "1", "-u", "x", "-pi", &log];
    let mut terminal = Terminal::open(&home, &server);
    // The log needs none.
    terminal.wait("a prompt", |text| text.trim_end().ends_with("ipta:fw.log>"));
    terminal.press(":use logs\r");
    terminal.wait("a question", |text| text.contains("Password of x at 127.0.0.1:1: "));
    terminal.wait_for_no_echo();
    terminal.press("secret\r");
    // It is asked for once.
    for errors in [1, 2] {
        terminal.wait("the error", |text| {
            text.matches("cannot reach the server").count() == errors
                && text.trim_end().ends_with("ipta:fw.log>")
        });
        terminal.press(":tables\r");
    }
    let shown = terminal.text();
    assert_eq!(shown.matches("Password of x at 127.0.0.1:1: ").count(), 1, "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
}
