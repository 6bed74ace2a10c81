//! A save: settings written into the configuration file, its comments kept.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

use toml_edit::{Document, DocumentMut, Item, TableLike, Value};

use super::{Config, ConfigError, PASSWORD, SettingSource, file};
use crate::files;
use crate::settings::{SETTINGS, SettingError, SettingKind, Settings, find, prefixes};

/// The first line of a new file.
const HEADER: &str = "# Settings of ipta; `man ipta-conf` and `ipta config` tell what there is.\n";

/// The setting that chooses the store.
const KIND: &str = "store.kind";

/// A setting's whole name and its new value; `None` leaves it out.
type SettingChange = (String, Option<String>);

impl Config {
    /// Writes one setting into the file; its whole name.
    pub fn save(&self, name: &str, text: &str) -> Result<String, ConfigError> {
        let mut settings = Settings::new();
        let name = settings.set(name, text)?;
        // As the file has it: `true` for `on`, and nothing for no value.
        let text = match find(&name) {
            Ok(setting) => setting.text(&settings),
            Err(_) => Some(text.to_owned()),
        };
        write(&self.file, &[(name.clone(), text)])?;
        Ok(name)
    }

    /// Takes a setting out of the file; its whole name.
    pub fn forget(&self, name: &str) -> Result<String, ConfigError> {
        let name = match prefixes::pattern(name) {
            Some(_) => name.to_owned(),
            None => find(name)?.name.to_owned(),
        };
        write(&self.file, &[(name.clone(), None)])?;
        Ok(name)
    }

    /// Writes the settings that were chosen for this run: on the command line and at the prompt;
    /// their names.
    pub fn save_choices(&self) -> Result<Vec<String>, ConfigError> {
        self.save_where(|_, source| source >= SettingSource::CommandLine)
    }

    /// Writes the settings of the store and of the database, as the manual's `--save-db` says.
    pub fn save_database(&self) -> Result<Vec<String>, ConfigError> {
        self.save_where(|section, source| {
            matches!(section, "store" | "database") && source > SettingSource::Default
        })
    }

    fn save_where(
        &self,
        is_meant: fn(&str, SettingSource) -> bool,
    ) -> Result<Vec<String>, ConfigError> {
        let settings = SETTINGS
            .iter()
            .filter(|setting| is_meant(setting.section(), self.source(setting.name)));
        let mut changes: Vec<SettingChange> = settings
            .map(|setting| (setting.name.to_owned(), setting.text(&self.settings)))
            .collect();
        for rule in &self.settings.prefixes {
            let name = format!("{}.{}", prefixes::SECTION, rule.pattern());
            if is_meant(prefixes::SECTION, self.source(&name)) {
                changes.push((name, Some(prefixes::text(rule))));
            }
        }
        if self.is_server_by_password() {
            changes.push((KIND.into(), Some("mysql".into())));
        }
        if !changes.is_empty() {
            write(&self.file, &changes)?;
        }
        Ok(changes.into_iter().map(|(name, _)| name).collect())
    }

    /// Whether nothing but a password of the command line chose the server: in the file it would not.
    fn is_server_by_password(&self) -> bool {
        let chooses = |name: &str| {
            name == KIND || name.starts_with("database.") && !name.starts_with(PASSWORD)
        };
        let mut choosing = SETTINGS.iter().filter(|setting| chooses(setting.name));
        self.server.is_some()
            && choosing.all(|setting| self.source(setting.name) == SettingSource::Default)
    }
}

/// Changes the file: no other program sees half of it, and two of these at once lose nothing.
fn write(path: &Path, changes: &[SettingChange]) -> Result<(), ConfigError> {
    let unwritable = |source| ConfigError::Unwritable { path: path.to_owned(), source };
    let target = target(path).map_err(unwritable)?;
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let lock = File::open(folder).map_err(unwritable)?;
    lock.lock().map_err(unwritable)?;
    let text = match files::open_regular(&target)
        .and_then(|mut file| files::text(&mut file, files::SMALL))
    {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => HEADER.to_owned(),
        Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    };
    // What is wrong with the file is said with its place.
    file::entries(path, &text)?;
    let mut document = match Document::parse(text.as_str()) {
        Ok(document) => document.into_mut(),
        Err(error) => return Err(unwritable(io::Error::other(error.message().to_owned()))),
    };
    // A file of comments alone keeps them at its top.
    let comments =
        if document.is_empty() { std::mem::take(&mut document).to_string() } else { String::new() };
    for (name, text) in changes {
        change(&mut document, name, text.as_deref())?;
    }
    replace(&target, folder, &format!("{comments}{document}")).map_err(unwritable)
}

/// The file itself, where the path is a link to it.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(_) => fs::canonicalize(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error),
    }
}

fn change(document: &mut DocumentMut, name: &str, text: Option<&str>) -> Result<(), SettingError> {
    let (section, key, kind) = match prefixes::pattern(name) {
        Some(pattern) => (prefixes::SECTION, pattern, SettingKind::Text),
        None => {
            let setting = find(name)?;
            (setting.section(), setting.key(), setting.kind)
        }
    };
    if text.is_none() && document.get(section).is_none() {
        return Ok(());
    }
    let entry = document.entry(section).or_insert_with(toml_edit::table);
    // `entries` has found sections in place of all first names.
    let Some(table) = entry.as_table_like_mut() else { return Ok(()) };
    let written = spelling(table, section, key);
    match text {
        None => drop(table.remove(&written)),
        Some(text) => put(table, &written, value(text, kind)),
    }
    Ok(())
}

/// The key as the file spells it already: `ssl-mode` is `ssl_mode`.
fn spelling(table: &dyn TableLike, section: &str, key: &str) -> String {
    let is_same = |written: &str| match section {
        prefixes::SECTION => written.trim() == key.trim(),
        _ => find(&format!("{section}.{written}")).is_ok_and(|setting| setting.key() == key),
    };
    let written = table.iter().map(|(written, _)| written).find(|written| is_same(written));
    written.unwrap_or(key).to_owned()
}

/// Sets a value where it stands, with the comment behind it.
fn put(table: &mut dyn TableLike, key: &str, value: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        _ => {
            table.insert(key, Item::Value(value));
        }
    }
}

fn value(text: &str, kind: SettingKind) -> Value {
    let plain = match kind {
        SettingKind::Flag => text.parse::<bool>().ok().map(Value::from),
        SettingKind::Number => text.parse::<i64>().ok().map(Value::from),
        SettingKind::Text | SettingKind::Secret | SettingKind::Choice(_) => None,
    };
    plain.unwrap_or_else(|| Value::from(text))
}

/// Puts a new file, readable by its owner alone, in the place of the old one.
fn replace(target: &Path, folder: &Path, text: &str) -> io::Result<()> {
    // The mode of such a file is 0600 from its first moment.
    let mut new = tempfile::Builder::new().prefix(".ipta-conf.").tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    if let Ok(old) = fs::metadata(target) {
        let made = new.as_file().metadata()?;
        if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
            fchown(new.as_file(), Some(old.uid()), Some(old.gid()))?;
        }
    }
    new.as_file().sync_all()?;
    new.persist(target)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, changes: &[(&str, Option<&str>)]) -> String {
        let mut document = Document::parse(text).expect("TOML").into_mut();
        for (name, text) in changes {
            change(&mut document, name, *text).expect("a setting");
        }
        document.to_string()
    }

    #[test]
    fn comments_and_spellings_stay() {
        let text = "# mine\n[database] # the far one\nhost = \"db\" # far\nssl-mode = 'required'\n";
        let host = ("database.host", Some("a\"b"));
        let mode = ("database.ssl_mode", Some("verify-ca"));
        let more = [host, mode, ("store.table", Some("fw")), ("reports.limit", Some("5"))];
        assert_eq!(
            changed(text, &more),
            "# mine\n[database] # the far one\nhost = 'a\"b' # far\nssl-mode = \"verify-ca\"\n\n\
             [store]\ntable = \"fw\"\n\n[reports]\nlimit = 5\n"
        );
        let gone = [("database.host", None), ("time.zone", None)];
        assert_eq!(
            changed(text, &gone),
            "# mine\n[database] # the far one\nssl-mode = 'required'\n"
        );
        let rules = [("prefixes.FW [x].y*", Some("deny"))];
        assert_eq!(changed("", &rules), "[prefixes]\n\"FW [x].y*\" = \"deny\"\n");
    }
}
