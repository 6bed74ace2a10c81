//! The table of gaps that SQL sees, made from the footers of all segments.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray, UInt64Array};
use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::datasource::MemTable;

use super::folder::Folder;
use super::footer::{self, Footers};
use ipta_core::log::gap::{GapKey, Gaps, Sum};
use ipta_core::sql::schema::GAP_COLUMNS;
use ipta_core::store::StoreError;
use ipta_core::time::Timestamp;

/// The gaps of tables, with the tables' names.
pub type NamedGaps = Vec<(String, Gaps)>;

/// The gaps of every table in that folder.
pub fn of_all(root: &Path) -> Result<NamedGaps, StoreError> {
    let footers = Footers::default();
    let mut all = Vec::new();
    for name in Folder::names(root)? {
        let folder = Folder::open(root, &name)?;
        let _reading = folder.read_lock()?;
        let live = folder.listing()?.live;
        all.push((name, footer::join_gaps(&folder.footers(&footers, &live)?)));
    }
    Ok(all)
}

/// The table that SQL sees, with the columns [`GAP_COLUMNS`].
pub fn table(all: &NamedGaps) -> Result<Arc<dyn TableProvider>, DataFusionError> {
    let rows = all.iter().flat_map(|(table, gaps)| gaps.iter().map(move |gap| (table, gap)));
    let rows: Vec<(&String, (&GapKey, &Sum))> = rows.collect();
    let span = |pick: fn((Timestamp, Timestamp)) -> Timestamp| {
        let times = rows.iter().map(|(_, (_, sum))| sum.span.map(|span| pick(span).0));
        Arc::new(times.collect::<TimestampMicrosecondArray>()) as ArrayRef
    };
    let machine = |key: &GapKey| key.0.clone().unwrap_or_default();
    let columns: [ArrayRef; GAP_COLUMNS.len()] = [
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(table, _)| *table))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(_, (key, _))| machine(key)))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(_, (key, _))| &key.1))),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|(_, (_, sum))| sum.notices))),
        Arc::new(rows.iter().map(|(_, (_, sum))| sum.lost).collect::<UInt64Array>()),
        span(|(first, _)| first),
        span(|(_, last)| last),
    ];
    let batch = RecordBatch::try_from_iter(GAP_COLUMNS.into_iter().zip(columns))?;
    Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
}
