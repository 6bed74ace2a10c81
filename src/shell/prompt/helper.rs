//! The helper: what rustyline asks while somebody types, answered by the shell's pure parts.

use std::borrow::Cow;

use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{self as line, Hinter};
use rustyline::history::SearchDirection;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};
use unicode_width::UnicodeWidthStr;

use super::candidate::Candidate;
use super::complete::{self, Candidates};
use super::highlight;
use super::hint::{self, Hint};
use super::vocabulary::SharedVocabulary;
use crate::input::{self, InputState};
use crate::output::sanitize;

/// Columns that a candidate takes at most before what is said about it.
const WIDEST: usize = 30;

/// Answers rustyline's questions.
pub struct PromptHelper {
    vocabulary: SharedVocabulary,
    files: FilenameCompleter,
    color: bool,
}

impl PromptHelper {
    /// A helper that completes from a vocabulary.
    pub fn new(vocabulary: SharedVocabulary, color: bool) -> Self {
        Self { vocabulary, files: FilenameCompleter::new(), color }
    }
}

impl Helper for PromptHelper {}

impl Completer for PromptHelper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = &line[..position];
        let completion = self.vocabulary.look_up(|words| complete::complete(typed, words));
        match completion.candidates {
            Candidates::Files => {
                let (start, mut files) = self.files.complete(line, position, context)?;
                files.retain(|pair| !pair.display.contains(sanitize::is_hostile));
                Ok((start, files))
            }
            Candidates::Words(words) => Ok((completion.start, pairs(words))),
        }
    }
}

/// What is shown of candidates, and what is put on the line.
fn pairs(words: Vec<Candidate>) -> Vec<Pair> {
    let widths = words.iter().map(|word| word.text.width());
    let width = widths.max().unwrap_or(0).min(WIDEST);
    let pair = |Candidate { text, about }: Candidate| {
        let gap = " ".repeat(width.saturating_sub(text.width()) + 2);
        let display = if about.is_empty() { text.clone() } else { format!("{text}{gap}{about}") };
        let goes_on = text.ends_with('(') || text.ends_with('=') && text.len() > 2;
        let end = if goes_on { "" } else { " " };
        Pair { display: sanitize::text(&display).into_owned(), replacement: text + end }
    };
    words.into_iter().map(pair).collect()
}

impl line::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.rest.as_deref()
    }
}

impl Hinter for PromptHelper {
    type Hint = Hint;

    fn hint(&self, line: &str, position: usize, context: &Context<'_>) -> Option<Hint> {
        // Without colours a hint would look as if it had been typed.
        if !self.color || position < line.len() || line.is_empty() {
            return None;
        }
        let history = context.history();
        let newest = history.len().checked_sub(1);
        let found = newest.and_then(|newest| {
            history.starts_with(line, newest, SearchDirection::Reverse).ok().flatten()
        });
        hint::hint(line, found.as_ref().map(|found| found.entry.as_ref()), &self.vocabulary.read())
    }
}

impl Highlighter for PromptHelper {
    fn highlight<'l>(&self, line: &'l str, position: usize) -> Cow<'l, str> {
        if self.color {
            highlight::highlight(line, position, &self.vocabulary.read()).into()
        } else {
            highlight::plain(line).into()
        }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.color { format!("\x1b[1;32m{prompt}\x1b[0m").into() } else { prompt.into() }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { format!("\x1b[2m{hint}\x1b[0m").into() } else { hint.into() }
    }

    fn highlight_char(&self, line: &str, _: usize, _: CmdKind) -> bool {
        self.color || line.contains(highlight::is_acting)
    }
}

impl Validator for PromptHelper {
    /// Enter ends a line that can be run; what is wrong with it is said when it is run.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match input::state(context.input()) {
            InputState::Complete => ValidationResult::Valid(None),
            InputState::Incomplete => ValidationResult::Incomplete,
        })
    }
}
