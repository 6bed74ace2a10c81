//! Chance: the seeds of the random tests.

use proptest::test_runner::{Config, RngSeed};

/// Every run of the tests tries the same; `tests/random` gives other seeds.
const SEED: u64 = 2015;

/// The seed in `IPTA_TEST_SEED`, or [`SEED`]. It is printed, so a failed test shows it.
pub fn seed() -> u64 {
    let given = std::env::var("IPTA_TEST_SEED");
    let seed = given.map_or(SEED, |seed| seed.parse().expect("IPTA_TEST_SEED is a number"));
    eprintln!("IPTA_TEST_SEED={seed}");
    seed
}

/// Runs a property with `cases` inputs, which depend on [`seed`] alone.
pub fn properties(cases: u32) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(seed()),
        failure_persistence: None,
        ..Config::default()
    }
}
