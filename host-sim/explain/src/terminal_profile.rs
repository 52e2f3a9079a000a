//! TERMINAL PROFILE in words (TS 102 223 §5.2, TS 31.111 §5.2): the ability of each bit, octet by octet.

use super::remark::AnswerRemark;

/// Abilities of the bits of an octet, from bit 1 on; an empty text is a bit that is reserved or part of a number.
type Bits = [&'static str; 8];

/// Octets whose bits stand for an ability each, by their number in the profile, counted from 1.
const OCTETS: &[(usize, Bits)] = &[
    (
        1,
        [
            "profile download",
            "SMS-PP download",
            "cell broadcast download",
            "menu selection",
            "SMS-PP download (9Exx or UICC)",
            "timer expiration",
            "USSD in call control",
            "call control while redialling",
        ],
    ),
    (
        2,
        [
            "command result",
            "call control",
            "cell identity in call control",
            "control of outgoing short messages",
            "alpha identifier of call control",
            "UCS2 entry",
            "UCS2 display",
            "display of extended texts",
        ],
    ),
    (
        3,
        ["DISPLAY TEXT", "GET INKEY", "GET INPUT", "MORE TIME", "PLAY TONE", "POLL INTERVAL", "POLLING OFF", "REFRESH"],
    ),
    (
        4,
        [
            "SELECT ITEM",
            "SEND SHORT MESSAGE",
            "SEND SS",
            "SEND USSD",
            "SET UP CALL",
            "SET UP MENU",
            "PROVIDE LOCAL INFORMATION (location, IMEI)",
            "PROVIDE LOCAL INFORMATION (network measurement)",
        ],
    ),
    (
        5,
        [
            "SET UP EVENT LIST",
            "event: incoming call",
            "event: call connected",
            "event: call disconnected",
            "event: location status",
            "event: user activity",
            "event: idle screen available",
            "event: card reader status",
        ],
    ),
    (
        6,
        [
            "event: language selection",
            "event: browser termination",
            "event: data available",
            "event: channel status",
            "event: access technology change",
            "event: display parameters changed",
            "event: local connection",
            "event: network search mode change",
        ],
    ),
    (
        7,
        [
            "POWER ON CARD",
            "POWER OFF CARD",
            "PERFORM CARD APDU",
            "GET READER STATUS (status)",
            "GET READER STATUS (identifier)",
            "",
            "",
            "",
        ],
    ),
    (
        8,
        [
            "TIMER MANAGEMENT (start, stop)",
            "TIMER MANAGEMENT (value)",
            "PROVIDE LOCAL INFORMATION (date and time)",
            "GET INKEY (yes or no)",
            "SET UP IDLE MODE TEXT",
            "RUN AT COMMAND",
            "SET UP CALL (second alpha identifier)",
            "call control (second capability configuration)",
        ],
    ),
    (
        9,
        [
            "DISPLAY TEXT (sustained)",
            "SEND DTMF",
            "PROVIDE LOCAL INFORMATION (BCCH channels)",
            "PROVIDE LOCAL INFORMATION (language)",
            "PROVIDE LOCAL INFORMATION (timing advance)",
            "LANGUAGE NOTIFICATION",
            "LAUNCH BROWSER",
            "PROVIDE LOCAL INFORMATION (access technology)",
        ],
    ),
    (10, ["soft keys for SELECT ITEM", "soft keys for SET UP MENU", "", "", "", "", "", ""]),
    (
        12,
        [
            "OPEN CHANNEL",
            "CLOSE CHANNEL",
            "RECEIVE DATA",
            "SEND DATA",
            "GET CHANNEL STATUS",
            "SERVICE SEARCH",
            "GET SERVICE INFORMATION",
            "DECLARE SERVICE",
        ],
    ),
    (13, ["bearer: CSD", "bearer: GPRS", "bearer: Bluetooth", "bearer: IrDA", "bearer: RS232", "", "", ""]),
    (16, ["display can be resized", "text wrapping", "text scrolling", "text attributes", "", "", "", ""]),
    (
        17,
        [
            "TCP client",
            "UDP client",
            "TCP server",
            "TCP client within the terminal",
            "UDP client within the terminal",
            "direct channel",
            "bearer: E-UTRAN",
            "bearer: HSDPA",
        ],
    ),
    (
        18,
        [
            "DISPLAY TEXT (variable time-out)",
            "GET INKEY (help)",
            "bearer: USB",
            "GET INKEY (variable time-out)",
            "PROVIDE LOCAL INFORMATION (ESN)",
            "call control on GPRS",
            "PROVIDE LOCAL INFORMATION (IMEISV)",
            "PROVIDE LOCAL INFORMATION (search mode)",
        ],
    ),
    (21, ["WML", "XHTML", "HTML", "CHTML", "", "", "", ""]),
    (
        22,
        [
            "bearer: UTRAN packet service",
            "PROVIDE LOCAL INFORMATION (battery)",
            "PLAY TONE (melodies)",
            "multimedia calls in SET UP CALL",
            "GBA by the toolkit",
            "RETRIEVE MULTIMEDIA MESSAGE",
            "SUBMIT MULTIMEDIA MESSAGE",
            "DISPLAY MULTIMEDIA MESSAGE",
        ],
    ),
    (
        23,
        [
            "SET FRAMES",
            "GET FRAMES STATUS",
            "MMS notification download",
            "alpha identifier of REFRESH",
            "geographical location reporting",
            "PROVIDE LOCAL INFORMATION (MEID)",
            "PROVIDE LOCAL INFORMATION (UTRAN measurement)",
            "USSD download",
        ],
    ),
    (
        25,
        [
            "event: browsing status",
            "event: MMS transfer status",
            "event: frames information change",
            "event: I-WLAN access status",
            "event: network rejection",
            "event: HCI connectivity",
            "network rejection of E-UTRAN",
            "several access technologies",
        ],
    ),
];

/// Returns the abilities in a profile: the number of each octet that has any, and their words.
pub(super) fn features(profile: &[u8]) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    OCTETS.iter().filter_map(|(number, bits)| {
        let octet = profile.get(number - 1).copied().unwrap_or(0);
        let set = bits.iter().enumerate().filter(|(bit, words)| octet >> bit & 1 == 1 && !words.is_empty());
        let words: Vec<&str> = set.map(|(_, words)| *words).collect();
        (!words.is_empty()).then_some((*number, words))
    })
}

/// Returns a remark for each octet of a profile that has an ability.
pub(super) fn lines(profile: &[u8]) -> Vec<AnswerRemark> {
    let mut lines: Vec<AnswerRemark> =
        features(profile).map(|(number, words)| AnswerRemark::Abilities(number, words)).collect();
    if let Some(keys @ 1..=0xFE) = profile.get(10) {
        lines.push(AnswerRemark::SoftKeys(*keys));
    }
    if let Some(channels) = profile.get(12).map(|octet| octet >> 5).filter(|channels| *channels > 0) {
        lines.push(AnswerRemark::ProfileChannels(channels));
    }
    lines
}

/// Returns the number of abilities in a profile.
pub fn count(profile: &[u8]) -> usize {
    features(profile).map(|(_, words)| words.len()).sum()
}

/// Returns the number of abilities in a profile, in words.
pub(super) fn summary(profile: &[u8]) -> String {
    format!("{} abilities of the terminal", count(profile))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_is_named_by_its_place() {
        let expected = ["Octet 1: profile download, menu selection.", "Octet 3: DISPLAY TEXT, POLL INTERVAL."];
        let lines = |profile: &[u8]| lines(profile).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(lines(&[0x09, 0x00, 0x21]), expected);
        let mut profile = [0; 25];
        (profile[10], profile[12], profile[24]) = (3, 0x62, 0x10);
        let expected = [
            "Octet 13: bearer: GPRS.",
            "Octet 25: event: network rejection.",
            "Octet 11: 3 soft keys.",
            "Octet 13: 3 channels.",
        ];
        assert_eq!(lines(&profile), expected);
        assert_eq!(summary(&profile), "2 abilities of the terminal");
        assert_eq!(lines(&[]), Vec::<String>::new());
    }

    #[test]
    fn own_handsets_profile_says_what_it_does() {
        let profile = sim_device::handset::Model::ofono_like().profile();
        let promised: Vec<&str> = features(&profile).flat_map(|(_, words)| words).collect();
        for words in ["DISPLAY TEXT", "GET INPUT", "SET UP MENU", "UCS2 display", "event: idle screen available"] {
            assert!(promised.contains(&words), "{words}: {promised:?}");
        }
    }
}
