//! Headings: a column without an alias is called as it was typed, also where something else is sent.

use sqlparser::ast::{Select, SelectItem};
use sqlparser::tokenizer::Token;

use super::keyword::KeywordRole;
use super::replacement::Replacement;
use super::sql_token::{Places, SqlToken};
use crate::span::Span;
use crate::sql::writer::SqlWriter;

/// The longest alias, in characters. Source: MySQL, "Identifier Length Limits".
const LONGEST: usize = 256;

/// The list of a SELECT.
pub(super) struct SelectList {
    /// Where its SELECT begins, in bytes.
    start: usize,
    /// Of each item, whether it is an expression without an alias.
    unnamed: Vec<bool>,
}

impl SelectList {
    pub(super) fn new(select: &Select, places: &Places) -> Self {
        let unnamed = |item: &SelectItem| matches!(item, SelectItem::UnnamedExpr(_));
        Self {
            start: places.byte(select.select_token.0.span.start),
            unnamed: select.projection.iter().map(unnamed).collect(),
        }
    }

    /// The places of its items; none where the words do not tell them apart.
    fn find_items(&self, words: &[SqlToken]) -> Vec<Span> {
        let is_modifier = |word: &&SqlToken| word.has_role(KeywordRole::Modifier);
        let list = words.iter().skip_while(|word| word.span.start < self.start).skip(1);
        let mut items: Vec<Option<Span>> = vec![None];
        let mut depth = 0_usize;
        for word in list.skip_while(is_modifier) {
            let is_end = matches!(&word.token, Token::RParen | Token::SemiColon)
                || word.has_role(KeywordRole::EndsList);
            match &word.token {
                _ if depth == 0 && is_end => break,
                Token::Comma if depth == 0 => {
                    items.push(None);
                    continue;
                }
                Token::LParen => depth += 1,
                Token::RParen => depth -= 1,
                _ => {}
            }
            if let Some(item) = items.last_mut() {
                *item = Some(item.map_or(word.span, |item| item.to(word.span)));
            }
        }
        let items: Option<Vec<Span>> = items.into_iter().collect();
        items.filter(|items| items.len() == self.unnamed.len()).unwrap_or_default()
    }
}

/// The aliases of those items without one of which a part is replaced.
pub(super) fn find_aliases(
    text: &str,
    words: &[SqlToken],
    lists: &[SelectList],
    replaced: &[Replacement],
) -> Vec<Replacement> {
    let mut aliases = Vec::new();
    for list in lists {
        let items = list.find_items(words).into_iter().zip(&list.unnamed);
        for (item, _) in items.filter(|(_, is_unnamed)| **is_unnamed) {
            let is_inside = |one: &Replacement| {
                one.span.start >= item.start && one.span.end <= item.end && !one.names(item)
            };
            if replaced.iter().any(is_inside) {
                let typed: String = text[item.range()].chars().take(LONGEST).collect();
                let mut writer = SqlWriter::default();
                writer.sql(" AS ").ident(typed.trim_end());
                aliases.push(Replacement::new(Span::new(item.end, item.end), writer));
            }
        }
    }
    aliases
}
