//! Names at work: what answers and followed packets show in place of addresses and ports.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::time::Duration;

use super::Session;
use crate::cancel::Cancel;
use crate::config::SettingSource;
use crate::follow::own;
use crate::rdns::{NamedRows, Names, Resolver, RowNaming};
use crate::rows::RowSink;
use crate::services::Services;
use crate::settings::NameServer;
use crate::sql::raw;

/// Files that name the system's resolvers: the one that all read, and the one in which systemd-resolved
/// names those that it asks in turn. Source: resolv.conf(5), systemd-resolved.service(8).
const RESOLVERS: [&str; 2] = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

/// Names of addresses, not read from their file before they are first wanted.
#[derive(Debug, Default)]
pub(super) struct NamesOnce {
    /// Who tells them, and what is known.
    known: RefCell<Option<(Option<NameServer>, Names)>>,
    /// How long the report that runs may still wait for names.
    left: Cell<Duration>,
}

impl Session {
    /// A report begins: it may wait for names as long as the settings say, all its parts together.
    pub(super) fn renew_budget(&self) {
        self.naming.left.set(Duration::from_secs(self.config.settings.rdns.budget.into()));
    }

    /// Names of addresses, if they are wanted.
    pub(super) fn names(&self) -> Option<Names> {
        let rdns = &self.config.settings.rdns;
        if !rdns.on {
            return None;
        }
        let mut known = self.naming.known.borrow_mut();
        match &*known {
            Some((server, names)) if *server == rdns.server => Some(names.clone()),
            _ => {
                // Another server may know other names.
                let file = rdns.server.map_or("names".into(), |it| format!("names-{}", it.0));
                let file = Some(self.config.settings.folders.cache.join(file));
                let resolver = rdns.server.map_or(Resolver::System, |it| Resolver::Server(it.0));
                let names = Names::new(resolver, file);
                *known = Some((rdns.server, names.clone()));
                Some(names)
            }
        }
    }

    /// Whom names are asked of, if they are wanted.
    pub(super) fn resolvers(&self) -> Vec<SocketAddr> {
        let rdns = &self.config.settings.rdns;
        match rdns.server {
            _ if !rdns.on => Vec::new(),
            Some(server) => vec![server.0],
            None => {
                let texts = RESOLVERS.iter().filter_map(|path| std::fs::read_to_string(path).ok());
                texts.flat_map(|text| own::resolvers(&text)).collect()
            }
        }
    }

    /// Names of ports, if they are wanted.
    pub(super) fn services(&self) -> Option<&'static Services> {
        self.config.settings.output.services.then(Services::system)
    }

    /// The farthest place where names may be chosen for an answer: the settings concern reports and
    /// queries, of SQL and exports only what was typed.
    pub(super) fn naming_of(&self, text: &str, is_saved: bool) -> SettingSource {
        match raw::is_sql(text) && !is_saved {
            true => SettingSource::CommandLine,
            false => SettingSource::Default,
        }
    }

    /// Lets `write` write rows, in which names stand in place of addresses and ports where they were
    /// chosen, at `farthest` or nearer; what there is to say of that.
    pub(super) fn with_names<T>(
        &self,
        sink: &mut dyn RowSink,
        (cancel, farthest): (&Cancel, SettingSource),
        write: impl FnOnce(&mut dyn RowSink) -> T,
    ) -> (T, Option<String>) {
        let reaches = |name| self.config.source(name) >= farthest;
        let names = self.names().filter(|_| reaches("rdns.on"));
        let services = self.services().filter(|_| reaches("output.services"));
        if names.is_none() && services.is_none() {
            return (write(sink), None);
        }
        let budget = self.naming.left.get();
        let naming = RowNaming { names: names.as_ref(), budget, services };
        let mut named = NamedRows::new(sink, naming, cancel);
        let written = write(&mut named);
        self.naming.left.set(named.left());
        let unnamed = named.unnamed();
        names.iter().for_each(Names::keep);
        let seconds = self.config.settings.rdns.budget;
        let note = match unnamed {
            0 => return (written, None),
            1 => "1 address stands as it is: its name".to_owned(),
            many => format!("{many} addresses stand as they are: their names"),
        };
        (written, Some(format!("{note} did not come within {seconds} s (rdns.budget)")))
    }
}
