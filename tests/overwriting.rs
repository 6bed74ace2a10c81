//! Overwriting: no file that exists is replaced without `--yes` or a question, and no link is followed.

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::PathBuf;
use std::process::Stdio;

use crate::support::terminal::Terminal;
use crate::support::{Home, New, Run, dropped, home_with_packets};

on_every_store!(
    a_log_is_not_overwritten_where_its_name_was_forgotten,
    nothing_that_exists_is_replaced_unasked,
    no_link_is_followed,
    a_terminal_is_asked,
    streams_and_devices_are_written_to,
);

once!(generated_files_are_replaced_only_where_that_is_wanted,);

/// A file of somebody else's text, and what it holds.
const HELD: &str = "precious\n";

/// Every way to write to a file that the user names, with what comes before its name.
const WAYS: [&[&str]; 5] = [
    &["import", "LOG", "--bad", "FILE"],
    &["export", "FILE"],
    &["export", "FILE", "count"],
    &["-e", ":out FILE; count"],
    &["-e", ":export FILE count"],
];

/// The arguments of a way, with a log and a file in it.
fn arguments(home: &Home, way: &[&str], file: &str) -> Vec<String> {
    let log = home.write("other.log", dropped(9, "192.0.2.9", 25) + &dropped(9, "999.0.2.9", 25));
    way.iter().map(|word| word.replace("FILE", file).replace("LOG", &log)).collect()
}

fn run(home: &Home, options: &[&str], arguments: &[String]) -> Run {
    let mut ipta = home.ipta(options);
    Run::from(ipta.args(arguments).write_stdin("").output().unwrap())
}

fn a_log_is_not_overwritten_where_its_name_was_forgotten(new: New) {
    let home = new();
    let text = dropped(1, "192.0.2.7", 22) + &dropped(2, "999.0.2.7", 22);
    let logs = [home.write("fw.log", &text), home.write("fw.log.1", &text)];
    let refused = home.run(&["import", "--year", "2026", "--bad", &logs[0], &logs[1]]);
    assert_eq!(refused.code, 1);
    let why = format!(
        "error: not done: standard input is not a terminal\n  = help: to replace the file {}, use --yes\n",
        logs[0]
    );
    assert_eq!(refused.stderr, why);
    assert_eq!(fs::read_to_string(&logs[0]).unwrap(), text);
    let done = home.run(&["--yes", "import", "--year", "2026", "--bad", &logs[0], &logs[1]]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(fs::read_to_string(&logs[0]).unwrap().starts_with(&logs[1]));
}

fn nothing_that_exists_is_replaced_unasked(new: New) {
    let home = home_with_packets(new);
    for (nth, way) in WAYS.iter().enumerate() {
        let file = home.write(&format!("held{nth}.csv"), HELD);
        let arguments = arguments(&home, way, &file);
        let refused = run(&home, &[], &arguments);
        assert_eq!(refused.code, 1, "{way:?}");
        assert!(refused.stderr.contains("use --yes"), "{way:?}: {}", refused.stderr);
        assert_eq!(fs::read_to_string(&file).unwrap(), HELD, "{way:?}");
        // An empty file may be somebody's, too.
        fs::write(&file, "").unwrap();
        assert_eq!(run(&home, &[], &arguments).code, 1, "{way:?}");
        let done = run(&home, &["--yes"], &arguments);
        assert_eq!(done.code, 0, "{way:?}: {}", done.stderr);
        assert_ne!(fs::read_to_string(&file).unwrap(), "", "{way:?}");
    }
    let file = home.write("held.csv", HELD);
    home.stdout(&["-e", &format!(":out --append {file}; count")]);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{HELD}n\n4\n"));
}

fn no_link_is_followed(new: New) {
    let home = home_with_packets(new);
    let real = home.write("real.csv", HELD);
    let link = home.path().join("link.csv");
    let dangling = home.path().join("dangling.csv");
    symlink(&real, &link).unwrap();
    symlink(home.path().join("nothing.csv"), &dangling).unwrap();
    let append: &[&str] = &["-e", ":out --append FILE; count"];
    for way in WAYS.iter().copied().chain([append]) {
        for link in [&link, &dangling] {
            let arguments = arguments(&home, way, link.to_str().unwrap());
            for options in [&[][..], &["--yes"]] {
                let refused = run(&home, options, &arguments);
                assert_eq!(refused.code, 1, "{way:?}");
                let why = "it is a symbolic link; name the file itself, `";
                assert!(refused.stderr.contains(why), "{way:?}: {}", refused.stderr);
            }
            assert!(link.is_symlink());
        }
    }
    assert_eq!(fs::read_to_string(&real).unwrap(), HELD);
    assert!(!home.path().join("nothing.csv").exists());
    // A saved query takes the place of a link, and what the link leads to stays.
    let query = home.path().join("config/queries/mine.ipta");
    fs::create_dir_all(query.parent().unwrap()).unwrap();
    symlink(&real, &query).unwrap();
    home.stdout(&["save", "mine", "count"]);
    assert!(!query.is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), HELD);
}

fn a_terminal_is_asked(new: New) {
    let home = home_with_packets(new);
    let file = home.write("held.csv", HELD);
    for (answer, expected) in [("n", HELD), ("y", "n\n3\n")] {
        let mut terminal = Terminal::open(&home, &["export", &file, "count"]);
        terminal.wait("the question", |text| text.contains("held.csv? [y/N]"));
        terminal.press(&format!("{answer}\r"));
        assert_eq!(terminal.end(), u32::from(answer == "n"));
        assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    }
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press(&format!(":out {file}\r"));
    terminal.wait("the question", |text| text.contains("held.csv? [y/N]"));
    terminal.press("\r");
    terminal.wait("no", |text| text.contains("nothing was changed"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "n\n3\n");
}

fn streams_and_devices_are_written_to(new: New) {
    let home = home_with_packets(new);
    let null = || fs::metadata("/dev/null").unwrap().file_type().is_char_device();
    home.stdout(&["--format", "csv", "export", "/dev/null"]);
    home.stdout(&["-e", ":out /dev/null; count"]);
    assert!(null());
    assert_eq!(home.stdout(&["--format", "csv", "export", "/dev/stdout", "count"]), "n\n3\n");
    // What the shell has opened to append to stays.
    let held = home.write("held.txt", HELD);
    let out = fs::OpenOptions::new().append(true).open(&held).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ipta"));
    command.env_clear().envs(home.variables()).env("IPTA_TIMEZONE", "UTC").stdin(Stdio::null());
    command.args(["--format", "csv", "export", "/dev/stdout", "count"]).stdout(out);
    assert!(command.status().unwrap().success());
    assert_eq!(fs::read_to_string(&held).unwrap(), format!("{HELD}n\n3\n"));
    let pipe: PathBuf = home.path().join("pipe.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut reader = std::process::Command::new("cat");
    let reader = reader.arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
    home.stdout(&["export", pipe.to_str().unwrap(), "count"]);
    assert_eq!(reader.wait_with_output().unwrap().stdout, b"n\n3\n");
    let folder = home.path().to_str().unwrap();
    let refused = home.run(&["--format", "csv", "export", folder, "count"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("is a directory"), "{}", refused.stderr);
}

fn generated_files_are_replaced_only_where_that_is_wanted() {
    let home = Home::new();
    let folder = home.path().to_str().unwrap();
    home.stdout(&["generate", "--all", folder]);
    // Nothing has changed: nothing is to be asked.
    home.stdout(&["generate", "--all", folder]);
    let page = home.path().join("manual/ipta.1");
    fs::write(&page, HELD).unwrap();
    let refused = home.run(&["generate", "--all", folder]);
    assert_eq!(refused.code, 1);
    let why = "ipta.1: the file exists; to replace it, say --yes\n";
    assert!(refused.stderr.ends_with(why), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&page).unwrap(), HELD);
    home.stdout(&["generate", "--yes", "--all", folder]);
    assert_ne!(fs::read_to_string(&page).unwrap(), HELD);
}
