//! Memory: how much a question may take, and what becomes of more.

use std::fs;
use std::sync::Arc;

use datafusion::common::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, GreedyMemoryPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};

/// What is taken where nothing is known of the machine.
const USUAL: u64 = 2 << 30;

/// What the engine works in: that many megabytes, or half of the machine's memory. Groups and sorting
/// that do not fit go into files in the folder of temporary ones (`TMPDIR`).
pub fn runtime(megabytes: Option<u32>) -> Result<RuntimeEnv, DataFusionError> {
    let bytes = megabytes.map_or_else(|| machine().unwrap_or(USUAL) / 2, |it| u64::from(it) << 20);
    let pool = FairSpillPool::new(within_room(usize::try_from(bytes).unwrap_or(usize::MAX)));
    RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).build()
}

/// As many bytes, or half of the address space that is left to this process if that is less.
fn within_room(bytes: usize) -> usize {
    let room = room().map_or(usize::MAX, |room| usize::try_from(room).unwrap_or(usize::MAX));
    bytes.min(room / 2)
}

/// The engine's memory of that many bytes, for questions that write no file: what does not fit is an error.
pub fn runtime_without_files(bytes: usize) -> Result<RuntimeEnv, DataFusionError> {
    let disks = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(within_room(bytes))))
        .with_disk_manager_builder(disks)
        .build()
}

/// The machine's memory in bytes, or the container's. Sources: proc_meminfo(5), cgroups(7).
fn machine() -> Option<u64> {
    let allowed = fs::read_to_string("/sys/fs/cgroup/memory.max");
    let allowed = allowed.ok().and_then(|text| text.trim().parse().ok());
    let whole = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total(&text));
    allowed.into_iter().chain(whole).min()
}

/// What `/proc/meminfo` says of all memory.
fn total(meminfo: &str) -> Option<u64> {
    size(meminfo, "MemTotal:")
}

/// A size in bytes, of a text with a line for each.
fn size(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes << 10)
}

/// How many bytes of address space are left to this process, where that is limited (`ulimit -v`).
pub fn room() -> Option<u64> {
    let limit = address_space(&fs::read_to_string("/proc/self/limits").ok()?)?;
    let taken = size(&fs::read_to_string("/proc/self/status").ok()?, "VmSize:")?;
    Some(limit.saturating_sub(taken))
}

/// What `/proc/self/limits` says of the address space; nothing if it is not limited.
fn address_space(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_the_machine_is_known() {
        let meminfo = "MemTotal:       24683520 kB\nMemFree:        17798144 kB\n";
        assert_eq!(total(meminfo), Some(24_683_520 << 10));
        assert_eq!(total("MemFree: 1 kB\n"), None);
        let limits =
            "Max address space         409600000            unlimited            bytes     \n";
        assert_eq!(address_space(limits), Some(409_600_000));
        assert_eq!(address_space(&limits.replace("409600000", "unlimited")), None);
        assert!(machine().is_some_and(|bytes| bytes > 64 << 20));
    }
}
