//! A function: what a call in the user's SQL may name.
//!
//! A stored function, or one that was loaded into the server, could write. So only names that both servers
//! keep for themselves are called, in a form that cannot mean anything else: without back-quotes, and without
//! a blank before the bracket where the blank would make a stored function of it.

use sqlparser::tokenizer::Token;

use super::keyword::KeywordRole;
use super::sql_token::SqlToken;
use crate::span::Problem;
use crate::suggest;

/// Functions that read files, wait, lock, or change what others see.
const FORBIDDEN: &str = "BENCHMARK GET_LOCK IS_FREE_LOCK IS_USED_LOCK LAST_INSERT_ID LOAD_FILE MASTER_GTID_WAIT \
    MASTER_POS_WAIT NEXTVAL RELEASE_ALL_LOCKS RELEASE_LOCK SETVAL SLEEP SOURCE_POS_WAIT \
    WAIT_FOR_EXECUTED_GTID_SET WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS WSREP_SYNC_WAIT_UPTO_GTID";

/// The functions that MySQL and MariaDB have. Source: MySQL 9.7 and MariaDB 10.11, both asked for every name
/// in their programs: one that is not built in is "FUNCTION … does not exist". MariaDB's old names of `ST_`
/// functions are left out, such as `X` and `AREA`: on MySQL they could be stored functions.
pub const BUILT_IN: &str = "ABS ACOS ADDDATE ADDTIME ADD_MONTHS AES_DECRYPT AES_ENCRYPT ANY_VALUE ASCII ASIN ATAN ATAN2 AVG BIN \
    BINLOG_GTID_POS BIN_TO_UUID BIT_AND BIT_COUNT BIT_LENGTH BIT_OR BIT_XOR CAST CEIL CEILING CHAR \
    CHARACTER_LENGTH CHARSET CHAR_LENGTH CHR COALESCE COERCIBILITY COLLATION COLUMN_ADD COLUMN_CHECK \
    COLUMN_CREATE COLUMN_DELETE COLUMN_EXISTS COLUMN_GET COLUMN_JSON COLUMN_LIST COMPRESS CONCAT \
    CONCAT_WS CONNECTION_ID CONTAINS CONV CONVERT CONVERT_TZ COS COT COUNT CRC32 CRC32C CUME_DIST \
    CURDATE CURRENT_DATE CURRENT_ROLE CURRENT_ROLE_IN CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER \
    CURRENT_USER_IN CURTIME DATABASE DATE DATEDIFF DATE_ADD DATE_FORMAT DATE_SUB DAY DAYNAME DAYOFMONTH \
    DAYOFWEEK DAYOFYEAR DECODE DEFAULT DEGREES DENSE_RANK DES_DECRYPT DES_ENCRYPT ELT ENCODE ENCRYPT \
    ETAG EXP EXPORT_SET EXTRACT EXTRACTVALUE FIELD FIND_IN_SET FIRST_VALUE FLOOR FORMAT FORMAT_BYTES \
    FORMAT_PICO_TIME FOUND_ROWS FROM_BASE64 FROM_DAYS FROM_UNIXTIME FROM_VECTOR GEOMCOLLECTION \
    GEOMETRYCOLLECTION GET_FORMAT GREATEST GROUPING GROUP_CONCAT GTID_SUBSET GTID_SUBTRACT HEX HOUR \
    ICU_VERSION IF IFNULL INET6_ATON INET6_NTOA INET_ATON INET_NTOA INSERT INSTR INTERVAL ISNULL IS_IPV4 \
    IS_IPV4_COMPAT IS_IPV4_MAPPED IS_IPV6 IS_UUID JSON_ARRAY JSON_ARRAYAGG JSON_ARRAY_APPEND \
    JSON_ARRAY_INSERT JSON_COMPACT JSON_CONTAINS JSON_CONTAINS_PATH JSON_DEPTH JSON_DETAILED \
    JSON_DUALITY_OBJECT JSON_EQUALS JSON_EXISTS JSON_EXTRACT JSON_INSERT JSON_KEYS JSON_LENGTH \
    JSON_LOOSE JSON_MERGE JSON_MERGE_PATCH JSON_MERGE_PRESERVE JSON_NORMALIZE JSON_OBJECT JSON_OBJECTAGG \
    JSON_OVERLAPS JSON_PRETTY JSON_QUERY JSON_QUOTE JSON_REMOVE JSON_REPLACE JSON_SCHEMA_VALID \
    JSON_SCHEMA_VALIDATION_REPORT JSON_SEARCH JSON_SET JSON_STORAGE_FREE JSON_STORAGE_SIZE JSON_TABLE \
    JSON_TYPE JSON_UNQUOTE JSON_VALID JSON_VALUE LAG LASTVAL LAST_DAY LAST_VALUE LCASE LEAD LEAST LEFT \
    LENGTH LENGTHB LINESTRING LN LOCALTIME LOCALTIMESTAMP LOCATE LOG LOG10 LOG2 LOWER LPAD LTRIM \
    MAKEDATE MAKETIME MAKE_SET MATCH MAX MBRCONTAINS MBRCOVEREDBY MBRCOVERS MBRDISJOINT MBREQUAL \
    MBREQUALS MBRINTERSECTS MBROVERLAPS MBRTOUCHES MBRWITHIN MD5 MEDIAN MICROSECOND MID MIN MINUTE MOD \
    MONTH MONTHNAME MULTILINESTRING MULTIPOINT MULTIPOLYGON NAME_CONST NATURAL_SORT_KEY NOW NTH_VALUE \
    NTILE NULLIF NVL NVL2 OCT OCTET_LENGTH OLD_PASSWORD ORD PASSWORD PERCENTILE_CONT PERCENTILE_DISC \
    PERCENT_RANK PERIOD_ADD PERIOD_DIFF PI POINT POLYGON POSITION POW POWER PS_CURRENT_THREAD_ID \
    PS_THREAD_ID QUARTER QUOTE RADIANS RAND RANDOM_BYTES RANK REGEXP_INSTR REGEXP_LIKE REGEXP_REPLACE \
    REGEXP_SUBSTR REPEAT REPLACE REVERSE RIGHT ROUND ROW ROWNUM ROW_COUNT ROW_NUMBER RPAD RTRIM SCHEMA \
    SECOND SEC_TO_TIME SESSION_USER SFORMAT SHA SHA1 SHA2 SIGN SIN SOUNDEX SPACE SQRT SRID \
    STATEMENT_DIGEST STATEMENT_DIGEST_TEXT STD STDDEV STDDEV_POP STDDEV_SAMP STRCMP STRING_TO_VECTOR \
    STR_TO_DATE ST_AREA ST_ASBINARY ST_ASGEOJSON ST_ASTEXT ST_ASWKB ST_ASWKT ST_BOUNDARY ST_BUFFER \
    ST_BUFFER_STRATEGY ST_CENTROID ST_COLLECT ST_CONTAINS ST_CONVEXHULL ST_CROSSES ST_DIFFERENCE \
    ST_DIMENSION ST_DISJOINT ST_DISTANCE ST_DISTANCE_SPHERE ST_ENDPOINT ST_ENVELOPE ST_EQUALS \
    ST_EXTERIORRING ST_FRECHETDISTANCE ST_GEOHASH ST_GEOMCOLLFROMTEXT ST_GEOMCOLLFROMTXT \
    ST_GEOMCOLLFROMWKB ST_GEOMETRYCOLLECTIONFROMTEXT ST_GEOMETRYCOLLECTIONFROMWKB ST_GEOMETRYFROMTEXT \
    ST_GEOMETRYFROMWKB ST_GEOMETRYN ST_GEOMETRYTYPE ST_GEOMFROMGEOJSON ST_GEOMFROMTEXT ST_GEOMFROMWKB \
    ST_HAUSDORFFDISTANCE ST_INTERIORRINGN ST_INTERSECTION ST_INTERSECTS ST_ISCLOSED ST_ISEMPTY ST_ISRING \
    ST_ISSIMPLE ST_ISVALID ST_LATFROMGEOHASH ST_LATITUDE ST_LENGTH ST_LINEFROMTEXT ST_LINEFROMWKB \
    ST_LINEINTERPOLATEPOINT ST_LINEINTERPOLATEPOINTS ST_LINESTRINGFROMTEXT ST_LINESTRINGFROMWKB \
    ST_LONGFROMGEOHASH ST_LONGITUDE ST_MAKEENVELOPE ST_MLINEFROMTEXT ST_MLINEFROMWKB ST_MPOINTFROMTEXT \
    ST_MPOINTFROMWKB ST_MPOLYFROMTEXT ST_MPOLYFROMWKB ST_MULTILINESTRINGFROMTEXT \
    ST_MULTILINESTRINGFROMWKB ST_MULTIPOINTFROMTEXT ST_MULTIPOINTFROMWKB ST_MULTIPOLYGONFROMTEXT \
    ST_MULTIPOLYGONFROMWKB ST_NUMGEOMETRIES ST_NUMINTERIORRING ST_NUMINTERIORRINGS ST_NUMPOINTS \
    ST_OVERLAPS ST_POINTATDISTANCE ST_POINTFROMGEOHASH ST_POINTFROMTEXT ST_POINTFROMWKB ST_POINTN \
    ST_POINTONSURFACE ST_POLYFROMTEXT ST_POLYFROMWKB ST_POLYGONFROMTEXT ST_POLYGONFROMWKB ST_RELATE \
    ST_SIMPLIFY ST_SRID ST_STARTPOINT ST_SWAPXY ST_SYMDIFFERENCE ST_TOUCHES ST_TRANSFORM ST_UNION \
    ST_VALIDATE ST_WITHIN ST_X ST_Y SUBDATE SUBSTR SUBSTRING SUBSTRING_INDEX SUBTIME SUM SYSDATE \
    SYSTEM_USER SYS_GUID TAN TIME TIMEDIFF TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TIME_FORMAT TIME_TO_SEC \
    TO_BASE64 TO_CHAR TO_DAYS TO_SECONDS TO_VECTOR TRIM TRUNCATE UCASE UNCOMPRESS UNCOMPRESSED_LENGTH \
    UNHEX UNIX_TIMESTAMP UPDATEXML UPPER USER UTC_DATE UTC_TIME UTC_TIMESTAMP UUID UUID_SHORT \
    UUID_TO_BIN VALIDATE_PASSWORD_STRENGTH VALUES VARIANCE VAR_POP VAR_SAMP VECTOR_DIM VECTOR_TO_STRING \
    VERSION WEEK WEEKDAY WEEKOFYEAR WEIGHT_STRING WSREP_LAST_SEEN_GTID WSREP_LAST_WRITTEN_GTID YEAR \
    YEARWEEK";

/// Those that are read as the built-in function only if the bracket follows at once. Source: as above; MySQL,
/// "Function Name Parsing and Resolution".
const ADJACENT: &str = "ADDDATE BIT_AND BIT_OR BIT_XOR CAST COUNT CUME_DIST CURDATE CURTIME DATE_ADD DATE_SUB DENSE_RANK \
    EXTRACT FIRST_VALUE GROUP_CONCAT JSON_ARRAYAGG JSON_DUALITY_OBJECT JSON_OBJECTAGG LAG LEAD MAX \
    MEDIAN MID MIN NOW NTH_VALUE NTILE PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK POSITION RANK \
    SESSION_USER STD STDDEV STDDEV_POP STDDEV_SAMP ST_COLLECT SUBDATE SUBSTR SUBSTRING SUM SYSDATE \
    SYSTEM_USER TRIM VARIANCE VAR_POP VAR_SAMP";

/// Refuses the call that the word at `place` begins, if it is one and may be more than a built-in function.
pub(super) fn check_call(words: &[SqlToken], place: usize) -> Result<(), Problem> {
    let (word, before) = (&words[place], place.checked_sub(1).map(|before| &words[before]));
    let Some(name) = word.name() else { return Ok(()) };
    let Some(open) = words.get(place + 1).filter(|next| next.token == Token::LParen) else {
        return Ok(());
    };
    if before.is_some_and(|before| before.token == Token::Period) {
        let message = "calling a stored function is refused: it could write";
        return Err(word.refuse(message).help("use the functions that are built in"));
    }
    if is_definition(words, place) {
        return Ok(());
    }
    if word.has_role(KeywordRole::NeverCalled) {
        return Ok(());
    }
    if is_one_of(name, FORBIDDEN) {
        let message = format!("the function `{name}` is refused: it does more than compute");
        return Err(word.refuse(message).help("leave it out"));
    }
    if !is_one_of(name, BUILT_IN) {
        let upper = name.to_ascii_uppercase();
        let help = suggest::did_you_mean(&upper, BUILT_IN.split(' ')).unwrap_or_else(|| {
            "another function could write; start ipta with --write to call it".to_owned()
        });
        return Err(word.refuse(format!("`{name}` is not a built-in function")).help(help));
    }
    if !word.is(name) {
        let message = format!("`{name}` in back-quotes could be a stored function");
        return Err(word.refuse(message).help("write the name without them"));
    }
    if word.span.end != open.span.start && is_one_of(name, ADJACENT) {
        let message = format!("`{name}` and a blank could be a stored function");
        return Err(word.refuse(message).help(format!("write `{name}(` without a blank")));
    }
    Ok(())
}

/// Whether a name before a bracket is not called: it follows AS or an operand, as the alias of a table or a
/// type does, or a list of columns and `AS (` follow it, as in WITH.
fn is_definition(words: &[SqlToken], place: usize) -> bool {
    let Some(before) = place.checked_sub(1).map(|before| &words[before]) else { return false };
    let word = &words[place];
    let next = |keyword: &str| words.get(place + 2).is_some_and(|next| next.is(keyword));
    match &before.token {
        Token::RParen
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::DoubleQuotedString(_) => true,
        _ if before.is("AS") => true,
        _ if word.is("OF") => before.is("MEMBER"),
        _ if word.is("LATERAL") => next("SELECT") || next("WITH"),
        Token::Comma => is_cte(words, place),
        _ => (before.is("WITH") || before.is("RECURSIVE")) && is_cte(words, place),
    }
}

/// Whether `NAME (COLUMN, …) AS (` begins here.
fn is_cte(words: &[SqlToken], place: usize) -> bool {
    let mut rest = words[place + 2..]
        .iter()
        .skip_while(|word| word.token == Token::Comma || word.name().is_some());
    let is = |word: Option<&SqlToken>, token: Token| word.is_some_and(|word| word.token == token);
    is(rest.next(), Token::RParen)
        && rest.next().is_some_and(|word| word.is("AS"))
        && is(rest.next(), Token::LParen)
}

fn is_one_of(name: &str, names: &str) -> bool {
    names.split(' ').any(|known| known.eq_ignore_ascii_case(name))
}
