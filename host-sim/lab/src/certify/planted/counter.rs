//! Card whose INITIALIZE FOR PURCHASE always tells the same offline counter, and whose MACs fit the told counter.

use applet::PurseKey;
use sim_device::profile::Profile;
use sim_device::sam::transaction::{CardSide, Purchase};
use sim_device::sam::transaction_mac::TransactionRequest;
use sim_wire::Fen;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

/// Counter that does not advance.
#[derive(Default)]
pub(super) struct StandingCounter {
    told: Option<u16>,
    begun: Option<BegunPurchase>,
    /// Purchase whose DEBIT was sent, by the told counter.
    debited: Option<(Purchase, PurseKey)>,
}

/// Purchase that INITIALIZE began.
struct BegunPurchase {
    card: CardSide,
    key: PurseKey,
    request: TransactionRequest,
}

impl StandingCounter {
    /// Notes the answer to INITIALIZE FOR PURCHASE, and replaces the counter in it.
    pub(super) fn tell(&mut self, profile: &Profile, asked: &[u8], answer: &mut [u8]) {
        let request = asked.get(5..16).and_then(|data| <[u8; 11]>::try_from(data).ok());
        let (Some(request), Ok(octets)) = (request, <[u8; 15]>::try_from(&*answer)) else { return };
        let [index, a, b, c, d, terminal @ ..] = request;
        let terminal: TerminalNumber = terminal;
        let Some(key) = profile.key(applet::KeyUsage::Purchase, index) else { return };
        let (card, _) = CardSide::of_purchase(&octets);
        let request =
            TransactionRequest { amount: Fen::from_bytes([a, b, c, d]), kind: TransactionKind::Purchase, terminal };
        self.begun = Some(BegunPurchase { card, key: key.key, request });
        let told = self.told.get_or_insert(card.counter);
        if let Some(counter) = answer.get_mut(4..6) {
            counter.copy_from_slice(&told.to_be_bytes());
        }
    }

    /// Returns DEBIT FOR PURCHASE with the MAC1 that the card expects, if its MAC1 fits the told counter.
    pub(super) fn repair(&mut self, command: &[u8]) -> Vec<u8> {
        self.debited = None;
        let data = command.get(5..20).and_then(|data| <[u8; 15]>::try_from(data).ok());
        let (Some(data), Some(begun), Some(told)) = (data, self.begun.take(), self.told) else {
            return command.to_vec();
        };
        let [t0, t1, t2, t3, at @ .., m0, m1, m2, m3] = data;
        let dated = begun.request.at(TerminalTime(at));
        let terminal_counter = u32::from_be_bytes([t0, t1, t2, t3]);
        let real = Purchase { dated, card: begun.card, terminal_counter, overdraw_limit: [0; 3], code: None };
        let shown = Purchase { card: CardSide { counter: told, ..begun.card }, ..real };
        if shown.mac1(&shown.session_key(&begun.key)) != [m0, m1, m2, m3] {
            return command.to_vec();
        }
        self.debited = Some((shown, begun.key));
        [command.get(..16).unwrap_or_default(), &real.mac1(&real.session_key(&begun.key))].concat()
    }

    /// Replaces MAC2 in the answer to DEBIT FOR PURCHASE.
    pub(super) fn sign(&self, answer: &mut [u8]) {
        if let (Some((shown, key)), Some(mac2)) = (&self.debited, answer.get_mut(4..8)) {
            mac2.copy_from_slice(&shown.mac2(&shown.session_key(key)));
        }
    }
}
