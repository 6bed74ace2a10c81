//! Settings: what every session sets for itself, so that no answer and no change depends on the
//! server's own values, which an administrator may have chosen for others.

/// The purpose of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To ask: the server refuses whatever would write.
    Reading,
    /// To write.
    Writing,
}

/// Which servers know a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Servers {
    Both,
    MariaDb,
    MySql,
}

use Servers::{Both, MariaDb, MySql};

/// The settings, in the order in which they are made. None of them needs a privilege.
/// `tests/connection/settings.rs` gives the server another value of each.
const SETTINGS: [(Servers, &str); 24] = [
    // Texts travel as UTF-8; messages are in the language that `fault` reads.
    (Both, "NAMES utf8mb4 COLLATE utf8mb4_general_ci"),
    (Both, "lc_messages = 'en_US'"),
    (MariaDb, "character_set_filesystem = 'binary'"),
    // Times are wall-clock; wrong data is an error.
    (Both, "time_zone = '+00:00'"),
    (
        Both,
        "sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
         ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    ),
    (MariaDb, "old_mode = 'UTF8_IS_UTF8MB3'"),
    // A transaction ends where ipta ends it, and sees only what others committed.
    (Both, "autocommit = 1"),
    (Both, "completion_type = 'NO_CHAIN'"),
    (MariaDb, "tx_isolation = 'REPEATABLE-READ'"),
    (MySql, "transaction_isolation = 'REPEATABLE-READ'"),
    (Both, "sql_safe_updates = 0"),
    (Both, "unique_checks = 1"),
    // An answer has all its rows, and the digits, names and order that a server as shipped gives.
    (Both, "sql_select_limit = 18446744073709551615"),
    (Both, "sql_big_selects = 1"),
    (Both, "group_concat_max_len = 1048576"),
    (Both, "max_sort_length = 1024"),
    (Both, "div_precision_increment = 4"),
    (Both, "default_week_format = 0"),
    (Both, "lc_time_names = 'en_US'"),
    (Both, "sql_auto_is_null = 0"),
    (MariaDb, "default_regex_flags = ''"),
    (MySql, "windowing_use_high_precision = 1"),
    // Rows come as they are found.
    (Both, "sql_buffer_result = 0"),
    // MySQL would otherwise give the size of a table as it was up to a day ago.
    (MySql, "information_schema_stats_expiry = 0"),
];

/// The longest time that a statement can be allowed, in seconds. Source: MariaDB,
/// `max_statement_time`; MySQL's `max_execution_time` ends after 49 days.
const LONGEST: u32 = 4_000_000;

/// The statement that makes the settings of a session: one, because each takes a round trip.
/// A session that reads refuses whatever would write, and stops what takes longer than `timeout`.
pub fn statement(purpose: Purpose, timeout: Option<u32>) -> String {
    let read_only = u8::from(purpose == Purpose::Reading);
    let timeout = timeout.filter(|_| purpose == Purpose::Reading).map(|s| s.min(LONGEST));
    let always = SETTINGS.iter().map(|(known, setting)| (*known, (*setting).to_owned()));
    let of_purpose = [
        (MariaDb, format!("tx_read_only = {read_only}")),
        (MySql, format!("transaction_read_only = {read_only}")),
    ];
    let of_timeout = timeout.into_iter().flat_map(|seconds| {
        [
            (MariaDb, format!("max_statement_time = {seconds}")),
            (MySql, format!("max_execution_time = {}", u64::from(seconds) * 1000)),
        ]
    });
    let mut statement = String::from("SET ");
    for (nth, (known, setting)) in always.chain(of_purpose).chain(of_timeout).enumerate() {
        let comma = if nth > 0 { ", " } else { "" };
        // Comments to every other server.
        statement += &match known {
            Both => format!("{comma}{setting}"),
            MariaDb => format!(" /*M! {comma}{setting} */"),
            MySql => format!(" /*!80000 {comma}{setting} */"),
        };
    }
    statement
}
