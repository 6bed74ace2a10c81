//! Functions of MySQL that the engine has not, or has with another meaning.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryViewBuilder, Int64Array, StringViewBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use datafusion::functions::datetime::to_unixtime;
use datafusion::functions::utils::make_scalar_function;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use crate::value::{address, octets};

/// A function of one argument.
#[derive(Debug)]
struct Unary {
    name: &'static str,
    signature: Signature,
    returns: DataType,
    run: fn(&ArrayRef) -> Result<ArrayRef>,
}

impl PartialEq for Unary {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Unary {}

impl Hash for Unary {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Unary {
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
        let run = self.run;
        make_scalar_function(move |arrays: &[ArrayRef]| run(&arrays[0]), vec![])(&args.args)
    }
}

/// What is registered beside the engine's own functions; a name of those is replaced.
pub fn all() -> Vec<Arc<ScalarUDF>> {
    let of = |name, takes: Option<DataType>, returns, run| {
        let signature = match takes {
            Some(data_type) => Signature::exact(vec![data_type], Volatility::Immutable),
            None => Signature::any(1, Volatility::Immutable),
        };
        Arc::new(ScalarUDF::from(Unary { name, signature, returns, run }))
    };
    let (text, bytes, int) = (DataType::Utf8View, DataType::BinaryView, DataType::Int64);
    vec![
        of("length", None, int.clone(), length),
        of("inet6_ntoa", Some(bytes.clone()), text.clone(), inet6_ntoa),
        of("inet6_aton", Some(text.clone()), bytes, inet6_aton),
        of("inet_ntoa", Some(int.clone()), text.clone(), inet_ntoa),
        of("inet_aton", Some(text), int, inet_aton),
        Arc::new(to_unixtime().as_ref().clone().with_aliases(["unix_timestamp"])),
    ]
}

/// LENGTH counts bytes; the engine's own counts characters.
fn length(values: &ArrayRef) -> Result<ArrayRef> {
    let binary = match values.data_type() {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            cast(values, &DataType::BinaryView)?
        }
        _ => cast(&cast(values, &DataType::Utf8View)?, &DataType::BinaryView)?,
    };
    let lengths = binary.as_binary_view().iter().map(|bytes| i64::try_from(bytes?.len()).ok());
    Ok(Arc::new(lengths.collect::<Int64Array>()))
}

fn inet6_ntoa(values: &ArrayRef) -> Result<ArrayRef> {
    let mut names = StringViewBuilder::with_capacity(values.len());
    for bytes in values.as_binary_view() {
        names.append_option(bytes.and_then(address).map(|address| address.to_string()));
    }
    Ok(Arc::new(names.finish()))
}

fn inet6_aton(values: &ArrayRef) -> Result<ArrayRef> {
    let mut addresses = BinaryViewBuilder::with_capacity(values.len());
    for text in values.as_string_view() {
        let address = text.and_then(|text| text.parse::<IpAddr>().ok());
        addresses.append_option(address.map(octets));
    }
    Ok(Arc::new(addresses.finish()))
}

fn inet_ntoa(values: &ArrayRef) -> Result<ArrayRef> {
    let mut names = StringViewBuilder::with_capacity(values.len());
    for number in values.as_primitive::<Int64Type>() {
        let number = number.and_then(|number| u32::try_from(number).ok());
        names.append_option(number.map(|number| Ipv4Addr::from(number).to_string()));
    }
    Ok(Arc::new(names.finish()))
}

fn inet_aton(values: &ArrayRef) -> Result<ArrayRef> {
    let number = |text: &str| text.parse::<Ipv4Addr>().ok().map(|v4| i64::from(u32::from(v4)));
    let numbers = values.as_string_view().iter().map(|text| number(text?));
    Ok(Arc::new(numbers.collect::<Int64Array>()))
}
