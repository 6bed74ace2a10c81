//! Completions, in the real shells.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Home;

fn completions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("completions")
}

/// Runs a shell's command, which must succeed; what it wrote.
fn output(command: &mut Command) -> String {
    let run = command.output();
    let run = run.unwrap_or_else(|error| {
        panic!("{command:?}: {error}: `tests/run` installs the shells that these tests need")
    });
    assert!(run.status.success(), "{command:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn bash_completes() {
    let file = completions().join("ipta.bash");
    for (words, expected) in [
        (&["ipta", "imp"][..], "import"),
        (&["ipta", "--ssl-mode", "verify-c"], "verify-ca"),
        (&["ipta", "config", "set", "store.ta"], "store.table"),
        (&["ipta", "tables", "cre"], "create"),
        (&["ipta", "import", "--jou"], "--journal"),
    ] {
        let [.., before, last] = words else { panic!("two words") };
        let script = format!(
            "source '{}'; COMP_WORDS=({}); COMP_CWORD={}; _ipta ipta '{last}' '{before}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            file.display(),
            words.join(" "),
            words.len() - 1,
        );
        let mut bash = Command::new("bash");
        Home::new().alone(&mut bash);
        let found = output(bash.args(["--norc", "-c", &script]));
        assert_eq!(found.trim(), expected, "{words:?}");
    }
}

#[test]
fn zsh_completes() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/completions.zsh");
    for (typed, expected) in [
        ("ipta setup", "setup-sql"),
        ("ipta --ssl-mode verify-i", "verify-identity"),
        ("ipta config set store.ta", "store.table"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut zsh = Command::new("timeout");
        let home = Home::new();
        home.alone(&mut zsh);
        zsh.args(["120", "zsh", "-f"]).arg(&script).arg(completions()).arg(folder.path());
        output(zsh.args([typed, expected]));
    }
}

#[test]
fn fish_completes() {
    let file = completions().join("ipta.fish");
    for (typed, expected) in [
        ("ipta imp", "import"),
        ("ipta tables cre", "create"),
        ("ipta import --jou", "--journal"),
        ("ipta --ssl-mode verify-c", "verify-ca"),
        ("ipta -h db.example --ssl-mode verify-i", "verify-identity"),
        ("ipta tables --ssl-mode verify-c", "verify-ca"),
        ("ipta -y config set store.ta", "store.table"),
        ("ipta config unset database.us", "database.user"),
        ("ipta generate ipta-c", "ipta-conf.5"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let script = format!("source '{}'; complete -C '{typed}'", file.display());
        let mut fish = Command::new("fish");
        Home::new().alone(&mut fish);
        fish.env("HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        let found = output(fish.args(["--no-config", "-c", &script]));
        let names: Vec<_> = found.lines().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(names, [expected], "{typed}");
    }
}
