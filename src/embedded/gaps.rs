//! Gaps: what the sources of a segment's packets lack, kept in its own metadata, and the table that
//! SQL sees of them.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray, UInt64Array};
use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::datasource::MemTable;
use serde_json::{Value, json};

use super::folder::Folder;
use super::segment::{Footers, SegmentFooter};
use ipta_core::log::gap::{GapKey, Gaps, Sum};
use ipta_core::sql::schema::GAP_COLUMNS;
use ipta_core::store::StoreError;
use ipta_core::time::Timestamp;

/// The key of the Parquet metadata that holds the gaps, if there are any.
pub const KEY: &str = "ipta.gaps";

/// An array of `[machine, kind, notices, lost, first, last]` each, times in microseconds.
pub fn write(gaps: &Gaps) -> String {
    let row = |((machine, kind), sum): (&GapKey, &Sum)| {
        let (first, last) = sum.span.map(|(first, last)| (first.0, last.0)).unzip();
        json!([machine, kind, sum.notices, sum.lost, first, last])
    };
    Value::from(gaps.iter().map(row).collect::<Vec<_>>()).to_string()
}

type GapRow = (Option<String>, String, u64, Option<u64>, Option<i64>, Option<i64>);

/// Reads what [`write()`] wrote, none of an empty text; `None` for anything else.
pub fn read(text: &str) -> Option<Gaps> {
    let mut gaps = Gaps::default();
    if text.is_empty() {
        return Some(gaps);
    }
    let rows: Vec<GapRow> = serde_json::from_str(text).ok()?;
    for (machine, kind, notices, lost, first, last) in rows {
        let span = first.zip(last).map(|(first, last)| (Timestamp(first), Timestamp(last)));
        gaps.put((machine, kind), &Sum { notices, lost, span });
    }
    Some(gaps)
}

/// The gaps of several segments.
pub fn join(footers: &[Arc<SegmentFooter>]) -> Gaps {
    let mut gaps = Gaps::default();
    footers.iter().for_each(|footer| gaps.merge(&footer.gaps));
    gaps
}

/// The gaps of every table in that folder, by the table's name.
pub fn of_all(root: &Path) -> Result<Vec<(String, Gaps)>, StoreError> {
    let footers = Footers::default();
    let mut all = Vec::new();
    for name in Folder::names(root)? {
        let folder = Folder::open(root, &name)?;
        let _reading = folder.read_lock()?;
        let live = folder.listing()?.live;
        all.push((name, join(&folder.footers(&footers, &live)?)));
    }
    Ok(all)
}

/// The table that SQL sees, with the columns [`GAP_COLUMNS`].
pub fn table(all: &[(String, Gaps)]) -> Result<Arc<dyn TableProvider>, DataFusionError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_read_back() {
        let mut gaps = Gaps::default();
        let span = Some((Timestamp(-1), Timestamp(i64::MAX)));
        let known = Sum { notices: 2, lost: Some(u64::MAX), span };
        gaps.put((Some("it's \"fw\"".into()), "x".into()), &known);
        gaps.put((None, "x".into()), &Sum { notices: 1, lost: None, span: None });
        assert_eq!(read(&write(&gaps)), Some(gaps));
        assert_eq!(read(""), Some(Gaps::default()));
        for wrong in ["x", "{}", "[[]]", "[[1, 2, 3, 4, 5, 6]]"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
