//! Words of a command that takes files: split and expanded as a shell does, `~` and patterns included.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use glob::Pattern;

/// A character of a word, and whether it has no meaning but itself.
#[derive(Clone, Copy)]
struct WordChar {
    c: char,
    is_quoted: bool,
}

impl WordChar {
    /// Whether this is one of `marks`, with its meaning.
    fn is(self, marks: &[char]) -> bool {
        !self.is_quoted && marks.contains(&self.c)
    }
}

/// The words of a text. A leading `~` is the user's home folder, and a pattern with `*`, `?` or `[` is the files
/// that fit, or itself where none does. `None` if a quote is not closed.
pub fn expand(text: &str) -> Option<Vec<OsString>> {
    Some(split(text)?.iter().flat_map(|word| expand_word(word)).collect())
}

fn split(text: &str) -> Option<Vec<Vec<WordChar>>> {
    let mut words = Vec::new();
    let mut word: Option<Vec<WordChar>> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') => {
                let next = chars.next()?;
                let is_kept = quote.is_some() && !matches!(next, '"' | '\\' | '$' | '`');
                let kept = is_kept.then_some('\\').into_iter().chain([next]);
                let kept = kept.map(|c| WordChar { c, is_quoted: true });
                word.get_or_insert_default().extend(kept);
            }
            (quote, c) => {
                let is_quoted = quote.is_some();
                word.get_or_insert_default().push(WordChar { c, is_quoted });
            }
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

fn expand_word(word: &[WordChar]) -> Vec<OsString> {
    let mut parts = word.split(|c| c.c == '/').peekable();
    let mut found = PathBuf::new();
    let first = parts.peek().copied().unwrap_or_default();
    let home =
        directories::BaseDirs::new().filter(|_| matches!(first, [tilde] if tilde.is(&['~'])));
    if let Some(home) = home {
        parts.next();
        found.push(home.home_dir());
    } else if !word.iter().any(|c| c.is(&PATTERN)) {
        return vec![text(word).into()];
    } else if first.is_empty() {
        parts.next();
        found.push("/");
    }
    let (mut all, plain) = (vec![found.clone()], parts.clone());
    for part in parts {
        all = all.iter().flat_map(|folder| fitting(folder, part)).collect();
    }
    if all.is_empty() {
        plain.for_each(|part| found.push(text(part)));
        all.push(found);
    }
    all.into_iter().map(PathBuf::into_os_string).collect()
}

/// The characters that make a word a pattern.
const PATTERN: [char; 3] = ['*', '?', '['];

/// The paths in a folder whose names fit a part of a pattern, in the order of their names.
fn fitting(folder: &Path, part: &[WordChar]) -> Vec<PathBuf> {
    if !part.iter().any(|c| c.is(&PATTERN)) {
        return vec![folder.join(text(part))];
    }
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    let wants_hidden = part.first().is_some_and(|first| first.c == '.');
    let Some(pattern) = pattern(part) else { return Vec::new() };
    let entries = fs::read_dir(shown).into_iter().flatten().flatten();
    let mut names: Vec<OsString> = entries
        .map(|entry| entry.file_name())
        .filter(|name| wants_hidden || !is_hidden(name))
        .filter(|name| pattern.matches(&name.to_string_lossy()))
        .collect();
    names.sort();
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// A part of a word as a pattern; `None` if it is none.
fn pattern(part: &[WordChar]) -> Option<Pattern> {
    let mut written = String::new();
    for (nth, c) in part.iter().enumerate() {
        let before = nth.checked_sub(1).map(|before| part[before]);
        let follows = |mark| before.is_some_and(|before| before.is(&[mark]));
        match c.c {
            // Two stars mean what one does.
            '*' if c.is(&['*']) && follows('*') => {}
            '^' if c.is(&['^']) && follows('[') => written.push('!'),
            _ if c.is_quoted => written.push_str(&Pattern::escape(&c.c.to_string())),
            other => written.push(other),
        }
    }
    Pattern::new(&written).ok()
}

fn text(word: &[WordChar]) -> String {
    word.iter().map(|c| c.c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_expanded_as_a_shell_does() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.log", "a.log", "c d.log", ".hidden.log", "x1", "[z]"] {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        let words = |text: &str| -> Vec<String> {
            let text = text.replace('@', &folder.path().to_string_lossy());
            let words = expand(&text).expect("closed quotes");
            let prefix = format!("{}/", folder.path().display());
            words.iter().map(|word| word.to_string_lossy().replace(&prefix, "")).collect()
        };
        assert_eq!(words("@/*.log"), ["a.log", "b.log", "c d.log"]);
        assert_eq!(words("'@/*.log' \"@/\"*'d.log'"), ["*.log", "c d.log"]);
        assert_eq!(words("@/[ac]* @/[!a-bx]*.log @/x?"), ["a.log", "c d.log", "c d.log", "x1"]);
        assert_eq!(words("@/**[^ab].log"), ["c d.log"]);
        // A pattern with many stars takes no longer.
        let stars = "*a".repeat(30);
        fs::write(folder.path().join("a".repeat(200)), "").expect("a file");
        assert_eq!(words(&format!("@/{stars}b")), [format!("{stars}b")]);
        assert_eq!(words("@/.h* @/none* @/\\[z\\]"), [".hidden.log", "none*", "[z]"]);
        assert_eq!(words("a\\ b 'c'\"d\\e\\\"\" ''"), ["a b", "cd\\e\"", ""]);
        assert_eq!(words("'~/x' x~ ~other"), ["~/x", "x~", "~other"]);
        let home = directories::BaseDirs::new().expect("a home").home_dir().to_owned();
        assert_eq!(expand("~ ~/x"), Some(vec![home.clone().into(), home.join("x").into()]));
        assert_eq!(expand("'a"), None);
    }
}
