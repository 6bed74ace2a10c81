//! A tally: what came in the last minutes, by source and by port, in memory that does not grow.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::net::IpAddr;

use crate::packet::{Packet, Protocol, Verdict};

/// The minutes over which rates are told, and of which the last is how far back a tally goes.
pub(super) const MINUTES: [usize; 3] = [1, 5, 15];

/// Slots of a minute that a tally goes back.
const SLOTS: usize = 15;

/// How many sources, and how many ports, are told apart; the rarest are forgotten.
const MOST: usize = 20_000;

/// Packets, and the denied ones among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct KeyCount {
    pub all: u64,
    pub denied: u64,
}

impl KeyCount {
    fn add(&mut self, more: Self) {
        self.all += more.all;
        self.denied += more.denied;
    }
}

/// A port of a protocol.
pub(super) type Port = (u16, Protocol);

/// Counts of each key in one minute.
type Slot<K> = HashMap<K, KeyCount>;

/// What came in the last minutes.
#[derive(Debug)]
pub(super) struct RecentTraffic {
    /// Seconds, the newest last; each with its number.
    seconds: VecDeque<(u64, KeyCount)>,
    sources: MinuteCounts<IpAddr>,
    ports: MinuteCounts<Port>,
    begun: u64,
}

/// Counts of keys by the minute, the newest last.
#[derive(Debug)]
struct MinuteCounts<K>(VecDeque<(u64, Slot<K>)>);

impl<K: Eq + Hash + Copy + Ord> MinuteCounts<K> {
    fn add(&mut self, minute: u64, key: K, count: KeyCount) {
        if self.0.back().is_none_or(|(newest, _)| *newest < minute) {
            self.0.push_back((minute, Slot::new()));
        }
        self.forget(minute);
        let Some((_, slot)) = self.0.back_mut() else { return };
        slot.entry(key).or_default().add(count);
        if slot.len() > MOST {
            // Half of them at once, so that this is rare.
            let mut counts: Vec<u64> = slot.values().map(|count| count.all).collect();
            let middle = counts.len() / 2;
            let (_, median, _) = counts.select_nth_unstable(middle);
            let median = *median;
            slot.retain(|_, count| count.all > median);
        }
    }

    fn forget(&mut self, minute: u64) {
        while self.0.front().is_some_and(|(oldest, _)| oldest + SLOTS as u64 <= minute) {
            self.0.pop_front();
        }
    }

    /// The most frequent first; of those alike the smallest.
    fn top(&self) -> Vec<(K, KeyCount)> {
        let mut all: Slot<K> = Slot::new();
        for (_, slot) in &self.0 {
            slot.iter().for_each(|(key, count)| all.entry(*key).or_default().add(*count));
        }
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_unstable_by_key(|(key, count)| (std::cmp::Reverse(count.all), *key));
        all
    }
}

impl RecentTraffic {
    /// An empty one, at that second.
    pub(super) fn new(now: u64) -> Self {
        let (sources, ports) = (MinuteCounts(VecDeque::new()), MinuteCounts(VecDeque::new()));
        Self { seconds: VecDeque::new(), sources, ports, begun: now }
    }

    /// Counts a packet that came in that second.
    pub(super) fn add(&mut self, packet: &Packet<'_>, now: u64) {
        let count = KeyCount { all: 1, denied: u64::from(packet.verdict == Verdict::Deny) };
        match self.seconds.back_mut() {
            Some((second, counted)) if *second == now => counted.add(count),
            _ => self.seconds.push_back((now, count)),
        }
        if let Some(src) = packet.src {
            self.sources.add(now / 60, src, count);
        }
        if let (Some(port), Some(proto)) = (packet.dport, packet.proto) {
            self.ports.add(now / 60, (port, proto), count);
        }
    }

    /// Forgets what is too old by that second.
    pub(super) fn forget(&mut self, now: u64) {
        let oldest = now.saturating_sub(SLOTS as u64 * 60);
        while self.seconds.front().is_some_and(|(second, _)| *second < oldest) {
            self.seconds.pop_front();
        }
        self.sources.forget(now / 60);
        self.ports.forget(now / 60);
    }

    /// Packets and denied packets a second, over so many minutes or since the beginning.
    pub(super) fn rate(&self, now: u64, minutes: usize) -> [f64; 2] {
        let span = (minutes as u64 * 60).min(now.saturating_sub(self.begun)).max(1);
        let mut count = KeyCount::default();
        let since = now.saturating_sub(span);
        let seconds = self.seconds.iter().rev().take_while(|(second, _)| *second >= since);
        seconds.for_each(|(_, counted)| count.add(*counted));
        [count.all, count.denied].map(|number| number as f64 / span as f64)
    }

    /// Sources, the most frequent first.
    pub(super) fn sources(&self) -> Vec<(IpAddr, KeyCount)> {
        self.sources.top()
    }

    /// Ports, the most frequent first.
    pub(super) fn ports(&self) -> Vec<(Port, KeyCount)> {
        self.ports.top()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(last: u8, port: u16, verdict: Verdict) -> Packet<'static> {
        let (proto, dport) = (Some(Protocol::TCP), Some(port));
        Packet { src: Some([192, 0, 2, last].into()), dport, proto, verdict, ..Packet::default() }
    }

    #[test]
    fn rates_are_over_the_minutes_and_old_packets_are_forgotten() {
        let mut tally = RecentTraffic::new(0);
        (0..600).for_each(|now| tally.add(&packet(1, 22, Verdict::Accept), now));
        (600..660).for_each(|now| tally.add(&packet(2, 80, Verdict::Deny), now));
        let [all, denied] = tally.rate(659, 1);
        assert!((0.9..1.1).contains(&all) && (0.9..1.1).contains(&denied), "{all} {denied}");
        let [all, denied] = tally.rate(659, 5);
        assert!((0.9..1.1).contains(&all) && (0.19..0.22).contains(&denied), "{all} {denied}");
        assert_eq!(tally.sources()[0].0, IpAddr::from([192, 0, 2, 1]));
        assert_eq!(tally.ports()[1], ((80, Protocol::TCP), KeyCount { all: 60, denied: 60 }));
        tally.forget(600 + 15 * 60 - 1);
        assert_eq!(tally.sources().len(), 1);
        tally.forget(10_000);
        assert_eq!((tally.rate(10_000, 15), tally.sources().len()), ([0.0, 0.0], 0));
    }

    #[test]
    fn memory_does_not_grow_with_sources_and_the_frequent_stay() {
        let mut tally = MinuteCounts(VecDeque::new());
        let count = KeyCount { all: 1, denied: 0 };
        for key in 0..100_000_u32 {
            tally.add(0, key + 1, count);
            tally.add(0, 0, count);
        }
        assert!(tally.0[0].1.len() <= MOST + 1);
        assert_eq!(tally.top()[0], (0, KeyCount { all: 100_000, denied: 0 }));
    }
}
