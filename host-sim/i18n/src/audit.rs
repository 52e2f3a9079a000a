//! The findings of an audit in sentences.

use sim_wire::count::Counted;
use sim_world::audit::AuditError;

use super::entry::named_book;
use super::{Language, amount};

/// Sentence for a finding that has no sentence of its own.
const OTHER: &str = "账目核对不符。";

/// Renders a finding. The mark of a scratch card is left out, since it is made of the card's digits.
pub fn finding(language: Language, finding: &AuditError) -> String {
    match (language, finding) {
        (Language::English, AuditError::CardTwice { id, .. }) => {
            format!("entry {id} uses a scratch card a second time")
        }
        (Language::English, AuditError::CardUse { .. }) => {
            "a scratch card is used in the store or in the ledger, and not in the other".to_owned()
        }
        (Language::English, _) => finding.to_string(),
        (Language::Chinese, _) => {
            of_entries(finding).or_else(|| of_parties(finding)).unwrap_or_else(|| OTHER.to_owned())
        }
    }
}

/// Renders that an audit of so many entries and cards found nothing.
pub fn conserved(language: Language, entries: usize, cards: usize) -> String {
    match language {
        Language::Chinese => format!("资金守恒:分录 {entries} 条,卡 {cards} 张。"),
        Language::English => {
            format!("Money is conserved: {}, {}.", Counted(entries, "entry"), Counted(cards, "card"))
        }
    }
}

/// Renders an amount in Chinese; one beyond every ledger is the largest that can be written.
fn yuan(fen: i128) -> String {
    let most = if fen < 0 { i64::MIN } else { i64::MAX };
    amount(Language::Chinese, i64::try_from(fen).unwrap_or(most))
}

/// Renders in Chinese a finding about entries of the ledger; `None` for any other.
fn of_entries(finding: &AuditError) -> Option<String> {
    let text = match finding {
        AuditError::Misplaced { id, place } => format!("分录 {id} 在账本第 {place} 位。"),
        AuditError::Backwards { id } => format!("分录 {id} 早于前一分录。"),
        AuditError::Unbalanced { id, sum } => format!("分录 {id} 借贷不平,合计 {}。", yuan(*sum)),
        AuditError::WrongBook { id, book, amount } => {
            let (book, amount) = (named_book(Language::Chinese, *book), yuan(*amount));
            format!("分录 {id} 变动科目 {book} {amount},与事由无关。")
        }
        AuditError::BelowZero { id, book, balance } => {
            let (book, balance) = (named_book(Language::Chinese, *book), yuan(*balance));
            format!("分录 {id} 之后,科目 {book} 余额为 {balance}。")
        }
        AuditError::ReservedTwice { id, transfer } => format!("分录 {id} 再次划出转账 {transfer}。"),
        AuditError::NeverReserved { id, transfer } => format!("分录 {id} 结束从未划出的转账 {transfer}。"),
        AuditError::EndedTwice { id, transfer } => format!("分录 {id} 再次结束转账 {transfer}。"),
        AuditError::EndedOtherwise { id, transfer, amount, number, reserved, of } => {
            let (amount, reserved) = (yuan(*amount), yuan(*reserved));
            format!("分录 {id} 结束转账 {transfer}:{number} 的 {amount},划出的是 {of} 的 {reserved}。")
        }
        AuditError::TopUpCount { id, number, day, count, most } => {
            format!("分录 {id} 是 {number} 在 {day} 的第 {count} 次充值,每日最多 {most} 次。")
        }
        AuditError::TopUpSum { id, number, day, sum, most } => {
            let (sum, most) = (yuan(*sum), yuan(i128::from(*most)));
            format!("到分录 {id} 为止,{number} 在 {day} 共充值 {sum},每日最多 {most}。")
        }
        AuditError::PurchaseTwice { id, purchase } => format!("分录 {id} 再次结算或撤销消费 {purchase}。"),
        AuditError::ReturnedUnsettled { id, purchase } => {
            format!("分录 {id} 退货的消费 {purchase} 没有结算,或已经退货。")
        }
        AuditError::ReturnedOtherwise { id, purchase } => format!("分录 {id} 退货与消费 {purchase} 的结算不符。"),
        AuditError::CardTwice { id, .. } => format!("分录 {id} 再次使用同一张充值卡。"),
        _ => return None,
    };
    Some(text)
}

/// Renders in Chinese a finding about balances, records and cards; `None` for any other.
fn of_parties(finding: &AuditError) -> Option<String> {
    let text = match finding {
        AuditError::InFlight { number, in_flight, open } => {
            format!("{number} 在途 {},未结束的转账合计 {}。", yuan(*in_flight), yuan(*open))
        }
        AuditError::PurchaseKept { purchase } => format!("消费 {purchase} 的记录与分录不符。"),
        AuditError::CardUse { .. } => "有一张充值卡的使用在卡库与账本中不一致。".to_owned(),
        AuditError::Claimed { book, claimed, found } => {
            let book = named_book(Language::Chinese, *book);
            format!("科目 {book} 记为 {},分录合计 {}。", yuan(i128::from(*claimed)), yuan(*found))
        }
        AuditError::TransferKept { transfer } => format!("转账 {transfer} 的记录与分录不符。"),
        AuditError::ClosedWithMoney { number, held } => format!("{number} 的账户已销户,仍有 {}。", yuan(*held)),
        AuditError::Card { number, card, book, in_flight } => {
            let (card, book, in_flight) = (yuan(*card), yuan(*book), yuan(*in_flight));
            format!("{number} 的卡上余额与未上送消费共 {card},账上 {book},在途 {in_flight}。")
        }
        AuditError::NoCard { number, book } => format!("{number} 的钱包账上有 {},但没有卡。", yuan(*book)),
        AuditError::RetiredCard { asn, card, book, stranded } => {
            let (card, book, stranded) = (yuan(*card), yuan(*book), yuan(*stranded));
            format!("旧卡 {asn} 上余额与消费共 {card},账上 {book},其中 {stranded} 可能没有到账。")
        }
        AuditError::NoRetiredCard { asn, book } => format!("旧卡 {asn} 账上有 {},但没有这张卡。", yuan(*book)),
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_world::platform::entry::Book;

    #[test]
    fn findings_read_in_both_languages() {
        let found = AuditError::Claimed { book: Book::Bank, claimed: -5000, found: -4000 };
        assert_eq!(finding(Language::Chinese, &found), "科目 银行 记为 -50.00 元,分录合计 -40.00 元。");
        let english = "the book bank is said to stand at -50.00 yuan, and its entries come to -40.00 yuan";
        assert_eq!(finding(Language::English, &found), english);
        let sum = AuditError::Unbalanced { id: 3, sum: i128::MAX };
        assert_eq!(finding(Language::Chinese, &sum), "分录 3 借贷不平,合计 92233720368547758.07 元。");
    }
}
