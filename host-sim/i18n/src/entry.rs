//! A movement of money in words: its reason, from where and to where.

use super::{Language, amount, time_of_day};
use sim_world::platform::entry::{Book, Entry, EntryReason};
use sim_world::platform::number::Msisdn;

/// Renders the reason of a movement of money.
pub fn reason(language: Language, why: &EntryReason) -> &'static str {
    let english = match why {
        EntryReason::HallCash { .. } => "cash at a hall",
        EntryReason::WebBank { .. } => "from a bank",
        EntryReason::ScratchCard { .. } => "scratch card",
        EntryReason::LoadReserved { .. } => "top-up set aside",
        EntryReason::LoadSettled { .. } => "top-up arrived",
        EntryReason::LoadRefunded { .. } => "top-up taken back",
        EntryReason::OwnBill { .. } => "own phone bill",
        EntryReason::AnothersBill { .. } => "another's phone bill",
        EntryReason::Purchase { .. } => "purchase",
        EntryReason::RemotePurchase { .. } => "order paid",
        EntryReason::RemoteRefund { .. } => "order refunded",
        EntryReason::Void { .. } => "purchase taken back",
        EntryReason::Return { .. } => "goods returned",
        EntryReason::UnloadReserved { .. } => "purse being taken back",
        EntryReason::UnloadSettled { .. } => "purse taken back",
        EntryReason::UnloadUndone { .. } => "purse not taken back",
        EntryReason::CardReplaced { .. } => "card replaced",
        EntryReason::WithdrawalFrozen { .. } => "frozen for a withdrawal",
        EntryReason::WithdrawalPaid { .. } => "withdrawn to a bank",
        EntryReason::WithdrawalReturned { .. } => "withdrawal refused by the bank",
        EntryReason::BroughtIn { .. } => "came with the card",
    };
    let chinese = match why {
        EntryReason::HallCash { .. } => "营业厅现金充值",
        EntryReason::WebBank { .. } => "网银充值",
        EntryReason::ScratchCard { .. } => "充值卡充值",
        EntryReason::LoadReserved { .. } => "钱包充值划出",
        EntryReason::LoadSettled { .. } => "钱包充值到账",
        EntryReason::LoadRefunded { .. } => "钱包充值退回",
        EntryReason::OwnBill { .. } => "缴本机话费",
        EntryReason::AnothersBill { .. } => "缴他人话费",
        EntryReason::Purchase { .. } => "钱包消费",
        EntryReason::RemotePurchase { .. } => "消费",
        EntryReason::RemoteRefund { .. } => "退款",
        EntryReason::Void { .. } => "消费撤销",
        EntryReason::Return { .. } => "退货",
        EntryReason::UnloadReserved { .. } => "钱包余额转出",
        EntryReason::UnloadSettled { .. } => "钱包余额转入",
        EntryReason::UnloadUndone { .. } => "钱包余额转出退回",
        EntryReason::CardReplaced { .. } => "换卡结转",
        EntryReason::WithdrawalFrozen { .. } => "提现冻结",
        EntryReason::WithdrawalPaid { .. } => "提现到账",
        EntryReason::WithdrawalReturned { .. } => "提现退回",
        EntryReason::BroughtIn { .. } => "卡片原有余额",
    };
    language.of(chinese, english)
}

/// Renders the kind of a book, without its owner.
pub const fn kind_of_book(language: Language, book: Book) -> &'static str {
    let (chinese, english) = match book {
        Book::Cash(_) => ("现金", "cash"),
        Book::RechargeCard(_) => ("充值卡", "recharge card"),
        Book::Wallet(_) => ("钱包", "wallet"),
        Book::InFlight(_) => ("在途", "in flight"),
        Book::Frozen(_) => ("冻结", "frozen"),
        Book::RetiredWallet(_) => ("旧卡钱包", "wallet of a replaced card"),
        Book::Merchant(_) => ("商户", "merchant"),
        Book::Commission => ("佣金", "commission"),
        Book::Bank => ("银行", "bank"),
        Book::ScratchCards => ("充值卡发行", "scratch cards sold"),
        Book::PhoneBills => ("话费", "phone bills"),
        Book::HallCash => ("营业厅", "hall"),
        Book::Outside => ("外部终端", "outside"),
    };
    language.of(chinese, english)
}

/// Renders the name of a book with its owner, whoever that is.
pub fn named_book(language: Language, book: Book) -> String {
    match book.number() {
        Some(number) => format!("{} {number}", kind_of_book(language, book)),
        None => shared_book(language, book),
    }
}

/// Renders the name of a book that is no subscriber's.
fn shared_book(language: Language, book: Book) -> String {
    let name = kind_of_book(language, book);
    match book {
        Book::RetiredWallet(asn) => format!("{name} {asn}"),
        Book::Merchant(merchant) => format!("{name} {merchant}"),
        _ => name.to_owned(),
    }
}

/// Renders the name of a book, with its number where it is another's.
pub fn book(language: Language, own: Msisdn, book: Book) -> String {
    if book.number() == Some(own) { kind_of_book(language, book).to_owned() } else { named_book(language, book) }
}

/// Renders from where a movement goes: the books that lose, as the owner of a number sees them.
pub fn sources(language: Language, own: Msisdn, entry: &Entry) -> String {
    legs(language, own, entry, false)
}

/// Renders to where a movement goes: the books that gain, as the owner of a number sees them.
pub fn targets(language: Language, own: Msisdn, entry: &Entry) -> String {
    legs(language, own, entry, true)
}

/// Returns the amount that a movement moves, in fen.
pub fn moved(entry: &Entry) -> i64 {
    entry.legs.iter().map(|(_, fen)| (*fen).max(0)).fold(0, i64::saturating_add)
}

/// Renders the legs of one sign, each with its amount where there are several.
fn legs(language: Language, own: Msisdn, entry: &Entry, gains: bool) -> String {
    let legs: Vec<&(Book, i64)> = entry.legs.iter().filter(|(_, fen)| (*fen > 0) == gains).collect();
    let named = legs.iter().map(|(of, fen)| {
        let name = book(language, own, *of);
        if legs.len() > 1 { format!("{name} {}", amount(language, fen.abs())) } else { name }
    });
    named.collect::<Vec<_>>().join(" + ")
}

/// Renders a movement in a line: `3 10:30:04 钱包充值到账 50.00 元 在途→钱包`.
pub fn line(language: Language, own: Msisdn, entry: &Entry) -> String {
    format!(
        "{} {} {} {} {}→{}",
        entry.id,
        time_of_day(entry.at),
        reason(language, &entry.why),
        amount(language, moved(entry)),
        legs(language, own, entry, false),
        legs(language, own, entry, true)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_line_names_reason_amount_and_accounts() {
        let own: Msisdn = "13807310001".parse().unwrap();
        let other: Msisdn = "13807310002".parse().unwrap();
        let at = "2009-11-18 10:30:04".parse().unwrap();
        let settled = EntryReason::LoadSettled { number: own, transfer: 1 };
        let entry =
            Entry { id: 3, at, why: settled, legs: vec![(Book::InFlight(own), -5000), (Book::Wallet(own), 5000)] };
        assert_eq!(line(Language::Chinese, own, &entry), "3 10:30:04 钱包充值到账 50.00 元 在途→钱包");
        assert_eq!(line(Language::English, own, &entry), "3 10:30:04 top-up arrived 50.00 yuan in flight→wallet");
        let bill = EntryReason::AnothersBill { number: other, whose: own };
        let legs = vec![(Book::RechargeCard(other), -700), (Book::Cash(other), -300), (Book::PhoneBills, 1000)];
        let entry = Entry { id: 4, at, why: bill, legs };
        assert_eq!(
            line(Language::Chinese, own, &entry),
            "4 10:30:04 缴他人话费 10.00 元 充值卡 13807310002 7.00 元 + 现金 13807310002 3.00 元→话费"
        );
    }
}
