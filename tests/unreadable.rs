//! Files that the user may not read: said with their names, and no reason to leave out the others.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use crate::support::{Home, Run};

/// Runs the program as somebody for whom the modes of files hold: not for root, unless it gives up
/// what lets it read everything.
fn run(home: &Home, arguments: &[&str]) -> Run {
    let program = env!("CARGO_BIN_EXE_ipta");
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command = if is_root {
        let mut setpriv = Command::new("setpriv");
        let powers = "-dac_override,-dac_read_search";
        setpriv.args(["--inh-caps", powers, "--bounding-set", powers, program]);
        setpriv
    } else {
        Command::new(program)
    };
    home.alone(&mut command);
    Run::from(command.args(arguments).output().unwrap())
}

fn forbid(path: &Path) {
    fs::set_permissions(path, Permissions::from_mode(0o000)).unwrap();
}

#[track_caller]
fn refused(run: &Run, code: i32, words: &[&str]) {
    assert_eq!((run.code, run.stdout.as_str()), (code, ""), "{}", run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "`{word}` in: {}", run.stderr);
    }
}

#[test]
fn the_configuration_must_be_readable() {
    let home = Home::new();
    let path = home.write("home/.ipta-conf", "[store]\ntable = \"fw\"\n");
    forbid(Path::new(&path));
    refused(&run(&home, &["config"]), 2, &["cannot read", ".ipta-conf", "ermission denied"]);
}

#[test]
fn a_log_that_may_not_be_followed_is_told() {
    let home = Home::new();
    let closed = home.write("closed.log", "");
    forbid(Path::new(&closed));
    let run = run(&home, &["follow", &closed]);
    refused(&run, 1, &["closed.log", "ermission denied"]);
}

#[cfg(feature = "embedded")]
mod on_the_embedded_store {
    use super::*;
    use crate::support::dropped;

    #[test]
    fn a_log_that_may_not_be_read_stops_no_other() {
        let home = Home::new();
        let closed = home.write("closed.log", dropped(1, "192.0.2.7", 22));
        let open = home.write("open.log", dropped(2, "192.0.2.8", 22));
        forbid(Path::new(&closed));
        let import = ["import", "--year", "2026", &closed];
        refused(&run(&home, &import), 1, &["cannot read", "closed.log", "ermission denied"]);
        refused(&run(&home, &["-i", &closed]), 1, &["closed.log", "ermission denied"]);
        let both = run(&home, &[&import[..], &[&open]].concat());
        refused(&both, 1, &["closed.log", "ermission denied", "1 of 2 logs failed"]);
        assert_eq!(run(&home, &["-e", "values src"]).stdout, "src\n192.0.2.8\n");
    }

    #[test]
    fn a_store_that_may_not_be_read_cannot_be_opened() {
        let home = Home::new();
        let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
        home.stdout(&["import", "--year", "2026", &log]);
        let data = home.path().join("data");
        forbid(&data);
        let refusal = run(&home, &["-e", "count"]);
        // So that it can be removed in the end.
        fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
        refused(&refusal, 3, &["data", "ermission denied"]);
    }
}
