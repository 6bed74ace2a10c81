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

once!(
    every_option_of_the_manual_is_there,
    what_follows_is_typed_as_in_2015,
    analyze_interactive_is_the_prompt,
    texts_are_printed,
    no_help_is_wider_than_80_columns,
    examples_in_help_can_be_typed,
    what_was_meant_is_suggested,
);

/// The rows of the manual's tables: the short switch, the long one, and what stands behind it.
const MANUAL: [(&str, &str, &str); 25] = [
    ("-c", "--clear", ""),
    ("-i", "--import", "<file>"),
    ("-a", "--analyze", ""),
    ("-f", "--follow", "<file>"),
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
    ("-r", "--rdns", ""),
    ("-l", "--limit", "<num>"),
    ("", "--no-header", ""),
    ("", "--no-counter", ""),
    ("", "--no-local", ""),
    ("", "--no-accept", ""),
    ("", "--license", ""),
    ("", "--version", ""),
    ("", "--usage", ""),
];

/// Other names of 2015 for the same.
const ALSO: [(&str, &str); 3] =
    [("--no-lo", "--no-local"), ("--lines", "--limit"), ("-C", "--no-counter")];

/// How the text of the manual writes a switch, where its table has another spelling.
const WRITTEN: [(&str, &str); 1] = [("-rdns", "--rdns")];

/// A mode of the manual's that is a command with options of its own.
const FOLLOW: &str = "follow";

/// Whether a name, with its dashes, is the argument's.
fn is_named(arg: &clap::Arg, name: &str) -> bool {
    if let Some(long) = name.strip_prefix("--") {
        let also = arg.get_all_aliases().unwrap_or_default();
        return arg.get_long() == Some(long) || also.contains(&long);
    }
    let also = arg.get_all_short_aliases().unwrap_or_default();
    let letter = name.strip_prefix('-').and_then(|name| name.chars().next());
    letter.is_some() && (arg.get_short() == letter || also.iter().any(|c| Some(*c) == letter))
}

fn every_option_of_the_manual_is_there() {
    let mut command = ipta::cli::full_command();
    command.build();
    let follow = command.find_subcommand(FOLLOW).expect("the command that follows");
    let all: Vec<_> = command.get_arguments().chain(follow.get_arguments()).collect();
    let named = |name: &str| {
        let found = all.iter().find(|arg| is_named(arg, name));
        *found.unwrap_or_else(|| panic!("{name} is missing"))
    };
    for (short, long, value) in MANUAL {
        let files = follow.get_positionals().next().expect("the files that are followed");
        let arg = match long.strip_prefix("--") {
            Some(FOLLOW) => {
                let flags: Vec<_> = follow.get_all_short_flag_aliases().collect();
                assert!(follow.get_all_long_flag_aliases().any(|flag| flag == FOLLOW));
                assert_eq!(format!("-{}", flags.iter().collect::<String>()), short);
                files
            }
            _ => named(long),
        };
        match short {
            "" => {}
            _ if long.ends_with(FOLLOW) => {}
            _ if short.len() == 2 => assert!(is_named(arg, short), "{short} is not {long}"),
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
    for written in WRITTEN {
        assert!(ipta::cli::legacy::SWITCHES.contains(&written), "{written:?}");
    }
    for (alias, long) in ALSO {
        assert_eq!(named(alias).get_id(), named(long).get_id(), "{alias}");
    }
}

fn what_follows_is_typed_as_in_2015() {
    let home = Home::new();
    let log = dropped(1, "192.0.2.7", 22) + &dropped(2, "192.0.2.8", 22);
    let shown = |words: &[&str]| {
        let run = Run::from(home.ipta(words).write_stdin(log.clone()).output().unwrap());
        assert_eq!(run.code, 0, "{words:?}: {}", run.stderr);
        run.stdout
    };
    let all = shown(&["follow", "-", "--format", "table"]);
    assert_eq!(all.lines().count(), 3, "{all}");
    for words in [["-f", "-"], ["--follow", "-"], ["--scan", "-"]] {
        assert_eq!(shown(&[&words[..], &["--format", "table"]].concat()), all, "{words:?}");
        let bare = [&["--no-header", "-C", "--no-lo"][..], &words, &["--format", "table"]];
        let bare = shown(&bare.concat());
        let first = bare.split_whitespace().next();
        assert_eq!((bare.lines().count(), first), (2, Some("eth0")), "{words:?}: {bare}");
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

fn analyze_interactive_is_the_prompt() {
    let home = Home::new();
    let mut terminal = Terminal::open_with(&home, &["-ai"], [] as [(&str, String); 0]);
    terminal.prompt();
    terminal.press(":quit\r");
    assert_eq!(terminal.end(), 0);
}

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

fn examples_in_help_can_be_typed() {
    for verb in ipta::cli::Cli::command().get_subcommands() {
        let name = verb.get_name();
        let examples = ipta::cli::examples_of(name);
        for example in examples.unwrap_or_else(|| panic!("{name} has no examples")) {
            let from = example.find("ipta ").unwrap_or_else(|| panic!("{example}"));
            let typed = example[from..].split([';', '>', '#']).next().unwrap();
            let typed = typed.split(" | ").next().unwrap();
            let words = shlex::split(typed).unwrap().into_iter().map(Into::into);
            let read = ipta::cli::Cli::read(words, "0");
            assert!(read.is_ok(), "{example}: {}", read.unwrap_err());
        }
    }
}

fn what_was_meant_is_suggested() {
    let home = Home::new();
    for (typed, said) in [
        (&["imprt", "x"][..], "`import`"),
        (&["--limt", "3"], "'--limit'"),
        (&["top", "dport"], "ipta -e 'top dport'"),
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
    let missing = home.run(&["export", &format!("{}/x.csv", home.nowhere())]);
    assert!(missing.code == 1 && missing.stderr.contains("cannot write"), "{}", missing.stderr);
}
