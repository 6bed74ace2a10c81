//! Refusals: servers that are not there, and those that say no.

use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::time::Instant;

use super::*;

#[test]
fn a_server_that_is_not_there_is_one_line() {
    let home = Home::new();
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port().to_string();
    drop(free);
    let refused = run(&home, &[], &["-h", "127.0.0.1", "--port", &port, "tables"]);
    let words = [&format!("127.0.0.1:{port}"), "refused", "is it running?", "`--socket`"];
    failed(&refused, 3, &words.map(|word| word));
    let missing = run(&home, &[], &["--socket", &home.nowhere(), "tables"]);
    failed(&missing, 3, &[&home.nowhere(), "No such file", "is it running?"]);
    let unknown = run(&home, &[], &["-h", "nowhere.invalid", "tables"]);
    failed(&unknown, 3, &["nowhere.invalid:3306", "is it running?"]);
}

#[test]
fn a_server_that_never_answers_is_given_up_but_no_statement_is() {
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    let socket = home.path().join("silent.sock");
    let _silent = UnixListener::bind(&socket).expect("a socket");
    let socket = socket.to_str().expect("a plain path");
    let database = Running::shared("mariadb").database();
    // Longer than a server may take to let somebody in.
    database.execute("CREATE VIEW slow AS SELECT SLEEP(11) AS slept");
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let silent = [
            vec!["-h", "127.0.0.1", "--port", &port, "tables"],
            vec!["--socket", socket, "tables"],
        ]
        .map(|arguments| scope.spawn(|| run(&home, &[], &{ arguments })));
        let slow = on(&home, &database, &["-e", "SELECT slept FROM slow"]);
        assert_eq!((slow.code, slow.stdout.as_str()), (0, "slept\n0\n"), "{}", slow.stderr);
        for run in silent.map(|run| run.join().expect("a run")) {
            failed(&run, 3, &["does not answer for 10 s", "is it running?"]);
        }
    });
    assert!(begun.elapsed() < LIMIT / 2, "{:?}", begun.elapsed());
}

#[test]
fn a_wrong_login_says_what_to_do() {
    for server in ["mariadb", "mysql"] {
        let (home, database) = (Home::new(), Running::shared(server).database());
        let name = database.name.as_str();
        let words = ["does not let in user", "`-pi` asks", "`ipta setup-sql`"];
        failed(&on(&home, &database, &["-p", "wrong", "tables"]), 3, &words);
        failed(&on(&home, &database, &["-p", "", "tables"]), 3, &words);
        failed(&on(&home, &database, &["-u", "nobody", "tables"]), 3, &words);
        let run = on(&home, &database, &["-d", "nowhere", "tables"]);
        failed(&run, 3, &["nowhere", "`ipta setup-sql`"]);
        database.execute(&format!("GRANT ALL ON missing_{name}.* TO '{name}'@'localhost'"));
        let run = on(&home, &database, &["-d", &format!("missing_{name}"), "tables"]);
        failed(&run, 3, &[&format!("no database `missing_{name}`"), "`ipta setup-sql`"]);
    }
}

#[test]
fn a_missing_table_is_one_line() {
    for server in ["mariadb", "mysql"] {
        let (home, database) = (Home::new(), Running::shared(server).database());
        let words = ["there is no table `logs`", "run `ipta import FILE` to create it"];
        failed(&on(&home, &database, &["-e", "count"]), 1, &words);
        failed(&on(&home, &database, &["-t", "logs", "clear", "--yes"]), 1, &words);
        failed(&on(&home, &database, &["-e", "select * from logs"]), 1, &words);
    }
}

#[test]
fn who_may_only_read_is_told_so() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        let reader = format!("r_{}", database.name);
        let account = format!("'{reader}'@'localhost'");
        database.execute(&format!("CREATE USER {account} IDENTIFIED BY '{PASSWORD}'"));
        database.execute(&format!("GRANT SELECT ON {}.* TO {account}", database.name));
        let as_reader = |arguments: &[&str]| {
            let arguments: Vec<&str> = ["-u", &reader].iter().chain(arguments).copied().collect();
            on(&home, &database, &arguments)
        };
        let asked = as_reader(&["-e", "top dport"]);
        assert_eq!((asked.code, asked.stdout.as_str()), (0, "dport\tn\n22\t2\n23\t1\n"));
        assert!(as_reader(&["tables"]).stdout.contains("logs\t3\t"));
        let log = home.write("more.log", dropped(9, "192.0.2.9", 80));
        let may_not = format!("user `{reader}` may not write to table");
        let grant = format!("GRANT {{}} ON `{}`.* TO {account}", database.name.replace('_', "\\_"));
        let create =
            [&format!("user `{reader}` may not create table `new`"), "`ipta tables create"];
        for refused in [&["--table", "new", "import", &log][..], &["tables", "create", "new"]] {
            failed(&as_reader(refused), 1, &create.map(|word| word));
        }
        for (refused, table, privilege) in [
            (&["import", "--year", "2026", log.as_str()][..], "logs", "INSERT"),
            (&["tables", "drop", "logs", "--yes"], "ipta_tables", "INSERT, UPDATE"),
            (&["clear", "--yes"], "ipta_tables", "INSERT, UPDATE"),
        ] {
            let run = as_reader(refused);
            let missing = match privilege.contains(',') {
                true => format!("`{table}`: the privileges {privilege} are missing"),
                false => format!("`{table}`: the privilege {privilege} is missing"),
            };
            let granted = grant.replace("{}", privilege);
            failed(&run, 1, &[&may_not, &missing, &granted, "`-u` names another user"]);
            assert!(!run.stderr.contains("setup-sql"), "{}", run.stderr);
        }
        assert_eq!(on(&home, &database, &["-e", "count"]).stdout, "n\n3\n");
        database.execute(&format!("DROP USER {account}"));
    }
}
