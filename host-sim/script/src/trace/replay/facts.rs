//! Facts that `expect` compares: the fact as the trace has it, its column filled in, and as the card has it.

use applet::{CardState, Refusal};

use super::values::{Valued, Values};
use crate::trace::parse::facts;
use crate::trace::syntax::{Fact, ValueOrColumn};

/// Returns the fact with a value in place of a column.
pub(crate) fn resolved(fact: &Fact, values: &Values<'_>) -> Valued<Fact> {
    Ok(match fact {
        Fact::Balance(wanted) => Fact::Balance(value(wanted, values, facts::balance)?),
        Fact::State(wanted) => Fact::State(value(wanted, values, facts::state)?),
        Fact::Refusal(wanted) => Fact::Refusal(value(wanted, values, facts::refusal)?),
        Fact::LogEntries(wanted) => Fact::LogEntries(value(wanted, values, facts::count)?),
        Fact::PinTries(wanted) => Fact::PinTries(value(wanted, values, facts::tries)?),
        Fact::PinOn(on) => Fact::PinOn(*on),
        Fact::Limit(wanted) => Fact::Limit(value(wanted, values, facts::limit)?),
        Fact::Online(wanted) => Fact::Online(value(wanted, values, facts::counter)?),
        Fact::Offline(wanted) => Fact::Offline(value(wanted, values, facts::counter)?),
        Fact::Block(wanted) => Fact::Block(value(wanted, values, facts::block)?),
        Fact::Reach(wanted) => Fact::Reach(value(wanted, values, facts::reach)?),
    })
}

fn value<T: Clone>(wanted: &ValueOrColumn<T>, values: &Values<'_>, read: facts::Read<T>) -> Valued<ValueOrColumn<T>> {
    written_out(wanted, values, read).map(ValueOrColumn::Is)
}

/// Returns a value that is written out, or that of the column.
pub(super) fn written_out<T: Clone>(wanted: &ValueOrColumn<T>, values: &Values<'_>, read: facts::Read<T>) -> Valued<T> {
    match wanted {
        ValueOrColumn::Is(value) => Ok(value.clone()),
        ValueOrColumn::Column(name) => {
            let cell = values.cell(name).ok_or_else(|| format!("no column is called `{name}` here"))?;
            facts::cell(cell, read).map_err(|mistake| mistake.what)
        }
    }
}

/// Returns the column from which a fact takes its value; `None` if the value is written out.
pub(crate) fn column(fact: &Fact) -> Option<&str> {
    let name = match fact {
        Fact::Balance(ValueOrColumn::Column(name))
        | Fact::State(ValueOrColumn::Column(name))
        | Fact::Refusal(ValueOrColumn::Column(name))
        | Fact::LogEntries(ValueOrColumn::Column(name))
        | Fact::PinTries(ValueOrColumn::Column(name))
        | Fact::Limit(ValueOrColumn::Column(name))
        | Fact::Online(ValueOrColumn::Column(name))
        | Fact::Offline(ValueOrColumn::Column(name))
        | Fact::Block(ValueOrColumn::Column(name))
        | Fact::Reach(ValueOrColumn::Column(name)) => name,
        _ => return None,
    };
    Some(name)
}

/// Returns the fact of the same kind as the card has it.
pub(crate) fn actual(fact: &Fact, state: &CardState, refusal: Option<Refusal>) -> Fact {
    match fact {
        Fact::Balance(_) => Fact::Balance(ValueOrColumn::Is(state.balance)),
        Fact::State(_) => Fact::State(ValueOrColumn::Is(state.lifecycle)),
        Fact::Refusal(_) => Fact::Refusal(ValueOrColumn::Is(refusal.map(Refusal::name))),
        Fact::LogEntries(_) => Fact::LogEntries(ValueOrColumn::Is(state.log.len())),
        Fact::PinTries(_) => Fact::PinTries(ValueOrColumn::Is(state.pin_tries_left)),
        Fact::PinOn(_) => Fact::PinOn(state.pin_on),
        Fact::Limit(_) => Fact::Limit(ValueOrColumn::Is(state.limit)),
        Fact::Online(_) => Fact::Online(ValueOrColumn::Is(state.online_counter)),
        Fact::Offline(_) => Fact::Offline(ValueOrColumn::Is(state.offline_counter)),
        Fact::Block(_) => Fact::Block(ValueOrColumn::Is(state.block)),
        Fact::Reach(_) => Fact::Reach(ValueOrColumn::Is(state.calibration.map(|calibration| calibration.reach_cm))),
    }
}

/// Returns a fact's value as a cell of a table holds it.
pub(crate) fn cell_text(fact: &Fact) -> String {
    let written = fact.to_string();
    let value = match fact {
        Fact::PinTries(_) => written.strip_prefix("pin tries "),
        Fact::LogEntries(_) => written.strip_prefix("log ").and_then(|rest| rest.strip_suffix(" entries")),
        _ => written.split_once(' ').map(|(_, value)| value),
    };
    value.unwrap_or(&written).to_owned()
}
