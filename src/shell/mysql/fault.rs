//! A fault: what the server or the driver said, as a [`StoreError`] that says what to do.

use std::io;
use std::time::Duration;

use mysql::{DriverError, Error, MySqlError};

use super::peer::Stranger;
use super::pinned::TlsFailure;
use super::server::{Address, PATIENCE, Server, TlsMode};
use crate::field::FIELDS;
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

fn refused(message: String, help: &str) -> StoreError {
    StoreError::Server { message, help: help.into(), is_lost: false }
}

fn lost(message: String, help: &str) -> StoreError {
    StoreError::Server { message, help: help.into(), is_lost: true }
}

/// What went wrong with a server.
pub fn of(error: &Error, server: &Server) -> StoreError {
    let at = &server.address;
    match error {
        Error::MySqlError(said) => said_by_server(said, server),
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
        Error::IoError(_) | Error::CodecError(_) => match of_the_stream(error) {
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

/// Why a table could not be created. An account that imports may not, and need not.
pub fn of_creation(error: &Error, table: &str, server: &Server) -> StoreError {
    match error {
        Error::MySqlError(MySqlError { code: number::TABLE_DENIED, .. }) => refused(
            format!("user `{}` may not create table `{table}`", server.user),
            "the owner of the database can: `ipta tables create NAME`",
        ),
        error => of_statement(error, server),
    }
}

/// What went wrong with a statement on a connection that worked before.
pub fn of_statement(error: &Error, server: &Server) -> StoreError {
    match (error, of(error, server)) {
        (
            Error::IoError(_) | Error::CodecError(_),
            StoreError::Server { message, is_lost: true, .. },
        ) => lost(message, ENDED),
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
    let source = of_the_stream(error).filter(|source| source.raw_os_error().is_some());
    source.is_some_and(|it| it.kind() == io::ErrorKind::TimedOut || after < NOTICED)
}

/// Whether the connection is gone.
pub fn is_lost(error: &Error) -> bool {
    match error {
        Error::IoError(_) | Error::CodecError(_) => {
            of_the_stream(error).is_some_and(|source| source.kind() != io::ErrorKind::InvalidData)
        }
        Error::MySqlError(MySqlError { code, .. }) => {
            matches!(*code, number::SHUTDOWN | number::KILLED | number::IDLE)
        }
        _ => false,
    }
}

/// Whether TLS refused the server's certificate only for being an authority's.
pub fn is_authority(error: &Error) -> bool {
    of_the_stream(error).is_some_and(|source| source.to_string().contains("CaUsedAsEndEntity"))
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

fn is_of_the_connection(source: &io::Error) -> bool {
    use io::ErrorKind::*;
    matches!(
        source.kind(),
        BrokenPipe | ConnectionReset | ConnectionAborted | NotConnected | TimedOut
    )
}

/// The error of reading or writing that the driver wraps; `None` where bytes came that cannot be read,
/// which the driver reports as input errors too.
fn of_the_stream(error: &Error) -> Option<&io::Error> {
    match error {
        Error::CodecError(inner) => std::error::Error::source(inner)?.downcast_ref(),
        // Rows on their way into LOAD DATA carry the driver's own error inside.
        Error::IoError(source) => match source.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(inner) => of_the_stream(inner),
            None => {
                Some(source).filter(|it| it.raw_os_error().is_some() || is_of_the_connection(it))
            }
        },
        _ => None,
    }
}

fn said_by_server(said: &MySqlError, server: &Server) -> StoreError {
    let message = shortened(&said.message);
    match said.code {
        number::ACCESS_DENIED | number::NO_PASSWORD => not_let_in(server, Some(&message)),
        number::UNKNOWN_DATABASE if message.contains(&format!("'{}'", server.database)) => {
            refused(format!("the server has no database `{}`", server.database), SETUP)
        }
        number::UNKNOWN_DATABASE | number::NO_TABLE | number::UNKNOWN_TABLE => {
            StoreError::NoTable(quoted(&message).unwrap_or(message))
        }
        number::NO_DATABASE => refused("no database is chosen".into(), "`-d` names one"),
        number::TABLE_EXISTS => StoreError::TableExists(quoted(&message).unwrap_or(message)),
        number::DATABASE_DENIED
        | number::TABLE_DENIED
        | number::COLUMN_DENIED
        | number::PRIVILEGE_MISSING
        | number::ROUTINE_DENIED => denied(&message, server),
        number::TLS_REQUIRED => refused(
            "the server takes connections with TLS only".into(),
            "`--ssl-mode required` uses it",
        ),
        number::LOCK_TIMEOUT | number::DEADLOCK => {
            StoreError::Locked("what the statement needs".into())
        }
        number::INTERRUPTED => refused(
            "the statement was stopped on the server by another session (`KILL QUERY`)".into(),
            "ask the server's administrator why before you run it again",
        ),
        number::TIME_OVER_MARIADB | number::TIME_OVER_MYSQL => {
            StoreError::Query(time_over(server.timeout))
        }
        number::SHUTDOWN => {
            broken_off("the server is shutting down", server, "run this again when it is back")
        }
        number::KILLED => broken_off(
            "another session killed it (`KILL`)",
            server,
            "ask the server's administrator why before you run this again",
        ),
        number::READ_ONLY => StoreError::Query("this would write: refused".into()),
        number::SYNTAX => StoreError::Query(format!("this SQL cannot be read: {}", near(&message))),
        number::UNKNOWN_COLUMN => StoreError::Query(unknown_column(&message)),
        number::NO_FUNCTION => {
            StoreError::Query(format!("the server has no such function: {message}"))
        }
        number::REGEXP => regular_expression(&message),
        _ if message.contains("regular expression") || message.contains("regexp") => {
            regular_expression(&message)
        }
        _ => StoreError::Query(message),
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
    let missing = match privilege.contains(',') {
        true => format!("privileges {privilege} are missing"),
        false => format!("privilege {privilege} is missing"),
    };
    let database = schema::granted(&server.database);
    refused(
        format!("user `{user}` may not {doing} {what}: the {missing}"),
        &format!(
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
    StoreError::Login {
        message: format!(
            "the server at {} does not let in user `{}`{said}",
            server.address, server.user
        ),
        help: format!("{tls}`-u` names another, `-pi` asks for the password; {SETUP}"),
    }
}

fn time_over(timeout: Option<u32>) -> String {
    match timeout {
        Some(seconds) => format!(
            "the statement was stopped: `store.timeout` (`--timeout`) allows {seconds} s; \
             allow more, or ask for a shorter time"
        ),
        None => "the statement was stopped: it took longer than the server allows; \
                 `--timeout SECONDS` allows more, or ask for a shorter time"
            .to_owned(),
    }
}

fn regular_expression(message: &str) -> StoreError {
    StoreError::Query(format!("this regular expression cannot be read: {message}"))
}

/// The last name in single quotes, without its database.
fn quoted(message: &str) -> Option<String> {
    let mut parts = message.split('\'');
    let name = parts.nth(1)?;
    Some(name.rsplit_once('.').map_or(name, |(_, name)| name).to_owned())
}

fn unknown_column(message: &str) -> String {
    let Some(name) = message.split('\'').nth(1) else { return message.to_owned() };
    let (table, name) = match name.rsplit_once('.') {
        Some((table, name)) => (Some(table), name),
        None => (None, name),
    };
    if FIELDS.iter().any(|field| field.name == name) {
        let whose = match table {
            Some(table) => format!("table `{table}` has no column `{name}`"),
            None => format!("no table that is read here has a column `{name}`"),
        };
        return format!("{whose}: it is not a table of packets");
    }
    let meant = suggest::nearest(name, FIELDS.iter().map(|field| field.name));
    let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    format!("there is no column `{name}`{meant}")
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
