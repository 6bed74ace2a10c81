//! A fault: what the server or the driver said, as a [`StoreError`] that says what to do.

use std::io;
use std::time::Duration;

use mysql::{DriverError, Error, MySqlError};

use super::peer::Stranger;
use super::pinned::TlsFailure;
use super::server::{Address, PATIENCE, Server, TlsMode};
use crate::field::FIELDS;
use crate::span::Problem;
use crate::sql::schema;
use crate::store::StoreError;
use crate::suggest;

/// The longest part of a server's message that is shown, in bytes.
const SHOWN: usize = 500;

/// How soon the system notices that there is no connection any more, unless nothing answers at all.
const NOTICED: Duration = Duration::from_secs(1);

/// Error numbers of MySQL and MariaDB. Source: their `errmsg` lists; both use the same.
mod number {
    pub const DATABASE_DENIED: u16 = 1044;
    pub const ACCESS_DENIED: u16 = 1045;
    pub const NO_DATABASE: u16 = 1046;
    pub const UNKNOWN_DATABASE: u16 = 1049;
    pub const TABLE_EXISTS: u16 = 1050;
    pub const UNKNOWN_TABLE: u16 = 1051;
    pub const SHUTDOWN: u16 = 1053;
    pub const UNKNOWN_COLUMN: u16 = 1054;
    pub const SYNTAX: u16 = 1064;
    pub const REGEXP: u16 = 1139;
    pub const TABLE_DENIED: u16 = 1142;
    pub const COLUMN_DENIED: u16 = 1143;
    pub const NO_TABLE: u16 = 1146;
    pub const LOCK_TIMEOUT: u16 = 1205;
    pub const DEADLOCK: u16 = 1213;
    pub const PRIVILEGE_MISSING: u16 = 1227;
    pub const NO_FUNCTION: u16 = 1305;
    pub const INTERRUPTED: u16 = 1317;
    pub const ROUTINE_DENIED: u16 = 1370;
    pub const NO_PASSWORD: u16 = 1698;
    pub const READ_ONLY: u16 = 1792;
    pub const KILLED: u16 = 1927;
    pub const TIME_OVER_MARIADB: u16 = 1969;
    pub const TIME_OVER_MYSQL: u16 = 3024;
    pub const TLS_REQUIRED: u16 = 3159;
    pub const IDLE: u16 = 4031;
}

const SETUP: &str = "`ipta setup-sql` prints the statements that make user and database";

/// Why the server may have closed a connection while a statement ran.
const ENDED: &str =
    "the server was stopped or restarted, or an administrator killed the connection (`KILL`)";

/// What to try where nothing answers.
const ELSEWHERE: &str = "is it running? `-h HOST`, `--port` and `--socket` choose another";

fn refused(message: impl Into<String>, help: impl Into<String>) -> StoreError {
    StoreError::Server { problem: Problem::plain(message).help(help), is_lost: false }
}

fn lost(message: impl Into<String>, help: impl Into<String>) -> StoreError {
    StoreError::Server { problem: Problem::plain(message).help(help), is_lost: true }
}

/// Explains what went wrong with a server.
pub fn explain(error: &Error, server: &Server) -> StoreError {
    let at = &server.address;
    match error {
        Error::MySqlError(said) => explain_message(said, server),
        Error::DriverError(DriverError::CouldNotConnect(Some((_, reason, _)))) => {
            lost(format!("cannot reach the server at {at}: {reason}"), ELSEWHERE)
        }
        Error::DriverError(DriverError::ConnectTimeout) => silent(server),
        Error::IoError(source) if inner::<Stranger>(source).is_some() => listened(source, server),
        Error::IoError(source) if inner::<TlsFailure>(source).is_some() => {
            tls_failed(&source.to_string(), server)
        }
        // What the answer to a request for a file says: nothing else asks the system for one.
        Error::IoError(source) if source.kind() == io::ErrorKind::PermissionDenied => refused(
            format!("the server at {at} asked for a file that it was not offered"),
            "do not trust it",
        ),
        Error::IoError(_) | Error::CodecError(_) => match stream_error(error) {
            // TLS says so where bytes are not what they should be; plain reading does not look.
            Some(source) if source.kind() == io::ErrorKind::InvalidData => {
                tls_failed(&source.to_string(), server)
            }
            Some(source) => {
                broken_off(&reason(source), server, "is it running, and is it MySQL or MariaDB?")
            }
            None => protocol_broken(server),
        },
        Error::TlsError(reason) => tls_failed(&reason.to_string(), server),
        Error::DriverError(DriverError::TlsNotSupported) => {
            refused(format!("the server at {at} has no TLS"), "`--ssl-mode preferred` goes without")
        }
        // MySQL says some such thing to users that it does not know, too.
        Error::DriverError(
            DriverError::UnknownAuthPlugin(_)
            | DriverError::OldMysqlPasswordDisabled
            | DriverError::CleartextPluginDisabled,
        ) => not_let_in(server, None),
        // What else the driver complains of is bytes that it cannot read.
        _ => protocol_broken(server),
    }
}

/// Explains why a table could not be created. An account that imports may not, and need not.
pub fn explain_creation(error: &Error, table: &str, server: &Server) -> StoreError {
    match error {
        Error::MySqlError(MySqlError { code: number::TABLE_DENIED, .. }) => refused(
            format!("user `{}` may not create table `{table}`", server.user),
            "the owner of the database can: `ipta tables create NAME`",
        ),
        error => explain_statement(error, server),
    }
}

/// Explains what went wrong with a statement on a connection that worked before.
pub fn explain_statement(error: &Error, server: &Server) -> StoreError {
    match (error, explain(error, server)) {
        (
            Error::IoError(_) | Error::CodecError(_),
            StoreError::Server { problem, is_lost: true },
        ) => StoreError::Server { problem: problem.help(ENDED), is_lost: true },
        (_, fault) => fault,
    }
}

/// The error of that type which an input error wraps.
fn inner<E: std::error::Error + 'static>(source: &io::Error) -> Option<&E> {
    source.get_ref()?.downcast_ref()
}

fn listened(source: &io::Error, server: &Server) -> StoreError {
    let user = inner::<Stranger>(source).map_or("", |stranger| &stranger.user);
    refused(
        format!(
            "user `{user}` listens on the socket {}, not root, mysql or you: no password was sent",
            server.address
        ),
        "`--socket` names another; if it is your server, use TCP: `-h HOST --ssl-mode verify-ca`",
    )
}

fn protocol_broken(server: &Server) -> StoreError {
    refused(
        format!("the server at {} breaks MySQL's protocol", server.address),
        "is it MySQL or MariaDB?",
    )
}

fn broken_off(reason: &str, server: &Server, help: &str) -> StoreError {
    lost(format!("the connection to the server at {} broke off: {reason}", server.address), help)
}

/// Why a connection broke off: the system's words, but not the driver's.
fn reason(source: &io::Error) -> String {
    match source.raw_os_error() {
        Some(_) => source.to_string(),
        None => "the server closed it".to_owned(),
    }
}

/// What is wrong with a server that does not answer.
pub fn silent(server: &Server) -> StoreError {
    let seconds = PATIENCE.as_secs();
    lost(format!("the server at {} does not answer for {seconds} s", server.address), ELSEWHERE)
}

fn tls_failed(reason: &str, server: &Server) -> StoreError {
    refused(
        format!("TLS with the server at {} failed: {}", server.address, shortened(reason)),
        "`--ssl-mode` and `--ssl-ca` say what is asked of its certificate",
    )
}

/// Whether a connection that was idle had been lost before the statement that failed so after that time:
/// the system noticed it only when it sent something. A server that ends a statement closes its
/// connection in good order.
pub fn was_lost_before(error: &Error, after: Duration) -> bool {
    let source = stream_error(error).filter(|source| source.raw_os_error().is_some());
    source.is_some_and(|it| it.kind() == io::ErrorKind::TimedOut || after < NOTICED)
}

/// Whether the connection is gone.
pub fn is_lost(error: &Error) -> bool {
    match error {
        Error::IoError(_) | Error::CodecError(_) => {
            stream_error(error).is_some_and(|source| source.kind() != io::ErrorKind::InvalidData)
        }
        Error::MySqlError(MySqlError { code, .. }) => {
            matches!(*code, number::SHUTDOWN | number::KILLED | number::IDLE)
        }
        _ => false,
    }
}

/// Whether TLS refused the server's certificate only for being an authority's.
pub fn is_authority(error: &Error) -> bool {
    stream_error(error).is_some_and(|source| source.to_string().contains("CaUsedAsEndEntity"))
}

/// Whether the connection can be used for another statement: the server said no in good order.
pub fn is_usable(error: &Error) -> bool {
    matches!(error, Error::MySqlError(_)) && !is_lost(error)
}

/// Whether the statement was stopped by a `KILL QUERY`, ours or another's.
pub fn is_interrupted(error: &Error) -> bool {
    matches!(error, Error::MySqlError(said) if said.code == number::INTERRUPTED)
}

/// Whether a table is not there.
pub fn is_no_table(error: &Error) -> bool {
    matches!(error, Error::MySqlError(said) if said.code == number::NO_TABLE)
}

fn breaks_connection(source: &io::Error) -> bool {
    use io::ErrorKind::*;
    matches!(
        source.kind(),
        BrokenPipe | ConnectionReset | ConnectionAborted | NotConnected | TimedOut
    )
}

/// The error of reading or writing that the driver wraps; `None` where bytes came that cannot be read,
/// which the driver reports as input errors too.
fn stream_error(error: &Error) -> Option<&io::Error> {
    match error {
        Error::CodecError(inner) => std::error::Error::source(inner)?.downcast_ref(),
        // Rows on their way into LOAD DATA carry the driver's own error inside.
        Error::IoError(source) => match source.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(inner) => stream_error(inner),
            None => Some(source).filter(|it| it.raw_os_error().is_some() || breaks_connection(it)),
        },
        _ => None,
    }
}

/// A message of the server, with what explaining it takes.
struct Fault<'a> {
    /// The first line of the message.
    message: &'a str,
    server: &'a Server,
}

/// How messages of some numbers are explained.
struct FaultRule {
    numbers: &'static [u16],
    explain: fn(&Fault<'_>) -> StoreError,
}

const fn rule(numbers: &'static [u16], explain: fn(&Fault<'_>) -> StoreError) -> FaultRule {
    FaultRule { numbers, explain }
}

/// The rules; a message without a rule is shown as the server words it.
const RULES: &[FaultRule] = &[
    rule(&[number::ACCESS_DENIED, number::NO_PASSWORD], |fault| {
        not_let_in(fault.server, Some(fault.message))
    }),
    rule(&[number::UNKNOWN_DATABASE], |fault| fault.unknown_database()),
    rule(&[number::NO_TABLE, number::UNKNOWN_TABLE], |fault| fault.unknown_table()),
    rule(&[number::NO_DATABASE], |_| refused("no database is chosen", "`-d` names one")),
    rule(&[number::TABLE_EXISTS], |fault| StoreError::TableExists(fault.quoted_name())),
    rule(
        &[
            number::DATABASE_DENIED,
            number::TABLE_DENIED,
            number::COLUMN_DENIED,
            number::PRIVILEGE_MISSING,
            number::ROUTINE_DENIED,
        ],
        |fault| denied(fault.message, fault.server),
    ),
    rule(&[number::TLS_REQUIRED], |_| {
        refused("the server takes connections with TLS only", "`--ssl-mode required` uses it")
    }),
    rule(&[number::LOCK_TIMEOUT, number::DEADLOCK], |_| {
        StoreError::Locked("what the statement needs".into())
    }),
    rule(&[number::INTERRUPTED], |_| {
        refused(
            "the statement was stopped on the server by another session (`KILL QUERY`)",
            "ask the server's administrator why before you run it again",
        )
    }),
    rule(&[number::TIME_OVER_MARIADB, number::TIME_OVER_MYSQL], |fault| {
        StoreError::Query(time_over(fault.server.timeout))
    }),
    rule(&[number::SHUTDOWN], |fault| {
        broken_off("the server is shutting down", fault.server, "run this again when it is back")
    }),
    rule(&[number::KILLED], |fault| {
        broken_off(
            "another session killed it (`KILL`)",
            fault.server,
            "ask the server's administrator why before you run this again",
        )
    }),
    rule(&[number::READ_ONLY], |_| StoreError::query("this would write: refused")),
    rule(&[number::SYNTAX], |fault| {
        StoreError::query(format!("this SQL cannot be read: {}", near(fault.message)))
    }),
    rule(&[number::UNKNOWN_COLUMN], |fault| StoreError::Query(unknown_column(fault.message))),
    rule(&[number::NO_FUNCTION], |fault| {
        StoreError::query(format!("the server has no such function: {}", fault.message))
    }),
    rule(&[number::REGEXP], |fault| fault.regular_expression()),
];

/// Explains a message of the server by the rule of its number.
fn explain_message(said: &MySqlError, server: &Server) -> StoreError {
    let message = &shortened(&said.message);
    let fault = Fault { message, server };
    match RULES.iter().find(|rule| rule.numbers.contains(&said.code)) {
        Some(rule) => (rule.explain)(&fault),
        // MySQL has many numbers for these.
        None if message.contains("regular expression") || message.contains("regexp") => {
            fault.regular_expression()
        }
        None => StoreError::query(message),
    }
}

impl Fault<'_> {
    fn unknown_database(&self) -> StoreError {
        let database = &self.server.database;
        if self.message.contains(&format!("'{database}'")) {
            return refused(format!("the server has no database `{database}`"), SETUP);
        }
        self.unknown_table()
    }

    fn unknown_table(&self) -> StoreError {
        StoreError::NoTable(self.quoted_name())
    }

    fn regular_expression(&self) -> StoreError {
        StoreError::query(format!("this regular expression cannot be read: {}", self.message))
    }

    /// The last name in single quotes, without its database; the whole message if it has none.
    fn quoted_name(&self) -> String {
        let name = self.message.split('\'').nth(1).unwrap_or(self.message);
        name.rsplit_once('.').map_or(name, |(_, name)| name).to_owned()
    }
}

/// What a user may not do: the privilege that is missing, and what for.
fn denied(message: &str, server: &Server) -> StoreError {
    let user = &server.user;
    let read = message.split_once(" command denied to user ").and_then(|(privilege, rest)| {
        let (account, what) = rest.split_once(" for ")?;
        Some((privilege.to_uppercase(), account, what))
    });
    let Some((privilege, account, what)) = read else {
        return refused(format!("user `{user}` may not do this: {message}"), SETUP);
    };
    let own = format!("`{}`.", server.database);
    let what = what.replace('\'', "`").replace(&own, "").replace(" in table", " of table");
    let doing = match privilege.as_str() {
        "SELECT" => "read",
        "EXECUTE" => "call",
        _ => "write to",
    };
    let missing = if privilege.contains(',') {
        format!("privileges {privilege} are missing")
    } else {
        format!("privilege {privilege} is missing")
    };
    let database = schema::granted(&server.database);
    refused(
        format!("user `{user}` may not {doing} {what}: the {missing}"),
        format!(
            "`-u` names another user; an administrator grants it by \
             GRANT {privilege} ON {database}.* TO {account}"
        ),
    )
}

fn not_let_in(server: &Server, said: Option<&str>) -> StoreError {
    // MariaDB says no more than this to whoever comes without TLS that it insists on.
    let tls = match (server.tls, &server.address) {
        (TlsMode::Disabled, Address::Tcp { .. }) => "if it insists on TLS, `--ssl-mode required`; ",
        _ => "",
    };
    let said = said.map(|said| format!(" ({said})")).unwrap_or_default();
    let message =
        format!("the server at {} does not let in user `{}`{said}", server.address, server.user);
    let help = format!("{tls}`-u` names another, `-pi` asks for the password; {SETUP}");
    StoreError::Login(Problem::plain(message).help(help))
}

fn time_over(timeout: Option<u32>) -> Problem {
    match timeout {
        Some(seconds) => Problem::plain(format!(
            "the statement was stopped: `store.timeout` (`--timeout`) allows {seconds} s"
        ))
        .help("allow more, or ask for a shorter time"),
        None => Problem::plain("the statement was stopped: it took longer than the server allows")
            .help("`--timeout SECONDS` allows more, or ask for a shorter time"),
    }
}

fn unknown_column(message: &str) -> Problem {
    let Some(name) = message.split('\'').nth(1) else { return Problem::plain(message) };
    let (table, name) = match name.rsplit_once('.') {
        Some((table, name)) => (Some(table), name),
        None => (None, name),
    };
    if FIELDS.iter().any(|field| field.name == name) {
        let whose = match table {
            Some(table) => format!("table `{table}` has no column `{name}`"),
            None => format!("no table that is read here has a column `{name}`"),
        };
        return Problem::plain(format!("{whose}: it is not a table of packets"));
    }
    let problem = Problem::plain(format!("there is no column `{name}`"));
    match suggest::nearest(name, FIELDS.iter().map(|field| field.name)) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem,
    }
}

/// What a server's message about wrong SQL says of the place.
fn near(message: &str) -> String {
    match message.find("near ") {
        Some(at) => format!("the server stumbles {}", &message[at..]),
        None => message.to_owned(),
    }
}

/// The first line of a server's message, not too much of it.
pub fn shortened(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let end = line.floor_char_boundary(SHOWN);
    if end < line.len() { format!("{}…", &line[..end]) } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message for each number that has a rule, and how it is explained.
    const CASES: &[(u16, &str, &str)] = &[
        (
            number::ACCESS_DENIED,
            "Access denied for user 'me'@'h' (using password: YES)",
            "the server at localhost:3306 does not let in user `me` \
             (Access denied for user 'me'@'h' (using password: YES))",
        ),
        (
            number::NO_PASSWORD,
            "Access denied for user 'me'@'h'",
            "the server at localhost:3306 does not let in user `me` \
             (Access denied for user 'me'@'h')",
        ),
        (number::UNKNOWN_DATABASE, "Unknown database 'x.other'", "there is no table `other`"),
        (number::UNKNOWN_DATABASE, "Unknown database 'logs'", "the server has no database `logs`"),
        (number::NO_TABLE, "Table 'logs.x' doesn't exist", "there is no table `x`"),
        (number::UNKNOWN_TABLE, "Unknown table 'logs.x'", "there is no table `x`"),
        (number::NO_DATABASE, "No database selected", "no database is chosen"),
        (number::TABLE_EXISTS, "Table 'x' already exists", "table `x` exists already"),
        (
            number::DATABASE_DENIED,
            "Access denied for user 'me'@'%' to database 'x'",
            "user `me` may not do this: Access denied for user 'me'@'%' to database 'x'",
        ),
        (
            number::TABLE_DENIED,
            "SELECT command denied to user 'me'@'h' for table 'x'",
            "user `me` may not read table `x`: the privilege SELECT is missing",
        ),
        (
            number::COLUMN_DENIED,
            "INSERT command denied to user 'me'@'h' for column 'a' in table 'x'",
            "user `me` may not write to column `a` of table `x`: the privilege INSERT is missing",
        ),
        (
            number::PRIVILEGE_MISSING,
            "Access denied; you need (at least one of) the SUPER privilege(s)",
            "user `me` may not do this: \
             Access denied; you need (at least one of) the SUPER privilege(s)",
        ),
        (
            number::ROUTINE_DENIED,
            "execute command denied to user 'me'@'h' for routine 'logs.f'",
            "user `me` may not call routine `logs.f`: the privilege EXECUTE is missing",
        ),
        (number::TLS_REQUIRED, "…", "the server takes connections with TLS only"),
        (
            number::LOCK_TIMEOUT,
            "…",
            "another session kept a lock on what the statement needs for too long",
        ),
        (
            number::DEADLOCK,
            "…",
            "another session kept a lock on what the statement needs for too long",
        ),
        (
            number::INTERRUPTED,
            "…",
            "the statement was stopped on the server by another session (`KILL QUERY`)",
        ),
        (
            number::TIME_OVER_MARIADB,
            "…",
            "the statement was stopped: it took longer than the server allows",
        ),
        (
            number::TIME_OVER_MYSQL,
            "…",
            "the statement was stopped: it took longer than the server allows",
        ),
        (
            number::SHUTDOWN,
            "…",
            "the connection to the server at localhost:3306 broke off: \
             the server is shutting down",
        ),
        (
            number::KILLED,
            "…",
            "the connection to the server at localhost:3306 broke off: \
             another session killed it (`KILL`)",
        ),
        (number::READ_ONLY, "…", "this would write: refused"),
        (
            number::SYNTAX,
            "You have an error in your SQL syntax; check near 'x' at line 1",
            "this SQL cannot be read: the server stumbles near 'x' at line 1",
        ),
        (number::UNKNOWN_COLUMN, "Unknown column 'srcc' in 'SELECT'", "there is no column `srcc`"),
        (
            number::NO_FUNCTION,
            "FUNCTION f does not exist",
            "the server has no such function: FUNCTION f does not exist",
        ),
        (number::REGEXP, "missing )", "this regular expression cannot be read: missing )"),
    ];

    #[test]
    fn each_rule_explains_a_message() {
        let server = Server { user: "me".into(), database: "logs".into(), ..Server::default() };
        for (code, message, expected) in CASES {
            let said =
                MySqlError { state: String::new(), message: (*message).to_owned(), code: *code };
            assert_eq!(explain_message(&said, &server).to_string(), *expected, "{code}");
        }
        let mut numbers = RULES.iter().flat_map(|rule| rule.numbers);
        assert_eq!(numbers.find(|known| !CASES.iter().any(|(code, ..)| code == *known)), None);
    }

    #[test]
    fn a_message_without_a_rule_is_the_servers() {
        let explained = |message: &str| {
            let said = MySqlError { state: String::new(), message: message.to_owned(), code: 1 };
            explain_message(&said, &Server::default()).to_string()
        };
        assert_eq!(explained("first\nsecond"), "first");
        let expected = "this regular expression cannot be read: Got error 'x' from regexp";
        assert_eq!(explained("Got error 'x' from regexp"), expected);
    }
}
