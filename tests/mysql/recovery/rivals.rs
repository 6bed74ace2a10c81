//! Rivals: imports and clears of one table at the same time.

use std::thread;

use super::*;

on_every_server!(
    two_programs_import_one_file,
    two_imports_make_one_table,
    clears_and_an_import_at_once,
);

fn two_programs_import_one_file(server: &str) {
    let bench = Bench::new(server);
    let log = bench.log.to_str().expect("a plain path").to_owned();
    let mut busy = 0;
    for round in 0..4 {
        let table = format!("round_{round}");
        let start = || match round % 2 {
            0 => bench.ipta(&["import", "--table", &table, &log]).spawn().expect("a process"),
            _ => bench.small_chunks(&table).spawn().expect("a process"),
        };
        let one = start();
        thread::sleep(bench.chance.within(Duration::from_millis(20)));
        let runs = [one, start()].map(ended);
        assert!(runs.iter().any(|run| run.code == 0), "{runs:?}");
        for run in runs.iter().filter(|run| run.code != 0) {
            assert_told(run);
            assert!(run.stderr.contains("another import of the same file"), "{}", run.stderr);
            busy += 1;
        }
        bench.assert_clean(&table);
    }
    eprintln!("{server}: {busy} of 4 pairs had to say that another import is under way");
}

/// Nothing is known of the table when both begin: also the making of it is a race.
fn two_imports_make_one_table(server: &str) {
    let mut bench = Bench::new(server);
    let lines = bench.chance.lines(40);
    bench.log = bench.home.write("short.log", lines).into();
    bench.clean = bench.clean_rows("clean_and_short");
    for round in 0..20 {
        let table = format!("round_{round}");
        let delays = [0, 1].map(|_| bench.chance.within(Duration::from_millis(8)));
        let results = at_once(delays, |_| {
            make_and_import(&bench.database.open(), &table, &bench.log).map(drop)
        });
        assert!(results.iter().any(Result::is_ok), "{results:?}");
        bench.assert_clean(&table);
    }
}

fn clears_and_an_import_at_once(server: &str) {
    let bench = Bench::new(server);
    let store = bench.database.open();
    make_and_import(&store, "logs", &bench.log).expect("an import");
    for _ in 0..6 {
        let delays = [0, 1, 2].map(|_| bench.chance.within(Duration::from_millis(60)));
        let results = at_once(delays, |nth| {
            let store = bench.database.open();
            match nth {
                0 => make_and_import(&store, "logs", &bench.log).map(drop),
                _ => store.clear("logs", &Cancel::default()).map_err(ImportError::from),
            }
        });
        assert!(results.iter().any(Result::is_ok), "{results:?}");
        make_and_import(&store, "logs", &bench.log).expect("an import");
        bench.assert_clean("logs");
    }
}

/// Does it in several threads, each after its delay. Whoever fails must have found another at work.
fn at_once<const N: usize>(
    delays: [Duration; N],
    work: impl Fn(usize) -> Result<(), ImportError> + Sync,
) -> [Result<(), ImportError>; N] {
    let work = &work;
    let results = thread::scope(|scope| {
        let threads: Vec<_> = delays
            .into_iter()
            .enumerate()
            .map(|(nth, delay)| {
                scope.spawn(move || {
                    thread::sleep(delay);
                    work(nth)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    for error in results.iter().filter_map(|result| result.as_ref().err()) {
        let expected = matches!(
            error,
            ImportError::Store(StoreError::Busy | StoreError::Emptying(_) | StoreError::Locked(_))
        );
        assert!(expected, "{error:?}");
    }
    results.try_into().expect("as many results as delays")
}
