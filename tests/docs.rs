//! Documents: what README says is what the program does.

use std::fs;
use std::path::Path;

use crate::support::{Home, example_log};

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap()
}

/// The lines of each fenced block of that language.
fn blocks(text: &str, language: &str) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside && line == format!("```{language}");
            if inside {
                found.push(Vec::new());
            }
        } else if inside {
            found.last_mut().unwrap().push(line.to_owned());
        }
    }
    found
}

#[test]
fn the_first_command_prints_the_five_reports() {
    let readme = document("README.md");
    let command = blocks(&readme, "sh").concat();
    let command =
        command.iter().find(|line| line.starts_with("cargo run")).expect("a first command");
    let (cargo, arguments) = command.split_once(" -- ").expect("arguments");
    assert_eq!(cargo, "cargo run --release");
    let home = Home::new();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let run = home.ipta(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success());
    for report in ["denied", "icmp", "ports", "invalid", "interfaces"] {
        let file = document(&format!("queries/{report}.ipta"));
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
    let mut tried = 0;
    for block in blocks(&document("README.md"), "console") {
        let mut lines = block.iter().peekable();
        while let Some(line) = lines.next() {
            let command = line.strip_prefix("$ ipta ").expect("a command");
            let mut expected = String::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                expected.push_str(line.trim_end());
                expected.push('\n');
            }
            let words = shlex::split(command).expect("a line for a shell");
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let answer = home.stdout(&words);
            let answer: String =
                answer.lines().map(|line| format!("{}\n", line.trim_end())).collect();
            assert_eq!(answer, expected, "ipta {command}");
            tried += 1;
        }
    }
    assert!(tried >= 3, "README has {tried} examples");
}
