//! Documents: what README says is what the program does.

use crate::support::documents::{blocks, check_console, document};
use crate::support::{Home, example_log};

#[test]
fn the_first_command_prints_the_five_reports() {
    let readme = document("README.md");
    let command = blocks(&readme, "sh").concat();
    let command =
        command.iter().find(|line| line.starts_with("cargo run")).expect("a first command");
    let (cargo, arguments) = command.split_once(" -- ").expect("arguments");
    assert_eq!(cargo, "cargo run --release --no-default-features");
    let home = Home::new();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let run = home.ipta(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success());
    for report in ["denied", "icmp", "ports", "invalid", "interfaces"] {
        let file = document(format!("queries/{report}.ipta"));
        let help = file.lines().next().unwrap().trim_start_matches("# ").to_owned();
        let title = format!("# {help}");
        let rows = text.lines().skip_while(|line| **line != *title).skip(2);
        let rows = rows.take_while(|line| !line.is_empty()).count();
        assert!((1..=10).contains(&rows), "{report}: {rows} rows in\n{text}");
    }
}

#[test]
fn the_second_command_is_the_test_command() {
    let commands = blocks(&document("README.md"), "sh").concat();
    assert!(commands.iter().any(|line| line == "tests/run"));
    assert!(document(".ci/run").contains("exec tests/run"));
}

#[test]
fn the_examples_in_the_readme_are_true() {
    let home = Home::new();
    home.stdout(&["import", &example_log()]);
    let tried = check_console(&home, &document("README.md"));
    assert!(tried >= 3, "README has {tried} examples");
}
