//! The database: whether packets are on a server, on which, and how to log in to it.

use std::path::{Path, PathBuf};

use crate::cli::{DatabaseOptions, StoreChoice};
use crate::config::option_file::{self, OptionFile};
use crate::config::{ConfigError, variable};
use crate::store::mysql::{Address, Secret, Server, TlsMode};

/// The server that was chosen; `None` is the embedded store.
///
/// Any option or variable of the database's but the password chooses a server; the command line
/// counts over the environment, that over an option file, and that over the manual's defaults.
pub fn server(options: &DatabaseOptions) -> Result<Option<Server>, ConfigError> {
    let environment = Environment::read()?;
    let store = options.store.or(environment.store);
    let is_named = *options != DatabaseOptions { store: options.store, ..Default::default() };
    match store {
        Some(StoreChoice::Embedded) if is_named => return Err(ConfigError::NoServer),
        Some(StoreChoice::Embedded) => return Ok(None),
        Some(StoreChoice::Mysql) => {}
        None if is_named || environment.is_named() => {}
        None => return Ok(None),
    }
    let file = match &options.mysql_defaults {
        Some(path) => option_file::read(&expand_home(path))?,
        None => OptionFile::default(),
    };
    let text = |typed: &Option<String>, set: &Option<String>, kept: &Option<String>| {
        typed.clone().or_else(|| set.clone()).or_else(|| kept.clone())
    };
    let host = text(&options.host, &environment.host, &file.host);
    let port = options.port.or(environment.port).or(file.port);
    // A socket that stands further away than a host or a port does not count.
    let socket = options.socket.clone().or_else(|| match options.host.is_some() {
        true => None,
        false => environment.socket.clone().or_else(|| match host == file.host {
            true => file.socket.clone(),
            false => None,
        }),
    });
    let default = Server::default();
    let password = options.password.clone().or(environment.password).or(file.password);
    let authorities = options.ssl_ca.clone().or(file.ssl_ca);
    // Who names an authority wants it asked. Source: MySQL, `--ssl-ca`.
    let tls = if authorities.is_some() { TlsMode::VerifyCa } else { default.tls };
    Ok(Some(Server {
        address: Address::new(host.as_deref(), port, socket.as_deref()),
        user: text(&options.user, &environment.user, &file.user).unwrap_or(default.user),
        password: match password {
            None => default.password,
            Some(password) => Some(password).filter(|password| !password.is_empty()),
        },
        database: text(&options.database, &environment.name, &file.database)
            .unwrap_or(default.database),
        tls: options.ssl_mode.or(file.ssl_mode).unwrap_or(tls),
        authorities,
    }))
}

/// What the environment says.
struct Environment {
    store: Option<StoreChoice>,
    host: Option<String>,
    port: Option<u16>,
    socket: Option<PathBuf>,
    user: Option<String>,
    password: Option<Secret>,
    name: Option<String>,
}

impl Environment {
    fn read() -> Result<Self, ConfigError> {
        let wrong = |name: &'static str| move |value: String| ConfigError::Variable { name, value };
        let store = match variable("IPTA_STORE") {
            None => None,
            Some(name) => Some(
                <StoreChoice as clap::ValueEnum>::from_str(&name, true)
                    .map_err(|_| wrong("IPTA_STORE")(name))?,
            ),
        };
        let port = match variable("IPTA_DB_PORT") {
            None => None,
            Some(port) => Some(port.parse().map_err(|_| wrong("IPTA_DB_PORT")(port))?),
        };
        Ok(Self {
            store,
            host: variable("IPTA_DB_HOST"),
            port,
            socket: variable("IPTA_DB_SOCKET").map(PathBuf::from),
            user: variable("IPTA_DB_USER"),
            // An empty password is one, too.
            password: std::env::var("IPTA_DB_PASSWORD").ok().map(Secret::new),
            name: variable("IPTA_DB_NAME"),
        })
    }

    fn is_named(&self) -> bool {
        let Self { host, port, socket, user, name, .. } = self;
        host.is_some() || port.is_some() || socket.is_some() || user.is_some() || name.is_some()
    }
}

/// A path whose `~/` is the user's home folder.
fn expand_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), directories::BaseDirs::new()) {
        (Ok(inside), Some(dirs)) => dirs.home_dir().join(inside),
        _ => path.to_owned(),
    }
}
