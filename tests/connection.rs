//! Connections: how the program reaches a server, and what it says when it cannot.

use std::time::Duration;

use crate::support::servers::{Database, PASSWORD, Running};
use crate::support::{Home, Run, dropped};

mod deletion;
mod folded;
mod headings;
mod lost;
mod messages;
mod peer;
mod refusals;
mod settings;
mod setup;
mod shown;
mod tls;
mod trips;
mod ways;

/// No run of the program may take longer.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs the program with more variables in its environment.
fn run(home: &Home, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = home.ipta(arguments);
    command.timeout(LIMIT).envs(variables.iter().copied());
    let run = Run::from(command.output().expect("the program starts"));
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(PASSWORD), "the password is shown: {text}");
        assert!(!text.contains("panicked"), "{text}");
    }
    run
}

/// The program on a database, by its socket.
fn on(home: &Home, database: &Database, arguments: &[&str]) -> Run {
    let variables = database.variables();
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    run(home, &variables, arguments)
}

/// The program on a database, by TCP from the address 127.0.0.1.
fn over_tcp(home: &Home, database: &Database, host: &str, arguments: &[&str]) -> Run {
    let port = database.running.port().to_string();
    let name = database.name.as_str();
    let reached = ["-h", host, "--port", &port, "-u", name, "-d", name];
    let arguments: Vec<&str> = reached.iter().chain(arguments).copied().collect();
    run(home, &[("IPTA_DB_PASSWORD", PASSWORD)], &arguments)
}

/// Checks that the program failed with this code and one message, with its help, that has all these words.
fn failed(run: &Run, code: i32, words: &[&str]) {
    assert_eq!((run.code, run.stdout.as_str()), (code, ""), "{}", run.stderr);
    let errors: Vec<&str> =
        run.stderr.lines().filter(|line| !line.starts_with("warning")).collect();
    let is_one = matches!(errors[..], [_]) || matches!(errors[..], [_, help] if is_help(help));
    assert!(is_one, "one message: {}", run.stderr);
    assert!(errors[0].starts_with("error: "), "{}", run.stderr);
    for word in words {
        assert!(errors.join("\n").contains(word), "`{word}` in: {}", run.stderr);
    }
}

/// Whether a line is the help of a message.
fn is_help(line: &str) -> bool {
    line.starts_with("  = help: ")
}

/// A database with the table `logs`, into which three packets were imported.
fn filled(server: &str, home: &Home) -> Database {
    let database = Running::shared(server).database();
    let log = home.write("fw.log", packets());
    let run = on(home, &database, &["import", "--year", "2026", &log]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    database
}

/// A log of three packets.
fn packets() -> String {
    [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.7", 23), dropped(3, "192.0.2.8", 22)].concat()
}
