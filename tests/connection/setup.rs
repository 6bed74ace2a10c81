//! Setting up: the statements of `ipta setup-sql` really run, and what they grant is enough.

use mysql::prelude::Queryable;

use super::*;

/// Runs the printed statements with a password in place of the words for one.
fn set_up(server: &Running, printed: &str) {
    assert!(printed.contains("'write a password here'"), "{printed}");
    let filled = printed.replace("write a password here", PASSWORD);
    let statements: String =
        filled.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    let mut root = server.root();
    for statement in statements.split(';').map(str::trim).filter(|it| !it.is_empty()) {
        root.query_drop(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

/// Everything that changes a table, and what reads it.
fn works(home: &Home, variables: &[(&str, &str)], options: &[&str]) {
    let with = |arguments: &[&str]| {
        let all: Vec<&str> = options.iter().chain(arguments).copied().collect();
        let run = run(home, variables, &all);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        run
    };
    let log = home.write("fw.log", packets());
    with(&["tables", "create", "logs"]);
    let imported = with(&["import", "--year", "2026", &log]);
    assert!(imported.stderr.contains("3 packets stored"), "{}", imported.stderr);
    assert_eq!(with(&["-e", "count"]).stdout, "n\n3\n");
    with(&["clear", "--yes"]);
    assert_eq!(with(&["-e", "count"]).stdout, "n\n0\n");
    with(&["import", "--year", "2026", &log]);
    with(&["tables", "drop", "--all", "--yes"]);
    assert!(!with(&["tables"]).stdout.contains("logs"));
}

/// Prints the statements for a server, runs them, works with what they grant, and cleans up.
fn grants_are_enough(server: &str, address: &[&str], host: &str) {
    let (home, running) = (Home::new(), Running::shared(server));
    // A name that has to be quoted.
    let name = format!("s-{}_{server}_{host}", std::process::id()).replace('.', "");
    let options: Vec<&str> = address.iter().chain(&["-u", &name, "-d", &name]).copied().collect();
    let arguments: Vec<&str> = options.iter().chain(&["setup-sql"]).copied().collect();
    let printed = run(&home, &[], &arguments);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert!(printed.stdout.contains(&format!("@'{host}'")), "{}", printed.stdout);
    set_up(&running, &printed.stdout);
    works(&home, &[("IPTA_DB_PASSWORD", PASSWORD)], &options);
    running.execute(&format!("DROP DATABASE `{name}`"));
    running.execute(&format!("DROP USER '{name}'@'{host}'"));
}

#[test]
fn what_is_printed_runs_and_suffices_on_mariadb() {
    let running = Running::shared("mariadb");
    let socket = running.socket();
    grants_are_enough("mariadb", &["--socket", socket.to_str().expect("plain")], "localhost");
}

#[test]
fn what_is_printed_runs_and_suffices_on_mysql() {
    let running = Running::shared("mysql");
    let socket = running.socket();
    grants_are_enough("mysql", &["--socket", socket.to_str().expect("plain")], "localhost");
    let port = running.port().to_string();
    grants_are_enough("mysql", &["-h", "127.0.0.1", "--port", &port], "127.0.0.1");
}

#[test]
fn what_is_printed_runs_and_suffices_where_rows_are_inserted() {
    let running = Running::shared("mysql-plain");
    let socket = running.socket();
    grants_are_enough("mysql-plain", &["--socket", socket.to_str().expect("plain")], "localhost");
}

#[test]
fn a_server_that_is_not_there_gets_statements_too() {
    let home = Home::new();
    let printed = run(&home, &[], &["--socket", &home.nowhere(), "setup-sql"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert!(printed.stdout.contains("cannot be asked for its version"), "{}", printed.stdout);
    assert!(printed.stdout.contains("CREATE DATABASE IF NOT EXISTS `ipta`"), "{}", printed.stdout);
}

/// Names that would end a statement, a line, or more than one database.
#[test]
fn names_are_escaped() {
    let printed = |options: &[&str]| {
        let arguments: Vec<&str> = options.iter().chain(&["setup-sql"]).copied().collect();
        run(&Home::new(), &[], &arguments)
    };
    let socket = "/nowhere\nDROP DATABASE x;\n.sock";
    let user = "u'\\\nDROP DATABASE y;\n-- \r";
    let shown = printed(&["--socket", socket, "-u", user, "-d", "fw_logs%`\\"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert!(!shown.stdout.lines().any(|line| line.starts_with("DROP")), "{}", shown.stdout);
    let statements: Vec<&str> =
        shown.stdout.lines().filter(|line| !line.starts_with("--")).collect();
    let account = "'u''\\\\\\nDROP DATABASE y;\\n-- \\r'@'localhost'";
    assert_eq!(
        statements[0],
        "CREATE DATABASE IF NOT EXISTS `fw_logs%``\\` CHARACTER SET utf8mb4;"
    );
    assert!(statements[1].starts_with(&format!("CREATE USER IF NOT EXISTS {account}")));
    assert!(statements[2].contains(" ON `fw\\_logs\\%``\\\\`.* TO "), "{}", statements[2]);
    assert_eq!(statements.len(), 3, "{}", shown.stdout);
    assert!(shown.stdout.contains("-- Where partial_revokes is ON"), "{}", shown.stdout);
    assert!(!printed(&["-d", "fw"]).stdout.contains("partial_revokes"));
    // In back-quotes nothing can be escaped.
    for options in [["-d", "fw\nDROP DATABASE x; --"], ["-d", "f\u{200b}w"], ["-u", "u\x1b[2J"]] {
        let refused = printed(&options);
        let why = "the name of the database or the user has characters that are not visible";
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
    }
}

/// `_` and `%` in a database's name are no wildcards: the user cannot read a database beside it.
#[test]
fn a_grant_is_for_one_database() {
    for kind in ["mariadb", "mysql"] {
        let (home, running) = (Home::new(), Running::shared(kind));
        let name = format!("w_{}_{kind}", std::process::id());
        let beside = name.replacen('_', "x", 1);
        let socket = running.socket();
        let options = ["--socket", socket.to_str().expect("plain"), "-u", &name, "-d", &name];
        let printed = run(&home, &[], &[&options[..], &["setup-sql"]].concat());
        set_up(&running, &printed.stdout);
        works(&home, &[("IPTA_DB_PASSWORD", PASSWORD)], &options);
        running.execute(&format!("CREATE DATABASE `{beside}`"));
        let options = ["--socket", options[1], "-u", &name, "-d", &beside, "tables"];
        let refused = run(&home, &[("IPTA_DB_PASSWORD", PASSWORD)], &options);
        running.execute(&format!("DROP DATABASE `{beside}`"));
        running.execute(&format!("DROP DATABASE `{name}`"));
        running.execute(&format!("DROP USER '{name}'@'localhost'"));
        assert_ne!(refused.code, 0, "{kind}: the user reads {beside}");
    }
}
