//! Words for qualifiers of proactive commands (TS 102 223 §8.6).

use sim_wire::proactive::{CommandDetails, CommandType};

/// Returns the words for the bits of a qualifier.
pub fn words(details: CommandDetails) -> Vec<&'static str> {
    use CommandType as C;
    let bits: &[(u8, &str, &str)] = match details.command() {
        Some(C::DisplayText) => {
            &[(0x01, "high priority", "normal priority"), (0x80, "the user clears it", "cleared after a while")]
        }
        Some(C::GetInkey) => &[
            (0x01, "alphabet", "digits"),
            (0x02, "UCS2", "GSM alphabet"),
            (0x04, "yes or no", ""),
            (0x08, "answered at once", ""),
            (0x80, "help available", ""),
        ],
        Some(C::GetInput) => &[
            (0x01, "alphabet", "digits"),
            (0x02, "UCS2", "GSM alphabet"),
            (0x04, "input hidden", "input shown"),
            (0x08, "answer packed", ""),
            (0x80, "help available", ""),
        ],
        Some(C::SelectItem) => {
            &[(0x01, "presentation specified", ""), (0x04, "soft keys preferred", ""), (0x80, "help available", "")]
        }
        Some(C::SetupMenu) => &[(0x01, "soft keys preferred", ""), (0x80, "help available", "")],
        Some(C::SendSms) => &[(0x01, "the terminal packs", "packing not required")],
        Some(C::SendData) => &[(0x01, "send at once", "store only")],
        Some(C::PlayTone) => &[(0x01, "vibrate", "")],
        Some(C::LanguageNotification) => &[(0x01, "a specific language", "no specific language")],
        _ => return coded(details).into_iter().collect(),
    };
    let said = bits.iter().map(|(bit, set, clear)| if details.qualifier & bit != 0 { *set } else { *clear });
    said.filter(|words| !words.is_empty()).collect()
}

/// Returns the words for a qualifier that is a code as a whole; `None` of every other.
fn coded(details: CommandDetails) -> Option<&'static str> {
    use CommandType as C;
    Some(match (details.command()?, details.qualifier) {
        (C::Refresh, 0x00) => "initialisation and full file change",
        (C::Refresh, 0x01) => "file change",
        (C::Refresh, 0x02) => "initialisation and file change",
        (C::Refresh, 0x03) => "initialisation",
        (C::Refresh, 0x04) => "reset of the card",
        (C::Refresh, 0x05) => "reset of the application",
        (C::Refresh, 0x06) => "reset of the session",
        (C::Refresh, 0x07) => "steering of roaming",
        (C::TimerManagement, 0x00) => "start",
        (C::TimerManagement, 0x01) => "deactivate",
        (C::TimerManagement, 0x02) => "get the current value",
        (C::ProvideLocalInfo, 0x00) => "location",
        (C::ProvideLocalInfo, 0x01) => "IMEI",
        (C::ProvideLocalInfo, 0x02) => "network measurement results",
        (C::ProvideLocalInfo, 0x03) => "date, time and time zone",
        (C::ProvideLocalInfo, 0x04) => "language",
        (C::ProvideLocalInfo, 0x05) => "timing advance",
        (C::ProvideLocalInfo, 0x06) => "access technology",
        (C::ProvideLocalInfo, 0x08) => "IMEISV",
        (C::ProvideLocalInfo, 0x0A) => "battery state",
        (C::SetupCall, 0x00 | 0x01) => "only if not busy",
        (C::SetupCall, 0x02 | 0x03) => "other calls are held",
        (C::SetupCall, 0x04 | 0x05) => "other calls are cleared",
        (C::LaunchBrowser, 0x00) => "if not already launched",
        (C::LaunchBrowser, 0x02) => "in the browser that is open",
        (C::LaunchBrowser, 0x03) => "in a new browser",
        _ => return None,
    })
}
