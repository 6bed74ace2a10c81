//! The ipta program: the command line is read, made into a configuration, and run.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;

use ipta::cancel::watch::{self, OnInterrupt};
use ipta::cancel::{Cancel, Ending};
use ipta::cli::generate::{GenerateArgs, Generated};
use ipta::cli::{Cli, Command, ImportArgs, Mode, Modes, TableChange, USAGE, Verb};
use ipta::config::{self, Config, ConfigError};
use ipta::files::{self, Devices};
use ipta::output::sanitize;
use ipta::output::target::{self, Target};
use ipta::prompt;
use ipta::session::messages::say;
use ipta::session::{self, Failure, InputOrigin, Session};
use ipta::store::StoreError;

/// The exit code of a configuration that cannot be; of a command line too, by clap.
const WRONG: u8 = 2;

/// The program's version, the commit it was built from if that is known, and its features.
const VERSION: &str = env!("IPTA_VERSION");

/// The licence that ipta comes under.
const LICENSE: &str = include_str!("../LICENSE");

fn main() -> ExitCode {
    let cli = match Cli::read(std::env::args_os(), VERSION) {
        Ok(cli) => cli,
        Err(error) => return leave(&error),
    };
    if let Some(printed) = print_text(&cli) {
        return match printed {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let _ = writeln!(io::stderr(), "error: {}", sanitize::text(&error.to_string()));
                ExitCode::FAILURE
            }
            _ => ExitCode::SUCCESS,
        };
    }
    if let Err(error) = watch::start() {
        let _ = writeln!(io::stderr(), "warning: signals cannot be caught: {error}");
    }
    let config = match configure(&cli) {
        Ok(config) => config,
        Err(error) => {
            let style = config::error_style(cli.options.color.unwrap_or_default());
            let _ = write!(io::stderr(), "{}", error.draw(&style));
            return ExitCode::from(watch::ending().map_or(WRONG, Ending::code));
        }
    };
    let style = config.error_style();
    let mut session = Session::new(config, Cancel::default(), ipta::store::ENGINE);
    let ran = start(&cli, &mut session);
    if cli.asks_a_table() && files::is_input_unread() {
        say("note: standard input was not read; `-` after the query asks it as a log");
    }
    // What was done is done, whoever is gone by now.
    let ending = if ran.is_ok() { Ending::begun() } else { watch::ending() };
    let is_unread = ending.is_none_or(|ending| ending == Ending::OutputClosed);
    match ran {
        Ok(()) if is_unread => ExitCode::SUCCESS,
        Err(failure) if is_unread && failure.is_broken_pipe() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::from(ending.map_or(0, Ending::code)),
        Err(failure) => {
            let _ = write!(io::stderr(), "{}", failure.draw(&style));
            let code = ending.filter(|_| !is_unread || failure.is_cancelled());
            ExitCode::from(code.map_or(failure.exit_code(), Ending::code))
        }
    }
}

/// Prints what clap says of the command line, of which names of files that a shell's pattern found may
/// hold what a terminal would act on.
fn leave(error: &clap::Error) -> ExitCode {
    let words =
        std::env::args_os().map(|word| sanitize::text(&word.to_string_lossy()).into_owned());
    if let Err(error) = Cli::read(words.map(Into::into), VERSION) {
        error.exit();
    }
    let _ = write!(io::stderr(), "{}", sanitize::lines(&error.render().to_string()));
    ExitCode::from(WRONG)
}

/// Prints what ipta knows of itself, if that is all that is wanted.
fn print_text(cli: &Cli) -> Option<io::Result<()>> {
    let mut out = io::stdout().lock();
    match &cli.verb {
        _ if cli.texts.license => Some(out.write_all(LICENSE.as_bytes())),
        _ if cli.texts.usage => Some(out.write_all(USAGE.as_bytes())),
        Some(Verb::Generate(arguments)) => Some(generate(arguments, cli.options.yes, &mut out)),
        _ => None,
    }
}

fn generate(arguments: &GenerateArgs, yes: bool, out: &mut dyn Write) -> io::Result<()> {
    if let Some(what) = arguments.what {
        return out.write_all(what.text()?.as_bytes());
    }
    let folder = arguments.all.as_deref().unwrap_or(Path::new("."));
    for what in Generated::value_variants() {
        let (path, text) = (folder.join(what.file()), what.text()?);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        write_generated(&path, text.as_bytes(), yes).map_err(|error| {
            io::Error::new(error.kind(), format!("cannot write {}: {error}", path.display()))
        })?;
    }
    Ok(())
}

/// Writes one file; one that exists with another text is replaced only if the user said so.
fn write_generated(path: &Path, text: &[u8], yes: bool) -> io::Result<()> {
    let target = Target::of(path)?;
    if target == Target::File {
        if fs::read(path)? == text {
            return Ok(());
        }
        if !yes {
            return Err(io::Error::other("the file exists; to replace it, say --yes"));
        }
    }
    target.open(path, target::Write::Replace, None)?.write_all(text)
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
    let logs = cli.asked_logs();
    if !logs.is_empty() {
        session.open_logs(&logs)?;
    }
    let bare = cli.verb.is_none() && cli.modes.0.is_empty();
    let shell = bare || matches!(cli.verb, Some(Verb::Shell));
    if shell && logs.has_standard_input() {
        return Err(Failure::with_help(
            "standard input is a log, and cannot hold questions, too",
            "ask with `-e QUERY` or `-a`",
        ));
    }
    if shell && io::stdin().is_terminal() {
        return prompt::run(session);
    }
    let saves_first = matches!(cli.modes.0.first(), Some(Mode::SaveDatabase));
    if cli.options.database.ask_password && cli.needs_store() && !saves_first {
        session.log_in()?;
    }
    watch::on_interrupt(OnInterrupt::StopOrEnd(session.cancel.clone()));
    let mut out = io::BufWriter::new(io::stdout());
    match &cli.verb {
        _ if shell => run_script(session, &mut out)?,
        Some(Verb::Command(command)) => session.verb(command, &mut out)?,
        Some(Verb::Shell | Verb::Generate(_)) | None => {
            run_modes(&cli.modes, session, &mut out)?;
        }
    }
    out.flush()?;
    session.check_logs()
}

fn run_script(session: &mut Session, out: &mut dyn Write) -> Result<(), Failure> {
    let script = files::check_input(Devices::Terminal)
        .and_then(|()| files::text(&mut io::stdin().lock(), files::SCRIPT))
        .map_err(|error| Failure::other(format!("cannot read standard input: {error}")))?;
    session.origin = InputOrigin::Script;
    let ran = run_all(session, &script, out);
    session.origin = InputOrigin::CommandLine;
    ran
}

/// Does one after the other, up to the first that fails.
fn run_modes(modes: &Modes, session: &mut Session, out: &mut dyn Write) -> Result<(), Failure> {
    let mut first = None;
    for (nth, mode) in modes.0.iter().enumerate() {
        // Questions know themselves whether anybody reads their answers.
        if !matches!(mode, Mode::Execute(_) | Mode::Analyze) {
            session::refuse_ended()?;
        }
        let imports = modes.0[nth..].iter().any(|mode| matches!(mode, Mode::Import(_)));
        let done = match mode {
            Mode::Shell if io::stdin().is_terminal() => {
                let left = prompt::run(session);
                session.origin = InputOrigin::CommandLine;
                left
            }
            mode => run_mode(mode, session, out),
        };
        match done {
            // A table that an import is going to make is clear already.
            Err(Failure::Store(StoreError::NoTable(_))) if *mode == Mode::Clear && imports => {}
            Err(Failure::Told(code)) => first = first.or(Some(code)),
            done => done?,
        }
        out.flush()?;
    }
    first.map_or(Ok(()), |code| Err(Failure::Told(code)))
}

fn run_mode(mode: &Mode, session: &mut Session, out: &mut dyn Write) -> Result<(), Failure> {
    let change = |change| Command::Tables { change: Some(change) };
    let drop = |name, all| change(TableChange::Drop { name, all });
    let command = match mode {
        Mode::Clear => Command::Clear,
        Mode::Import(files) => {
            Command::Import(ImportArgs { files: files.clone(), ..ImportArgs::default() })
        }
        Mode::Analyze => Command::Analyze,
        Mode::ListTables => change(TableChange::List),
        Mode::DeleteTable(name) => drop(Some(name.clone()), false),
        Mode::DeleteAllTables => drop(None, true),
        Mode::CreateTable(name) => {
            let table = &session.config.settings.store.table;
            change(TableChange::Create { name: name.clone().unwrap_or_else(|| table.clone()) })
        }
        Mode::SaveDatabase => return session::save_database(&session.config),
        Mode::Execute(text) => return run_all(session, text, out),
        Mode::Shell => return run_script(session, out),
    };
    session.verb(&command, out)
}

/// Runs every input of a text, up to the first that fails.
fn run_all(session: &mut Session, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
    session.run_text(text, out)?;
    Ok(out.flush()?)
}
