//! Card and account of a person, and the texts that the phone received.

use maud::{Markup, html};

use super::view::LabView;
use sim_codec::sms::MessageBody;
use sim_i18n::card::{facts, logged};
use sim_i18n::{Word, counter};
use sim_world::platform::entry::Book;
use sim_world::world::{Person, World};

/// Number of texts that are shown.
const TEXTS: usize = 5;

/// Renders what a person has beside the phone.
pub(super) fn card(view: &LabView, world: &World, person: &Person) -> Markup {
    let number = person.number();
    let say = |word: Word| word.in_language(view.language);
    html! {
        details.holdings id={ "holdings-" (number) } open {
            summary { (view.say("卡与账户", "Card and account")) " " span.soft { (person.asn()) } }
            dl.facts {
                @if let Some(state) = person.card_state() {
                    @for (name, value) in facts(view.language, &state) { dt { (name) } dd { (value) } }
                } @else {
                    dt { (say(Word::Card)) } dd { (say(Word::NoPower)) }
                }
                @for (name, value) in account(view, world, person) { dt { (name) } dd { (value) } }
            }
        }
        @if let Some(state) = person.card_state() {
            details id={ "log-" (number) } {
                summary { (say(Word::Log)) " " (state.log.len()) }
                ol.plain { @for record in &state.log { li { (logged(view.language, record)) } } }
            }
        }
        (texts(view, person))
    }
}

/// Returns the names and values of the account, and of the card at the platform.
fn account(view: &LabView, world: &World, person: &Person) -> Vec<(&'static str, String)> {
    let say = |word: Word| word.in_language(view.language);
    let (number, platform) = (person.number(), world.platform());
    let balance = |book: Book| view.amount(platform.books.ledger.balance(&book));
    let mut rows = match platform.books.accounts.get(&number) {
        Some(_) => vec![
            (say(Word::Cash), balance(Book::Cash(number))),
            (say(Word::Frozen), balance(Book::Frozen(number))),
            (say(Word::RechargeCard), balance(Book::RechargeCard(number))),
            (say(Word::InFlight), balance(Book::InFlight(number))),
            (say(Word::BookedWallet), balance(Book::Wallet(number))),
        ],
        None => vec![(say(Word::Account), say(Word::NoAccount).to_owned())],
    };
    let file = platform.card_of(&number);
    let file = file.map(|file| counter::card_on_file(view.language, file.state, file.calibrated.is_some()));
    rows.push((say(Word::CardAtPlatform), file.unwrap_or_else(|| say(Word::NoCardAtPlatform).to_owned())));
    rows
}

/// Renders the last texts that the phone received, the newest first.
fn texts(view: &LabView, person: &Person) -> Markup {
    let messages = person.station().handset().inbox().messages();
    let texts = messages.iter().rev().take(TEXTS).map(|message| {
        let said = match &message.body {
            MessageBody::Text(text) => text.clone(),
            MessageBody::Octets(octets) => hex::encode_upper(octets),
        };
        (message.from.number.clone(), message.time.to_string(), said)
    });
    html! {
        details id={ "texts-" (person.number()) } {
            summary { (Word::Inbox.in_language(view.language)) " " (messages.len()) }
            ol.plain { @for (from, time, said) in texts { li { span.soft { (from) " " (time) } " " (said) } } }
        }
    }
}
