//! A stranger: another user than the one who runs the tests.

use std::path::Path;
use std::process::Command;

/// The number of the stranger: `nobody`, or as a plain user one of the numbers that the system lends.
fn number() -> &'static str {
    if nix::unistd::geteuid().is_root() { "65534" } else { "1" }
}

/// A command that the privileged part of these tests runs: root needs no more than its name, others a user
/// name space with the numbers that the system lends them.
fn privileged(program: &str) -> Command {
    if nix::unistd::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--map-auto", program]);
    command
}

/// A program that the stranger runs.
pub fn command(program: &str) -> Command {
    let mut command = privileged("setpriv");
    command.args(["--reuid", number(), "--regid", number(), "--clear-groups", program]);
    command
}

/// Gives a file or link to the stranger while `work` is done.
pub fn owns<T>(path: &Path, work: impl FnOnce() -> T) -> T {
    let chown = |to: &str| {
        let status = privileged("chown").args(["--no-dereference", to]).arg(path).status();
        assert!(status.expect("chown runs").success(), "chown {to} {}", path.display());
    };
    chown(number());
    let done = work();
    chown("0");
    done
}
