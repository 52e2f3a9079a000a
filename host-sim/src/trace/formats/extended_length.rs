//! Commands of extended length (ISO 7816-3 §12.1.3), which a reader maps before a T=0 card sees them (§12.2).

/// Returns the command that a T=0 reader sends for one of extended length; `None` where the command has short lengths, or
/// more than 255 octets of data, which would go in parts by ENVELOPE. Le above 256 becomes P3 = 00, as 256 does.
///
/// ```
/// use rfid_sim::trace::formats::extended_length::shortened;
///
/// assert_eq!(shortened(&[0x00, 0xB0, 0x00, 0x00, 0x00, 0x02, 0x00]), Some(vec![0x00, 0xB0, 0x00, 0x00, 0x00]));
/// assert_eq!(shortened(&[0x00, 0xB0, 0x00, 0x00, 0x00]), None);
/// ```
pub fn shortened(command: &[u8]) -> Option<Vec<u8>> {
    let (header, &[0, high, low, ref body @ ..]) = command.split_first_chunk::<4>()? else { return None };
    let length = u16::from_be_bytes([high, low]);
    if body.is_empty() {
        return Some([header.as_slice(), &[short_le(length)]].concat());
    }
    let lc = u8::try_from(length).ok().filter(|lc| *lc > 0)?;
    let (data, le) = body.split_at_checked(usize::from(lc))?;
    match *le {
        [] => Some([header.as_slice(), &[lc], data].concat()),
        [high, low] => Some([header.as_slice(), &[lc], data, &[short_le(u16::from_be_bytes([high, low]))]].concat()),
        _ => None,
    }
}

/// Le in one octet: 00 for 256 and for all that are more.
fn short_le(length: u16) -> u8 {
    u8::try_from(length).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::shortened;

    fn of(command: &str) -> Option<String> {
        shortened(&hex::decode(command).unwrap()).map(hex::encode_upper)
    }

    #[test]
    fn extended_lengths_become_what_t0_sends() {
        for (extended, short) in [
            ("00B00000000008", "00B0000008"),
            ("00B000000000FF", "00B00000FF"),
            ("00B00000000100", "00B0000000"),
            ("00B00000000200", "00B0000000"),
            ("00B00000000000", "00B0000000"),
            ("00D600000000021122", "00D60000021122"),
            ("00A40000000002 3F00 0000", "00A4000002 3F00 00"),
            ("00A40000000002 3F00 0101", "00A4000002 3F00 00"),
            ("00A40000000002 3F00 0010", "00A4000002 3F00 10"),
        ] {
            assert_eq!(of(&extended.replace(' ', "")), Some(short.replace(' ', "")), "{extended}");
        }
    }

    #[test]
    fn short_and_broken_lengths_stay() {
        let long = format!("00D60000000100{}", "AA".repeat(256));
        for command in ["00B00000", "00B0000000", "00D60000021122", "00D6000000000000", "00D60000000002112233", &long] {
            assert_eq!(of(command), None, "{command}");
        }
    }
}
