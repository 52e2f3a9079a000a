//! 【钱包明细查询】: the last ten transactions, one a screen; OK turns to the next, back to the one before.

use serde::{Deserialize, Serialize};

use sim_wire::record::{LogRecord, TerminalTime, TransactionKind};

use super::phrases::Phrase;
use super::prompt::Prompt;
use super::text::Text;
use super::tree::{Branch, Item};
use super::{Answer, Dialog, Move, Notice, View};

/// Screen of record `number`, 1 being the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Records {
    number: u8,
}

impl Records {
    pub(super) fn begin(view: &View<'_>) -> Dialog {
        match view.wallet.history.written {
            0 => Dialog::last(Notice::Says(Phrase::NoRecords), Item::Records),
            _ => Dialog::Records(Records { number: 1 }),
        }
    }

    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let history = &view.wallet.history;
        let text = view.text().number(u32::from(self.number)).write("/").number(u32::from(history.written));
        let record = history.record(self.number).map(LogRecord::parse);
        Prompt::Notice(match record {
            Some(record) => line(text.write(" "), &record),
            None => text,
        })
    }

    /// Returns the move after a record was read. The last record ends the dialog.
    pub(super) fn answered(self, answer: Answer, view: &View<'_>) -> Move {
        let number = self.number.saturating_add(1);
        match answer {
            Answer::Done if number <= view.wallet.history.written => Move::Show(Dialog::Records(Records { number })),
            _ => Move::End,
        }
    }

    pub(super) fn before(self) -> Dialog {
        match self.number.checked_sub(1) {
            None | Some(0) => Dialog::AwaitingChoice(Branch::MyWallet),
            Some(number) => Dialog::Records(Records { number }),
        }
    }
}

/// Writes a record: kind, signed amount, date and time, terminal, counter.
fn line(text: Text, record: &LogRecord) -> Text {
    let (kind, sign) = match record.kind {
        TransactionKind::Load => (Phrase::Load, "+"),
        TransactionKind::Unload => (Phrase::Unload, "-"),
        TransactionKind::Purchase => (Phrase::Purchase, "-"),
        _ => (Phrase::OtherTransaction, ""),
    };
    let text = text.say(kind).write(" ").write(sign);
    let text = text.amount(record.amount).write("\n");
    let text = when(text, record.at).write("\n");
    let text = text.say(Phrase::Terminal).hex(&record.terminal).write("\n");
    text.say(Phrase::Counter).number(u32::from(record.counter))
}

/// Writes date and time such as `2009-11-18 10:30:00`. The octets are the terminal's, and are shown as they are.
fn when(text: Text, TerminalTime([y0, y1, month, day, hour, minute, second]): TerminalTime) -> Text {
    let date = text.hex(&[y0, y1]).write("-").hex(&[month]).write("-").hex(&[day]);
    date.write(" ").hex(&[hour]).write(":").hex(&[minute]).write(":").hex(&[second])
}
