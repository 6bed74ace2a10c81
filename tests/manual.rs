//! The manual: each example of the shell and of the language is run on the example log.
//! `configurations` has the rest.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::support::Home;
use crate::support::documents::{chapters, document, of_kind};
#[cfg(feature = "embedded")]
use crate::support::example_log;

/// The kinds of blocks, and what is done with each.
const KINDS: [&str; 12] = [
    "bash",
    "console",
    "fish",
    "ini",
    "ipta",
    "iptables",
    "logrotate",
    "nft",
    "rsyslog",
    "syslog-ng",
    "text",
    "toml",
];

#[test]
fn every_chapter_is_listed_and_every_block_has_a_kind() {
    let summary = document(Path::new("manual/SUMMARY.md"));
    let listed: BTreeSet<PathBuf> = summary
        .split("](")
        .skip(1)
        .filter_map(|rest| Some(Path::new("manual").join(rest.split(')').next()?)))
        .collect();
    let there: BTreeSet<PathBuf> = chapters().into_iter().collect();
    assert_eq!(listed, there);
    for chapter in there {
        let text = document(&chapter);
        let fences = text.lines().filter_map(|line| line.strip_prefix("```"));
        for (nth, fence) in fences.enumerate().filter(|(nth, _)| nth % 2 == 0) {
            assert!(KINDS.contains(&fence), "{}: block {nth} is {fence}", chapter.display());
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            let is_here = file.starts_with("http") || Path::new("manual").join(file).exists();
            assert!(is_here, "{}: {link}", chapter.display());
        }
    }
}

#[cfg(feature = "embedded")]
#[test]
fn the_cookbook_answers_its_questions() {
    let home = Home::new();
    home.stdout(&["import", &example_log()]);
    let recipes = of_kind("ipta");
    assert!(recipes.len() >= 40, "{} recipes", recipes.len());
    for (chapter, block) in recipes {
        let query = block.join("\n");
        let run = home.run(&["-e", &query]);
        assert_eq!(run.code, 0, "{}: {query}: {}", chapter.display(), run.stderr);
        let rows = run.stdout.lines().count();
        let least = if query.starts_with("explain") { 1 } else { 2 };
        assert!(rows >= least, "{query} finds nothing");
    }
}

#[cfg(feature = "embedded")]
#[test]
fn the_examples_are_true() {
    for chapter in chapters() {
        let home = Home::new();
        home.stdout(&["import", &example_log()]);
        crate::support::documents::check_console(&home, &document(&chapter));
    }
}

#[test]
fn configurations_of_ipta_are_read() {
    for (chapter, block) in of_kind("toml") {
        let home = Home::new();
        let path = home.write("conf", block.join("\n"));
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let run = home.run(&["--config", &path, "config"]);
        assert_eq!(run.code, 0, "{}: {}", chapter.display(), run.stderr);
        assert!(run.stdout.contains(&path), "{}", run.stdout);
    }
}
