//! Trust: what other users own or can change is not obeyed.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::support::terminal::Terminal;
use crate::support::{Home, New, home_with_packets, stranger};

on_every_store!(saved_queries_of_others_are_not_run);

once!(
    a_configuration_of_another_user_is_not_obeyed,
    a_configuration_that_others_can_change_is_not_obeyed,
    an_option_file_of_another_user_is_not_obeyed,
    a_history_that_others_can_change_is_left_alone,
);

/// A configuration that would run a command.
const COMMAND: &str = "[database]\nhost = '127.0.0.1'\npassword_command = 'touch RAN'\n";

/// Writes a file that only its owner can change.
fn private(home: &Home, name: &str, text: &str) -> String {
    let path = home.write(name, text.replace("RAN", home.path().join("ran").to_str().unwrap()));
    mode(path.as_ref(), 0o600);
    path
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Checks that a configuration is refused for that reason, and that nothing of it is done.
#[track_caller]
fn refused(home: &Home, options: &[&str], reasons: &[&str]) {
    for command in [&["-e", "count"][..], &["config"], &["tables"]] {
        let arguments: Vec<&str> = options.iter().chain(command).copied().collect();
        let run = home.run(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {}", run.stderr);
        for reason in reasons {
            assert!(run.stderr.contains(reason), "{reason}: {}", run.stderr);
        }
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    }
    assert!(!home.path().join("ran").exists());
}

fn a_configuration_of_another_user_is_not_obeyed() {
    let home = Home::new();
    let path = private(&home, "home/.ipta-conf", COMMAND);
    let me = if nix::unistd::geteuid().is_root() { "root" } else { "" };
    let reasons = [" belongs to ", "not to ", "not used", &format!("`chown {me}")];
    stranger::owns(path.as_ref(), || refused(&home, &[], &reasons));
    fs::remove_file(&path).unwrap();
    // Where its name comes from makes no difference.
    let path = private(&home, "mine.conf", COMMAND);
    let option = ["--config", path.as_str()];
    stranger::owns(path.as_ref(), || {
        refused(&home, &option, &reasons);
        let run = home.ipta(&["config"]).env("IPTA_CONF", &path).output().unwrap();
        assert_eq!(run.status.code(), Some(2));
    });
    // A folder of another user, or a link of theirs to a file of one's own.
    let inside = home.path().join("theirs");
    fs::create_dir(&inside).unwrap();
    let linked = inside.join("linked.conf");
    symlink(&path, &linked).unwrap();
    let option = ["--config", linked.to_str().unwrap()];
    stranger::owns(&linked, || refused(&home, &option, &["the link ", " belongs to "]));
    stranger::owns(&inside, || refused(&home, &option, &["the folder ", " belongs to "]));
    // What is one's own is obeyed, also through a link of one's own.
    let run = home.run(&["--config", linked.to_str().unwrap(), "tables"]);
    assert!(run.stderr.contains("password_command"), "{}", run.stderr);
    assert!(home.path().join("ran").exists());
}

fn a_configuration_that_others_can_change_is_not_obeyed() {
    let home = Home::new();
    let folder = home.path().join("open");
    fs::create_dir(&folder).unwrap();
    let path = private(&home, "open/mine.conf", "[store]\ntable = 'mine'\n");
    let option = ["--config", path.as_str()];
    for wrong in [0o666, 0o602] {
        mode(path.as_ref(), wrong);
        let chmod = format!("run `chmod go-w {path}`");
        refused(&home, &option, &["can be changed by other users: not used", &chmod]);
    }
    mode(path.as_ref(), 0o644);
    mode(&folder, 0o777);
    refused(&home, &option, &["the folder ", "can be changed by other users: not used"]);
    // Others cannot replace a file of one's own there.
    mode(&folder, 0o1777);
    let get = [option[0], option[1], "config", "get", "table"];
    assert_eq!(home.stdout(&get), "mine\n");
    assert_eq!(home.stdout(&["--config", "/dev/null", "config", "get", "table"]), "logs\n");
}

fn an_option_file_of_another_user_is_not_obeyed() {
    let home = Home::new();
    let path = private(&home, "my.cnf", "[client]\nhost=127.0.0.1\nport=1\nuser=u\n");
    let option = format!("--mysql-defaults={path}");
    stranger::owns(path.as_ref(), || refused(&home, &[&option], &[" belongs to ", "not used"]));
    mode(path.as_ref(), 0o666);
    refused(&home, &[&option], &["can be changed by other users: not used"]);
    mode(path.as_ref(), 0o644);
    assert_eq!(home.stdout(&[&option, "config", "get", "user"]), "u\n");
}

fn saved_queries_of_others_are_not_run(new: New) {
    let home = home_with_packets(new);
    let queries = home.path().join("config/queries");
    fs::create_dir_all(&queries).unwrap();
    let query = private(&home, "config/queries/ports.ipta", "# Mine\ncount by fw\n");
    let analyze = private(&home, "config/queries/analyze", "ports\n");
    let usual = home.stdout(&["report", "ports"]);
    assert_eq!(usual, "fw\tn\nfw1\t3\n");
    stranger::owns(query.as_ref(), || {
        let run = home.run(&["report", "ports"]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.starts_with("Count\tDPort\t"), "ipta's own: {}", run.stdout);
        assert!(run.stderr.starts_with(&format!("warning: {query} belongs to ")), "{}", run.stderr);
    });
    stranger::owns(analyze.as_ref(), || {
        let run = home.run(&["analyze"]);
        assert!(run.stdout.matches("# ").count() > 1, "ipta's own: {}", run.stdout);
    });
    stranger::owns(&queries, || {
        let run = home.run(&["report", "ports"]);
        assert!(run.stdout.starts_with("Count\tDPort\t"), "ipta's own: {}", run.stdout);
        let why = format!("warning: saved queries: the folder {} belongs to ", queries.display());
        assert!(run.stderr.starts_with(&why), "{}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    });
    // Nor does it matter whose the folder is in which none are.
    let other = home.path().join("other");
    fs::create_dir(&other).unwrap();
    stranger::owns(&other, || {
        let folder = other.join("config");
        let run = home.ipta(&["reports"]).env("IPTA_CONFIG_DIR", folder).output().unwrap();
        assert_eq!(String::from_utf8(run.stderr).unwrap(), "");
    });
    mode(&queries, 0o777);
    let run = home.run(&["report", "ports"]);
    assert!(run.stderr.contains("can be changed by other users: not used"), "{}", run.stderr);
    mode(&queries, 0o755);
    assert_eq!(home.run(&["report", "ports"]).stderr, "");
}

fn a_history_that_others_can_change_is_left_alone() {
    let home = Home::new();
    let state = home.path().join("state");
    fs::create_dir(&state).unwrap();
    let precious = home.write("precious", "precious\n");
    symlink(&precious, state.join("history")).unwrap();
    mode(&state, 0o777);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.wait("a warning", |text| text.contains("warning: history: the folder "));
    terminal.say(":status", "history");
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious\n");
}
