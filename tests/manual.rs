//! The manual: each example of the shell and of the language is run on the example log, and each
//! configuration is checked by the program that it is for.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::documents::{Block, blocks, chapters, document};
#[cfg(feature = "embedded")]
use crate::support::example_log;
use crate::support::{Home, Run};

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

/// The blocks of a kind in all chapters, with their chapters.
fn of_kind(kind: &str) -> Vec<(PathBuf, Block)> {
    let all = chapters().into_iter().flat_map(|chapter| {
        let found = blocks(&document(&chapter), kind);
        found.into_iter().map(move |block| (chapter.clone(), block))
    });
    let found: Vec<_> = all.collect();
    assert!(!found.is_empty(), "no block is {kind}");
    found
}

/// Runs a checker as root of a name space of its own, where there is a network to ask about.
fn checked(chapter: &Path, words: &[&str]) {
    let run = Command::new("unshare").args(["--net", "--map-root-user"]).args(words).output();
    let run = run.unwrap_or_else(|error| panic!("unshare: {error}"));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    let said = said + &String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{}: {words:?}: {said}", chapter.display());
}

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

#[test]
fn scripts_are_bash() {
    let home = Home::new();
    for (chapter, block) in of_kind("bash") {
        let path = home.write("script", block.join("\n"));
        checked(&chapter, &["bash", "-n", &path]);
    }
}

#[test]
fn the_firewall_of_the_script_can_be_built() {
    let home = Home::new();
    let scripts =
        of_kind("bash").into_iter().filter(|(_, block)| block.concat().contains("iptables"));
    for (chapter, block) in scripts {
        let lines: Vec<_> =
            block.into_iter().filter(|line| !line.starts_with("systemd-run")).collect();
        let path = home.write("script", lines.join("\n"));
        checked(&chapter, &["bash", &path]);
    }
}

#[test]
fn rules_are_taken_by_nft_and_iptables() {
    let home = Home::new();
    for (chapter, block) in of_kind("nft") {
        let path = home.write("rules.nft", block.join("\n"));
        checked(&chapter, &["nft", "--check", "--file", &path]);
    }
    for (chapter, block) in of_kind("iptables") {
        let path = home.write("rules", block.join("\n") + "\n");
        checked(&chapter, &["iptables-restore", "--test", &path]);
    }
}

#[test]
fn logs_are_set_up_as_their_programs_take_it() {
    let home = Home::new();
    for (chapter, block) in of_kind("rsyslog") {
        let text = format!("module(load=\"imuxsock\")\n{}\n", block.join("\n"));
        let path = home.write("rsyslog.conf", text);
        checked(&chapter, &["rsyslogd", "-N1", "-f", &path]);
    }
    // It does not go together with rsyslog on one machine; there it is what Debian's package sets up.
    for (chapter, block) in of_kind("syslog-ng") {
        let folder = home.path().join("syslog-ng");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("iptables.conf"), block.join("\n") + "\n").unwrap();
        let checks = "cp iptables.conf /etc/syslog-ng/conf.d && syslog-ng --syntax-only --no-caps";
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/root");
        let words = ["run", folder.to_str().unwrap(), "sh", "-c", checks];
        let run = Run::from(Command::new(root).args(words).output().unwrap());
        assert_eq!(run.code, 0, "{}: {}{}", chapter.display(), run.stdout, run.stderr);
    }
    for (chapter, block) in of_kind("logrotate") {
        let path = home.write("logrotate", block.join("\n") + "\n");
        let state = home.path().join("state-of-logrotate");
        checked(&chapter, &["logrotate", "--debug", "--state", state.to_str().unwrap(), &path]);
    }
}
