//! Files that are none: a pipe without a writer, devices, a socket and a directory in the place of each
//! file that the user names are refused at once, or end at once.

use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::terminal::Terminal;
use crate::support::{Home, Run};

/// How long refusing may take, on a busy machine.
const AT_ONCE: Duration = Duration::from_secs(20);

/// The memory that any of it may take, in kB.
const MOST_MEMORY: &str = "2000000";

/// The things that are no file, each with a word that says so.
fn things(home: &Home) -> Vec<(String, &'static str)> {
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let (pipe, socket, folder) = (path("pipe"), path("socket"), path("folder"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    drop(UnixListener::bind(&socket).unwrap());
    std::fs::create_dir(&folder).unwrap();
    vec![
        (pipe, "pipe"),
        (socket, "socket"),
        (folder, "directory"),
        ("/dev/zero".to_owned(), "device"),
        ("/dev/random".to_owned(), "device"),
    ]
}

/// Runs the program, which must end at once and take little memory.
#[track_caller]
fn run(home: &Home, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new("bash");
    home.alone(&mut command);
    command.envs(variables.iter().copied());
    let script = format!("ulimit -v {MOST_MEMORY}; exec \"$@\" {input}");
    command.args(["-c", &script, "bash", env!("CARGO_BIN_EXE_ipta")]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let end = Instant::now() + AT_ONCE;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("{arguments:?} {input} {variables:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Run::from(child.wait_with_output().unwrap())
}

#[track_caller]
fn refused(run: &Run, code: i32, why: &str) {
    assert_eq!(run.code, code, "{why}: {run:?}");
    assert!(run.stderr.contains(why), "{why}: {run:?}");
}

#[test]
fn a_configuration() {
    let home = Home::new();
    for (thing, why) in things(&home) {
        refused(&run(&home, &["--config", &thing, "fields"], "", &[]), 2, why);
        refused(&run(&home, &["fields"], "", &[("IPTA_CONF", &thing)]), 2, why);
        // A program that is wrong here puts a file in the place of a device.
        if why != "device" {
            let setting = ["--config", &thing, "config", "set", "table", "x"];
            refused(&run(&home, &setting, "", &[]), 2, why);
        }
        let option = format!("--mysql-defaults={thing}");
        refused(&run(&home, &[&option, "fields"], "", &[]), 2, why);
        let link = home.path().join("home/.ipta-conf");
        std::os::unix::fs::symlink(&thing, &link).unwrap();
        refused(&run(&home, &["fields"], "", &[]), 2, why);
        std::fs::remove_file(link).unwrap();
    }
    // Nothing at all is a configuration.
    assert_eq!(run(&home, &["--config", "/dev/null", "fields"], "", &[]).code, 0);
}

#[test]
fn a_configuration_of_a_process_is_read() {
    let home = Home::new();
    let script = "exec \"$0\" --config <(printf '[store]\\ntable = \"mine\"\\n') config";
    let mut bash = Command::new("bash");
    home.alone(&mut bash);
    let output = bash.args(["-c", script, env!("CARGO_BIN_EXE_ipta")]).output().unwrap();
    let run = Run::from(output);
    assert!(run.stdout.contains("store.table\tmine"), "{run:?}");
}

#[test]
fn an_authority() {
    let home = Home::new();
    for (thing, why) in things(&home) {
        let server = ["-h", "127.0.0.1", "--port", "1", "--ssl-ca", &thing, "tables"];
        refused(&run(&home, &server, "", &[]), 3, why);
    }
}

#[test]
fn a_saved_query() {
    let home = Home::new();
    let folder = home.path().join("config/queries");
    std::fs::create_dir_all(&folder).unwrap();
    for (thing, why) in things(&home) {
        for name in ["mine.ipta", "analyze"] {
            let link = folder.join(name);
            std::os::unix::fs::symlink(&thing, &link).unwrap();
            let run = run(&home, &["reports"], "", &[]);
            assert_eq!(run.code, 0, "{run:?}");
            assert!(run.stderr.contains(why), "{run:?}");
            std::fs::remove_file(link).unwrap();
        }
    }
}

#[test]
fn a_script() {
    let home = Home::new();
    for (thing, why) in things(&home) {
        refused(&run(&home, &["-e", &format!(":source {thing}")], "", &[]), 1, why);
        if why == "device" || why == "directory" {
            refused(&run(&home, &[], &format!("< {thing}"), &[]), 1, why);
        }
    }
    refused(&run(&home, &[], "< <(cat /dev/zero)", &[]), 1, "more than 64 MiB");
    // A pipe that has a writer, and what is called a file but is standard input, are scripts.
    let script = home.write("script", ":eval ports\n");
    for input in ["< $0", "< <(cat \"$0\")"] {
        let input = input.replace("$0", &script);
        let run = run(&home, &["-e", ":source /dev/stdin"], &input, &[]);
        assert!(run.code == 0 && run.stdout.contains("count by dport"), "{run:?}");
    }
    let mut bash = Command::new("bash");
    home.alone(&mut bash);
    let script = "exec \"$0\" -e \":source \"<(sleep 1; echo ':eval ports')";
    let run = Run::from(bash.args(["-c", script, env!("CARGO_BIN_EXE_ipta")]).output().unwrap());
    assert!(run.code == 0 && run.stdout.contains("count by dport"), "{run:?}");
}

#[cfg(feature = "embedded")]
#[test]
fn a_log() {
    let home = Home::new();
    for (thing, why) in things(&home) {
        let imported = run(&home, &["import", &thing], "", &[]);
        assert_eq!(imported.code, 1, "{imported:?}");
        if why == "device" || why == "directory" {
            for arguments in [&["import", "-"][..], &["follow", "-"], &["explain-line"]] {
                refused(&run(&home, arguments, &format!("< {thing}"), &[]), 1, why);
            }
        }
        // Pipes are followed, as files that are not there yet.
        if why != "pipe" {
            refused(&run(&home, &["follow", &thing], "", &[]), 1, why);
        }
    }
    assert_eq!(run(&home, &["follow", "/dev/null"], "", &[]).code, 0);
    let log = home.write("fw.log", crate::support::dropped(1, "192.0.2.7", 22));
    let input = format!("< <(cat {log})");
    let followed = run(&home, &["follow", "/dev/stdin", "--format", "csv"], &input, &[]);
    assert!(followed.code == 0 && followed.stdout.contains("192.0.2.7"), "{followed:?}");
    // The neighbours of a log that is there.
    let home = Home::new();
    let log = home.write("fw.log", crate::support::dropped(1, "192.0.2.7", 22));
    assert!(Command::new("mkfifo").arg(format!("{log}.1")).status().unwrap().success());
    let run = run(&home, &["import", "--year", "2026", &log], "", &[]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn a_history() {
    for nth in 0..5 {
        let home = Home::new();
        let (thing, why) = things(&home).swap_remove(nth);
        std::fs::create_dir_all(home.path().join("state")).unwrap();
        std::os::unix::fs::symlink(&thing, home.path().join("state/history")).unwrap();
        let mut terminal = Terminal::open(&home, &["shell"]);
        terminal.wait("why it is not kept", |text| text.contains(why));
        terminal.say(":fields", "dport");
        terminal.press("\x04");
        assert_eq!(terminal.end(), 0);
    }
}

#[test]
fn the_names_of_addresses() {
    for nth in 0..5 {
        let home = Home::new();
        let (thing, _) = things(&home).swap_remove(nth);
        std::fs::create_dir_all(home.path().join("cache")).unwrap();
        std::os::unix::fs::symlink(&thing, home.path().join("cache/names")).unwrap();
        let log = home.write("fw.log", "");
        let input = format!("< {log}");
        let run = run(&home, &["--rdns", "follow", "-"], &input, &[]);
        assert_eq!(run.code, 0, "{run:?}");
    }
}
