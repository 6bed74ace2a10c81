> SELECT CONCAT(action, ':', dport) AS a FROM logs ORDER BY time LIMIT 8
DROP:22
DROP:23
DROP:22
ACCEPT:53
ACCEPT:53
REJECT:443
NULL
NULL

> SELECT CONCAT_WS('/', action, dport, proto), CONCAT_WS(NULL, 'a', 'b') FROM logs WHERE proto = 'ICMP'
DROP/ICMP | NULL

> SELECT CONCAT('a', NULL), CONCAT('n', 1, 2.5), CONCAT(1 > 0, 'x')
NULL | n12.5 | 1x

> SELECT SUBSTRING('netfilter', 4), SUBSTRING('netfilter', 4, 3), SUBSTRING('netfilter', -6), SUBSTRING('netfilter', -6, 3), SUBSTRING('abc', 0), SUBSTR('abc', 2), MID('abcdef', 2, 3), SUBSTRING('abcdef' FROM 3 FOR 2)
filter | fil | filter | fil |  | bc | bcd | cd

> SELECT SUBSTRING_INDEX('a.b.c.d', '.', 2), SUBSTRING_INDEX('a.b.c.d', '.', -1), SUBSTRING_INDEX('a.b', 'x', 1), SUBSTRING_INDEX('a.b', '.', 0)
a.b | d | a.b |

> SELECT LEFT('netfilter', 3), RIGHT('netfilter', 6), LEFT('ab', 5), RIGHT('ab', 0), LEFT(prefix, 5) FROM logs WHERE dport = 23
net | filter | ab |  | FW-IN

> SELECT LOWER(action), UPPER('äb'), LCASE('ABC'), UCASE('abc'), LENGTH('ü'), CHAR_LENGTH('ü'), LENGTH(NULL) FROM logs WHERE dport = 23
drop | ÄB | abc | ABC | 2 | 1 | NULL

> SELECT LPAD(7, 3, '0'), RPAD('ab', 5, 'xy'), LPAD('abcd', 2, '0'), LPAD(dport, 5, ' ') FROM logs WHERE dport = 53 LIMIT 1
007 | abxyx | ab |    53

> SELECT TRIM('  a b  '), LTRIM('  a'), RTRIM('a  '), TRIM(LEADING '0' FROM '0070'), REPLACE('a-b-c', '-', '+'), REVERSE('abc'), REPEAT('ab', 3)
a b | a | a | 70 | a+b+c | cba | ababab

> SELECT LOCATE('b', 'abcb'), LOCATE('b', 'abcb', 3), LOCATE('x', 'abc'), INSTR('abc', 'c'), POSITION('c' IN 'abc')
2 | 4 | 0 | 3 | 3

> SELECT FIELD('b', 'a', 'b'), FIELD('c', 'a', 'b'), FIELD(NULL, 'a'), FIELD('a', NULL, 'a'), ASCII('A')
2 | 0 | 0 | 2 | 65

> SELECT prefix FROM logs WHERE prefix = 'fw-in-ok'
fw-in-ok

> SELECT prefix FROM logs WHERE prefix = 'FW-IN-OK'

> SELECT REGEXP_REPLACE('a1b22', '[0-9]+', '#'), REGEXP_SUBSTR('port 443 open', '[0-9]+'), REGEXP_INSTR('ab12', '[0-9]')
a#b# | 443 | 3

> SELECT CAST(dport AS CHAR), CAST(time AS CHAR), LEFT(time, 13) FROM logs WHERE dport = 23
23 | 2026-10-12 02:00:00.000000 | 2026-10-12 02

> SELECT "double quotes", 'it''s', 'tab\there', `action` FROM logs WHERE dport = 23
double quotes | it's | tab	here | DROP

> SELECT LENGTH(src), LENGTH(action), LENGTH(dport), OCTET_LENGTH(prefix) FROM logs WHERE dport = 443
16 | 6 | 3 | 9

> SELECT COUNT(*) FROM logs WHERE CONCAT(action, '\\x') REGEXP '^DROP\\\\x$' AND NOT CONCAT(action, '\\x') REGEXP '\\\\$'
6

> SELECT COUNT(*) FROM logs WHERE CONCAT(action, '\\') REGEXP '[\\\\]$' AND CONCAT('\\', action) NOT REGEXP '\\\\$'
9
