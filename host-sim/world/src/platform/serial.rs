//! Serial numbers of the platform's records of money, each counted from 1.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Generates the types of serial numbers.
macro_rules! serials {
    ($($(#[doc = $doc:literal])* $name:ident;)+) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub u64);

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }

            impl FromStr for $name {
                type Err = ParseIntError;

                fn from_str(text: &str) -> Result<$name, ParseIntError> {
                    text.parse().map($name)
                }
            }

            impl SerialNumber for $name {
                const FIRST: $name = $name(1);

                fn next(self) -> $name {
                    $name(self.0.saturating_add(1))
                }
            }
        )+
    };
}

/// Number that is counted up from 1.
pub(super) trait SerialNumber: Copy + Ord {
    /// First number.
    const FIRST: Self;

    /// Returns the number behind this one.
    fn next(self) -> Self;
}

serials! {
    /// Number of a withdrawal (提现).
    WithdrawalNumber;
    /// Number of an order to a bank (网银充值).
    BankOrderNumber;
    /// Number of a merchant's order for goods (订单).
    GoodsOrderNumber;
}
