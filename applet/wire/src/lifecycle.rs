//! The wallet's life cycle on the wire: GlobalPlatform's coding of an application's state (Card Specification
//! §11.1.1), in which bit 8 means locked and bits 4 to 7 belong to the application.

/// Where a wallet stands between issue and closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LifeCycle {
    /// Issued, not opened (未开通).
    Unopened,
    /// Open: loads and pays (已开通).
    Open,
    /// Suspended: neither loads nor pays (暂停).
    Suspended,
    /// The number is cancelled: pays until the purse is empty, then closes itself (待销户).
    Closing,
    /// Closed (已注销).
    Closed,
}

impl LifeCycle {
    /// Every state.
    pub const ALL: [LifeCycle; 5] =
        [LifeCycle::Unopened, LifeCycle::Open, LifeCycle::Suspended, LifeCycle::Closing, LifeCycle::Closed];

    /// The octet of SET STATUS and GET DATA.
    pub const fn code(self) -> u8 {
        match self {
            LifeCycle::Unopened => 0x07,
            LifeCycle::Open => 0x0F,
            LifeCycle::Suspended => 0x8F,
            LifeCycle::Closing => 0x1F,
            LifeCycle::Closed => 0x17,
        }
    }

    /// The state of an octet.
    pub fn from_code(code: u8) -> Option<LifeCycle> {
        LifeCycle::ALL.into_iter().find(|state| state.code() == code)
    }

    /// One English word.
    pub const fn name(self) -> &'static str {
        match self {
            LifeCycle::Unopened => "unopened",
            LifeCycle::Open => "open",
            LifeCycle::Suspended => "suspended",
            LifeCycle::Closing => "closing",
            LifeCycle::Closed => "closed",
        }
    }
}
