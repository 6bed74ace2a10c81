//! A lazy store: one that is opened when it is first wanted, by whichever thread.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::messages::say;
use crate::config::Config;
use crate::mysql::{Mysql, Server};
use crate::store::{EmbeddedEngine, Store, StoreError};

/// A store that is opened when it is first wanted, by whichever thread.
#[derive(Clone)]
pub struct LazyStore {
    /// The server; `None` is the embedded store.
    server: Option<Server>,
    /// The embedded store's folder.
    data: PathBuf,
    /// How much memory a question to the embedded store may take.
    megabytes: Option<u32>,
    /// The embedded engine.
    pub(super) engine: EmbeddedEngine,
    opened: Arc<OnceLock<Arc<dyn Store>>>,
}

impl LazyStore {
    pub(super) fn new(config: &Config, engine: EmbeddedEngine) -> Self {
        let (server, data) = (config.server.clone(), config.settings.folders.data.clone());
        let megabytes = config.settings.store.memory;
        Self { server, data, megabytes, engine, opened: Arc::default() }
    }

    /// The store that another configuration names, not opened yet.
    pub(super) fn moved(&self, config: &Config) -> Self {
        Self::new(config, self.engine)
    }

    /// Whether it was opened.
    pub(super) fn is_open(&self) -> bool {
        self.opened.get().is_some()
    }

    /// The store, opened if nobody has yet.
    pub fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        if let Some(store) = self.opened.get() {
            return Ok(Arc::clone(store));
        }
        let store: Arc<dyn Store> = match &self.server {
            Some(server) => Arc::new(Mysql::open(server.clone(), Box::new(say))?),
            None => (self.engine.open)(&self.data, self.megabytes)?,
        };
        Ok(Arc::clone(self.opened.get_or_init(|| store)))
    }
}
