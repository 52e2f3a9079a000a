//! Orders to the reader, as a person types them.

use super::inserted::WriteCut;
use super::journal::SlotName;
use sim_device::memory::Tear;

/// Order to the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Takes the card out of its slot.
    Remove,
    /// Puts the card back into its slot.
    Insert,
    /// Resets the card.
    Reset,
    /// Puts a new card into the slot, like the one at the start, without a word to the program before it.
    Renew,
    /// Lets seconds pass on the card's clock.
    Wait(u32),
    /// Cuts the power at a memory write.
    Cut(WriteCut),
    /// Gives the card random numbers, which it draws next.
    Random(Vec<Vec<u8>>),
    /// Takes the card out, or puts it back: a signal has no words.
    Toggle,
}

/// Line of input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TypedLine {
    /// Order to one slot.
    Order(SlotName, Order),
    /// Question for the orders.
    Help,
    /// End of the reader.
    Quit,
    /// Line without words.
    Nothing,
}

/// Error of a line that is no order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OrderError {
    /// No order begins with the word.
    #[error("{0:?} is no order; `help` lists them")]
    Unknown(String),
    /// Several orders begin with the word.
    #[error("{0:?} may mean {1}; type one letter more")]
    Ambiguous(String, String),
    /// The write is no number.
    #[error("`cut` takes the number of a memory write, counted from 1, and perhaps how the write tears: `cut 2 half`")]
    Cut,
    /// The duration is no number of seconds.
    #[error("`wait` takes a number of seconds: `wait 300`")]
    Wait,
    /// The random numbers are no octets.
    #[error("`random` takes the octets of each number in hexadecimal: `random 653027F6`")]
    Random,
    /// The tear is none.
    #[error("{0}")]
    Tear(#[from] sim_device::memory::UnknownTearError),
    /// Words behind the order.
    #[error("nothing can stand behind `{0}`")]
    Behind(&'static str),
}

/// Text of `help`.
pub(super) const HELP: &str = "\
insert           puts the card into the slot
remove           takes the card out
reset            resets the card, which forgets its session; the program before it is not told
renew            puts a new card into the slot, like the one at the start; a reset makes it known
wait SECONDS     lets time pass on the card's clock, which counts from power-on
cut N [TEAR]     cuts the power at the Nth memory write from now on; TEAR is nothing, all, half, first:N, …
random HEX ...   gives the card random numbers, which it draws next
psam ORDER       gives the order to the security module in the second slot
quit             puts everything back and ends

The first letters of a word are enough. Signals: USR1 takes the card out or puts it in, USR2 resets it, ALRM cuts the
power at the write that --cut names, and INT ends.";

/// Words of the orders.
const WORDS: [&str; 9] = ["insert", "remove", "reset", "renew", "wait", "cut", "random", "help", "quit"];

/// Parses a line.
pub(super) fn parse(line: &str) -> Result<TypedLine, OrderError> {
    let mut words = line.split_whitespace().peekable();
    let slot = match words.next_if(|word| word.eq_ignore_ascii_case("psam")) {
        Some(_) => SlotName::Psam,
        None => SlotName::Card,
    };
    let Some(first) = words.next() else { return Ok(TypedLine::Nothing) };
    let order = match word(first)? {
        "insert" => Order::Insert,
        "remove" => Order::Remove,
        "reset" => Order::Reset,
        "renew" => Order::Renew,
        "wait" => Order::Wait(words.next().and_then(|number| number.parse().ok()).ok_or(OrderError::Wait)?),
        "cut" => {
            let write = words.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
            let write = write.ok_or(OrderError::Cut)?;
            let tear = words.next().map(str::parse).transpose()?.unwrap_or(Tear::Half);
            if words.next().is_some() {
                return Err(OrderError::Cut);
            }
            return Ok(TypedLine::Order(slot, Order::Cut(WriteCut { write, tear })));
        }
        "random" => {
            let numbers: Result<Vec<Vec<u8>>, _> = words.map(hex::decode).collect();
            let numbers = numbers.ok().filter(|numbers| !numbers.is_empty()).ok_or(OrderError::Random)?;
            return Ok(TypedLine::Order(slot, Order::Random(numbers)));
        }
        "help" => return Ok(TypedLine::Help),
        other if words.next().is_some() => return Err(OrderError::Behind(other)),
        _ => return Ok(TypedLine::Quit),
    };
    if words.next().is_some() {
        return Err(OrderError::Behind(word(first)?));
    }
    Ok(TypedLine::Order(slot, order))
}

/// Returns the word that begins with these letters.
fn word(typed: &str) -> Result<&'static str, OrderError> {
    let typed = typed.to_lowercase();
    let meant: Vec<&'static str> = WORDS.into_iter().filter(|word| word.starts_with(&typed)).collect();
    match meant.as_slice() {
        [] => Err(OrderError::Unknown(typed)),
        [only] => Ok(only),
        several => Err(OrderError::Ambiguous(typed, several.join(" or "))),
    }
}

/// Parses the value of `--cut`: `2`, or `2:half`.
pub(super) fn cut(text: &str) -> Result<WriteCut, String> {
    let (write, tear) = text.split_once(':').map_or((text, None), |(write, tear)| (write, Some(tear)));
    let write = write.parse().ok().filter(|write| *write > 0);
    let write = write.ok_or("a memory write is a number counted from 1, as in `2` or `2:half`")?;
    let tear = tear.map(str::parse::<Tear>).transpose().map_err(|error| error.to_string())?;
    Ok(WriteCut { write, tear: tear.unwrap_or(Tear::Half) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_by_their_first_letters() {
        let card = |order| Ok(TypedLine::Order(SlotName::Card, order));
        for (line, expected) in [
            ("insert", card(Order::Insert)),
            (" I ", card(Order::Insert)),
            ("rem", card(Order::Remove)),
            ("RESET", card(Order::Reset)),
            ("psam reset", Ok(TypedLine::Order(SlotName::Psam, Order::Reset))),
            ("cut 3", card(Order::Cut(WriteCut { write: 3, tear: Tear::Half }))),
            ("c 1 first:2", card(Order::Cut(WriteCut { write: 1, tear: Tear::First(2) }))),
            ("h", Ok(TypedLine::Help)),
            ("ren", card(Order::Renew)),
            ("wait 90", card(Order::Wait(90))),
            ("random 653027F6 0102", card(Order::Random(vec![vec![0x65, 0x30, 0x27, 0xF6], vec![1, 2]]))),
            ("q", Ok(TypedLine::Quit)),
            ("", Ok(TypedLine::Nothing)),
        ] {
            assert_eq!(parse(line), expected, "{line}");
        }
    }

    #[test]
    fn wrong_lines_are_told_what_is_accepted() {
        for line in [
            "re",
            "r",
            "eject",
            "cut",
            "cut 0",
            "cut x",
            "cut 1 torn",
            "cut 1 half 2",
            "reset now",
            "quit 1",
            "wait",
            "wait x",
            "random",
            "random 1",
            "random 00 xx",
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.len() > 15, "{line}: {error}");
        }
        assert_eq!(
            parse("re").unwrap_err().to_string(),
            "\"re\" may mean remove or reset or renew; type one letter more"
        );
    }

    #[test]
    fn option_cut_names_write_and_tear() {
        assert_eq!(cut("2"), Ok(WriteCut { write: 2, tear: Tear::Half }));
        assert_eq!(cut("1:nothing"), Ok(WriteCut { write: 1, tear: Tear::Nothing }));
        for text in ["", "0", "x", "1:", "1:torn"] {
            assert!(cut(text).is_err(), "{text}");
        }
    }
}
