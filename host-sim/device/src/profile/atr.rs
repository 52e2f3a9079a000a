//! Answer to reset, checked as a reader would (ISO 7816-3 §8.2). A real reader never powers on a card whose ATR
//! contradicts itself, so a profile with one is refused.

/// Answer to reset in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atr {
    /// Direct (3B) or inverse (3F) convention.
    pub convention: Convention,
    /// Interface octets TA1 to TDi in order, each as letter, number and value.
    pub interface: Vec<(char, u8, u8)>,
    /// Transmission protocols offered, in order; T=0 if no TD1 names another.
    pub protocols: Vec<u8>,
    /// Historical octets.
    pub historical: Vec<u8>,
    /// Check octet TCK; `None` if no protocol but T=0 is offered.
    pub check: Option<u8>,
}

/// Convention that TS states: how bits become levels on the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// Direct convention, TS is 3B.
    Direct,
    /// Inverse convention, TS is 3F.
    Inverse,
}

/// Reason for which octets are no answer to reset of this card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AtrError {
    /// TS is neither 3B nor 3F, but the octet given here.
    #[error("the answer to reset starts with 3B or 3F, not with {0:02X}")]
    Convention(u8),
    /// The octets end before one that an earlier octet announces.
    #[error("the answer to reset ends before {0}, which an earlier octet announces")]
    Short(&'static str),
    /// This many octets are left over.
    #[error("the answer to reset is {} longer than T0 and the TD octets announce", sim_wire::count::Counted(*.0, "octet"))]
    Long(usize),
    /// The answer has this many octets, more than 32 after TS.
    #[error("the answer to reset has {0} octets, the most is 33")]
    TooLong(usize),
    /// TCK does not make the exclusive-or zero.
    #[error("the check octet TCK is {found:02X}, the exclusive-or of T0 and what follows is {computed:02X}")]
    Check {
        /// TCK in the answer.
        found: u8,
        /// TCK that makes the exclusive-or zero.
        computed: u8,
    },
    /// The first protocol is the one given here, not T=0, which this card speaks.
    #[error("the answer to reset offers T={0} first, this card speaks T=0")]
    Protocol(u8),
}

impl Atr {
    /// Parses an answer to reset and checks it.
    pub fn parse(octets: &[u8]) -> Result<Atr, AtrError> {
        if octets.len() > 33 {
            return Err(AtrError::TooLong(octets.len()));
        }
        let mut rest = octets.iter().copied();
        let convention = match rest.next().ok_or(AtrError::Short("TS"))? {
            0x3B => Convention::Direct,
            0x3F => Convention::Inverse,
            other => return Err(AtrError::Convention(other)),
        };
        let format = rest.next().ok_or(AtrError::Short("T0"))?;
        let (interface, protocols) = interface_octets(format, &mut rest)?;
        let count = usize::from(format & 0x0F);
        let historical: Vec<u8> = rest.by_ref().take(count).collect();
        if historical.len() != count {
            return Err(AtrError::Short("the end of its historical octets"));
        }
        let check = match protocols.iter().any(|protocol| *protocol != 0) {
            true => Some(rest.next().ok_or(AtrError::Short("the check octet TCK"))?),
            false => None,
        };
        match rest.len() {
            0 => {}
            left => return Err(AtrError::Long(left)),
        }
        verify_check(octets, check)?;
        match protocols.first() {
            Some(0) | None => Ok(Atr { convention, interface, protocols, historical, check }),
            Some(other) => Err(AtrError::Protocol(*other)),
        }
    }
}

type InterfaceOctets = (Vec<(char, u8, u8)>, Vec<u8>);

/// Returns the interface octets and the protocols that their TD octets offer. The upper half of T0, or of the TD
/// before, announces TA, TB, TC and TD of each round.
fn interface_octets(format: u8, rest: &mut impl Iterator<Item = u8>) -> Result<InterfaceOctets, AtrError> {
    let (mut interface, mut protocols) = (Vec::new(), Vec::new());
    let mut announced = Some(format);
    let mut number = 0_u8;
    while let Some(announcing) = announced.take() {
        number = number.saturating_add(1);
        for (letter, bit, name) in [('A', 0x10, "a TA"), ('B', 0x20, "a TB"), ('C', 0x40, "a TC"), ('D', 0x80, "a TD")]
        {
            if announcing & bit != 0 {
                let octet = rest.next().ok_or(AtrError::Short(name))?;
                interface.push((letter, number, octet));
                if letter == 'D' {
                    announced = Some(octet);
                    protocols.push(octet & 0x0F);
                }
            }
        }
    }
    if protocols.is_empty() {
        protocols.push(0);
    }
    Ok((interface, protocols))
}

/// Checks that TCK, if present, makes the exclusive-or of everything after TS zero (§8.2.5).
fn verify_check(octets: &[u8], check: Option<u8>) -> Result<(), AtrError> {
    let Some(found) = check else {
        return Ok(());
    };
    match octets.iter().skip(1).fold(0, |sum, octet| sum ^ octet) {
        0 => Ok(()),
        sum => Err(AtrError::Check { found, computed: sum ^ found }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Atr, AtrError> {
        Atr::parse(&hex::decode(text).unwrap())
    }

    #[test]
    fn atr_of_t0_alone_has_no_tck() {
        let atr = parse("3B6E000080318073962100 66524653494D01".replace(' ', "").as_str()).unwrap();
        assert_eq!(atr.convention, Convention::Direct);
        assert_eq!(atr.interface, [('B', 1, 0), ('C', 1, 0)]);
        assert_eq!(atr.protocols, [0]);
        assert_eq!(atr.historical.len(), 14);
        assert_eq!(atr.check, None);
    }

    #[test]
    fn atr_of_several_protocols_ends_in_tck() {
        // T=0 by TD1, then T=15 (global interface octets) by TD2.
        let atr = parse("3B9096801F4757").map_err(|error| error.to_string());
        assert_eq!(atr, Err("the check octet TCK is 57, the exclusive-or of T0 and what follows is DE".to_owned()));
        let atr = parse("3B9096801F47DE").unwrap();
        assert_eq!(atr.protocols, [0, 15]);
        assert_eq!(atr.interface, [('A', 1, 0x96), ('D', 1, 0x80), ('D', 2, 0x1F), ('A', 3, 0x47)]);
        assert_eq!(atr.check, Some(0xDE));
    }

    #[test]
    fn contradictory_atr_is_refused_with_its_reason() {
        assert_eq!(parse(""), Err(AtrError::Short("TS")));
        assert_eq!(parse("3B"), Err(AtrError::Short("T0")));
        assert_eq!(parse("3D00"), Err(AtrError::Convention(0x3D)));
        assert_eq!(parse("3B02AA"), Err(AtrError::Short("the end of its historical octets")));
        assert_eq!(parse("3B00AABB"), Err(AtrError::Long(2)));
        assert_eq!(parse("3B80"), Err(AtrError::Short("a TD")));
        assert_eq!(parse("3B8001"), Err(AtrError::Short("the check octet TCK")));
        assert_eq!(Atr::parse(&[0x3B; 34]), Err(AtrError::TooLong(34)));
    }

    #[test]
    fn atr_with_t1_first_is_refused() {
        assert_eq!(parse("3B800181"), Err(AtrError::Protocol(1)));
    }
}
