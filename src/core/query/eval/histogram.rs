//! Histograms in memory: a measure of each step of time, those without packets filled in.

use std::collections::BTreeMap;

use crate::packet::Packet;
use crate::query::buckets::Fill;
use crate::query::plan::{BUCKET, Histogram, Window};
use crate::rows::{Column, ColumnKind};
use crate::value::Value;

use super::AnswerRows;
use super::accumulator::Accumulator;
use super::cell::{self, Ranked};
use super::groups::{fits, measures};

/// Every step that packets lie in.
#[derive(Debug, Clone)]
pub(super) struct BucketTable {
    asked: Histogram,
    window: Option<Window>,
    rows: BTreeMap<(i64, Option<Ranked>), HistogramRow>,
}

#[derive(Debug, Clone)]
struct HistogramRow {
    measure: Accumulator,
    having: Vec<Accumulator>,
}

impl BucketTable {
    /// Without any.
    pub(super) fn new(asked: Histogram, window: Option<Window>) -> Self {
        Self { asked, window, rows: BTreeMap::new() }
    }

    /// Takes a packet into its step, if it has one.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let Some(time) = packet.time else { return };
        let by = self.asked.by.map(|by| Ranked::by(by, packet));
        let new = || {
            let mut having = Vec::new();
            if let Some(condition) = &self.asked.having {
                measures(condition, &mut having);
            }
            let having = having.into_iter().map(Accumulator::new).collect();
            HistogramRow { measure: Accumulator::new(self.asked.measure), having }
        };
        let row = self.rows.entry((self.asked.step().number(time), by)).or_insert_with(new);
        row.measure.add(packet);
        row.having.iter_mut().for_each(|gauge| gauge.add(packet));
    }

    /// The steps in order; within one, the largest measures first.
    pub(super) fn answer(&self) -> AnswerRows {
        let condition = self.asked.having.as_ref();
        let mut kept: Vec<_> = self.rows.iter().collect();
        kept.retain(|(_, row)| condition.is_none_or(|having| fits(having, &mut row.having.iter())));
        let rank = |row: &HistogramRow| std::cmp::Reverse(Ranked(row.measure.value()));
        kept.sort_by(|((one, _), a), ((two, _), b)| {
            one.cmp(two).then_with(|| rank(a).cmp(&rank(b)))
        });
        let mut fill = self.asked.steps(self.window).as_ref().map(Fill::new);
        let mut rows = Vec::new();
        for ((number, by), row) in kept {
            let mut cells = vec![Value::Time(self.asked.step().start(*number))];
            cells.extend(
                self.asked.by.zip(by.as_ref()).map(|(term, by)| cell::shown_of(term, &by.0)),
            );
            cells.push(row.measure.value());
            rows.extend(std::iter::from_fn(|| fill.as_mut()?.before(&cells)));
            rows.push(cells);
        }
        rows.extend(std::iter::from_fn(|| fill.as_mut()?.at_end()));
        let by = self.asked.by.map(cell::column_of);
        let measure = Accumulator::new(self.asked.measure).column();
        let bucket = Column::new(BUCKET, ColumnKind::Text);
        AnswerRows { columns: [bucket].into_iter().chain(by).chain([measure]).collect(), rows }
    }
}
