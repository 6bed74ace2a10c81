//! Counts beside counts of different values.
//!
//! For `COUNT(DISTINCT src)` the engine keeps a set a group, which takes kilobytes for the first value.
//! Where there is one such count, and beside it only sums, least and greatest values, it groups by
//! the counted value as well and takes some bytes a value instead. A count is none of those, but it
//! is a sum of ones.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::common::tree_node::Transformed;
use datafusion::common::{Column, Result};
use datafusion::config::ConfigOptions;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::{Aggregate, Expr, LogicalPlan, Projection, lit, when};
use datafusion::optimizer::AnalyzerRule;

/// Makes the counts of groups, which none is empty, sums of ones where that lets the engine do without
/// sets.
#[derive(Debug)]
pub struct CountsAsSums;

impl AnalyzerRule for CountsAsSums {
    fn name(&self) -> &str {
        "counts_as_sums"
    }

    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let rewritten = plan.transform_up_with_subqueries(|plan| match plan {
            LogicalPlan::Aggregate(aggregate) if counts_one_value(&aggregate) => {
                Ok(Transformed::yes(as_sums(&aggregate)?))
            }
            other => Ok(Transformed::no(other)),
        });
        Ok(rewritten?.data)
    }
}

/// The count that an expression is, under whatever name.
fn count_of(expr: &Expr) -> Option<&AggregateFunction> {
    match expr {
        Expr::Alias(alias) => count_of(&alias.expr),
        Expr::AggregateFunction(function) if function.func.name() == "count" => Some(function),
        _ => None,
    }
}

/// Whether there are groups, and different values are counted of one expression.
fn counts_one_value(aggregate: &Aggregate) -> bool {
    let counts = aggregate.aggr_expr.iter().filter_map(count_of);
    let distinct = counts.filter(|count| count.params.distinct);
    let values: HashSet<_> = distinct.map(|count| &count.params.args).collect();
    !aggregate.group_expr.is_empty() && values.len() == 1
}

/// The same groups, under the same names.
fn as_sums(aggregate: &Aggregate) -> Result<LogicalPlan> {
    let sums = aggregate.aggr_expr.iter().map(|expr| match count_of(expr) {
        Some(count) if !count.params.distinct && count.params.filter.is_none() => {
            let value = count.params.args[0].clone();
            Ok(sum(when(value.is_null(), lit(0_i64)).otherwise(lit(1_i64))?))
        }
        _ => Ok(expr.clone()),
    });
    let sums = sums.collect::<Result<Vec<_>>>()?;
    let input = Arc::clone(&aggregate.input);
    let sums = Aggregate::try_new(input, aggregate.group_expr.clone(), sums)?;
    let names = sums.schema.iter().zip(aggregate.schema.iter());
    let named = names.map(|(sum, (relation, count))| {
        Expr::Column(Column::from(sum)).alias_qualified(relation.cloned(), count.name())
    });
    let named = named.collect();
    Ok(LogicalPlan::Projection(Projection::try_new(named, Arc::new(LogicalPlan::Aggregate(sums)))?))
}
