//! The ipta program: the command line is read, made into a configuration, and run.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use signal_hook::consts::SIGINT;

use ipta::cancel::Cancel;
use ipta::cli::{Cli, Command, ImportArgs, Modes, TableChange, Verb, legacy};
use ipta::config::{self, Config, ConfigError};
use ipta::input::{self, Input};
use ipta::session::{Failure, Flow, Session};
use ipta::shell;
use ipta::store::StoreError;

/// The exit code of a command line that cannot be; clap's own too.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse_from(legacy::expand(std::env::args_os()));
    if cli.verb.is_some() && !cli.modes.is_empty() {
        let message = "-c, -i, -a, -e and the table options do not go with a subcommand";
        Cli::command().error(ErrorKind::ArgumentConflict, message).exit();
    }
    let config = match configure(&cli) {
        Ok(config) => config,
        Err(error) => {
            let style = config::error_style(cli.options.color.unwrap_or_default());
            let _ = write!(io::stderr(), "{}", error.draw(&style));
            return ExitCode::from(USAGE);
        }
    };
    let style = config.error_style();
    let mut session = Session::new(config, Cancel::default());
    match start(&cli, &mut session) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = write!(io::stderr(), "{}", failure.draw(&style));
            ExitCode::from(failure.exit_code())
        }
    }
}

fn configure(cli: &Cli) -> Result<Config, ConfigError> {
    let mut config = Config::new(&cli.options)?;
    if cli.needs_store() {
        config.fill_password()?;
    }
    Ok(config)
}

/// Does what the command line says; without a word a prompt on a terminal, a script elsewhere.
fn start(cli: &Cli, session: &mut Session) -> Result<(), Failure> {
    let bare = cli.verb.is_none() && cli.modes.is_empty();
    let shell = bare || matches!(cli.verb, Some(Verb::Shell));
    if shell && io::stdin().is_terminal() {
        return shell::run(session);
    }
    stop_on_interrupt(session.cancel.clone());
    let mut out = io::BufWriter::new(io::stdout());
    if shell {
        let script = io::read_to_string(io::stdin())
            .map_err(|error| Failure::Said(format!("cannot read standard input: {error}")))?;
        return run_all(session, &script, &mut out);
    }
    match &cli.verb {
        Some(Verb::Command(command)) => session.verb(command, &mut out)?,
        Some(Verb::Shell) | None => run_modes(&cli.modes, session, &mut out)?,
    }
    Ok(out.flush()?)
}

fn run_modes(modes: &Modes, session: &mut Session, out: &mut dyn Write) -> Result<(), Failure> {
    for change in modes.table_changes(&session.config.settings.store.table) {
        session.verb(&Command::Tables { change: Some(change) }, out)?;
    }
    if modes.clear {
        match session.verb(&Command::Clear, out) {
            // A table that the import is going to make is clear already.
            Err(Failure::Store(StoreError::NoTable(_))) if !modes.import.is_empty() => {}
            cleared => cleared?,
        }
    }
    if !modes.import.is_empty() {
        let files = modes.import.clone();
        let arguments = ImportArgs { files, ..ImportArgs::default() };
        session.verb(&Command::Import(arguments), out)?;
    }
    if modes.list_tables {
        session.verb(&Command::Tables { change: Some(TableChange::List) }, out)?;
    }
    if modes.analyze {
        session.verb(&Command::Analyze, out)?;
    }
    if modes.save_db {
        session.save_database()?;
    }
    modes.execute.iter().try_for_each(|text| run_all(session, text, out))
}

/// Runs every input of a text, up to the first that fails.
fn run_all(session: &mut Session, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
    for input in input::split(text) {
        if run_one(session, &input, out)? == Flow::Quit {
            break;
        }
    }
    Ok(out.flush()?)
}

fn run_one(session: &mut Session, input: &Input, out: &mut dyn Write) -> Result<Flow, Failure> {
    let flow = session.run(input, out)?;
    out.flush()?;
    Ok(flow)
}

/// The first Ctrl-C asks the work to stop, a second one ends the program.
fn stop_on_interrupt(cancel: Cancel) {
    const INTERRUPTED: i32 = 130;
    let flag = cancel.flag();
    let registered =
        signal_hook::flag::register_conditional_shutdown(SIGINT, INTERRUPTED, flag.clone())
            .and_then(|_| signal_hook::flag::register(SIGINT, flag));
    if let Err(error) = registered {
        let _ = writeln!(io::stderr(), "warning: Ctrl-C cannot be caught: {error}");
    }
}
