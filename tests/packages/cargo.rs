//! What `cargo install` makes of the clone. Without the engine, whose second build would take minutes.

use std::path::Path;
use std::process::Command;

use super::PROJECT;
use crate::support::{Home, Run};

#[test]
fn cargo_installs_the_program() {
    let home = Home::new();
    let root = home.path().join("installed");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["install", "--locked", "--offline", "--path", PROJECT, "--root"]).arg(&root);
    // What was built for the tests is not built again: the program under test has the same features.
    let target = Path::new(env!("CARGO_BIN_EXE_ipta")).ancestors().nth(2).unwrap();
    cargo.args(["--debug", "--no-default-features", "--target-dir"]).arg(target);
    let run = Run::from(cargo.output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let program = root.join("bin/ipta");
    let version = Run::from(Command::new(program).arg("--version").output().unwrap());
    assert_eq!(version.stdout, home.stdout(&["--version"]));
    let mut cargo = Command::new(env!("CARGO"));
    let run = Run::from(cargo.args(["uninstall", "ipta", "--root"]).arg(&root).output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!root.join("bin/ipta").exists());
}
