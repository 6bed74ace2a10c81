# SQL that the embedded store does not run, whatever is allowed.

> SELECT dprot FROM logs
error: there is no column `dprot`; did you mean `dport`?

> SELECT nonsense FROM logs
error: there is no column `nonsense`

> SELECT id FROM logs a, logs b
error: column `id` is ambiguous: more than one table has it

> SELECT * FROM (SELECT src, src FROM logs) AS x
error: two columns have one name: give one of them another with AS

> SELECT NO_SUCH(1)
error: the embedded store has no function `no_such`; the MySQL store may have it

> SELECT 'a' REGEXP '('
error: this regular expression cannot be read: unclosed group

> SELECT action, COUNT(*) FROM logs GROUP BY action WITH ROLLUP
error: the embedded store cannot do WITH ROLLUP: add the sums by UNION ALL; the MySQL store can

> SELECT 1 || 2
error: `||` cannot be used here: write OR, or CONCAT(…)

> SELECT EXTRACT(DAY_HOUR FROM time) FROM logs
error: this SQL cannot be read: Expected: date/time field, found: DAY_HOUR at Line: 1, Column: 16

> SELECT GROUP_CONCAT(DISTINCT src ORDER BY dst) FROM logs
error: the embedded store cannot do GROUP_CONCAT(… DISTINCT … ORDER BY another value); the MySQL store may

> SELECT GROUP_CONCAT(DISTINCT src ORDER BY src, dst) FROM logs
error: the embedded store cannot do GROUP_CONCAT(… DISTINCT … ORDER BY two values); the MySQL store may

> SELECT GROUP_CONCAT(src LIMIT 1) FROM logs
error: the embedded store cannot do GROUP_CONCAT(… LIMIT 1); the MySQL store may

> SELECT NOW() + INTERVAL '1:1' MINUTE_SECOND
error: this SQL cannot be read: INTERVAL requires a unit after the literal value at Line: 1, Column: 31

> SELECT NOW() + INTERVAL 1 DAY_HOUR
error: this SQL cannot be read: INTERVAL requires a unit after the literal value at Line: 1, Column: 27

> SELECT 1 FROM logs WHERE time > 'noon'
error: `noon` is no time: write it as '2026-10-12' or '2026-10-12 08:30:00'

> SELECT INET6_NTOA()
error: `INET6_NTOA` takes 1 argument, not 0

> SELECT INET6_NTOA(1, 2)
error: `INET6_NTOA` takes 1 argument, not 2

> SELECT CONCAT()
error: `CONCAT` takes at least 1 argument, not 0

> SELECT REPLACE(1)
error: `REPLACE` takes 3 arguments, not 1

> DELETE FROM logs
error: only a SELECT can be run here

> SELECT 1; SELECT 2
error: one statement at a time

> SELECT ?
error: there is no value for `?`

> SELECT * FROM nowhere
error: there is no table `nowhere`

> SELECT * FROM other.logs
error: there is no table `other.logs`

> SELECT FROM
error: this SQL cannot be read: Expected an expression, found: FROM

> SELECT (1
error: this SQL cannot be read: Expected: ), found: EOF

> SELECT 1 FROM logs NATURAL JOIN logs
error: column `time` is there twice: give one of them another name with AS

> SELECT COUNT(*) FROM logs WHERE COUNT(*) > 1
error: a condition on groups belongs in HAVING, not in WHERE

> SELECT src, COUNT(*) FROM logs GROUP BY dst
error: column `logs.src` is not grouped: put it into GROUP BY, or show one value, MAX(logs.src)

> SELECT (SELECT src FROM logs, logs)
error: column `time` is there twice: give one of them another name with AS

> SELECT 1 FROM logs LIMIT src
error: there is no column `src`

> SELECT JSON_OBJECT(1)
error: the embedded store has no function `json_object`; the MySQL store may have it

> SELECT MATCH (prefix) AGAINST (1) FROM logs
error: the embedded store cannot do this (the MySQL store may): MatchAgainst

> SELECT @@version
error: the embedded store has no variable `@@version`; the MySQL store may

> SELECT SUM(prefix) FROM logs WHERE src
error: `logs.src` is not a condition: compare it with something

> SELECT x.src FROM logs l
error: there is no column `x.src`

> SELECT 1 HAVING src > 1
error: there is no column `src`

> SELECT EXTRACT(EPOCH FROM time) FROM logs
error: the embedded store cannot EXTRACT EPOCH; the MySQL store may

> SELECT NOW() + INTERVAL 1 CENTURY
error: the embedded store cannot do INTERVAL … CENTURY; the MySQL store can, or write it with one unit, as INTERVAL 90 MINUTE

> SELECT NOW() + INTERVAL '1' DAY TO HOUR
error: the embedded store cannot do this INTERVAL; the MySQL store can, or write it with one unit, as INTERVAL 90 MINUTE

> SELECT ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1
error: this SQL is nested too deeply

> SELECT NULLIF(1)
error: `NULLIF` takes 2 arguments, not 1

> SELECT IFNULL(1)
error: `IFNULL` takes 2 arguments, not 1

> SELECT SUBSTRING_INDEX(1)
error: `SUBSTRING_INDEX` takes 3 arguments, not 1

> SELECT DATE_FORMAT(time) FROM logs
error: `DATE_FORMAT` takes 2 arguments, not 1

> SELECT 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
error: more than 1000 operators in a row; write `src IN (…)` for many values of one column; a long UNION can be several statements

> SELECT FROM_UNIXTIME()
error: `FROM_UNIXTIME` takes 1 to 2 arguments, not 0

> SELECT LOG(1, 2, 3)
error: `LOG` takes 1 to 2 arguments, not 3

> SELECT ROUND()
error: `ROUND` takes 1 to 2 arguments, not 0

> SELECT GREATEST()
error: `GREATEST` takes at least 2 arguments, not 0

> SELECT src FROM logs HAVING COUNT(*) > 1
error: column `logs.src` is not grouped: put it into GROUP BY, or show one value, MAX(logs.src)

> SELECT MAX(src), dst FROM logs
error: column `logs.dst` is not grouped: put it into GROUP BY, or show one value, MAX(logs.dst)

> SELECT IF(1, 2)
error: `IF` takes 3 arguments, not 2

> SELECT TIMESTAMPDIFF(DAY, time) FROM logs
error: `TIMESTAMPDIFF` takes 3 arguments, not 2

> SELECT MOD(1)
error: `MOD` takes 2 arguments, not 1

> SELECT ISNULL()
error: `ISNULL` takes 1 argument, not 0

> SELECT SUM(1, 2) FROM logs
error: `SUM` takes 1 argument, not 2

> SELECT MAX(*) FROM logs
error: `MAX` takes 1 argument, not 0

> SELECT GREATEST(1)
error: `GREATEST` takes at least 2 arguments, not 1

> SELECT PI(1)
error: `PI` takes 0 arguments, not 1

> SELECT NTILE('a') OVER () FROM logs
error: `NTILE` cannot take these arguments

> SELECT 9223372036854775807 + 1
error: BIGINT value is out of range in `9223372036854775807 + 1`

> SELECT -9223372036854775807 - 2
error: BIGINT value is out of range in `-9223372036854775807 - 2`

> SELECT 3037000500 * 3037000500
error: BIGINT value is out of range in `3037000500 * 3037000500`

> SELECT 9223372036854775807 * 2
error: BIGINT value is out of range in `9223372036854775807 * 2`

> SELECT -(-9223372036854775808)
error: BIGINT value is out of range in `0 - -9223372036854775808`

> SELECT ABS(-9223372036854775808)
error: BIGINT value is out of range in `ABS(-9223372036854775808)`

> SELECT CEIL(1e30)
error: BIGINT value is out of range in `1e30`

> SELECT 1e308 * 10
error: DOUBLE value is out of range in `1e308 * 1e1`

> SELECT CAST(18446744073709551615 AS SIGNED)
error: BIGINT value is out of range in `18446744073709551615`

> SELECT ROUND(1e30)
error: BIGINT value is out of range in `1e30`

> SELECT (1 << 63) * 99999999999999999999
error: DECIMAL value is out of range in `9223372036854775808 * 99999999999999999999`

> SELECT -9223372036854775808 DIV -1
error: BIGINT value is out of range in `-9223372036854775808 / -1`

> SELECT 1e30 DIV 1
error: BIGINT value is out of range in `1e30`

> SELECT 1 + (SELECT 1 UNION SELECT 2)
error: a subquery gives more than one row where one value is expected: add LIMIT 1

> SELECT 1 IN (SELECT src, dst FROM logs)
error: a subquery has several columns where one is expected

> SELECT len, src FROM logs UNION SELECT len FROM logs
error: the parts of a UNION have different numbers of columns

> SELECT src FROM logs GROUP BY 2
error: GROUP BY names a column by a number that SELECT does not have

> SELECT src FROM logs ORDER BY 2
error: ORDER BY names a column by a number that SELECT does not have

> SELECT * FROM logs LIMIT -1
error: LIMIT cannot be negative

> SELECT * FROM logs LIMIT 1 OFFSET -1
error: OFFSET cannot be negative

> WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a
error: two queries of WITH have the same name

> WITH a(x, y) AS (SELECT 1) SELECT * FROM a
error: a list of column names is not as long as its query has columns

> SELECT t.* FROM logs
error: FROM does not name that table: write SELECT * or the table's alias

> SELECT SUM(len) OVER w FROM logs
error: no window has that name: add a WINDOW clause

> SELECT 'a' LIKE 'b' ESCAPE 'cc'
error: ESCAPE takes one character

> SELECT (SELECT (SELECT len)) FROM logs
error: the embedded store cannot do this; write the statement in another way, or use the MySQL store

> SELECT AVG(time) OVER (ORDER BY src RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM logs
error: the embedded store cannot do this; write the statement in another way, or use the MySQL store

> SELECT SUM(src) FROM logs
error: `SUM` cannot take these arguments

> SELECT src * dst FROM logs
error: the embedded store cannot do this; write the statement in another way, or use the MySQL store

> SELECT NULLIF(src, 1) FROM logs
error: the embedded store cannot do this; write the statement in another way, or use the MySQL store

> SELECT 1 + LEAST(src, time) FROM logs
error: the embedded store cannot do this; write the statement in another way, or use the MySQL store

> SELECT CAST('x' AS JSON)
error: the embedded store cannot do this; write the statement in another way, or use the MySQL store
