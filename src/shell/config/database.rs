//! The database: whether packets are on a server, on which, and how to log in to it.

use super::{Config, ConfigError, SettingSource};
use crate::mysql::{Address, Server, TlsMode};
use crate::settings::{SETTINGS, StoreChoice};

impl Config {
    /// The server that was chosen; `None` is the embedded store.
    ///
    /// Any setting of the database's but the password chooses a server, and so does a password on the
    /// command line or one that is asked for; the setting `store.kind` counts over those that were
    /// chosen farther away.
    pub(super) fn choose_server(&self) -> Result<Option<Server>, ConfigError> {
        let named = self.server_source();
        let kind = self.source("store.kind");
        let is_server = match self.settings.store.kind {
            Some(StoreChoice::Mysql) => true,
            Some(StoreChoice::Embedded) if kind == SettingSource::CommandLine && named == kind => {
                return Err(ConfigError::NoServer);
            }
            Some(StoreChoice::Embedded) => named > kind,
            None => named > SettingSource::Default,
        };
        Ok(is_server.then(|| self.chosen_server()))
    }

    /// Where a server was named, at the nearest.
    fn server_source(&self) -> SettingSource {
        let settings = SETTINGS.iter().filter(|setting| setting.section() == "database");
        let sources = settings.map(|setting| match (setting.key(), self.source(setting.name)) {
            ("password", source) if source != SettingSource::CommandLine => SettingSource::Default,
            ("password_command", _) => SettingSource::Default,
            (_, source) => source,
        });
        let asks = self.asks_password.then_some(SettingSource::CommandLine);
        sources.chain(asks).max().unwrap_or(SettingSource::Default)
    }

    fn chosen_server(&self) -> Server {
        let database = &self.settings.database;
        // A socket that was chosen farther away than a host or a port does not count.
        let address = self.source("database.host").max(self.source("database.port"));
        let socket = database.socket.as_deref();
        let socket = socket.filter(|_| self.source("database.socket") >= address);
        // Who names an authority wants it asked. Source: MySQL, `--ssl-ca`.
        let tls = if database.ssl_ca.is_some() { TlsMode::VerifyCa } else { TlsMode::default() };
        // As with the servers' own clients, one file may hold both.
        let (certificate, key) = (database.ssl_cert.as_ref(), database.ssl_key.as_ref());
        let identity = certificate.or(key).zip(key.or(certificate));
        Server {
            address: Address::new(database.host.as_deref(), database.port, socket),
            user: database.user.clone(),
            password: database.password.clone().filter(|password| !password.is_empty()),
            database: database.name.clone(),
            tls: database.ssl_mode.unwrap_or(tls),
            authorities: database.ssl_ca.clone(),
            identity: identity.map(|(certificate, key)| (certificate.clone(), key.clone())),
            timeout: self.settings.store.timeout,
        }
    }
}
