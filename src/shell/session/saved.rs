//! Saved queries: run, expanded, saved and dropped.

use std::io::Write;

use super::answer::AnswerOptions;
use super::answer_output::AnswerOutput;
use super::asking::ask;
use super::context::Context;
use super::failure::Failure;
use super::messages::say;
use crate::cli::{self, CallArgs};
use crate::config::Config;
use crate::library::{Library, LibraryError, Saved, Script};
use crate::log::gap;
use crate::logs::LogsError;
use crate::mysql::label::LabelGuard;
use crate::output::sanitize;
use crate::suggest;

/// Runs a saved query.
pub(super) fn run_report(
    context: &Context<'_>,
    call: &CallArgs,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let output = &mut context.output(out);
    let saved = find_saved(context.library, &call.name)?;
    // A single report has a title for people only; a program knows what it asked for.
    let title = output.style.terminal.then_some(saved.help.as_str());
    run_saved(context, saved, &call.params, title, output)?;
    report_samples(context);
    Ok(())
}

/// Runs the reports that the library lists for `analyze`, each under its title.
pub(super) fn run_analysis(context: &Context<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    context.keep_packets();
    let output = &mut context.output(out);
    for (nth, name) in context.library.analyze().iter().enumerate() {
        let Some(saved) = context.library.get(name) else {
            let message = format!("`analyze` lists `{name}`, which is not a report");
            return Err(Failure::other(message));
        };
        output.separate(nth)?;
        run_saved(context, saved, &[], Some(&saved.help), output)?;
    }
    report_samples(context);
    Ok(())
}

/// Reports that counts are lower bounds where packets of the table are a sample.
fn report_samples(context: &Context<'_>) {
    let table = &context.config.settings.store.table;
    if context.logs.is_some() {
        return; // logs report samples when they are read
    }
    // A report that could be run is whole without it.
    let gaps = context.open_store().ok().and_then(|store| store.gaps(table).ok());
    if gaps.is_some_and(|gaps| gaps.has_samples()) {
        say(&format!("note: {}", gap::SAMPLE_NOTE));
    }
}

fn run_saved(
    context: &Context<'_>,
    saved: &Saved,
    words: &[String],
    title: Option<&str>,
    output: &mut AnswerOutput<'_>,
) -> Result<(), Failure> {
    let _work = LabelGuard::begin(&format!("report {}", saved.name));
    let mut script = parse_script(saved)?;
    if context.logs.is_some_and(|logs| !logs.has_engine()) && script.has_sql() {
        return Err(Failure::with_help(
            format!("report `{}` is written in SQL: {}", saved.name, LogsError::NoEngine),
            "`ipta import FILE` fills a table on a server; a build with the feature `embedded` needs none",
        ));
    }
    let takes_limit = script.parameters.iter().any(|parameter| parameter.name == "limit");
    // The chosen limit is the parameter's default where the query has one of that name, and otherwise
    // holds for every statement.
    let limit = context.config.settings.reports.limit.filter(|_| takes_limit);
    if let Some(limit) = limit {
        script.set_default("limit", limit.to_string());
    }
    let now = context.config.settings.time.zone().now();
    let mut params = script.bind(&saved.name, words, now)?;
    if let Some(most) = limit.filter(|_| context.config.is_option("reports.limit")) {
        params.cap("limit", most);
    }
    for (nth, statement) in script.statements.iter().enumerate() {
        output.separate(nth)?;
        let options = AnswerOptions {
            text: &statement.text,
            params: statement.own(&params),
            title: title.filter(|_| nth == 0),
            heading: statement.heading.as_deref(),
            vertical: statement.vertical,
            is_saved: true,
            takes_limit,
        };
        ask(context, &options, output)?;
    }
    Ok(())
}

fn parse_script(saved: &Saved) -> Result<Script, Failure> {
    saved.script().map_err(|problem| Failure::Text { text: saved.text.clone(), problem })
}

fn find_saved<'l>(library: &'l Library, name: &str) -> Result<&'l Saved, Failure> {
    library.get(name).ok_or_else(|| {
        let names = library.all().map(|saved| saved.name.as_str());
        let advice = suggest::nearest(name, names).map_or_else(
            || "`ipta reports` lists all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::with_help(format!("there is no report `{name}`"), advice)
    })
}

/// The text of a saved query with the values in place of its parameters.
pub(super) fn expand(context: &Context<'_>, call: &CallArgs) -> Result<String, Failure> {
    let script = parse_script(find_saved(context.library, &call.name)?)?;
    let now = context.config.settings.time.zone().now();
    let params = script.bind(&call.name, &call.params, now)?;
    let texts = script.statements.iter().map(|statement| statement.expanded(&params));
    Ok(texts.collect::<Vec<_>>().join(";\n"))
}

/// Prints that text.
pub(super) fn print_expanded(
    context: &Context<'_>,
    call: &CallArgs,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    Ok(writeln!(out, "{}", sanitize::lines(&expand(context, call)?))?)
}

/// Saves a query under a name.
pub(super) fn save(
    library: &mut Library,
    config: &Config,
    name: &str,
    text: &str,
) -> Result<(), Failure> {
    if cli::is_command(name) {
        return Err(Failure::with_help(format!("`:{name}` is a command"), "choose another name"));
    }
    let now = config.settings.time.zone().now();
    let change = library.save(name, text, now).map_err(|error| draw_over(text, error))?;
    say(&format!("`:{name}` saved in {}", change.path.display()));
    match change.kept {
        Some(kept) => say(&format!("what it was before is kept in {}", kept.display())),
        None if change.is_shipped => {
            say(&format!("it hides ipta's own report `{name}`; `:drop {name}` brings that back"));
        }
        None => {}
    }
    Ok(())
}

/// Drops a saved query.
pub(super) fn drop_saved(library: &mut Library, name: &str) -> Result<(), Failure> {
    let change = library.drop_saved(name).map_err(|error| draw_over("", error))?;
    let kept = change.kept.map(|kept| format!("; its text is kept in {}", kept.display()));
    say(&format!("`:{name}` dropped{}", kept.unwrap_or_default()));
    if change.is_shipped {
        say(&format!("`:{name}` is ipta's own report again"));
    }
    Ok(())
}

/// The failure of saving or dropping a query, drawn over its text.
pub(super) fn draw_over(text: &str, error: LibraryError) -> Failure {
    match error {
        LibraryError::Text(problem) => Failure::Text { text: text.to_owned(), problem },
        other => other.problem().into(),
    }
}
