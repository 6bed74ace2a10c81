//! Messages: what a server refuses is said with its real reason.

use mysql::prelude::Queryable;

use super::*;

const SERVERS: [&str; 2] = ["mariadb", "mysql"];

#[test]
fn a_lock_of_another_session_is_named() {
    // As long as a deletion waits: both servers at once.
    std::thread::scope(|scope| {
        for server in SERVERS {
            scope.spawn(move || {
                let home = Home::new();
                let database = filled(server, &home);
                let mut reader = database.running.root();
                for sql in [&format!("USE {}", database.name), "BEGIN", "SELECT 1 FROM logs"] {
                    reader.query_drop(sql).expect("it reads");
                }
                let run = on(&home, &database, &["--yes", "clear"]);
                let words = ["another session", "a lock on table `logs`", "SHOW PROCESSLIST"];
                failed(&run, 1, &words);
                drop(reader);
                assert_eq!(on(&home, &database, &["-e", "count"]).stdout, "n\n3\n");
            });
        }
    });
}

#[test]
fn a_column_is_never_suggested_for_itself() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        database.execute("CREATE TABLE other (a INT)");
        for (sql, said) in [
            ("SELECT src FROM other", "no table that is read here has a column `src`"),
            ("SELECT o.src FROM other o", "table `o` has no column `src`"),
            ("SELECT srcc FROM logs", "there is no column `srcc`\n  = help: did you mean `src`?"),
        ] {
            failed(&on(&home, &database, &["-e", sql]), 1, &[said]);
        }
    }
}
