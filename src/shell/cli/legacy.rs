//! The switches of the 2015 manual that have several letters behind one dash.

use std::ffi::OsString;

use clap::{Arg, Command};

use crate::settings::{SettingValue, StoreChoice};

/// Each switch, and the long option that means the same.
pub const SWITCHES: [(&str, &str); 7] = [
    ("-ai", "--analyze-interactive"),
    ("-ct", "--create-table"),
    ("-da", "--delete-all-tables"),
    ("-dt", "--delete-table"),
    ("-lt", "--list-tables"),
    ("-pi", "--ask-password"),
    ("-rdns", "--rdns"),
];

/// What stands for the command `follow`, also behind its options.
const FOLLOW: [&str; 2] = ["-f", "--follow"];

/// The option of `follow` that stands for the command too, as it did in 2015.
const SCAN: &str = "--scan";

/// The command line with the long options in place of those switches, and `-f` before its options. All
/// else is as it was: the values of other options, what follows `--`, and words that a command takes
/// as they stand.
pub fn expand(command: &Command, arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut reader = LegacyWords { top: command, verb: None, is_value: false, is_over: false };
    let mut arguments = arguments.into_iter();
    let program = arguments.next();
    let mut words = Vec::new();
    let mut follow = None;
    for word in arguments {
        if reader.follows(&word) {
            follow = Some(words.len());
            reader.verb = command.find_subcommand("follow");
        }
        words.push(reader.expand(word));
    }
    if let Some(place) = follow {
        before_its_options(command, &mut words, place);
    }
    if reader.verb.is_some_and(|verb| verb.get_name() == "follow") {
        append(&mut words);
    }
    program.into_iter().chain(words).collect()
}

/// Puts what stands for `follow` before those of its options that stand before it.
fn before_its_options(command: &Command, words: &mut Vec<OsString>, place: usize) {
    if words[place] == SCAN {
        words.insert(place, OsString::from(FOLLOW[0]));
    }
    let arguments = command.find_subcommand("follow").into_iter().flat_map(Command::get_arguments);
    let own: Vec<String> = arguments
        .filter(|arg| !arg.is_global_set())
        .flat_map(|arg| {
            let long = arg.get_long().map(|long| format!("--{long}"));
            long.into_iter().chain(arg.get_short().map(|short| format!("-{short}")))
        })
        .collect();
    let is_own = |word: &OsString| own.iter().any(|name| word == name.as_str());
    if words[..place].iter().any(is_own) {
        words[..=place].rotate_right(1);
    }
}

/// `--store` of `follow` that names no store: what is followed is to be stored.
fn append(words: &mut [OsString]) {
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let is_store = |word: Option<&OsString>| {
        let names = StoreChoice::KIND.choices();
        word.and_then(|word| word.to_str()).is_some_and(|word| names.contains(&word))
    };
    for place in 0..end {
        if words[place] == "--store" && !is_store(words.get(place + 1)) {
            words[place] = OsString::from("--append");
        }
    }
}

/// Walks the words of a command line.
struct LegacyWords<'c> {
    top: &'c Command,
    /// The subcommand, once it was read.
    verb: Option<&'c Command>,
    /// Whether the next word is the value of an option.
    is_value: bool,
    /// Whether no more options follow.
    is_over: bool,
}

impl LegacyWords<'_> {
    /// Whether a word stands for the command `follow`.
    fn follows(&self, word: &OsString) -> bool {
        let names = FOLLOW.iter().chain([&SCAN]);
        self.verb.is_none()
            && !self.is_value
            && !self.is_over
            && names.into_iter().any(|it| word == it)
    }

    fn expand(&mut self, word: OsString) -> OsString {
        if self.is_over || std::mem::take(&mut self.is_value) {
            return word;
        }
        let Some(text) = word.to_str() else { return word };
        if let Some((_, long)) = SWITCHES.iter().find(|(switch, _)| text == *switch) {
            self.is_value = self.takes_value(|arg| arg.get_long() == long.strip_prefix("--"));
            return OsString::from(long);
        }
        if text == "--" {
            self.is_over = true;
        } else if let Some(long) = text.strip_prefix("--") {
            let is_named = |arg: &Arg| {
                let mut names = arg.get_all_aliases().into_iter().flatten();
                arg.get_long() == Some(long) || names.any(|name| name == long)
            };
            self.is_value = !long.contains('=') && self.takes_value(is_named);
        } else if let Some(shorts) = text.strip_prefix('-').filter(|shorts| !shorts.is_empty()) {
            // Of several behind one dash the first that takes a value takes the rest as it.
            let takes = |short: char| self.takes_value(|arg| arg.get_short() == Some(short));
            let place = shorts.char_indices().find(|(_, short)| takes(*short));
            self.is_value = place.is_some_and(|(at, short)| at + short.len_utf8() == shorts.len());
        } else {
            self.plain(text.to_owned());
        }
        word
    }

    /// Reads a word that is no option: a subcommand, or an argument of one.
    fn plain(&mut self, word: String) {
        match self.verb {
            None => self.verb = self.top.find_subcommand(word),
            Some(verb) => {
                self.is_over = verb.get_positionals().any(Arg::is_trailing_var_arg_set);
            }
        }
    }

    /// Whether the next word must be the value of the option.
    fn takes_value(&self, is_meant: impl Fn(&Arg) -> bool) -> bool {
        let verbs = self.verb.into_iter().flat_map(Command::get_arguments);
        let Some(arg) = verbs.chain(self.top.get_arguments()).find(|arg| is_meant(arg)) else {
            return false;
        };
        let least = arg.get_num_args().map(|range| range.min_values());
        arg.get_action().takes_values() && least.unwrap_or(1) > 0 && !arg.is_require_equals_set()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[track_caller]
    fn expanded(typed: &str) -> String {
        let command = Cli::command();
        let words = ["ipta"].into_iter().chain(typed.split(' ')).map(OsString::from);
        let words = expand(&command, words).into_iter().skip(1);
        words.map(|word| word.into_string().expect("text")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn whole_switches_are_expanded() {
        for (switch, long) in SWITCHES {
            assert_eq!(expanded(switch), long);
            assert_eq!(expanded(&format!("-c {switch} -a")), format!("-c {long} -a"));
        }
        assert_eq!(expanded("-ct x -dt y -lt"), "--create-table x --delete-table y --list-tables");
        assert_eq!(expanded("tables -pi"), "tables --ask-password");
        assert_eq!(expanded("-i a b -ai"), "-i a b --analyze-interactive");
    }

    #[test]
    fn follow_may_stand_behind_its_options() {
        for (typed, meant) in [
            ("--no-lo --no-header -f log", "-f --no-lo --no-header log"),
            ("-C --no-accept --follow log", "--follow -C --no-accept log"),
            ("--last 5 -l 3 -f log", "-f --last 5 -l 3 log"),
            ("--scan log", "-f --scan log"),
            ("--no-header --scan log", "-f --no-header --scan log"),
        ] {
            assert_eq!(expanded(typed), meant);
        }
        for same in [
            "-e -f",
            "-e --scan",
            "-c -f log",
            "follow --scan log",
            "-- --scan",
            "-f --highlight -pi",
        ] {
            assert_eq!(expanded(same), same);
        }
    }

    #[test]
    fn store_without_a_store_means_append() {
        assert_eq!(expanded("follow log --store where denied"), "follow log --append where denied");
        assert_eq!(expanded("-f log --store"), "-f log --append");
        for same in ["follow --store mysql log", "import --store log", "follow -- --store"] {
            assert_eq!(expanded(same), same);
        }
    }

    #[test]
    fn nothing_else_is_touched() {
        for same in [
            "-pix",
            "-dtx",
            "-p -pi",
            "-yp -pi",
            "--password -pi",
            "--db-pass -pi",
            "-d -dt",
            "-- -dt",
            "explain top src -pi",
            "import --bad -lt x",
            "-e -ai",
        ] {
            assert_eq!(expanded(same), same);
        }
        assert_eq!(expanded("--password=x -pi"), "--password=x --ask-password");
        assert_eq!(expanded("-px -pi"), "-px --ask-password");
        assert_eq!(expanded("--mysql-defaults -lt"), "--mysql-defaults --list-tables");
        assert_eq!(expanded("-dt -lt"), "--delete-table -lt");
    }
}
