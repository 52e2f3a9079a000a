//! Names in values.

use crate::trace::syntax::{Expression, Keyed, TerminalValue, ValuePart};

/// Passes every name in an expression to `used`.
pub(in crate::trace) fn in_expression(expression: &Expression, used: &mut dyn FnMut(&str)) {
    match expression {
        Expression::Name(name) => used(name),
        Expression::Sum(of, _) => in_expression(of, used),
        Expression::Octets(_) | Expression::Amount(_) | Expression::Now => {}
    }
}

/// Passes every name in a terminal's value to `used`, except those in its data.
pub(in crate::trace) fn in_terminal_value(value: &TerminalValue, used: &mut dyn FnMut(&str)) {
    let expressions: Vec<&Option<Expression>> = match value {
        TerminalValue::Transaction(said) => vec![
            &said.amount,
            &said.terminal,
            &said.at,
            &said.terminal_counter,
            &said.counter,
            &said.random,
            &said.balance,
        ],
        other => vec![&keyed(other).1.challenge],
    };
    expressions.into_iter().flatten().for_each(|expression| in_expression(expression, used));
}

/// Returns the data of a terminal's value.
pub(in crate::trace) fn data(value: &TerminalValue) -> &[ValuePart] {
    keyed(value).0
}

fn keyed(value: &TerminalValue) -> (&[ValuePart], &Keyed) {
    const NOTHING: &Keyed = &Keyed { data: Vec::new(), key: None, challenge: None };
    let keyed = match value {
        TerminalValue::Transaction(_) => NOTHING,
        TerminalValue::SecureMessagingMac(keyed)
        | TerminalValue::ExternalCryptogram(keyed)
        | TerminalValue::InternalCryptogram(keyed)
        | TerminalValue::ReloadPinMac(keyed)
        | TerminalValue::PinUnblockCipher(keyed) => keyed,
    };
    (&keyed.data, keyed)
}
