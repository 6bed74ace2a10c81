//! Asking: a question on its way to the store, and its answer on the way out.

use super::answer::{AnswerOptions, Answering};
use super::answer_output::AnswerOutput;
use super::context::Context;
use super::failure::Failure;
use super::program;
use super::restrictions::{ChoiceOf, restrictions};
use crate::ask::{AskError, PreparedQuery, QueryContext, Question, Usual};
use crate::cli;
use crate::output::sanitize;
use crate::span::Problem;
use crate::sql::Literal;

/// Asks a question and writes the answer, under its titles if it has any.
pub(super) fn ask(
    context: &Context<'_>,
    options: &AnswerOptions<'_>,
    output: &mut AnswerOutput<'_>,
) -> Result<(), Failure> {
    let (config, text) = (context.config, options.text);
    let limit = config.settings.reports.limit.filter(|_| !options.takes_limit);
    let is_option = config.is_option("reports.limit");
    let question = Question {
        text,
        params: options.params.clone(),
        restrict: restrictions(config, ChoiceOf::Option),
        limit: limit.filter(|_| is_option),
        usual: Usual {
            restrict: restrictions(config, ChoiceOf::Setting),
            limit: limit.filter(|_| !is_option),
        },
        access: config.access,
    };
    let failure = |error| explain_failure(text, error);
    let mut store = None;
    let target = &context.query_context(&mut store)?;
    // Logs may have to be read for the times of their packets.
    let ticker = context.logs.map(|_| context.ticker());
    let ready = &target.prepare(&question).map_err(|error| failure(error.unread()))?;
    drop(ticker);
    if let Some(program) = &ready.program {
        program::permit(context, text, program)?;
    }
    let answering = Answering { context, target, ready, options };
    let explained = if ready.explain { Some(explain(target, ready, text)?) } else { None };
    match (&ready.program, explained) {
        (Some(program), explained) => answering.pipe(program, explained, output, failure),
        (None, Some(explained)) => Ok(output.out.write_all(explained.as_bytes())?),
        (None, None) => answering.write(output).map_err(failure),
    }
}

/// Explains a prepared query, with the store's own plan.
fn explain(
    target: &QueryContext<'_>,
    ready: &PreparedQuery,
    text: &str,
) -> Result<String, Failure> {
    let outline = target.outline(ready).map_err(|error| explain_failure(text, error))?;
    Ok(explanation(ready, &outline))
}

/// The failure of a question, drawn over its text.
pub(super) fn explain_failure(text: &str, error: AskError) -> Failure {
    match error {
        AskError::Problem(problem) => {
            let problem = advise_command(text, problem);
            Failure::Text { text: text.to_owned(), problem }
        }
        AskError::Store(error) => Failure::Store(error),
        AskError::Unrestrictable | AskError::Logs(_) => error.problem().into(),
    }
}

/// The text that `explain` shows. Everything but the SQL is in comments of SQL, so that the whole can be
/// given to a client of MySQL as it is.
fn explanation(ready: &PreparedQuery, outline: &[String]) -> String {
    let query = ready.canonical.iter().map(|query| format!("-- query: {query}"));
    let sql = [ready.statement.to_string()];
    let values = ready.statement.binds().zip(1..);
    let values = values.map(|(value, nth)| format!("-- value {nth}: {}", Literal(value)));
    let outline = outline.iter().map(|line| format!("-- plan: {line}"));
    let notes = ready.statement.shape.iter().flat_map(|shape| &shape.notes);
    let notes = notes.map(|note| format!("-- note: {note}"));
    let lines = query.chain(sql).chain(values).chain(outline).chain(notes);
    lines.map(|line| format!("{}\n", sanitize::text(&line))).collect()
}

/// A query that begins with a command's name probably lacks the colon, and a log line was pasted.
fn advise_command(text: &str, problem: Problem) -> Problem {
    if ["IN=", "SRC=", "DST="].iter().all(|key| text.contains(key)) {
        return problem.help("a line of a log follows `:explain-line`, which shows how it is read");
    }
    let first = problem.span.and_then(|span| text.get(span.range())).unwrap_or_default();
    let is_command = cli::prompt_commands().iter().any(|command| command.name == first);
    if is_command && text.trim_start().starts_with(first) {
        problem.help(format!("commands begin with a colon: `:{first}`"))
    } else {
        problem
    }
}
