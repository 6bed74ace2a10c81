//! Killed: the importing process, at random moments, again and again until it ends by itself.

use super::*;

on_every_server!(
    an_import_is_killed_again_and_again,
    the_program_is_killed_again_and_again,
    a_file_grows_between_kills,
);

/// So often an import is killed before it may end.
const KILLS: u64 = 8;

/// Runs a command that is killed at moments below `most`, until it ends by itself; how many kills.
fn kill_until_done(chance: &Chance, most: Duration, command: impl Fn() -> Command) -> u64 {
    for kills in 0..KILLS {
        let child = command().spawn().expect("a process");
        if let Some(run) = kill_after(child, chance.within(most)) {
            assert_eq!(run.code, 0, "{run:?}");
            return kills;
        }
    }
    let run = ended(command().spawn().expect("a process"));
    assert_eq!(run.code, 0, "{run:?}");
    KILLS
}

fn time_of(mut command: Command) -> Duration {
    let begun = std::time::Instant::now();
    let run = ended(command.spawn().expect("a process"));
    assert_eq!(run.code, 0, "{run:?}");
    begun.elapsed()
}

fn an_import_is_killed_again_and_again(server: &str) {
    let bench = Bench::new(server);
    let most = time_of(bench.small_chunks("timed"));
    let mut kills = 0;
    for round in 0..3 {
        let table = format!("round_{round}");
        kills += kill_until_done(&bench.chance, most, || bench.small_chunks(&table));
        bench.assert_clean(&table);
    }
    eprintln!("{server}: an import in chunks killed {kills} times, at moments below {most:?}");
}

/// The program reads small files as one chunk each, so many files are many commits.
fn the_program_is_killed_again_and_again(server: &str) {
    let bench = Bench::new(server);
    let text = std::fs::read_to_string(&bench.log).expect("a log");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let parts = lines.chunks(150).enumerate();
    let files = parts.map(|(nth, part)| bench.home.write(&format!("{nth}.log"), part.concat()));
    let files: Vec<String> = files.collect();
    let command = |bench: &Bench, table: &str| {
        let mut arguments = vec!["import", "--table", table];
        arguments.extend(files.iter().map(String::as_str));
        bench.ipta(&arguments)
    };
    let most = time_of(command(&bench, "timed"));
    let mut kills = 0;
    for round in 0..3 {
        let table = format!("round_{round}");
        kills += kill_until_done(&bench.chance, most, || command(&bench, &table));
        assert!(bench.rows(&table) == bench.clean, "{table} has other rows");
        let again = ended(command(&bench, &table).spawn().expect("a process"));
        assert_eq!(again.stderr.matches("nothing new").count(), files.len(), "{again:?}");
    }
    eprintln!("{server}: the program killed {kills} times, at moments below {most:?}");
}

fn a_file_grows_between_kills(server: &str) {
    let mut bench = Bench::new(server);
    let most = time_of(bench.small_chunks("timed"));
    let mut kills = 0;
    for nth in 0..12 {
        let child = bench.small_chunks("grown").spawn().expect("a process");
        kills += u64::from(kill_after(child, bench.chance.within(most)).is_none());
        // Half a line is written first, as a logger may be seen to do it.
        let text = bench.chance.lines(100);
        let half = text.floor_char_boundary(usize::try_from(bench.chance.below(200)).unwrap());
        append_text(&bench.log, &text[..half]);
        if nth % 3 == 0 {
            let child = bench.small_chunks("grown").spawn().expect("a process");
            kills += u64::from(kill_after(child, bench.chance.within(most)).is_none());
        }
        append_text(&bench.log, &text[half..]);
    }
    let run = ended(bench.small_chunks("grown").spawn().expect("a process"));
    assert_eq!(run.code, 0, "{run:?}");
    bench.clean = bench.clean_rows("clean_at_last");
    bench.assert_clean("grown");
    eprintln!("{server}: killed {kills} times while the file grew");
}
