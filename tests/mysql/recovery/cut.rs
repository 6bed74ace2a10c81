//! Cut: the way to the server breaks off, after any byte and before or after any command.

use super::proxy::{Cut, Proxy, Side};
use super::*;

on_every_server!(
    cuts_after_any_byte,
    cuts_at_any_command,
    a_commit_whose_answer_is_lost_counts,
    the_program_says_that_it_was_cut_off,
);

impl Bench {
    /// The server of this bench behind a proxy.
    pub(super) fn behind(&self, proxy: &Proxy) -> Server {
        let host = "127.0.0.1".to_owned();
        Server { address: Address::Tcp { host, port: proxy.port }, ..self.database.server() }
    }

    fn port(&self) -> u16 {
        self.database.running.port()
    }

    /// A proxy that is cut there, for this bench's user. MySQL wants to have seen a password over
    /// TLS before it takes it by its hash.
    pub(super) fn proxy(&self, cut: Cut) -> Proxy {
        let proxy = Proxy::new(self.port(), Cut::Never);
        let server = Server { tls: TlsMode::Preferred, ..self.behind(&proxy) };
        Mysql::open(server, Box::new(|_| ())).expect("the user gets in");
        Proxy::new(self.port(), cut)
    }

    /// Works through a proxy that is cut there.
    pub(super) fn cut<T>(
        &self,
        proxy: &Proxy,
        work: impl FnOnce(&Mysql) -> Result<T, ImportError>,
    ) -> Result<T, ImportError> {
        let result = Mysql::open(self.behind(proxy), Box::new(|_| ()))
            .map_err(ImportError::from)
            .and_then(|store| work(&store));
        if let Err(error) = &result {
            assert!(proxy.is_cut(), "failed without a cut: {error}");
            assert!(matches!(error, ImportError::Store(StoreError::Server { .. })), "{error:?}");
            assert_lost(&error.problem().one_line());
        }
        result
    }
}

/// The bytes of a whole import through a proxy.
fn bytes_of(bench: &Bench, table: &str) -> u64 {
    let proxy = bench.proxy(Cut::Never);
    bench.cut(&proxy, |store| make_and_import(store, table, &bench.log)).expect("an import");
    proxy.bytes()
}

fn cuts_after_any_byte(server: &str) {
    let bench = Bench::new(server);
    let bytes = bytes_of(&bench, "measured");
    let mut cuts = 0;
    for round in 0..3 {
        let table = format!("round_{round}");
        for _ in 0..8 {
            let proxy = bench.proxy(Cut::Bytes(bench.chance.below(bytes)));
            if bench.cut(&proxy, |store| make_and_import(store, &table, &bench.log)).is_ok() {
                break;
            }
            cuts += 1;
        }
        let store = bench.database.open();
        make_and_import(&store, &table, &bench.log).expect("an import");
        bench.assert_clean(&table);
    }
    eprintln!("{server}: cut {cuts} times within {bytes} bytes");
}

/// A log of three chunks, cut at every fourth command on either side; where is left to chance.
fn cuts_at_any_command(server: &str) {
    let mut bench = Bench::new(server);
    let lines = bench.chance.lines(400);
    bench.log = bench.home.write("short.log", lines).into();
    bench.clean = bench.clean_rows("clean_and_short");
    let mut nth = bench.chance.below(4);
    let mut cuts = 0;
    loop {
        let side = bench.chance.pick(&[Side::Before, Side::After]);
        let table = format!("command_{nth}");
        let proxy = bench.proxy(Cut::Command(nth, side));
        let result = bench.cut(&proxy, |store| make_and_import(store, &table, &bench.log));
        if result.is_ok() && !proxy.is_cut() {
            break;
        }
        make_and_import(&bench.database.open(), &table, &bench.log).expect("an import");
        bench.assert_clean(&table);
        cuts += 1;
        nth += 1 + bench.chance.below(7);
    }
    eprintln!("{server}: cut at {cuts} of {nth} commands");
}

fn a_commit_whose_answer_is_lost_counts(server: &str) {
    let bench = Bench::new(server);
    for side in [Side::Before, Side::After] {
        for nth in [1, 2, 5] {
            let table = format!("{side:?}_{nth}").to_lowercase();
            bench.database.open().create(&table, &Zone::utc()).expect("a table");
            let proxy = bench.proxy(Cut::Text("COMMIT", nth, side));
            let cut = bench.cut(&proxy, |store| import(store, &table, &bench.log, CHUNK));
            assert!(cut.is_err() && proxy.is_cut());
            let store = bench.database.open();
            let [mark] = store.bookmarks(&table).expect("bookmarks")[..] else { panic!("one") };
            // Each commit is of one chunk, and a chunk ends with a line.
            let commits = nth + u64::from(side == Side::After);
            assert_eq!(mark.offset.div_ceil(CHUNK as u64), commits, "{side:?} {nth}");
            let rest = import(&store, &table, &bench.log, CHUNK).expect("an import");
            assert_eq!(rest.start, ImportStart::At(mark.offset));
            bench.assert_clean(&table);
        }
    }
}

fn the_program_says_that_it_was_cut_off(server: &str) {
    let bench = Bench::new(server);
    let log = bench.log.to_str().expect("a plain path").to_owned();
    let program = |bench: &Bench, cut: Cut| {
        let proxy = Proxy::new(bench.port(), cut);
        let port = proxy.port.to_string();
        let arguments =
            ["import", "--host", "127.0.0.1", "--port", &port, "--table", "program", &log];
        let run = ended(bench.ipta(&arguments).spawn().expect("a process"));
        (run, proxy)
    };
    let (whole, proxy) = program(&bench, Cut::Never);
    assert_eq!(whole.code, 0, "{whole:?}");
    let bytes = proxy.bytes();
    bench.database.open().delete("program", &Cancel::default()).expect("dropped");
    for _ in 0..8 {
        let cut = Cut::Bytes(bench.chance.below(bytes));
        let (run, _) = program(&bench, cut);
        if run.code == 0 {
            break;
        }
        assert_lost(assert_told(&run));
        assert!(run.stderr.contains("the server at 127.0.0.1"), "{}", run.stderr);
    }
    let (run, _) = program(&bench, Cut::Never);
    assert_eq!(run.code, 0, "{run:?}");
    bench.assert_clean("program");
}
