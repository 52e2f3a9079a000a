//! Checks of the world behind the handset: the ledger, the account, the platform, the messages under way and the inbox.

use super::expect;
use super::player::{Player, StepResult};
use super::sight::Sight;
use crate::walk::syntax::{Expectation, ExpectedMessage, PayPasswordState, Purse, Wording, WorldFact};
use sim_codec::quotation::quote;
use sim_codec::sms::MessageBody;
use sim_codec::time::Day;
use sim_device::handset::ReceivedMessage;
use sim_wire::Fen;
use sim_world::platform::entry::Book;
use sim_world::world::Person;

impl Player {
    /// Checks a fact of the world.
    pub(super) fn world_fact(&self, wanted: WorldFact) -> StepResult {
        let actual = self.world_as_it_is(wanted);
        if actual == wanted {
            return Ok(());
        }
        let sight = Sight::of(&self.screen()).what("the platform").expected(wanted.to_string());
        let sight = match (wanted, self.now.world.audit()) {
            (WorldFact::BooksHold(_), Err(findings)) => {
                sight.help(findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            }
            _ => sight,
        };
        Err(sight.but(&actual.to_string()))
    }

    /// Returns the fact of the same kind as `wanted` that holds now.
    pub(super) fn world_as_it_is(&self, wanted: WorldFact) -> WorldFact {
        let (world, number) = (&self.now.world, self.number);
        let accounts = &world.platform().books.accounts;
        match wanted {
            WorldFact::Book(purse, _) => {
                let book = match purse {
                    Purse::Cash => Book::Cash(number),
                    Purse::RechargeCard => Book::RechargeCard(number),
                    Purse::Wallet => Book::Wallet(number),
                    Purse::InFlight => Book::InFlight(number),
                    Purse::Frozen => Book::Frozen(number),
                    Purse::PhoneBills => Book::PhoneBills,
                    Purse::Commission => Book::Commission,
                    Purse::RetiredWallet => return WorldFact::Book(purse, amount(self.retired_wallets())),
                };
                let balance = world.platform().books.ledger.balance(&book);
                WorldFact::Book(purse, amount(balance))
            }
            WorldFact::BooksHold(_) => WorldFact::BooksHold(world.audit().is_ok()),
            WorldFact::Account(_) => WorldFact::Account(accounts.get(&number).map(|account| account.state)),
            WorldFact::PayPassword(_) => {
                let password = accounts.living(&number).map(|account| account.pay_password());
                WorldFact::PayPassword(match password {
                    Err(_) => PayPasswordState::None,
                    Ok(password) if password.locked_until(world.now()).is_some() => PayPasswordState::Locked,
                    Ok(password) if password.is_initial() => PayPasswordState::Initial,
                    Ok(_) => PayPasswordState::Set,
                })
            }
            WorldFact::Believes(state) => {
                WorldFact::Believes(world.platform().card_of(&number).map_or(state, |card| card.state))
            }
            WorldFact::UnderWay(_) => {
                WorldFact::UnderWay(world.centre().carried().count().saturating_add(world.platform().outbox().len()))
            }
            WorldFact::Quiet(_) => WorldFact::Quiet(world.is_quiet()),
            WorldFact::Merchant(..) | WorldFact::Batch(..) | WorldFact::Pending(..) | WorldFact::EntriesRefused(..) => {
                self.shop_as_it_is(wanted).unwrap_or(wanted)
            }
            WorldFact::HallRecords(..) => {
                let records = world.platform().wallet_records(world.now(), number, Day::default());
                let sum = records.iter().fold(0, |sum: i64, record| sum.saturating_add(record.amount));
                WorldFact::HallRecords(records.len(), amount(sum))
            }
            WorldFact::Charges(_) => {
                let charges = world.person(&number).map_or(0, Person::message_charges);
                WorldFact::Charges(Fen(u32::try_from(charges).unwrap_or(u32::MAX)))
            }
        }
    }

    /// Returns the fact of the same kind about a shop that holds now; `None` for another fact, or if there is no such
    /// shop.
    fn shop_as_it_is(&self, wanted: WorldFact) -> Option<WorldFact> {
        let (WorldFact::Merchant(pos, _)
        | WorldFact::Batch(pos, ..)
        | WorldFact::Pending(pos, _)
        | WorldFact::EntriesRefused(pos, _)) = wanted
        else {
            return None;
        };
        let world = &self.now.world;
        let terminal = world.shops().get(pos)?.terminal();
        Some(match wanted {
            WorldFact::Batch(..) => {
                let totals = terminal.totals();
                WorldFact::Batch(pos, totals.sold, amount(i64::try_from(totals.sum).unwrap_or(i64::MAX)))
            }
            WorldFact::Pending(..) => WorldFact::Pending(pos, terminal.pending().len()),
            WorldFact::EntriesRefused(..) => WorldFact::EntriesRefused(pos, terminal.refused().len()),
            _ => {
                let book = Book::Merchant(terminal.sender().merchant);
                WorldFact::Merchant(pos, world.platform().books.ledger.balance(&book))
            }
        })
    }

    /// Returns the money of wallets on cards that were replaced, in fen.
    fn retired_wallets(&self) -> i64 {
        let balances = self.now.world.platform().books.ledger.balances();
        let retired = balances.iter().filter(|(book, _)| matches!(book, Book::RetiredWallet(_)));
        retired.map(|(_, balance)| *balance).fold(0, i64::saturating_add)
    }

    /// Returns the messages in the inbox.
    pub(super) fn inbox(&self) -> &[ReceivedMessage] {
        self.handset().map_or(&[], |handset| handset.inbox().messages())
    }

    /// Returns the number of messages in the inbox that were not looked at.
    pub(super) fn unread(&self) -> usize {
        self.inbox().len().saturating_sub(self.now.heard)
    }

    /// Marks all messages in the inbox as looked at.
    pub(super) fn read_all(&mut self) {
        self.now.heard = self.inbox().len();
    }

    /// Checks the next message that was not looked at.
    pub(super) fn message(&mut self, wanted: &ExpectedMessage) -> StepResult {
        let sight = Sight::of(&self.screen()).what("a message in the inbox");
        let Some(message) = self.inbox().get(self.now.heard) else {
            return Err(sight.expected(wanted.to_string()).but("none that was not looked at"));
        };
        let (from, text) = (message.from.number.clone(), text(message));
        let is_worded = wanted.wording.as_ref().is_none_or(|wording| expect::is_worded(wording, &text, &text));
        if is_worded && wanted.from.as_ref().is_none_or(|wanted| *wanted == from) {
            self.now.heard += 1;
            return Ok(());
        }
        // Side by side, the first difference can be marked.
        match &wanted.wording {
            Some(Wording::Exactly(wanted) | Wording::Contains(wanted)) if !is_worded => {
                Err(sight.expected(quote(wanted)).but(&quote(&text)))
            }
            _ => Err(sight.expected(wanted.to_string()).but(&format!("message from {from} {}", quote(&text)))),
        }
    }

    /// Returns the expectation that the next message meets; `None` for a pattern, or if there is no message.
    pub(super) fn message_as_it_is(&mut self, wanted: &ExpectedMessage) -> Option<Expectation> {
        let message = self.inbox().get(self.now.heard)?;
        let from = wanted.from.is_some().then(|| message.from.number.clone());
        let wording = match &wanted.wording {
            None => None,
            // What a pattern leaves open, a text would pin.
            Some(Wording::Matching(_)) => return None,
            Some(Wording::Exactly(_)) => Some(Wording::Exactly(text(message))),
            Some(Wording::Contains(_)) => Some(Wording::Contains(text(message))),
        };
        self.now.heard += 1;
        Some(Expectation::Message(ExpectedMessage { from, wording }))
    }
}

/// Returns a balance as an amount; a debt is nothing.
fn amount(balance: i64) -> Fen {
    Fen(u32::try_from(balance.max(0)).unwrap_or(u32::MAX))
}

/// Returns the text of a message; its octets in words where it is data.
pub(super) fn text(message: &ReceivedMessage) -> String {
    match &message.body {
        MessageBody::Text(text) => text.clone(),
        MessageBody::Octets(octets) => format!("octets {}", hex::encode_upper(octets)),
    }
}
