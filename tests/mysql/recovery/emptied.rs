//! Emptied: `clear` and `tables drop`, killed or cut off at any place.

use super::proxy::{Cut, Side};
use super::*;

on_every_server!(
    a_clear_is_cut_at_every_command,
    a_drop_is_cut_at_every_command,
    making_a_table_is_cut_at_every_command,
    the_program_is_killed_while_it_empties,
);

impl Bench {
    /// A short log, so that a table is soon full again.
    fn short(server: &str) -> Self {
        let mut bench = Self::new(server);
        let lines = bench.chance.lines(200);
        bench.log = bench.home.write("short.log", lines).into();
        bench.clean = bench.clean_rows("clean_and_short");
        bench
    }

    /// Cuts the work off at each of its commands in turn, and on either side of it.
    fn cut_at_every_command(
        &self,
        prepare: impl Fn(&Mysql),
        work: impl Fn(&Mysql) -> Result<(), StoreError>,
        check: impl Fn(&Mysql, &str),
    ) -> u64 {
        let store = self.database.open();
        for nth in 0.. {
            for side in [Side::Before, Side::After] {
                prepare(&store);
                let proxy = self.proxy(Cut::Command(nth, side));
                let result = self.cut(&proxy, |store| work(store).map_err(ImportError::from));
                if !proxy.is_cut() {
                    result.expect("it was not cut");
                    return nth;
                }
                check(&store, &format!("{side:?} command {nth}"));
            }
        }
        unreachable!("a work has an end")
    }

    /// Waits until the server has ended what a killed program had asked of it.
    fn wait_for_server(&self) {
        let running = format!(
            "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{}' AND COMMAND <> 'Sleep'",
            self.database.name
        );
        // What it sent last may not be read yet.
        for _ in 0..5 {
            std::thread::sleep(Duration::from_millis(20));
            while !self.database.lines(&running).is_empty() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// The table is as it was, or empty, and an import fills it again.
    fn assert_fills(&self, store: &Mysql, case: &str) {
        let rows = self.rows("logs");
        assert!(rows.is_empty() || rows == self.clean, "{case}: {} rows", rows.len());
        let told = make_and_import(store, "logs", &self.log);
        told.unwrap_or_else(|error| panic!("{case}: {error}"));
        let rows = self.rows("logs");
        assert!(rows == self.clean, "{case}: {} rows for {}", rows.len(), self.clean.len());
    }
}

fn a_clear_is_cut_at_every_command(server: &str) {
    let bench = Bench::short(server);
    let commands = bench.cut_at_every_command(
        |store| drop(make_and_import(store, "logs", &bench.log).expect("an import")),
        |store| store.clear("logs", &Cancel::default()),
        |store, case| bench.assert_fills(store, case),
    );
    eprintln!("{server}: a clear has {commands} commands");
}

fn a_drop_is_cut_at_every_command(server: &str) {
    let bench = Bench::short(server);
    let commands = bench.cut_at_every_command(
        |store| drop(make_and_import(store, "logs", &bench.log).expect("an import")),
        |store| store.delete("logs", &Cancel::default()),
        |store, case| bench.assert_fills(store, case),
    );
    eprintln!("{server}: a drop has {commands} commands");
}

/// What is remembered of a table of the same name, dropped by others, must not outlive it.
fn making_a_table_is_cut_at_every_command(server: &str) {
    let bench = Bench::short(server);
    let commands = bench.cut_at_every_command(
        |store| {
            make_and_import(store, "logs", &bench.log).expect("an import");
            bench.database.execute("DROP TABLE logs");
        },
        |store| store.create("logs", &Zone::utc()),
        |store, case| bench.assert_fills(store, case),
    );
    eprintln!("{server}: to make a table takes {commands} commands");
}

fn the_program_is_killed_while_it_empties(server: &str) {
    let bench = Bench::short(server);
    let store = bench.database.open();
    let mut kills = 0;
    for arguments in [["--yes", "clear"].as_slice(), &["--yes", "tables", "drop", "logs"]] {
        make_and_import(&store, "logs", &bench.log).expect("an import");
        let begun = std::time::Instant::now();
        assert_eq!(ended(bench.ipta(arguments).spawn().expect("a process")).code, 0);
        let most = begun.elapsed();
        for _ in 0..6 {
            make_and_import(&store, "logs", &bench.log).expect("an import");
            let child = bench.ipta(arguments).spawn().expect("a process");
            let time = most / 4 + bench.chance.within(most);
            kills += u64::from(kill_after(child, time).is_none());
            bench.wait_for_server();
            bench.assert_fills(&store, "killed");
        }
    }
    eprintln!("{server}: killed {kills} times while it emptied");
}
