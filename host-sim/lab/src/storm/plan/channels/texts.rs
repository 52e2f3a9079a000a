//! Text orders with dialogues: right replies, and wrong, late, foreign and interleaved ones.

use super::{PASSWORD, Scene};
use sim_codec::time::{MINUTE, SECOND};
use sim_wire::Fen;
use sim_world::action::{Action, HallService, HolderAction, PayPasswordInput};

/// Replies that belong to one dialogue or another, or to none.
const REPLIES: [&str; 10] = ["A", "B", "C", "Y", "9", "6", "20", "20091101", PASSWORD, "123456"];

impl Scene<'_> {
    /// Writes one order, or two at once, with their replies.
    pub(super) fn write_orders(&mut self) {
        if self.draw.percent(40) {
            self.make_withdrawable();
        }
        let mut texts = self.dialogue();
        if self.draw.percent(35) {
            texts = self.interleave(texts);
        }
        let foreign = self.draw.one(self.numbers).copied().filter(|_| self.draw.percent(15));
        for text in texts {
            if self.draw.percent(8) {
                let reply = self.draw.one(&REPLIES).copied().unwrap_or("A");
                self.write(reply);
            }
            if self.draw.percent(4) {
                self.wait(11 * MINUTE);
            }
            if let Some(other) = foreign.filter(|_| self.draw.percent(40)) {
                self.act(Action::Holder(other, HolderAction::Write { to: None, text: text.clone() }));
            }
            self.write(&text);
        }
    }

    /// Puts the texts of another dialogue between those of one, each in its order.
    fn interleave(&mut self, texts: Vec<String>) -> Vec<String> {
        let mut other = self.dialogue().into_iter();
        let mut both = Vec::new();
        for text in texts {
            if self.draw.percent(50) {
                both.extend(other.next());
            }
            both.push(text);
        }
        both.extend(other);
        both
    }

    fn dialogue(&mut self) -> Vec<String> {
        let texts: &[&str] = match self.draw.below(8) {
            0 => &["KT A"],
            1 => &["KT", "A"],
            2 => &["CXLS", "20091101"],
            3 => &["M", "B"],
            4 => &["GX", "C"],
            5 => &["XH", "9", "6"],
            6 => &["TX", "20"],
            _ => &["T 9.5"],
        };
        let ends_with_password = texts.first().is_some_and(|word| word.starts_with('T') || *word == "XH");
        let password = ends_with_password.then(|| self.digits(20));
        let again = password.clone().filter(|_| self.draw.percent(20));
        texts.iter().map(|text| (*text).to_owned()).chain(password).chain(again).collect()
    }

    /// Makes an account from which money can be withdrawn.
    pub(super) fn make_withdrawable(&mut self) {
        self.upgrade();
        self.deposit(Fen(20_000));
        self.bind_card(PayPasswordInput::Digits(PASSWORD.to_owned()));
        self.wait(8 * SECOND);
    }

    /// Opens an account without a wallet, and closes it through one channel or several.
    pub(super) fn close_alone(&mut self) {
        self.write("KT A");
        self.wait(20 * SECOND);
        self.set_pay();
        if self.draw.percent(20) {
            self.deposit(Fen(100));
        }
        if self.draw.percent(15) {
            self.holder(HolderAction::OpenWallet);
        }
        for _ in 0..self.draw.up_to(2) {
            match self.draw.below(3) {
                0 => {
                    let password = self.digits(15);
                    ["XH", "9", "6", password.as_str()].into_iter().for_each(|text| self.write(text));
                }
                1 => self.close_at_care(),
                _ => self.close_on_site(),
            }
        }
        if self.draw.percent(30) {
            self.hall(HallService::OpenAccount);
        }
    }
}
