//! Saved queries: their files, parameters and statements, through the program and on every store.

use crate::support::{Home, New, Run, dropped, example_log};

on_every_store!(
    a_file_holds_several_statements_with_headings,
    values_are_given_by_name_or_place_and_wrong_ones_are_explained,
    sql_takes_parameters_the_table_and_the_time,
    restrictions_and_limits_reach_saved_sql,
    values_of_parameters_are_never_sql,
    the_shipped_reports_say_what_the_example_log_holds,
);

/// A home with three packets, at 08:01, 08:02 and 08:03, and a saved query.
fn home_with(new: New, name: &str, text: &str) -> Home {
    let home = new();
    let lines =
        [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.7", 23), dropped(3, "192.0.2.8", 22)];
    let log = home.write("fw.log", lines.concat());
    let run = home.run(&["import", "--year", "2026", &log]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    save(&home, name, text);
    home
}

fn save(home: &Home, name: &str, text: &str) {
    std::fs::create_dir_all(home.path().join("config/queries")).unwrap();
    home.write(&format!("config/queries/{name}.ipta"), text);
}

/// What a run says that must fail.
fn refused(home: &Home, arguments: &[&str]) -> String {
    let Run { code, stderr, .. } = home.run(arguments);
    assert_eq!(code, 1, "{arguments:?}: {stderr}");
    stderr
}

const HOST: &str = "\
# What one address did
param address: address   # whose
param limit: number = 10

## Ports
top dport where src $address
  limit $limit

## Packets
count where src $address; SELECT 1 AS one\\G
";

fn a_file_holds_several_statements_with_headings(new: New) {
    let home = home_with(new, "whose", HOST);
    let ports = "# Ports\ndport\tn\n22\t1\n23\t1\n\n# Packets\nn\n2\n\n";
    let answer = home.stdout(&["-e", ":whose 192.0.2.7"]);
    assert!(answer.starts_with(ports), "{answer}");
    assert!(answer.ends_with("one: 1\n"), "{answer}");
    assert_eq!(home.stdout(&["report", "whose", "address=192.0.2.7"]), answer);
    let short = home.stdout(&["-e", ":whose 192.0.2.7 1"]);
    assert!(short.starts_with("# Ports\ndport\tn\n22\t1\n\n"), "{short}");
    assert_eq!(home.stdout(&["-l", "1", "report", "whose", "192.0.2.7"]), short);
    let listed = home.stdout(&["reports"]);
    assert!(listed.contains("whose\tADDRESS [limit=10]\tWhat one address did\n"), "{listed}");
}

fn values_are_given_by_name_or_place_and_wrong_ones_are_explained(new: New) {
    let home = home_with(new, "whose", HOST);
    let usage = "`whose ADDRESS [limit=10]`, for example `whose 192.0.2.7`";
    let missing = refused(&home, &["report", "whose"]);
    assert!(missing.contains("needs the parameter `address`"), "{missing}");
    assert!(missing.contains(usage), "{missing}");
    let unknown = refused(&home, &["report", "whose", "adress=::1"]);
    assert!(
        unknown.contains("has no parameter `adress`\n  = help: did you mean `address`?"),
        "{unknown}"
    );
    let wrong = refused(&home, &["-e", ":whose 192.0.2.256"]);
    assert!(wrong.contains("`192.0.2.256` is not an address"), "{wrong}");
    let wrong = refused(&home, &["-e", ":whose 192.0.2.7 limit=few"]);
    assert!(wrong.contains("`limit` is a value of the kind number, as `limit=10`"), "{wrong}");
    let many = refused(&home, &["-e", ":whose 192.0.2.7 1 2"]);
    assert!(many.contains("`2` is one value too many"), "{many}");
}

const SQL: &str = "\
# Recent packets of a field's values
param key: field
param window: duration = 3m
param port: port = ssh

SELECT $key AS value, COUNT(*) AS n, MAX(time) AS latest, $now AS now
FROM $table
WHERE UNIX_TIMESTAMP(time) >= UNIX_TIMESTAMP($now) - $window AND dport = $port AND proto = $proto:TCP
GROUP BY $key ORDER BY n DESC, $key
";

fn sql_takes_parameters_the_table_and_the_time(new: New) {
    let home = home_with(new, "recent", SQL);
    let asked = |words: &[&str]| {
        let fixed = ["--now", "2026-10-12T08:04", "report", "recent"];
        home.stdout(&[&fixed, words].concat())
    };
    let head = "value\tn\tlatest\tnow\n";
    let row = |n: u8| format!("{head}fw1\t{n}\t2026-10-12 08:03:00\t2026-10-12 08:04:00\n");
    assert_eq!(asked(&["fw"]), row(2));
    assert_eq!(asked(&["fw", "window=90s"]), row(1));
    assert_eq!(asked(&["key=fw", "port=23"]), row(1).replace("08:03", "08:02"));
    assert_eq!(asked(&["fw", "proto=UDP"]), head);
    let several = refused(&home, &["report", "recent", "fw", "port=22-23"]);
    assert!(several.contains("`22-23` is more than one port"), "{several}");
    let wrong = refused(&home, &["report", "recent", "time; DROP TABLE logs"]);
    assert!(wrong.contains("there is no field"), "{wrong}");
}

fn restrictions_and_limits_reach_saved_sql(new: New) {
    let text = "# By source\nSELECT dport, COUNT(*) AS n FROM $table WHERE dport > 0\n\
                GROUP BY dport ORDER BY dport LIMIT $limit:10\n";
    let home = home_with(new, "ours", text);
    assert_eq!(home.stdout(&["--no-local", "-l", "1", "report", "ours"]), "dport\tn\n22\t2\n");
    let lo = dropped(4, "127.0.0.1", 80).replace("IN=eth0", "IN=lo");
    let log = home.write("lo.log", lo);
    home.stdout(&["import", "--year", "2026", &log]);
    let all = "dport\tn\n22\t2\n23\t1\n80\t1\n";
    assert_eq!(home.stdout(&["report", "ours"]), all);
    let without = all.replace("80\t1\n", "");
    assert_eq!(home.stdout(&["--no-local", "report", "ours"]), without);
    assert_eq!(home.stdout(&["--no-accept", "report", "ours"]), all);
    let typed = "SELECT MAX(a.dport) AS m FROM $table a JOIN $table AS b ON a.id = b.id";
    assert_eq!(home.stdout(&["--no-local", "-e", typed]), "m\n23\n");
    let plain = refused(&home, &["--no-local", "-e", "SELECT COUNT(*) FROM logs"]);
    let why = "`--no-local` and `--no-accept` do not work on SQL\n  = help: write WHERE into it, or \
               `FROM $table` for the packets that they leave";
    assert!(plain.contains(why), "{plain}");
}

fn values_of_parameters_are_never_sql(new: New) {
    let text = "SELECT COUNT(*) AS n FROM $table WHERE prefix = $p OR action = $p\n\n\
                count where prefix = $p or action = $p";
    let home = home_with(new, "p", text);
    for value in [
        "' OR '1'='1",
        "x'; DROP TABLE logs; -- ",
        "\\' OR 1=1 -- ",
        "1) OR (1=1",
        "$p",
        "$table",
        "?",
        "?1",
        "' UNION SELECT password FROM mysql.user #",
        "\" or 1 = 1",
        "` or 1 = 1",
        "*/ OR 1=1 /*",
    ] {
        let value = format!("p={value}");
        assert_eq!(home.stdout(&["report", "p", &value]), "n\n0\n\nn\n0\n", "{value}");
    }
    assert_eq!(home.stdout(&["report", "p", "p=DROP"]), "n\n3\n\nn\n3\n");
}

/// Reports on the example log, and lines that they must print. That log has a slow scan by
/// 203.0.113.66, a sweep of port 445 by 198.51.100.91 and one of port 23 by .92, stealth scans by
/// 198.51.100.166 to .168, and 203.0.113.68, which knocks at seven ports on the second day only.
const REPORTS: [(&[&str], &[&str]); 12] = [
    (&["sources", "limit=1"], &["203.0.113.66\t402\t19.8\t401\t2026-10-11 09:00:00"]),
    (&["destinations", "limit=1"], &["192.0.2.1\t999\t49.2\t928\t2026-10-11 00:08:37"]),
    (&["services", "limit=2"], &["311\t16.9\t443\thttps\tTCP\t109", "140\t7.6\t80\thttp\tTCP"]),
    (
        &["scanners"],
        &["203.0.113.66\t3\t401\t1\t1017\t1\t401", "203.0.113.67\t2\t28\t1\t8443\t2\t28"],
    ),
    (
        &["sweeps", "targets=30"],
        &[
            "198.51.100.91\t445\tmicrosoft-ds\tTCP\t60\t60",
            "198.51.100.92\t23\ttelnet\tTCP\t34\t34",
        ],
    ),
    (
        &["timeline", "every=12h"],
        &["2026-10-11 00:00:00\tdeny\t576", "2026-10-11 00:00:00\taccept\t149"],
    ),
    (&["new"], &["198.51.100.92\t34\t34\t1", "203.0.113.68\t7\t7\t7\t2026-10-12 15:00:00"]),
    (
        &["stealth", "limit=99"],
        &[
            "2\t198.51.100.166\t192.0.2.20\t22\tnone",
            "2\t198.51.100.167\t192.0.2.20\t22\tFIN",
            "\t198.51.100.168\t192.0.2.20\t22\tFIN PSH URG",
        ],
    ),
    (&["prefixes", "limit=99"], &["1032\tIPT: DROP\tDROP\tdeny", "12\tFW-NOTE:\tNULL\tnone"]),
    (
        &["host", "203.0.113.66"],
        &[
            "# By verdict",
            "deny\tDROP\t401",
            "# Its peers",
            "401\t203.0.113.66\t192.0.2.1",
            "# Over time",
            "2026-10-11 09:00:00\t400",
        ],
    ),
    (&["port", "ssh"], &["TCP\tdeny\tDROP\t70", "13\t203.0.113.11\t2", "50\t192.0.2.1\t32"]),
    (&["icmp", "1"], &["Count\tSource IP\tDest IP\tType\tCode\tAction"]),
];

fn the_shipped_reports_say_what_the_example_log_holds(new: New) {
    let home = new();
    home.stdout(&["import", "--year", "2026", &example_log()]);
    for (report, lines) in REPORTS {
        let answer = home.stdout(&[&["--now", "latest", "report"], report].concat());
        for line in lines {
            assert!(answer.contains(line), "{report:?}: {line}\nis not in\n{answer}");
        }
    }
    let without = home.stdout(&["--no-accept", "report", "sources", "limit=1"]);
    assert!(without.contains("203.0.113.66\t401\t"), "{without}");
}

#[cfg(feature = "embedded")]
mod files {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    once!(
        a_query_is_saved_shown_expanded_and_dropped,
        what_does_not_compile_or_would_be_hidden_is_not_saved,
        a_name_is_not_hidden_by_the_beginning_of_a_commands_name,
        a_query_is_edited_and_checked_afterwards,
    );

    fn a_query_is_saved_shown_expanded_and_dropped() {
        let home = home_with(Home::new, "other", "count");
        let text = "top dport where src $who and prefix = $p:'a b' limit $n:5";
        let saved = home.run(&["-e", &format!(":save mine {text}")]);
        assert_eq!((saved.code, saved.stdout.as_str()), (0, ""), "{}", saved.stderr);
        let path = home.path().join("config/queries/mine.ipta");
        assert!(saved.stderr.contains(path.to_str().unwrap()), "{}", saved.stderr);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{text}\n"));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let expanded = home.stdout(&["eval", "mine", "192.0.2.7", "n=1"]);
        assert_eq!(expanded, "top dport where src 192.0.2.7 and prefix = 'a b' limit 1\n");
        assert_eq!(home.stdout(&["-e", expanded.trim()]), "dport\tn\n");
        let again = home.run(&["save", "mine", "count", "by", "src"]);
        assert!(again.stderr.contains("mine.ipta~"), "{}", again.stderr);
        assert_eq!(
            std::fs::read_to_string(home.path().join("config/queries/mine.ipta~")).unwrap(),
            format!("{text}\n")
        );
        assert_eq!(home.stdout(&["-e", ":mine"]), "src\tn\n192.0.2.7\t2\n192.0.2.8\t1\n");
        let dropped = home.run(&["-e", ":drop mine"]);
        assert!(dropped.code == 0 && !path.exists(), "{}", dropped.stderr);
        assert!(refused(&home, &["-e", ":mine"]).contains("no command or report"));
    }

    fn what_does_not_compile_or_would_be_hidden_is_not_saved() {
        let home = Home::new();
        let wrong = refused(&home, &["-e", ":save mine top dprot"]);
        assert!(wrong.contains("did you mean `dport`?") && wrong.contains("^^^^^"), "{wrong}");
        let wrong = refused(&home, &["save", "mine", "DELETE FROM logs"]);
        assert!(wrong.contains("`DELETE` is refused"), "{wrong}");
        let wrong = refused(&home, &["-e", ":save import count"]);
        assert!(wrong.contains("`:import` is a command"), "{wrong}");
        for name in ["../mine", "/tmp/mine", "..", ".hidden", "a.b"] {
            let wrong = refused(&home, &["save", name, "count"]);
            let why = format!(
                "`{name}` cannot be a saved query's name\n  = help: \
                 use up to 64 letters, digits, `_` and `-`, a letter or digit first"
            );
            assert!(wrong.contains(&why), "{wrong}");
        }
        assert!(!home.path().join("config/queries").exists());
        let own = refused(&home, &["drop", "ports"]);
        let why = "`ports` comes with ipta and cannot be dropped\n  = help: \
                   `:save ports QUERY` replaces it for you";
        assert!(own.contains(why), "{own}");
        let unknown = refused(&home, &["drop", "mine"]);
        let why = "there is no saved query `mine` of your own\n  = help: `:reports` lists all";
        assert!(unknown.contains(why), "{unknown}");
        let hides = home.run(&["save", "ports", "count by dport"]);
        assert!(hides.stderr.contains("hides ipta's own report"), "{}", hides.stderr);
        let again = home.run(&["drop", "ports"]);
        assert!(again.stderr.contains("ipta's own report again"), "{}", again.stderr);
    }

    fn a_name_is_not_hidden_by_the_beginning_of_a_commands_name() {
        let home = home_with(Home::new, "rep", "count where dport 23");
        assert_eq!(home.stdout(&["-e", ":rep"]), "n\n1\n");
        assert_eq!(home.stdout(&["-e", ":eva rep"]), "count where dport 23\n");
    }

    fn a_query_is_edited_and_checked_afterwards() {
        let home = home_with(Home::new, "mine", "# mine\ncount where dport 22\n");
        let edit = |editor: &str| {
            let editor = home.write("editor.sh", editor);
            let line = format!("sh '{editor}'");
            let mut ipta = home.ipta(&["edit", "mine"]);
            Run::from(ipta.env("EDITOR", "false").env("VISUAL", line).output().unwrap())
        };
        let same = edit("true");
        assert!(same.code == 0 && same.stderr.contains("as it was"), "{}", same.stderr);
        let changed = edit("sed -i s/22/23/ \"$1\"");
        assert_eq!(changed.code, 0, "{}", changed.stderr);
        assert_eq!(home.stdout(&["report", "mine"]), "n\n1\n");
        let wrong = edit("echo 'top dprot' >> \"$1\"");
        assert_eq!(wrong.code, 1);
        assert!(wrong.stderr.contains("your text is in"), "{}", wrong.stderr);
        assert!(wrong.stderr.contains("dprot"), "{}", wrong.stderr);
        let kept = wrong.stderr.rsplit("your text is in ").next().unwrap().trim();
        assert!(std::fs::read_to_string(kept).unwrap().contains("top dprot"));
        std::fs::remove_file(kept).unwrap();
        assert_eq!(home.stdout(&["report", "mine"]), "n\n1\n");
        let failed = edit("exit 3");
        assert!(failed.code == 1 && failed.stderr.contains("failed"), "{}", failed.stderr);
    }
}
