//! ENVELOPE as the card reads it (TS 102 223 §7): events and choices that the handset reports by itself.

use crate::refusal::Refusal;
use sim_wire::proactive::{EnvelopeTag, Event, ObjectTag};
use sim_wire::tlv::{Ber, Objects};

/// Content of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Envelope {
    /// A line of the main menu was chosen, or help is wanted with it.
    MenuSelection { item: u8, help: bool },
    /// A timer has expired.
    TimerExpiration { timer: u8 },
    /// The handset's language has changed to this one, two letters.
    Language([u8; 2]),
    /// Any other event, or a request to control a call, which the card does not change. Short messages for the card go
    /// to [`crate::doors::ota`] instead.
    Other,
}

impl Envelope {
    /// Parses the data: one BER-TLV and nothing behind it.
    pub(super) fn parse(octets: &[u8]) -> Result<Envelope, Refusal> {
        let (outer, []) = Ber::parse(octets).map_err(|_| Refusal::WrongData)? else {
            return Err(Refusal::WrongData);
        };
        let kind = EnvelopeTag::from_code(outer.tag).ok_or(Refusal::WrongData)?;
        if Objects::new(outer.value).any(|object| object.is_err()) {
            return Err(Refusal::WrongData);
        }
        let find = |wanted: ObjectTag| {
            let mut objects = Objects::new(outer.value).map_while(Result::ok);
            objects.find(|object| object.tag.number == u16::from(wanted.code())).map(|object| object.value)
        };
        let octet = |wanted: ObjectTag| find(wanted).and_then(|value| value.first().copied()).ok_or(Refusal::WrongData);
        Ok(match kind {
            EnvelopeTag::MenuSelection => Envelope::MenuSelection {
                item: octet(ObjectTag::ItemIdentifier)?,
                help: find(ObjectTag::HelpRequest).is_some(),
            },
            EnvelopeTag::TimerExpiration => Envelope::TimerExpiration { timer: octet(ObjectTag::TimerIdentifier)? },
            EnvelopeTag::EventDownload => match Event::from_code(octet(ObjectTag::EventList)?) {
                Some(Event::LanguageSelection) => {
                    let code = find(ObjectTag::Language).and_then(|code| code.try_into().ok());
                    Envelope::Language(code.ok_or(Refusal::WrongData)?)
                }
                _ => Envelope::Other,
            },
            _ => Envelope::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelope_is_read_with_either_comprehension_bit() {
        let pick = Ok(Envelope::MenuSelection { item: 2, help: false });
        assert_eq!(Envelope::parse(&[0xD3, 7, 0x82, 2, 1, 0x81, 0x90, 1, 2]), pick);
        assert_eq!(Envelope::parse(&[0xD3, 7, 0x02, 2, 1, 0x81, 0x10, 1, 2]), pick);
        let help = Ok(Envelope::MenuSelection { item: 2, help: true });
        assert_eq!(Envelope::parse(&[0xD3, 9, 0x82, 2, 1, 0x81, 0x90, 1, 2, 0x15, 0]), help);
        assert_eq!(
            Envelope::parse(&[0xD7, 0x0C, 0x82, 2, 0x82, 0x81, 0xA4, 1, 1, 0xA5, 3, 0, 0, 1]),
            Ok(Envelope::TimerExpiration { timer: 1 })
        );
        assert_eq!(
            Envelope::parse(&[0xD6, 0x0B, 0x99, 1, 7, 0x82, 2, 0x82, 0x81, 0xAD, 2, b'e', b'n']),
            Ok(Envelope::Language(*b"en"))
        );
    }

    #[test]
    fn cut_overlong_or_unknown_envelope_is_refused() {
        let whole = [0xD3, 7, 0x82, 2, 1, 0x81, 0x90, 1, 2];
        for end in 0..whole.len() {
            assert_eq!(Envelope::parse(&whole[..end]), Err(Refusal::WrongData), "{end}");
        }
        assert_eq!(Envelope::parse(&[0xD3, 7, 0x82, 2, 1, 0x81, 0x90, 1, 2, 0]), Err(Refusal::WrongData));
        assert_eq!(Envelope::parse(&[0xD8, 0]), Err(Refusal::WrongData));
        assert_eq!(Envelope::parse(&[0xD3, 4, 0x82, 2, 1, 0x81]), Err(Refusal::WrongData));
    }
}
