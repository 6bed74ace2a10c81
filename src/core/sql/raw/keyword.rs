//! Keywords: the words of SQL, what the prompt says of them, and what the check of the user's SQL must
//! know of them.

use sqlparser::tokenizer::Token;

use KeywordRole::*;

/// A role of a keyword in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeywordRole {
    /// It begins a statement of SQL, and no query of the language.
    Statement,
    /// It begins a SELECT.
    Reads,
    /// It begins the writing part of a statement.
    Writes,
    /// It comes between SELECT and its list.
    Modifier,
    /// It ends the list of a SELECT.
    EndsList,
    /// The name of a table follows it.
    TakesTable,
    /// It may follow the name of a table, and is not its alias.
    FollowsTable,
    /// It joins two conditions.
    JoinsConditions,
    /// It joins two expressions more tightly than AND does, or follows one.
    Operator,
    /// It joins two SELECTs.
    JoinsSelects,
    /// BY follows it.
    TakesBy,
    /// It may come before a bracket, and is never the name of a function, on neither server.
    NeverCalled,
    /// sqlparser reads it in two ways where the first one fails, and all that is inside of it with it.
    ReadTwice,
}

/// A keyword or a function that the prompt colours and completes.
#[derive(Debug)]
pub struct Keyword {
    /// The word, or two that belong together.
    pub text: &'static str,
    /// A description, in a line.
    pub help: &'static str,
    roles: &'static [KeywordRole],
}

const fn keyword(text: &'static str, help: &'static str, roles: &'static [KeywordRole]) -> Keyword {
    Keyword { text, help, roles }
}

/// The keywords and functions of questions.
pub static KEYWORDS: &[Keyword] = &[
    keyword("SELECT", "which columns", &[Statement, Reads, NeverCalled]),
    keyword("DISTINCT", "each row once", &[Modifier, NeverCalled]),
    keyword("FROM", "which table", &[EndsList, NeverCalled, TakesTable]),
    keyword("JOIN", "together with another table", &[FollowsTable, NeverCalled, TakesTable]),
    keyword("LEFT", "keep rows without a partner", &[FollowsTable]),
    keyword("INNER", "only rows with a partner", &[FollowsTable]),
    keyword("ON", "which rows belong together", &[FollowsTable, NeverCalled]),
    keyword("USING", "the columns that rows share", &[FollowsTable, NeverCalled]),
    keyword("WHERE", "which rows", &[EndsList, FollowsTable, NeverCalled]),
    keyword("GROUP BY", "a row for each value", &[]),
    keyword("HAVING", "which groups", &[EndsList, FollowsTable, NeverCalled]),
    keyword("ORDER BY", "sorted by", &[]),
    keyword("ASC", "smallest first", &[]),
    keyword("DESC", "largest first", &[Statement, TakesTable]),
    keyword("LIMIT", "how many rows", &[EndsList, FollowsTable, NeverCalled]),
    keyword("OFFSET", "rows to leave out before", &[]),
    keyword(
        "UNION",
        "and the rows of another SELECT",
        &[JoinsSelects, EndsList, FollowsTable, NeverCalled],
    ),
    keyword("ALL", "also those that are there already", &[Modifier, NeverCalled]),
    keyword("WITH", "name a SELECT to be used below", &[Statement, Reads]),
    keyword("AS", "call it", &[NeverCalled]),
    keyword("AND", "both", &[JoinsConditions, NeverCalled]),
    keyword("OR", "either", &[JoinsConditions, NeverCalled]),
    keyword("NOT", "the opposite", &[Operator, ReadTwice, NeverCalled]),
    keyword("IN", "one of a set", &[Operator, NeverCalled]),
    keyword("BETWEEN", "A AND B, both included", &[Operator, NeverCalled]),
    keyword("LIKE", "a pattern with % and _", &[Operator, NeverCalled]),
    keyword("REGEXP", "a regular expression", &[Operator, NeverCalled]),
    keyword("IS", "IS NULL, IS NOT NULL", &[Operator, NeverCalled]),
    keyword("NULL", "unknown", &[]),
    keyword("EXISTS", "a SELECT has rows", &[ReadTwice, NeverCalled]),
    keyword("CASE", "one of several values", &[NeverCalled]),
    keyword("WHEN", "a case", &[NeverCalled]),
    keyword("THEN", "a case's value", &[NeverCalled]),
    keyword("ELSE", "the value otherwise", &[NeverCalled]),
    keyword("END", "ends CASE", &[]),
    keyword("OVER", "in a window of rows", &[NeverCalled]),
    keyword("PARTITION BY", "a window for each value", &[]),
    keyword("EXPLAIN", "how the store would do it", &[NeverCalled]),
    keyword("BY", "", &[NeverCalled]),
    keyword("GROUP", "", &[EndsList, FollowsTable, NeverCalled, TakesBy]),
    keyword("ORDER", "", &[EndsList, FollowsTable, TakesBy]),
    keyword("PARTITION", "", &[NeverCalled, TakesBy]),
    keyword("COUNT", "how many", &[]),
    keyword("SUM", "the sum", &[]),
    keyword("AVG", "the mean", &[]),
    keyword("MIN", "the smallest", &[]),
    keyword("MAX", "the largest", &[]),
    keyword("GROUP_CONCAT", "all values of a group", &[]),
    keyword("COALESCE", "the first that is known", &[]),
    keyword("IF", "one of two values", &[]),
    keyword("IFNULL", "another value for NULL", &[]),
    keyword("INET6_NTOA", "an address as text", &[]),
    keyword("INET6_ATON", "text as an address", &[]),
    keyword("DATE_FORMAT", "a time as text", &[]),
    keyword("FROM_UNIXTIME", "seconds as a time", &[]),
    keyword("UNIX_TIMESTAMP", "a time as seconds", &[]),
    keyword("HOUR", "the hour of a time", &[]),
    keyword("DATE", "the day of a time", &[]),
    keyword("NOW", "this moment", &[]),
    keyword("INTERVAL", "a span of time", &[ReadTwice]),
    keyword("CONCAT", "texts joined", &[]),
    keyword("LOWER", "in lower case", &[]),
    keyword("UPPER", "in upper case", &[]),
    keyword("LENGTH", "how many bytes", &[]),
    keyword("SUBSTRING", "a part of a text", &[ReadTwice]),
    keyword("ROUND", "to so many digits", &[]),
];

/// Keywords that questions rarely need, by what they are.
static OTHERS: &[(&str, &[KeywordRole])] = &[
    (
        "ALTER ANALYZE CALL CREATE DO DROP EXECUTE GRANT HANDLER KILL LOAD LOCK RENAME REVOKE TRUNCATE",
        &[Statement],
    ),
    ("DELETE INSERT MERGE REPLACE", &[Statement, Writes]),
    ("UPDATE", &[Statement, Writes, TakesTable]),
    ("DESCRIBE", &[Statement, TakesTable]),
    ("INTO", &[EndsList, TakesTable]),
    ("TABLE", &[TakesTable]),
    (
        "DISTINCTROW HIGH_PRIORITY SQL_BIG_RESULT SQL_BUFFER_RESULT SQL_CALC_FOUND_ROWS \
         SQL_NO_CACHE SQL_SMALL_RESULT",
        &[Modifier, NeverCalled],
    ),
    ("SQL_CACHE", &[Modifier]),
    ("STRAIGHT_JOIN", &[Modifier, FollowsTable, NeverCalled]),
    ("WINDOW", &[EndsList, FollowsTable]),
    ("CROSS FOR FORCE IGNORE NATURAL OUTER RIGHT USE", &[FollowsTable]),
    ("XOR", &[JoinsConditions, NeverCalled]),
    ("DIV RLIKE", &[Operator, NeverCalled]),
    ("COLLATE MOD", &[Operator]),
    ("EXCEPT INTERSECT", &[JoinsSelects, EndsList, FollowsTable, NeverCalled]),
    (
        "ANY BIGINT BINARY CHARACTER DATETIME DEC DECIMAL DOUBLE FLOAT INDEX INT INTEGER KEY \
         MEDIUMINT NCHAR NUMERIC REAL SMALLINT SOME TINYINT VARBINARY VARCHAR",
        &[NeverCalled],
    ),
    (
        "ARRAY CAST CEIL CONVERT EXTRACT FLOOR MATCH OVERLAY POSITION SUBSTR TRIM TRY_CAST",
        &[ReadTwice],
    ),
];

/// Whether the prompt knows a word as a keyword or a function, in either case.
pub fn is_keyword(word: &str) -> bool {
    find_keyword(word).is_some()
}

/// Whether a word has a role, in either case.
pub fn has_role(word: &str, role: KeywordRole) -> bool {
    roles(word).contains(&role)
}

/// The roles of a token; none if it is in quotes.
pub(super) fn token_roles(token: &Token) -> &'static [KeywordRole] {
    match token {
        Token::Word(word) if word.quote_style.is_none() => roles(&word.value),
        _ => &[],
    }
}

fn roles(word: &str) -> &'static [KeywordRole] {
    let is_here = |texts: &str| texts.split(' ').any(|text| text.eq_ignore_ascii_case(word));
    match find_keyword(word) {
        Some(keyword) => keyword.roles,
        None => OTHERS.iter().find(|(texts, _)| is_here(texts)).map_or(&[], |(_, roles)| *roles),
    }
}

fn find_keyword(word: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|known| known.text.eq_ignore_ascii_case(word))
}
