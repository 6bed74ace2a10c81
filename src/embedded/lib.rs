//! The embedded store: Parquet segments in a folder, read by DataFusion in this process.
//!
//! A table is a folder (`folder`), each commit of a batch a segment (`segment`) that appears
//! whole or not at all; many processes may read and append at once. `merge` joins small segments;
//! `engine` runs statements, which `translate` has made ready.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use self::batch::SegmentBatch;
use self::encode::Encoded;
use self::engine::Engine;
use self::folder::Folder;
use self::footer::{Footers, SegmentFooter};
use self::hashed_source::HashedSource;
use self::segment::Segment;
use self::tables::FolderTables;
use ipta_core::cancel::Cancel;
use ipta_core::log::gap::Gaps;
use ipta_core::log::line_hashes::LineHashes;
use ipta_core::log::source::Bookmark;
use ipta_core::rows::RowSink;
use ipta_core::sql::{Statement, TableLayout};
use ipta_core::store::{Batch, EmbeddedEngine, Store, StoreError, TableForm, TableInfo};
use ipta_core::time::Zone;

mod arithmetic;
mod batch;
mod cells;
mod checked;
mod choice;
mod columns;
mod counts;
mod description;
mod dictionary;
mod encode;
mod engine;
mod fault;
mod folder;
mod footer;
mod functions;
mod gap_table;
mod gaps;
mod hashed_source;
mod line_hashes;
mod memory;
mod memory_table;
mod merge;
mod outline;
mod progress;
mod repair;
mod seal;
mod segment;
mod tables;
mod temporary;
mod terms;
mod threads;
mod translate;
mod unnamed;

/// A store in a folder.
pub struct Embedded {
    root: PathBuf,
    footers: Footers,
    /// How much a question may take; `None` is half of the machine's memory.
    megabytes: Option<u32>,
    engine: OnceLock<Engine>,
}

/// The engine, for the shell.
pub const ENGINE: EmbeddedEngine = EmbeddedEngine { open, table: Some(memory_table::make) };

/// Opens the store in a folder. A query may use that many megabytes of memory, or half of the machine's.
pub fn open(folder: &Path, megabytes: Option<u32>) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(Embedded::open(folder.to_owned(), megabytes)?))
}

/// The functions of MySQL that the store knows, as rows of the manual's table. Others are the engine's own.
pub fn functions() -> Vec<String> {
    let mut rows: Vec<String> = functions::documented().chain(translate::documented()).collect();
    rows.sort_unstable();
    rows
}

impl Embedded {
    /// Opens the store in a folder, which is made, for its owner alone, if it is not there. A question
    /// may take so many megabytes, or half of the machine's memory.
    pub fn open(folder: PathBuf, megabytes: Option<u32>) -> Result<Self, StoreError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|error| fault::io("create", &folder, error))?;
        fs::read_dir(&folder).map_err(|error| fault::io("read", &folder, error))?;
        unnamed::remove_dead(&folder);
        let (footers, engine) = (Footers::default(), OnceLock::new());
        Ok(Self { root: folder, footers, megabytes, engine })
    }

    /// The engine, started by the first query.
    fn engine(&self) -> Result<&Engine, StoreError> {
        match self.engine.get() {
            Some(engine) => Ok(engine),
            None => {
                let tables = Arc::new(FolderTables::new(&self.root));
                let engine = Engine::start(tables, memory::runtime(self.megabytes))?;
                Ok(self.engine.get_or_init(|| engine))
            }
        }
    }

    fn footers(
        &self,
        folder: &Folder,
        segments: &[Segment],
    ) -> Result<Vec<Arc<SegmentFooter>>, StoreError> {
        folder.footers(&self.footers, segments)
    }

    /// The footers of a table's live segments.
    fn live(&self, folder: &Folder) -> Result<Vec<Arc<SegmentFooter>>, StoreError> {
        let _reading = folder.read_lock()?;
        self.footers(folder, &folder.listing()?.live)
    }

    /// The sources of a table, and the lock that keeps their segments.
    fn sources(&self, table: &str) -> Result<(Vec<HashedSource>, File), StoreError> {
        let folder = self.folder(table)?;
        let reading = folder.read_lock()?;
        let live = folder.listing()?.live;
        let footers = self.footers(&folder, &live)?;
        let files = live.iter().map(|segment| folder.file(*segment));
        Ok((hashed_source::sources(files.zip(&footers)), reading))
    }

    fn folder(&self, table: &str) -> Result<Folder, StoreError> {
        Folder::open(&self.root, table)
    }
}

impl Store for Embedded {
    fn names(&self) -> Result<Vec<String>, StoreError> {
        Folder::names(&self.root)
    }

    fn table(&self, name: &str) -> Result<TableInfo, StoreError> {
        let folder = self.folder(name)?;
        let zone = folder.zone()?;
        let footers = self.live(&folder)?;
        Ok(TableInfo {
            name: name.to_owned(),
            zone,
            packets: footers.iter().map(|footer| footer.packets).sum(),
            bytes: footers.iter().map(|footer| footer.bytes).sum(),
        })
    }

    fn create(&self, name: &str, zone: &Zone) -> Result<(), StoreError> {
        Folder::create(&self.root, name, zone)
    }

    fn form(&self, name: &str) -> Result<TableForm, StoreError> {
        Ok(TableForm { zone: self.folder(name)?.zone()?, layout: TableLayout::Current })
    }

    fn delete(&self, name: &str, _: &Cancel) -> Result<(), StoreError> {
        Folder::find(&self.root, name)?.remove(&self.root)
    }

    /// An empty segment that covers all others takes their place.
    fn clear(&self, name: &str, _: &Cancel) -> Result<(), StoreError> {
        let folder = self.folder(name)?;
        let nothing = columns::PacketColumns::new().take()?;
        let zone = folder.description()?.zone;
        let encoded = Encoded::write(folder.temporary()?, &nothing)?;
        let file = encoded.finish(&[], &Gaps::default(), &zone)?;
        let whole = |last: u64| Segment { first: 1, last: last + 1 };
        folder.publish(file, whole(folder.last_commit()?), || {
            let last = folder.last_commit()?;
            Ok((last > 0).then_some(whole(last)))
        })?;
        folder.sweep()
    }

    fn bookmarks(&self, table: &str) -> Result<Vec<Bookmark>, StoreError> {
        let footers = self.live(&self.folder(table)?)?;
        Ok(progress::last(&progress::join(footers.iter().flat_map(|f| &f.progress))))
    }

    fn first_lines(&self, table: &str) -> Result<Vec<(u32, Bookmark)>, StoreError> {
        let (sources, _reading) = self.sources(table)?;
        let first = |source: &HashedSource| Some((source.first()?, source.progress.to));
        Ok(sources.iter().filter_map(first).collect())
    }

    fn line_hashes(
        &self,
        table: &str,
        source: &Bookmark,
    ) -> Result<Option<LineHashes>, StoreError> {
        let (sources, _reading) = self.sources(table)?;
        let found = sources.iter().find(|found| found.progress.to == *source);
        found.map_or(Ok(None), HashedSource::load)
    }

    fn gaps(&self, table: &str) -> Result<Gaps, StoreError> {
        Ok(footer::join_gaps(&self.live(&self.folder(table)?)?))
    }

    fn batch<'s>(&'s self, table: &str) -> Result<Box<dyn Batch + 's>, StoreError> {
        Ok(Box::new(SegmentBatch::new(self, self.folder(table)?)))
    }

    /// An open file each, of the 1,024 that Linux lets a process have.
    fn patience(&self) -> usize {
        512
    }

    fn tidy(&self, table: &str) -> Result<(), StoreError> {
        let folder = self.folder(table)?;
        merge::merge(self, &folder)?;
        folder.sweep()
    }

    fn repair(
        &self,
        name: &str,
        zone: Option<&Zone>,
        report: &mut dyn FnMut(&str),
    ) -> Result<(), StoreError> {
        repair::repair(&Folder::find(&self.root, name)?, zone, report)
    }

    fn query(
        &self,
        statement: &Statement,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError> {
        self.engine()?.answer(statement.into(), cancel, sink)
    }

    fn outline(&self, statement: &Statement) -> Result<Vec<String>, StoreError> {
        self.engine()?.outline(&self.root, statement.into())
    }
}
