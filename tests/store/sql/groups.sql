> SELECT GROUP_CONCAT(dport ORDER BY dport) FROM logs
22,22,23,53,53,443,65535

> SELECT GROUP_CONCAT(DISTINCT dport ORDER BY dport DESC SEPARATOR ' ') FROM logs
65535 443 53 23 22

> SELECT action, GROUP_CONCAT(DISTINCT proto ORDER BY proto SEPARATOR '+') AS protos FROM logs GROUP BY action ORDER BY action
NULL | NULL
ACCEPT | UDP
DROP | ICMP+ICMPv6+TCP
REJECT | TCP

> SELECT INET6_NTOA(src) AS source, GROUP_CONCAT(dport, '/', proto ORDER BY dport SEPARATOR ', ') AS ports FROM logs WHERE dport IS NOT NULL GROUP BY src ORDER BY source
10.1.2.3 | 53/UDP
192.0.2.7 | 22/TCP, 23/TCP
192.0.2.9 | 22/TCP, 53/UDP
2001:db8::5 | 443/TCP
a00::1 | 65535/TCP

> SELECT COUNT(DISTINCT src, dport), COUNT(DISTINCT action, proto), COUNT(DISTINCT dport) FROM logs
7 | 5 | 5

> SELECT GROUP_CONCAT(DISTINCT action ORDER BY action DESC) AS a FROM logs WHERE dport < 60
DROP,ACCEPT

> SELECT action, COUNT(*) AS n FROM logs GROUP BY action HAVING n > 1 ORDER BY n DESC, action
DROP | 6
ACCEPT | 2

> SELECT action, SUM(len) AS bytes FROM logs GROUP BY 1 ORDER BY 2 DESC LIMIT 2
REJECT | 1500
DROP | 428

> SELECT DISTINCT action, proto FROM logs WHERE dport IS NOT NULL ORDER BY action, proto
ACCEPT | UDP
DROP | TCP
REJECT | TCP

> SELECT dport, n FROM (SELECT dport, COUNT(*) AS n FROM logs GROUP BY dport) AS t WHERE n > 1 ORDER BY dport
NULL | 3
22 | 2
53 | 2

> SELECT action FROM logs WHERE dport = 22 UNION SELECT action FROM logs WHERE dport = 53 ORDER BY action
ACCEPT
DROP

> SELECT 'denied' AS what, COUNT(*) AS n FROM logs WHERE verdict = 'deny' UNION ALL SELECT 'accepted', COUNT(*) FROM logs WHERE verdict = 'accept' ORDER BY n DESC
denied | 7
accepted | 2

> WITH t AS (SELECT src, COUNT(*) AS n FROM logs GROUP BY src) SELECT INET6_NTOA(src) AS a, n FROM t WHERE n = (SELECT MAX(n) FROM t) ORDER BY a
10.1.2.3 | 2
192.0.2.7 | 2
192.0.2.9 | 2
2001:db8::5 | 2

> WITH a AS (SELECT 1 AS one), b AS (SELECT one + 1 AS two FROM a) SELECT * FROM a, b
1 | 2

> WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT i FROM n
1
2
3
4

> SELECT dport, time, ROW_NUMBER() OVER (PARTITION BY src ORDER BY time) AS nth FROM logs WHERE dport < 100 ORDER BY time
22 | 2026-10-12 01:00:00 | 1
23 | 2026-10-12 02:00:00 | 2
22 | 2026-10-12 03:00:00 | 1
53 | 2026-10-12 04:00:00 | 2
53 | 2026-10-12 05:00:00 | 1

> SELECT action, COUNT(*) AS n, RANK() OVER (ORDER BY COUNT(*) DESC) AS place FROM logs GROUP BY action ORDER BY place, action
DROP | 6 | 1
ACCEPT | 2 | 2
NULL | 1 | 3
REJECT | 1 | 3

> SELECT dport, COUNT(*) AS n, ROUND(100 * COUNT(*) / SUM(COUNT(*)) OVER (), 1) AS share FROM logs GROUP BY dport ORDER BY n DESC, dport
NULL | 3 | 30
22 | 2 | 20
53 | 2 | 20
23 | 1 | 10
443 | 1 | 10
65535 | 1 | 10

> SELECT time, len, SUM(len) OVER (ORDER BY time) AS total, LAG(len) OVER (ORDER BY time) AS before_it FROM logs ORDER BY time LIMIT 4
2026-10-12 01:00:00 | 60 | 60 | NULL
2026-10-12 02:00:00 | 60 | 120 | 60
2026-10-12 03:00:00 | 40 | 160 | 60
2026-10-12 04:00:00 | 70 | 230 | 40

> SELECT INET6_NTOA(src) AS source, dport FROM (SELECT src, dport, ROW_NUMBER() OVER (PARTITION BY src ORDER BY time DESC) AS nth FROM logs) AS t WHERE nth = 1 ORDER BY source
NULL | NULL
10.1.2.3 | NULL
192.0.2.7 | 23
192.0.2.9 | 53
2001:db8::5 | NULL
a00::1 | 65535

> SELECT time, TIMESTAMPDIFF(SECOND, LAG(time) OVER (ORDER BY time), time) AS gap FROM logs ORDER BY time LIMIT 3
2026-10-12 01:00:00 | NULL
2026-10-12 02:00:00 | 3600
2026-10-12 03:00:00 | 3600

> SELECT a.dport, b.dport FROM logs a JOIN logs b ON a.src = b.src AND a.time < b.time WHERE a.dport IS NOT NULL AND b.dport IS NOT NULL ORDER BY a.time, b.time
22 | 23
22 | 53

> SELECT a.dport, b.dport FROM logs a STRAIGHT_JOIN logs b ON a.src = b.src AND a.time < b.time WHERE a.dport IS NOT NULL AND b.dport IS NOT NULL ORDER BY a.time, b.time
22 | 23
22 | 53

> SELECT a.dport, b.action FROM logs a LEFT JOIN logs b ON a.dport = b.dport AND b.action = 'ACCEPT' WHERE a.dport < 60 ORDER BY a.time, b.time
22 | NULL
23 | NULL
22 | NULL
53 | ACCEPT
53 | ACCEPT
53 | ACCEPT
53 | ACCEPT

> SELECT dport FROM logs ORDER BY dport LIMIT 3
NULL
NULL
NULL

> SELECT dport FROM logs ORDER BY dport DESC LIMIT 2, 3
53
53
23

> SELECT dport FROM logs WHERE dport IS NOT NULL ORDER BY dport LIMIT 2 OFFSET 1
22
23

> SELECT COUNT(*) AS n, COUNT(dport) AS known, COUNT(*) - COUNT(dport) AS missing FROM logs
10 | 7 | 3

> SELECT STDDEV(len) > 0, VARIANCE(len) > 0, BIT_OR(flags), BIT_AND(flags) FROM logs WHERE flags IS NOT NULL
1 | 1 | 2 | 0

> SELECT 1 FROM DUAL
1
