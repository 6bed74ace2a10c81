# Messages that say too little. These functions become others of the engine by how many arguments they
# have: with another number of them nothing tells that it is the number that is wrong.

> SELECT IF(1, 2)
error: the embedded store has no function `if`; the MySQL store may have it

> SELECT TIMESTAMPDIFF(DAY, time) FROM logs
error: there is no column `DAY`

> SELECT MOD(1)
error: the embedded store has no function `mod`; the MySQL store may have it
