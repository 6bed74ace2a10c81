//! A regular expression in the words that MySQL's engine (ICU), MariaDB's (PCRE2) and Rust's read
//! alike: what they read differently is written out, what one of them lacks is refused.
//!
//! `.` is any character but a newline, `$` the end of the text, and `\d`, `\w`, `\s` and `[:alpha:]`
//! are ASCII; `(?i)` and `(?s)` are the flags.

use std::fmt::Write as _;

use regex_syntax::ast::{
    Assertion, AssertionKind, Ast, ClassAsciiKind, ClassBracketed, ClassPerl, ClassPerlKind,
    ClassSet, ClassSetItem, ClassUnicode, ClassUnicodeKind, Flag, Flags, FlagsItemKind, GroupKind,
    Repetition, RepetitionKind, RepetitionRange, parse::Parser,
};

/// How often a part may be repeated: engines set limits of their own above it.
const MOST_REPETITIONS: u32 = 1000;

/// General categories of Unicode that every engine knows by the same name, in either case.
const CATEGORIES: [&str; 7] = ["L", "M", "N", "P", "S", "Z", "C"];

/// Characters from one to another, both included.
type Range = (char, char);

const DIGITS: &[Range] = &[('0', '9')];
const LETTERS: &[Range] = &[('A', 'Z'), ('a', 'z')];
const ALPHANUMERIC: &[Range] = &[('0', '9'), ('A', 'Z'), ('a', 'z')];
const WORD: &[Range] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: &[Range] = &[('\t', '\r'), (' ', ' ')];
const PUNCTUATION: &[Range] = &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')];

/// The pattern in common words, or what is wrong with it.
pub(super) fn make_portable(pattern: &str) -> Result<String, String> {
    let ast = Parser::new().parse(pattern).map_err(|error| error.kind().to_string())?;
    let mut writer = RegexWriter { text: String::with_capacity(pattern.len()), newline: false };
    writer.ast(&ast)?;
    Ok(if writer.text.is_empty() { "(?:)".to_owned() } else { writer.text })
}

struct RegexWriter {
    text: String,
    /// Whether `.` is a newline, too.
    newline: bool,
}

impl RegexWriter {
    fn ast(&mut self, ast: &Ast) -> Result<(), String> {
        match ast {
            Ast::Empty(_) => {}
            // DataFusion 55 makes LIKE of a literal and takes its `\` for an escape; not of a group.
            Ast::Literal(literal) if literal.c == '\\' => self.text += "(\\\\)",
            Ast::Literal(literal) => self.character(literal.c, "\\.+*?()|[]{}^$"),
            Ast::Dot(_) => self.text += if self.newline { "[\\d\\D]" } else { "[^\\n]" },
            Ast::Assertion(assertion) => self.assertion(assertion)?,
            Ast::Flags(set) => self.flags(&set.flags, ")")?,
            Ast::ClassUnicode(class) => self.unicode(class)?,
            Ast::ClassPerl(class) => self.class(perl(&class.kind), class.negated),
            Ast::ClassBracketed(class) => self.bracketed(class)?,
            Ast::Repetition(repetition) => self.repetition(repetition)?,
            Ast::Concat(concat) => concat.asts.iter().try_for_each(|part| self.ast(part))?,
            Ast::Alternation(alternation) => {
                for (nth, part) in alternation.asts.iter().enumerate() {
                    self.text += if nth == 0 { "" } else { "|" };
                    self.ast(part)?;
                }
            }
            Ast::Group(group) => {
                let newline = self.newline;
                match &group.kind {
                    GroupKind::NonCapturing(flags) => self.flags(flags, ":")?,
                    _ => self.text += "(",
                }
                self.ast(&group.ast)?;
                self.text += ")";
                self.newline = newline;
            }
        }
        Ok(())
    }

    /// Writes `(?i` with its end; `s` only decides what a dot is.
    fn flags(&mut self, flags: &Flags, end: &str) -> Result<(), String> {
        let mut fold = None;
        let mut sets = true;
        for item in &flags.items {
            match item.kind {
                FlagsItemKind::Negation => sets = false,
                FlagsItemKind::Flag(Flag::CaseInsensitive) => fold = Some(sets),
                FlagsItemKind::Flag(Flag::DotMatchesNewLine) => self.newline = sets,
                FlagsItemKind::Flag(_) => return Err("its flags can be `i` and `s`".to_owned()),
            }
        }
        self.text += match (fold, end) {
            (None, ")") => return Ok(()),
            (None, _) => "(?",
            (Some(true), _) => "(?i",
            (Some(false), _) => "(?-i",
        };
        self.text += end;
        Ok(())
    }

    fn assertion(&mut self, assertion: &Assertion) -> Result<(), String> {
        self.text += match assertion.kind {
            AssertionKind::StartLine | AssertionKind::StartText => "^",
            AssertionKind::EndLine | AssertionKind::EndText => "\\z",
            AssertionKind::WordBoundary => "\\b",
            AssertionKind::NotWordBoundary => "\\B",
            _ => return Err("the ends of words are written `\\b`".to_owned()),
        };
        Ok(())
    }

    fn repetition(&mut self, repetition: &Repetition) -> Result<(), String> {
        let is_one = matches!(
            *repetition.ast,
            Ast::Literal(_)
                | Ast::Dot(_)
                | Ast::ClassUnicode(_)
                | Ast::ClassPerl(_)
                | Ast::ClassBracketed(_)
                | Ast::Group(_)
        );
        self.text += if is_one { "" } else { "(?:" };
        self.ast(&repetition.ast)?;
        self.text += if is_one { "" } else { ")" };
        let (least, most) = match &repetition.op.kind {
            RepetitionKind::ZeroOrOne => (0, Some(1)),
            RepetitionKind::ZeroOrMore => (0, None),
            RepetitionKind::OneOrMore => (1, None),
            RepetitionKind::Range(RepetitionRange::Exactly(times)) => (*times, Some(*times)),
            RepetitionKind::Range(RepetitionRange::AtLeast(least)) => (*least, None),
            RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => (*least, Some(*most)),
        };
        if least.max(most.unwrap_or(0)) > MOST_REPETITIONS {
            return Err(format!("a part can be repeated {MOST_REPETITIONS} times at most"));
        }
        match (least, most) {
            (0, Some(1)) => self.text += "?",
            (0, None) => self.text += "*",
            (1, None) => self.text += "+",
            (least, None) => self.write(format_args!("{{{least},}}")),
            (least, Some(most)) if least == most => self.write(format_args!("{{{least}}}")),
            (least, Some(most)) => self.write(format_args!("{{{least},{most}}}")),
        }
        self.text += if repetition.greedy { "" } else { "?" };
        Ok(())
    }

    /// Writes a character, with a `\` before those that mean something.
    fn character(&mut self, c: char, special: &str) {
        match c {
            '\n' => self.text += "\\n",
            '\t' => self.text += "\\t",
            '\r' => self.text += "\\r",
            _ if c.is_control() => self.write(format_args!("\\x{{{:x}}}", u32::from(c))),
            _ => {
                self.text += if special.contains(c) { "\\" } else { "" };
                self.text.push(c);
            }
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a string does not fail.
        let _ = self.text.write_fmt(text);
    }

    fn unicode(&mut self, class: &ClassUnicode) -> Result<(), String> {
        let name = match &class.kind {
            ClassUnicodeKind::OneLetter(letter) => letter.to_string(),
            ClassUnicodeKind::Named(name) => name.clone(),
            ClassUnicodeKind::NamedValue { value, .. } => value.clone(),
        };
        let is_plain = !matches!(class.kind, ClassUnicodeKind::NamedValue { .. });
        if !is_plain || !CATEGORIES.contains(&name.as_str()) {
            let known = CATEGORIES.join(", ");
            return Err(format!("`\\p{{{name}}}` is not known everywhere; {known} are"));
        }
        let letter = if class.negated { 'P' } else { 'p' };
        self.write(format_args!("\\{letter}{{{name}}}"));
        Ok(())
    }

    fn class(&mut self, ranges: &[Range], negated: bool) {
        self.text += if negated { "[^" } else { "[" };
        self.ranges(ranges);
        self.text += "]";
    }

    fn bracketed(&mut self, class: &ClassBracketed) -> Result<(), String> {
        self.text += if class.negated { "[^" } else { "[" };
        match &class.kind {
            ClassSet::Item(ClassSetItem::Union(union)) => {
                union.items.iter().try_for_each(|item| self.item(item))?;
            }
            ClassSet::Item(item) => self.item(item)?,
            ClassSet::BinaryOp(_) => return Err("sets cannot be combined".to_owned()),
        }
        self.text += "]";
        Ok(())
    }

    fn item(&mut self, item: &ClassSetItem) -> Result<(), String> {
        const SPECIAL: &str = "\\[]^-&~";
        match item {
            ClassSetItem::Empty(_) => {}
            ClassSetItem::Literal(literal) => self.character(literal.c, SPECIAL),
            ClassSetItem::Range(range) => {
                self.character(range.start.c, SPECIAL);
                self.text += "-";
                self.character(range.end.c, SPECIAL);
            }
            ClassSetItem::Perl(ClassPerl { kind, negated, .. }) => {
                self.in_set(perl(kind), *negated);
            }
            ClassSetItem::Ascii(class) => self.in_set(ascii(&class.kind), class.negated),
            ClassSetItem::Unicode(class) => self.unicode(class)?,
            ClassSetItem::Bracketed(_) | ClassSetItem::Union(_) => {
                return Err("a set cannot stand in a set; a `[` in it is written `\\[`".to_owned());
            }
        }
        Ok(())
    }

    fn in_set(&mut self, ranges: &[Range], negated: bool) {
        if negated {
            self.ranges(&complement(ranges));
        } else {
            self.ranges(ranges);
        }
    }

    fn ranges(&mut self, ranges: &[Range]) {
        for (from, to) in ranges {
            self.end(*from);
            if from != to {
                self.text += "-";
                self.end(*to);
            }
        }
    }

    fn end(&mut self, c: char) {
        match c {
            _ if c.is_ascii_alphanumeric() || c == '_' => self.text.push(c),
            ' ' | '\n' | '\t' | '\r' => self.character(c, ""),
            _ => self.write(format_args!("\\x{{{:x}}}", u32::from(c))),
        }
    }
}

fn perl(kind: &ClassPerlKind) -> &'static [Range] {
    match kind {
        ClassPerlKind::Digit => DIGITS,
        ClassPerlKind::Space => SPACE,
        ClassPerlKind::Word => WORD,
    }
}

/// Source: IEEE Std 1003.1, §9.3.5, for the POSIX locale.
fn ascii(kind: &ClassAsciiKind) -> &'static [Range] {
    match kind {
        ClassAsciiKind::Alnum => ALPHANUMERIC,
        ClassAsciiKind::Alpha => LETTERS,
        ClassAsciiKind::Ascii => &[('\0', '\x7f')],
        ClassAsciiKind::Blank => &[('\t', '\t'), (' ', ' ')],
        ClassAsciiKind::Cntrl => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        ClassAsciiKind::Digit => DIGITS,
        ClassAsciiKind::Graph => &[('!', '~')],
        ClassAsciiKind::Lower => &[('a', 'z')],
        ClassAsciiKind::Print => &[(' ', '~')],
        ClassAsciiKind::Punct => PUNCTUATION,
        ClassAsciiKind::Space => SPACE,
        ClassAsciiKind::Upper => &[('A', 'Z')],
        ClassAsciiKind::Word => WORD,
        ClassAsciiKind::Xdigit => &[('0', '9'), ('A', 'F'), ('a', 'f')],
    }
}

/// Every other character; the ranges are of ASCII, in order and apart.
fn complement(ranges: &[Range]) -> Vec<Range> {
    let near = |c: char, by: i8| char::from((c as u8).wrapping_add_signed(by));
    let mut rest = Vec::new();
    let mut start = '\0';
    for (from, to) in ranges {
        if start < *from {
            rest.push((start, near(*from, -1)));
        }
        start = near(*to, 1);
    }
    rest.push((start, char::MAX));
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_engines_read_alike_stays_as_it_is() {
        for pattern in [
            "^FW-(IN|OUT)-",
            "a*b+c?d{2}e{2,}f{2,3}",
            "a*?b",
            "\\bIN\\b",
            "[a-z0-9_]x[^äö]",
            "100%|it's",
            "(?i)drop",
            "(?:a|b|)",
            "\\.\\*\\[",
            "\\p{L}\\P{N}",
        ] {
            assert_eq!(make_portable(pattern).as_deref(), Ok(pattern));
        }
    }

    #[test]
    fn what_engines_read_differently_is_written_out() {
        for (pattern, expected) in [
            ("", "(?:)"),
            ("a.b$", "a[^\\n]b\\z"),
            ("(?s)a.b", "a[\\d\\D]b"),
            ("(?s:.).", "(?:[\\d\\D])[^\\n]"),
            ("\\d\\W", "[0-9][^0-9A-Z_a-z]"),
            ("[\\s\\]]", "[\\t-\\r \\]]"),
            ("[[:alpha:]-]", "[A-Za-z\\-]"),
            ("[^[:^digit:]]", "[^\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}]"),
            ("[]a]", "[\\]a]"),
            ("\\x41\\u{1f600}\\v\\-", "A😀\\x{b}-"),
            ("a*+", "(?:a*)+"),
            ("(?P<n>a)", "(a)"),
            ("(?is)x", "(?i)x"),
            ("\\pL", "\\p{L}"),
        ] {
            assert_eq!(make_portable(pattern).as_deref(), Ok(expected), "{pattern}");
        }
    }

    #[test]
    fn what_an_engine_lacks_is_refused() {
        for (pattern, reason) in [
            ("(a", "unclosed group"),
            ("a(?=b)", "look-around"),
            ("(a)\\1", "backreferences"),
            ("(?m)^a", "flags"),
            ("(?x) a", "flags"),
            ("[a-z&&[^b]]", "combined"),
            ("[a[b]]", "set"),
            ("\\p{Greek}", "not known everywhere"),
            ("\\<a", "ends of words"),
            ("a{1001}", "1000 times"),
        ] {
            let found = make_portable(pattern).expect_err(pattern);
            assert!(found.contains(reason), "{pattern}: {found}");
        }
    }
}
