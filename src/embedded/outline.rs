//! An outline: of a plan of the engine's, which segments and row groups it will read.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use datafusion::datasource::physical_plan::parquet::RowGroupAccessPlanFilter;
use datafusion::datasource::physical_plan::parquet::{ParquetAccessPlan, ParquetFileMetrics};
use datafusion::datasource::physical_plan::{FileScanConfig, FileSource, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_optimizer::pruning::{PruningPredicate, PruningPredicateBuilder};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::{columns, fault};
use ipta_core::store::StoreError;

/// What of a table is there, or will be read.
#[derive(Debug, Default, Clone, Copy)]
struct Amount {
    segments: i64,
    groups: i64,
    packets: i64,
}

/// What the leaves of a plan read, a line for each, in their order. The store is in `root`.
pub fn lines(plan: &Arc<dyn ExecutionPlan>, root: &Path) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    if let Some(scan) = plan.downcast_ref::<DataSourceExec>()
        && let Some((files, source)) = scan.downcast_to_file_source::<ParquetSource>()
    {
        lines.extend(of_scan(files, source, root)?);
    }
    for child in plan.children() {
        lines.extend(self::lines(child, root)?);
    }
    Ok(lines)
}

/// What a scan reads of each of its tables.
fn of_scan(
    files: &FileScanConfig,
    source: &ParquetSource,
    root: &Path,
) -> Result<Vec<String>, StoreError> {
    // What cannot be told from statistics is read.
    let predicate = source.filter().and_then(|filter| {
        let builder = PruningPredicateBuilder::new().with_file_schema(columns::view_schema());
        builder.try_build(filter).ok()
    });
    let mut paths: Vec<String> = files
        .file_groups
        .iter()
        .flat_map(|group| group.iter())
        .map(|file| file.object_meta.location.to_string())
        .collect();
    // One file may be read in several parts.
    paths.sort_unstable();
    paths.dedup();
    let mut tables: BTreeMap<&str, (Amount, Amount)> = BTreeMap::new();
    for path in &paths {
        let table = path.split('/').next().unwrap_or_default();
        let (read, all) = tables.entry(table).or_default();
        of_segment(&root.join(path), predicate.as_ref(), read, all)?;
    }
    Ok(tables.iter().map(|(table, (read, all))| line(table, *read, *all)).collect())
}

fn line(table: &str, read: Amount, all: Amount) -> String {
    let part = |read: i64, all: i64, name: &str| {
        format!("{read} of {all} {name}{}", if all == 1 { "" } else { "s" })
    };
    format!(
        "table {table}: reads {}, {}, {}",
        part(read.segments, all.segments, "segment"),
        part(read.groups, all.groups, "row group"),
        part(read.packets, all.packets, "packet"),
    )
}

/// Adds what is read of a segment, and what there is of it.
fn of_segment(
    path: &Path,
    predicate: Option<&PruningPredicate>,
    read: &mut Amount,
    all: &mut Amount,
) -> Result<(), StoreError> {
    let file = File::open(path).map_err(|error| fault::io("read", path, error))?;
    let footer = ParquetMetaDataReader::new()
        .parse_and_finish(&file)
        .map_err(|error| fault::reading(path, error))?;
    let wanted = wanted(&footer, predicate);
    read.segments += i64::from(!wanted.is_empty());
    for group in wanted {
        read.groups += 1;
        read.packets += footer.row_group(group).num_rows();
    }
    all.segments += 1;
    all.groups += i64::try_from(footer.num_row_groups()).unwrap_or_default();
    all.packets += footer.file_metadata().num_rows();
    Ok(())
}

/// The row groups that may hold what the predicate wants, as the engine tells when it reads.
fn wanted(footer: &ParquetMetaData, predicate: Option<&PruningPredicate>) -> Vec<usize> {
    let access = ParquetAccessPlan::new_all(footer.num_row_groups());
    let Some(predicate) = predicate else { return access.row_group_indexes() };
    let mut filter = RowGroupAccessPlanFilter::new(access);
    filter.prune_by_statistics(
        &columns::view_schema(),
        footer.file_metadata().schema_descr(),
        footer.row_groups(),
        predicate,
        &ParquetFileMetrics::new(0, "", &ExecutionPlanMetricsSet::new()),
    );
    filter.build().row_group_indexes()
}
