> SELECT 7 DIV 2, -7 DIV 2, 7 MOD 4, MOD(7, 4), -7 % 4, 7 DIV 0, 7 % 0, MOD(7, 0)
3 | -3 | 3 | 3 | -3 | NULL | NULL | NULL

> SELECT 7 / 2, 1 / 3, 2 / 3, 1 / 0, 10 / 5, 100 * 1 / 3, 100.0 * 1 / 3, 1.5 * 1.5
3.5 | 0.3333 | 0.6667 | NULL | 2 | 33.3333 | 33.33333 | 2.25

> SELECT len / 7, len DIV 7, len / dport FROM logs ORDER BY time LIMIT 4
8.5714 | 8 | 2.7273
8.5714 | 8 | 2.6087
5.7143 | 5 | 1.8182
10 | 10 | 1.3208

> SELECT SUM(len), AVG(len), MIN(len), MAX(len), COUNT(len), COUNT(*) FROM logs
2078 | 230.8889 | 40 | 1500 | 9 | 10

> SELECT proto, AVG(len) AS mean FROM logs GROUP BY proto ORDER BY mean DESC, proto
TCP | 348.8
ICMPv6 | 100
ICMP | 84
UDP | 75
NULL | NULL

> SELECT SUM(len) / COUNT(*) AS mean, 100 * SUM(dport = 22) / COUNT(*) AS share FROM logs
207.8 | 20

> SELECT ROUND(2.5), ROUND(-2.5), ROUND(1.005, 2), ROUND(1234.567, -2), ROUND(100 * 2 / 3, 1), ROUND(7)
3 | -3 | 1.01 | 1200 | 66.7 | 7

> SELECT FLOOR(2.7), CEIL(2.1), CEILING(-2.1), FLOOR(-2.1), ABS(-3), ABS(-3.5), SIGN(-2), TRUNCATE(2.789, 2)
2 | 3 | -2 | -3 | 3 | 3.5 | -1 | 2.78

> SELECT POW(2, 10), POWER(2, 0.5) > 1.41, SQRT(16), SQRT(-1), LOG2(8), LOG10(1000), LN(1), LOG(2, 8)
1024 | 1 | 4 | NULL | 3 | 3 | 0 | 3

> SELECT flags, flags & 2, flags & 2 > 0, BIT_COUNT(255), 5 | 2, 5 ^ 1, 1 << 4, 256 >> 4 FROM logs WHERE flags = 2
2 | 2 | 1 | 8 | 7 | 4 | 16 | 16

> SELECT dport * dport, dport + 1, len * 2 - 1, -dport FROM logs WHERE dport = 65535
4294836225 | 65536 | 167 | -65535

> SELECT CAST('12abc' AS SIGNED), CAST(2.5 AS SIGNED), CAST('7' AS UNSIGNED) + 1, CAST('1.239' AS DECIMAL(10, 2)), CONVERT(12, CHAR)
12 | 3 | 8 | 1.24 | 12

> SELECT '3' + 4, '2.5' * 2, '10' / 4
7 | 5 | 2.5

> SELECT BIN(5), OCT(8), CONV(255, 10, 16) = 'FF' OR TRUE
101 | 10 | 1

> SELECT COUNT(*) FROM logs WHERE len > 60 AND len <= 84 AND len <> 70
3

> SELECT 1e3, 0.5, 1 + 0.25, -0.5
1000 | 0.5 | 1.25 | -0.5
