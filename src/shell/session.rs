//! A session: a store, settings and saved queries, and the one place where an input is run.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Arc;

use crate::cancel::Cancel;
use crate::cli::follow::FollowArgs;
use crate::cli::{self, Command, PromptCommand, PromptError};
use crate::config::Config;
use crate::input::Input;
use crate::library::Library;
use crate::mysql::label::LabelGuard;
use crate::output::{Format, sanitize};
use crate::store::{OpenEmbedded, Store};
use crate::suggest;
use crate::value::Value;

mod answer;
mod asking;
mod config;
mod explain_line;
mod export;
mod failure;
mod follow;
mod help;
mod import;
mod last;
mod lazy;
mod live;
mod names;
mod place;
mod program;
mod redirect;
mod saved;
mod source;
mod tables;
mod ticker;

pub use failure::Failure;
pub use follow::Background;
pub use lazy::LazyStore;

use asking::AnswerOptions;
use last::LastAnswer;
use names::NamesOnce;
use redirect::{Redirect, Redirected};

/// Whether more inputs are wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Leave.
    Quit,
    /// Go on; there is something that only a prompt can do.
    Prompt(PromptAction),
}

/// What only a prompt can do.
#[derive(Debug, Clone, PartialEq)]
pub enum PromptAction {
    /// List so many of the statements that were typed before.
    History(usize),
    /// Put a text on the line, to be changed and run.
    Line(String),
    /// Follow logs while somebody types.
    Follow(FollowArgs),
    /// Stop that.
    Unfollow,
}

impl PromptAction {
    /// The command that wishes it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::History(_) => "history",
            Self::Line(_) => "eval",
            Self::Follow(_) => "follow",
            Self::Unfollow => "unfollow",
        }
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
    /// Somebody types at a prompt.
    pub is_prompt: bool,
    /// What is run was read from standard input, and nobody types it.
    pub is_script: bool,
    /// The file that answers go to.
    redirect: Option<Redirect>,
    /// How the answer is laid out that is being written to it.
    redirected: Option<Redirected>,
    /// The format of one answer, whatever is chosen.
    once: Option<Format>,
    /// What was asked last.
    asked: Option<Input>,
    /// What came of it.
    last: RefCell<Option<LastAnswer>>,
    /// Names of addresses.
    naming: NamesOnce,
    /// How many files that run one another are being run.
    depth: usize,
}

impl Session {
    /// A session that has not touched its store yet; `open_embedded` opens the embedded one.
    pub fn new(config: Config, cancel: Cancel, open_embedded: OpenEmbedded) -> Self {
        let (library, unread) = Library::load(&config.queries());
        unread.iter().for_each(|warning| say(&format!("warning: {warning}")));
        let store = LazyStore::new(&config, open_embedded);
        Self {
            config,
            library,
            cancel,
            store,
            is_prompt: false,
            is_script: false,
            redirect: None,
            redirected: None,
            once: None,
            asked: None,
            last: RefCell::new(None),
            naming: NamesOnce::default(),
            depth: 0,
        }
    }

    /// The store.
    pub fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        self.store.open().map_err(Failure::Open)
    }

    /// Runs one input; its answer goes to `out`, what else is to be said to standard error.
    pub fn run(&mut self, input: &Input, out: &mut dyn Write) -> Result<Flow, Failure> {
        match input {
            // What these say is for whoever types.
            Input::Command(line) => match self.read_command(line)? {
                PromptCommand::Out { file, append } => {
                    self.redirect(file.as_deref(), append).map(|()| Flow::Continue)
                }
                PromptCommand::Help { topic } => {
                    self.help(topic.as_deref(), out).map(|()| Flow::Continue)
                }
                _ => self.run_redirected(input, out),
            },
            Input::Question(_) | Input::Vertical(_) => self.run_redirected(input, out),
        }
    }

    /// How what is run came to be typed, as a server's administrator may see it.
    fn kind(&self) -> &'static str {
        match (self.is_prompt, self.is_script) {
            (true, _) => "shell",
            (false, true) => "script",
            (false, false) => "-e",
        }
    }

    /// Follows in the foreground what a text names that begins with the bare word `follow`.
    fn foreground(&mut self, text: &str, out: &mut dyn Write) -> Option<Result<(), Failure>> {
        let first = text.split_whitespace().next()?;
        if first != "follow" {
            return None;
        }
        Some(self.read_command(text).and_then(|command| match command {
            PromptCommand::Command(command) => self.verb(&command, out),
            _ => Ok(()),
        }))
    }

    /// Runs one input, its answer where `out` is.
    fn dispatch(&mut self, input: &Input, out: &mut dyn Write) -> Result<Flow, Failure> {
        self.renew_budget();
        let _work = LabelGuard::begin(self.kind());
        match input {
            Input::Question(_) | Input::Vertical(_) => self.asked = Some(input.clone()),
            Input::Command(_) => {}
        }
        match input {
            Input::Question(text) => {
                if let Some(followed) = self.foreground(text, out) {
                    return followed.map(|()| Flow::Continue);
                }
                self.ask(&AnswerOptions::of(text), out)?
            }
            Input::Vertical(text) => {
                let asking = AnswerOptions { vertical: true, ..AnswerOptions::of(text) };
                self.ask(&asking, out)?;
            }
            Input::Command(line) => {
                let command = self.read_command(line)?;
                let reports = PromptCommand::is_report(&command);
                self.asked = if reports { Some(input.clone()) } else { self.asked.take() };
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
            PromptError::Usage(problem) => Failure::Text {
                text: format!(":{}", reported.as_deref().unwrap_or(line).trim()),
                problem,
            },
            PromptError::Unknown(name) => self.unknown_command(&name),
        })
    }

    fn unknown_command(&self, name: &str) -> Failure {
        let commands = cli::prompt_commands();
        let reports = self.library.all().map(|saved| saved.name.as_str());
        let names: Vec<&str> =
            commands.iter().map(|command| command.name.as_str()).chain(reports).collect();
        let beginning: Vec<&str> = names
            .iter()
            .copied()
            .filter(|known| known.starts_with(name) && !name.is_empty())
            .collect();
        if beginning.len() > 1 {
            let known = beginning.join("`, `:");
            return Failure::other(format!("`:{name}` begins several names: `:{known}`"));
        }
        let advice = suggest::nearest(name, names.iter().copied()).map_or_else(
            || "`:help` lists all".to_owned(),
            |near| format!("did you mean `:{near}`?"),
        );
        Failure::with_help(format!("there is no command or report `:{name}`"), advice)
    }

    /// Runs one command of the prompt.
    fn command(&mut self, command: &PromptCommand, out: &mut dyn Write) -> Result<Flow, Failure> {
        match command {
            PromptCommand::Command(Command::Eval(call)) if self.is_prompt => {
                return Ok(Flow::Prompt(PromptAction::Line(
                    self.expand(&call.name, &call.params)?,
                )));
            }
            PromptCommand::Command(Command::Follow(arguments)) if self.is_prompt => {
                return Ok(Flow::Prompt(PromptAction::Follow(arguments.clone())));
            }
            PromptCommand::Unfollow => return Ok(Flow::Prompt(PromptAction::Unfollow)),
            PromptCommand::Command(command) => self.verb(command, out)?,
            PromptCommand::History { count } => {
                return Ok(Flow::Prompt(PromptAction::History(*count)));
            }
            PromptCommand::Watch { query } => self.watch(query.join(" ").trim(), out)?,
            PromptCommand::Last { format } => self.show_last(*format, out)?,
            PromptCommand::Out { file, append } => self.redirect(file.as_deref(), *append)?,
            PromptCommand::Pager { command } => self.choose_pager(command.join(" ").trim())?,
            PromptCommand::Source { file } => self.source(file, out)?,
            PromptCommand::Timing { on } => self.switch("shell.timing", *on)?,
            PromptCommand::Sql { on } => self.switch("shell.echo_sql", *on)?,
            PromptCommand::Rdns { on } => self.switch("rdns.on", *on)?,
            PromptCommand::Services { on } => self.switch("output.services", *on)?,
            PromptCommand::Schema { table } => self.schema(table.as_deref(), out)?,
            PromptCommand::Status => self.status(out)?,
            PromptCommand::Connect { target, ask_password } => {
                self.connect(target.as_deref(), *ask_password)?
            }
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
        self.renew_budget();
        let _work = LabelGuard::begin(command.name());
        match command {
            Command::Import(arguments) => self.import(arguments),
            Command::Follow(arguments) => self.follow(arguments, out),
            Command::Live(arguments) => self.live(arguments),
            Command::Analyze => self.analyze(out),
            Command::Report(call) => self.report(call, out),
            Command::Reports => self.reports(out),
            Command::Save(arguments) => self.save(arguments),
            Command::Drop { name } => self.drop_saved(name),
            Command::Edit { name } => self.edit(name),
            Command::Eval(call) => {
                let expanded = self.expand(&call.name, &call.params)?;
                Ok(writeln!(out, "{}", sanitize::lines(&expanded))?)
            }
            Command::Explain { query } => {
                let text = format!("explain {}", query.join(" "));
                self.ask(&AnswerOptions::of(&text), out)
            }
            Command::ExplainLine(arguments) => self.explain_line(arguments, out),
            Command::Tables { change } => self.tables(change.as_ref(), out),
            Command::Clear => self.clear(),
            Command::Export(arguments) => self.export(arguments, out),
            Command::SetupSql(arguments) => self.setup_sql(arguments, out),
            Command::Fields => self.fields(out),
            Command::Config(arguments) => self.config(arguments.change.as_ref(), out),
        }
    }
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<Value> {
    cells.map(|cell| Value::Text(cell.to_owned())).into()
}

/// Text that is drawn already, on standard error.
fn say_drawn(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// One line on standard error. A failure to write it is ignored: there is no other place to report it.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sanitize::text(line));
}

/// A text of several lines on standard error.
fn say_lines(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sanitize::lines(text));
}
