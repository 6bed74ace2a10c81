//! The options of the 2015 manual's §3.1, one by one, and the help of everything.

use clap::CommandFactory;

use crate::support::terminal::Terminal;
use crate::support::{Home, New, Run, dropped, example_log};

on_every_store!(
    modes_run_in_the_order_given,
    a_table_that_an_import_makes_is_clear,
    an_export_holds_every_packet,
    the_prompt_opens_in_its_turn,
);

/// The rows of the manual's tables: the short switch, the long one, and what stands behind it.
const MANUAL: [(&str, &str, &str); 21] = [
    ("-c", "--clear", ""),
    ("-i", "--import", "<file>"),
    ("-a", "--analyze", ""),
    ("-ai", "--analyze-interactive", ""),
    ("-d", "--db-name", "<name>"),
    ("-h", "--db-host", "<host>"),
    ("-u", "--db-user", "<name>"),
    ("-p", "--db-pass", "<pass>"),
    ("-pi", "--db-pass-i", ""),
    ("-t", "--db-table", "<table>"),
    ("-lt", "--list-tables", ""),
    ("-dt", "--delete-table", "<table>"),
    ("-da", "--delete-all-tables", ""),
    ("-ct", "--create-table", "[name]"),
    ("-s", "--save-db", ""),
    ("-l", "--limit", "<num>"),
    ("", "--no-local", ""),
    ("", "--no-accept", ""),
    ("", "--license", ""),
    ("", "--version", ""),
    ("", "--usage", ""),
];

/// Other names of 2015 for the same.
const ALSO: [(&str, &str); 2] = [("--no-lo", "--no-local"), ("--lines", "--limit")];

#[test]
fn every_option_of_the_manual_is_there() {
    let mut command = ipta::cli::full_command();
    command.build();
    let all: Vec<_> = command.get_arguments().collect();
    let named = |long: &str| {
        let long = long.trim_start_matches('-');
        let is_named = |arg: &&&clap::Arg| {
            arg.get_long() == Some(long)
                || arg.get_all_aliases().is_some_and(|names| names.contains(&long))
        };
        *all.iter().find(is_named).unwrap_or_else(|| panic!("--{long} is missing"))
    };
    for (short, long, value) in MANUAL {
        let arg = named(long);
        match short.trim_start_matches('-') {
            "" => {}
            one if one.len() == 1 => {
                let letter = one.chars().next();
                let also = arg.get_all_short_aliases().unwrap_or_default();
                let found = arg.get_short() == letter || also.iter().any(|c| Some(*c) == letter);
                assert!(found, "{short} is not {long}");
            }
            _ => {
                let switches = ipta::cli::legacy::SWITCHES;
                let meant = switches.iter().find(|(switch, _)| *switch == short);
                let (_, meant) = meant.unwrap_or_else(|| panic!("{short} is missing"));
                assert_eq!(named(meant).get_id(), arg.get_id(), "{short}");
            }
        }
        let range = arg.get_num_args().unwrap_or_default();
        let takes = arg.get_action().takes_values();
        let found = match (takes && range.max_values() > 0, range.min_values()) {
            (false, _) => "",
            (true, 0) => "[",
            (true, _) => "<",
        };
        assert_eq!(found, value.get(..1).unwrap_or_default(), "{long} {value}");
    }
    for (alias, long) in ALSO {
        assert_eq!(named(alias).get_id(), named(long).get_id(), "{alias}");
    }
}

fn log(home: &Home, name: &str, minute: u32) -> String {
    home.write(name, dropped(minute, "192.0.2.7", 22))
}

fn modes_run_in_the_order_given(new: New) {
    let home = new();
    let (one, other) = (log(&home, "one.log", 1), log(&home, "other.log", 2));
    let count = ["-e", "count"];
    let mut words = vec!["-y", "-i", &one];
    words.extend(count);
    words.extend(["-c"]);
    words.extend(count);
    words.extend(["-i", &one, &other]);
    words.extend(count);
    words.extend(["-ct", "more", "-dt", "more", "-lt"]);
    let run = home.run(&words);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (counts, tables) = run.stdout.split_at("n\n1\nn\n0\nn\n2\n".len());
    assert_eq!(counts, "n\n1\nn\n0\nn\n2\n");
    let lines: Vec<&str> = tables.lines().collect();
    assert!(lines.len() == 2 && lines[1].starts_with("logs\t2\t"), "{tables}");
    // The first that fails is the last.
    let run = home.run(&["-dt", "none", "-a"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
}

fn a_table_that_an_import_makes_is_clear(new: New) {
    let home = new();
    let run = home.run(&["-c", "-i", &log(&home, "one.log", 1), "-a"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout.matches("# ").count(), 5, "{}", run.stdout);
    let alone = Home::run(&new(), &["-c"]);
    assert_eq!(alone.code, 1);
    assert!(alone.stderr.contains("no table"), "{}", alone.stderr);
}

fn the_prompt_opens_in_its_turn(new: New) {
    let home = new();
    let one = log(&home, "one.log", 1);
    let output = home.ipta(&["-i", &one, "-ai", "-lt"]).write_stdin("count").output().unwrap();
    let run = Run::from(output);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("n\n1\ntable\t"), "{}", run.stdout);
}

#[test]
fn analyze_interactive_is_the_prompt() {
    let home = Home::new();
    let mut terminal = Terminal::open_with(&home, &["-ai"], [] as [(&str, String); 0]);
    terminal.prompt();
    terminal.press(":quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn texts_are_printed() {
    let home = Home::new();
    let licence = include_str!("../LICENSE");
    assert_eq!(home.stdout(&["--license"]), licence);
    let version = home.stdout(&["--version"]);
    let start = format!("ipta {} (", env!("CARGO_PKG_VERSION"));
    assert!(version.starts_with(&start) && version.contains("features: "), "{version}");
    let git = std::process::Command::new("git")
        .args(["-C", env!("CARGO_MANIFEST_DIR"), "rev-parse", "--short=9", "HEAD"])
        .output();
    if let Some(git) = git.ok().filter(|git| git.status.success()) {
        let commit = String::from_utf8(git.stdout).unwrap();
        assert!(version.contains(&format!("commit {};", commit.trim())), "{version}");
    }
    let usage = home.stdout(&["--usage"]);
    assert!(usage.contains("-c -i FILE -a") && usage.lines().count() < 20, "{usage}");
    // Even where nothing else could work.
    home.write("home/.ipta-conf", "nonsense");
    assert_eq!(home.run(&["--license"]).code, 0);
    assert_eq!(home.run(&["-e", "count"]).code, 2);
}

#[test]
fn no_help_is_wider_than_80_columns() {
    let home = Home::new();
    let narrow = |words: &[&str]| {
        let help = home.stdout(words);
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{words:?}: {line}");
        }
        help
    };
    let help = narrow(&["--help"]);
    narrow(&["--usage"]);
    let command = ipta::cli::full_command();
    let mut last = 0;
    for verb in command.get_subcommands() {
        let name = verb.get_name();
        let at = help.find(&format!("\n  {name} ")).unwrap_or_else(|| panic!("{name} in {help}"));
        assert!(at > last, "{name} stands in its order");
        last = at;
        let own = narrow(&[name, "--help"]);
        let examples = own.split_once("Examples:\n").map(|(_, rest)| rest).unwrap_or_default();
        let examples = examples.lines().take_while(|line| !line.is_empty()).count();
        assert_eq!(examples, 2, "{name}:\n{own}");
        for change in verb.get_subcommands() {
            narrow(&[name, change.get_name(), "--help"]);
        }
    }
}

#[test]
fn examples_in_help_can_be_typed() {
    for verb in ipta::cli::Cli::command().get_subcommands() {
        let name = verb.get_name();
        let examples = ipta::cli::examples_of(name);
        for example in examples.unwrap_or_else(|| panic!("{name} has no examples")) {
            let from = example.find("ipta ").unwrap_or_else(|| panic!("{example}"));
            let typed = example[from..].split([';', '>', '#']).next().unwrap();
            let typed = typed.split(" | ").next().unwrap();
            let words = shlex::split(typed).unwrap().into_iter().map(Into::into);
            let read = ipta::cli::Cli::read(words);
            assert!(read.is_ok(), "{example}: {}", read.unwrap_err());
        }
    }
}

#[test]
fn what_was_meant_is_suggested() {
    let home = Home::new();
    for (typed, said) in [
        (&["imprt", "x"][..], "'import'"),
        (&["--limt", "3"], "'--limit'"),
        (&["top", "dport"], "ipta -e 'top ...'"),
        (&["-h"], "--host"),
    ] {
        let run = home.run(typed);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{typed:?}");
        assert!(run.stderr.contains(said), "{typed:?}: {}", run.stderr);
    }
}

fn an_export_holds_every_packet(new: New) {
    let home = new();
    home.stdout(&["import", &example_log()]);
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let count = home.stdout(&["-e", "count"]).lines().nth(1).unwrap().to_owned();
    let csv = path("all.csv");
    let run = home.run(&["export", &csv]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(
        run.stderr.contains(&format!("{count} rows written to {csv} as csv")),
        "{}",
        run.stderr
    );
    let text = std::fs::read_to_string(&csv).unwrap();
    assert!(text.starts_with("time,"), "{text}");
    assert_eq!(text.lines().count().to_string(), (count.parse::<usize>().unwrap() + 1).to_string());
    // A query's rows, packed, beyond its usual limit.
    let packed = path("denied.json.gz");
    home.stdout(&["export", &packed, "list time, src where denied"]);
    let denied = home.stdout(&["-e", "count where denied"]).lines().nth(1).unwrap().to_owned();
    let unpacked = std::process::Command::new("gzip").args(["-dc", &packed]).output().unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&unpacked.stdout).unwrap();
    assert_eq!(rows.len().to_string(), denied);
    // What is there stays, unless its owner says otherwise.
    let refused = home.run(&["export", &csv, "count"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("--yes"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(&csv).unwrap(), text);
    home.stdout(&["-y", "export", &csv, "count"]);
    assert_eq!(std::fs::read_to_string(&csv).unwrap(), format!("n\n{count}\n"));
    let wrong = home.run(&["-y", "export", &csv, "top nonsense"]);
    assert_eq!(wrong.code, 1);
    assert_eq!(std::fs::read_to_string(&csv).unwrap(), format!("n\n{count}\n"));
    let unknown = home.run(&["export", &path("x.doc")]);
    assert!(unknown.code == 1 && unknown.stderr.contains(".csv"), "{}", unknown.stderr);
    assert_eq!(home.stdout(&["export", "-", "count"]), format!("n\n{count}\n"));
    let at_prompt = format!(":export {} list src where prefix = 'IPT: DROP'", path("q.tsv"));
    home.stdout(&["-e", &at_prompt]);
    let names = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left = names.filter(|name| name.to_string_lossy().contains("export")).count();
    assert_eq!(left, 0, "no unfinished files");
    let missing = home.run(&["export", "/nowhere/x.csv"]);
    assert!(missing.code == 1 && missing.stderr.contains("cannot write"), "{}", missing.stderr);
}
