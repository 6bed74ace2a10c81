//! Peers: who listens on a socket that a password is sent to.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::*;
use crate::support::fake;
use crate::support::stranger;

/// A server in a few lines: it greets, asks for the password in clear, and prints what comes.
const SERVER: &str = r#"
    use Socket;
    $| = 1;
    $SIG{PIPE} = "IGNORE";
    my ($path, $greeting, $request) = @ARGV;
    socket(S, PF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un($path)) && listen(S, 9) or die;
    chmod 0777, $path;
    print "listening\n";
    while (accept(C, S)) {
        syswrite C, pack("H*", $greeting);
        sysread(C, $login, 4096) or next;
        syswrite C, pack("H*", $request);
        sysread C, $password, 4096;
        print "given ", unpack("H*", $login . $password), "\n";
        close C;
    }
"#;

/// A server that another user runs.
struct Listener {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Listener {
    fn start(mut command: std::process::Command, path: &str) -> Self {
        let plain = fake::greeting("8.0.1");
        let name = b"mysql_native_password";
        let at = plain.windows(name.len()).position(|bytes| bytes == name).expect("a plugin");
        let mut greeting = plain;
        greeting[at..at + name.len()].copy_from_slice(b"caching_sha2_password");
        let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let packets: [String; 2] = [hex(fake::framed(&greeting, 0)), hex(fake::framed(&[1, 4], 2))];
        command.args(["-e", SERVER, path]).args(packets);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("perl");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        assert_eq!(line, "listening\n");
        Self { child, lines }
    }

    /// Ends it; what it was given.
    fn end(mut self) -> String {
        self.child.kill().expect("a kill");
        self.child.wait().expect("an end");
        let given: Result<Vec<String>, _> = self.lines.lines().collect();
        given.expect("text").concat()
    }
}

/// A folder that everybody can write to, as `/tmp` is.
fn shared_folder(home: &Home) -> String {
    use std::os::unix::fs::PermissionsExt;
    let open = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    let folder = home.path().join("shared");
    std::fs::create_dir(&folder).expect("a folder");
    open(home.path(), 0o755);
    open(&folder, 0o1777);
    folder.join("mysql.sock").to_str().expect("a plain path").to_owned()
}

const SECRET: &str = "hush-hush";

fn asked(home: &Home, socket: &str) -> Run {
    let password = [("IPTA_DB_PASSWORD", SECRET)];
    run(home, &password, &["--socket", socket, "-u", "me", "-e", "count"])
}

#[test]
fn a_stranger_who_listens_gets_no_password() {
    let home = Home::new();
    let socket = shared_folder(&home);
    let listener = Listener::start(stranger::command("perl"), &socket);
    let refused = asked(&home, &socket);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    let words =
        ["listens on the socket", "not root, mysql or you: no password was sent", "--socket"];
    failed(&refused, 3, &words);
    let setup = run(&home, &[], &["--socket", &socket, "setup-sql"]);
    assert_eq!(setup.code, 0, "{}", setup.stderr);
    let given = listener.end();
    assert_eq!(given, "", "the stranger was given something");
}

#[test]
fn a_link_to_a_strangers_socket_is_no_way_round() {
    let home = Home::new();
    let socket = shared_folder(&home);
    let listener = Listener::start(stranger::command("perl"), &socket);
    let link = home.path().join("link.sock");
    std::os::unix::fs::symlink(&socket, &link).expect("a link");
    failed(&asked(&home, link.to_str().expect("plain")), 3, &["no password was sent"]);
    // A file of one's own name does not make it one's own.
    assert_eq!(listener.end(), "");
}

/// The fake is as good as it has to be: somebody who is trusted is given the password.
#[test]
fn a_server_of_ones_own_gets_the_password() {
    let home = Home::new();
    let socket = shared_folder(&home);
    let listener = Listener::start(std::process::Command::new("perl"), &socket);
    assert_eq!(asked(&home, &socket).code, 3);
    let secret: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    let given = listener.end();
    assert!(given.contains(&secret), "{given}");
}
