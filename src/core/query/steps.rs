//! The steps that a histogram shows, and the rows of those in which there were no packets.

use crate::query::plan::Window;
use crate::query::step::BucketWidth;
use crate::value::Value;

/// The steps that a histogram shows. The first column of its rows is the start of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Buckets {
    /// How long each is.
    pub every: BucketWidth,
    /// The time that they cover; where an end is missing, the packets' times.
    pub window: Window,
    /// What a row without packets has in the other columns.
    pub empty: Vec<Value>,
}

/// More empty steps in a row are left out: one packet with a wrong clock makes millions.
const LONGEST_GAP: i64 = 10_000;

/// Makes the rows that are missing from a histogram's.
#[derive(Debug, Clone)]
pub struct Fill {
    every: BucketWidth,
    /// The step whose row comes next; `None` before the first packet of a window without a start.
    next: Option<i64>,
    /// The last step of the window.
    last: Option<i64>,
    empty: Vec<Value>,
    left_out: i64,
}

impl Fill {
    /// Before the first row.
    pub fn new(steps: &Buckets) -> Self {
        let every = steps.every;
        Self {
            every,
            next: steps.window.from.map(|from| every.number(from)),
            last: steps.window.until.map(|until| every.number(until.plus(-1))),
            empty: steps.empty.clone(),
            left_out: 0,
        }
    }

    /// The next row that is missing before this one.
    pub fn before(&mut self, row: &[Value]) -> Option<Vec<Value>> {
        let Some(Value::Time(start)) = row.first() else { return None };
        let number = self.every.number(*start);
        let empty = self.empty_before(number);
        if empty.is_none() {
            self.next = Some(number.saturating_add(1));
        }
        empty
    }

    /// The next row that is missing behind the last one.
    pub fn at_end(&mut self) -> Option<Vec<Value>> {
        self.empty_before(self.last?.saturating_add(1))
    }

    /// What is to be said of steps that were left out.
    pub fn note(&self) -> Option<String> {
        (self.left_out > 0).then(|| {
            format!("{} empty steps are left out; a longer `every` has fewer", self.left_out)
        })
    }

    fn empty_before(&mut self, number: i64) -> Option<Vec<Value>> {
        let next = self.next?;
        let missing = number.saturating_sub(next);
        if missing > LONGEST_GAP {
            self.left_out = self.left_out.saturating_add(missing);
            self.next = Some(number);
            return None;
        }
        if missing <= 0 {
            return None;
        }
        self.next = Some(next + 1);
        let start = Value::Time(self.every.start(next));
        Some([start].into_iter().chain(self.empty.iter().cloned()).collect())
    }
}
