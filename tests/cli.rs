//! The command line: what is typed, what comes out where, and the exit codes, on every store.

use crate::support::{Home, New, Run, dropped, example_log};

on_every_store!(
    a_question_is_answered_as_tsv_in_a_pipe,
    every_format_is_written,
    a_file_is_imported_once,
    files_that_share_their_beginning_share_its_packets,
    a_last_line_that_is_still_being_written_waits,
    several_questions_run_up_to_the_first_that_fails,
    a_script_on_standard_input_needs_no_last_semicolon,
    sql_runs_and_what_writes_is_refused,
    explain_prints_the_query_its_sql_and_its_values,
    explain_tells_what_the_store_will_read,
    explain_tells_how_a_word_was_read_and_what_restricts_it,
    tables_are_made_listed_cleared_and_dropped,
    the_manuals_switches_work_together,
    the_manuals_table_switches_work,
    reports_take_parameters_and_names_are_suggested,
    an_empty_window_says_where_the_packets_are,
    files_that_cannot_be_read_are_named_and_nothing_is_lost,
    a_closed_pipe_ends_quietly,
    control_characters_of_a_log_reach_no_terminal,
);

once!(
    #[cfg(feature = "embedded")]
    a_table_is_repaired,
    #[cfg(feature = "embedded")]
    exit_codes_tell_what_went_wrong,
);

/// A home whose table holds three packets from 08:01 to 08:03.
fn home_with_packets(new: New) -> (Home, String) {
    let home = new();
    let lines =
        [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.7", 23), dropped(3, "192.0.2.8", 22)];
    let log = home.write("fw.log", lines.concat());
    let run = home.run(&["import", "--year", "2026", &log]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(run.stderr.contains("3 packets stored"), "{}", run.stderr);
    (home, log)
}

fn a_question_is_answered_as_tsv_in_a_pipe(new: New) {
    let (home, _) = home_with_packets(new);
    let answer = home.stdout(&["-e", "top dport where action != ACCEPT"]);
    assert_eq!(answer, "dport\tn\n22\t2\n23\t1\n");
}

fn every_format_is_written(new: New) {
    let (home, _) = home_with_packets(new);
    let answer = |format| home.stdout(&["--format", format, "-e", "count by src, action"]);
    assert_eq!(answer("csv"), "src,action,n\n192.0.2.7,DROP,2\n192.0.2.8,DROP,1\n");
    let json: serde_json::Value = serde_json::from_str(&answer("json")).unwrap();
    assert_eq!(json[1]["src"], "192.0.2.8");
    assert_eq!(json[1]["n"], 1);
    let lines = concat!(
        "{\"src\":\"192.0.2.7\",\"action\":\"DROP\",\"n\":2}\n",
        "{\"src\":\"192.0.2.8\",\"action\":\"DROP\",\"n\":1}\n",
    );
    assert_eq!(answer("jsonl"), lines);
    // Objects alone, however many questions there are.
    let both = ["--format", "jsonl", "-e", "count by src, action; count by src, action"];
    assert_eq!(home.stdout(&both), lines.repeat(2));
    for format in ["tsv", "csv", "table"] {
        let ask = ["--format", format, "-e", "count by src, action"];
        let whole = home.stdout(&ask);
        let rows = home.stdout(&[&["-N"], &ask[..]].concat());
        assert!(whole.starts_with("src") && !rows.contains("src"), "{whole}{rows}");
        assert_eq!(whole.matches("192.0.2").count(), rows.matches("192.0.2").count(), "{rows}");
        assert_eq!(home.stdout(&[&["--no-header"], &ask[..]].concat()), rows);
    }
    assert!(answer("markdown").contains("| 192.0.2.7 | DROP"));
    assert!(answer("vertical").contains("src: 192.0.2.7"));
    let table = answer("table");
    assert!(table.contains("192.0.2.7") && !table.contains('\t'), "{table}");
}

fn a_file_is_imported_once(new: New) {
    let (home, log) = home_with_packets(new);
    let again = home.run(&["import", &log]);
    assert_eq!(again.code, 0);
    assert!(again.stderr.contains("nothing new"), "{}", again.stderr);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n3\n");
    let grown = std::fs::read_to_string(&log).unwrap() + &dropped(4, "192.0.2.9", 80);
    let moved = home.write("fw.log.1", grown);
    home.stdout(&["import", "--year", "2026", &moved]);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n4\n");
    home.stdout(&["import", "--again", "--year", "2026", &moved]);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n8\n");
}

fn files_that_share_their_beginning_share_its_packets(new: New) {
    let home = new();
    let shared: String = (0..30).map(|minute| dropped(minute, "192.0.2.7", 22)).collect();
    assert!(shared.len() > 4096, "longer than a fingerprint");
    let one = home.write("one.log", shared.clone() + &dropped(40, "192.0.2.8", 1));
    let other = home.write("other.log", shared + &dropped(41, "192.0.2.9", 2));
    for (file, count) in [(&one, 31), (&other, 32), (&one, 32), (&other, 32)] {
        home.stdout(&["import", "--year", "2026", file]);
        assert_eq!(home.stdout(&["-e", "count"]), format!("n\n{count}\n"), "{file}");
    }
}

fn a_last_line_that_is_still_being_written_waits(new: New) {
    let home = new();
    let (whole, half) = (dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.8", 23));
    let (start, _) = half.split_at(half.find("=eth0").unwrap() + 3);
    let log = home.write("fw.log", format!("{whole}{start}"));
    home.stdout(&["import", "--year", "2026", &log]);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n1\n");
    home.write("fw.log", format!("{whole}{half}"));
    home.stdout(&["import", "--year", "2026", &log]);
    assert_eq!(home.stdout(&["-e", "values src"]), "src\n192.0.2.7\n192.0.2.8\n");
}

fn several_questions_run_up_to_the_first_that_fails(new: New) {
    let (home, _) = home_with_packets(new);
    let run = home.run(&["-e", "count; values dport", "-e", "top nonsense; count"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout, "n\n3\ndport\n22\n23\n");
    let commands = home.stdout(&["-e", ":use logs; count; :ports limit=1;"]);
    assert!(commands.starts_with("n\n3\nCount\t"), "{commands}");
    assert!(run.stderr.contains("^^^^^^^^"), "{}", run.stderr);
}

fn a_script_on_standard_input_needs_no_last_semicolon(new: New) {
    let (home, _) = home_with_packets(new);
    let script = "# a comment\ncount\nSELECT COUNT(*) AS c\nFROM logs;\n:use logs\ncount where\n  dport = 22";
    let output = home.ipta(&[]).write_stdin(script).output().unwrap();
    let run = Run::from(output);
    assert_eq!((run.code, run.stdout.as_str()), (0, "n\n3\nc\n3\nn\n2\n"), "{}", run.stderr);
}

fn sql_runs_and_what_writes_is_refused(new: New) {
    let (home, _) = home_with_packets(new);
    let sql = "SELECT dport, COUNT(*) AS c FROM logs GROUP BY dport ORDER BY c DESC, dport";
    assert_eq!(home.stdout(&["-e", sql]), "dport\tc\n22\t2\n23\t1\n");
    for statement in
        ["DELETE FROM logs", "DROP TABLE logs", "SELECT 1; INSERT INTO logs VALUES (1)"]
    {
        let run = home.run(&["-e", statement]);
        assert_eq!(run.code, 1, "{statement}");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
    assert_eq!(home.stdout(&["-e", "count"]), "n\n3\n");
}

fn explain_prints_the_query_its_sql_and_its_values(new: New) {
    let (home, _) = home_with_packets(new);
    let said = home.stdout(&["explain", "top", "dport", "where", "action", "!=", "ACCEPT"]);
    let lines: Vec<&str> = said.lines().collect();
    let [query, sql, values @ .., plan, note] = &lines[..] else { panic!("{said}") };
    assert_eq!(*query, "-- query: top dport where action != ACCEPT");
    assert!(sql.starts_with("SELECT") && sql.contains("'ACCEPT'"), "{sql}");
    assert_eq!(values, ["-- value 1: 'ACCEPT'", "-- value 2: 10"]);
    assert!(plan.starts_with("-- plan: table "), "{plan}");
    assert_eq!(*note, "-- note: packets without dport are left out");
    assert_eq!(home.stdout(&["-e", "explain top dport where action != ACCEPT"]), said);
    // The whole is a statement of SQL.
    assert_eq!(home.stdout(&["-e", &format!("\n{said}")]), "dport\tn\n22\t2\n23\t1\n");
}

fn explain_tells_what_the_store_will_read(new: New) {
    let (home, _) = home_with_packets(new);
    let log = home.write("later.log", dropped(50, "192.0.2.9", 80));
    home.stdout(&["import", "--year", "2026", &log]);
    let plan = |query: &str| {
        let said = home.stdout(&["explain", query]);
        let plan = said.lines().filter_map(|line| line.strip_prefix("-- plan: "));
        plan.collect::<Vec<_>>().join("\n")
    };
    let (all, late) = (plan("count by mark"), plan("count since 2026-10-12T08:30"));
    if home.is_embedded() {
        // The second import has made one segment of two.
        let of = |part: &str, packets| {
            format!("table logs: reads {part} segment, {part} row group, {packets} of 4 packets")
        };
        assert_eq!(all, of("1 of 1", 4));
        assert_eq!(late, of("1 of 1", 4));
        assert_eq!(plan("count since 2026-10-13 until 2026-10-14"), of("0 of 1", 0));
    } else {
        assert_eq!(all, "table l: reads all rows, some 4 rows (Using temporary; Using filesort)");
        assert!(late.starts_with("table l: reads index time, some 1 rows"), "{late}");
    }
    let unknown = home.stdout(&["-t", "other", "explain", "count"]);
    assert!(unknown.ends_with("-- plan: there is no table `other` yet\n"), "{unknown}");
    home.stdout(&["tables", "create", "empty"]);
    let empty = home.stdout(&["-t", "empty", "explain", "count by src"]);
    assert!(empty.contains("-- plan: table "), "{empty}");
}

fn explain_tells_how_a_word_was_read_and_what_restricts_it(new: New) {
    let (home, _) = home_with_packets(new);
    let typed = "explain count where tcp or udp and prefix = 'a\n\x1b'";
    let said = home.stdout(&["--no-accept", "-e", typed]);
    let query =
        "-- query: count where (tcp or (udp and prefix = \"a\\n\\x1b\")) and verdict != accept\n";
    assert!(said.starts_with(query), "{said}");
    let note =
        "\n-- note: `and` binds tighter than `or`: read as tcp or (udp and prefix = 'a\\n\\x1b')\n";
    assert!(said.ends_with(note), "{said}");
}

fn tables_are_made_listed_cleared_and_dropped(new: New) {
    let (home, log) = home_with_packets(new);
    home.stdout(&["tables", "create", "other"]);
    assert_eq!(home.run(&["tables", "create", "other"]).code, 1);
    home.stdout(&["-t", "other", "import", "--year", "2026", &log]);
    let list = home.stdout(&["tables"]);
    assert!(list.contains("logs\t3\t") && list.contains("other\t3\t"), "{list}");
    let unasked = home.run(&["tables", "drop", "other"]);
    assert_eq!(unasked.code, 1);
    assert!(unasked.stderr.contains("--yes"), "{}", unasked.stderr);
    assert_eq!(home.stdout(&["-t", "other", "-e", "count"]), "n\n3\n");
    home.stdout(&["--yes", "-t", "other", "clear"]);
    assert_eq!(home.stdout(&["-t", "other", "-e", "count"]), "n\n0\n");
    home.stdout(&["--yes", "tables", "drop", "other"]);
    assert_eq!(home.run(&["-t", "other", "-e", "count"]).code, 1);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n3\n");
}

/// A copied segment is reported and never counted, and `tables repair` sets it aside.
#[cfg(feature = "embedded")]
fn a_table_is_repaired() {
    let (home, log) = home_with_packets(Home::new);
    let table = home.path().join("data").join("logs");
    let name = |number: u32| table.join(format!("{number:010}-{number:010}.parquet"));
    std::fs::copy(name(1), name(2)).expect("copied");
    std::fs::remove_file(table.join("table.json")).expect("removed");
    for arguments in [&["-e", "count"][..], &["import", "--year", "2026", &log], &["export", "-"]] {
        let run = home.run(arguments);
        let reason = "is damaged: it is a copy of 0000000001-0000000001.parquet; \
                      `ipta tables repair` sets it aside";
        assert!(run.code == 1 && run.stderr.contains(reason), "{run:?}");
    }
    let repaired = home.run(&["tables", "repair", "logs"]);
    assert_eq!(repaired.code, 0, "{}", repaired.stderr);
    assert!(repaired.stderr.ends_with("table `logs` is whole\n"), "{}", repaired.stderr);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n3\n");
    assert_eq!(home.run(&["import", "--year", "2026", &log]).code, 0);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n3\n");
    assert_eq!(home.run(&["tables", "repair", "other"]).code, 1);
}

fn the_manuals_switches_work_together(new: New) {
    let home = new();
    let answer = home.stdout(&[
        "-y",
        "-c",
        "-i",
        &example_log(),
        "-a",
        "-l",
        "3",
        "--no-local",
        "--no-accept",
    ]);
    assert_eq!(answer.matches("# ").count(), 5, "{answer}");
    assert!(!answer.contains("\tACCEPT") && answer.contains("\tDROP"), "{answer}");
    let log = home.write("one.log", dropped(1, "192.0.2.7", 22));
    home.stdout(&["-y", "-c", "-i", &log]);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n1\n");
}

fn reports_take_parameters_and_names_are_suggested(new: New) {
    let (home, _) = home_with_packets(new);
    let ports = home.stdout(&["report", "ports", "limit=1"]);
    assert_eq!(ports, "Count\tDPort\tService\tProto\tAction\n2\t22\tssh\tTCP\tDROP\n");
    assert_eq!(home.stdout(&["-e", ":ports limit=1"]), ports);
    assert_eq!(home.stdout(&["-l", "1", "-e", ":report ports"]), ports);
    let text = home.stdout(&["-e", ":help ports"]);
    assert!(text.lines().count() > 1 && text.starts_with("# "), "{text}");
    let wrong = home.run(&["report", "interfases"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.stderr.contains("did you mean `interfaces`?"), "{}", wrong.stderr);
}

fn an_empty_window_says_where_the_packets_are(new: New) {
    let (home, _) = home_with_packets(new);
    let run = home.run(&["--now", "2027-01-01", "-e", "top dport last 1h"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "dport\tn\n"));
    assert!(run.stderr.contains("2026-10-12 08:03:00"), "{}", run.stderr);
    assert_eq!(home.stdout(&["--now", "latest", "-e", "count last 90s"]), "n\n2\n");
}

#[cfg(feature = "embedded")]
fn exit_codes_tell_what_went_wrong() {
    let home = Home::new();
    assert_eq!(home.run(&["--no-such-option"]).code, 2);
    assert_eq!(home.run(&["--now", "soon", "-e", "count"]).code, 2);
    assert_eq!(home.run(&["-a", "reports"]).code, 2, "two ways to say what to do");
    assert_eq!(home.run(&["-e", "count"]).code, 1, "no table yet");
    let file = home.write("plain-file", "");
    let run = home.ipta(&["-e", "count"]).env("IPTA_DATA_DIR", file).output().unwrap();
    assert_eq!(run.status.code(), Some(3));
    let help = home.stdout(&["--help"]);
    assert!(help.contains("ipta import"), "{help}");
}

fn files_that_cannot_be_read_are_named_and_nothing_is_lost(new: New) {
    let (home, log) = home_with_packets(new);
    let folder = home.path().to_str().unwrap().to_owned();
    let empty = home.write("empty.log", "");
    let binary = home.write("binary.log", [0_u8, 159, 146, 150, 255].repeat(5000));
    let missing = format!("{folder}/missing.log");
    for path in [&missing, &folder, &empty, &binary] {
        let run = home.run(&["import", path]);
        assert_eq!(run.code, 1, "{path}: {}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{path}: {}", run.stderr);
        assert!(run.stderr.contains(path.as_str()), "{path}: {}", run.stderr);
    }
    let both = home.run(&["import", &missing, &log]);
    assert_eq!(both.code, 1);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n3\n");
}

fn a_closed_pipe_ends_quietly(new: New) {
    let home = new();
    home.stdout(&["import", &example_log()]);
    let ipta = env!("CARGO_BIN_EXE_ipta");
    let script = format!("{ipta} -e 'list limit 100000' | head -n 1");
    let mut command = std::process::Command::new("sh");
    home.alone(&mut command);
    let run = Run::from(command.args(["-c", &script]).output().unwrap());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout.lines().count(), 1);
}

fn control_characters_of_a_log_reach_no_terminal(new: New) {
    let home = new();
    let line = dropped(1, "192.0.2.7", 22).replace("IPT: DROP", "\x1b]0;owned\x07 DROP");
    let log = home.write("hostile.log", line);
    home.stdout(&["import", "--year", "2026", &log]);
    let table = home.stdout(&["--format", "table", "-e", "values prefix"]);
    assert!(table.contains("\\x1b]0;owned"), "{table}");
    assert!(!table.contains('\x1b'), "{table}");
}

fn the_manuals_table_switches_work(new: New) {
    let home = new();
    assert_eq!(home.stdout(&["-lt"]), "table\tpackets\tbytes\tzone\n");
    home.stdout(&["-ct"]);
    home.stdout(&["-ct", "other"]);
    let again = home.run(&["-ct", "other"]);
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("table `other` exists already"), "{}", again.stderr);
    let names = |list: String| -> Vec<String> {
        list.lines().skip(1).filter_map(|line| line.split('\t').next()).map(str::to_owned).collect()
    };
    assert_eq!(names(home.stdout(&["-lt"])), ["logs", "other"]);
    for unasked in [&["-dt", "other"][..], &["-da"]] {
        let run = home.run(unasked);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("--yes"), "{}", run.stderr);
    }
    home.stdout(&["-y", "-dt", "other"]);
    assert_eq!(names(home.stdout(&["-lt"])), ["logs"]);
    home.stdout(&["-y", "-da"]);
    assert_eq!(names(home.stdout(&["-lt"])), [] as [&str; 0]);
    let strange = home.run(&["-ct", "logs; DROP"]);
    assert_eq!(strange.code, 1);
    assert!(strange.stderr.contains("cannot be a table's name"), "{}", strange.stderr);
}
