//! The configuration file, `~/.ipta-conf`: TOML, a section for each section of the settings.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, TableLike};

use super::error::ConfigError;
use crate::settings::{SETTINGS, SettingError, SettingKind, Settings, find, prefixes};
use crate::span::{Problem, Span};
use crate::suggest;
use crate::trust::{self, Untrusted};

/// Its name in the user's home folder.
const NAME: &str = ".ipta-conf";

/// The variable that names another file.
const VARIABLE: &str = "IPTA_CONF";

/// What a line of the file says of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigEntry {
    /// Section and key.
    pub name: String,
    /// The value.
    pub text: String,
    /// The line's number, from 1.
    pub line: usize,
}

/// Finds the file, and reads what it says. Only one that was named must be there.
pub fn load(named: Option<&Path>) -> Result<(PathBuf, Vec<ConfigEntry>), ConfigError> {
    let named = named.map(Path::to_owned).or_else(|| word(VARIABLE).map(PathBuf::from));
    let is_named = named.is_some();
    let home = || directories::BaseDirs::new().map(|folders| folders.home_dir().join(NAME));
    let Some(path) = named.or_else(home) else { return Ok((NAME.into(), Vec::new())) };
    match trust::read(&path) {
        Ok((text, metadata)) => {
            let entries = entries(&path, &text)?;
            check_closed(&path, &entries, &metadata)?;
            Ok((path, entries))
        }
        Err(Untrusted::Io(error)) if error.kind() == io::ErrorKind::NotFound && !is_named => {
            Ok((path, Vec::new()))
        }
        Err(error) => Err(ConfigError::unused(&path, error)),
    }
}

/// Refuses a file that tells others a password, or that lets them run a command.
fn check_closed(
    path: &Path,
    entries: &[ConfigEntry],
    metadata: &Metadata,
) -> Result<(), ConfigError> {
    let holds =
        |name: &str| entries.iter().any(|entry| entry.name == name && !entry.text.is_empty());
    let mode = metadata.mode();
    if mode & 0o077 != 0 && holds("database.password") {
        return Err(ConfigError::Open(path.to_owned()));
    }
    if mode & 0o022 != 0 && holds("database.password_command") {
        return Err(ConfigError::Writable(path.to_owned()));
    }
    Ok(())
}

/// A variable of the environment that is set and not empty.
pub(super) fn word(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What a file's text says, each setting checked.
pub fn entries(path: &Path, text: &str) -> Result<Vec<ConfigEntry>, ConfigError> {
    let line = |span: Span| 1 + text[..floor(text, span.start)].matches('\n').count();
    let wrong = |problem: Problem| ConfigError::File {
        path: path.to_owned(),
        line: line(problem.span.unwrap_or_default()),
        text: masked(text),
        problem: Box::new(problem),
    };
    let document = Document::parse(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        wrong(Problem::new(Span::new(span.start, span.end), message))
    })?;
    let mut entries = Vec::new();
    let mut scratch = Settings::new();
    for (section, item) in document.as_table().iter() {
        let key = key_span(document.as_table(), section);
        let table = item.as_table_like().ok_or_else(|| wrong(homeless(section, key)))?;
        if section != prefixes::SECTION && !sections().any(|known| known == section) {
            return Err(wrong(no_section(section, key)));
        }
        for (name, item) in table.iter() {
            let key = key_span(table, name);
            let (name, text) = entry(&mut scratch, section, name, item, key).map_err(wrong)?;
            entries.push(ConfigEntry { name, text, line: line(key) });
        }
    }
    entries.sort_by_key(|entry| entry.line);
    Ok(entries)
}

/// The names of the sections, without that of the rules for prefixes.
fn sections() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|setting| setting.section())
}

/// Checks one value.
fn entry(
    scratch: &mut Settings,
    section: &str,
    key: &str,
    item: &Item,
    span: Span,
) -> Result<(String, String), Problem> {
    let written = format!("{section}.{key}");
    let (name, kind) = match prefixes::pattern(&written) {
        Some(_) => (written, SettingKind::Text),
        None => match find(&written) {
            Ok(setting) => (setting.name.to_owned(), setting.kind),
            Err(_) => return Err(no_key(section, key, span)),
        },
    };
    let place = item.span().map_or(span, |value| Span::new(value.start, value.end));
    let text = plain(item, kind)
        .map_err(|hint| Problem::new(place, format!("`{name}` cannot be this")).help(hint))?;
    match scratch.set(&name, &text) {
        Ok(name) => Ok((name, text)),
        Err(SettingError::Value { value, hint, .. }) => {
            Err(Problem::new(place, format!("`{name}` cannot be {value}")).help(hint))
        }
        Err(error) => Err(error.problem().at(span)),
    }
}

/// A value as a text, if its type in the file is the setting's; how to write it otherwise.
fn plain(item: &Item, kind: SettingKind) -> Result<String, &'static str> {
    match kind {
        SettingKind::Flag => {
            item.as_bool().map(|flag| flag.to_string()).ok_or("write true or false")
        }
        SettingKind::Number => item
            .as_integer()
            .map(|number| number.to_string())
            .ok_or("write a number, without quotes"),
        SettingKind::Text | SettingKind::Secret | SettingKind::Choice(_) => {
            item.as_str().map(str::to_owned).ok_or("write it in quotes")
        }
    }
}

fn key_span(table: &dyn TableLike, key: &str) -> Span {
    let span = table.key(key).and_then(toml_edit::Key::span).unwrap_or_default();
    Span::new(span.start, span.end)
}

fn no_section(section: &str, span: Span) -> Problem {
    let problem = Problem::new(span, format!("there is no section `{section}`"));
    let known: std::collections::BTreeSet<_> = sections().chain([prefixes::SECTION]).collect();
    match suggest::nearest(section, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `[{near}]`?")),
        None => {
            let known: Vec<_> = known.into_iter().collect();
            problem.help(format!("the sections are {}", known.join(", ")))
        }
    }
}

/// A key before the first section.
fn homeless(key: &str, span: Span) -> Problem {
    let problem = Problem::new(span, format!("`{key}` stands in no section"));
    match find(key) {
        Ok(setting) => {
            problem.help(format!("write it as `{}` below `[{}]`", setting.key(), setting.section()))
        }
        Err(_) => problem.help("`ipta config` lists all settings with their sections"),
    }
}

fn no_key(section: &str, key: &str, span: Span) -> Problem {
    let problem = Problem::new(span, format!("`[{section}]` has no setting `{key}`"));
    let keys = SETTINGS.iter().filter(|setting| setting.section() == section);
    if let Some(near) = suggest::nearest(key, keys.map(|setting| setting.key())) {
        return problem.help(format!("did you mean `{near}`?"));
    }
    match find(key) {
        Ok(setting) => problem.help(format!(
            "did you mean `{}` of the section `[{}]`?",
            setting.key(),
            setting.section()
        )),
        Err(_) => problem.help("`ipta config` lists all settings"),
    }
}

/// The text with stars for all that could be a secret: values of the same length behind keys that
/// are not known, or known to be secret.
fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let key = line.split('=').next().unwrap_or_default().trim();
        let is_plain = line.trim_start().starts_with('[')
            || find(key).is_ok_and(|setting| setting.kind != SettingKind::Secret)
                && line.contains('=');
        let from = if is_plain { line.len() } else { line.find('=').map_or(0, |at| at + 1) };
        shown.push_str(&line[..from]);
        for c in line[from..].chars() {
            let stars = if c.is_whitespace() { 0 } else { c.len_utf8() };
            shown.extend(std::iter::repeat_n('*', stars));
            shown.extend(Some(c).filter(|_| stars == 0));
        }
    }
    shown
}

/// The nearest boundary of a character at or before `place`.
fn floor(text: &str, place: usize) -> usize {
    text.floor_char_boundary(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<Vec<(String, String, usize)>, String> {
        let entries = entries(Path::new("conf"), text);
        let entries = entries.map_err(|error| error.to_string());
        let parts = |entry: ConfigEntry| (entry.name, entry.text, entry.line);
        entries.map(|entries| entries.into_iter().map(parts).collect())
    }

    #[test]
    fn a_file_is_read() {
        let text = "# mine\n[database]\nhost = \"db\" # far\nport=3307\nssl-mode = 'required'\n\n\
                    [reports]\nno_local = true\n[prefixes]\n\"FW*\" = 'deny'\nvpn = 'accept VPN'\n";
        let entry = |name: &str, text: &str, line| (name.to_owned(), text.to_owned(), line);
        let expected = vec![
            entry("database.host", "db", 3),
            entry("database.port", "3307", 4),
            entry("database.ssl_mode", "required", 5),
            entry("reports.no_local", "true", 8),
            entry("prefixes.FW*", "deny", 10),
            entry("prefixes.vpn", "accept VPN", 11),
        ];
        assert_eq!(said(text), Ok(expected));
        assert_eq!(said("store.table = 'x'"), Ok(vec![entry("store.table", "x", 1)]));
        assert_eq!(said(""), Ok(Vec::new()));
    }

    #[test]
    fn only_what_is_known_to_be_no_secret_is_shown() {
        let text = "[database]\nhost = 'db'\npassword = 'a b'\npasword = 'c'\nloose\n";
        let shown = "[database]\nhost = 'db'\npassword = ** **\npasword = ***\n*****\n";
        assert_eq!(masked(text), shown);
        assert_eq!(masked("pässwörd='é'").len(), "pässwörd='é'".len());
    }
}
