//! Groups: packets that share their keys, each group a row with its measures.
//!
//! `same(FIELD)` is worked out around the statement that finds the groups, so only for those that
//! LIMIT leaves; there addresses become text, too. Of a million groups that is a fifth of the time.

use crate::field::{Field, Type};
use crate::query::ast::{Aggregate, Direction, Having, Measure};
use crate::query::plan::{ColumnContent, GroupColumn, Groups, Plan, Window};
use crate::query::term::{Term, TermPart};
use crate::sql::source::{self, GroupSource};
use crate::sql::writer::SqlWriter;
use crate::sql::{CellSource, Shown, covered, filter, term};
use crate::value::Value;

/// Writes the statement, whose FROM and WHERE `packets` writes, and says how its columns are shown.
pub(super) fn write(
    writer: &mut SqlWriter,
    plan: &Plan,
    groups: &Groups,
    limit: Option<u64>,
    packets: impl FnOnce(&mut SqlWriter),
) -> Vec<Shown> {
    let (outputs, shown) = find_outputs(groups);
    let is_simple = outputs.iter().all(|output| matches!(output, OutputColumn::Source(_)));
    if !is_simple {
        writer.sql("SELECT ").list(", ", &outputs, |w, output| output.write(w)).sql(" FROM (");
    }
    writer.sql(start_select(plan, &groups.keys));
    let write = if is_simple { GroupSource::write } else { GroupSource::write_raw };
    writer.list(", ", find_sources(&outputs), |w, source| write(source, w));
    packets(writer);
    let key = |w: &mut SqlWriter, key: &Term| term::write_name(w, *key);
    writer.sql(" GROUP BY ").list(", ", &groups.keys, key);
    if let Some(having) = &groups.having {
        self::write_having(writer.sql(" HAVING "), having, None);
    }
    write_order(writer, groups, "", key);
    if let Some(limit) = limit {
        writer.sql(" LIMIT ").bind(Value::Int(limit.into()));
    }
    if !is_simple {
        writer.sql(") AS g");
        write_order(writer, groups, "g.", |w, key| {
            w.sql("g.").ident(&key.column());
        });
    }
    shown
}

/// The start of a statement that groups packets.
pub(super) fn start_select(plan: &Plan, keys: &[Term]) -> &'static str {
    if is_sorted(plan, keys) { "SELECT SQL_BIG_RESULT " } else { "SELECT " }
}

/// Whether a server should sort packets to group them: where it would walk an index and look up the row of
/// each entry, and where addresses with other fields make many groups, so that to look each up takes longer.
fn is_sorted(plan: &Plan, keys: &[Term]) -> bool {
    let is_address = |key: &Term| key.part == TermPart::Whole && key.field.kind == Type::Address;
    if covered::is_indexed(keys) {
        return !covered::is_covered(plan, keys);
    }
    keys.len() > 1 && keys.iter().any(is_address)
}

/// A column of the statement.
#[derive(Clone, Copy, PartialEq)]
enum OutputColumn {
    Source(GroupSource),
    /// The value that all packets of a group share, `*` where they differ, NULL where none has one.
    Same(&'static Field),
}

impl OutputColumn {
    fn name(self) -> String {
        match self {
            Self::Source(source) => source.name(),
            Self::Same(field) => format!("same_{}", field.name),
        }
    }

    fn show_column(self, place: usize) -> Shown {
        match self {
            Self::Source(source) => source.shown(place),
            Self::Same(field) => {
                let kind = Some(field.kind).filter(|kind| *kind == Type::Address);
                Shown { heading: self.name(), cell: CellSource::Column(place, kind) }
            }
        }
    }

    /// Writes it as it is computed from the groups.
    fn write(&self, writer: &mut SqlWriter) {
        match self {
            Self::Source(GroupSource::Key(Term { field, part: TermPart::Whole }))
                if field.kind == Type::Address =>
            {
                writer.sql("INET6_NTOA(g.").ident(field.name).sql(") AS ").ident(field.name);
            }
            Self::Source(source) => drop(writer.sql("g.").ident(&source.name())),
            Self::Same(field) => {
                write_same(writer, field);
                writer.sql(" AS ").ident(&self.name());
            }
        }
    }
}

/// The measures that tell whether all packets of a group share a value.
fn measures_of_same(field: &'static Field) -> [GroupSource; 4] {
    let of = |aggregate| GroupSource::Measure(Measure::Of(aggregate, field));
    let packets = GroupSource::Measure(Measure::Packets);
    [of(Aggregate::Known), packets, of(Aggregate::Min), of(Aggregate::Max)]
}

fn write_same(writer: &mut SqlWriter, field: &'static Field) {
    let [known, packets, least, greatest] = measures_of_same(field).map(GroupSource::name);
    let (open, close) = match field.kind {
        Type::Address => ("INET6_NTOA(g.", ")"),
        _ => ("CAST(g.", " AS CHAR)"),
    };
    writer.sql("CASE WHEN g.").ident(&known).sql(" = 0 THEN NULL WHEN g.").ident(&known);
    writer.sql(" = g.").ident(&packets).sql(" AND g.").ident(&least).sql(" = g.").ident(&greatest);
    writer.sql(" THEN ").sql(open).ident(&least).sql(close).sql(" ELSE '*' END");
}

/// The sources that the columns are computed from, each once.
fn find_sources(outputs: &[OutputColumn]) -> Vec<GroupSource> {
    let mut sources = Vec::new();
    for output in outputs {
        let needed = match output {
            OutputColumn::Source(source) => vec![*source],
            OutputColumn::Same(field) => measures_of_same(field).to_vec(),
        };
        for source in needed {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
    }
    sources
}

/// The columns of the statement, keys first, and how they are shown.
fn find_outputs(groups: &Groups) -> (Vec<OutputColumn>, Vec<Shown>) {
    let keys = groups.keys.iter().map(|key| GroupSource::Key(*key));
    let sources = keys.chain([GroupSource::Measure(groups.measure)]);
    let mut outputs: Vec<OutputColumn> = sources.map(OutputColumn::Source).collect();
    let shown = groups.columns.iter().map(|column| shown(column, &mut outputs)).collect();
    (outputs, shown)
}

fn shown(column: &GroupColumn, outputs: &mut Vec<OutputColumn>) -> Shown {
    let mut show = |output: OutputColumn| {
        let known = outputs.iter().position(|known| *known == output);
        let place = known.unwrap_or_else(|| {
            outputs.push(output);
            outputs.len() - 1
        });
        output.show_column(place)
    };
    let mut shown = match column.content {
        ColumnContent::Key(place) => outputs[place].show_column(place),
        ColumnContent::Measure(measure) => {
            show(OutputColumn::Source(GroupSource::Measure(measure)))
        }
        ColumnContent::Same(field) => show(OutputColumn::Same(field)),
        ColumnContent::Share => show(OutputColumn::Source(GroupSource::Share)),
        ColumnContent::Service { port, proto } => {
            Shown { heading: "service".to_owned(), cell: CellSource::Service { port, proto } }
        }
    };
    if let Some(heading) = &column.heading {
        shown.heading.clone_from(heading);
    }
    shown
}

/// Writes a condition on groups; with a window, on the measures of the packets in it.
pub(super) fn write_having(writer: &mut SqlWriter, condition: &Having, window: Option<Window>) {
    let mut joined = |separator, parts: &[Having]| {
        writer.sql("(").list(separator, parts, |w, part| write_having(w, part, window)).sql(")");
    };
    match condition {
        Having::And(parts) => joined(" AND ", parts),
        Having::Or(parts) => joined(" OR ", parts),
        Having::Test(measure, relation, number) => {
            source::write_measure(writer, measure.node, window);
            writer.sql(filter::sign(*relation)).bind(Value::Int((*number).into()));
        }
    }
}

/// Writes the order: by the measure, then by the keys.
fn write_order(
    writer: &mut SqlWriter,
    groups: &Groups,
    qualifier: &'static str,
    key: impl FnMut(&mut SqlWriter, &Term),
) {
    let measure = GroupSource::Measure(groups.measure).name();
    writer.sql(" ORDER BY ").sql(qualifier).ident(&measure).sql(direction(groups.direction));
    writer.sql(", ").list(", ", &groups.keys, key);
}

/// Writes a direction.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => " ASC",
        Direction::Descending => " DESC",
    }
}
