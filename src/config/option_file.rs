//! An option file of MySQL's (`~/.my.cnf`): what its groups `[client]` and `[ipta]` say of the server.
//!
//! Source: MySQL, "Using Option Files". `!include` and `!includedir` are not followed.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::config::ConfigError;
use crate::store::mysql::{Secret, TlsMode};

/// What an option file says; a later line counts over an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionFile {
    /// `host`.
    pub host: Option<String>,
    /// `port`.
    pub port: Option<u16>,
    /// `socket`.
    pub socket: Option<PathBuf>,
    /// `user`.
    pub user: Option<String>,
    /// `password`.
    pub password: Option<Secret>,
    /// `database`.
    pub database: Option<String>,
    /// `ssl-mode`.
    pub ssl_mode: Option<TlsMode>,
    /// `ssl-ca`.
    pub ssl_ca: Option<PathBuf>,
}

/// Reads an option file. One that holds a password and that others may read is refused.
pub fn read(path: &Path) -> Result<OptionFile, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let file = parse(&text).map_err(|(line, value)| ConfigError::OptionLine {
        path: path.to_owned(),
        line,
        value,
    })?;
    let mode = fs::metadata(path).map_err(unreadable)?.mode();
    match file.password.is_some() && mode & 0o077 != 0 {
        true => Err(ConfigError::Open(path.to_owned())),
        false => Ok(file),
    }
}

/// Reads the text of an option file; the number of a line whose value cannot be, and that value.
fn parse(text: &str) -> Result<OptionFile, (usize, String)> {
    let mut file = OptionFile::default();
    let mut is_ours = false;
    for (nth, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(group) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_ours = matches!(group.trim(), "client" | "ipta");
        } else if is_ours && !line.starts_with(['#', ';', '!']) {
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            let value = unquoted(value.trim());
            file.set(key.trim(), value.clone()).ok_or((nth + 1, value))?;
        }
    }
    Ok(file)
}

/// A value without its quotes, and without what stands behind ` #`.
fn unquoted(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner.0.to_owned();
        }
    }
    value.split(" #").next().unwrap_or_default().trim_end().to_owned()
}

impl OptionFile {
    /// Sets what a key says; `None` for a value that cannot be. Keys of other programs are left.
    fn set(&mut self, key: &str, value: String) -> Option<()> {
        match key.replace('_', "-").as_str() {
            "host" => self.host = Some(value),
            "port" => self.port = Some(value.parse().ok()?),
            "socket" => self.socket = Some(value.into()),
            "user" => self.user = Some(value),
            "password" => self.password = Some(Secret::new(value)),
            "database" => self.database = Some(value),
            "ssl-mode" => self.ssl_mode = Some(TlsMode::parse(&value)?),
            "ssl-ca" => self.ssl_ca = Some(value.into()),
            _ => {}
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_quotes_and_comments_are_read() {
        let text = "# mine\n[client]\nuser = u # me\npassword='a # b'\nport=3307\n[mysqld]\n\
                    user=other\n[ipta]\ndatabase = \"fw\"\nssl_mode = REQUIRED\nloose-x\n";
        let file = parse(text).expect("an option file");
        assert_eq!(
            (file.user.as_deref(), file.password, file.port),
            (Some("u"), Some(Secret::new("a # b")), Some(3307))
        );
        assert_eq!(file.database.as_deref(), Some("fw"));
        assert_eq!(file.ssl_mode, Some(TlsMode::Required));
        assert_eq!(parse("[client]\n\nport = x"), Err((3, "x".into())));
    }
}
