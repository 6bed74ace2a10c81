//! The password: typed by the user, printed by a command, or chosen as any other setting.

use std::io;
use std::process::{Command, Stdio};

use super::{Config, ConfigError, PASSWORD, SettingSource, warn};
use crate::cancel::children::Guest;
use crate::cancel::terminal::Changed;
use crate::mysql::{Secret, Server};
use crate::output::sanitize;

const COMMAND: &str = "database.password_command";

/// The warning about a password on the command line.
const SEEN: &str = "others can see a password behind -p in the list of processes; -pi asks for it";

/// The password that the manual of 2015 gives every account.
const KNOWN: &str = "ipta";

impl Config {
    /// Asks for the password when it is wanted next.
    pub fn want_password(&mut self) {
        self.asks_password = true;
    }

    /// Gives the server the password that the user types or that a command prints, where that is
    /// wanted; warns of one that stands on the command line.
    pub fn fill_password(&mut self) -> Result<(), ConfigError> {
        let Some(server) = &self.server else { return Ok(()) };
        let text = if self.asks_password {
            ask("Password", server).map_err(ConfigError::Password)?
        } else if self.source(COMMAND) > self.source(PASSWORD) {
            let command = self.settings.database.password_command.as_deref();
            printed(command.unwrap_or_default())?
        } else {
            if self.source(PASSWORD) == SettingSource::CommandLine {
                warn(SEEN);
            }
            return Ok(());
        };
        if self.asks_password {
            self.put(PASSWORD, &text, SettingSource::CommandLine, "--ask-password".into())?;
            self.asks_password = false;
        }
        if let Some(server) = &mut self.server {
            server.password = (!text.is_empty()).then(|| Secret::new(text));
        }
        Ok(())
    }

    /// The password for a new account: the one that the user types or wrote on the command line; `None`
    /// if there is neither.
    pub fn new_password(&self, account: &Server) -> Result<Option<Secret>, ConfigError> {
        let password = if self.asks_password {
            Secret::new(ask("New password", account).map_err(ConfigError::Password)?)
        } else if self.source(PASSWORD) == SettingSource::CommandLine {
            warn(SEEN);
            self.settings.database.password.clone().unwrap_or_else(|| Secret::new(""))
        } else {
            return Ok(None);
        };
        let text = password.reveal();
        if [KNOWN, account.user.as_str(), ""].contains(&text) || text.contains(sanitize::is_hostile)
        {
            return Err(ConfigError::WeakPassword);
        }
        Ok(Some(password))
    }
}

/// Asks at the terminal.
fn ask(what: &str, server: &Server) -> io::Result<String> {
    let terminal = console::Term::stderr();
    if !terminal.is_term() {
        return Err(io::Error::other("standard error is not a terminal"));
    }
    let (user, address) = (server.user.as_str(), server.address.to_string());
    terminal.write_str(&format!(
        "{what} of {} at {}: ",
        sanitize::text(user),
        sanitize::text(&address)
    ))?;
    let _changed = Changed::waiting("\n");
    terminal.read_secure_line()
}

/// The first line that a command prints. It may ask at the terminal, as password managers do.
fn printed(command: &str) -> Result<String, ConfigError> {
    let failed = |reason: String| ConfigError::PasswordCommand(reason);
    let run = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::inherit())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .and_then(|child| {
            let _guest = Guest::new(&child);
            child.wait_with_output()
        })
        .map_err(|error| failed(error.to_string()))?;
    if !run.status.success() {
        return Err(failed(run.status.to_string()));
    }
    let printed = String::from_utf8(run.stdout);
    let printed = printed.map_err(|_| failed("what it printed is no UTF-8".into()))?;
    match printed.lines().next() {
        Some(password) => Ok(password.to_owned()),
        None => Err(failed("it printed nothing".into())),
    }
}
