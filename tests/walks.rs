//! The manual's chapter on servers, step by step on a clean system: its commands are typed as they are
//! written there, for MariaDB and for MySQL.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use portable_pty::CommandBuilder;

use crate::support::documents::{Block, blocks, document};
use crate::support::servers::Running;
use crate::support::terminal::Terminal;
use crate::support::{Home, example_log};

const CHAPTER: &str = "manual/database.md";
/// Is printed after a block's commands.
const MARK: &str = "== done ==";

/// A program of the administrator's: these servers let in their `root` without a password, but only
/// under that name.
const SUDO: &str = "#!/bin/sh\nexec \"$@\" --user=root\n";
const SSH: &str = "#!/bin/sh\nshift\nexec \"$@\"\n";

/// The commands of a block as a script that shows each before it runs it, and the statements that it
/// wrote for an administrator.
fn script(block: &Block, client: &str) -> String {
    let mut script = String::from("set -eu\nexport LANG=C.UTF-8\n");
    for line in block {
        let line = line.replace("sudo mariadb", &format!("sudo {client}"));
        script += &format!("printf '$ %s\\n' {}\n{line}\n", shlex::try_quote(&line).unwrap());
        if let Some((_, file)) = line.split_once("setup-sql").and_then(|it| it.1.split_once("> ")) {
            script += &format!("cat {file}\n");
        }
    }
    script + &format!("echo '{MARK}'\n")
}

/// Types the password of the latest statements at the latest question.
fn type_password(terminal: &mut Terminal, questions: usize) {
    let asked = |text: &str| text.matches("Password of ").count();
    terminal.wait_for_written("the question for the password", |text| asked(text) == questions);
    let written = terminal.written();
    let (_, password) = written.rsplit_once(" BY '").expect("statements");
    let password = password.split('\'').next().expect("a password").to_owned();
    assert_eq!(password.len(), 24, "{password}");
    terminal.wait_for_no_echo();
    terminal.press(&format!("{password}\r"));
}

/// Walks through the chapter on a system from which a server is reached.
fn walk(server: &str, client: &str) {
    let (home, running) = (Home::new(), Running::shared(server));
    let folder = home.path().join("walk");
    fs::create_dir(&folder).unwrap();
    let text = document(CHAPTER);
    let (_, text) = text.split_once("## A database and an account").unwrap();
    let (text, _) = text.split_once("## Telling ipta").unwrap();
    let blocks = blocks(text, "text");
    let [here, used, elsewhere, reader] = &blocks[..] else { panic!("{blocks:?}") };
    let block = |name: &str, block: &Block| {
        fs::write(folder.join(name), script(block, client)).unwrap();
    };
    block("here", here);
    block("used", used);
    block("reader", reader);
    block("elsewhere", elsewhere);
    let program = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        fs::set_permissions(folder.join(name), Permissions::from_mode(0o755)).unwrap();
    };
    program("sudo", SUDO);
    program("ssh", SSH);
    fs::copy(env!("CARGO_BIN_EXE_ipta"), folder.join("ipta")).unwrap();
    fs::copy(example_log(), folder.join("ufw.log")).unwrap();
    let port = running.port();
    let steps = format!(
        "set -eu\nln -s /srv/ipta /srv/sudo /srv/ssh /usr/local/bin\ninstall -m 644 ufw.log /var/log\n\
         echo '127.0.0.1 db.example' >>/etc/hosts\nuseradd --create-home new\n\
         as_new() {{ su - new -c \"$1\"; }}\n\
         as_new 'bash /srv/here'\nas_new 'stat -c mode:%a .ipta-conf; ls'\n\
         as_new 'bash /srv/used'\nas_new 'ipta -e count'\nas_new 'bash /srv/reader'\n\
         as_new 'rm .ipta-conf; IPTA_DB_PORT={port} bash /srv/elsewhere'\n\
         as_new 'ipta tables create far; ipta tables'\necho '{MARK} all'\n"
    );
    fs::write(folder.join("steps"), steps).unwrap();
    let mut command = CommandBuilder::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/root"));
    command.args(["run", folder.to_str().unwrap(), "bash", "steps"]);
    command.env("IPTA_ROOT_SERVER", running.file(""));
    for name in ["HOME", "XDG_CACHE_HOME", "IPTA_TEST_ROOT"] {
        std::env::var_os(name).into_iter().for_each(|value| command.env(name, value));
    }
    let mut terminal = Terminal::start(&home, command);
    for question in 1..=3 {
        type_password(&mut terminal, question);
    }
    terminal.wait_for_written("the end", |text| text.contains(&format!("{MARK} all\r\n")));
    let written = terminal.written().replace('\r', "");
    assert_eq!(terminal.end(), 0, "{written}");
    // The configuration is the user's alone, and `setup.sql` is gone.
    assert!(written.contains(&format!("{MARK}\nmode:600\n")), "{written}");
    assert!(written.contains("2033 packets stored") && written.contains("\n2,033\n"), "{written}");
    assert_eq!(written.matches("\n   23 │  98 │").count(), 2, "{written}");
    assert!(written.contains("\nfar   |       0 |"), "{written}");
    assert!(written.contains("'ipta'@'localhost'") && written.contains("'ipta'@'%'"), "{written}");
    for account in ["'ipta'@'localhost'", "'ipta'@'%'", "'ipta_reader'@'localhost'"] {
        running.execute(&format!("DROP USER {account}"));
    }
    running.execute("DROP DATABASE ipta");
    running.execute("DROP DATABASE fw");
}

#[test]
fn the_chapter_on_servers_is_walked_with_mariadb() {
    walk("mariadb", "mariadb");
}

#[test]
fn the_chapter_on_servers_is_walked_with_mysql() {
    walk("mysql", "mysql");
}
