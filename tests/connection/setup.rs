//! Setting up: the statements of `ipta setup-sql` really run, and what they grant is enough.

use mysql::prelude::Queryable;

use super::*;
use crate::support::terminal::Terminal;

/// The password in printed statements.
fn password(printed: &str) -> String {
    let found = printed.lines().find_map(|line| line.split_once(" BY '")?.1.strip_suffix("';"));
    found.unwrap_or_else(|| panic!("{printed}")).to_owned()
}

/// Runs the printed statements as the administrator; the password that they hold.
fn set_up(server: &Running, printed: &str) -> String {
    let statements: String =
        printed.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    let mut root = server.root();
    for statement in statements.split(";\n").map(str::trim).filter(|it| !it.is_empty()) {
        root.query_drop(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    password(printed)
}

/// Runs the program as an account, which must succeed.
fn as_account(home: &Home, password: &str, options: &[&str], arguments: &[&str]) -> Run {
    let all: Vec<&str> = options.iter().chain(arguments).copied().collect();
    let run = run(home, &[("IPTA_DB_PASSWORD", password)], &all);
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    run
}

/// Everything that changes a table, and what reads it.
fn works(home: &Home, password: &str, options: &[&str]) {
    let with = |arguments: &[&str]| as_account(home, password, options, arguments);
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
    let password = set_up(&running, &printed.stdout);
    works(&home, &password, &options);
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
    assert!(statements[1].starts_with(&format!("CREATE USER {account} ")), "{}", statements[1]);
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
        let password = set_up(&running, &printed.stdout);
        works(&home, &password, &options);
        running.execute(&format!("CREATE DATABASE `{beside}`"));
        let options = ["--socket", options[1], "-u", &name, "-d", &beside, "tables"];
        let refused = run(&home, &[("IPTA_DB_PASSWORD", &password)], &options);
        running.execute(&format!("DROP DATABASE `{beside}`"));
        running.execute(&format!("DROP DATABASE `{name}`"));
        running.execute(&format!("DROP USER '{name}'@'localhost'"));
        assert_ne!(refused.code, 0, "{kind}: the user reads {beside}");
    }
}

/// An account that `ipta setup-sql` made in a database of the owner's.
struct Account<'d> {
    database: &'d Database,
    name: String,
    password: String,
}

impl<'d> Account<'d> {
    fn create(home: &Home, database: &'d Database, role: &str) -> Self {
        let name = format!("{}{}", &role[2..4], database.name);
        let socket = database.running.socket();
        let socket = socket.to_str().expect("plain");
        let options = ["--socket", socket, "-u", &name, "-d", &database.name, "setup-sql", role];
        let printed = run(home, &[], &options);
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        assert!(!printed.stdout.contains("CREATE DATABASE"), "{}", printed.stdout);
        let password = set_up(&database.running, &printed.stdout);
        Self { database, name, password }
    }

    fn run(&self, home: &Home, arguments: &[&str]) -> Run {
        let socket = self.database.running.socket();
        let options = ["--socket", socket.to_str().expect("plain"), "-d", &self.database.name];
        let user = ["-u", self.name.as_str()];
        let all: Vec<&str> = options.iter().chain(&user).chain(arguments).copied().collect();
        run(home, &[("IPTA_DB_PASSWORD", &self.password)], &all)
    }

    #[track_caller]
    fn stdout(&self, home: &Home, arguments: &[&str]) -> String {
        let run = self.run(home, arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.contains("warning"), "{arguments:?}: {}", run.stderr);
        run.stdout
    }

    /// The privileges that the server lists, `USAGE` aside.
    fn privileges(&self) -> Vec<String> {
        let grants = self.database.lines(&format!("SHOW GRANTS FOR '{}'@'localhost'", self.name));
        let privileges = grants.iter().filter_map(|grant| Some(grant.split_once("GRANT ")?.1));
        let privileges =
            privileges.filter_map(|grant| Some(grant.split_once(" ON ")?.0.to_owned()));
        privileges.filter(|granted| granted != "USAGE").collect()
    }

    fn drop(self) {
        self.database.execute(&format!("DROP USER '{}'@'localhost'", self.name));
    }
}

#[test]
fn a_reader_may_ask_and_nothing_else() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        let reader = Account::create(&home, &database, "--reader");
        assert_eq!(reader.privileges(), ["SELECT"], "{server}");
        assert_eq!(reader.stdout(&home, &["-e", "top dport"]), "dport\tn\n22\t2\n23\t1\n");
        assert!(reader.stdout(&home, &["tables"]).contains("logs\t3\t"));
        for arguments in [
            &["analyze"][..],
            &["report", "summary"],
            &["explain", "top dport"],
            &["-e", "SELECT COUNT(*) FROM logs"],
            &["-e", ":schema; :status"],
            &["export", "-"],
        ] {
            assert_ne!(reader.stdout(&home, arguments), "", "{arguments:?}");
        }
        let log = home.write("more.log", dropped(9, "192.0.2.9", 80));
        for refused in [&["import", "--year", "2026", log.as_str()][..], &["clear", "--yes"]] {
            failed(&reader.run(&home, refused), 1, &["may not"]);
        }
        assert_eq!(reader.stdout(&home, &["-e", "count"]), "n\n3\n");
        reader.drop();
    }
}

#[test]
fn an_importer_may_import_and_ask_but_not_create_or_empty() {
    // By LOAD DATA and by INSERT.
    for server in ["mariadb", "mysql", "mysql-plain"] {
        let home = Home::new();
        let database = filled(server, &home);
        let importer = Account::create(&home, &database, "--importer");
        let mut granted: Vec<String> = importer.privileges();
        granted = granted.iter().flat_map(|all| all.split(", ")).map(str::to_owned).collect();
        granted.sort();
        assert_eq!(granted, ["INSERT", "SELECT", "UPDATE"], "{server}");
        let count = || importer.stdout(&home, &["-e", "count"]);
        // A log that is there already, one that is new and grows, and one with a gap.
        let import = |log: &str| importer.stdout(&home, &["import", "--year", "2026", log]);
        let known = home.write("fw.log", packets());
        import(&known);
        assert_eq!(count(), "n\n3\n");
        let gap = "Oct 12 08:20:00 fw1 kernel: [  101.5] net_ratelimit: 12 callbacks suppressed\n";
        let mut lines = dropped(10, "192.0.2.9", 80) + gap;
        import(&home.write("more.log", &lines));
        lines += &dropped(30, "192.0.2.9", 81);
        let more = home.write("more.log", &lines);
        import(&more);
        assert_eq!(count(), "n\n5\n");
        importer.stdout(&home, &["import", "--again", "--year", "2026", &more]);
        assert_eq!(count(), "n\n7\n");
        let summary = importer.stdout(&home, &["report", "summary"]);
        assert!(summary.contains("12"), "{summary}");
        // What it may not do is said with what helps.
        let create = ["may not create table `new`", "`ipta tables create NAME`"];
        failed(&importer.run(&home, &["-t", "new", "import", &more]), 1, &create);
        failed(&importer.run(&home, &["tables", "create", "new"]), 1, &create);
        failed(&importer.run(&home, &["clear", "--yes"]), 1, &["may not"]);
        failed(&importer.run(&home, &["tables", "drop", "logs", "--yes"]), 1, &["may not"]);
        assert_eq!(count(), "n\n7\n");
        import(&more);
        importer.drop();
    }
}

#[test]
fn no_account_gets_a_password_that_others_know() {
    let home = Home::new();
    let print = |options: &[&str]| {
        let arguments: Vec<&str> = options.iter().chain(&["setup-sql"]).copied().collect();
        run(&home, &[("IPTA_DB_PASSWORD", "of-another")], &arguments)
    };
    let generated = [&[][..], &[], &["-u", "ann"]].map(|options| password(&print(options).stdout));
    for one in &generated {
        let kinds: [fn(char) -> bool; 4] = [
            |c| c.is_ascii_uppercase(),
            |c| c.is_ascii_lowercase(),
            |c| c.is_ascii_digit(),
            |c| c.is_ascii_punctuation(),
        ];
        assert!(one.len() == 24 && kinds.iter().all(|kind| one.contains(*kind)), "{one}");
        assert_eq!(generated.iter().filter(|other| *other == one).count(), 1, "{generated:?}");
    }
    let given = print(&["-p", "long and own"]);
    assert_eq!(password(&given.stdout), "long and own");
    assert!(given.stderr.contains("others can see a password"), "{}", given.stderr);
    for known in ["ipta", "", "ann", "\u{200b}x"] {
        let refused = print(&["-u", "ann", "-p", known]);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""), "{known}");
        assert!(refused.stderr.contains("no account is created with this password"));
    }
    // What saves it knows the same server, and the accounts that may do less have their own names.
    let shown = print(&["-h", "db.example", "--port", "3307", "-d", "f w"]).stdout;
    let save = "--   ipta -h db.example --port 3307 -u ipta -d 'f w' -pi --save-db\n";
    assert!(shown.contains(save) && shown.contains("'ipta'@'%'"), "{shown}");
    for (role, account) in [("--reader", "ipta_reader"), ("--importer", "ipta_importer")] {
        let shown = run(&home, &[], &["setup-sql", role]).stdout;
        assert!(shown.contains(&format!("CREATE USER '{account}'@'localhost' ")), "{shown}");
        let named = run(&home, &[], &["-u", "ipta", "setup-sql", role]).stdout;
        assert!(named.contains("CREATE USER 'ipta'@'localhost' "), "{named}");
    }
    let both = run(&home, &[], &["setup-sql", "--reader", "--importer"]);
    assert_eq!(both.code, 2, "{}", both.stderr);
}

#[test]
fn the_password_of_a_new_account_is_asked_for() {
    let home = Home::new();
    let nowhere = home.nowhere();
    let mut terminal = Terminal::open(&home, &["--socket", &nowhere, "-pi", "setup-sql"]);
    terminal.wait("the question", |text| text.contains("New password of ipta at"));
    terminal.wait_for_no_echo();
    terminal.press("typed by me\r");
    terminal.wait("the statements", |text| text.contains("BY 'typed by me';"));
    assert_eq!(terminal.end(), 0);
}
