//! The connection: the server or the embedded store, which may change while a session lasts.

use std::io::{self, IsTerminal};

use super::Session;
use super::context::PasswordPrompt;
use super::failure::Failure;
use super::messages::{say, say_drawn};
use super::status::place;
use crate::store::StoreError;

impl Session {
    /// Goes to a server or to the embedded store; without a target connects again. If that fails, the
    /// session is where it was.
    pub(super) fn connect(
        &mut self,
        target: Option<&str>,
        asks: PasswordPrompt,
    ) -> Result<(), Failure> {
        let (before, store) = (self.config.clone(), self.store.clone());
        let went = self.choose_target(target, asks).and_then(|()| {
            self.store = self.store.moved(&self.config);
            self.store().map(drop)
        });
        match went {
            Ok(()) => say(&format!(
                "table {} in {}",
                self.config.settings.store.table,
                place(&self.config)
            )),
            Err(_) => (self.config, self.store) = (before, store),
        }
        went
    }

    /// Connects to the server, if there is one and it was not needed before, as where logs are asked. The
    /// user types a password if one is to be asked for.
    pub(super) fn reach_store(&mut self) -> Result<(), Failure> {
        if self.store.is_open() {
            return Ok(());
        }
        self.config.fill_password()?;
        self.store = self.store.moved(&self.config);
        self.log_in()
    }

    /// Connects to the server, if there is one. Where it refuses the password and the user can type
    /// another, asks for it a second time.
    pub fn log_in(&mut self) -> Result<(), Failure> {
        if self.config.server.is_none() {
            return Ok(());
        }
        let refused = match self.store() {
            Err(refused @ Failure::Open(StoreError::Login(_)))
                if io::stdin().is_terminal() && io::stderr().is_terminal() =>
            {
                refused
            }
            other => return other.map(drop),
        };
        say_drawn(&refused.draw(&self.config.error_style()));
        self.config.want_password();
        self.config.fill_password()?;
        self.store = self.store.moved(&self.config);
        self.store().map(drop)
    }

    fn choose_target(&mut self, target: Option<&str>, asks: PasswordPrompt) -> Result<(), Failure> {
        if let Some(target) = target {
            self.config.choose_all(&parse_target(target)?)?;
        }
        if asks == PasswordPrompt::Always {
            self.config.want_password();
        }
        Ok(self.config.fill_password()?)
    }
}

/// Parses `embedded`, a socket's path, or `[USER@]HOST[:PORT][/DATABASE]` to settings.
fn parse_target(target: &str) -> Result<Vec<(&'static str, &str)>, Failure> {
    if target == "embedded" {
        return Ok(vec![("store.kind", "embedded")]);
    }
    let mut all = vec![("store.kind", "mysql")];
    if target.starts_with('/') {
        all.push(("database.socket", target));
        return Ok(all);
    }
    let (user, rest) = match target.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, target),
    };
    let (server, database) = match rest.split_once('/') {
        Some((server, database)) => (server, Some(database)),
        None => (rest, None),
    };
    let (host, port) = match server.strip_prefix('[').and_then(|server| server.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match server.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            _ => (server, None),
        },
    };
    let given = [
        ("database.user", user),
        ("database.host", Some(host)),
        ("database.port", port),
        ("database.name", database),
    ];
    if host.is_empty() || given.iter().any(|(_, text)| *text == Some("")) {
        return Err(Failure::with_help(
            format!("`{target}` is not a server address"),
            "write [USER@]HOST[:PORT][/DATABASE], or `embedded`",
        ));
    }
    all.extend(given.into_iter().filter_map(|(name, text)| Some((name, text?))));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_says_who_where_and_what() {
        let is = |target| parse_target(target).ok().map(|all| all[1..].to_vec());
        assert_eq!(is("db"), Some(vec![("database.host", "db")]));
        assert_eq!(
            is("me@db:3307/logs"),
            Some(vec![
                ("database.user", "me"),
                ("database.host", "db"),
                ("database.port", "3307"),
                ("database.name", "logs"),
            ])
        );
        assert_eq!(
            is("[::1]:3307"),
            Some(vec![("database.host", "::1"), ("database.port", "3307")])
        );
        assert_eq!(is("::1"), Some(vec![("database.host", "::1")]));
        assert_eq!(is("/run/s.sock"), Some(vec![("database.socket", "/run/s.sock")]));
        for wrong in ["", "@", "me@", "db:", "db/"] {
            assert_eq!(is(wrong), None, "{wrong}");
        }
    }
}
