//! A question: a query or SQL with its parameters, put to a store and answered into a sink.

use std::io;

use crate::cancel::Cancel;
use crate::logs::{LOGS_TABLE, LogSet, LogsError};
use crate::present::{Footer, Present, Rest};
use crate::query::program::Program;
use crate::query::{self, Params, Plan, Predicate};
use crate::rows::{EachRow, RowSink, WatchedRows};
use crate::span::Problem;
use crate::sql::raw::{self, Variables};
use crate::sql::{self, Access, Statement, TableLayout};
use crate::store::{Store, StoreError, TableForm};
use crate::time::{Now, Timestamp, Zone};
use crate::value::Value;

/// What somebody wants to know.
#[derive(Debug, Default)]
pub struct Question<'q> {
    /// A query of the language, or a SELECT.
    pub text: &'q str,
    /// Values of its parameters.
    pub params: Params,
    /// Predicates that hold besides its own. SQL on which they cannot be put is an error.
    pub restrict: Vec<Predicate>,
    /// Rows at most, whatever the text says; a query that names fewer keeps its own limit.
    pub limit: Option<u64>,
    /// What the settings say for queries that say nothing of it.
    pub usual: Usual,
    /// What SQL may do.
    pub access: Access,
}

/// What the settings say for queries; it concerns no SQL but `FROM $table`.
#[derive(Debug, Default)]
pub struct Usual {
    /// Predicates that hold besides a query's own.
    pub restrict: Vec<Predicate>,
    /// Rows at most, where a query does not say.
    pub limit: Option<u64>,
}

/// The limit of a question whose answer is wanted whole, also where a query has a usual limit.
pub const NO_LIMIT: u64 = u64::MAX;

impl Question<'_> {
    /// Every predicate that holds besides the query's own.
    fn restrictions(&self) -> impl Iterator<Item = &Predicate> {
        self.restrict.iter().chain(&self.usual.restrict)
    }
}

/// Where a question finds packets.
#[derive(Clone, Copy)]
pub enum PacketSource<'s> {
    /// In a table.
    Table {
        /// The table's store.
        store: &'s dyn Store,
        /// The table's name.
        table: &'s str,
    },
    /// In logs, which are read for the question.
    Logs(&'s LogSet),
}

impl PacketSource<'_> {
    fn table(&self) -> &str {
        match self {
            Self::Table { table, .. } => table,
            Self::Logs(_) => LOGS_TABLE,
        }
    }
}

/// Where a query runs, and under which settings.
#[derive(Clone, Copy)]
pub struct QueryContext<'s> {
    /// The packets that queries of the language read.
    pub packets: PacketSource<'s>,
    /// The time zone of a table that is not there yet; `None` is the system's.
    pub zone: Option<&'s Zone>,
    /// What `now` means.
    pub now: Now,
    /// Stops the work.
    pub cancel: &'s Cancel,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The text is wrong.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The logs could not answer.
    #[error(transparent)]
    Logs(LogsError),
    /// The restrictions cannot be put on the user's own SQL.
    #[error("`--no-local` and `--no-accept` do not work on SQL")]
    Unrestrictable,
}

impl AskError {
    /// The message, and advice.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Problem(problem) => problem.clone(),
            Self::Store(error) => error.problem(),
            Self::Logs(error) => error.problem(),
            Self::Unrestrictable => Problem::plain(self.to_string())
                .help("write WHERE into it, or `FROM $table` for the packets that they leave"),
        }
    }

    /// Whether whoever reads the answer has gone away.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Store(StoreError::Sink(error)) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The error of an answer that goes to standard output.
    pub fn unread(self) -> Self {
        match self {
            Self::Store(error) => Self::Store(error.unread()),
            error => error,
        }
    }
}

impl From<LogsError> for AskError {
    fn from(error: LogsError) -> Self {
        match error {
            LogsError::Table(error) => Self::Store(error),
            error if error.is_cancelled() => Self::Store(StoreError::Cancelled),
            error => Self::Logs(error),
        }
    }
}

impl From<io::Error> for AskError {
    fn from(error: io::Error) -> Self {
        Self::Store(StoreError::Sink(error))
    }
}

/// A question made ready.
#[derive(Debug)]
pub struct PreparedQuery {
    /// What will be run.
    pub statement: Statement,
    /// Whether the statement is to be shown instead of run.
    pub explain: bool,
    /// What takes the answer, instead of whoever asks.
    pub program: Option<Program>,
    /// The query in canonical form, with what else restricts it, where it is to be shown.
    pub canonical: Option<String>,
    plan: Option<Plan>,
    /// How many rows of the user's own SQL are shown.
    sql_limit: Option<u64>,
    /// Whether no clause of the query can raise the limit.
    is_capped: bool,
}

/// What there is to say besides an answer's rows.
#[derive(Debug)]
pub struct AnswerNotes {
    /// How many rows were shown, and what they leave out.
    pub footer: Footer,
    /// What else the reader should know, such as where to look if nothing was found in the window of
    /// time.
    pub advice: Vec<String>,
}

impl PreparedQuery {
    /// Shows the statement's rows in `sink`, up to its limit.
    fn present<'a>(&'a self, sink: &'a mut dyn RowSink) -> Present<'a> {
        match &self.statement.shape {
            Some(shape) => Present::new(Some(shape), sink),
            None => {
                Present::limited(self.sql_limit.and_then(|limit| usize::try_from(limit).ok()), sink)
            }
        }
    }
}

impl QueryContext<'_> {
    /// Reads a question and compiles it.
    pub fn prepare(&self, question: &Question<'_>) -> Result<PreparedQuery, AskError> {
        if raw::is_sql(question.text) {
            if matches!(self.packets, PacketSource::Logs(logs) if !logs.has_engine()) {
                return Err(LogsError::NoEngine.into());
            }
            let statement = self.prepare_sql(question)?;
            return Ok(PreparedQuery {
                statement,
                explain: false,
                canonical: None,
                program: None,
                plan: None,
                sql_limit: question.limit.filter(|limit| *limit != NO_LIMIT),
                is_capped: true,
            });
        }
        let mut query = query::parse(question.text, &question.params)?;
        question.restrictions().for_each(|predicate| query.restrict(predicate.clone()));
        let most = question.limit.unwrap_or(NO_LIMIT);
        let is_capped = question.limit.is_some() && query.limit.is_none_or(|limit| limit >= most);
        query.limit = match query.limit {
            Some(limit) => Some(limit.min(most)),
            None => question.limit.or(question.usual.limit),
        };
        let form = self.form()?;
        let mut plan = query::check(&query, self.clock(&form)?)?;
        plan.limit = plan.limit.filter(|limit| *limit != NO_LIMIT);
        self.fit(&mut plan, form.layout)?;
        let statement = sql::compile(&plan, self.packets.table(), form.layout);
        let explain = std::mem::take(&mut query.explain);
        // The program takes what is explained, and is none of it.
        let program = query.program.take();
        let canonical = explain.then(|| query.to_string());
        Ok(PreparedQuery {
            statement,
            explain,
            canonical,
            program,
            plan: Some(plan),
            sql_limit: None,
            is_capped,
        })
    }

    fn prepare_sql(&self, question: &Question<'_>) -> Result<Statement, AskError> {
        let (text, params) = (question.text, &question.params);
        let is_strict = !question.restrict.is_empty();
        if is_strict && !Variables::names_table(text) {
            return Err(AskError::Unrestrictable);
        }
        let restricts = question.restrictions().next().is_some();
        let mut setting = Variables::trial(params, Timestamp(0));
        let mut filter = None;
        // Most SQL names nothing that the store must be asked for.
        if Variables::matters_to(text) {
            let form = self.form()?;
            let now = self.clock(&form)?;
            if restricts {
                let mut query = query::parse("count", &Params::default())?;
                question.restrictions().for_each(|predicate| query.restrict(predicate.clone()));
                filter = query::check(&query, now)?.filter;
            }
            let (table, layout) = (self.packets.table(), form.layout);
            setting = Variables { params, now, table, layout, filter: filter.as_ref() };
        }
        Ok(match question.access {
            Access::Read => raw::parse_saved(text, &setting)?,
            Access::Write => raw::parse_unchecked(text, &setting)?,
        })
    }

    /// Runs what was made ready, and says what the reader should know besides the rows.
    pub fn run(
        &self,
        ready: &PreparedQuery,
        sink: &mut dyn RowSink,
    ) -> Result<AnswerNotes, AskError> {
        let shape = ready.statement.shape.as_ref();
        let mut is_empty = true;
        let see = |row: &[Value]| {
            is_empty &= row.iter().all(|value| matches!(value, Value::Null | Value::Int(0)));
        };
        let (mut footer, mut advice) = match (self.packets, &ready.plan) {
            (PacketSource::Logs(logs), None) => {
                let (table, report) = logs.table(self.cancel)?;
                let mut present = ready.present(sink);
                let mut watched = WatchedRows { inner: &mut present, see };
                table.query(&ready.statement, self.cancel, &mut watched)?;
                (present.footer(), report)
            }
            (PacketSource::Logs(logs), Some(plan)) => {
                let limit = plan.limit.and_then(|limit| usize::try_from(limit).ok());
                let mut present = Present::limited(limit, sink);
                let mut watched = WatchedRows { inner: &mut present, see };
                let report = self.answer_from_logs(logs, plan, &mut watched)?;
                (present.footer(), report)
            }
            (PacketSource::Table { store, .. }, _) => {
                let mut present = ready.present(sink);
                let mut watched = WatchedRows { inner: &mut present, see };
                store.query(&ready.statement, self.cancel, &mut watched)?;
                (present.footer(), Vec::new())
            }
        };
        if ready.is_capped && footer.rest == Rest::More {
            footer.rest = Rest::Capped;
        }
        let has_window = ready.plan.as_ref().is_some_and(|plan| plan.window.is_some());
        if has_window && is_empty {
            advice.extend(self.newest_note()?);
        }
        if let (PacketSource::Logs(_), Some(shape)) = (self.packets, shape) {
            footer.notes.extend(shape.notes.iter().cloned());
        }
        Ok(AnswerNotes { footer, advice })
    }

    /// Answers a plan from logs. Returns what to report about the logs.
    fn answer_from_logs(
        &self,
        logs: &LogSet,
        plan: &Plan,
        sink: &mut dyn RowSink,
    ) -> Result<Vec<String>, AskError> {
        // One row more than the limit shows that there are more.
        let asked = Plan { limit: plan.limit.map(|limit| limit.saturating_add(1)), ..plan.clone() };
        let (mut evaluation, report) = logs.evaluate(&asked, self.cancel)?;
        evaluation.answer(sink)?;
        Ok(report)
    }

    /// How the store would go about what was made ready, a line for each table.
    pub fn outline(&self, ready: &PreparedQuery) -> Result<Vec<String>, AskError> {
        let store = match self.packets {
            PacketSource::Logs(logs) => return Ok(vec![logs.outline()]),
            PacketSource::Table { store, .. } => store,
        };
        match store.outline(&ready.statement) {
            Err(StoreError::NoTable(name)) => Ok(vec![format!("there is no table `{name}` yet")]),
            lines => Ok(lines?),
        }
    }

    /// Divides the time of a histogram by the packets' times, where neither it nor its window says how.
    fn fit(&self, plan: &mut Plan, layout: TableLayout) -> Result<(), AskError> {
        if !plan.is_unfitted() {
            return Ok(());
        }
        let (store, table) = match self.packets {
            PacketSource::Table { store, table } => (store, table),
            // The evaluation fits the steps while it reads, for which `explain` would have to read too.
            PacketSource::Logs(_) if !plan.explain => return Ok(()),
            PacketSource::Logs(logs) => {
                if let Some((from, until)) = logs.extent(plan, self.cancel)? {
                    plan.fit(from, until);
                }
                return Ok(());
            }
        };
        let first = match self.first_row(store, &sql::extent(plan, table, layout)) {
            Err(StoreError::NoTable(_)) => Vec::new(),
            first => first?,
        };
        if let [Value::Time(from), Value::Time(until)] = first[..] {
            plan.fit(from, until);
        }
        Ok(())
    }

    /// What `now` is for the table; the clock's time where the table is empty.
    fn clock(&self, form: &TableForm) -> Result<Timestamp, AskError> {
        Ok(match self.now {
            Now::At(time) => time,
            Now::Clock => form.zone.now(),
            Now::Latest => match self.newest(form.layout)? {
                Some(newest) => newest.plus(1),
                None => form.zone.now(),
            },
        })
    }

    /// How the table keeps packets; one that is not there yet will keep them as this ipta does.
    fn form(&self) -> Result<TableForm, StoreError> {
        let (store, table) = match self.packets {
            PacketSource::Table { store, table } => (store, table),
            PacketSource::Logs(logs) => {
                return Ok(TableForm { zone: logs.zone().clone(), layout: TableLayout::default() });
            }
        };
        match store.recent_form(table) {
            Err(StoreError::NoTable(_)) => {
                let zone = self.zone.cloned().unwrap_or_else(Zone::system);
                Ok(TableForm { zone, layout: TableLayout::default() })
            }
            form => form,
        }
    }

    fn newest_note(&self) -> Result<Option<String>, AskError> {
        Ok(self.newest(self.form()?.layout)?.map(|newest| {
            let day = newest.to_string();
            let day = day.split(' ').next().unwrap_or_default();
            format!(
                "nothing in this window; the newest packet is of {newest}: \
                 ask `on {day}`, or start ipta with `--now latest`"
            )
        }))
    }

    /// The time of the table's newest packet; `None` in an empty table.
    fn newest(&self, layout: TableLayout) -> Result<Option<Timestamp>, AskError> {
        let query = query::parse("list time where has time limit 1", &Params::default())?;
        let plan = query::check(&query, Timestamp(0))?;
        let (store, table) = match self.packets {
            PacketSource::Table { store, table } => (store, table),
            PacketSource::Logs(logs) => {
                return Ok(logs.extent(&plan, self.cancel)?.map(|(_, newest)| newest));
            }
        };
        let statement = sql::compile(&plan, table, layout);
        match self.first_row(store, &statement)?[..] {
            [Value::Time(time), ..] => Ok(Some(time)),
            _ => Ok(None),
        }
    }

    /// The first row of an answer; empty if it has none.
    fn first_row(
        &self,
        store: &dyn Store,
        statement: &Statement,
    ) -> Result<Vec<Value>, StoreError> {
        let mut first = Vec::new();
        let mut sink = EachRow(|row| {
            first = row;
            false
        });
        store.query(statement, self.cancel, &mut sink)?;
        Ok(first)
    }
}
