> SELECT dport = 22, dport > 22, dport IS NULL, NOT dport = 22, dport <=> NULL FROM logs ORDER BY time LIMIT 3
1 | 0 | 0 | 0 | 0
0 | 1 | 0 | 1 | 0
1 | 0 | 0 | 0 | 0

> SELECT SUM(action = 'DROP'), SUM(dport > 100), AVG(action = 'DROP'), MAX(dport = 22) FROM logs
6 | 2 | 0.6667 | 1

> SELECT (1 < 2) + (3 > 2), TRUE, FALSE, 1 = TRUE, NOT 5, NOT 0, 3 AND 4, 0 OR NULL, 1 XOR 1, 1 XOR 0
2 | 1 | 0 | 1 | 0 | 1 | 1 | NULL | 0 | 1

> SELECT COUNT(*) FROM logs WHERE dport
7

> SELECT COUNT(*) FROM logs WHERE NOT dport
0

> SELECT IF(dport > 60000, 'high', 'low') AS port, COUNT(*) AS n FROM logs GROUP BY port ORDER BY port
high | 1
low | 9

> SELECT IF(dport, 'port', 'none') AS port, COUNT(*) AS n FROM logs GROUP BY port ORDER BY port
none | 3
port | 7

> SELECT IFNULL(dport, 'none') AS p FROM logs ORDER BY time DESC LIMIT 3
none
65535
none

> SELECT IFNULL(dport, 0), COALESCE(NULL, action, 'x'), NULLIF(dport, 22), NULLIF(action, 'DROP'), ISNULL(dport) FROM logs WHERE dport IN (22, 53) ORDER BY time
22 | DROP | NULL | NULL | 0
22 | DROP | NULL | NULL | 0
53 | ACCEPT | 53 | ACCEPT | 0
53 | ACCEPT | 53 | ACCEPT | 0

> SELECT CASE WHEN len > 1000 THEN 'big' WHEN len > 70 THEN 'middle' ELSE 'small' END AS size, COUNT(*) AS n FROM logs GROUP BY size ORDER BY size
big | 1
middle | 4
small | 5

> SELECT CASE proto WHEN 'TCP' THEN 6 WHEN 'UDP' THEN 17 END AS number, COUNT(*) AS n FROM logs GROUP BY number ORDER BY number
NULL | 3
6 | 5
17 | 2

> SELECT CASE WHEN dport THEN dport ELSE 'none' END AS p FROM logs ORDER BY time LIMIT 8, 2
65535
none

> SELECT COUNT(*) FROM logs WHERE time > '2026-10-12'
10

> SELECT COUNT(*) FROM logs WHERE time >= '2026-10-12 08:00' AND time < '2026-10-13'
3

> SELECT COUNT(*) FROM logs WHERE time BETWEEN '2026-10-12 02:00:00' AND '2026-10-12 4:00:00'
3

> SELECT COUNT(*) FROM logs WHERE time IN ('2026-10-12 02:00:00', '2026-10-12 03:00:00')
2

> SELECT COUNT(*) FROM logs WHERE dport = '22'
2

> SELECT COUNT(*) FROM logs WHERE dport > '9' AND dport < '100'
5

> SELECT COUNT(*) FROM logs WHERE dport IN ('22', '53') OR dport BETWEEN '400' AND '500'
5

> SELECT COUNT(*) FROM logs WHERE action = 'DROP' AND proto != 'TCP' OR dport = 53 AND NOT action = 'DROP'
4

> SELECT COUNT(*) FROM logs WHERE prefix LIKE 'FW-%'
5

> SELECT COUNT(*) FROM logs WHERE prefix LIKE 'fw_in%'
1

> SELECT COUNT(*) FROM logs WHERE prefix LIKE '100\% it''s'
1

> SELECT COUNT(*) FROM logs WHERE prefix NOT LIKE 'FW%'
2

> SELECT COUNT(*) FROM logs WHERE dport LIKE '2%'
3

> SELECT COUNT(*) FROM logs WHERE time LIKE '2026-10-12 0%'
9

> SELECT COUNT(*) FROM logs WHERE prefix REGEXP '^FW-(IN|OUT)-'
5

> SELECT COUNT(*) FROM logs WHERE prefix RLIKE 'DROP$' AND prefix NOT REGEXP 'OUT'
4

> SELECT COUNT(*) FROM logs WHERE dport REGEXP '^2[23]$'
3

> SELECT COUNT(*) FROM logs WHERE src IN (SELECT src FROM logs WHERE dport = 53)
4

> SELECT COUNT(*) FROM logs a WHERE EXISTS (SELECT 1 FROM logs b WHERE b.src = a.src AND b.time > a.time)
4

> SELECT action FROM logs WHERE action = ALL (SELECT 'ACCEPT') LIMIT 1
ACCEPT

> SELECT GREATEST(1, 5, 3), LEAST(dport, 30), GREATEST(1, NULL) FROM logs WHERE dport IN (22, 443) ORDER BY time LIMIT 3
5 | 22 | NULL
5 | 22 | NULL
5 | 30 | NULL

> SELECT COUNT(*) FROM logs a JOIN logs b ON a.dport WHERE b.dport = 443
7
