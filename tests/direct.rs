//! Logs that are asked directly, without a table: the same answers, and nothing written.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::{Home, New, dropped, example_log};

mod ended;
mod kept;
mod prompt;

on_every_store!(a_log_answers_as_its_table_does, a_log_that_is_open_can_be_imported);
once!(
    nothing_is_written,
    standard_input_and_compressed_logs_answer,
    logs_are_named_in_every_command,
    what_is_not_read_is_reported_once,
    a_log_that_is_cut_off_answers_as_far_as_it_goes,
    a_cut_is_told_whatever_is_asked_of_the_log,
    a_marker_chooses_the_packets_of_logs,
    what_logs_are_open_is_shown_by_name,
    a_damaged_log_does_not_answer,
    a_copy_of_a_log_is_not_counted,
    a_name_may_look_like_an_option,
    an_answer_beyond_the_memory_is_an_error,
    a_second_question_sees_what_was_appended,
    a_word_that_is_neither_command_nor_file_says_both,
    the_memory_is_that_of_all_logs,
    an_empty_log_and_one_that_is_named_twice_change_nothing,
    a_pipe_without_a_last_newline_is_read_whole,
    what_a_log_lost_is_reported,
    nothing_is_changed_where_logs_are_asked,
    the_report_interfaces_counts_what_was_denied,
);

fn the_report_interfaces_counts_what_was_denied() {
    let (home, log) = (Home::new(), example_log());
    let report = home.stdout(&["report", "interfaces", "limit=50", &log]);
    let denied = home.stdout(&["-e", "count by iif, action, proto where verdict = deny", &log]);
    let rows = |answer: &str| answer.lines().count();
    assert_eq!(rows(&report), rows(&denied), "{report}");
    for action in ["ALLOW", "AUDIT", "ACCEPT"] {
        assert!(!report.contains(action), "{report}");
    }
    // Of the prefixes that the 2015 manual has, these are the packets whose action is not ACCEPT.
    let old: String = fs::read_to_string(log)
        .unwrap()
        .lines()
        .filter(|line| line.contains(" IPT: "))
        .map(|line| format!("{line}\n"))
        .collect();
    let old = home.write("old.log", old);
    let shown = "show count \"Count\", iif \"IF In\", action \"Action\", proto \"Proto\"";
    let query = format!("count by iif, action, proto where action != ACCEPT limit 10 {shown}");
    let report = home.stdout(&["report", "interfaces", &old]);
    assert_eq!(report, home.stdout(&["-e", &query, &old]));
    assert!(report.contains("DROP") && report.contains("INVALID"), "{report}");
}

/// The queries of the cases in `tests/queries`, without those that show how they would be answered.
fn queries() -> Vec<String> {
    let mut queries = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries")).unwrap()
    {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "ipta") {
            let text = fs::read_to_string(path).unwrap();
            queries
                .extend(text.lines().filter_map(|line| Some(line.strip_prefix("> ")?.to_owned())));
        }
    }
    queries.retain(|query| !query.starts_with("explain"));
    queries
}

/// The shipped reports that need no value.
pub fn reports() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "ipta"));
    let mut reports: Vec<String> = paths
        .map(|path| format!(":report {}", path.file_stem().unwrap().to_str().unwrap()))
        .filter(|report| ![":report host", ":report port"].contains(&report.as_str()))
        .collect();
    reports.sort();
    reports
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        }
        found.push(path.display().to_string());
    }
    found.sort();
    found
}

fn a_log_answers_as_its_table_does(new: New) {
    let home = new();
    let log = example_log();
    assert_eq!(home.run(&["import", &log]).code, 0);
    let reports = reports();
    assert!(reports.len() > 13, "{reports:?}");
    let queries = queries();
    assert!(queries.len() > 100, "{}", queries.len());
    let mut compared = 0;
    let now = ["--now", "2026-10-12 12:00:00", "--continue"];
    for some in queries.chunks(40).chain(reports.chunks(4)) {
        let mut words = now.to_vec();
        some.iter().for_each(|query| words.extend(["-e", query.as_str()]));
        let table = home.run(&words).stdout;
        words.push(&log);
        let direct = home.run(&words).stdout;
        compared += table.lines().count();
        assert_eq!(direct, table, "{some:#?}");
    }
    assert!(compared > 1000, "{compared} lines");
}

fn a_log_that_is_open_can_be_imported(new: New) {
    let home = new();
    let log =
        home.write("fw.log", [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.8", 23)].concat());
    let script =
        home.write("script", format!(":open {log}\ncount;\n:import\n:use logs\ncount;\n:status\n"));
    let run = home.run(&["--format", "csv", "-e", &format!(":source {script}")]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("n\n2\nn\n2\n"), "{}", run.stdout);
    assert!(run.stdout.contains("table,logs"), "{}", run.stdout);
    let script = home.write("script", format!(":open {log}\n:status\n"));
    let status = home.stdout(&["--format", "csv", "-e", &format!(":source {script}")]);
    assert!(home.stdout(&["-e", ":schema", &log]).contains("dport"));
    assert!(status.contains(&format!("logs,{log}")) && status.contains("reads 1 log"), "{status}");
}

fn nothing_is_written() {
    let home = Home::new();
    let before = files(home.path());
    let log = example_log();
    let mut questions =
        vec![vec!["-a", &log], vec!["-e", "top src", &log], vec!["report", "denied", &log]];
    if cfg!(feature = "embedded") {
        let sql = "SELECT * FROM logs ORDER BY id, time";
        questions.extend([vec!["-e", sql, &log], vec!["report", "summary", &log]]);
    }
    for words in questions {
        let run = home.run(&words);
        assert_eq!(run.code, 0, "{words:?}: {}", run.stderr);
    }
    assert_eq!(files(home.path()), before);
}

fn standard_input_and_compressed_logs_answer() {
    let home = Home::new();
    let text = fs::read(example_log()).unwrap();
    let packed = home.write("fw.log.gz", gzip(&text));
    let wanted = home.stdout(&["-e", "top src by distinct dport", &example_log()]);
    assert_eq!(home.stdout(&["-e", "top src by distinct dport", &packed]), wanted);
    for input in [text.clone(), gzip(&text)] {
        let run = home.ipta(&["-e", "top src by distinct dport", "-"]).write_stdin(input).output();
        assert_eq!(String::from_utf8(run.unwrap().stdout).unwrap(), wanted);
    }
    // Two questions read standard input once.
    let run = home.ipta(&["-e", "count", "-e", "count", "-"]).write_stdin(text).output().unwrap();
    assert_eq!(String::from_utf8(run.stdout).unwrap(), "n\n2033\nn\n2033\n");
}

fn logs_are_named_in_every_command() {
    let home = Home::new();
    let log =
        home.write("fw.log", [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.8", 23)].concat());
    let other = home.write("other.log", dropped(3, "192.0.2.9", 22));
    assert_eq!(home.stdout(&["-e", "count", &log, &other]), "n\n3\n");
    assert_eq!(home.stdout(&["-e", "count", "--from", &log, &other]), "n\n3\n");
    assert_eq!(home.stdout(&["export", "-", "top src", "--from", &log]).lines().count(), 3);
    let from = format!("--from={log}");
    assert_eq!(home.stdout(&["export", "-", "count", &from, &other]), "n\n3\n");
    let explained = home.stdout(&["explain", "top src", &log, &other]);
    assert!(explained.contains("-- plan: reads 2 logs, 0.0 MB"), "{explained}");
    let hosts = home.stdout(&["report", "host", "192.0.2.7", &log]);
    assert!(hosts.contains("192.0.2.7"), "{hosts}");
    assert!(home.stdout(&["report", "denied", &log, "limit=1"]).lines().count() > 1);
}

fn what_is_not_read_is_reported_once() {
    let home = Home::new();
    let bad = dropped(1, "192.0.2.7", 22).replace("DPT=22", "DPT=70000");
    let log = home.write("fw.log", bad + &dropped(2, "192.0.2.8", 23));
    let run = home.run(&["-e", "count", "-e", "count", &log]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "n\n1\nn\n1\n"));
    assert_eq!(run.stderr.matches("1 bad line").count(), 1, "{}", run.stderr);
    assert!(run.stderr.contains("DPT=70000: not a number in range"), "{}", run.stderr);
}

fn a_log_that_is_cut_off_answers_as_far_as_it_goes() {
    let home = Home::new();
    let lines: String =
        (0..50_000).map(|nth| dropped(nth / 1000, "192.0.2.7", nth as u16)).collect();
    let packed = gzip(lines.as_bytes());
    let log = home.write("fw.log.gz", &packed[..packed.len() / 2]);
    // Every question is answered, and the exit code says that packets are missing.
    let run = home.run(&["-e", "count; count", "-e", "count", &log]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let answers: Vec<u32> = run.stdout.lines().filter_map(|line| line.parse().ok()).collect();
    assert!(answers.len() == 3 && (1000..50_000).contains(&answers[0]), "{answers:?}");
    assert!(answers.iter().all(|packets| *packets == answers[0]), "{answers:?}");
    assert_eq!(run.stderr.matches("cannot be read to its end: ").count(), 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("the file is cut off; what follows is not counted"),
        "{}",
        run.stderr
    );
    for words in [&["-a", &log][..], &["export", "-", "count", "--from", &log]] {
        assert_eq!(home.run(words).code, 1, "{words:?}");
    }
    let run = home.ipta(&[&log]).write_stdin("count").output().unwrap();
    assert_eq!(run.status.code(), Some(1), "a script");
}

fn a_cut_is_told_whatever_is_asked_of_the_log() {
    let home = Home::new();
    let lines: String = (0..3000).map(|nth| dropped(nth % 60, "192.0.2.7", 22)).collect();
    let (log, packed) = (home.write("fw.log", &lines), gzip(lines.as_bytes()));
    let cut = home.write("cut.gz", &packed[..packed.len() / 2]);
    let told = "the file is cut off; what follows is not counted";
    let export = home.path().join("rows.csv");
    let run = home.run(&["export", export.to_str().unwrap(), "list", "--from", &cut]);
    assert!(run.code == 1 && run.stderr.contains(told), "{}", run.stderr);
    // The code stays when other logs are opened, or a table is used.
    let open = format!(":open {log}");
    let run = home.run(&["-e", "count", "-e", &open, "-e", "count", &cut]);
    assert!(run.code == 1 && run.stdout.ends_with("n\n3000\n"), "{}{}", run.stdout, run.stderr);
}

fn a_marker_chooses_the_packets_of_logs() {
    let home = Home::new();
    let other = dropped(2, "192.0.2.8", 23).replace("IPT: ", "other: ");
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22) + &other);
    assert_eq!(home.stdout(&["-e", "count", &log]), "n\n2\n");
    assert_eq!(home.stdout(&["-e", "count", "--marker", "IPT: ", &log]), "n\n1\n");
    let piped =
        format!("exec {} -e count --marker 'IPT: ' <(cat {log})", env!("CARGO_BIN_EXE_ipta"));
    let mut bash = assert_cmd::Command::new("bash");
    home.alone(&mut bash);
    let run = bash.args(["-c", &piped]).output().unwrap();
    assert_eq!(String::from_utf8(run.stdout).unwrap(), "n\n1\n");
    let run = home.run(&["-e", "count", "--marker", "IPT: "]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--marker needs a log: `ipta --marker TEXT FILE`"), "{run:?}");
    let opened = home.stdout(&["-e", &format!(":open --marker 'other: ' {log}"), "-e", "list src"]);
    assert_eq!(opened, "src\n192.0.2.8\n");
}

fn what_logs_are_open_is_shown_by_name() {
    let home = Home::new();
    let logs = ["a.log", "b.log"].map(|name| home.write(name, dropped(1, name, 22)));
    let status = home.stdout(&["-e", ":status", &logs[0], &logs[1]]);
    assert!(logs.iter().all(|log| status.contains(log)), "{status}");
    // What is a log cannot hold the questions, too.
    let run = home.ipta(&["-"]).write_stdin(dropped(1, "192.0.2.7", 22)).output().unwrap();
    let message = "error: standard input is a log, and cannot hold questions, too\n  \
                   = help: ask with `-e QUERY` or `-a`\n";
    assert_eq!(String::from_utf8(run.stderr).unwrap(), message);
    assert_eq!((run.status.code(), run.stdout.len()), (Some(1), 0));
    // Nothing on standard input is an empty log, however often it is named.
    let run = home.ipta(&["-e", "count", "-", "-"]).write_stdin("").output().unwrap();
    assert_eq!(String::from_utf8(run.stdout).unwrap(), "n\n0\n");
    assert_eq!(String::from_utf8(run.stderr).unwrap(), "standard input: empty\n");
}

fn a_copy_of_a_log_is_not_counted() {
    let home = Home::new();
    let line = |nth: u32| dropped(nth / 100, &format!("10.0.0.{}", nth % 200), nth as u16);
    let lines: String = (0..2000).map(line).collect();
    let log = home.write("fw.log", &lines);
    let packed = home.write("fw.log.gz", gzip(lines.as_bytes()));
    let older = home.write(
        "older.log",
        lines.lines().take(1500).map(|line| format!("{line}\n")).collect::<String>(),
    );
    let cut = home.write("cut.gz", &gzip(lines.as_bytes())[..2000]);
    let other = home.write("other.log", lines.replacen("DPT=1999 ", "DPT=9 ", 1));
    for (logs, copy, of) in [
        ([&log, &packed], "fw.log.gz", "fw.log"),
        ([&packed, &log], "fw.log", "fw.log.gz"),
        ([&older, &log], "older.log", "fw.log"),
        ([&packed, &older], "older.log", "fw.log.gz"),
        ([&cut, &log], "cut.gz", "fw.log"),
    ] {
        let run = home.run(&["-e", "count", logs[0], logs[1]]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "n\n2000\n"), "{}", run.stderr);
        let copies = format!(
            "{}: a copy of {}, not read",
            home.path().join(copy).display(),
            home.path().join(of).display()
        );
        assert!(run.stderr.contains(&copies), "{}", run.stderr);
    }
    let run = home.run(&["-e", "count", &log, &other]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("n\n4000\n", ""));
    // The other name of a file is no copy that is worth a word.
    let run = home.run(&["-e", "count", &log, &packed, &older, &other, &log]);
    assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("n\n4000\n", 2));
}

fn a_name_may_look_like_an_option() {
    let home = Home::new();
    home.write("-x.log", dropped(1, "192.0.2.7", 22));
    let run = |script: &str, log: &[&str]| {
        let mut command = home.ipta(&[&["--format", "csv", "-e", script], log].concat());
        let output = command.current_dir(home.path()).output().unwrap();
        let (out, said) = (output.stdout, String::from_utf8(output.stderr).unwrap());
        (String::from_utf8(out).unwrap(), said)
    };
    assert_eq!(run("count", &["--", "-x.log"]).0, "n\n1\n");
    assert_eq!(run("count", &["--from=-x.log"]).0, "n\n1\n");
    assert_eq!(run(":open -- -x.log\ncount", &[]).0, "n\n1\n");
    let mut follow = home.ipta(&["-e", ":follow --scan -- -x.log"]);
    let followed =
        follow.current_dir(home.path()).timeout(Duration::from_secs(3)).output().unwrap();
    assert!(String::from_utf8(followed.stdout).unwrap().contains("192.0.2.7"));
    let missing = run(":open -- -y.log", &[]).1;
    assert!(missing.contains("there is no file -y.log"), "{missing}");
    let unnamed = run(":open", &[]).1;
    assert!(
        unnamed.contains("no log is named") && unnamed.contains("write `:open FILE`"),
        "{unnamed}"
    );
    home.write("other.log", "");
    for import in [":import -- -x.log", ":open -- -x.log\n:import"] {
        let (_, said) = run(import, &["other.log"]);
        let found = ["-x.log: 1 line, 1 packet stored", "-x.log: nothing new"];
        let is_stored = found.iter().any(|found| said.contains(found));
        assert_eq!(is_stored, cfg!(feature = "embedded"), "{import}: {said}");
    }
}

fn a_damaged_log_does_not_answer() {
    let home = Home::new();
    let lines: String =
        (0..20_000).map(|nth| dropped(nth / 1000, "192.0.2.7", nth as u16)).collect();
    let mut packed = gzip(lines.as_bytes());
    let middle = packed.len() / 2;
    packed[middle..middle + 64].fill(0xff);
    let run = home.run(&["-e", "count", &home.write("fw.log.gz", packed)]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("is damaged"), "{}", run.stderr);
}

fn an_answer_beyond_the_memory_is_an_error() {
    let home = Home::new();
    let source = |nth: u32| format!("10.{}.{}.1", nth / 200, nth % 200);
    let lines: String =
        (0..40_000).map(|nth| dropped(nth / 1000, &source(nth), nth as u16)).collect();
    let log = home.write("fw.log", lines);
    let config = home.write("conf", "[store]\nmemory = 1\n");
    let run = home.run(&["--config", &config, "-e", "top src, dport", &log]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    assert!(run.stderr.contains("the answer takes more than 1 MB of memory"), "{}", run.stderr);
    assert!(run.stderr.contains("store.memory"), "{}", run.stderr);
    assert_eq!(home.run(&["--config", &config, "-e", "top proto", &log]).code, 0);
}

fn a_second_question_sees_what_was_appended() {
    let home = Home::new();
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
    let other = home.write("other.log", dropped(2, "192.0.2.8", 23));
    // The first answer's program appends a line before the second question.
    let append = format!("count | sh -c 'cat; cat {other} >>{log}'");
    let answer = home.stdout(&["--allow-pipe", "-e", &append, "-e", "count", &log]);
    assert_eq!(answer, "n\n1\nn\n2\n");
}

fn a_word_that_is_neither_command_nor_file_says_both() {
    let home = Home::new();
    for (word, advice) in [
        ("imprt", "did you mean `import`?"),
        ("top", "a query follows -e: ipta -e 'top'"),
        ("no-such.log", "`ipta --help` lists the commands"),
    ] {
        let run = home.run(&[word]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{word}");
        let message = format!("`{word}` is not a command, and there is no file of that name");
        assert!(run.stderr.contains(&message) && run.stderr.contains(advice), "{}", run.stderr);
    }
}

fn the_memory_is_that_of_all_logs() {
    let home = Home::new();
    let config = home.write("conf", "[store]\nmemory = 2\n");
    let log = |part: u32| {
        let lines = (0..12_000).map(|nth| {
            let source = format!("10.{part}.{}.{}", nth / 200, nth % 200);
            dropped(nth / 1000, &source, nth as u16)
        });
        home.write(&format!("{part}.log"), lines.collect::<String>())
    };
    let logs = [1, 2, 3, 4, 5, 6].map(log);
    let words = ["--config", &config, "-e", "top src, dport, time"];
    assert_eq!(home.run(&[&words[..], &[logs[0].as_str()]].concat()).code, 0);
    let all: Vec<&str> = words.into_iter().chain(logs.iter().map(String::as_str)).collect();
    let run = home.run(&all);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    assert!(run.stderr.contains("more than 2 MB"), "{}", run.stderr);
}

fn an_empty_log_and_one_that_is_named_twice_change_nothing() {
    let home = Home::new();
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
    let empty = home.write("empty.log", "");
    let run = home.run(&["-e", "count", &log, &empty, &log]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "n\n1\n"), "{}", run.stderr);
    assert!(run.stderr.contains("empty.log: empty"), "{}", run.stderr);
}

fn a_pipe_without_a_last_newline_is_read_whole() {
    let line = dropped(1, "192.0.2.7", 22);
    let input = line.trim_end_matches('\n').to_owned();
    let run = Home::new().ipta(&["-e", "count", "-"]).write_stdin(input).output().unwrap();
    assert_eq!(String::from_utf8(run.stdout).unwrap(), "n\n1\n");
}

fn what_a_log_lost_is_reported() {
    let home = Home::new();
    let lost = "Oct 12 08:02:00 fw kernel: net_ratelimit: 500 callbacks suppressed\n";
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22) + lost);
    // Asking for the newest time first loses no report.
    for words in [&["-e", "count"][..], &["--now", "latest", "-e", "count last 1h"]] {
        let run = home.run(&[words, &[log.as_str()]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stderr.contains("500 callbacks suppressed"), "{words:?}: {}", run.stderr);
    }
}

fn nothing_is_changed_where_logs_are_asked() {
    let home = Home::new();
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
    for words in [
        &["-c", &log, "-a", "--yes"][..],
        &["-i", &log, "--from", &log],
        &["import", &log, "--from", &log],
        &["tables", "drop", "logs", "--from", &log],
    ] {
        let run = home.run(words);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{words:?}: {}", run.stderr);
        assert!(run.stderr.contains("logs are asked directly only by -e, -a"), "{}", run.stderr);
    }
    let run = home.run(&["--year", "2020", "-e", "count"]);
    assert!(run.code == 2 && run.stderr.contains("--year needs a log"), "{}", run.stderr);
}
