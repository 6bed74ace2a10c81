//! An option file of MySQL's or MariaDB's (`~/.my.cnf`): the server that its groups for clients name.
//!
//! Sources: MySQL, "Using Option Files"; MariaDB, "Configuring MariaDB with Option Files"; and where
//! both are silent the function by which their clients read such files, `my_search_option_files`.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::ConfigError;
use crate::settings::SettingValue;
use crate::trust::{self, Untrusted};

/// The groups that are read; case does not count.
const GROUPS: [&str; 4] = ["client", "client-server", "client-mariadb", "ipta"];

/// The keys that are read, and the settings that mean the same.
const KEYS: [(&str, &str); 10] = [
    ("host", "database.host"),
    ("port", "database.port"),
    ("socket", "database.socket"),
    ("user", "database.user"),
    ("password", "database.password"),
    ("database", "database.name"),
    ("ssl-mode", MODE),
    ("ssl-ca", "database.ssl_ca"),
    ("ssl-cert", "database.ssl_cert"),
    ("ssl-key", "database.ssl_key"),
];

const MODE: &str = "database.ssl_mode";

/// Files that include one another go no deeper. Source: `my_search_option_files`.
const DEEPEST: usize = 10;

/// A line that sets a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionSetting {
    /// The setting.
    pub name: &'static str,
    /// Its value; `None` where the line has none.
    pub text: Option<String>,
    /// The file.
    pub path: PathBuf,
    /// The line's number, from 1.
    pub line: usize,
}

/// Reads an option file and those that it includes; a later line counts over an earlier one. A file
/// that holds a password and that others may read is refused.
pub fn read(path: &Path) -> Result<Vec<OptionSetting>, ConfigError> {
    let mut said = Vec::new();
    read_into(&mut said, path, 0)?;
    Ok(said)
}

fn read_into(said: &mut Vec<OptionSetting>, path: &Path, depth: usize) -> Result<(), ConfigError> {
    let (text, metadata) = trust::read(path).map_err(|error| ConfigError::unused(path, error))?;
    let (mut is_ours, mut has_password) = (false, false);
    for (nth, line) in text.lines().enumerate() {
        let wrong = || ConfigError::OptionLine {
            path: path.to_owned(),
            line: nth + 1,
            value: line.trim().to_owned(),
        };
        match OptionLine::parse(line) {
            OptionLine::Nothing => {}
            OptionLine::Group(name) => {
                is_ours = GROUPS.iter().any(|group| group.eq_ignore_ascii_case(name));
            }
            OptionLine::Include(_) | OptionLine::Folder(_) if depth == DEEPEST => {
                return Err(wrong());
            }
            OptionLine::Include(name) => {
                let included = beside(path, name);
                match read_into(said, &included, depth + 1) {
                    // The clients skip a file that is not there.
                    Err(ConfigError::Unreadable { path, source })
                        if path == included && source.kind() == io::ErrorKind::NotFound => {}
                    read => read?,
                }
            }
            OptionLine::Folder(name) => {
                for file in files_of(&beside(path, name))? {
                    read_into(said, &file, depth + 1)?;
                }
            }
            OptionLine::Option(..) if !is_ours => {}
            OptionLine::Option(key, value) => {
                let Some((name, text)) = setting(said, &key, value) else { continue };
                has_password |= name == "database.password" && text.is_some();
                said.push(OptionSetting { name, text, path: path.to_owned(), line: nth + 1 });
            }
        }
    }
    if has_password && metadata.mode() & 0o077 != 0 {
        Err(ConfigError::Open(path.to_owned()))
    } else {
        Ok(())
    }
}

/// The path of an included file; a relative one starts at the folder of the file that includes it.
fn beside(path: &Path, name: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(name)
}

/// The option files of a folder, by name.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    trust::check(folder).map_err(|error| ConfigError::unused(folder, error))?;
    let listed = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()
    });
    let mut files = listed.map_err(|source| ConfigError::unused(folder, Untrusted::Io(source)))?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "cnf"));
    files.sort();
    Ok(files)
}

/// A line of an option file.
#[derive(Debug, PartialEq, Eq)]
enum OptionLine<'t> {
    /// Empty, or a comment.
    Nothing,
    /// `[NAME]`.
    Group(&'t str),
    /// `!include FILE`.
    Include(&'t str),
    /// `!includedir FOLDER`.
    Folder(&'t str),
    /// `KEY` or `KEY = VALUE`, `_` in the key written as `-`.
    Option(String, Option<String>),
}

impl<'t> OptionLine<'t> {
    fn parse(line: &'t str) -> Self {
        let line = line.trim();
        if let Some(directive) = line.strip_prefix('!') {
            let (name, rest) =
                directive.trim_start().split_once(char::is_whitespace).unwrap_or_default();
            return match name {
                "include" => Self::Include(rest.trim()),
                "includedir" => Self::Folder(rest.trim()),
                _ => Self::Nothing,
            };
        }
        if let Some(group) = line.strip_prefix('[') {
            return Self::Group(group.split(']').next().unwrap_or_default().trim());
        }
        let line = without_comment(line).trim_end();
        if line.is_empty() || line.starts_with(';') {
            return Self::Nothing;
        }
        let (key, value) = match line.split_once('=') {
            Some((key, value)) => (key.trim_end(), Some(unescaped(unquoted(value.trim_start())))),
            None => (line, None),
        };
        Self::Option(key.replace('_', "-"), value)
    }
}

/// A line up to a `#` that is not in quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut is_escaped) = (None, false);
    for (at, c) in line.char_indices() {
        match (c, quote) {
            ('#', None) => return &line[..at],
            ('"' | '\'', None) if !is_escaped => quote = Some(c),
            (c, Some(open)) if c == open && !is_escaped => quote = None,
            _ => {}
        }
        is_escaped = quote.is_some() && c == '\\' && !is_escaped;
    }
    line
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> &str {
    let inner = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// A value with the characters that its escapes mean; a backslash before any other character is one.
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let meant = match (c, chars.as_str().chars().next()) {
            ('\\', Some('n')) => '\n',
            ('\\', Some('t')) => '\t',
            ('\\', Some('r')) => '\r',
            ('\\', Some('b')) => '\x08',
            ('\\', Some('s')) => ' ',
            ('\\', Some(escaped @ ('"' | '\'' | '\\'))) => escaped,
            _ => {
                text.push(c);
                continue;
            }
        };
        text.push(meant);
        chars.next();
    }
    text
}

/// The setting that an option means, and its value; `None` for the options of other programs.
fn setting(
    said: &[OptionSetting],
    key: &str,
    value: Option<String>,
) -> Option<(&'static str, Option<String>)> {
    let key = key.strip_prefix("loose-").unwrap_or(key);
    if let Some((_, name)) = KEYS.iter().find(|(known, _)| *known == key) {
        return Some((name, value));
    }
    let off = key.strip_prefix("skip-").or_else(|| key.strip_prefix("disable-"));
    let flag = off.or_else(|| key.strip_prefix("enable-")).unwrap_or(key);
    let written = value.unwrap_or_else(|| "on".into());
    let before =
        said.iter().rev().find(|said| said.name == MODE).and_then(|said| said.text.as_deref());
    let Ok(is_on) = bool::read(&written) else {
        // What cannot be a mode either is reported with its line.
        return matches!(flag, "ssl" | "ssl-verify-server-cert").then_some((MODE, Some(written)));
    };
    let mode = mode_of(flag, is_on && off.is_none(), before.unwrap_or_default())?;
    Some((MODE, Some(mode.to_owned())))
}

/// The mode of TLS that MariaDB's switches mean after those that came before.
fn mode_of(flag: &str, is_on: bool, before: &str) -> Option<&'static str> {
    Some(match (flag, is_on) {
        ("ssl", true) if before == "verify-identity" => "verify-identity",
        ("ssl", true) => "required",
        ("ssl", false) => "disabled",
        ("ssl-verify-server-cert", true) => "verify-identity",
        ("ssl-verify-server-cert", false) if before == "disabled" => "disabled",
        ("ssl-verify-server-cert", false) if before == "required" => "required",
        ("ssl-verify-server-cert", false) => "preferred",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings that a file's text sets, as `name=value`.
    fn said(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("my.cnf");
        fs::write(&path, text).expect("written");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(&path, mode).expect("a private file");
        let said = read(&path).expect("an option file");
        said.into_iter()
            .map(|said| {
                let name = said.name.strip_prefix("database.").expect("a setting");
                format!("{}: {name}={}", said.line, said.text.as_deref().unwrap_or("(none)"))
            })
            .collect()
    }

    #[test]
    fn groups_quotes_and_comments_are_read() {
        let text = "# mine\n; yours\nuser=none\n[client]\nuser = u # me\npassword='a # b'\nport=3307\n\
                    [mysqld]\nuser=other\n[ IPTA ] # here\ndatabase = \"fw\"\nssl_mode = REQUIRED\n\
                    loose-x\n[client-server]\nhost=db#1\n[Client-MariaDB]\nloose_socket=/s\npassword\n";
        let expected = [
            "5: user=u",
            "6: password=a # b",
            "7: port=3307",
            "11: name=fw",
            "12: ssl_mode=REQUIRED",
            "15: host=db",
            "17: socket=/s",
            "18: password=(none)",
        ];
        assert_eq!(said(text), expected);
    }

    #[test]
    fn values_are_read_as_the_clients_read_them() {
        for (written, meant) in [
            (r"a\sb\tc\nd\\e\rf\bg", "a b\tc\nd\\e\rf\x08g"),
            (r"C:\new\Some", "C:\new\\Some"),
            (r#""a\"b#c" # d"#, "a\"b#c"),
            (r"'it\'s'", "it's"),
            (r"it's#one", "it's#one"),
            (r"a#b", "a"),
            (r"'a'b'", "a'b"),
            (r"\\", "\\"),
            (r"a\", "a\\"),
            ("'", "'"),
            ("''", ""),
            ("a=b", "a=b"),
        ] {
            let text = format!("[client]\npassword={written}\n");
            assert_eq!(said(&text), [format!("2: password={meant}")], "{written}");
        }
    }

    #[test]
    fn mariadbs_switches_of_tls_are_modes() {
        let mode = |lines: &str| {
            let said = said(&format!("[client]\n{lines}\n"));
            said.last()
                .and_then(|last| last.split_once("ssl_mode="))
                .map(|(_, mode)| mode.to_owned())
        };
        for (lines, meant) in [
            ("ssl-verify-server-cert", "verify-identity"),
            ("ssl_verify_server_cert=ON", "verify-identity"),
            ("ssl-verify-server-cert\nssl", "verify-identity"),
            ("ssl\nssl-verify-server-cert=0", "required"),
            ("skip-ssl-verify-server-cert", "preferred"),
            ("loose-disable-ssl", "disabled"),
            ("ssl=0", "disabled"),
            ("ssl", "required"),
            ("ssl=maybe", "maybe"),
        ] {
            assert_eq!(mode(lines).as_deref(), Some(meant), "{lines}");
        }
        assert_eq!(mode("skip-networking\ndisable-x=1"), None);
    }
}
