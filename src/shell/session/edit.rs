//! Editing: a saved query in the user's editor, until it compiles.

use std::env;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::failure::Failure;
use super::messages::{say, say_drawn};
use super::saved::{draw_over, save};
use crate::cancel::children::Guest;
use crate::cancel::terminal::Changed;
use crate::config::{Config, Programs};
use crate::library::{self, Library, QueryOrigin};

/// The text from which a query that does not exist is edited.
const TEMPLATE: &str = "\
# What it shows
# param limit: number = 10
top dport where denied limit 10
";

/// Lets the user edit a saved query, and saves it once it compiles.
pub(super) fn edit(library: &mut Library, config: &Config, name: &str) -> Result<(), Failure> {
    library::check_name(name).map_err(|error| draw_over("", error))?;
    if config.programs == Programs::None {
        let message = "ipta was started with --no-shell: it runs no editor";
        return Err(Failure::with_help(message, "`:save NAME QUERY` saves a query"));
    }
    let saved = library.get(name);
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
            let rest = if is_own { "" } else { "; nothing saved" };
            say(&format!("`{name}` is as it was{rest}"));
            return Ok(());
        }
        let Err(failure) = save(library, config, name, &text) else { return Ok(()) };
        say_drawn(&failure.draw(&config.error_style()));
        if !confirm_editing()? {
            let kept = draft.keep().map_err(|error| error.error)?;
            let kept = kept.display();
            let message = format!("`{name}` is not saved; your text is in {kept}");
            return Err(Failure::other(message));
        }
    }
}

/// Runs the user's editor on a file: `VISUAL`, `EDITOR`, or one that most systems have.
fn run_editor(path: &Path) -> Result<(), Failure> {
    let chosen = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let line = chosen
        .or_else(|| ["vi", "nano"].into_iter().find(|name| is_installed(name)).map(Into::into));
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

fn is_installed(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder: PathBuf| folder.join(program).is_file())
}

fn confirm_editing() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let _ = write!(io::stderr(), "Edit it again? [Y/n] ");
    let mut answer = String::new();
    let _changed = Changed::waiting("\n");
    io::stdin().lock().read_line(&mut answer)?;
    // The end of input means no.
    Ok(!answer.is_empty() && !answer.trim().to_lowercase().starts_with('n'))
}
