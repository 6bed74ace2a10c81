//! A new user's first hour: Debian's package is built, installed on a clean system by the manual's
//! commands, tried by its first chapter's and by README's, and removed.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::PROJECT;
use crate::support::documents::{blocks, dialogue, document, trimmed};
use crate::support::{Home, Run};

const CHAPTER: &str = "manual/installation.md";
/// Between what the parts of the script print.
const MARK: &str = "== next ==";

/// Builds the package around the program under test, into a folder.
fn build(folder: &Path) {
    let mut command = Command::new(Path::new(PROJECT).join("packaging/deb"));
    command.args(["--program", env!("CARGO_BIN_EXE_ipta")]).arg(folder);
    // Small is not what is tested.
    command.envs([("DPKG_DEB_COMPRESSOR_TYPE", "gzip"), ("DPKG_DEB_COMPRESSOR_LEVEL", "1")]);
    let run = Run::from(command.output().unwrap());
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// The line of the chapter that begins with these words.
fn line_of_chapter(words: &str) -> String {
    let lines = blocks(&document(CHAPTER), "text").concat();
    let found = lines.into_iter().find(|line| line.starts_with(words));
    found.unwrap_or_else(|| panic!("{CHAPTER} has no {words}"))
}

/// README's first command, with the program that was installed in place of the one that cargo builds.
fn first_command() -> String {
    let lines = blocks(&document("README.md"), "sh").concat();
    let words = lines
        .iter()
        .find_map(|line| line.strip_prefix("cargo run --release --no-default-features -- "));
    format!("ipta {}", words.expect("a first command"))
}

/// What a user types, without an answer's comparison to others: each command is printed before its
/// answer.
fn typed(commands: &[(String, String)]) -> String {
    let line = |command: &String| {
        let quoted = shlex::try_quote(command).unwrap();
        format!("printf '$ %s\\n' {quoted}\n{command}\n")
    };
    commands.iter().map(|(command, _)| line(command)).collect()
}

fn shown(commands: &[(String, String)]) -> String {
    commands.iter().map(|(command, answer)| format!("$ {command}\n{answer}")).collect()
}

#[test]
fn a_new_user_installs_the_package_and_reaches_the_first_report() {
    let home = Home::new();
    // As the clone looks once `packaging/deb` has run there.
    let clone = home.path().join("clone");
    build(&clone.join("target/debian"));
    assert_eq!(line_of_chapter("packaging/"), "packaging/deb");
    let (chapter, readme) = (dialogue(&document(CHAPTER)), dialogue(&document("README.md")));
    let user = |name: &str, script: &str| {
        let start = "set -eu\nexport LANG=C.UTF-8\ncd /usr/share/doc/ipta\n";
        fs::write(clone.join(name), format!("{start}{script}")).unwrap();
        format!("su - new -c 'bash /srv/{name}'\necho '{MARK}'\n")
    };
    let looks = "man=/usr/share/man\nzcat $man/man1/ipta.1.gz $man/man5/ipta-conf.5.gz | grep -c '^.SH NAME'\n\
                 ls /usr/share/bash-completion/completions/ipta /usr/share/zsh/vendor-completions/_ipta \
                 /usr/share/fish/vendor_completions.d/ipta.fish | wc -l\n\
                 ls queries | wc -l\nipta --license | tail -n 1\ntail -n 1 copyright\n";
    let steps = [
        "set -eu\nsudo() { \"$@\" >&2; }\n".to_owned(),
        "echo 'APT::Get::Assume-Yes \"true\";' >/etc/apt/apt.conf.d/yes\n".to_owned(),
        format!("{}\n", line_of_chapter("sudo apt install ./")),
        "dpkg --verify ipta\nuseradd --create-home new\n".to_owned(),
        user("chapter", &typed(&chapter)),
        user("forget", "rm -r ~/.local\n"),
        user("first", &format!("{}\nipta import manual/example.log", first_command())),
        user("readme", &typed(&readme)),
        user("looks", looks),
        "sudo apt purge ipta\n".to_owned(),
        "find / -xdev -name '*ipta*' -not -path '/home/*' -not -path '/srv/*'\n".to_owned(),
    ];
    assert!(document(CHAPTER).contains("`sudo apt purge ipta`"));
    fs::write(clone.join("script"), steps.concat()).unwrap();
    let mut command = Command::new(Path::new(PROJECT).join("tests/root"));
    command.arg("run").arg(&clone).args(["bash", "script"]);
    let run = Run::from(command.output().unwrap());
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let mark = format!("{MARK}\n");
    let parts: Vec<&str> = run.stdout.split(&mark).collect();
    let [first_chapter, _, reports, examples, looked, left] = parts[..] else {
        panic!("{}", run.stdout)
    };
    assert_eq!(trimmed(first_chapter), shown(&chapter));
    assert_eq!(reports.lines().filter(|line| line.starts_with("# ")).count(), 5, "{reports}");
    assert_eq!(trimmed(examples), shown(&readme));
    let queries = fs::read_dir(Path::new(PROJECT).join("queries")).unwrap().count();
    let last = document("LICENSE").lines().last().unwrap().to_owned();
    assert_eq!(looked, format!("2\n3\n{queries}\n{last}\n {last}\n"));
    assert_eq!(left, "", "the package leaves something behind");
}
