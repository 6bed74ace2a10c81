//! Histograms in memory: a measure of each step of time, those without packets filled in.

use std::cmp::Ordering;
use std::ops::Range;

use crate::packet::Packet;
use crate::query::buckets::Fill;
use crate::query::plan::{BUCKET, Histogram, Window};
use crate::rows::{Column, ColumnKind};
use crate::time::Timestamp;
use crate::value::Value;

use super::AnswerRows;
use super::accumulator::{Accumulators, GroupMerge};
use super::cell;
use super::code::{self, Coder};
use super::dictionary::{Dictionary, Translation};
use super::first_rows::FirstRows;
use super::hash_index::Numbered;
use super::having::GroupCondition;
use super::packed_keys::PackedKeys;

/// Every step that packets lie in.
#[derive(Debug, Clone)]
pub(super) struct BucketTable {
    asked: Histogram,
    window: Option<Window>,
    by: Option<Coder>,
    /// The number of each step, and the code that else it is grouped by.
    keys: PackedKeys,
    measures: Accumulators,
    /// The place of the measure.
    measure: usize,
    having: GroupCondition,
    last: BucketTimes,
}

/// The times of the step that the last packet lies in: most often the next packet lies there too.
#[derive(Debug, Clone)]
struct BucketTimes {
    times: Range<Timestamp>,
    number: i64,
}

impl BucketTable {
    /// Without any.
    pub(super) fn new(asked: Histogram, window: Option<Window>) -> Self {
        let by = asked.by.map(Coder::new);
        let mut measures = Accumulators::default();
        let measure = measures.place(asked.measure);
        Self {
            keys: PackedKeys::new([u64::BITS].into_iter().chain(by.map(|by| by.bits()))),
            having: GroupCondition::new(asked.having.as_ref(), &mut measures),
            last: BucketTimes { times: Timestamp(0)..Timestamp(0), number: 0 },
            asked,
            window,
            by,
            measures,
            measure,
        }
    }

    /// Takes a packet into its step, if it has one.
    #[inline]
    pub(super) fn add(&mut self, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        let Some(time) = packet.time else { return };
        if !self.last.times.contains(&time) {
            let step = self.asked.step();
            let number = step.number(time);
            let times = step.start(number)..step.start(number.saturating_add(1));
            self.last = BucketTimes { times, number };
        }
        let step = code::signed_code(self.last.number);
        let numbered = match self.by {
            Some(by) => self.keys.number(&[step, by.code(packet, dictionary)]),
            None => self.keys.number(&[step]),
        };
        if let Numbered::New(group) = numbered {
            self.measures.resize(group + 1);
        }
        self.measures.add(numbered.number(), packet, dictionary);
    }

    /// Takes the steps of another.
    pub(super) fn absorb(
        &mut self,
        other: &Self,
        translation: &Translation,
        dictionary: &Dictionary,
    ) {
        let by = self.by;
        let groups = self.keys.absorb(&other.keys, |place, code| match (place, by) {
            (1, Some(by)) => by.translated(code, translation),
            _ => code,
        });
        self.measures.resize(self.keys.len());
        let merge = GroupMerge { groups: &groups, translation, dictionary };
        self.measures.absorb(&other.measures, &merge);
    }

    /// The first steps in order; within one, the largest measures first.
    pub(super) fn answer(&self, most: usize, dictionary: &Dictionary) -> AnswerRows {
        let compare = |one: &usize, two: &usize| self.compare(*one, *two, dictionary);
        let mut kept = FirstRows::new(most);
        for group in 0..self.keys.len() {
            if self.having.holds(group, &self.measures, dictionary) {
                kept.push(group, compare);
            }
        }
        let mut fill = self.asked.steps(self.window).as_ref().map(Fill::new);
        let mut rows = Vec::new();
        for group in kept.sorted(most, compare) {
            let cells = self.row(*group, dictionary);
            rows.extend(std::iter::from_fn(|| fill.as_mut()?.before(&cells)));
            rows.push(cells);
        }
        rows.extend(std::iter::from_fn(|| fill.as_mut()?.at_end()));
        rows.truncate(most);
        let by = self.asked.by.map(cell::column_of);
        let measure = self.measures.at(self.measure).column();
        let bucket = Column::new(BUCKET, ColumnKind::Text);
        AnswerRows { columns: [bucket].into_iter().chain(by).chain([measure]).collect(), rows }
    }

    fn compare(&self, one: usize, two: usize, dictionary: &Dictionary) -> Ordering {
        let step = |group: usize| self.keys.code(group, 0);
        let measures = self.measures.at(self.measure);
        step(one).cmp(&step(two)).then_with(|| measures.compare(two, one, dictionary)).then_with(
            || match self.by {
                Some(by) => by.compare(self.keys.code(one, 1), self.keys.code(two, 1), dictionary),
                None => Ordering::Equal,
            },
        )
    }

    fn row(&self, group: usize, dictionary: &Dictionary) -> Vec<Value> {
        let start = self.asked.step().start(code::signed(self.keys.code(group, 0)));
        let by = self
            .by
            .map(|by| cell::shown_of(by.term(), &by.value(self.keys.code(group, 1), dictionary)));
        let measure = self.measures.at(self.measure).value(group, dictionary);
        [Value::Time(start)].into_iter().chain(by).chain([measure]).collect()
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.keys.size() + self.measures.size()
    }
}
