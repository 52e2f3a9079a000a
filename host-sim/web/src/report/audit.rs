//! Audit: what was checked, and every finding.

use maud::{Markup, html};
use sim_i18n::{Language, audit, entry};
use sim_world::platform::entry::Book;

use super::Report;
use super::table::{ROWS_MAX, Table};

impl Report<'_> {
    /// Renders the section.
    pub(super) fn audit(&self) -> Markup {
        let findings = self.world().audit().err().unwrap_or_default();
        let left_out = findings.len().saturating_sub(ROWS_MAX);
        html! {
            p.verdict.good[findings.is_empty()].bad[!findings.is_empty()] { (self.verdict(findings.len())) }
            @if !findings.is_empty() {
                ul.findings {
                    @for finding in findings.iter().take(ROWS_MAX) { li { (audit::finding(self.language, finding)) } }
                }
                @if left_out > 0 { p.left-out { (self.left_out(left_out)) } }
            }
            (self.table(&self.checked()))
            (self.table(&self.books()))
        }
    }

    /// Renders the result of the audit.
    pub(super) fn verdict(&self, findings: usize) -> String {
        match (self.language, findings) {
            (Language::Chinese, 0) => "✓ 资金守恒:账账相符,账卡相符。".to_owned(),
            (Language::Chinese, _) => format!("✗ 审计发现 {findings} 处不符。"),
            (Language::English, 0) => "✓ Money is conserved, in the books and on the cards.".to_owned(),
            (Language::English, 1) => "✗ The audit has 1 finding.".to_owned(),
            (Language::English, _) => format!("✗ The audit has {findings} findings."),
        }
    }

    /// Returns the table of what the audit has read.
    fn checked(&self) -> Table {
        let (world, platform) = (self.world(), self.world().platform());
        let books = &platform.books;
        let counts = [
            (self.say("账本分录", "entries of the ledger"), books.ledger.entries().len()),
            (self.say("科目余额", "balances of books"), books.ledger.balances().len()),
            (self.say("转账", "transfers"), books.transfers().count()),
            (self.say("商户消费记录", "purchases of merchants"), platform.acquiring().purchases().count()),
            (self.say("充值卡", "scratch cards"), books.scratch_cards.cards().len()),
            (self.say("支付账户", "payment accounts"), books.accounts.iter().count()),
            (self.say("手机中的卡", "cards in phones"), world.people().len()),
            (self.say("不在手机中的卡", "cards in no phone"), world.loose_cards().count()),
        ];
        let rows = counts.map(|(name, count)| vec![name.to_owned(), count.to_string()]);
        let heads = [self.say("核对对象", "subject"), self.say("#数量", "#count")];
        Table::new(self.say("核对的内容(全部日期)", "What was checked (all days)"), heads).with_rows(rows)
    }

    /// Returns the table of the balances of all books by their kind, which sum to nothing.
    fn books(&self) -> Table {
        let mut sums: Vec<(&str, usize, i64)> = Vec::new();
        let balances = self.world().platform().books.ledger.balances();
        let mut total = 0_i64;
        for (book, fen) in balances {
            let name = entry::kind_of_book(self.language, *book);
            total = total.saturating_add(*fen);
            match sums.iter_mut().find(|(known, _, _)| *known == name) {
                Some((_, count, sum)) => (*count, *sum) = (count.saturating_add(1), sum.saturating_add(*fen)),
                None => sums.push((name, 1, *fen)),
            }
        }
        let rows =
            sums.into_iter().map(|(name, count, fen)| vec![name.to_owned(), count.to_string(), self.amount(fen)]);
        let count = balances.len().to_string();
        let all = (!balances.is_empty()).then(|| vec![self.say("合计", "total").to_owned(), count, self.amount(total)]);
        let heads = [self.say("科目", "book"), self.say("#户数", "#books"), self.say("#现在余额", "#balance now")];
        Table::new(self.say("全部科目", "All books"), heads).with_rows(rows.chain(all))
    }

    /// Returns the balance of the books of a kind, in fen.
    pub(super) fn sum_of(&self, is_of_kind: impl Fn(&Book) -> bool) -> i64 {
        let balances = self.world().platform().books.ledger.balances().iter();
        balances.filter(|(book, _)| is_of_kind(book)).fold(0, |sum: i64, (_, fen)| sum.saturating_add(*fen))
    }
}
