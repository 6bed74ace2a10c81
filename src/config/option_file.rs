//! An option file of MySQL's (`~/.my.cnf`): what its groups `[client]` and `[ipta]` say of the server.
//!
//! Source: MySQL, "Using Option Files". `!include` and `!includedir` are not followed.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::ConfigError;
use crate::trust;

/// Its keys that are read, and the settings that mean the same.
const KEYS: [(&str, &str); 8] = [
    ("host", "database.host"),
    ("port", "database.port"),
    ("socket", "database.socket"),
    ("user", "database.user"),
    ("password", "database.password"),
    ("database", "database.name"),
    ("ssl-mode", "database.ssl_mode"),
    ("ssl-ca", "database.ssl_ca"),
];

/// A setting, what a line says of it, and the line's number from 1.
type Said = (&'static str, String, usize);

/// Reads an option file; a later line counts over an earlier one. A file that holds a password and
/// that others may read is refused.
pub fn read(path: &Path) -> Result<Vec<Said>, ConfigError> {
    let (text, metadata) = trust::read(path).map_err(|error| ConfigError::unused(path, error))?;
    let (said, mode) = (parse(&text), metadata.mode());
    let has_password = said.iter().any(|(name, ..)| *name == "database.password");
    match has_password && mode & 0o077 != 0 {
        true => Err(ConfigError::Open(path.to_owned())),
        false => Ok(said),
    }
}

/// Reads the text of an option file. Keys of other programs are left.
fn parse(text: &str) -> Vec<Said> {
    let mut said = Vec::new();
    let mut is_ours = false;
    for (nth, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(group) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_ours = matches!(group.trim(), "client" | "ipta");
        } else if is_ours && !line.starts_with(['#', ';', '!']) {
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            let key = key.trim().replace('_', "-");
            if let Some((_, name)) = KEYS.iter().find(|(known, _)| *known == key) {
                said.push((*name, unquoted(value.trim()), nth + 1));
            }
        }
    }
    said
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_quotes_and_comments_are_read() {
        let text = "# mine\n[client]\nuser = u # me\npassword='a # b'\nport=3307\n[mysqld]\n\
                    user=other\n[ipta]\ndatabase = \"fw\"\nssl_mode = REQUIRED\nloose-x\n";
        let said = parse(text);
        let said: Vec<_> = said.iter().map(|(name, text, line)| (*name, &**text, *line)).collect();
        let expected = [
            ("database.user", "u", 3),
            ("database.password", "a # b", 4),
            ("database.port", "3307", 5),
            ("database.name", "fw", 9),
            ("database.ssl_mode", "REQUIRED", 10),
        ];
        assert_eq!(said, expected);
    }
}
