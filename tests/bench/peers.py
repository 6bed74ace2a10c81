"""Answers a question of tests/bench/direct over the text of a log, as one of three programs does.

    python3 peers.py chdb|duckdb|polars QUESTION LOG

Each uses two threads, and matches the words that the question needs in each line, as people do who
write it by hand. Prints the first rows.
"""

import os
import sys

peer, question, log = sys.argv[1:]

PORT = r" DPT=(\d+)"
SOURCE = r" SRC=(\S+)"
DESTINATION = r" DST=(\S+)"
PROTOCOL = r" PROTO=(\S+)"
ACTION = r"(?:IPT: |UFW )(\w+)"
HOUR = r"(\d\d):\d\d:\d\d"


def sql(extract, lines, distinct):
    """The question in SQL; `extract` gives a word of a line, an empty text where it is not there."""
    accepted = "l LIKE '%ACCEPT%'"
    port, source = extract(PORT), extract(SOURCE)
    return {
        "ports": f"SELECT {port} p, count(*) n FROM {lines} WHERE NOT {accepted} "
        "GROUP BY p HAVING p <> '' ORDER BY n DESC LIMIT 10",
        "sources": f"SELECT s, {distinct} n FROM (SELECT {source} s, {port} p FROM {lines} "
        f"WHERE NOT {accepted}) t WHERE p <> '' GROUP BY s ORDER BY n DESC LIMIT 10",
        "hours": f"SELECT {extract(HOUR)} h, {extract(ACTION)} a, count(*) n FROM {lines} "
        "GROUP BY h, a ORDER BY h, a",
        "five": f"SELECT {source} s, {extract(DESTINATION)} d, {port} p, {extract(PROTOCOL)} pr, "
        f"{extract(ACTION)} a, count(*) n FROM {lines} GROUP BY s, d, p, pr, a ORDER BY n DESC LIMIT 10",
    }[question]


def chdb():
    import chdb

    def extract(word):
        return f"extract(l, '{word}')".replace("\\", "\\\\")

    text = sql(extract, f"file('{log}', LineAsString, 'l String')", "uniqExact(p)")
    print(chdb.query(f"{text} SETTINGS max_threads = 2", "TabSeparated"))


def duckdb():
    import duckdb

    lines = (
        f"read_csv('{log}', columns = {{'l': 'VARCHAR'}}, header = false, delim = chr(1), quote = '', "
        "escape = '', auto_detect = false, new_line = '\\n')"
    )
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    text = sql(lambda word: f"regexp_extract(l, '{word}', 1)", lines, "count(DISTINCT p)")
    for row in connection.execute(text).fetchall():
        print(*row, sep="\t")


def polars():
    os.environ["POLARS_MAX_THREADS"] = "2"
    import polars as pl

    line = pl.col("l")
    lines = pl.scan_csv(
        log, has_header=False, separator="\x01", quote_char=None, schema={"l": pl.String}
    )
    denied = lines.filter(~line.str.contains("ACCEPT", literal=True))

    def word(pattern, name):
        return line.str.extract(pattern, 1).alias(name)

    source, port, action = word(SOURCE, "s"), word(PORT, "p"), word(ACTION, "a")
    answer = {
        "ports": lambda: denied.select(port)
        .drop_nulls()
        .group_by("p")
        .len("n")
        .sort("n", descending=True)
        .head(10),
        "sources": lambda: denied.select(source, port)
        .drop_nulls()
        .group_by("s")
        .agg(pl.col("p").n_unique().alias("n"))
        .sort("n", descending=True)
        .head(10),
        "hours": lambda: lines.select(word(HOUR, "h"), action).group_by("h", "a").len("n").sort("h", "a"),
        "five": lambda: lines.select(source, word(DESTINATION, "d"), port, word(PROTOCOL, "pr"), action)
        .group_by("s", "d", "p", "pr", "a")
        .len("n")
        .sort("n", descending=True)
        .head(10),
    }[question]()
    for row in answer.collect(engine="streaming").iter_rows():
        print(*row, sep="\t")


{"chdb": chdb, "duckdb": duckdb, "polars": polars}[peer]()
