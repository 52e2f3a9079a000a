//! The wallet's life cycle on the wire: GlobalPlatform's coding of an application's state (Card Specification
//! §11.1.1). In this coding bit 8 means locked, and bits 4 to 7 belong to the application.

/// State of a wallet in its life cycle, from issue to closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LifeCycle {
    /// Issued, not opened (未开通).
    Unopened,
    /// Open: loads and pays (已开通).
    Open,
    /// Suspended: neither loads nor pays (暂停).
    Suspended,
    /// Closing: the number is cancelled; the wallet pays until the purse is empty, then closes itself (待销户).
    Closing,
    /// Closed (已注销).
    Closed,
}

impl LifeCycle {
    /// Every state, in the order of the life cycle.
    pub const ALL: [LifeCycle; 5] =
        [LifeCycle::Unopened, LifeCycle::Open, LifeCycle::Suspended, LifeCycle::Closing, LifeCycle::Closed];

    /// Returns the octet that SET STATUS and GET DATA use for the state.
    pub const fn code(self) -> u8 {
        match self {
            LifeCycle::Unopened => 0x07,
            LifeCycle::Open => 0x0F,
            LifeCycle::Suspended => 0x8F,
            LifeCycle::Closing => 0x1F,
            LifeCycle::Closed => 0x17,
        }
    }

    /// Returns the state that an octet stands for; `None` for an octet of no state.
    pub fn from_code(code: u8) -> Option<LifeCycle> {
        LifeCycle::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Returns the state as one English word.
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
