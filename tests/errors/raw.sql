# The user's own SQL that is refused.

> DELETE FROM logs
error: `DELETE` is refused
  | DELETE FROM logs
  | ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> UPDATE logs SET src = 1
error: `UPDATE` is refused
  | UPDATE logs SET src = 1
  | ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> INSERT INTO logs VALUES (1)
error: `INSERT` is refused
  | INSERT INTO logs VALUES (1)
  | ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> DROP TABLE logs
error: `DROP` is refused
  | DROP TABLE logs
  | ^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> TRUNCATE logs
error: `TRUNCATE` is refused
  | TRUNCATE logs
  | ^^^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> CALL p()
error: `CALL` is refused
  | CALL p()
  | ^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> SET @a = 1
error: `SET` is refused
  | SET @a = 1
  | ^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> SHOW TABLES
error: `SHOW` is refused
  | SHOW TABLES
  | ^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> LOAD DATA INFILE 'x' INTO TABLE logs
error: `LOAD` is refused
  | LOAD DATA INFILE 'x' INTO TABLE logs
  | ^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> SELECT 1; DROP TABLE logs
error: a second statement begins here: one at a time
  | SELECT 1; DROP TABLE logs
  |           ^^^^
  = help: run it by itself

> SELECT 1;; SELECT 2
error: a second statement begins here: one at a time
  | SELECT 1;; SELECT 2
  |            ^^^^^^
  = help: run it by itself

> SELECT * FROM logs FOR UPDATE
error: locking rows is refused: ipta's shell reads
  | SELECT * FROM logs FOR UPDATE
  |                    ^^^
  = help: leave it out

> SELECT * FROM logs FOR SHARE
error: locking rows is refused: ipta's shell reads
  | SELECT * FROM logs FOR SHARE
  |                    ^^^
  = help: leave it out

> SELECT * FROM logs LOCK IN SHARE MODE
error: locking rows is refused: ipta's shell reads
  | SELECT * FROM logs LOCK IN SHARE MODE
  |                    ^^^^
  = help: leave it out

> SELECT * INTO OUTFILE '/tmp/x' FROM logs
error: `INTO` writes to a file, a table or a variable: refused
  | SELECT * INTO OUTFILE '/tmp/x' FROM logs
  |          ^^^^
  = help: to save an answer use `--format` and your shell's `>`

> SELECT 1 INTO @a
error: `INTO` writes to a file, a table or a variable: refused
  | SELECT 1 INTO @a
  |          ^^^^
  = help: to save an answer use `--format` and your shell's `>`

> SELECT 1 FROM logs INTO DUMPFILE 'x'
error: `INTO` writes to a file, a table or a variable: refused
  | SELECT 1 FROM logs INTO DUMPFILE 'x'
  |                    ^^^^
  = help: to save an answer use `--format` and your shell's `>`

> SELECT LOAD_FILE('/etc/passwd')
error: the function `LOAD_FILE` is refused: it does more than compute
  | SELECT LOAD_FILE('/etc/passwd')
  |        ^^^^^^^^^
  = help: leave it out

> SELECT sleep (5)
error: the function `sleep` is refused: it does more than compute
  | SELECT sleep (5)
  |        ^^^^^
  = help: leave it out

> SELECT `sleep`(5)
error: the function `sleep` is refused: it does more than compute
  | SELECT `sleep`(5)
  |        ^^^^^^^
  = help: leave it out

> SELECT BENCHMARK(1, 1)
error: the function `BENCHMARK` is refused: it does more than compute
  | SELECT BENCHMARK(1, 1)
  |        ^^^^^^^^^
  = help: leave it out

> SELECT GET_LOCK('a', 1)
error: the function `GET_LOCK` is refused: it does more than compute
  | SELECT GET_LOCK('a', 1)
  |        ^^^^^^^^
  = help: leave it out

> SELECT db.f(1)
error: calling a stored function is refused: it could write
  | SELECT db.f(1)
  |           ^
  = help: use the functions that are built in

> SELECT @a := 1
error: setting a variable is refused
  | SELECT @a := 1
  |           ^^
  = help: compute it in place

> SELECT ?
error: there is no value for a placeholder
  | SELECT ?
  |        ^
  = help: write the value

> SELECT 1 /*!50000 INTO OUTFILE 'x' */
error: `/*!` hides statements from everyone but the server: refused
  | SELECT 1 /*!50000 INTO OUTFILE 'x' */
  |          ^^^
  = help: write it in the open, or as an ordinary comment

> SELECT 1 /*M! INTO OUTFILE 'x' */
error: `/*M!` hides statements from everyone but the server: refused
  | SELECT 1 /*M! INTO OUTFILE 'x' */
  |          ^^^^
  = help: write it in the open, or as an ordinary comment

> WITH t AS (SELECT 1) DELETE FROM logs
error: the statement does more than read
  | WITH t AS (SELECT 1) DELETE FROM logs
  |                      ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> EXPLAIN DELETE FROM logs
error: the statement does more than read
  | EXPLAIN DELETE FROM logs
  |         ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> EXPLAIN UPDATE logs SET src = 1
error: the statement does more than read
  | EXPLAIN UPDATE logs SET src = 1
  |         ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> SELECT * FROM t PROCEDURE ANALYSE()
error: calling a procedure is refused
  | SELECT * FROM t PROCEDURE ANALYSE()
  |                 ^^^^^^^^^
  = help: leave it out

> SELECT NEXT VALUE FOR s
error: `NEXT VALUE` changes a sequence: refused
  | SELECT NEXT VALUE FOR s
  |        ^^^^
  = help: leave it out

> SELECT FROM
error: an expression is wanted here, not `FROM`
  | SELECT FROM
  |        ^^^^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT * FORM logs
error: `FORM` does not fit here
  | SELECT * FORM logs
  |          ^^^^
  = help: did you mean `FROM` by `FORM`?

> SELECT 'abc
error: the text that begins here has no end
  | SELECT 'abc
  |        ^
  = help: end it with `'`

> SELECT (1
error: the statement ends where `)` is wanted
  | SELECT (1
  |          ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT src,
>   dport
> FROM logs WHERE = 1
error: an expression is wanted here, not `=`
  | FROM logs WHERE = 1
  |                 ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT é, FROM ï x y
error: an expression is wanted here, not `FROM`
  | SELECT é, FROM ï x y
  |           ^^^^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> ;
error: a statement is missing
  | ;
  | ^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> HANDLER t OPEN
error: `HANDLER` is refused
  | HANDLER t OPEN
  | ^^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> DO SLEEP(1)
error: `DO` is refused
  | DO SLEEP(1)
  | ^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> ANALYZE TABLE t
error: `ANALYZE` is refused
  | ANALYZE TABLE t
  | ^^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> SELECT 1 SELECT 2
error: `SELECT` does not fit here
  | SELECT 1 SELECT 2
  |          ^^^^^^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT 1 -- INTO OUTFILE 'x'
error: this is no comment to the server
  | SELECT 1 -- INTO OUTFILE 'x'
  |          ^^^^^^^^^^^^^^^^^^^
  = help: put a space behind the dashes

> SELECT src FORM logs
error: `logs` does not fit here
  | SELECT src FORM logs
  |                 ^^^^
  = help: did you mean `FROM` by `FORM`?

> SELECT * FROM logs WHRE src = 1
error: `src` does not fit here
  | SELECT * FROM logs WHRE src = 1
  |                         ^^^
  = help: did you mean `WHERE` by `WHRE`?

> SELECT src FROM logs GRUOP BY src
error: `BY` does not fit here
  | SELECT src FROM logs GRUOP BY src
  |                            ^^
  = help: did you mean `GROUP` by `GRUOP`?

> SELECT `src FROM logs
error: the name that begins here has no end
  | SELECT `src FROM logs
  |        ^
  = help: end it with a back-quote

> SELECT 1 /* never ends
error: the comment that begins here has no end
  | SELECT 1 /* never ends
  |          ^
  = help: end it with `*/`

> SELECT src FROM
error: the statement ends where a name is wanted
  | SELECT src FROM
  |                ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT COUNT(* FROM logs
error: `)` is wanted here, not `FROM`
  | SELECT COUNT(* FROM logs
  |                ^^^^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT src, FROM logs
error: an expression is wanted here, not `FROM`
  | SELECT src, FROM logs
  |             ^^^^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT CASE WHEN 1 THEN 2
error: the `CASE` that begins here has no end
  | SELECT CASE WHEN 1 THEN 2
  |        ^^^^
  = help: end it with END

> SELECT "a
error: the text that begins here has no end
  | SELECT "a
  |        ^
  = help: end it with `"`

> SELECT src FROM logs JOIN
error: the statement ends where a name is wanted
  | SELECT src FROM logs JOIN
  |                          ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT src FROM logs ORDER src
error: `ORDER` does not fit here
  | SELECT src FROM logs ORDER src
  |                      ^^^^^
  = help: write `ORDER BY`

> SELECT 1 WHERE src IN 5
error: `(` is wanted here, not `5`
  | SELECT 1 WHERE src IN 5
  |                       ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> INSERT INTO logs SELECT 1
error: `INSERT` is refused
  | INSERT INTO logs SELECT 1
  | ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> WITH t AS (SELECT 1) UPDATE logs SET src = 1
error: the statement does more than read
  | WITH t AS (SELECT 1) UPDATE logs SET src = 1
  |                      ^^^^^^
  = help: only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write

> SELECT src FROM logs WHERE iif 'eth0'
error: `'eth0'` does not fit here
  | SELECT src FROM logs WHERE iif 'eth0'
  |                                ^^^^^^
  = help: an operator or a comma is missing before it

> SELECT 1 + 
error: the statement ends where an expression is wanted
  | SELECT 1 +
  |            ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT a.b.c(1)
error: calling a stored function is refused: it could write
  | SELECT a.b.c(1)
  |            ^
  = help: use the functions that are built in

> SELECT ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1
error: the statement is nested too deep
  | SELECT ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: split it, or name its inner parts: WITH part AS (SELECT …) SELECT …

> SELECT #
error: the statement ends where an expression is wanted
  | SELECT #
  |         ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> EXPLAIN
error: the statement ends where a name is wanted
  | EXPLAIN
  |        ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> WITH
error: the statement ends where a name is wanted
  | WITH
  |     ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> (
error: the statement ends where `SELECT` is wanted
  | (
  |  ^
  = help: a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …

> SELECT src FROM logs | less -S
error: `|` does not fit here
  | SELECT src FROM logs | less -S
  |                      ^
  = help: in SQL `|` is an operator: to hand the answer to a program pipe ipta's own output, ipta -e 'SELECT …' | PROGRAM, or ask in ipta's words, top src | PROGRAM

> SELECT g(77)
error: `g` is not a built-in function
  | SELECT g(77)
  |        ^
  = help: another function could write; start ipta with --write to call it

> SELECT g (77) FROM logs
error: `g` is not a built-in function
  | SELECT g (77) FROM logs
  |        ^
  = help: another function could write; start ipta with --write to call it

> SELECT `g`(77)
error: `g` is not a built-in function
  | SELECT `g`(77)
  |        ^^^
  = help: another function could write; start ipta with --write to call it

> SELECT 1 FROM logs WHERE g(77) IN (SELECT g2(1))
error: `g` is not a built-in function
  | SELECT 1 FROM logs WHERE g(77) IN (SELECT g2(1))
  |                          ^
  = help: another function could write; start ipta with --write to call it

> SELECT g/* x */(77)
error: `g` is not a built-in function
  | SELECT g/* x */(77)
  |        ^
  = help: another function could write; start ipta with --write to call it

> SELECT COUTN(*) FROM logs
error: `COUTN` is not a built-in function
  | SELECT COUTN(*) FROM logs
  |        ^^^^^
  = help: did you mean `COUNT`?

> SELECT sys_exec('id')
error: `sys_exec` is not a built-in function
  | SELECT sys_exec('id')
  |        ^^^^^^^^
  = help: another function could write; start ipta with --write to call it

> WITH g (n) AS (SELECT 1) SELECT g(77) FROM g
error: `g` is not a built-in function
  | WITH g (n) AS (SELECT 1) SELECT g(77) FROM g
  |                                 ^
  = help: another function could write; start ipta with --write to call it

> SELECT lateral(77)
error: `lateral` is not a built-in function
  | SELECT lateral(77)
  |        ^^^^^^^
  = help: did you mean `INTERVAL`?

> SELECT * FROM g(77)
error: `g` is not a built-in function
  | SELECT * FROM g(77)
  |               ^
  = help: another function could write; start ipta with --write to call it

> SELECT `max`(dport) FROM logs
error: `max` in back-quotes could be a stored function
  | SELECT `max`(dport) FROM logs
  |        ^^^^^
  = help: write the name without them

> SELECT max (dport) FROM logs
error: `max` and a blank could be a stored function
  | SELECT max (dport) FROM logs
  |        ^^^
  = help: write `max(` without a blank

> SELECT COUNT/**/(*) FROM logs
error: `COUNT` and a blank could be a stored function
  | SELECT COUNT/**/(*) FROM logs
  |        ^^^^^
  = help: write `COUNT(` without a blank

> SELECT CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN 2
error: the statement is nested too deep
  | SELECT CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN CASE WHEN 1 THEN 2
  |                                                                                                                                                                                                                                                                                        ^^^^
  = help: split it, or name its inner parts: WITH part AS (SELECT …) SELECT …
