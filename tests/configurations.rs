//! The manual's configurations: each is checked by the program that it is for.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::documents::of_kind;
use crate::support::{Home, Run};

/// Runs a checker as root of a name space of its own, where there is a network to ask about.
fn checked(chapter: &Path, words: &[&str]) {
    let run = Command::new("unshare").args(["--net", "--map-root-user"]).args(words).output();
    let run = run.unwrap_or_else(|error| panic!("unshare: {error}"));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    let said = said + &String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{}: {words:?}: {said}", chapter.display());
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
