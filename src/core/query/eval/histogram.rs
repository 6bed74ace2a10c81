//! Histograms in memory: a measure of each step of time, those without packets filled in.

use std::cmp::Ordering;
use std::ops::Range;

use crate::packet::Packet;
use crate::query::buckets::{BucketWidth, Fill};
use crate::query::plan::{BUCKET, Histogram, Window};
use crate::rows::{Column, ColumnKind};
use crate::time::Timestamp;
use crate::value::Value;

use super::accumulator::{Accumulators, GroupMerge};
use super::answer_rows::AnswerRows;
use super::cell;
use super::code::{self, Coder};
use super::dictionary::{Dictionary, Translation};
use super::first_rows::FirstRows;
use super::hash_index::Numbered;
use super::having::GroupCondition;
use super::packed_keys::PackedKeys;

/// Every step that packets lie in.
///
/// Where steps are to fit the packets' times, those are known only in the end. Until then steps are
/// kept that can be joined to any that may fit: of a second at first, and of longer ones as the times
/// come to lie further apart.
#[derive(Debug, Clone)]
pub(super) struct BucketTable {
    asked: Histogram,
    length: StepLength,
    /// The length of the steps that are kept.
    width: BucketWidth,
    /// The times of the oldest and the newest packet.
    extent: Option<Extent>,
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

/// The source of a step's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StepLength {
    /// The plan, or an hour.
    Asked,
    /// The times of the packets.
    Fitting,
}

#[derive(Debug, Clone, Copy)]
struct Extent {
    oldest: Timestamp,
    newest: Timestamp,
}

impl Extent {
    fn hull(self, other: Self) -> Self {
        Self { oldest: self.oldest.min(other.oldest), newest: self.newest.max(other.newest) }
    }
}

/// The times of the step that the last packet lies in: most often the next packet lies there too.
#[derive(Debug, Clone, Default)]
struct BucketTimes {
    micros: Range<i64>,
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
            last: BucketTimes::default(),
            length: StepLength::Asked,
            width: asked.step(),
            extent: None,
            asked,
            window,
            by,
            measures,
            measure,
        }
    }

    /// Makes the steps fit the packets' times, where the plan does not say how long they are.
    pub(super) fn fit(&mut self) {
        if self.asked.every.is_none() {
            (self.length, self.width) = (StepLength::Fitting, BucketWidth::SECOND);
        }
    }

    /// Takes a packet into its step, if it has one.
    #[inline]
    pub(super) fn add(&mut self, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        let Some(time) = packet.time else { return };
        let here = Extent { oldest: time, newest: time };
        self.extent = Some(self.extent.map_or(here, |extent| extent.hull(here)));
        if !self.last.micros.contains(&time.0) {
            self.widen(dictionary);
            let number = self.width.number(time);
            let end = self.width.start(number.saturating_add(1));
            self.last = BucketTimes { micros: self.width.start(number).0..end.0, number };
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

    /// Joins steps where the packets' times have come to lie far apart.
    fn widen(&mut self, dictionary: &Dictionary) {
        if self.length == StepLength::Fitting {
            let width = self.fitting().common_part();
            if width != self.width {
                *self = self.with_width(width, dictionary);
            }
        }
    }

    /// The step that the answer has.
    fn fitting(&self) -> BucketWidth {
        match self.extent {
            Some(Extent { oldest, newest }) => BucketWidth::fitting(oldest, newest),
            None => self.asked.step(),
        }
    }

    /// The same packets in longer steps.
    fn with_width(&self, width: BucketWidth, dictionary: &Dictionary) -> Self {
        let mut wide = Self {
            asked: self.asked.clone(),
            width,
            keys: self.keys.empty(),
            measures: self.measures.empty(),
            having: self.having.clone(),
            last: BucketTimes::default(),
            ..*self
        };
        wide.join(self, &Translation::none(dictionary), dictionary);
        wide
    }

    /// Takes the steps of another.
    pub(super) fn absorb(
        &mut self,
        other: &Self,
        translation: &Translation,
        dictionary: &Dictionary,
    ) {
        self.extent = match (self.extent, other.extent) {
            (Some(one), Some(other)) => Some(one.hull(other)),
            (one, other) => one.or(other),
        };
        self.widen(dictionary);
        self.join(other, translation, dictionary);
    }

    /// Takes the steps of another, which are not longer than those here.
    fn join(&mut self, other: &Self, translation: &Translation, dictionary: &Dictionary) {
        let (by, width) = (self.by, self.width);
        let groups = self.keys.absorb(&other.keys, |place, code| match (place, by) {
            (1, Some(by)) => by.translated(code, translation),
            _ if other.width == width => code,
            _ => code::signed_code(width.number(other.width.start(code::signed(code)))),
        });
        self.measures.resize(self.keys.len());
        let merge = GroupMerge { groups: &groups, translation, dictionary };
        self.measures.absorb(&other.measures, &merge);
    }

    /// The first steps in order; within one, the largest measures first.
    pub(super) fn answer(&self, most: usize, dictionary: &Dictionary) -> AnswerRows {
        match self.length {
            StepLength::Asked => self.fitted_answer(most, dictionary),
            StepLength::Fitting => {
                let mut fitted = self.with_width(self.fitting(), dictionary);
                fitted.asked.every = Some(fitted.width);
                fitted.fitted_answer(most, dictionary)
            }
        }
    }

    fn fitted_answer(&self, most: usize, dictionary: &Dictionary) -> AnswerRows {
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
        let start = self.width.start(code::signed(self.keys.code(group, 0)));
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
