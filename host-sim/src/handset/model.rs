//! What kind of phone it is: what it can do, how long it waits, and what it says of itself.

use applet::wire::proactive::CommandType;

/// How the terminal speaks to the card, which settles the class octet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speech {
    /// 3GPP TS 51.011: class A0.
    Gsm,
    /// ETSI TS 102 221: class 80.
    #[default]
    Uicc,
}

impl Speech {
    /// The class octet of toolkit commands.
    pub const fn class(self) -> u8 {
        match self {
            Speech::Gsm => 0xA0,
            Speech::Uicc => 0x80,
        }
    }
}

/// How long the handset waits for the person, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// A text that the person has to clear.
    pub text: u32,
    /// A text that goes by itself.
    pub passing_text: u32,
    /// A choice, a key, a confirmation.
    pub choice: u32,
    /// A text to be typed.
    pub input: u32,
    /// A tone whose duration the card leaves open.
    pub tone: u32,
    /// A text that was answered at once and goes by itself.
    pub lingering: u32,
}

/// A kind of phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// What it is called.
    pub name: &'static str,
    /// Its IMEI, fifteen digits.
    pub imei: String,
    /// Software version, the last two digits of the IMEISV.
    pub software: String,
    /// How long it waits.
    pub patience: Patience,
    /// The commands that are beyond it.
    pub beyond: Vec<CommandType>,
    /// Whether it shows icons.
    pub icons: bool,
    /// Least and greatest time between two polls that it keeps, in seconds.
    pub poll_s: (u16, u16),
}

use CommandType as C;

/// What no phone here has: a second card reader, the bearer independent protocol, frames, multimedia messages.
const NOWHERE: &[CommandType] = &[
    C::PerformCardApdu,
    C::PowerOnCard,
    C::PowerOffCard,
    C::GetReaderStatus,
    C::OpenChannel,
    C::CloseChannel,
    C::ReceiveData,
    C::SendData,
    C::GetChannelStatus,
    C::ServiceSearch,
    C::GetServiceInfo,
    C::DeclareService,
    C::SetFrames,
    C::GetFramesStatus,
    C::RetrieveMms,
    C::SubmitMms,
    C::DisplayMms,
    C::Activate,
    C::RunAtCommand,
];

impl Model {
    fn new(name: &'static str, patience: Patience) -> Model {
        Model {
            name,
            imei: "123456789012345".to_owned(),
            software: "01".to_owned(),
            patience,
            beyond: NOWHERE.to_vec(),
            icons: true,
            poll_s: (1, 15_300),
        }
    }

    /// A phone with keys as it was sold in 2009: no browser that the card may start, no icons.
    pub fn feature_phone() -> Model {
        let patience = Patience {
            text: 60_000,
            passing_text: 20_000,
            choice: 60_000,
            input: 120_000,
            tone: 5_000,
            lingering: 20_000,
        };
        let mut model = Model::new("feature-phone", patience);
        model.beyond.push(C::LaunchBrowser);
        model.icons = false;
        model
    }

    /// A phone that waits as Android's toolkit does.
    pub fn android() -> Model {
        let patience = Patience {
            text: 60_000,
            passing_text: 15_000,
            choice: 30_000,
            input: 30_000,
            tone: 2_000,
            lingering: 20_000,
        };
        Model::new("android", patience)
    }

    /// A phone that waits as oFono does.
    pub fn ofono_like() -> Model {
        let patience = Patience {
            text: 25_000,
            passing_text: 25_000,
            choice: 25_000,
            input: 180_000,
            tone: 10_000,
            lingering: 20_000,
        };
        Model::new("ofono-like", patience)
    }

    /// Whether commands of the type are within what it can do.
    pub fn can(&self, command: CommandType) -> bool {
        !self.beyond.contains(&command)
    }

    /// The data of TERMINAL PROFILE (TS 102 223 §5.2): nine octets that promise what is kept here, no more.
    pub fn profile(&self) -> [u8; 9] {
        let bit = |command: CommandType, bit: u8| if self.can(command) { bit } else { 0 };
        let screen = bit(C::DisplayText, 0x01) | bit(C::GetInkey, 0x02) | bit(C::GetInput, 0x04);
        let screen = screen | bit(C::MoreTime, 0x08) | bit(C::PlayTone, 0x10) | bit(C::PollInterval, 0x20);
        let screen = screen | bit(C::PollingOff, 0x40) | bit(C::Refresh, 0x80);
        let network = bit(C::SelectItem, 0x01) | bit(C::SendSms, 0x02) | bit(C::SendSs, 0x04) | bit(C::SendUssd, 0x08);
        let network = network | bit(C::SetupCall, 0x10) | bit(C::SetupMenu, 0x20) | bit(C::ProvideLocalInfo, 0x40);
        let timers = bit(C::TimerManagement, 0x03) | bit(C::ProvideLocalInfo, 0x04) | bit(C::GetInkey, 0x08);
        let timers = timers | bit(C::SetupIdleModeText, 0x10) | bit(C::SetupCall, 0x40);
        let more = bit(C::DisplayText, 0x01) | bit(C::SendDtmf, 0x02) | bit(C::ProvideLocalInfo, 0x18);
        let more = more | bit(C::LanguageNotification, 0x20) | bit(C::LaunchBrowser, 0x40);
        // Profile download, menu selection, timer expiration; UCS2 in and out; user activity, idle screen, language.
        let start = 0x09 | bit(C::TimerManagement, 0x20);
        [start, 0x61, screen, network, bit(C::SetupEventList, 0x61), bit(C::SetupEventList, 0x01), 0x00, timers, more]
    }
}
