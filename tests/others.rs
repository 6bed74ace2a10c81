//! Says which tests plain `cargo test` does not run.

fn main() {
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    eprintln!(
        "\nnot run: `servers` (MariaDB and MySQL) and `system` (shells, firewalls, loggers, a clean Debian);\n\
         `tests/run` installs what they need and runs everything\n"
    );
}
