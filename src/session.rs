//! A session: a store, settings and saved queries, and the one place where an input is run.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::ask::{AskError, Asked, Question, Ready};
use crate::cancel::Cancel;
use crate::cli::{self, Command, PromptCommand, PromptError};
use crate::config::{Config, ConfigError};
use crate::field::FIELDS;
use crate::import::ImportError;
use crate::input::Input;
use crate::library::Library;
use crate::output::{self, Format, Style, diagnostic, safe};
use crate::present::Rest;
use crate::query::{self, Params, Predicate};
use crate::rows::{Column, Kind};
use crate::span::Problem;
use crate::store::mysql::{Mysql, Server};
use crate::store::{self, Store, StoreError};
use crate::suggest;
use crate::value::Value;

mod config;
mod import;
mod saved;
mod tables;

/// What `--no-local` adds to a question.
const NOT_LOCAL: &str = "iif != lo and oif != lo";

/// What `--no-accept` adds to a question.
const NOT_ACCEPTED: &str = "verdict != accept";

/// Whether more inputs are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Leave.
    Quit,
}

/// Why an input failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A text that somebody typed is wrong.
    #[error("{problem}")]
    Text {
        /// The text.
        text: String,
        /// What is wrong with it.
        problem: Problem,
    },
    /// The store cannot be opened.
    #[error("cannot open the store: {0}")]
    Open(StoreError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An import failed.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A setting cannot be what it should be.
    #[error(transparent)]
    Config(Box<ConfigError>),
    /// The answer cannot be written.
    #[error("cannot write the answer: {0}")]
    Write(#[from] io::Error),
    /// Something else, in words.
    #[error("{0}")]
    Said(String),
}

impl Failure {
    /// The exit code that the failure stands for: 1 failed, 3 no store, 130 interrupted.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Open(_) => 3,
            failure if failure.is_cancelled() => 130,
            _ => 1,
        }
    }

    /// Whether the user stopped the work.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Store(StoreError::Cancelled) => true,
            Self::Import(error) => {
                matches!(error, ImportError::Cancelled | ImportError::Store(StoreError::Cancelled))
            }
            _ => false,
        }
    }

    /// Whether whoever reads the output has gone away, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Write(error) | Self::Store(StoreError::Sink(error)) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }

    /// Draws the failure for standard error.
    pub fn draw(&self, style: &Style) -> String {
        match self {
            Self::Text { text, problem } => diagnostic::draw(problem, text, style),
            Self::Config(error) => error.draw(style),
            Self::Store(StoreError::NoTable(_)) => {
                let said = self.to_string();
                let said = safe::lines(&said);
                format!("error: {said}; `ipta import FILE` makes it, `ipta tables` lists all\n")
            }
            other => format!("error: {}\n", safe::lines(&other.to_string())),
        }
    }
}

/// A store that is opened when it is first wanted, by whichever thread.
#[derive(Clone)]
pub struct LazyStore {
    /// The server; `None` is the embedded store.
    server: Option<Server>,
    /// The embedded store's folder.
    data: PathBuf,
    opened: Arc<OnceLock<Arc<dyn Store>>>,
}

impl LazyStore {
    fn new(config: &Config) -> Self {
        let (server, data) = (config.server.clone(), config.settings.folders.data.clone());
        Self { server, data, opened: Arc::default() }
    }

    /// The store, opened if nobody has yet.
    pub fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        if let Some(store) = self.opened.get() {
            return Ok(Arc::clone(store));
        }
        let store: Arc<dyn Store> = match &self.server {
            Some(server) => Arc::new(Mysql::open(server.clone(), Box::new(say))?),
            None => store::open(&self.data)?,
        };
        Ok(Arc::clone(self.opened.get_or_init(|| store)))
    }
}

/// A question on its way to the store, and how its answer is to look.
struct Asking<'a> {
    text: &'a str,
    params: Params,
    title: Option<&'a str>,
    heading: Option<&'a str>,
    /// A line for each cell.
    vertical: bool,
    /// Rows at most, over what the text says.
    limit: Option<u64>,
}

impl<'a> Asking<'a> {
    /// A text that somebody typed.
    fn of(text: &'a str, limit: Option<u64>) -> Self {
        Self { text, params: Params::new(), title: None, heading: None, vertical: false, limit }
    }
}

/// A store, settings and saved queries.
pub struct Session {
    /// The settings.
    pub config: Config,
    /// The saved queries.
    pub library: Library,
    /// Raised by Ctrl-C; stops what runs.
    pub cancel: Cancel,
    /// The store, not opened before it is first wanted.
    pub store: LazyStore,
}

impl Session {
    /// A session that has not touched its store yet.
    pub fn new(config: Config, cancel: Cancel) -> Self {
        let (library, unread) = Library::load(&config.queries());
        unread.iter().for_each(|warning| say(&format!("warning: {warning}")));
        let store = LazyStore::new(&config);
        Self { config, library, cancel, store }
    }

    /// The store.
    pub fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        self.store.open().map_err(Failure::Open)
    }

    /// Runs one input; its answer goes to `out`, what else is to be said to standard error.
    pub fn run(&mut self, input: &Input, out: &mut dyn Write) -> Result<Flow, Failure> {
        match input {
            Input::Question(text) => {
                self.ask(&Asking::of(text, self.config.settings.reports.limit), out)?
            }
            Input::Vertical(text) => {
                let asking = Asking {
                    vertical: true,
                    ..Asking::of(text, self.config.settings.reports.limit)
                };
                self.ask(&asking, out)?;
            }
            Input::Command(line) => {
                let command = self.read_command(line)?;
                return self.command(&command, out);
            }
        }
        Ok(Flow::Continue)
    }

    /// Reads what stands behind `:`. A report's name is a command too, which the beginning of a
    /// command's name does not hide.
    fn read_command(&self, line: &str) -> Result<PromptCommand, Failure> {
        let name = line.split_whitespace().next().unwrap_or_default();
        let is_report = !cli::is_command(name) && self.library.get(name).is_some();
        let reported = is_report.then(|| format!("report {line}"));
        cli::parse_prompt(reported.as_deref().unwrap_or(line)).map_err(|error| match error {
            PromptError::Usage(usage) => Failure::Said(usage),
            PromptError::Unknown(name) => Failure::Said(self.unknown_command(&name)),
        })
    }

    fn unknown_command(&self, name: &str) -> String {
        let commands = cli::prompt_commands();
        let reports = self.library.all().map(|saved| saved.name.as_str());
        let names = commands.iter().map(|command| command.name.as_str()).chain(reports);
        let advice = suggest::nearest(name, names).map_or_else(
            || "`:help` lists all".to_owned(),
            |near| format!("did you mean `:{near}`?"),
        );
        format!("there is no command or report `:{name}`; {advice}")
    }

    /// Runs one command of the prompt.
    fn command(&mut self, command: &PromptCommand, out: &mut dyn Write) -> Result<Flow, Failure> {
        match command {
            PromptCommand::Command(command) => self.verb(command, out)?,
            PromptCommand::Use { table } => {
                self.store()?.table(table)?;
                self.config.choose("store.table", table)?;
            }
            PromptCommand::Format { format } => {
                self.config.choose("output.format", format.name())?
            }
            PromptCommand::Set { key, value } => self.set(key.as_deref(), value, out)?,
            PromptCommand::WriteConfig => self.write_config()?,
            PromptCommand::Help { topic } => self.help(topic.as_deref(), out)?,
            PromptCommand::Quit => return Ok(Flow::Quit),
        }
        Ok(Flow::Continue)
    }

    /// Runs one command that the command line has too.
    pub fn verb(&mut self, command: &Command, out: &mut dyn Write) -> Result<(), Failure> {
        match command {
            Command::Import(arguments) => self.import(arguments),
            Command::Analyze => self.analyze(out),
            Command::Report(call) => self.report(call, out),
            Command::Reports => self.reports(out),
            Command::Save(arguments) => self.save(arguments),
            Command::Drop { name } => self.drop_saved(name),
            Command::Edit { name } => self.edit(name),
            Command::Eval(call) => {
                let expanded = self.expand(&call.name, &call.params)?;
                Ok(writeln!(out, "{}", safe::lines(&expanded))?)
            }
            Command::Explain { query } => {
                let text = format!("explain {}", query.join(" "));
                self.ask(&Asking::of(&text, self.config.settings.reports.limit), out)
            }
            Command::Tables { change } => self.tables(change.as_ref(), out),
            Command::Clear => self.clear(),
            Command::SetupSql => self.setup_sql(out),
            Command::Fields => self.fields(out),
            Command::Config(arguments) => self.config(arguments.change.as_ref(), out),
        }
    }

    /// Puts a question to the store and writes the answer, under its titles if it has any.
    fn ask(&self, asking: &Asking<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let text = asking.text;
        let question = Question {
            text,
            params: asking.params.clone(),
            restrict: self.restrict(),
            limit: asking.limit,
            access: self.config.access,
        };
        let failure = |error| self.explain_failure(text, error);
        let store = self.store()?;
        let asked = Asked {
            store: store.as_ref(),
            table: &self.config.settings.store.table,
            zone: &self.config.settings.time.zone(),
            now: self.config.settings.time.now,
            cancel: &self.cancel,
        };
        let ready = asked.prepare(&question).map_err(failure)?;
        if ready.explain {
            writeln!(out, "{}", ready.statement)?;
            return Ok(());
        }
        self.answer(&asked, &ready, asking, out).map_err(failure)
    }

    fn explain_failure(&self, text: &str, error: AskError) -> Failure {
        match error {
            AskError::Problem(problem) => {
                let problem = advise_command(text, problem);
                Failure::Text { text: text.to_owned(), problem }
            }
            AskError::Store(error) => Failure::Store(error),
            AskError::Unrestrictable => Failure::Said(error.to_string()),
        }
    }

    fn answer(
        &self,
        asked: &Asked<'_>,
        ready: &Ready,
        asking: &Asking<'_>,
        out: &mut dyn Write,
    ) -> Result<(), AskError> {
        let usual = self.config.answer_format();
        let format = if asking.vertical { Format::Vertical } else { usual };
        let style = self.config.style();
        if let Some(title) = asking.title {
            write_title(title, "## ", format, out).map_err(StoreError::Sink)?;
        }
        if let Some(heading) = asking.heading {
            write_title(heading, "### ", format, out).map_err(StoreError::Sink)?;
        }
        let told = {
            let mut sink = output::sink(format, &style, out);
            asked.run(ready, sink.as_mut())?
        };
        out.flush().map_err(StoreError::Sink)?;
        let footer = &told.footer;
        if style.terminal && format == Format::Table && footer.rest == Rest::None {
            say(&format!("{} {}", footer.rows, if footer.rows == 1 { "row" } else { "rows" }));
        }
        // A program that reads the rows knows its query; that rows are missing it must be told.
        if style.terminal || footer.rest == Rest::More {
            footer.to_string().lines().for_each(say);
        }
        told.advice.iter().for_each(|advice| say(advice));
        Ok(())
    }

    fn restrict(&self) -> Vec<Predicate> {
        let reports = &self.config.settings.reports;
        let wanted = [(reports.no_local, NOT_LOCAL), (reports.no_accept, NOT_ACCEPTED)];
        let texts = wanted.into_iter().filter(|(on, _)| *on).map(|(_, text)| text);
        texts.filter_map(|text| query::parse_predicate(text).ok()).collect()
    }

    fn fields(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let columns = ["field", "also", "meaning"].map(|name| Column::new(name, Kind::Text));
        let rows =
            FIELDS.iter().map(|field| texts([field.name, &field.aliases.join(", "), field.help]));
        self.list(&columns, rows, out)
    }

    fn help(&self, topic: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
        let commands = cli::prompt_commands();
        let columns = ["type", "to"].map(|name| Column::new(name, Kind::Text));
        let typed = |command: &cli::CommandHelp| {
            texts([format!(":{} {}", command.name, command.usage).trim_end(), &command.about])
        };
        let Some(topic) = topic else {
            out.write_all(QUERY_HELP.as_bytes())?;
            return self.list(&columns, commands.iter().map(typed), out);
        };
        let topic = topic.trim_start_matches([':', '\\']);
        if let Some(command) = commands.iter().find(|command| command.name == topic) {
            return self.list(&columns, [typed(command)].into_iter(), out);
        }
        let Some(saved) = self.library.get(topic) else {
            return Err(Failure::Said(self.unknown_command(topic)));
        };
        out.write_all(safe::lines(&saved.text).as_bytes())?;
        Ok(())
    }

    /// Writes rows that come from ipta itself in the format of answers.
    fn list(
        &self,
        columns: &[Column],
        rows: impl Iterator<Item = Vec<Value>>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let style = self.config.style();
        let mut sink = output::sink(self.config.answer_format(), &style, out);
        sink.columns(columns)?;
        for row in rows {
            if !sink.row(row)? {
                break;
            }
        }
        sink.finish()?;
        Ok(())
    }
}

const QUERY_HELP: &str = "\
Ask:  top dport where action != ACCEPT        top 20 src by distinct dport where denied last 1h
      count by action, proto last 7d          list where src in 10.0.0.0/8 and dport 22
      values prefix                           SELECT src, COUNT(*) FROM logs GROUP BY src

";

/// A query that begins with a command's name probably lacks the colon.
fn advise_command(text: &str, problem: Problem) -> Problem {
    let first = text.get(problem.span.range()).unwrap_or_default();
    let is_command = cli::prompt_commands().iter().any(|command| command.name == first);
    match is_command && text.trim_start().starts_with(first) {
        true => problem.help(format!("commands begin with a colon: `:{first}`")),
        false => problem,
    }
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<Value> {
    cells.map(|cell| Value::Text(cell.to_owned())).into()
}

/// Writes a title above an answer; `level` is what Markdown marks it with.
fn write_title(title: &str, level: &str, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let title = safe::text(title);
    match format {
        Format::Json => Ok(()),
        Format::Csv | Format::Tsv => writeln!(out, "# {title}"),
        Format::Markdown => writeln!(out, "{level}{title}\n"),
        Format::Table | Format::Vertical => writeln!(out, "{title}"),
    }
}

/// Text that is drawn already, on standard error.
fn say_drawn(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// One line on standard error. That it cannot be written is nobody's business.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", safe::lines(line));
}
