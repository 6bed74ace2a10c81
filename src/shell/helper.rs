//! The helper: what rustyline asks while somebody types, answered by the shell's pure parts.

use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use crate::input::{self, State};

use super::complete::{self, Candidates};
use super::vocabulary::Shared;

/// More candidates than this are not shown: rustyline pages them in a 16-bit count.
const MOST: usize = 200;

/// Answers rustyline's questions.
pub struct PromptHelper {
    vocabulary: Shared,
    files: FilenameCompleter,
}

impl PromptHelper {
    /// A helper that completes from a vocabulary.
    pub fn new(vocabulary: Shared) -> Self {
        Self { vocabulary, files: FilenameCompleter::new() }
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
        let completion = complete::complete(&line[..position], &self.vocabulary.read());
        let words = match completion.candidates {
            Candidates::Files => return self.files.complete(line, position, context),
            Candidates::Words(words) => words,
        };
        let pairs = words
            .into_iter()
            .take(MOST)
            .map(|word| Pair { display: word.clone(), replacement: format!("{word} ") });
        Ok((completion.start, pairs.collect()))
    }
}

impl Hinter for PromptHelper {
    type Hint = String;
}

impl Highlighter for PromptHelper {}

impl Validator for PromptHelper {
    /// Enter ends a line that can be run; what is wrong with it is said when it is run.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match input::state(context.input()) {
            State::Complete => ValidationResult::Valid(None),
            State::Incomplete => ValidationResult::Incomplete,
        })
    }
}
