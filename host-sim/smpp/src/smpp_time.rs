//! Times in a PDU (SMPP 3.4 §7.1): `YYMMDDhhmmsstnnp`, absolute with a time zone, or relative with `R` at the end.

use sim_codec::sms::Timestamp;
use sim_codec::time::{DAY, HOUR, MINUTE, Moment, SECOND};
use sim_world::esme::EsmeTime;

/// Days of a month and a year in relative times.
const MONTH_DAYS: u64 = 30;
const YEAR_DAYS: u64 = 365;

/// Most quarters of an hour between local and universal time.
const QUARTERS_MAX: u8 = 48;

/// Parses a time of 16 characters; `None` if it is none.
pub fn parse(text: &str) -> Option<EsmeTime> {
    let octets: [u8; 16] = text.as_bytes().try_into().ok()?;
    let [digits @ .., sign] = octets;
    let [year, month, day, hour, minute, second, tenth, quarters] = numbers(digits)?;
    if sign == b'R' {
        return (tenth == 0 && quarters == 0).then(|| {
            let days = u64::from(year)
                .saturating_mul(YEAR_DAYS)
                .saturating_add(u64::from(month).saturating_mul(MONTH_DAYS))
                .saturating_add(day.into());
            let parts = [(days, DAY), (hour.into(), HOUR), (minute.into(), MINUTE), (second.into(), SECOND)];
            EsmeTime::After(parts.iter().fold(0, |sum, (count, unit)| sum.saturating_add(count.saturating_mul(*unit))))
        });
    }
    let sign = match sign {
        b'+' => 0,
        b'-' => 0x08,
        _ => return None,
    };
    if quarters > QUARTERS_MAX {
        return None;
    }
    let swapped = |number: u8| ((number % 10) << 4) | (number / 10);
    let [year, month, day, hour, minute, second] = [year, month, day, hour, minute, second].map(swapped);
    let stamp = Timestamp([year, month, day, hour, minute, second, swapped(quarters) | sign]);
    let tenths = u64::from(tenth).saturating_mul(SECOND / 10);
    Moment::from_stamp(stamp).map(|moment| EsmeTime::At(moment.later(tenths)))
}

/// Returns the numbers of the digits: six pairs, one digit, one pair.
fn numbers(digits: [u8; 15]) -> Option<[u8; 8]> {
    let mut values = digits.iter().map(|digit| digit.checked_sub(b'0').filter(|value| *value < 10));
    let mut pair = || Some(values.next()??.saturating_mul(10).saturating_add(values.next()??));
    let pairs = [pair()?, pair()?, pair()?, pair()?, pair()?, pair()?];
    let tenth = values.next()??;
    let quarters = values.next()??.saturating_mul(10).saturating_add(values.next()??);
    let [year, month, day, hour, minute, second] = pairs;
    Some([year, month, day, hour, minute, second, tenth, quarters])
}

/// Returns a moment as receipts write it: `YYMMDDhhmm`.
pub fn receipt_date(moment: Moment) -> String {
    moment.civil().strftime("%y%m%d%H%M").to_string()
}

/// Returns a moment as `query_sm_resp` writes it, with China's time zone.
pub fn absolute(moment: Moment) -> String {
    moment.civil().strftime("%y%m%d%H%M%S032+").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<EsmeTime> {
        Some(EsmeTime::At(text.parse().unwrap()))
    }

    #[test]
    fn times_are_parsed() {
        assert_eq!(parse("091118103000032+"), at("2009-11-18 10:30:00"), "China's zone");
        assert_eq!(parse("091118023000000+"), at("2009-11-18 10:30:00"), "universal time");
        assert_eq!(parse("091117213000020-"), at("2009-11-18 10:30:00"), "New York's zone");
        assert_eq!(parse("000000000130000R"), Some(EsmeTime::After(90_000)));
        assert_eq!(parse("010102030405000R"), Some(EsmeTime::After(((365 + 30 + 2) * DAY) + 3 * HOUR + 245_000)));
        for wrong in ["", "0911181030", "091318103000032+", "091118103000049+", "091118103000032X", "00000000013000xR"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse("000000000130100R"), None, "tenths of a relative time");
    }

    #[test]
    fn moments_are_written() {
        let moment: Moment = "2009-11-18 10:30:05".parse().unwrap();
        assert_eq!(receipt_date(moment), "0911181030");
        assert_eq!(absolute(moment), "091118103005032+");
        assert_eq!(parse(&absolute(moment)), Some(EsmeTime::At(moment)));
    }
}
