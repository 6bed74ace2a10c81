//! Counts beside counts of different values.
//!
//! For `COUNT(DISTINCT src)` the engine keeps a set a group, which takes kilobytes for the first value.
//! Where there is one such count, and beside it only sums, least and greatest values, it groups by
//! the counted value as well and takes some bytes a value instead. A count is none of those, but it
//! is a sum of ones.

use std::ops::ControlFlow;

use sqlparser::ast::{
    DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    GroupByExpr, Query, SetExpr, VisitMut, VisitorMut,
};

use super::tree::{call, case, number, take};

/// Makes the counts of a SELECT with groups, which none is empty, sums of ones where that lets the
/// engine do without sets.
pub fn as_sums(query: &mut Query) {
    let SetExpr::Select(select) = query.body.as_mut() else { return };
    let is_grouped = matches!(&select.group_by, GroupByExpr::Expressions(by, _) if !by.is_empty());
    if !is_grouped {
        return;
    }
    let mut counts = CountRewrite { depth: 0, distinct: Vec::new(), is_changing: false };
    for is_changing in [false, true] {
        counts.is_changing = is_changing;
        let _ = select.projection.visit(&mut counts);
        let _ = select.having.visit(&mut counts);
        let _ = query.order_by.visit(&mut counts);
        if counts.distinct.len() != 1 {
            return;
        }
    }
}

/// Looks for counts, or changes them.
struct CountRewrite {
    /// How many queries are around the expression: counts of other queries are not meant.
    depth: usize,
    /// What different values are counted of, each once.
    distinct: Vec<Vec<FunctionArg>>,
    is_changing: bool,
}

impl VisitorMut for CountRewrite {
    type Break = ();

    fn pre_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if self.depth > 0 {
            return ControlFlow::Continue(());
        }
        if let Expr::Function(Function {
            name,
            args: FunctionArguments::List(list),
            over: None,
            ..
        }) = expr
            && name.to_string().eq_ignore_ascii_case("count")
        {
            if list.duplicate_treatment == Some(DuplicateTreatment::Distinct) {
                if !self.distinct.contains(&list.args) {
                    self.distinct.push(list.args.clone());
                }
            } else if self.is_changing
                && let Some(one) = one_each(&mut list.args)
            {
                *expr = call("sum", vec![one]);
            }
        }
        ControlFlow::Continue(())
    }
}

/// What is one for each row that a count counts.
fn one_each(arguments: &mut [FunctionArg]) -> Option<Expr> {
    match arguments {
        [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] => Some(number(1)),
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(value))] => {
            Some(case(Expr::IsNull(Box::new(take(value))), number(0), number(1)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sqlparser::ast::Statement;
    use sqlparser::dialect::MySqlDialect;
    use sqlparser::parser::Parser;

    use super::*;

    fn check(sql: &str, expected: &str) {
        let mut statements = Parser::parse_sql(&MySqlDialect {}, sql).expect("SQL");
        let Some(Statement::Query(mut query)) = statements.pop() else { panic!("{sql}") };
        as_sums(&mut query);
        assert_eq!(query.to_string(), expected);
    }

    #[test]
    fn counts_beside_one_count_of_different_values_are_sums() {
        check(
            "SELECT a, COUNT(*), COUNT(b), COUNT(DISTINCT c) FROM t GROUP BY a HAVING COUNT(*) > 1",
            "SELECT a, sum(1), sum(CASE WHEN b IS NULL THEN 0 ELSE 1 END), COUNT(DISTINCT c) FROM t \
             GROUP BY a HAVING sum(1) > 1",
        );
        check(
            "SELECT SUM(COUNT(*)) OVER (), (SELECT COUNT(*) FROM u) FROM t GROUP BY a \
             ORDER BY COUNT(DISTINCT c)",
            "SELECT SUM(sum(1)) OVER (), (SELECT COUNT(*) FROM u) FROM t GROUP BY a \
             ORDER BY COUNT(DISTINCT c)",
        );
    }

    #[test]
    fn other_counts_stay() {
        for sql in [
            "SELECT COUNT(*), COUNT(DISTINCT c) FROM t",
            "SELECT a, COUNT(*) FROM t GROUP BY a",
            "SELECT a, COUNT(*), COUNT(DISTINCT c), COUNT(DISTINCT d) FROM t GROUP BY a",
            "SELECT a, COUNT(*) OVER (), COUNT(DISTINCT c) FROM t GROUP BY a",
        ] {
            check(sql, sql);
        }
    }
}
