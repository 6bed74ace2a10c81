//! A diagnostic: a problem drawn over the text it was found in.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::output::form::Style;
use crate::output::sanitize;
use crate::span::{Problem, Span};

/// Draws a problem: what is wrong, the line of `text` with the place underlined if it has one, and the
/// advice.
/// The lines of a text of several are numbered. Ends with a line feed.
pub fn draw(problem: &Problem, text: &str, style: &Style) -> String {
    let is_numbered = text.trim_end().contains('\n');
    let title = Level::ERROR.primary_title(sanitize::text(&problem.message));
    let snippet = problem.span.map(|span| snippet(span, text, is_numbered));
    let mut report = Group::with_title(title).elements(snippet);
    if let Some(help) = &problem.help {
        report = report.element(Level::HELP.message(sanitize::text(help)));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let drawn = renderer.term_width(style.width.min(usize::from(u16::MAX))).render(&[report]);
    compact(&drawn, if is_numbered { "" } else { " " })
}

/// The part of the text around the span, which is underlined.
fn snippet(span: Span, text: &str, is_numbered: bool) -> Snippet<'static, Annotation<'static>> {
    let start = floor(text, span.start);
    let end = floor(text, span.end).max(start);
    let [before, marked, after] =
        [&text[..start], &text[start..end], &text[end..]].map(sanitize::lines);
    let span = before.len()..before.len() + marked.len();
    Snippet::source(format!("{before}{marked}{after}"))
        .line_numbering(is_numbered)
        .annotation(AnnotationKind::Primary.span(span))
}

/// The drawing without the lines that hold nothing but the gutter, and with a wider margin.
fn compact(drawn: &str, margin: &str) -> String {
    let (title, body) = drawn.split_once('\n').unwrap_or((drawn, ""));
    let lines = body.lines().filter(|line| !is_gutter(line));
    lines.fold(format!("{title}\n"), |text, line| text + margin + line.trim_end() + "\n")
}

fn is_gutter(line: &str) -> bool {
    console::strip_ansi_codes(line).trim() == "|"
}

/// The nearest boundary of a character at or before `place`.
fn floor(text: &str, place: usize) -> usize {
    let place = place.min(text.len());
    (0..=place).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
