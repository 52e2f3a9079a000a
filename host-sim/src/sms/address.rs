//! Addresses of short messages: digits, or letters in packed septets; their length counts half octets.

use applet::wire::bcd::{self, TonNpi};
use applet::wire::text::{self, Gsm, Septets};
use applet::wire::tlv::Emitter;
use serde::{Deserialize, Serialize};

use crate::stk::CannotWrite;

/// The type of number that says that letters follow.
const ALPHANUMERIC: u8 = 5;

/// An address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsAddress {
    /// Type of number and numbering plan.
    #[serde(with = "as_octet")]
    pub ton_npi: TonNpi,
    /// Digits, or the letters of an alphanumeric address.
    pub number: String,
    /// Half octets that hold them; of letters one more or less may stand there.
    pub half_octets: u8,
    /// The octets of digits or letters, where they would be written otherwise.
    pub kept: Option<Vec<u8>>,
}

impl SmsAddress {
    /// An address of digits.
    pub fn new(ton_npi: TonNpi, number: &str) -> SmsAddress {
        let half_octets = u8::try_from(number.len()).unwrap_or(u8::MAX);
        SmsAddress { ton_npi, number: number.to_owned(), half_octets, kept: None }
    }

    /// Takes an address off the beginning of the octets.
    pub fn take(octets: &[u8]) -> Option<(SmsAddress, &[u8])> {
        let (&[half_octets, ton_npi], rest) = octets.split_first_chunk::<2>()?;
        let (value, rest) = rest.split_at_checked(usize::from(half_octets).div_ceil(2))?;
        let ton_npi = TonNpi(ton_npi);
        let number = if ton_npi.ton() == ALPHANUMERIC {
            Gsm(Septets::counted(value, usize::from(half_octets) * 4 / 7, 0)).collect()
        } else {
            bcd::digits(value).collect()
        };
        let mut address = SmsAddress { ton_npi, number, half_octets, kept: None };
        let same = crate::stk::written(|into| address.write_value(into)).is_ok_and(|again| again == value);
        address.kept = (!same).then(|| value.to_vec());
        Some((address, rest))
    }

    /// Writes it.
    pub fn write(&self, into: &mut Emitter<'_>) -> Result<(), CannotWrite> {
        into.octets(&[self.half_octets, self.ton_npi.0])?;
        match &self.kept {
            Some(kept) => Ok(into.octets(kept)?),
            None => self.write_value(into),
        }
    }

    fn write_value(&self, into: &mut Emitter<'_>) -> Result<(), CannotWrite> {
        if self.ton_npi.ton() == ALPHANUMERIC {
            text::encode_packed(&self.number, into)?;
            return Ok(());
        }
        Ok(bcd::encode_digits(&self.number, into)?)
    }
}

/// How a type of number stands in a file: as its octet. For `#[serde(with = "…")]`.
pub mod as_octet {
    use applet::wire::bcd::TonNpi;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes it.
    pub fn serialize<S: Serializer>(ton_npi: &TonNpi, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(ton_npi.0)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TonNpi, D::Error> {
        u8::deserialize(deserializer).map(TonNpi)
    }
}
