//! Manufacture of a card in simulated memory, and the reason in words if it fails.

use applet::{CardManufactureError, Nvm, Personalisation};

use super::Eeprom;

/// Reason for which no card can be made from a personalisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", sentence(*.0))]
pub struct ManufactureError(pub CardManufactureError);

/// Returns new memory with a card in it.
pub fn manufactured(personalisation: &Personalisation) -> Result<Eeprom, ManufactureError> {
    let mut memory = Eeprom::blank();
    manufacture(&mut memory, personalisation).map(|()| memory)
}

/// Writes a card into memory.
pub fn manufacture(memory: &mut impl Nvm, personalisation: &Personalisation) -> Result<(), ManufactureError> {
    applet::manufacture(memory, personalisation).map_err(ManufactureError)
}

fn sentence(fault: CardManufactureError) -> String {
    let why = match fault {
        CardManufactureError::Memory(fault) => return fault.to_string(),
        CardManufactureError::InitialPin => "its PIN is not 4 to 12 digits in BCD",
        CardManufactureError::PinTries => "its PIN does not have 1 to 15 tries",
        CardManufactureError::Identity => "its AID is not 5 to 16 octets, or its ATR is shorter than 2",
        CardManufactureError::Balance => "it would start with more than its balance maximum",
        CardManufactureError::OtaKeySet => {
            "its key sets for secured packets have no numbers of their own, 1 to 15, or odd checksums"
        }
    };
    format!("no such card can be made: {why}")
}
