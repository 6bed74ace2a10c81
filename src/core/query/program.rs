//! A program: what stands behind the `|` at the end of a query, and takes its answer.

use crate::query::token::{self, Symbol, Token, TokenKind};
use crate::span::Span;

/// A program, as the system's shell is to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its text: `less -S`, `grep 10. | sort`. Empty if nothing stands behind the `|`.
    pub text: String,
    /// Where it is; the `|` where nothing stands behind that.
    pub span: Span,
}

/// A query without its program, and that. The query ends at its first `|` outside of quotes and
/// brackets, for it has no other; so several programs in a row are one text to the shell.
pub fn split_program(text: &str) -> (&str, Option<Program>) {
    if !text.contains('|') {
        return (text, None);
    }
    let Some(bar) = find_bar(token::tokens(text)) else { return (text, None) };
    let behind = &text[bar.end..];
    let program = behind.trim().trim_end_matches(';').trim_end();
    let start = bar.end + behind.len() - behind.trim_start().len();
    let span = match program {
        "" => bar,
        program => Span::new(start, start + program.len()),
    };
    (&text[..bar.start], Some(Program { text: program.to_owned(), span }))
}

fn find_bar(mut tokens: impl Iterator<Item = Token>) -> Option<Span> {
    let mut depth = 0_usize;
    tokens.find_map(|token| {
        match token.kind {
            TokenKind::Symbol(Symbol::Open(_)) => depth += 1,
            TokenKind::Symbol(Symbol::Close(_)) => depth = depth.saturating_sub(1),
            TokenKind::Symbol(Symbol::Pipe) if depth == 0 => return Some(token.span),
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_stands_behind_the_first_bar_outside_of_quotes_and_brackets() {
        for (text, query, program) in [
            ("top src | less -S", "top src ", Some("less -S")),
            ("top src|sort|head -n 2 ;", "top src", Some("sort|head -n 2")),
            ("count | cat ~/a/* $HOME # x", "count ", Some("cat ~/a/* $HOME # x")),
            ("count where prefix = 'a|b' || tcp", "count where prefix = 'a|b' || tcp", None),
            ("count where prefix ~ /a|b/", "count where prefix ~ /a|b/", None),
            ("count where (tcp | udp)", "count where (tcp | udp)", None),
            ("count # | less", "count # | less", None),
            ("count | ", "count ", Some("")),
        ] {
            let (before, found) = split_program(text);
            assert_eq!(before, query, "{text}");
            assert_eq!(found.as_ref().map(|found| found.text.as_str()), program, "{text}");
            if let Some(found) = found.filter(|found| !found.text.is_empty()) {
                assert_eq!(&text[found.span.range()], found.text);
            }
        }
    }
}
