//! Arguments of `follow`: which logs, which packets of them, and how they are shown.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// The word between the files and the condition.
pub const WHERE: &str = "where";

/// Arguments of `follow`.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct FollowArgs {
    /// The log files, `-` for standard input; behind `where` a condition of the query language
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath, required_unless_present = "journal")]
    pub words: Vec<OsString>,
    /// Follow what the kernel writes into the system's journal
    #[arg(long)]
    pub journal: bool,
    /// How it is done.
    #[command(flatten)]
    pub options: FollowOptions,
}

/// How logs are followed, and how their packets are shown.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "Follow options")]
pub struct FollowOptions {
    /// Begin with so many packets that are there already
    #[arg(long, value_name = "NUM", conflicts_with_all = ["since", "scan"])]
    pub last: Option<u64>,
    /// Begin with the packets since then: 10m, `today`, a time
    #[arg(long, value_name = "TIME", conflicts_with = "scan")]
    pub since: Option<String>,
    /// Begin with the whole log
    #[arg(long)]
    pub scan: bool,
    /// Put the whole logs into the table too, as `import` does (`--store` without a value)
    #[arg(long)]
    pub append: bool,
    /// Show no heading
    #[arg(short = 'N', long)]
    pub no_header: bool,
    /// Do not count the packets
    #[arg(short = 'C', long)]
    pub no_counter: bool,
    /// Show when each packet was logged
    #[arg(long)]
    pub time: bool,
    /// Show the machine that logged each packet
    #[arg(long)]
    pub machine: bool,
    /// Make packets stand out that fit a condition
    #[arg(long, value_name = "CONDITION")]
    pub highlight: Option<String>,
    /// Ring for each packet, or for those that --highlight names
    #[arg(long)]
    pub bell: bool,
    /// Show ipta's own packets too: its look-ups of names, its SSH connection
    #[arg(long)]
    pub show_own: bool,
}

impl FollowArgs {
    /// The files, and the condition behind `where`, if there is one. What is no UTF-8 in a condition
    /// becomes U+FFFD.
    pub fn parts(&self) -> (Vec<PathBuf>, Option<String>) {
        let place = self.words.iter().position(|word| word == WHERE);
        let (files, condition) = self.words.split_at(place.unwrap_or(self.words.len()));
        let condition = place.map(|_| {
            let words: Vec<_> = condition[1..].iter().map(|word| word.to_string_lossy()).collect();
            words.join(" ")
        });
        (files.iter().map(PathBuf::from).collect(), condition)
    }
}

/// The words of a line of the prompt, by `words` up to `where`; the condition behind it is one word, with its
/// quotes. `None` where a quote is not closed.
pub fn split(rest: &str, words: impl Fn(&str) -> Option<Vec<OsString>>) -> Option<Vec<OsString>> {
    let boundaries = rest.match_indices(WHERE).filter(|(at, found)| {
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        is_space(rest[..*at].chars().next_back())
            && is_space(rest[at + found.len()..].chars().next())
    });
    for (at, found) in boundaries {
        // A quote that is open there holds the word.
        if let Some(mut words) = words(&rest[..at]) {
            words.push(WHERE.into());
            words.push(rest[at + found.len()..].trim().into());
            return Some(words);
        }
    }
    words(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_keeps_its_quotes_at_the_prompt() {
        let plain = |text: &str| Some(shlex::split(text)?.into_iter().map(Into::into).collect());
        let words = |line| split(line, plain).expect("closed quotes");
        assert_eq!(words("f where prefix = \"A B\""), ["f", "where", "prefix = \"A B\""]);
        assert_eq!(words("'a where b' --last 5"), ["a where b", "--last", "5"]);
        assert_eq!(words("nowhere"), ["nowhere"]);
        assert_eq!(split("f 'x", plain), None);
    }

    #[test]
    fn files_stand_before_where() {
        let words = ["a", "b", "where", "dport", "22"].map(OsString::from).to_vec();
        let (files, condition) = FollowArgs { words, ..FollowArgs::default() }.parts();
        assert_eq!(files, ["a", "b"].map(PathBuf::from));
        assert_eq!(condition.as_deref(), Some("dport 22"));
    }
}
