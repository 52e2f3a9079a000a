//! Start of a handset before its card, as phones do it ahead of TERMINAL PROFILE (3GPP TS 51.011 §11.2, TS 31.102
//! §5.1.1): identity, phase or directory, the PIN where it is on, subscriber and service table. A card that has not all
//! of these files goes on nevertheless, as phones let it.

use crate::handset::Speech;
use crate::link::{Link, LinkContext, LinkError};
use crate::reader::{self, ReaderMode};

/// Octets of a PIN in a command; those behind its digits are FF.
const PIN_LENGTH: usize = 8;

/// File identifiers.
mod file {
    pub(super) const MF: u16 = 0x3F00;
    pub(super) const ICCID: u16 = 0x2FE2;
    pub(super) const DIRECTORY: u16 = 0x2F00;
    pub(super) const GSM: u16 = 0x7F20;
    pub(super) const PHASE: u16 = 0x6FAE;
    pub(super) const IMSI: u16 = 0x6F07;
    pub(super) const SERVICES: u16 = 0x6F38;
}

/// PIN of a SIM's holder (CHV1), four to eight digits.
#[derive(Clone, PartialEq, Eq)]
pub struct HolderPin(Vec<u8>);

impl std::fmt::Debug for HolderPin {
    /// Formats no digit.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HolderPin(..)")
    }
}

/// Error of a text that is no PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the PIN of a SIM has four to eight digits")]
pub struct HolderPinError;

impl std::str::FromStr for HolderPin {
    type Err = HolderPinError;

    fn from_str(digits: &str) -> Result<HolderPin, HolderPinError> {
        let is_right = (4..=PIN_LENGTH).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_right { Ok(HolderPin(digits.as_bytes().to_vec())) } else { Err(HolderPinError) }
    }
}

/// Reason for which a handset does not get past the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartUpError {
    /// Nothing came back from the card.
    #[error(transparent)]
    Card(#[from] LinkError),
    /// The card asks for its PIN, and none was given.
    #[error("the card asks for its PIN")]
    PinNeeded,
    /// The card refused the PIN, with this status word.
    #[error("the card refuses the PIN with {0:04X}")]
    PinRefused(u16),
}

/// Contents of the files that a handset reads at its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartUp {
    /// Number of the card (ICCID) as it stands in its file; empty if it has none.
    pub iccid: Vec<u8>,
    /// Subscriber (IMSI) as it stands in its file; empty if the card has none.
    pub imsi: Vec<u8>,
    /// Service table; empty if the card has none.
    pub services: Vec<u8>,
}

/// Handset at its start, before a card.
struct Starter<'l, L> {
    link: &'l mut L,
    speech: Speech,
}

impl StartUp {
    /// Goes through the start before a card that was just reset.
    pub fn run(link: &mut impl Link, speech: Speech, pin: Option<&HolderPin>) -> Result<StartUp, StartUpError> {
        let mut starter = Starter { link, speech };
        starter.select(file::MF)?;
        let iccid = starter.read(file::ICCID, 0x0A)?;
        let has_pin = match speech {
            Speech::Gsm => starter.enter_gsm()?,
            Speech::Uicc => starter.enter_usim()?,
        };
        match (has_pin, pin) {
            (true, None) => return Err(StartUpError::PinNeeded),
            (true, Some(pin)) => starter.verify(pin)?,
            (false, _) => {}
        }
        let imsi = starter.read(file::IMSI, 0x09)?;
        let services = starter.read(file::SERVICES, 0x02)?;
        Ok(StartUp { iccid, imsi, services })
    }
}

impl<L: Link> Starter<'_, L> {
    /// Sends a command; returns data and status word.
    fn ask(&mut self, command: &[u8]) -> Result<(Vec<u8>, u16), LinkError> {
        let answer = reader::transmit(self.link, ReaderMode::Auto, LinkContext::default(), command)?;
        let (data, status) = answer.split_last_chunk::<2>().ok_or(LinkError::Silent)?;
        Ok((data.to_vec(), u16::from_be_bytes(*status)))
    }

    /// Selects a file; returns its description, or `None` if there is no such file.
    fn select(&mut self, identifier: u16) -> Result<Option<Vec<u8>>, LinkError> {
        let [high, low] = identifier.to_be_bytes();
        let head = match self.speech {
            Speech::Gsm => [0xA0, 0xA4, 0x00, 0x00, 0x02],
            Speech::Uicc => [0x00, 0xA4, 0x00, 0x04, 0x02],
        };
        let (description, status) = self.ask(&[&head[..], &[high, low]].concat())?;
        Ok((status == 0x9000 || status >> 8 == 0x91).then_some(description))
    }

    /// Reads the beginning of a transparent file; nothing if that cannot be.
    fn read(&mut self, identifier: u16, length: u8) -> Result<Vec<u8>, LinkError> {
        if self.select(identifier)?.is_none() {
            return Ok(Vec::new());
        }
        let class = if self.speech == Speech::Gsm { 0xA0 } else { 0x00 };
        let (data, status) = self.ask(&[class, 0xB0, 0x00, 0x00, length])?;
        Ok(if status == 0x9000 { data } else { Vec::new() })
    }

    /// Enters the folder of GSM, and returns whether CHV1 is on and not verified.
    fn enter_gsm(&mut self) -> Result<bool, LinkError> {
        let description = self.select(file::GSM)?;
        // Octet 14 of the description: bit 8 is set if CHV1 is off (TS 51.011 §9.2.1). Octet 19: the tries left.
        let at = |place: usize| description.as_ref().and_then(|octets| octets.get(place)).copied();
        let is_off = at(13).is_none_or(|characteristics| characteristics & 0x80 != 0);
        let is_there = at(18).is_some_and(|chv| chv & 0x80 != 0);
        self.read(file::PHASE, 0x01)?;
        Ok(is_there && !is_off)
    }

    /// Selects the application that the directory names first, and returns whether its PIN is on and not verified.
    fn enter_usim(&mut self) -> Result<bool, LinkError> {
        if self.select(file::DIRECTORY)?.is_some() {
            let (record, status) = self.ask(&[0x00, 0xB2, 0x01, 0x04, 0x00])?;
            // 61 length, 4F length, AID.
            let aid = match record.as_slice() {
                [0x61, _, 0x4F, length, rest @ ..] if status == 0x9000 => rest.get(..usize::from(*length)),
                _ => None,
            };
            if let Some(aid) = aid {
                let length = u8::try_from(aid.len()).unwrap_or_default();
                self.ask(&[&[0x00, 0xA4, 0x04, 0x04, length], aid].concat())?;
            }
        }
        // VERIFY without a PIN asks for the tries, and uses up none (TS 102 221 §11.1.9).
        let (_, status) = self.ask(&[0x00, 0x20, 0x00, 0x01, 0x00])?;
        Ok(status & 0xFFF0 == 0x63C0)
    }

    /// Verifies the PIN.
    fn verify(&mut self, pin: &HolderPin) -> Result<(), StartUpError> {
        let mut octets = pin.0.clone();
        octets.resize(PIN_LENGTH, 0xFF);
        let class = if self.speech == Speech::Gsm { 0xA0 } else { 0x00 };
        let (_, status) = self.ask(&[&[class, 0x20, 0x00, 0x01, 0x08], octets.as_slice()].concat())?;
        if status == 0x9000 { Ok(()) } else { Err(StartUpError::PinRefused(status)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mobile_station::card;
    use crate::profile::Profile;

    /// SIM that answers by a list of beginnings, and records what is sent.
    struct Sim {
        answers: &'static [(&'static str, &'static str)],
        sent: Vec<String>,
    }

    impl Link for Sim {
        fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
            Ok(vec![0x3B, 0x00])
        }

        fn power_off(&mut self) {}

        fn exchange(&mut self, _: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
            let command = hex::encode_upper(command);
            let answer = self.answers.iter().find(|(begins, _)| command.starts_with(begins));
            let answer = answer.map_or("6A82", |(_, answer)| *answer);
            self.sent.push(command);
            Ok(hex::decode(answer).unwrap())
        }
    }

    const GSM: &[(&str, &str)] = &[
        ("A0A40000023F00", "9F16"),
        ("A0A40000022FE2", "9F0F"),
        ("A0A40000027F20", "9F17"),
        ("A0C0000017", "000000007F2002000000000013130A0400838A838A009000"),
        ("A0B000000A", "981000325476981032F49000"),
        ("A02000010831323334FFFFFFFF", "9000"),
        ("A0200001", "9804"),
        ("A0A40000026F07", "9F0F"),
        ("A0B0000009", "0809101000000000109000"),
        ("A0C0", "9000"),
    ];

    #[test]
    fn gsm_start_verifies_the_pin_before_the_subscriber() {
        let mut sim = Sim { answers: GSM, sent: Vec::new() };
        assert_eq!(StartUp::run(&mut sim, Speech::Gsm, None), Err(StartUpError::PinNeeded));
        assert!(sim.sent.iter().all(|command| !command.starts_with("A020")), "{:?}", sim.sent);
        let pin: HolderPin = "1234".parse().unwrap();
        let start = StartUp::run(&mut sim, Speech::Gsm, Some(&pin)).unwrap();
        assert_eq!(hex::encode_upper(start.iccid), "981000325476981032F4");
        assert_eq!(hex::encode_upper(start.imsi), "080910100000000010");
        let wrong: HolderPin = "4321".parse().unwrap();
        assert_eq!(StartUp::run(&mut sim, Speech::Gsm, Some(&wrong)), Err(StartUpError::PinRefused(0x9804)));
    }

    const USIM: &[(&str, &str)] = &[
        ("00A40004023F00", "9000"),
        ("00A40004022F00", "9000"),
        ("00B2010400", "61074F05A0000000879000"),
        ("00A4040405A000000087", "9000"),
        ("0020000100", "63C3"),
        ("002000010831323334FFFFFFFF", "9000"),
        ("00A40004026F07", "9000"),
        ("00B0000009", "0809101000000000109000"),
    ];

    #[test]
    fn usim_start_selects_the_first_application() {
        let mut sim = Sim { answers: USIM, sent: Vec::new() };
        let start = StartUp::run(&mut sim, Speech::Uicc, Some(&"1234".parse().unwrap())).unwrap();
        assert_eq!(hex::encode_upper(start.imsi), "080910100000000010");
        assert!(sim.sent.contains(&"00A4040405A000000087".to_owned()), "{:?}", sim.sent);
    }

    #[test]
    fn own_card_lets_a_handset_start() {
        for speech in [Speech::Gsm, Speech::Uicc] {
            let mut link = card(&Profile::default(), 1).unwrap();
            link.power_on().unwrap();
            let start = StartUp::run(&mut link, speech, None).unwrap();
            assert_eq!(start.imsi, [0; 0], "{speech:?}");
        }
        for text in ["123", "123456789", "12a4", ""] {
            assert_eq!(text.parse::<HolderPin>(), Err(HolderPinError));
        }
    }
}
