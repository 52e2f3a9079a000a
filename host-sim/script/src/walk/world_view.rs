//! View that a person has of the world behind the handset: the books, the account, the shops, as a walk expects them.

use super::syntax::{Expectation, ExpectedMessage, PayPasswordState, Purse, Wording, WorldFact};
use sim_codec::sms::MessageBody;
use sim_codec::time::Day;
use sim_device::handset::ReceivedMessage;
use sim_wire::Fen;
use sim_world::platform::entry::Book;
use sim_world::platform::number::Msisdn;
use sim_world::world::{Person, World};

/// View of a person on a world.
#[derive(Clone, Copy)]
pub(super) struct WorldView<'w> {
    pub(super) world: &'w World,
    pub(super) number: Msisdn,
}

impl WorldView<'_> {
    /// Returns the fact of the same kind as `wanted` that holds now.
    pub(super) fn fact(&self, wanted: WorldFact) -> WorldFact {
        let WorldView { world, number } = *self;
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
        let terminal = self.world.shops().get(pos)?.terminal();
        Some(match wanted {
            WorldFact::Batch(..) => {
                let totals = terminal.totals();
                WorldFact::Batch(pos, totals.sold, amount(i64::try_from(totals.sum).unwrap_or(i64::MAX)))
            }
            WorldFact::Pending(..) => WorldFact::Pending(pos, terminal.pending().len()),
            WorldFact::EntriesRefused(..) => WorldFact::EntriesRefused(pos, terminal.refused().len()),
            _ => {
                let book = Book::Merchant(terminal.sender().merchant);
                WorldFact::Merchant(pos, self.world.platform().books.ledger.balance(&book))
            }
        })
    }

    /// Returns the money of wallets on cards that were replaced, in fen.
    fn retired_wallets(&self) -> i64 {
        let balances = self.world.platform().books.ledger.balances();
        let retired = balances.iter().filter(|(book, _)| matches!(book, Book::RetiredWallet(_)));
        retired.map(|(_, balance)| *balance).fold(0, i64::saturating_add)
    }

    /// Returns what holds now of the person's account and the books.
    pub(super) fn expectations(&self) -> Vec<Expectation> {
        let account = self.fact(WorldFact::Account(None));
        let mut facts = vec![account];
        if account != WorldFact::Account(None) {
            facts.extend(
                [Purse::Cash, Purse::RechargeCard, Purse::InFlight].map(|purse| WorldFact::Book(purse, Fen(0))),
            );
        }
        facts.push(WorldFact::BooksHold(true));
        facts.into_iter().map(|fact| Expectation::World(self.fact(fact))).collect()
    }
}

/// Returns a balance as an amount; a debt is nothing.
fn amount(balance: i64) -> Fen {
    Fen(u32::try_from(balance.max(0)).unwrap_or(u32::MAX))
}

/// Returns the text of a message; its octets in words where it is data.
pub(super) fn message_text(message: &ReceivedMessage) -> String {
    match &message.body {
        MessageBody::Text(text) => text.clone(),
        MessageBody::Octets(octets) => format!("octets {}", hex::encode_upper(octets)),
    }
}

/// Returns the expectation of a message.
pub(super) fn expected(message: &ReceivedMessage) -> Expectation {
    let wording = Some(Wording::Exactly(message_text(message)));
    Expectation::Message(ExpectedMessage { from: Some(message.from.number.clone()), wording })
}
