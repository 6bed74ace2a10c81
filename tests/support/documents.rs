//! Documents: Markdown files and the blocks in them.

use std::fs;
use std::path::{Path, PathBuf};

#[cfg(feature = "embedded")]
use super::Home;

/// The lines of a fenced block.
pub type Block = Vec<String>;

/// The text of a file of the project.
pub fn document(name: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The manual's chapters, without their list.
pub fn chapters() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("manual");
    let entries = fs::read_dir(folder).expect("the manual");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut chapters: Vec<PathBuf> = names
        .map(|name| Path::new("manual").join(name))
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "SUMMARY.md"))
        .collect();
    chapters.sort();
    chapters
}

/// The fenced blocks of that language.
pub fn blocks(text: &str, language: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let (mut inside, mut wanted) = (false, false);
    for line in text.lines() {
        if line.starts_with("```") {
            wanted = !inside && line == format!("```{language}");
            inside = !inside;
            if wanted {
                found.push(Vec::new());
            }
        } else if wanted {
            found.last_mut().expect("a block").push(line.to_owned());
        }
    }
    found
}

/// The commands of the console blocks, each with its answer.
#[cfg(feature = "embedded")]
pub fn dialogue(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in blocks(text, "console").iter().flatten() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command.to_owned(), String::new())),
            (None, Some((_, answer))) => {
                answer.push_str(line.trim_end());
                answer.push('\n');
            }
            (None, None) => panic!("an answer before any command: {line}"),
        }
    }
    found
}

/// Runs each `$ ipta …` of the console blocks in the project's folder, and compares its answer; how
/// many there were.
#[cfg(feature = "embedded")]
pub fn check_console(home: &Home, text: &str) -> usize {
    let commands = dialogue(text);
    for (command, expected) in &commands {
        let arguments = command.strip_prefix("ipta ").expect("a command");
        let words = shlex::split(arguments).expect("a line for a shell");
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut run = home.ipta(&words);
        let output = run.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("a run");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
        let answer = String::from_utf8(output.stdout).expect("text");
        assert_eq!(trimmed(&answer), *expected, "{command}");
    }
    commands.len()
}

/// The text without spaces at the ends of lines, which documents do not keep.
#[cfg(feature = "embedded")]
pub fn trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The blocks of a kind in all chapters, with their chapters.
pub fn of_kind(kind: &str) -> Vec<(PathBuf, Block)> {
    let all = chapters().into_iter().flat_map(|chapter| {
        let found = blocks(&document(&chapter), kind);
        found.into_iter().map(move |block| (chapter.clone(), block))
    });
    let found: Vec<_> = all.collect();
    assert!(!found.is_empty(), "no block is {kind}");
    found
}
