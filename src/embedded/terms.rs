//! Functions of the engine's own for what queries group by; servers work the same out from MySQL's.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewBuilder, Int64Array, PrimitiveArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use ipta_core::field::{Datum, FIELDS};
use ipta_core::query::buckets::BucketWidth;
use ipta_core::query::term::{Term, TermPart, mask};
use ipta_core::time::Timestamp;

/// A function of a column and of numbers that are written into the query.
#[derive(Debug)]
struct OfColumn {
    name: &'static str,
    signature: Signature,
    returns: DataType,
    run: TermRun,
}

type TermRun = fn(&ArrayRef, &[i64]) -> Result<ArrayRef>;

impl PartialEq for OfColumn {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for OfColumn {}

impl Hash for OfColumn {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for OfColumn {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.returns.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Some((column, numbers)) = args.args.split_first() else {
            return exec_err!("{} takes a column", self.name);
        };
        let mut read = Vec::with_capacity(numbers.len());
        for number in numbers {
            match number {
                ColumnarValue::Scalar(ScalarValue::Int64(Some(number))) => read.push(*number),
                _ => return exec_err!("`{}` takes numbers", self.name),
            }
        }
        let column = column.to_array(args.number_rows)?;
        Ok(ColumnarValue::Array((self.run)(&column, &read)?))
    }
}

/// Every function of a term.
pub fn all() -> Vec<Arc<ScalarUDF>> {
    let time = DataType::Timestamp(TimeUnit::Microsecond, None);
    let (bytes, int) = (DataType::BinaryView, DataType::Int64);
    let of = |name, takes: &DataType, numbers: usize, returns: &DataType, run: TermRun| {
        let mut arguments = vec![DataType::Int64; numbers + 1];
        arguments[0] = takes.clone();
        let signature = Signature::exact(arguments, Volatility::Immutable);
        Arc::new(ScalarUDF::from(OfColumn { name, signature, returns: returns.clone(), run }))
    };
    vec![
        of("ipta_network", &bytes, 2, &bytes, network),
        of("ipta_hour", &time, 0, &int, |times, _| Ok(Arc::new(numbers(times, TermPart::Hour)))),
        of("ipta_weekday", &time, 0, &int, |times, _| {
            Ok(Arc::new(numbers(times, TermPart::Weekday)))
        }),
        of("ipta_day", &time, 0, &time, |times, _| step(times, &[86_400])),
        of("ipta_step", &time, 1, &time, step),
    ]
}

fn times(values: &ArrayRef) -> &PrimitiveArray<TimestampMicrosecondType> {
    values.as_primitive::<TimestampMicrosecondType>()
}

fn numbers(values: &ArrayRef, part: TermPart) -> Int64Array {
    let term = Term { field: &FIELDS[0], part };
    times(values).unary_opt::<_, Int64Type>(|time| match term.of(Datum::Time(Timestamp(time))) {
        Datum::Int(number) => Some(number.into()),
        _ => None,
    })
}

fn step(values: &ArrayRef, numbers: &[i64]) -> Result<ArrayRef> {
    let seconds = numbers.first().copied().unwrap_or_default();
    let Some(step) = BucketWidth::of_micros(seconds.saturating_mul(Timestamp::SECOND)) else {
        return exec_err!("`ipta_step` takes a length");
    };
    let starts: TimestampMicrosecondArray =
        times(values).unary(|time| step.start(step.number(Timestamp(time))).0);
    Ok(Arc::new(starts))
}

fn network(values: &ArrayRef, numbers: &[i64]) -> Result<ArrayRef> {
    let bits = |place: usize| numbers.get(place).and_then(|bits| u8::try_from(*bits).ok());
    let (Some(v4), Some(v6)) = (bits(0), bits(1)) else {
        return exec_err!("`ipta_network` takes 0 to 128 bits");
    };
    let mut networks = BinaryViewBuilder::with_capacity(values.len());
    for bytes in values.as_binary_view() {
        networks.append_option(bytes.map(|bytes| {
            let bits = if bytes.len() == 4 { v4 } else { v6 };
            let masked = bytes.iter().enumerate().map(|(place, byte)| byte & mask(bits, place));
            masked.collect::<Vec<u8>>()
        }));
    }
    Ok(Arc::new(networks.finish()))
}
