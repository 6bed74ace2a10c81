//! Restrictions: the packets that `--no-local` and `--no-accept` leave out of answers.

use crate::config::Config;
use crate::query::{self, Predicate};

/// The condition that `--no-local` adds to a question.
const NOT_LOCAL: &str = "iif != lo and oif != lo";

/// The condition that `--no-accept` adds to a question.
const NOT_ACCEPTED: &str = "verdict != accept";

/// Where a restriction was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChoiceOf {
    /// By an option of the command line, for this run and all that it does.
    Option,
    /// By a setting.
    Setting,
}

/// The conditions that were chosen there.
pub(super) fn restrictions(config: &Config, choice: ChoiceOf) -> Vec<Predicate> {
    let reports = &config.settings.reports;
    let all = [
        (reports.no_local, "reports.no_local", NOT_LOCAL),
        (reports.no_accept, "reports.no_accept", NOT_ACCEPTED),
    ];
    let is_there = |name| config.is_option(name) == (choice == ChoiceOf::Option);
    let chosen = all.into_iter().filter(|(is_on, name, _)| *is_on && is_there(name));
    chosen.filter_map(|(.., text)| query::parse_predicate(text).ok()).collect()
}
