//! Lost and stopped: connections that break off, statements that are cancelled, pipes that close.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use super::*;
use crate::support::terminal::Terminal;

/// The ids of the database's connections on which such a statement runs; an idle one has none.
pub(super) fn connections(database: &Database, statement: &str) -> Vec<String> {
    let user = &database.name;
    database.lines(&format!(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{user}' \
         AND COALESCE(INFO, '') LIKE '%{statement}%'"
    ))
}

/// Waits until there is such a connection, or none.
pub(super) fn wait_for(database: &Database, statement: &str, is_there: bool) -> Vec<String> {
    let end = Instant::now() + LIMIT;
    loop {
        let found = connections(database, statement);
        if found.is_empty() != is_there {
            return found;
        }
        assert!(Instant::now() < end, "{statement} is there: {}", !is_there);
        thread::sleep(Duration::from_millis(20));
    }
}

/// The program on a database, as a process that runs.
pub(super) fn command(home: &Home, database: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ipta"));
    home.alone(&mut command);
    command.envs(database.variables()).args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn a_connection_that_was_killed_is_made_again() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        let mut terminal = Terminal::open_with(&home, &["shell"], database.variables());
        terminal.say("count", "3");
        terminal.prompt();
        // Once this is completed, the background is at work.
        terminal.press(":use lo");
        terminal.press_until("\t", |text| text.contains(":use logs"));
        terminal.interrupt_line();
        assert!(!terminal.text().contains("was lost"), "{}", terminal.text());
        // What the background still asks must not be killed in the middle.
        thread::sleep(Duration::from_millis(500));
        let idle = connections(&database, "");
        assert!(!idle.is_empty());
        for id in &idle {
            Running::shared(server).end_connection(id);
        }
        let end = Instant::now() + LIMIT;
        while connections(&database, "").iter().any(|id| idle.contains(id)) {
            assert!(Instant::now() < end, "{idle:?} {:?}", connections(&database, ""));
            thread::sleep(Duration::from_millis(20));
        }
        // Whoever finds its connection gone first says so: the question or the background.
        // What the background says may stand behind the prompt, so none is waited for.
        terminal.press("top dport\r");
        terminal.wait("the answer", |text| text.contains("2 rows"));
        let text = terminal.text();
        assert!(text.contains("22") && !text.contains("error"), "{text}");
        let said = "the connection to the server was lost; connected again";
        assert_eq!(text.matches(said).count(), 1, "{text}");
    }
}

#[test]
fn a_statement_whose_rows_were_shown_is_not_repeated() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        // A row every fifth of a second, too long for any buffer to hold it back.
        database.execute(
            "CREATE VIEW slow AS SELECT REPEAT('x', 60000) AS x, SLEEP(0.2) AS s \
             FROM logs a, logs b, logs c",
        );
        let sql = "SELECT x, s FROM slow";
        let mut running = command(&home, &database, &["-e", sql]).spawn().expect("a process");
        let mut lines = BufReader::new(running.stdout.take().expect("a pipe")).lines();
        lines.next().expect("a heading").expect("text");
        lines.next().expect("a row").expect("text");
        let [id] = wait_for(&database, "SELECT x", true).try_into().expect("one connection");
        database.execute(&format!("KILL CONNECTION {id}"));
        let rest = lines.count();
        let mut stderr = String::new();
        running.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("text");
        assert_eq!(running.wait().expect("an end").code(), Some(1), "{stderr}");
        assert!(rest < 26, "{rest} more rows");
        assert!(stderr.starts_with("error: ") && stderr.lines().count() == 2, "{stderr}");
        assert!(
            stderr.lines().all(|line| line.starts_with("error: ") || is_help(line)),
            "{stderr}"
        );
        assert!(!stderr.contains("connected again"), "{stderr}");
        assert!(stderr.contains("broke off") && !stderr.contains("protocol"), "{stderr}");
    }
}

#[test]
fn a_statement_that_was_killed_is_not_repeated() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        // Longer than anything is waited for here.
        database.execute("CREATE VIEW slow AS SELECT SLEEP(600) AS s FROM logs");
        let sql = "SELECT COUNT(*) AS n FROM slow WHERE s = 0";
        for (kill, said) in [
            ("KILL CONNECTION", ["broke off", "`KILL`"]),
            ("KILL QUERY", ["stopped on the server by another session", "`KILL QUERY`"]),
        ] {
            let mut running = command(&home, &database, &["-e", sql]).spawn().expect("a process");
            let [id] = wait_for(&database, "SELECT COUNT", true).try_into().expect("one");
            database.execute(&format!("{kill} {id}"));
            let (code, stderr) = running.wait_with_output_of();
            assert_eq!((code, stderr.lines().count()), (Some(1), 2), "{server}, {kill}: {stderr}");
            assert!(stderr.starts_with("error: "), "{server}, {kill}: {stderr}");
            for word in said {
                assert!(stderr.contains(word), "{server}, {kill}: {stderr}");
            }
            assert_eq!(connections(&database, "SELECT COUNT"), Vec::<String>::new());
        }
        // Nor at a prompt, whose connection was idle before.
        let mut terminal = Terminal::open_with(&home, &["shell"], database.variables());
        terminal.say("count by dport", "23");
        terminal.prompt();
        terminal.press(&format!("{sql};\r"));
        let [id] = wait_for(&database, "SELECT COUNT(*) AS n", true).try_into().expect("one");
        database.execute(&format!("KILL CONNECTION {id}"));
        terminal.wait("the message", |text| text.contains("error: the connection"));
        terminal.prompt();
        assert_eq!(connections(&database, "SELECT COUNT(*) AS n"), Vec::<String>::new());
        terminal.say("count by dport", "23");
    }
}

#[test]
fn a_server_that_dies_in_mid_statement_keeps_to_the_protocol() {
    for kind in ["mariadb", "mysql"] {
        for is_killed in [true, false] {
            let folder = tempfile::tempdir().expect("a folder");
            let server = Running::start(kind, folder.path(), &[]);
            let (home, database) = (Home::new(), server.database());
            database.execute("CREATE TABLE one (a INT)");
            database.execute("INSERT INTO one VALUES (1)");
            database.execute("CREATE VIEW slow AS SELECT SLEEP(600) AS s FROM one");
            let sql = "SELECT COUNT(*) AS n FROM slow WHERE s = 0";
            let mut running = command(&home, &database, &["-e", sql]).spawn().expect("a process");
            wait_for(&database, "SELECT COUNT", true);
            std::mem::forget(database);
            if is_killed {
                server.kill()
            } else {
                server.stop()
            }
            let (code, stderr) = running.wait_with_output_of();
            assert_eq!((code, stderr.lines().count()), (Some(1), 2), "{kind}: {stderr}");
            assert!(stderr.contains("broke off"), "{kind}, {is_killed}: {stderr}");
            let is_told =
                ["stopped or restarted", "is shutting down"].map(|it| stderr.contains(it));
            assert!(is_told.contains(&true), "{kind}, {is_killed}: {stderr}");
        }
    }
}

/// The end of a process.
pub(super) trait End {
    /// Its exit code and what it wrote to standard error.
    fn wait_with_output_of(&mut self) -> (Option<i32>, String);
}

impl End for std::process::Child {
    fn wait_with_output_of(&mut self) -> (Option<i32>, String) {
        let mut stderr = String::new();
        self.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("text");
        (self.wait().expect("an end").code(), stderr)
    }
}

#[test]
fn control_c_stops_the_statement_on_the_server() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        // Longer than anything is waited for here: what is answered before was stopped.
        database.execute("CREATE VIEW slow AS SELECT SLEEP(600) AS s FROM logs");
        let sql = "SELECT COUNT(*) AS n FROM slow WHERE s = 0";
        let mut terminal = Terminal::open_with(&home, &["shell"], database.variables());
        terminal.prompt();
        terminal.press(&format!("{sql};\r"));
        wait_for(&database, "SELECT COUNT(*) AS n", true);
        terminal.press("\x03");
        terminal.wait("the message", |text| text.contains("cancelled"));
        wait_for(&database, "SELECT COUNT(*) AS n", false);
        terminal.say("count by dport", "23");
        assert!(!terminal.text().contains("was lost"), "{}", terminal.text());

        let mut running = command(&home, &database, &["-e", sql]).spawn().expect("a process");
        wait_for(&database, "SELECT COUNT(*) AS n", true);
        let process = running.id().to_string();
        assert!(Command::new("kill").args(["-INT", &process]).status().expect("kill").success());
        let (code, stderr) = running.wait_with_output_of();
        assert_eq!((code, stderr.as_str()), (Some(130), "error: cancelled\n"));
        assert_eq!(connections(&database, "SELECT COUNT(*) AS n"), Vec::<String>::new());
    }
}

#[test]
fn interrupts_leave_the_prompt_open_while_the_server_is_stuck() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Running::start("mariadb", folder.path(), &[]);
    let signal = |name: &str| {
        let number = fs::read_to_string(server.file("pid")).expect("a number");
        let sent = Command::new("kill").args([name, number.trim()]).status();
        assert!(sent.expect("kill").success());
    };
    let (home, database) = (Home::new(), server.database());
    database.execute("CREATE VIEW slow AS SELECT SLEEP(60) AS s");
    // Behind something that is no prompt, where the second one would end the program.
    let mut terminal =
        Terminal::open_with(&home, &["-e", "SELECT 1 AS one", "-ai"], database.variables());
    terminal.prompt();
    terminal.press("SELECT s FROM slow;\r");
    wait_for(&database, "SELECT s", true);
    signal("-STOP");
    // As long as ipta tries to tell the server that the statement shall stop.
    for _ in 0..20 {
        terminal.press("\x03");
        thread::sleep(Duration::from_millis(50));
    }
    signal("-CONT");
    terminal.wait("the message", |text| text.contains("cancelled"));
    terminal.prompt();
    terminal.press("\x15SELECT 1 + 1 AS two;\r");
    terminal.wait("an answer", |text| text.contains("1 row"));
    drop((terminal, database));
    server.stop();
}

#[test]
fn a_large_answer_takes_little_memory_and_stops_with_its_pipe() {
    let home = Home::new();
    let database = filled("mariadb", &home);
    let fields = database.lines(
        "SELECT GROUP_CONCAT(CONCAT('`', COLUMN_NAME, '`')) FROM information_schema.COLUMNS \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'logs' AND COLUMN_NAME <> 'packet'",
    );
    let fields = fields[0].trim_matches('\'').to_owned();
    database.execute(&format!(
        "INSERT INTO logs ({fields}) SELECT {} FROM logs JOIN seq_1_to_100000",
        fields.split(',').map(|field| format!("logs.{field}")).collect::<Vec<_>>().join(",")
    ));
    let mut running =
        command(&home, &database, &["-e", "list limit 1000000"]).spawn().expect("a process");
    let mut lines = BufReader::new(running.stdout.take().expect("a pipe")).lines();
    let mut peak = 0;
    let mut rows = 0;
    for line in &mut lines {
        line.expect("text");
        rows += 1;
        if rows == 299_000 {
            peak = peak_memory(running.id());
        }
    }
    assert_eq!((running.wait().expect("an end").code(), rows), (Some(0), 300_004));
    assert!(peak > 0 && peak < 60_000, "{peak} kB at most");

    let begun = Instant::now();
    let mut running =
        command(&home, &database, &["-e", "list limit 1000000"]).spawn().expect("a process");
    let mut lines = BufReader::new(running.stdout.take().expect("a pipe")).lines();
    lines.next().expect("a heading").expect("text");
    drop(lines);
    assert_eq!(running.wait_with_output_of(), (Some(0), String::new()));
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    wait_for(&database, "SELECT", false);
}

#[test]
fn a_statement_that_nobody_waits_for_is_stopped_on_the_server() {
    let (home, database) = (Home::new(), Running::shared("mariadb").database());
    // Some rows too long for any buffer, then none for longer than this test may take.
    database.execute(
        "CREATE VIEW slow AS SELECT REPEAT('x', 60000) AS x, \
         IF(seq < 5, 0, BENCHMARK(100000000, SHA2('x', 512))) AS s \
         FROM seq_1_to_9",
    );
    let sql = "SELECT x, s FROM slow";
    let mut running = command(&home, &database, &["-e", sql]).spawn().expect("a process");
    let mut lines = BufReader::new(running.stdout.take().expect("a pipe")).lines();
    lines.next().expect("a heading").expect("text");
    drop(lines);
    assert_eq!(running.wait_with_output_of(), (Some(0), String::new()));
    wait_for(&database, "SELECT x", false);
}

/// The most memory that a process had at once, in kilobytes.
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().trim_end_matches(" kB").parse().expect("kilobytes")
}
