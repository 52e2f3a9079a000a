//! The fourteen banks from which a payment account or a wallet can be recharged (网银充值, handbook 2.4.1.1, 3.2.1.2).

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::bank_order::BankOrderTarget;

/// Generates the table of the banks: variants, Chinese names, and the list of all.
macro_rules! banks {
    ($($(#[doc = $doc:literal])* $variant:ident = $chinese:literal;)+) => {
        /// Bank of the handbook's list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Bank {
            $($(#[doc = $doc])* $variant,)+
        }

        impl Bank {
            /// All banks, in the handbook's order.
            pub const ALL: &[Bank] = &[$(Bank::$variant),+];

            /// Returns the bank's Chinese name.
            pub const fn chinese(self) -> &'static str {
                match self { $(Bank::$variant => $chinese,)+ }
            }
        }
    };
}

banks! {
    /// Industrial and Commercial Bank of China, the only one reached directly and not through UnionPay.
    IndustrialAndCommercial = "中国工商银行";
    /// China Construction Bank.
    Construction = "中国建设银行";
    /// Bank of China.
    OfChina = "中国银行";
    /// Agricultural Bank of China.
    Agricultural = "中国农业银行";
    /// China Merchants Bank.
    Merchants = "招商银行";
    /// Bank of Communications.
    Communications = "交通银行";
    /// China Post.
    Post = "中国邮政";
    /// Shanghai Pudong Development Bank.
    Pudong = "浦发银行";
    /// China CITIC Bank.
    Citic = "中信银行";
    /// China Minsheng Bank.
    Minsheng = "中国民生银行";
    /// China Everbright Bank.
    Everbright = "中国光大银行";
    /// Industrial Bank.
    Industrial = "兴业银行";
    /// Guangdong Development Bank.
    GuangdongDevelopment = "广东发展银行";
    /// Huaxia Bank.
    Huaxia = "华夏银行";
}

/// Answer of a bank that is asked to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BankAnswer {
    /// The bank pays.
    Pays,
    /// The bank does not pay.
    Refuses,
}

/// Reply of a bank's page to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankReply {
    /// The bank pays.
    Pays,
    /// The bank does not pay.
    Refuses,
    /// The bank pays, and its answer comes a second time.
    PaysTwice,
    /// The bank does not answer.
    Silence,
}

/// Payment for which a bank is asked on the website, and what its page replies at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BankPayment {
    /// Bank that is asked.
    pub bank: Bank,
    /// Amount in fen.
    pub amount: Fen,
    /// Purpose of the payment.
    pub target: BankOrderTarget,
    /// Reply of the bank's page.
    pub reply: BankReply,
}

/// Error of a name that is no bank's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is none of the fourteen banks; one is called {example}", example = Bank::IndustrialAndCommercial.chinese())]
pub struct BankError(String);

impl std::str::FromStr for Bank {
    type Err = BankError;

    fn from_str(name: &str) -> Result<Bank, BankError> {
        let bank = Bank::ALL.iter().find(|bank| bank.chinese() == name);
        bank.copied().ok_or_else(|| BankError(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_banks_are_read_by_name() {
        assert_eq!(Bank::ALL.len(), 14);
        assert!(Bank::ALL.iter().all(|bank| bank.chinese().parse() == Ok(*bank)));
        let complaint = "汇丰银行".parse::<Bank>().unwrap_err().to_string();
        assert_eq!(complaint, "\"汇丰银行\" is none of the fourteen banks; one is called 中国工商银行");
    }
}
