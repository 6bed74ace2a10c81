//! The engine: DataFusion, set to answer as MySQL would, and the threads it works on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProvider, MemoryCatalogProviderList,
    MemorySchemaProvider, SchemaProvider,
};
use datafusion::common::{DataFusionError, TableReference, exec_err};
use datafusion::execution::context::SQLOptions;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::{FunctionRegistry, SessionState, SessionStateBuilder};
use datafusion::functions_aggregate::stddev::stddev_pop_udaf;
use datafusion::functions_aggregate::variance::var_pop_udaf;
use datafusion::object_store::ObjectStore;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::SessionConfig;
use datafusion::sql::parser::Statement;
use futures::StreamExt;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;

use super::counts::CountsAsSums;
use super::gap_table::NamedGaps;
use super::tables::{self, STORE, TableSnapshot, Tables};
use super::translate::{self, BoundText, MySqlPlanner, heading};
use super::{cells, fault, gap_table, outline, threads};
use ipta_core::cancel::Cancel;
use ipta_core::rows::{Column, ColumnKind, RowSink};
use ipta_core::sql::schema::GAPS;
use ipta_core::store::StoreError;

/// The memory that an engine works in, if it could be set up.
pub type Memory = Result<RuntimeEnv, DataFusionError>;
/// How often a running query looks whether it is cancelled.
const POLL: Duration = Duration::from_millis(50);

/// A part of an answer.
enum AnswerPart {
    Columns(Vec<Column>),
    Rows(RecordBatch),
}

/// DataFusion over the tables of a store, or over one in memory.
pub struct Engine {
    threads: Handle,
    state: SessionState,
    tables: Arc<dyn Tables>,
    _running: Running,
}

/// The engine's threads, which nobody waits for at the end: the answer is written then.
struct Running(Option<Runtime>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Engine {
    /// An engine over tables, which works in that memory.
    pub fn start(tables: Arc<dyn Tables>, memory: Memory) -> Result<Self, StoreError> {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        let runtime = threads::start(count)?;
        let threads = runtime.handle().clone();
        let running = Running(Some(runtime));
        let state = memory.and_then(|memory| session(tables.files(), count, memory));
        let state = state.map_err(|error| fault::engine(&error))?;
        Ok(Self { threads, state, tables, _running: running })
    }

    /// Answers a statement.
    pub fn answer(
        &self,
        text: BoundText,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError> {
        let (sender, mut parts) = mpsc::channel(2);
        let mut task = Task(self.threads.spawn(self.query().run(text, sender)));
        while let Some(part) = self.next(&mut parts, cancel)? {
            let more = match part {
                AnswerPart::Columns(columns) => sink.columns(&columns).map(|()| true),
                AnswerPart::Rows(batch) => push(&batch, cancel, sink)?,
            };
            if !more.map_err(StoreError::Sink)? {
                return sink.finish().map_err(StoreError::Sink);
            }
        }
        match self.threads.block_on(&mut task.0) {
            Ok(result) => result?,
            Err(_) => return Err(fault::panicked()),
        }
        sink.finish().map_err(StoreError::Sink)
    }

    /// What a statement would read of the tables in that folder, a line for each time.
    pub fn outline(&self, root: &Path, text: BoundText) -> Result<Vec<String>, StoreError> {
        let query = self.query().outline(text, root.to_owned());
        // Its threads have the stack that deep expressions need.
        match self.threads.block_on(self.threads.spawn(query)) {
            Ok(lines) => lines,
            Err(_) => Err(fault::panicked()),
        }
    }

    fn query(&self) -> EngineQuery {
        EngineQuery { state: self.state.clone(), tables: Arc::clone(&self.tables) }
    }

    /// The next part of the answer, or none; in the meantime, whether it is still wanted.
    fn next(
        &self,
        parts: &mut Receiver<AnswerPart>,
        cancel: &Cancel,
    ) -> Result<Option<AnswerPart>, StoreError> {
        loop {
            if cancel.is_raised() {
                return Err(StoreError::Cancelled);
            }
            let waited =
                self.threads.block_on(async { tokio::time::timeout(POLL, parts.recv()).await });
            if let Ok(part) = waited {
                return Ok(part);
            }
        }
    }
}

/// Pushes rows; answers what the sink said to the last one.
fn push(
    batch: &RecordBatch,
    cancel: &Cancel,
    sink: &mut dyn RowSink,
) -> Result<std::io::Result<bool>, StoreError> {
    let rows = cells::rows(batch).map_err(|error| StoreError::query(error.to_string()))?;
    for row in rows {
        match sink.row(row) {
            Ok(true) if cancel.is_raised() => return Err(StoreError::Cancelled),
            Ok(true) => {}
            enough => return Ok(enough),
        }
    }
    Ok(Ok(true))
}

/// A query at work, which ends when nobody waits for it any more.
struct Task(JoinHandle<Result<(), StoreError>>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Rows that the engine works on at a time.
const BATCH: usize = 32 * 1024;

fn session(
    files: Arc<dyn ObjectStore>,
    threads: usize,
    memory: RuntimeEnv,
) -> Result<SessionState, DataFusionError> {
    let mut config = SessionConfig::new()
        .with_target_partitions(threads)
        .with_batch_size(BATCH)
        .with_information_schema(false);
    let options = config.options_mut();
    options.catalog.create_default_catalog_and_schema = false;
    options.sql_parser.enable_ident_normalization = false;
    options.sql_parser.parse_float_as_decimal = true;
    options.sql_parser.default_null_ordering = "nulls_min".to_owned();
    // Most conditions keep many packets. Filtering while decoding then costs more than it saves,
    // and so do statistics of whole files: row groups and pages are skipped by their own.
    options.execution.parquet.pushdown_filters = false;
    options.execution.collect_statistics = false;
    memory.register_object_store(ObjectStoreUrl::parse(STORE)?.as_ref(), files);
    let mut state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(Arc::new(memory))
        .with_default_features()
        .build();
    for function in translate::FUNCTIONS.values() {
        state.register_udf(Arc::clone(function))?;
    }
    // The engine's own functions of these names are of a sample.
    let of_samples = [(stddev_pop_udaf(), &["std", "stddev"][..]), (var_pop_udaf(), &["variance"])];
    for (function, names) in of_samples {
        state.register_udaf(Arc::new(function.as_ref().clone().with_aliases(names.to_vec())))?;
    }
    state.register_expr_planner(Arc::new(MySqlPlanner))?;
    state.add_analyzer_rule(Arc::new(CountsAsSums));
    Ok(state)
}

struct EngineQuery {
    state: SessionState,
    tables: Arc<dyn Tables>,
}

impl EngineQuery {
    async fn run(mut self, text: BoundText, sender: Sender<AnswerPart>) -> Result<(), StoreError> {
        let (sources, statement) = self.begin(text)?;
        self.execute(statement, &sender).await.map_err(|error| tables::failed(&error, &sources))
    }

    async fn outline(mut self, text: BoundText, root: PathBuf) -> Result<Vec<String>, StoreError> {
        let (sources, statement) = self.begin(text)?;
        let plan = self.plan(statement, &|| false).await;
        let plan = plan.map_err(|error| tables::failed(&error, &sources))?;
        let empty = sources.iter().filter(|source| source.is_empty());
        let empty = empty.map(|source| format!("table {}: is empty", source.name));
        let mut lines: Vec<String> = empty.collect();
        lines.extend(outline::lines(&plan, &root)?);
        Ok(lines)
    }

    /// Makes the statement and its tables known to the engine.
    fn begin(&mut self, text: BoundText) -> Result<(Vec<TableSnapshot>, Statement), StoreError> {
        // `NOW()` is the time of this query, not of the engine's start.
        self.state.mark_start_execution();
        let statement = Statement::Statement(Box::new(text.translate()?));
        let (sources, gaps) = self.sources(&statement)?;
        self.register(&sources, gaps.as_ref()).map_err(|error| fault::engine(&error))?;
        Ok((sources, statement))
    }

    /// The tables that the statement names, and the gaps of all tables if it names those.
    fn sources(
        &self,
        statement: &Statement,
    ) -> Result<(Vec<TableSnapshot>, Option<NamedGaps>), StoreError> {
        let names = self.state.resolve_table_references(statement);
        let (mut sources, mut gaps) = (Vec::new(), None);
        for name in names.map_err(|error| fault::engine(&error))? {
            let TableReference::Bare { table } = name else {
                return Err(StoreError::NoTable(name.to_string()));
            };
            if *table == *GAPS {
                gaps = Some(self.tables.gaps()?);
            } else {
                sources.push(self.tables.open(&table)?);
            }
        }
        Ok((sources, gaps))
    }

    fn register(
        &mut self,
        sources: &[TableSnapshot],
        gaps: Option<&NamedGaps>,
    ) -> Result<(), DataFusionError> {
        let tables = MemorySchemaProvider::new();
        if let Some(gaps) = gaps {
            tables.register_table(GAPS.to_owned(), gap_table::table(gaps)?)?;
        }
        for source in sources {
            tables.register_table(source.name.clone(), source.provider()?)?;
        }
        let names = &self.state.config_options().catalog;
        let catalog = MemoryCatalogProvider::new();
        catalog.register_schema(&names.default_schema, Arc::new(tables))?;
        let catalogs = MemoryCatalogProviderList::new();
        catalogs.register_catalog(names.default_catalog.clone(), Arc::new(catalog));
        self.state.register_catalog_list(Arc::new(catalogs));
        Ok(())
    }

    /// Plans a statement, and gives up between two phases if nobody waits for it any more. How long a phase
    /// takes is bounded by how deep a statement may be.
    async fn plan(
        &self,
        statement: Statement,
        is_unwanted: &(dyn Fn() -> bool + Sync),
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let go_on = || match is_unwanted() {
            true => exec_err!("cancelled"),
            false => Ok(()),
        };
        let plan = self.state.statement_to_plan(statement).await?;
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)?;
        go_on()?;
        let plan = self.state.optimize(&plan)?;
        go_on()?;
        self.state.query_planner().create_physical_plan(&plan, &self.state).await
    }

    async fn execute(
        &self,
        statement: Statement,
        sender: &Sender<AnswerPart>,
    ) -> Result<(), DataFusionError> {
        let plan = self.plan(statement, &|| sender.is_closed()).await?;
        // Whoever waits for the answer may have gone: then nothing is left to do.
        if sender.send(AnswerPart::Columns(columns_of(&plan.schema()))).await.is_err() {
            return Ok(());
        }
        let mut batches = execute_stream(plan, self.state.task_ctx())?;
        while let Some(batch) = batches.next().await {
            if sender.send(AnswerPart::Rows(batch?)).await.is_err() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The columns of an answer.
fn columns_of(schema: &Schema) -> Vec<Column> {
    let kind = |data_type: &DataType| match data_type {
        DataType::Boolean => ColumnKind::Number,
        other if other.is_numeric() => ColumnKind::Number,
        _ => ColumnKind::Text,
    };
    schema.fields().iter().map(|f| Column::new(heading(f.name()), kind(f.data_type()))).collect()
}
