//! Headings: columns of the user's own SQL are called as the server calls them.

use mysql::Row;
use mysql::prelude::Queryable;

use super::*;

const SERVERS: [&str; 2] = ["mariadb", "mysql"];

#[test]
fn headings_are_those_that_the_server_gives() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        let mut root = database.running.root();
        root.query_drop(format!("USE {}", database.name)).expect("the database");
        for sql in [
            "SELECT DATE(NOW())",
            "SELECT NOW(), CURDATE() + INTERVAL 1 DAY, current_date",
            "SELECT DISTINCT  DATE( time ) <  CURRENT_DATE , dport FROM logs",
            "SELECT MAX(time) < NOW() AS past, MIN(time) > NOW() - INTERVAL 1 DAY recent FROM logs",
            "SELECT * FROM (SELECT YEAR(NOW()), COUNT(*) FROM logs) t",
            "SELECT IF(1, (SELECT YEAR(NOW())), 0), UNIX_TIMESTAMP() > 5 UNION SELECT 1, HOUR(NOW())",
            "WITH t AS (SELECT YEAR(NOW()) AS y) SELECT y, y + YEAR(NOW()) FROM t ORDER BY YEAR(NOW())",
            "SELECT COUNT(*), verdict, TIMESTAMPDIFF(SECOND, MIN(time), NOW()) > 0 FROM logs GROUP BY verdict",
        ] {
            let answer = root.query_iter(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
            let columns = answer.columns();
            let names = columns.as_ref().iter().map(|column| column.name_str().into_owned());
            let expected: Vec<String> = names.collect();
            let _: Vec<Result<Row, _>> = answer.collect();
            let run = on(&home, &database, &["-e", sql]);
            assert_eq!(run.code, 0, "{server}: {sql}: {}", run.stderr);
            let heading = run.stdout.lines().next().unwrap_or_default();
            assert_eq!(heading, expected.join("\t"), "{server}: {sql}");
        }
        let long = format!("SELECT * FROM (SELECT NOW() > 1{}) t", " + 1".repeat(100));
        let run = on(&home, &database, &["-e", &long]);
        assert_eq!(run.code, 0, "{server}: {}", run.stderr);
    }
}
