//! TERMINAL PROFILE (TS 102 223 §5.2): a bit for everything that the handset does, and none for what it does not.

use sim_wire::proactive::{CommandType as C, Event};

use super::{Model, Quirk};

/// Length of the profile, in octets.
pub const PROFILE_OCTETS: usize = 23;

impl Model {
    /// Returns the events that the handset can report.
    pub fn events(&self) -> impl Iterator<Item = Event> {
        let browser = self.can(C::LaunchBrowser);
        let known = [
            Event::MtCall,
            Event::CallConnected,
            Event::CallDisconnected,
            Event::LocationStatus,
            Event::UserActivity,
            Event::IdleScreenAvailable,
            Event::LanguageSelection,
            Event::BrowserTermination,
            Event::AccessTechnologyChange,
        ];
        let kept = move |event: &Event| *event != Event::BrowserTermination || browser;
        known.into_iter().filter(kept)
    }

    /// Returns the data of TERMINAL PROFILE. Text attributes are passed on with the screen and not promised, since the
    /// handset does not draw them.
    pub fn profile(&self) -> [u8; PROFILE_OCTETS] {
        let bits = |bits: &[(C, u8)]| {
            let kept = bits.iter().filter(|(command, _)| self.can(*command));
            kept.fold(0, |sum, (_, bit)| sum | bit)
        };
        // Profile download, SMS-PP download twice, menu selection; then timer expiration.
        let start = 0x1B | bits(&[(C::TimerManagement, 0x20)]);
        // Command result, texts of every length; then entry and display of UCS2.
        let ucs2 = if self.quirks.has(Quirk::NoUcs2) { 0x00 } else { 0x60 };
        let screen = [(C::DisplayText, 0x01), (C::GetInkey, 0x02), (C::GetInput, 0x04), (C::MoreTime, 0x08)];
        let tones = [(C::PlayTone, 0x10), (C::PollInterval, 0x20), (C::PollingOff, 0x40), (C::Refresh, 0x80)];
        let network = [(C::SelectItem, 0x01), (C::SendSms, 0x02), (C::SendSs, 0x04), (C::SendUssd, 0x08)];
        let calls = [(C::SetupCall, 0x10), (C::SetupMenu, 0x20), (C::ProvideLocalInfo, 0x40)];
        let timers = [(C::TimerManagement, 0x03), (C::ProvideLocalInfo, 0x04), (C::GetInkey, 0x08)];
        let idle = [(C::SetupIdleModeText, 0x10), (C::RunAtCommand, 0x20), (C::SetupCall, 0x40)];
        let run_at = if self.quirks.has(Quirk::RunAtPromised) { 0x20 } else { 0x00 };
        let more = [(C::DisplayText, 0x01), (C::SendDtmf, 0x02), (C::ProvideLocalInfo, 0x98)];
        let language = [(C::LanguageNotification, 0x20), (C::LaunchBrowser, 0x40)];
        let soft_keys = if self.soft_keys == 0 { 0 } else { bits(&[(C::SelectItem, 0x01), (C::SetupMenu, 0x02)]) };
        // Variable time-outs, help with GET INKEY; IMEISV and search mode. Battery; the tones of all kinds.
        let variable = [(C::DisplayText, 0x01), (C::GetInkey, 0x0A), (C::ProvideLocalInfo, 0xC0)];
        let battery = [(C::ProvideLocalInfo, 0x02), (C::PlayTone, 0x04)];
        let [events, more_events] = self.event_bits();
        let mut profile = [0; PROFILE_OCTETS];
        let octets = [
            (1, start),
            (2, 0x81 | ucs2),
            (3, bits(&screen) | bits(&tones)),
            (4, bits(&network) | bits(&calls)),
            (5, events),
            (6, more_events),
            (8, bits(&timers) | bits(&idle) | run_at),
            (9, bits(&more) | bits(&language)),
            (10, soft_keys),
            (11, if soft_keys == 0 { 0 } else { self.soft_keys }),
            (18, bits(&variable)),
            (22, bits(&battery)),
            // The title of REFRESH is shown.
            (23, bits(&[(C::Refresh, 0x08)])),
        ];
        for (number, octet) in octets {
            profile.iter_mut().skip(number - 1).take(1).for_each(|place| *place = octet);
        }
        profile
    }

    /// Returns octets 5 and 6: SET UP EVENT LIST and the events, in the order of their codes.
    fn event_bits(&self) -> [u8; 2] {
        if !self.can(C::SetupEventList) {
            return [0, 0];
        }
        // Codes 00 to 06 from bit 2 of octet 5, 07 to 0E in octet 6.
        let all = self.events().fold(0x0001_u16, |sum, event| sum | 0x0002 << event.code());
        all.to_le_bytes()
    }
}
