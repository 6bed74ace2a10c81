//! The tables of an engine, as its queries see them.

use std::path::Path;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::object_store::ObjectStore;

use super::checked::Checked;
use super::folder::Folder;
use super::footer::{Footers, packets};
use super::gap_table::{self, NamedGaps};
use super::segment::Segment;
use super::{columns, fault};
use ipta_core::store::StoreError;

/// Where the engine finds the files of segments.
pub const STORE: &str = "ipta://store/";

/// The tables that queries may name.
pub trait Tables: Send + Sync {
    /// The files of their segments, at `TABLE/FILE`.
    fn files(&self) -> Arc<dyn ObjectStore>;

    /// Opens a table for a query.
    fn open(&self, name: &str) -> Result<TableSnapshot, StoreError>;

    /// The gaps of all tables.
    fn gaps(&self) -> Result<NamedGaps, StoreError>;
}

/// A table as a query sees it: the segments that were live when it began.
pub struct TableSnapshot {
    /// The table's name.
    pub name: String,
    /// The names of the segments' files.
    pub files: Vec<String>,
    /// The segments, where they are files of a folder.
    pub stored: Option<StoredSegments>,
}

/// Segments in a folder.
pub struct StoredSegments {
    folder: Folder,
    segments: Vec<Segment>,
    /// Keeps the segments' files.
    _lock: std::fs::File,
}

/// The tables in a store's folder.
pub struct FolderTables(Arc<Checked>);

impl FolderTables {
    /// The tables of the store in that folder.
    pub fn new(root: &Path) -> Self {
        Self(Arc::new(Checked::new(root)))
    }
}

impl Tables for FolderTables {
    fn files(&self) -> Arc<dyn ObjectStore> {
        Arc::<Checked>::clone(&self.0)
    }

    fn open(&self, name: &str) -> Result<TableSnapshot, StoreError> {
        // A name that no table can have is, in a statement, one that no table has.
        let folder = Folder::open(self.0.root(), name).map_err(|error| match error {
            StoreError::TableName(_) => StoreError::NoTable(name.to_owned()),
            other => other,
        })?;
        let lock = folder.read_lock()?;
        let segments = folder.listing()?.live;
        self.0.open(&folder, &segments)?;
        let name = folder.name().to_owned();
        let files = segments.iter().map(|segment| segment.file_name()).collect();
        let stored = Some(StoredSegments { folder, segments, _lock: lock });
        Ok(TableSnapshot { name, files, stored })
    }

    fn gaps(&self) -> Result<NamedGaps, StoreError> {
        gap_table::of_all(self.0.root())
    }
}

impl TableSnapshot {
    /// Whether it has no segments.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The table as the engine reads it.
    pub fn provider(&self) -> Result<Arc<dyn TableProvider>, DataFusionError> {
        if self.is_empty() {
            return Ok(Arc::new(EmptyTable::new(columns::view_schema())));
        }
        let name = &self.name;
        let urls =
            self.files.iter().map(|file| ListingTableUrl::parse(format!("{STORE}{name}/{file}")));
        let config = ListingTableConfig::new_with_multi_paths(urls.collect::<Result<_, _>>()?)
            .with_listing_options(ListingOptions::new(Arc::new(ParquetFormat::default())))
            .with_schema(columns::view_schema());
        Ok(Arc::new(ListingTable::try_new(config)?))
    }
}

/// Why a query ended: the segment that cannot be read, or what the engine says.
pub fn failed(error: &DataFusionError, sources: &[TableSnapshot]) -> StoreError {
    let damaged = fault::is_of_reading(error).then(|| find_damaged(sources)).flatten();
    damaged.unwrap_or_else(|| fault::engine(error))
}

/// What is wrong with the first segment that cannot be read.
fn find_damaged(sources: &[TableSnapshot]) -> Option<StoreError> {
    let read = |stored: &StoredSegments, segment: Segment| {
        let footers = stored.folder.footers(&Footers::default(), &[segment])?;
        packets(&stored.folder.file(segment), &footers[0]).map(drop)
    };
    let mut stored = sources.iter().filter_map(|source| source.stored.as_ref());
    stored.find_map(|stored| stored.segments.iter().find_map(|one| read(stored, *one).err()))
}
