//! The names that answers and followed packets show in place of addresses and ports.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::time::Duration;

use crate::cancel::Cancel;
use crate::config::{Config, SettingSource};
use crate::follow::own;
use crate::rdns::{NamedRows, Names, Resolver, RowNaming};
use crate::rows::RowSink;
use crate::services::Services;
use crate::settings::NameServer;
use crate::sql::raw;

/// Files that name the system's resolvers: the one that all read, and the one in which systemd-resolved
/// names those that it asks in turn. Source: resolv.conf(5), systemd-resolved.service(8).
const RESOLVERS: [&str; 2] = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

/// Names of addresses, read from their file when the first is needed.
#[derive(Debug, Default)]
pub(super) struct NamesOnce {
    /// The server that is asked, and what is known.
    known: RefCell<Option<(Option<NameServer>, Names)>>,
    /// How long the report that runs may still wait for names.
    left: Cell<Duration>,
}

/// Rows that were written with names.
pub(super) struct NamedAnswer<T> {
    /// The result of writing them.
    pub written: T,
    /// Which names are missing.
    pub note: Option<String>,
}

impl NamesOnce {
    /// Begins a report: it may wait for names as long as the settings say, all its parts together.
    pub fn renew_budget(&self, config: &Config) {
        self.left.set(Duration::from_secs(config.settings.rdns.budget.into()));
    }

    /// Names of addresses, if the settings ask for them.
    pub fn names(&self, config: &Config) -> Option<Names> {
        let rdns = &config.settings.rdns;
        if !rdns.on {
            return None;
        }
        let mut known = self.known.borrow_mut();
        match &*known {
            Some((server, names)) if *server == rdns.server => Some(names.clone()),
            _ => {
                // Another server may know other names.
                let file = rdns.server.map_or("names".into(), |it| format!("names-{}", it.0));
                let file = Some(config.settings.folders.cache.join(file));
                let resolver = rdns.server.map_or(Resolver::System, |it| Resolver::Server(it.0));
                let names = Names::new(resolver, file);
                *known = Some((rdns.server, names.clone()));
                Some(names)
            }
        }
    }

    /// Lets `write` write rows, in which names take the place of addresses and ports where they were
    /// chosen, at `farthest` or nearer.
    pub fn write_named<T>(
        &self,
        config: &Config,
        sink: &mut dyn RowSink,
        scope: NamingScope<'_>,
        write: impl FnOnce(&mut dyn RowSink) -> T,
    ) -> NamedAnswer<T> {
        let reaches = |name| config.source(name) >= scope.farthest;
        let names = self.names(config).filter(|_| reaches("rdns.on"));
        let services = services(config).filter(|_| reaches("output.services"));
        if names.is_none() && services.is_none() {
            return NamedAnswer { written: write(sink), note: None };
        }
        let naming = RowNaming { names: names.as_ref(), budget: self.left.get(), services };
        let mut named = NamedRows::new(sink, naming, scope.cancel);
        let written = write(&mut named);
        self.left.set(named.left());
        let unnamed = named.unnamed();
        names.iter().for_each(Names::keep);
        let subject = match unnamed {
            0 => return NamedAnswer { written, note: None },
            1 => "1 address stands as it is: its name".to_owned(),
            many => format!("{many} addresses stand as they are: their names"),
        };
        let seconds = config.settings.rdns.budget;
        let note = format!("{subject} did not come within {seconds} s (rdns.budget)");
        NamedAnswer { written, note: Some(note) }
    }
}

/// Where names may be chosen for an answer, and what stops waiting for them.
pub(super) struct NamingScope<'s> {
    /// The farthest place of a setting that counts.
    pub farthest: SettingSource,
    pub cancel: &'s Cancel,
}

/// Names of ports, if the settings ask for them.
pub(super) fn services(config: &Config) -> Option<&'static Services> {
    config.settings.output.services.then(Services::system)
}

/// The servers that are asked for names, if the settings ask for them.
pub(super) fn resolvers(config: &Config) -> Vec<SocketAddr> {
    let rdns = &config.settings.rdns;
    match rdns.server {
        _ if !rdns.on => Vec::new(),
        Some(server) => vec![server.0],
        None => {
            let texts = RESOLVERS.iter().filter_map(|path| std::fs::read_to_string(path).ok());
            texts.flat_map(|text| own::resolvers(&text)).collect()
        }
    }
}

/// The farthest place where names may be chosen for the answer to a text that was typed: the settings
/// concern reports and queries, and of SQL and exports only what was typed for them.
pub(super) fn farthest_choice(text: &str) -> SettingSource {
    if raw::is_sql(text) { SettingSource::CommandLine } else { SettingSource::Default }
}
