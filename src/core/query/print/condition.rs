//! Conditions, on packets and on groups, as canonical text writes them.

use crate::field::{Field, Type};
use crate::query::MAX_DEPTH;
use crate::query::ast::{FieldTest, Having, Predicate, Scalar, Subject};
use crate::query::word::SIDES;

use super::value::{regex, value};

/// A condition as a tree.
pub(super) trait Tree: Sized {
    /// Its root.
    fn node(&self) -> Node<'_, Self>;
}

/// What stands at the root of a condition.
pub(super) enum Node<'t, T> {
    /// All hold.
    And(&'t [T]),
    /// At least one holds.
    Or(&'t [T]),
    /// It does not hold.
    Not(&'t T),
    /// A test, as it is written.
    Leaf(String),
}

impl Tree for Predicate {
    fn node(&self) -> Node<'_, Self> {
        match self {
            Self::And(all) => Node::And(all),
            Self::Or(either) => Node::Or(either),
            Self::Flag(flag) => Node::Leaf(flag.text.into()),
            Self::Test(subject, test) => Node::Leaf(positive(subject, test)),
            Self::Not(inner) => match inner.as_ref() {
                Self::Test(subject, test) => {
                    negative(subject, test).map_or(Node::Not(inner), Node::Leaf)
                }
                _ => Node::Not(inner),
            },
        }
    }
}

impl Tree for Having {
    fn node(&self) -> Node<'_, Self> {
        match self {
            Self::And(all) => Node::And(all),
            Self::Or(either) => Node::Or(either),
            Self::Test(measure, relation, number) => {
                Node::Leaf(format!("{} {relation} {number}", measure.node))
            }
        }
    }
}

/// A condition's text. `and` inside of `or` needs no parentheses, but readers do; only where they
/// would nest deeper than is read are they left out.
pub(super) fn text<T: Tree>(tree: &T) -> String {
    written(tree, depth(tree) <= MAX_DEPTH)
}

fn written<T: Tree>(tree: &T, is_clear: bool) -> String {
    let part = |part: &T, binds: fn(&Node<'_, T>) -> bool| {
        let text = written(part, is_clear);
        if binds(&part.node()) { text } else { format!("({text})") }
    };
    let joined = |parts: &[T], word: &str, binds| {
        parts.iter().map(|one| part(one, binds)).collect::<Vec<_>>().join(word)
    };
    match tree.node() {
        Node::And(all) => joined(all, " and ", is_single),
        Node::Or(either) if is_clear => joined(either, " or ", is_single),
        Node::Or(either) => joined(either, " or ", |node| !matches!(node, Node::Or(_))),
        Node::Not(inner) => format!("not {}", part(inner, is_single)),
        Node::Leaf(text) => text,
    }
}

/// Whether a part needs no parentheses anywhere.
fn is_single<T>(node: &Node<'_, T>) -> bool {
    matches!(node, Node::Not(_) | Node::Leaf(_))
}

/// How deep the parentheses and negations of the clear text nest.
fn depth<T: Tree>(tree: &T) -> usize {
    let part = |part: &T| depth(part) + usize::from(!is_single(&part.node()));
    match tree.node() {
        Node::And(parts) | Node::Or(parts) => parts.iter().map(part).max().unwrap_or_default(),
        Node::Not(inner) => 1 + part(inner),
        Node::Leaf(_) => 0,
    }
}

fn positive(subject: &Subject, test: &FieldTest) -> String {
    let name = name(subject);
    match test {
        FieldTest::Known => format!("has {name}"),
        FieldTest::Private(_) => format!("{name} is private"),
        FieldTest::In(values) if values.len() == 1 => format!("{name} = {}", set(subject, values)),
        FieldTest::In(values) => format!("{name} in {}", set(subject, values)),
        FieldTest::Order(relation, bound) => {
            format!("{name} {relation} {}", one(subject, bound))
        }
        FieldTest::Between(low, high) => {
            format!("{name} between {} and {}", one(subject, low), one(subject, high))
        }
        FieldTest::Like(pattern) => format!("{name} like {}", one(subject, pattern)),
        FieldTest::Matches(pattern) => format!("{name} ~ {}", regex(pattern)),
        FieldTest::Flags(flags) => format!("{name} has {}", set(subject, flags)),
    }
}

/// The complement of a test, where it has a spelling of its own.
fn negative(subject: &Subject, test: &FieldTest) -> Option<String> {
    let name = name(subject);
    Some(match test {
        FieldTest::Known => format!("{name} is null"),
        FieldTest::Private(_) => format!("{name} is not private"),
        FieldTest::In(values) if values.len() == 1 => format!("{name} != {}", set(subject, values)),
        FieldTest::In(values) => format!("{name} not in {}", set(subject, values)),
        FieldTest::Between(low, high) => {
            format!("{name} not between {} and {}", one(subject, low), one(subject, high))
        }
        FieldTest::Like(pattern) => format!("{name} not like {}", one(subject, pattern)),
        FieldTest::Matches(pattern) => format!("{name} !~ {}", regex(pattern)),
        FieldTest::Order(..) | FieldTest::Flags(_) => return None,
    })
}

/// The name of a field, or the first that stands for these two.
fn name(subject: &Subject) -> &'static str {
    let names = |field: &&'static Field| field.name;
    let is_of = |fields: &[&str]| subject.fields.iter().map(names).eq(fields.iter().copied());
    let side = SIDES.iter().find(|side| is_of(&side.fields)).and_then(|side| side.names.first());
    side.copied().or_else(|| subject.fields.first().map(names)).unwrap_or_default()
}

fn set(subject: &Subject, values: &[Scalar]) -> String {
    match values {
        [value] => one(subject, value),
        several => {
            let several: Vec<String> = several.iter().map(|value| one(subject, value)).collect();
            format!("({})", several.join(", "))
        }
    }
}

fn one(subject: &Subject, scalar: &Scalar) -> String {
    value(scalar, subject.fields.iter().any(|field| field.kind == Type::Time))
}
