//! Saved queries in a session: run, listed, saved, dropped, edited.

use std::env;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::{AnswerOptions, Failure, Session, say, say_drawn, texts};
use crate::cancel::children::Guest;
use crate::cancel::terminal::Changed;
use crate::cli::{self, CallArgs, SaveArgs};
use crate::config::Programs;
use crate::library::{LibraryError, QueryOrigin, Saved, Script};
use crate::log::gap;
use crate::mysql::label::LabelGuard;
use crate::output::Format;
use crate::rows::{Column, ColumnKind};
use crate::suggest;
use crate::value::Value;

/// What a query that is not there yet is edited from.
const TEMPLATE: &str = "\
# What it shows
# param limit: number = 10
top dport where denied limit 10
";

impl Session {
    /// Runs a saved query.
    pub(super) fn report(&self, call: &CallArgs, out: &mut dyn Write) -> Result<(), Failure> {
        let saved = self.saved(&call.name)?;
        // A single report has a title for people only; a program knows what it asked for.
        let title = self.style().terminal.then_some(saved.help.as_str());
        self.run_saved(saved, &call.params, title, out)?;
        self.tell_samples();
        Ok(())
    }

    /// Says that counts are lower bounds where packets of the table are a sample.
    fn tell_samples(&self) {
        let table = &self.config.settings.store.table;
        // A report that could be run is whole without it.
        let gaps = self.store().ok().and_then(|store| store.gaps(table).ok());
        if gaps.is_some_and(|gaps| gaps.has_samples()) {
            say(&format!("note: {}", gap::SAMPLE_NOTE));
        }
    }

    /// Runs the reports that the library lists for that, each under its title.
    pub(super) fn analyze(&self, out: &mut dyn Write) -> Result<(), Failure> {
        for (nth, name) in self.library.analyze().iter().enumerate() {
            let Some(saved) = self.library.get(name) else {
                return Err(Failure::other(format!(
                    "`analyze` lists `{name}`, which is no report"
                )));
            };
            self.part(nth, out)?;
            self.run_saved(saved, &[], Some(&saved.help), out)?;
        }
        self.tell_samples();
        Ok(())
    }

    fn run_saved(
        &self,
        saved: &Saved,
        words: &[String],
        title: Option<&str>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let _work = LabelGuard::begin(&format!("report {}", saved.name));
        let script = self.script(saved)?;
        let takes_limit = script.parameters.iter().any(|parameter| parameter.name == "limit");
        let words = self.limited(takes_limit, words);
        let params = script.bind(&saved.name, &words, self.config.settings.time.zone().now())?;
        for (nth, statement) in script.statements.iter().enumerate() {
            self.part(nth, out)?;
            let asking = AnswerOptions {
                text: &statement.text,
                params: statement.own(&params),
                title: title.filter(|_| nth == 0),
                heading: statement.heading.as_deref(),
                vertical: statement.vertical,
                is_saved: true,
                takes_limit,
            };
            self.ask(&asking, out)?;
        }
        Ok(())
    }

    /// `--limit` is the parameter of that name where the query has one, and otherwise holds for
    /// every statement.
    fn limited(&self, takes_limit: bool, words: &[String]) -> Vec<String> {
        let mut words = words.to_vec();
        let limit = self.config.settings.reports.limit.filter(|_| takes_limit);
        if let Some(limit) = limit
            && !words.iter().any(|word| word.starts_with("limit="))
        {
            words.push(format!("limit={limit}"));
        }
        words
    }

    /// What stands between two answers: an empty line, where the format allows one.
    fn part(&self, nth: usize, out: &mut dyn Write) -> Result<(), Failure> {
        if nth > 0 && self.format() != Format::Json {
            writeln!(out)?;
        }
        Ok(())
    }

    fn script(&self, saved: &Saved) -> Result<Script, Failure> {
        saved.script().map_err(|problem| Failure::Text { text: saved.text.clone(), problem })
    }

    fn saved(&self, name: &str) -> Result<&Saved, Failure> {
        self.library.get(name).ok_or_else(|| {
            let names = self.library.all().map(|saved| saved.name.as_str());
            let advice = suggest::nearest(name, names).map_or_else(
                || "`ipta reports` lists all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Failure::with_help(format!("there is no report `{name}`"), advice)
        })
    }

    /// Lists the saved queries.
    pub(super) fn reports(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let columns = ["report", "takes", "shows"].map(|name| Column::new(name, ColumnKind::Text));
        let rows = self.library.all().map(|saved| -> Vec<Value> {
            let usage = saved.usage();
            let takes = usage[saved.name.len()..].trim();
            texts([&saved.name, takes, &saved.help])
        });
        self.list(&columns, rows, out)
    }

    /// The text of a saved query with the values in place of its parameters.
    pub fn expand(&self, name: &str, words: &[String]) -> Result<String, Failure> {
        let script = self.script(self.saved(name)?)?;
        let params = script.bind(name, words, self.config.settings.time.zone().now())?;
        let texts = script.statements.iter().map(|statement| statement.expanded(&params));
        Ok(texts.collect::<Vec<_>>().join(";\n"))
    }

    /// Saves a query under a name.
    pub(super) fn save(&mut self, arguments: &SaveArgs) -> Result<(), Failure> {
        self.save_text(&arguments.name, &arguments.query.join(" "))
    }

    fn save_text(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        if cli::is_command(name) {
            let message = format!("`:{name}` is a command");
            return Err(Failure::with_help(message, "choose another name"));
        }
        let now = self.config.settings.time.zone().now();
        let change = self.library.save(name, text, now).map_err(|error| failure(text, error))?;
        say(&format!("`:{name}` saved in {}", change.path.display()));
        match change.kept {
            Some(kept) => say(&format!("what it was before is kept in {}", kept.display())),
            None if change.is_shipped => {
                say(&format!(
                    "it hides ipta's own report `{name}`; `:drop {name}` brings that back"
                ));
            }
            None => {}
        }
        Ok(())
    }

    /// Drops a saved query.
    pub(super) fn drop_saved(&mut self, name: &str) -> Result<(), Failure> {
        let change = self.library.drop_saved(name).map_err(|error| failure("", error))?;
        let kept = change.kept.map(|kept| format!("; its text is kept in {}", kept.display()));
        say(&format!("`:{name}` dropped{}", kept.unwrap_or_default()));
        if change.is_shipped {
            say(&format!("`:{name}` is ipta's own report again"));
        }
        Ok(())
    }

    /// Lets the user edit a saved query, and saves it once it compiles.
    pub(super) fn edit(&mut self, name: &str) -> Result<(), Failure> {
        crate::library::check_name(name).map_err(|error| failure("", error))?;
        if self.config.programs == Programs::None {
            let message = "ipta was started with --no-shell: it runs no editor";
            return Err(Failure::with_help(message, "`:save NAME QUERY` saves a query"));
        }
        let saved = self.library.get(name);
        let is_own = saved.is_some_and(|saved| saved.origin == QueryOrigin::User);
        let before = saved.map_or(TEMPLATE, |saved| saved.text.as_str()).to_owned();
        let mut draft =
            tempfile::Builder::new().prefix(&format!("{name}-")).suffix(".ipta").tempfile()?;
        draft.write_all(before.as_bytes())?;
        let draft = draft.into_temp_path();
        loop {
            run_editor(&draft)?;
            let text = fs::read_to_string(&draft)?;
            if text == before {
                say(&format!(
                    "`{name}` is as it was{}",
                    if is_own { "" } else { "; nothing saved" }
                ));
                return Ok(());
            }
            let Err(failure) = self.save_text(name, &text) else { return Ok(()) };
            say_drawn(&failure.draw(&self.config.error_style()));
            if !wants_to_edit_again()? {
                let kept = draft.keep().map_err(|error| error.error)?;
                let kept = kept.display();
                return Err(Failure::other(format!(
                    "`{name}` is not saved; your text is in {kept}"
                )));
            }
        }
    }
}

fn failure(text: &str, error: LibraryError) -> Failure {
    match error {
        LibraryError::Text(problem) => Failure::Text { text: text.to_owned(), problem },
        other => other.problem().into(),
    }
}

/// Runs the user's editor on a file: `VISUAL`, `EDITOR`, or one that most systems have.
fn run_editor(path: &Path) -> Result<(), Failure> {
    let chosen = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let line =
        chosen.or_else(|| ["vi", "nano"].into_iter().find(|name| is_there(name)).map(Into::into));
    let Some(line) = line else {
        return Err(Failure::with_help("no editor is known", "set EDITOR to yours"));
    };
    let words = shlex::split(&line).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(Failure::with_help(
            format!("`{line}` is not a command"),
            "set EDITOR to your editor",
        ));
    };
    let ended = process::Command::new(program).args(arguments).arg(path).spawn();
    let ended = ended.and_then(|mut child| {
        let _guest = Guest::new(&child);
        child.wait()
    });
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::other(format!("`{line}` failed ({status}); nothing is saved"))),
        Err(error) => Err(Failure::other(format!("cannot run the editor `{line}`: {error}"))),
    }
}

fn is_there(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder: PathBuf| folder.join(program).is_file())
}

fn wants_to_edit_again() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let _ = write!(io::stderr(), "Edit it again? [Y/n] ");
    let mut answer = String::new();
    let _changed = Changed::waiting("\n");
    io::stdin().lock().read_line(&mut answer)?;
    // The end of input is no wish to go on.
    Ok(!answer.is_empty() && !answer.trim().to_lowercase().starts_with('n'))
}
