//! A session: a store, settings and saved queries, and the one place where an input is run.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::cancel::Cancel;
use crate::cli::follow::FollowArgs;
use crate::cli::{self, Command, PromptCommand, PromptError, SaveArgs};
use crate::config::Config;
use crate::input::{self, Input};
use crate::library::Library;
use crate::logs::LogSet;
use crate::mysql::label::LabelGuard;
use crate::output::target::{self, Target};
use crate::store::{EmbeddedEngine, Store};
use crate::suggest;

mod answer;
mod answer_output;
mod asking;
mod config;
mod connection;
mod context;
mod edit;
mod explain_line;
mod export;
mod failure;
mod follow;
mod help;
mod import;
mod last_answer;
mod lazy;
mod live;
mod logs;
pub mod messages;
mod naming;
mod program;
mod redirect;
mod repeat;
mod restrictions;
mod saved;
mod source;
mod status;
mod suggestions;
mod tables;
mod ticker;

pub use config::save_database;
pub use context::InputOrigin;
pub use failure::{Failure, refuse_ended};
pub use follow::Background;
pub use lazy::LazyStore;
pub use status::place;

use answer::AnswerOptions;
use context::{AnswerState, Context, PasswordPrompt};
use messages::say;
use redirect::Redirect;

/// Whether more inputs are expected.
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
    /// List this number of the statements that were typed before.
    History(usize),
    /// Put a text on the line, to be changed and run.
    Line(String),
    /// Follow logs while the user types.
    Follow(FollowArgs),
    /// Stop that.
    Unfollow,
    /// Clear the screen.
    ClearScreen,
}

impl PromptAction {
    /// The command that asks for it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::History(_) => "history",
            Self::Line(_) => "eval",
            Self::Follow(_) => "follow",
            Self::Unfollow => "unfollow",
            Self::ClearScreen => "clear-screen",
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
    /// The store, opened when it is first used.
    pub store: LazyStore,
    /// The logs that are asked in place of the table.
    pub logs: Option<LogSet>,
    /// An answer from logs that are closed lacked packets.
    lacked_packets: bool,
    /// Where the inputs come from.
    pub origin: InputOrigin,
    answers: AnswerState,
    /// How many files that run one another are being run.
    depth: usize,
}

impl Session {
    /// A session that has not touched its store yet; `engine` is the embedded one.
    pub fn new(config: Config, cancel: Cancel, engine: EmbeddedEngine) -> Self {
        let store = LazyStore::new(&config, engine);
        let (library, origin) = (load_library(&config), InputOrigin::CommandLine);
        let answers = AnswerState::default();
        let (logs, lacked_packets) = (None, false);
        Self { config, library, cancel, store, logs, lacked_packets, origin, answers, depth: 0 }
    }

    /// The store.
    pub fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        self.context().open_store()
    }

    fn context(&self) -> Context<'_> {
        let Self { config, library, cancel, store, logs, origin, answers, depth, .. } = self;
        let (logs, origin, depth) = (logs.as_ref(), *origin, *depth);
        Context { config, library, cancel, store, logs, answers, origin, depth }
    }

    /// Runs one input; its answer goes to `out` or to the file of `:out`, messages to standard error.
    pub fn run(&mut self, input: &Input, out: &mut dyn Write) -> Result<Flow, Failure> {
        // What these write is for the user who types them.
        let is_for_user = match input {
            Input::Command(line) => {
                let command = self.parse_command(line)?;
                matches!(command, PromptCommand::Out { .. } | PromptCommand::Help { .. })
            }
            Input::Question(_) | Input::Vertical(_) => false,
        };
        let redirect = if is_for_user { None } else { self.answers.redirect.take() };
        let Some(mut redirect) = redirect else { return self.run_input(input, out) };
        self.answers.redirected = Some(redirect.form);
        let ran = self.run_input(input, &mut redirect.file);
        self.answers.redirected = None;
        let written = redirect.flush();
        self.answers.redirect = Some(redirect);
        let flow = ran?;
        written.map(|()| flow)
    }

    /// Writes answers to a file from now on, or to standard output again.
    fn redirect(&mut self, file: Option<&Path>, how: target::Write) -> Result<(), Failure> {
        if let Some(mut redirect) = self.answers.redirect.take() {
            redirect.flush()?;
            say(&format!("answers are in {}", redirect.path.display()));
        }
        let Some(path) = file else { return Ok(()) };
        let target = Target::of(path).map_err(|error| redirect::cannot("write", path, &error))?;
        if how == target::Write::Replace {
            self.context().confirm_target(path, target)?;
        }
        self.answers.redirect = Some(Redirect::open(path, target, how)?);
        Ok(())
    }

    /// Runs one input, its answer where `out` is.
    fn run_input(&mut self, input: &Input, out: &mut dyn Write) -> Result<Flow, Failure> {
        self.answers.naming.renew_budget(&self.config);
        if self.origin != InputOrigin::CommandLine {
            self.context().keep_packets();
        }
        let _work = LabelGuard::begin(self.origin.label());
        let (text, vertical) = match input {
            Input::Command(line) => {
                let command = self.parse_command(line)?;
                if command.is_report() {
                    self.answers.asked = Some(input.clone());
                }
                return self.run_command(&command, out);
            }
            Input::Question(text) => (text, false),
            Input::Vertical(text) => (text, true),
        };
        self.answers.asked = Some(input.clone());
        if !vertical && text.split_whitespace().next() == Some("follow") {
            return self.follow_in_foreground(text, out);
        }
        let context = self.context();
        let options = AnswerOptions { vertical, ..AnswerOptions::typed(text) };
        asking::ask(&context, &options, &mut context.output(out))?;
        Ok(Flow::Continue)
    }

    /// Follows in the foreground what a text names that begins with the bare word `follow`.
    fn follow_in_foreground(&mut self, text: &str, out: &mut dyn Write) -> Result<Flow, Failure> {
        if let PromptCommand::Command(command) = self.parse_command(text)? {
            self.verb(&command, out)?;
        }
        Ok(Flow::Continue)
    }

    /// Parses what follows `:`. A report's name is a command too, which the beginning of a command's
    /// name does not hide.
    fn parse_command(&self, line: &str) -> Result<PromptCommand, Failure> {
        let opened = self.name_opened_logs(line);
        let line = opened.as_deref().unwrap_or(line);
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
        if let Some(mark) = name.chars().next().filter(|mark| ['\\', '.'].contains(mark)) {
            let whole = name.trim_start_matches(mark);
            let advice = input::tip(name).map_or_else(
                || match names.contains(&whole) {
                    true => format!("commands begin with a colon: `:{whole}`"),
                    false => "commands begin with a colon; `:help` lists all".to_owned(),
                },
                str::to_owned,
            );
            return Failure::with_help(format!("there is no command `{name}`"), advice);
        }
        let advice = suggest::nearest(name, names.iter().copied()).map_or_else(
            || "`:help` lists all".to_owned(),
            |near| format!("did you mean `:{near}`?"),
        );
        Failure::with_help(format!("there is no command or report `:{name}`"), advice)
    }

    /// Runs one command of the prompt.
    fn run_command(
        &mut self,
        command: &PromptCommand,
        out: &mut dyn Write,
    ) -> Result<Flow, Failure> {
        let is_prompt = self.origin == InputOrigin::Prompt;
        if self.logs.is_some() && command.needs_table() {
            self.reach_store()?;
        }
        let config = &mut self.config;
        match command {
            PromptCommand::Command(Command::Eval(call)) if is_prompt => {
                let expanded = saved::expand(&self.context(), call)?;
                return Ok(Flow::Prompt(PromptAction::Line(expanded)));
            }
            PromptCommand::Command(Command::Follow(arguments)) if is_prompt => {
                return Ok(Flow::Prompt(PromptAction::Follow(arguments.clone())));
            }
            PromptCommand::Unfollow => return Ok(Flow::Prompt(PromptAction::Unfollow)),
            PromptCommand::History { count } => {
                return Ok(Flow::Prompt(PromptAction::History(*count)));
            }
            PromptCommand::ClearScreen => return Ok(Flow::Prompt(PromptAction::ClearScreen)),
            PromptCommand::Quit => return Ok(Flow::Quit),
            PromptCommand::Command(command) => self.verb(command, out)?,
            PromptCommand::Watch { query } => self.watch(query.join(" ").trim(), out)?,
            PromptCommand::Last { format } => self.show_last(*format, out)?,
            PromptCommand::Out { file, append } => {
                self.redirect(file.as_deref(), target::Write::of(*append))?;
            }
            PromptCommand::Source { file } => self.source(file, out)?,
            PromptCommand::Schema { table } => {
                status::show_schema(&self.context(), table.as_deref(), out)?;
            }
            PromptCommand::Status => status::show_status(&self.context(), out)?,
            PromptCommand::Connect { target, ask_password } => {
                self.connect(target.as_deref(), PasswordPrompt::of(*ask_password))?;
            }
            PromptCommand::Use { table } => self.use_table(table)?,
            PromptCommand::Open(logs) => self.open_logs(logs)?,
            PromptCommand::Help { topic } => {
                help::show_help(&self.context(), topic.as_deref(), out)?;
            }
            PromptCommand::Set { key: Some(key), value } if !value.is_empty() => {
                self.set(key, value)?;
            }
            PromptCommand::Set { key, .. } => {
                config::show_settings(&self.context(), key.as_deref(), out)?;
            }
            PromptCommand::Format { format } => config.choose("output.format", format.name())?,
            PromptCommand::Pager { command } => config::choose_pager(config, command)?,
            PromptCommand::Timing { on } => config::switch(config, "shell.timing", *on)?,
            PromptCommand::Sql { on } => config::switch(config, "shell.echo_sql", *on)?,
            PromptCommand::Rdns { on } => config::switch(config, "rdns.on", *on)?,
            PromptCommand::Services { on } => config::switch(config, "output.services", *on)?,
            PromptCommand::WriteConfig => config::save_choices(config)?,
        }
        Ok(Flow::Continue)
    }

    /// Asks a table from now on, in place of another one or of logs.
    fn use_table(&mut self, table: &str) -> Result<(), Failure> {
        self.store()?.table(table)?;
        self.config.choose("store.table", table)?;
        self.close_logs();
        Ok(())
    }

    /// Chooses a setting's value, which may move the session to another store or other folders.
    fn set(&mut self, key: &str, value: &[String]) -> Result<(), Failure> {
        let before = (self.config.server.clone(), self.config.settings.folders.clone());
        config::choose_setting(&mut self.config, key, value)?;
        if before != (self.config.server.clone(), self.config.settings.folders.clone()) {
            self.store = self.store.moved(&self.config);
            self.library = load_library(&self.config);
        }
        config::report_later(self.logs.is_some(), &self.config.settings.store.table, key);
        Ok(())
    }

    /// Runs one command that the command line has too.
    pub fn verb(&mut self, command: &Command, out: &mut dyn Write) -> Result<(), Failure> {
        self.answers.naming.renew_budget(&self.config);
        let _work = LabelGuard::begin(command.name());
        let Self { library, config, .. } = self;
        match command {
            Command::Import(arguments) => self.import(arguments),
            Command::Follow(arguments) => self.follow(arguments, out),
            Command::Live(arguments) => self.live(arguments),
            Command::ExplainLine(arguments) => self.explain_line(arguments, out),
            Command::Save(SaveArgs { name, query }) => {
                saved::save(library, config, name, &query.join(" "))
            }
            Command::Drop { name } => saved::drop_saved(library, name),
            Command::Edit { name } => edit::edit(library, config, name),
            Command::Analyze => saved::run_analysis(&self.context(), out),
            Command::Report(call) => saved::run_report(&self.context(), call, out),
            Command::Reports => help::list_reports(&self.context(), out),
            Command::Fields => help::list_fields(&self.context(), out),
            Command::Eval(call) => saved::print_expanded(&self.context(), call, out),
            Command::Explain { query } => {
                let text = format!("explain {}", query.join(" "));
                let context = self.context();
                asking::ask(&context, &AnswerOptions::typed(&text), &mut context.output(out))
            }
            Command::Tables { change } => {
                tables::change_tables(&self.context(), change.as_ref(), out)
            }
            Command::Clear => tables::clear_table(&self.context()),
            Command::Export(arguments) => export::export(&self.context(), arguments, out),
            Command::SetupSql(arguments) => tables::print_setup(&self.context(), arguments, out),
            Command::Config(arguments) => {
                config::change_file(&self.context(), arguments.change.as_ref(), out)
            }
        }
    }
}

/// Loads the saved queries, and warns of those that cannot be read.
fn load_library(config: &Config) -> Library {
    let (library, unread) = Library::load(&config.queries());
    unread.iter().for_each(|warning| say(&format!("warning: {warning}")));
    library
}
