//! Covering indexes: whether a server finds in one index all that a plan asks of its packets.
//!
//! A server walks an index that begins with the grouped fields, or with a field that must not be NULL,
//! and looks up the row of each entry for what the index does not hold. Of many packets that takes three
//! to fifteen times as long as to read all rows and sort them, so a statement must not invite it to.

use crate::field::{FIELDS, Field};
use crate::query::ast::{Having, Measure};
use crate::query::plan::{Ask, ColumnContent, Filter, Groups, Plan};
use crate::query::term::{Term, TermPart};
use crate::sql::schema::INDEXES;

/// Whether an index has the keys in order, and all other fields that a plan reads.
pub(super) fn is_covered(plan: &Plan, keys: &[Term]) -> bool {
    let read = fields(plan);
    let holds_all = |index: &[&str]| read.iter().all(|field| index.contains(&field.name));
    INDEXES.iter().any(|(_, index)| leads(keys, index) && holds_all(index))
}

/// Whether some index has the keys in order.
pub(super) fn is_indexed(keys: &[Term]) -> bool {
    INDEXES.iter().any(|(_, index)| leads(keys, index))
}

fn leads(keys: &[Term], index: &[&str]) -> bool {
    let is_next =
        |(key, name): (&Term, &&str)| key.part == TermPart::Whole && key.field.name == *name;
    keys.len() <= index.len() && keys.iter().zip(index).all(is_next)
}

/// The fields that a plan reads; one may be there several times.
fn fields(plan: &Plan) -> Vec<&'static Field> {
    let mut fields = Vec::new();
    if let Some(filter) = &plan.filter {
        of_filter(filter, &mut fields);
    }
    if plan.window.is_some() {
        fields.push(&FIELDS[0]);
    }
    match &plan.ask {
        Ask::Total(measure) | Ask::TotalVersus(measure, _) => fields.extend(of_measure(*measure)),
        Ask::Groups(groups) => of_groups(groups, &mut fields),
        Ask::Histogram(histogram) => {
            fields.push(&FIELDS[0]);
            fields.extend(histogram.by.map(|by| by.field));
            fields.extend(of_measure(histogram.measure));
            of_having(histogram.having.as_ref(), &mut fields);
        }
        Ask::List { columns, order } => fields.extend(columns.iter().chain([&order.by])),
        Ask::Values(term) => fields.push(term.field),
    }
    fields
}

fn of_groups(groups: &Groups, fields: &mut Vec<&'static Field>) {
    fields.extend(groups.keys.iter().map(|key| key.field));
    fields.extend(of_measure(groups.measure));
    fields.extend(groups.versus.map(|_| &FIELDS[0]));
    for column in &groups.columns {
        fields.extend(match column.content {
            ColumnContent::Measure(measure) => of_measure(measure),
            ColumnContent::Same(field) => Some(field),
            ColumnContent::Key(_) | ColumnContent::Share | ColumnContent::Service { .. } => None,
        });
    }
    of_having(groups.having.as_ref(), fields);
}

fn of_measure(measure: Measure) -> Option<&'static Field> {
    match measure {
        Measure::Of(_, field) => Some(field),
        Measure::Packets => None,
    }
}

fn of_having(having: Option<&Having>, fields: &mut Vec<&'static Field>) {
    match having {
        None => {}
        Some(Having::And(parts) | Having::Or(parts)) => {
            parts.iter().for_each(|part| of_having(Some(part), fields));
        }
        Some(Having::Test(measure, ..)) => fields.extend(of_measure(measure.node)),
    }
}

fn of_filter(filter: &Filter, fields: &mut Vec<&'static Field>) {
    match filter {
        Filter::All(parts) | Filter::Any(parts) => {
            parts.iter().for_each(|part| of_filter(part, fields));
        }
        Filter::Not(part) => of_filter(part, fields),
        Filter::Test(field, _) => fields.push(field),
    }
}
