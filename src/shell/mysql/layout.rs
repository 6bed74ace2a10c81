//! Layouts: which tables of a database hold packets, and how.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::sql::TableLayout;
use crate::sql::schema::{self, Comment, VERSION};
use crate::store::StoreError;
use crate::time::Zone;

/// The columns of a table made by the 2015 program, in their order. Source: its `create_table`.
const OF_2015: &str = "id,timestamp,if_in,if_out,src_ip,src_prt,dst_ip,dst_prt,proto,action,mac";

/// A table of packets, as the server describes it.
#[derive(Debug, Clone)]
pub struct Described {
    /// Its name.
    pub name: String,
    /// The time zone of its times; UTC where it has none.
    pub zone: Zone,
    /// How it keeps packets.
    pub layout: TableLayout,
    /// The version of its schema; 0 for a layout that is not ipta's own.
    pub version: u32,
    /// How many bytes it takes.
    pub bytes: u64,
}

/// A row of [`LIST`].
pub type Listed = (String, Option<String>, u64, Option<String>);

/// The tables of the database: name, comment, bytes, columns. MariaDB looks through the tables of
/// every database unless each part names the one, which takes 40 ms instead of 1 ms.
pub const LIST: &str = "SELECT t.TABLE_NAME, t.TABLE_COMMENT, \
    CAST(COALESCE(t.DATA_LENGTH, 0) + COALESCE(t.INDEX_LENGTH, 0) AS UNSIGNED), \
    (SELECT GROUP_CONCAT(c.COLUMN_NAME ORDER BY c.ORDINAL_POSITION) \
     FROM information_schema.COLUMNS c \
     WHERE c.TABLE_SCHEMA = DATABASE() AND c.TABLE_NAME = t.TABLE_NAME) \
    FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = DATABASE()";

/// [`LIST`] for one table. Its name is in the text, so that one round trip is enough.
pub fn list_one(name: &str) -> String {
    format!("{LIST} AND t.TABLE_NAME = {}", schema::literal(name))
}

/// What a table is; `None` if it holds no packets that ipta knows.
pub fn describe((name, comment, bytes, columns): Listed) -> Option<Described> {
    let comment = comment.as_deref().and_then(Comment::parse);
    if let Some(Comment { version, zone }) = comment {
        return Some(Described { name, zone, layout: TableLayout::Current, version, bytes });
    }
    let columns = columns?.to_ascii_lowercase();
    (columns == OF_2015).then(|| Described {
        name,
        zone: Zone::utc(),
        layout: TableLayout::Of2015,
        version: 0,
        bytes,
    })
}

impl Described {
    /// Refuses a table whose schema is not this ipta's.
    pub fn current(self) -> Result<Self, StoreError> {
        match self.layout {
            TableLayout::Current if self.version != VERSION => {
                Err(StoreError::Schema { table: self.name, found: self.version, known: VERSION })
            }
            _ => Ok(self),
        }
    }

    /// Refuses a table that is not ipta's own, of whatever version.
    pub fn owned(self) -> Result<Self, StoreError> {
        match self.layout {
            TableLayout::Current => Ok(self),
            TableLayout::Of2015 => Err(StoreError::ReadOnly(self.name)),
        }
    }

    /// Refuses a table that this ipta does not write to.
    pub fn writable(self) -> Result<Self, StoreError> {
        self.owned()?.current()
    }
}

/// How long a description is taken for true. Somebody else could drop a table and make one of the
/// same name and another time zone, and no question would fail.
const FRESH: Duration = Duration::from_secs(60);

/// The tables that the server described, by name, and when. Asking again takes a round trip.
#[derive(Debug, Default)]
pub struct Descriptions(Mutex<HashMap<String, (Instant, Described)>>);

impl Descriptions {
    /// A description that is still fresh.
    pub fn get(&self, name: &str) -> Option<Described> {
        let all = self.lock();
        let (since, described) = all.get(name)?;
        (since.elapsed() < FRESH).then(|| described.clone())
    }

    /// Keeps a description; `None` forgets the table.
    pub fn put(&self, name: &str, described: Option<Described>) {
        match described {
            Some(described) => {
                drop(self.lock().insert(name.to_owned(), (Instant::now(), described)))
            }
            None => drop(self.lock().remove(name)),
        }
    }

    /// Forgets all.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, Described)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
