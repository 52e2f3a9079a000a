//! Requests to the payment platform (手机支付平台): what the card itself refuses, and what it must keep once a
//! request may have left it. Both counters, and the load that a top-up begins, are committed together before anything
//! is sent. A request that a power cut swallows leaves a gap, never a counter that is used twice.

use crate::entropy::Entropy;
use crate::refusal::Refusal;
use crate::request::{Authority, Initialize, PlatformService};
use crate::wallet::Context;
use crate::wallet::change::Change;
use crate::wallet::decision::{Data, Decision};
use crate::wallet::lifecycle::only_when_open;
use crate::wallet::purse::load;
use crate::wallet::remote::{PendingLoad, RemoteState};
use sim_wire::Fen;
use sim_wire::message::{LOAD_KEY_INDEX, LoadAnswer, TERMINAL};

/// Decides whether the platform may be asked. The answer to a load is that of INITIALIZE FOR LOAD, else there is none.
/// A load that was under way gives way to the new one. The load is the platform's, since the person used no terminal.
pub(crate) fn ask(
    context: Context<'_>,
    wish: PlatformService,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let before = context.wallet.remote;
    // The request number goes round after 65535, as the platform knows it to. The packet's counter does not.
    let (sent, request) = (before.sent.next(), before.request.wrapping_add(1));
    let suspends = only_when_open(context.wallet.lifecycle).filter(|_| wish == PlatformService::Suspend);
    let has_money = context.wallet.purse.balance != Fen::ZERO;
    Refusal::first([
        (context.identity.ota_keys.is_empty(), Refusal::KeyNotFound),
        (suspends.is_some(), suspends.unwrap_or(Refusal::NotOpened)),
        (sent.is_none(), Refusal::CounterAtMaximum),
        (wish == PlatformService::Close && has_money, Refusal::BalanceNotZero),
    ])?;
    let sent = sent.ok_or(Refusal::CounterAtMaximum)?;
    let counted = RemoteState { sent, request, ..before };
    let PlatformService::Load(amount) = wish else {
        return Ok(Decision::committing(context.next, Change::Remote(counted)));
    };
    let (answer, pending) = initialized(context, amount, authority, entropy)?;
    let remote = RemoteState { pending: Some(pending), ..counted };
    Ok(Decision { data: answer, ..Decision::committing(context.next, Change::Remote(remote)) })
}

/// Carries out INITIALIZE FOR LOAD inside the card, under the same rules as at a terminal. Returns the answer, and the
/// load that must survive until the platform's CREDIT FOR LOAD.
fn initialized(
    context: Context<'_>,
    amount: Fen,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<(Data, PendingLoad), Refusal> {
    let ask = Initialize { key_index: LOAD_KEY_INDEX, amount, terminal: TERMINAL };
    let answer = load::initialize(context, ask, authority, entropy)?.data;
    let LoadAnswer { counter, random, .. } = LoadAnswer::parse(answer.first_chunk().ok_or(Refusal::WrongLength)?);
    Ok((answer, PendingLoad { counter, amount, random }))
}

#[cfg(test)]
mod tests {
    use heapless::Vec;

    use super::*;
    use crate::identity::Identity;
    use crate::personalisation::{OtaKey, OtaKeySet, Personalisation};
    use crate::request::{ExchangeContext, Interface};
    use crate::session::Session;
    use crate::wallet::Wallet;
    use sim_wire::secured_packet::Counter;

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&mut self, _: &mut [u8]) {}
    }

    /// Returns a personalisation with keys for packets.
    fn personalisation() -> Personalisation {
        let key = OtaKey::TripleDes2([1; 16]);
        let set = OtaKeySet { number: 1, kic: key, kid: key, checksum_length: 8, counter: Counter::default() };
        Personalisation { ota_keys: Vec::from_slice(&[set]).unwrap(), ..Personalisation::default() }
    }

    /// Returns the wallet's remote state after one request, given the numbers of the last request and packet.
    fn after_request(request: u16, sent: Counter) -> Result<RemoteState, Refusal> {
        let personalisation = personalisation();
        let identity = Identity::of(&personalisation);
        let mut wallet = Wallet::newborn(&personalisation).unwrap();
        wallet.remote.request = request;
        wallet.remote.sent = sent;
        let session = Session::default();
        let surroundings = ExchangeContext { interface: Interface::Contact, uptime_s: 0 };
        let context = Context { wallet: &wallet, identity: &identity, session: &session, next: session, surroundings };
        let authority = Authority { holder: false, issuer: false };
        let decision = ask(context, PlatformService::Other, authority, &mut Zeros)?;
        let Change::Remote(remote) = decision.change else { panic!() };
        assert_eq!(RemoteState::parse(remote.emit()), Some(remote));
        Ok(remote)
    }

    #[test]
    fn request_number_wraps_after_65535() {
        let numbers = [0xFFFE, 0xFFFF, 0, 1].map(|number| after_request(number, Counter::default()).unwrap().request);
        assert_eq!(numbers, [0xFFFF, 0, 1, 2]);
    }

    #[test]
    fn request_at_maximum_packet_counter_is_refused() {
        let last = Counter::new(Counter::MAX.value() - 1).unwrap();
        assert_eq!(after_request(0xFFFF, last).unwrap().sent, Counter::MAX);
        assert_eq!(after_request(7, Counter::MAX), Err(Refusal::CounterAtMaximum));
    }
}
