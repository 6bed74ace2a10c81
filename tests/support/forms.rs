//! A form: what a long text is made of, one for each way in which reading could take ever longer.

use ipta::input;
use ipta::library::Script;
use ipta::query::{Params, check, parse};
use ipta::sql::raw::{self, Variables};
use ipta::time::Timestamp;

/// How long such a text is.
pub const LONG: usize = 1 << 20;

/// What a text begins with, and what it repeats.
pub const FORMS: &[(&str, &str)] = &[
    ("", "("),
    ("count where ", "("),
    ("SELECT ", "("),
    ("SELECT 1 FROM ", "("),
    ("SELECT ", "(SELECT "),
    ("", "()"),
    ("", ")"),
    ("", "a,"),
    ("list ", "src, "),
    ("count where dport in (", "22, "),
    ("SELECT src IN (", "1, "),
    ("SELECT ", "'a', "),
    ("", "'"),
    ("SELECT 'a", "''"),
    ("SELECT 'a", "\\'"),
    ("", "\""),
    ("", "`a`"),
    ("", "'\n"),
    ("", "a'b\n"),
    ("", ";"),
    ("", "count;"),
    ("", ":a;"),
    ("", "SELECT 1;"),
    ("", "top src\\G "),
    ("", "count\n"),
    ("", "count where\n"),
    ("", "count \\\n"),
    ("", ":help\n"),
    ("", "\n"),
    ("SELECT\n", "a,\n"),
    ("SELECT (\n", "'a\n'\n"),
    ("(\n", "/*\n"),
    ("count where ", "not "),
    ("count where ", "not\n"),
    ("SELECT ", "NOT "),
    ("SELECT ", "- "),
    ("SELECT 1", " + 1"),
    ("SELECT 1", " DIV 1"),
    ("SELECT 1", " OR 1"),
    ("SELECT 1", " MOD 1"),
    ("SELECT 1", " IS NULL"),
    ("SELECT ", "CASE WHEN 1 THEN "),
    ("SELECT ", "IF("),
    ("SELECT a", ".a"),
    ("SELECT 1", " UNION SELECT 1"),
    ("SELECT 1 FROM a", " JOIN a"),
    ("SELECT 1 FROM a", ", a"),
    ("WITH ", "a AS (SELECT 1), "),
    ("SELECT 1 FROM $table", ", $table"),
    ("SELECT NOW()", ", NOW()"),
    ("SELECT $a:1", ", $a:1"),
    ("count where src ", "$a:'b' "),
    ("", "$a:'"),
    ("", "|"),
    ("top src ", "| x "),
    ("top src ", "|| tcp "),
    ("", "/*"),
    ("", "*/"),
    ("", "/* a */"),
    ("", "# a\n"),
    ("", "## a\ncount\n"),
    ("", "-- a\n"),
    ("SELECT 1 ", "--a"),
    ("", "\\"),
    ("", "~ /a"),
    ("", "matches "),
    ("count where prefix ~ /", "(a|b)*"),
    ("", "a"),
    ("", " "),
    ("count", " "),
    ("", "é😀"),
    ("", "\u{1}"),
    ("", "dport 22 or "),
    ("param a = ", "1 "),
];

/// A text of a form, of so many bytes or a little less.
pub fn text(form: (&str, &str), length: usize) -> String {
    let (begin, repeated) = form;
    let times = length.saturating_sub(begin.len()) / repeated.len();
    begin.to_owned() + &repeated.repeat(times)
}

/// Reads a text; what is wrong with it, where that is said.
pub type Read = fn(&str) -> Option<String>;

/// Everything that reads a text, by name.
pub const READERS: &[(&str, Read)] = &[
    ("split", |text| {
        input::split(text);
        None
    }),
    ("state", |text| {
        input::state(text);
        None
    }),
    ("parse", |text| {
        let parsed = parse(text, &Params::new());
        parsed.and_then(|query| check(&query, Timestamp(0))).err().map(|problem| problem.message)
    }),
    ("saved", |text| {
        let params = Params::new();
        raw::parse_saved(text, &Variables::trial(&params, Timestamp(0)))
            .err()
            .map(|found| found.message)
    }),
    ("script", |text| Script::read(text).err().map(|problem| problem.message)),
];
