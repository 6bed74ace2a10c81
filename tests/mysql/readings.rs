//! Servers mean what memory does: the cases' rows, random queries, and what is typed.

use crate::accidents;
use crate::agreement::{check_cases, injection, random};
use crate::support::servers::Running;

#[test]
fn every_case_has_its_rows_on_mariadb() {
    check_cases(&Running::shared("mariadb").database().open());
}

#[test]
fn every_case_has_its_rows_on_mysql() {
    check_cases(&Running::shared("mysql").database().open());
}

#[test]
fn nothing_typed_is_sql_on_mariadb() {
    injection::try_all(&Running::shared("mariadb").database().open());
}

#[test]
fn nothing_typed_is_sql_on_mysql() {
    injection::try_all(&Running::shared("mysql").database().open());
}

#[test]
fn random_queries_have_the_rows_of_memory() {
    let databases = ["mariadb", "mysql"].map(|name| Running::shared(name).database());
    let [mariadb, mysql] = [&databases[0], &databases[1]].map(|database| database.open());
    random::check_readings(&[("MariaDB", &mariadb, 1), ("MySQL", &mysql, 1)]);
}

#[test]
fn every_packet_is_counted_once_on_mariadb() {
    super::on_mariadb(accidents::rounds);
}

#[test]
fn every_packet_is_counted_once_on_mysql() {
    super::on_mysql(accidents::rounds);
}
