//! A case: lines that begin with `> ` are what is typed, the lines below are what must come of it,
//! a blank line ends it. `IPTA_UPDATE=1` writes what came; read the difference before committing.

use std::fs;
use std::path::{Path, PathBuf};

use ipta::time::Timestamp;

/// 2026-10-12 12:00:00, a Monday.
pub const NOW: Timestamp = Timestamp(1_791_806_400_000_000);

/// One case of a file, with the comments above it.
pub struct Case {
    pub comments: String,
    pub typed: String,
    pub expected: String,
}

/// The files of a folder under `tests/` with an extension, by name.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {}", folder.display());
    files
}

/// The cases of a file.
pub fn read(path: &Path) -> Vec<Case> {
    let text = fs::read_to_string(path).expect("a file of cases");
    text.split("\n\n").filter(|block| !block.trim().is_empty()).map(case).collect()
}

fn case(block: &str) -> Case {
    let mut case = Case { comments: String::new(), typed: String::new(), expected: String::new() };
    for line in block.trim_matches('\n').lines() {
        let part = match line.strip_prefix("> ") {
            Some(typed) => {
                case.typed += if case.typed.is_empty() { "" } else { "\n" };
                case.typed += typed;
                continue;
            }
            None if case.typed.is_empty() => &mut case.comments,
            None => &mut case.expected,
        };
        *part += line;
        *part += "\n";
    }
    case
}

/// Runs every case of a folder, and compares.
pub fn check(folder: &str, extension: &str, run: impl Fn(&str) -> String) {
    let update = std::env::var_os("IPTA_UPDATE").is_some();
    let mut wrong = String::new();
    for path in files(folder, extension) {
        let mut written = Vec::new();
        for case in read(&path) {
            let found = if case.typed.is_empty() { String::new() } else { run(&case.typed) };
            let found: String =
                found.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
            if case.expected != found {
                let Case { typed, expected, .. } = &case;
                wrong += &format!(
                    "{}\n> {typed}\nexpected:\n{expected}found:\n{found}\n",
                    path.display()
                );
            }
            let typed: String = case.typed.lines().map(|line| format!("> {line}\n")).collect();
            written.push(case.comments + &typed + &found);
        }
        if update {
            fs::write(&path, written.join("\n")).expect("a file to write");
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}");
}
