//! The MySQL store: tables on a MySQL or MariaDB server, which runs the statements as they are.

pub use self::database::Mysql;
pub use self::server::{Address, Secret, Server, TlsMode};

use self::batch::ServerBatch;
use self::deletion::Deletion;
use self::driver::{Labelled, call_driver, fetch_rows};
use self::layout::{Described, Listed};
use self::rows::Path;
use self::settings::Purpose;
use self::sources::TableState;
use crate::cancel::Cancel;
use crate::log::gap::Gaps;
use crate::log::line_hashes::LineHashes;
use crate::log::source::Bookmark;
use crate::rows::RowSink;
use crate::sql::schema::{self, Comment, FoundTable};
use crate::sql::{Statement, TableLayout};
use crate::store::{Batch, Store, StoreError, TableForm, TableInfo, check_name};
use crate::time::Zone;

mod answer;
mod batch;
mod bookmarks;
mod connection;
mod database;
mod deletion;
mod driver;
mod fault;
mod gaps;
pub mod label;
mod layout;
mod line_hashes;
mod outline;
mod peer;
mod pinned;
mod rows;
mod server;
mod settings;
pub mod setup;
mod sources;

impl Store for Mysql {
    fn names(&self) -> Result<Vec<String>, StoreError> {
        let listed: Vec<Listed> =
            self.reading(|connection| fetch_rows(connection, layout::LIST, ()))?;
        let described = listed.into_iter().filter_map(layout::describe);
        let mut names: Vec<String> = described.map(|table| table.name).collect();
        names.sort();
        Ok(names)
    }

    fn table(&self, name: &str) -> Result<TableInfo, StoreError> {
        let name = &*self.stored(name)?;
        let Described { name, zone, bytes, .. } = self.describe(name)?.current()?;
        let packets = self.count(&name, &Cancel::default())?;
        Ok(TableInfo { name, zone, packets, bytes })
    }

    fn packets(&self, name: &str, cancel: &Cancel) -> Result<u64, StoreError> {
        let Described { name, .. } = self.describe(&self.stored(name)?)?.current()?;
        self.count(&name, cancel)
    }

    fn form(&self, name: &str) -> Result<TableForm, StoreError> {
        let name = &*self.stored(name)?;
        let Described { zone, layout, .. } = self.describe(name)?.current()?;
        Ok(TableForm { zone, layout })
    }

    fn recent_form(&self, name: &str) -> Result<TableForm, StoreError> {
        let Described { zone, layout, .. } = self.recall(name)?.current()?;
        Ok(TableForm { zone, layout })
    }

    fn create(&self, name: &str, zone: &Zone) -> Result<(), StoreError> {
        check_name(name)?;
        let name = &*self.stored(name)?;
        let dialect = self.dialect()?;
        let said = self.connections.said();
        let mut holder = self.connections.fresh(Purpose::Writing)?;
        // While the holder's transaction lasts, no other session makes the table or adds packets to it.
        let held = call_driver(|| {
            for statement in schema::create_bookkeeping(dialect) {
                holder.query_drop(statement)?;
            }
            sources::hold(&mut holder, name)
        });
        let held = held.map_err(|error| self.connections.not_created(&error, name))?;
        if held == TableState::Marked {
            call_driver(|| holder.query_drop("ROLLBACK")).map_err(&said)?;
            self.settle_and_report(name)?;
            if call_driver(|| sources::hold(&mut holder, name)).map_err(&said)?
                == TableState::Marked
            {
                return Err(StoreError::Emptying(name.to_owned()));
            }
        }
        match self.describe(name) {
            Err(StoreError::NoTable(_)) => {}
            Err(error) => return Err(error),
            Ok(_) => return Err(StoreError::TableExists(name.to_owned())),
        }
        self.writing(|connection| {
            // A table of this name that another client dropped may be remembered.
            sources::forget_sources(connection, name)?;
            connection.query_drop(schema::create_table(name, zone, dialect))
        })?;
        call_driver(|| {
            sources::add_table(&mut holder, name)?;
            holder.query_drop("COMMIT")
        })
        .map_err(said)
    }

    fn delete(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError> {
        let name = &*self.stored(name)?;
        self.describe(name)?.owned()?;
        self.descriptions.clear();
        self.remove(name, Deletion::Drop, cancel)
    }

    fn clear(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError> {
        let name = &*self.stored(name)?;
        self.describe(name)?.writable()?;
        self.remove(name, Deletion::Clear, cancel)
    }

    fn migration(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = &*self.stored(name)?;
        let table = self.describe(name)?;
        if table.layout != TableLayout::Current || table.version > schema::VERSION {
            return table.writable().map(|_| None);
        }
        let columns = "SELECT COLUMN_NAME FROM information_schema.COLUMNS \
                       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?";
        let indexes = "SELECT INDEX_NAME, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) \
                       FROM information_schema.STATISTICS \
                       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? GROUP BY INDEX_NAME";
        let columns: Vec<String> = self.reading(|it| fetch_rows(it, columns, (name,)))?;
        let indexes: Vec<(String, String)> = self.reading(|it| fetch_rows(it, indexes, (name,)))?;
        let comment = Comment { version: table.version, zone: table.zone };
        let found = FoundTable { name, comment, columns, indexes };
        Ok(schema::migrate(&found, self.dialect()?))
    }

    fn migrate(&self, name: &str) -> Result<(), StoreError> {
        let Some(statement) = self.migration(name)? else { return Ok(()) };
        self.writing(|connection| connection.query_drop(statement))
    }

    fn bookmarks(&self, table: &str) -> Result<Vec<Bookmark>, StoreError> {
        let table = &*self.stored(table)?;
        self.describe(table)?.writable()?;
        self.prepare_line_hashes()?;
        let state = self.reading(|connection| sources::state(connection, table, false))?;
        if state == TableState::Marked {
            self.settle_and_report(table)?;
        }
        self.reading(|connection| bookmarks::fetch_last(connection, table))
    }

    fn first_lines(&self, table: &str) -> Result<Vec<(u32, Bookmark)>, StoreError> {
        let table = &*self.stored(table)?;
        self.reading(|connection| line_hashes::first_lines(connection, table))
    }

    fn line_hashes(
        &self,
        table: &str,
        source: &Bookmark,
    ) -> Result<Option<LineHashes>, StoreError> {
        let table = &*self.stored(table)?;
        self.reading(|connection| line_hashes::of(connection, table, source))
    }

    fn gaps(&self, table: &str) -> Result<Gaps, StoreError> {
        let table = &*self.stored(table)?;
        self.recall(table)?;
        self.reading(|connection| gaps::of(connection, table))
    }

    fn batch<'s>(&'s self, table: &str) -> Result<Box<dyn Batch + 's>, StoreError> {
        let table = &*self.stored(table)?;
        self.recall(table)?.writable()?;
        Ok(Box::new(ServerBatch::new(self, table, self.path()?)))
    }

    fn tidy(&self, table: &str) -> Result<(), StoreError> {
        self.recall(&self.stored(table)?).map(drop)
    }

    fn way(&self) -> Result<Option<&'static str>, StoreError> {
        Ok(Some(match self.path()? {
            Path::Load => "LOAD DATA LOCAL INFILE",
            Path::Insert => "INSERT of many rows (the server's local_infile is off)",
        }))
    }

    fn query(
        &self,
        statement: &Statement,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError> {
        self.run(statement, cancel, sink)
    }

    fn outline(&self, statement: &Statement) -> Result<Vec<String>, StoreError> {
        let mut lines = outline::PlanLines::default();
        self.run(&outline::question(statement), &Cancel::default(), &mut lines)?;
        Ok(lines.lines)
    }
}
