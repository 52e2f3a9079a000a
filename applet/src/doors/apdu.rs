//! The contacts and the radio: a parsed APDU becomes a request with its authority, or is answered from files and
//! session.

use crate::crypto::{PurseKey, encrypt};
use crate::doors::command::{Command, ParsedCommand};
use crate::doors::secure_messaging::Seal;
use crate::doors::{files, parameters, select};
use crate::entropy::Entropy;
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::request::{Authority, Request};
use crate::session::{Challenge, Directory, Session};
use crate::wallet::change::Change;
use crate::wallet::decision::{Attempt, Data, Decision, Step};
use crate::wallet::lifecycle::BlockState;
use crate::wallet::tries::{Guess, KEY_TRIES, KeyTries};
use crate::wallet::{self, Context};
use sim_wire::concat;

/// Decides a parsed command.
pub(crate) fn decide(
    context: Context<'_>,
    ParsedCommand { command, seal, .. }: ParsedCommand<'_>,
    entropy: &mut impl Entropy,
) -> Result<Step, Refusal> {
    admit(&context, &command)?;
    let decision = match command {
        Command::Select(target, form) => select::select(context, target, form)?,
        Command::ReadBinary { place, offset, le } => files::read_binary(context, place, offset, le)?,
        Command::ReadRecord { place, number } => files::read_record(context, place, number)?,
        Command::UpdateBinary { place, offset, data } => files::update_binary(context, place, offset, data, seal)?,
        Command::UpdateRecord { place, number, data } => files::update_record(context, place, number, data, seal)?,
        Command::GetChallenge { length } => challenge(context, length, entropy),
        Command::ExternalAuthenticate { key_index, cryptogram } => {
            return external_authenticate(context, key_index, cryptogram);
        }
        Command::InternalAuthenticate { key_index, data } => internal_authenticate(context, key_index, data)?,
        Command::GetData(tag) => parameters::read(context, tag),
        Command::Status(form) => select::status(context, form),
        // The toolkit's commands are carried out by the card, since they may lead to a request to the wallet.
        Command::Brings(_) | Command::Fetch => return Err(Refusal::NoCommandOutstanding),
        Command::ForApplication(aid, request) => {
            Refusal::first([
                (seal.is_some() && context.session.challenge.is_none(), Refusal::NoChallenge),
                (*context.identity.aid != *aid, Refusal::FileNotFound),
            ])?;
            let authority = authority(&context, seal)?;
            return wallet::decide(context, request, authority, entropy);
        }
        Command::BlockApplication { for_ever } => {
            sealed_by(&context, seal, KeyUsage::ApplicationBlock)?;
            return own(context, Request::BlockApplication { for_ever }, entropy);
        }
        Command::UnblockApplication => {
            let (seal, key) = seal_and_key(&context, seal, KeyUsage::ApplicationUnblock)?;
            let (given, expected) = (seal.mac, seal.expected(context.session, &key)?);
            return own(context, Request::UnblockApplication { given, expected }, entropy);
        }
        Command::BlockCard => {
            sealed_by(&context, seal, KeyUsage::CardBlock)?;
            return own(context, Request::BlockCard, entropy);
        }
        Command::UnblockPin { cipher } => return unblock_pin(context, cipher, seal, entropy),
        Command::Wallet(request) => {
            let authority = authority(&context, seal)?;
            return wallet::decide(context, request, authority, entropy);
        }
    };
    Ok(Step::Decided(decision))
}

/// Refuses if the command needs the application and another directory is selected, or if the application is blocked for
/// this command.
fn admit(context: &Context<'_>, command: &Command<'_>) -> Result<(), Refusal> {
    let (needs_application, when_blocked, when_dead) = match command {
        Command::Select(..) | Command::GetChallenge { .. } | Command::BlockCard | Command::Status(_) => {
            (false, true, true)
        }
        Command::BlockApplication { .. } | Command::UnblockApplication => (true, true, false),
        Command::ReadBinary { .. } | Command::ReadRecord { .. } => (false, false, false),
        Command::UpdateBinary { .. } | Command::UpdateRecord { .. } => (false, false, false),
        _ => (true, false, false),
    };
    let selected = context.session.directory == Directory::Wallet;
    let block = context.wallet.block_in_force();
    Refusal::first([
        (needs_application && !selected, Refusal::ApplicationNotSelected),
        (selected && !when_dead && block == BlockState::Permanent, Refusal::ApplicationBlockedForEver),
        (selected && !when_blocked && block == BlockState::Temporary, Refusal::ApplicationBlocked),
    ])
}

/// Carries out PIN UNBLOCK. Whether the PIN is blocked at all is checked before the seal.
fn unblock_pin(
    context: Context<'_>,
    cipher: [u8; 8],
    seal: Option<Seal<'_>>,
    entropy: &mut impl Entropy,
) -> Result<Step, Refusal> {
    Refusal::first([(context.session.challenge.is_none(), Refusal::NoChallenge)])?;
    let key = context.identity.any_key(KeyUsage::PinUnblock).ok_or(Refusal::KeyNotFound)?;
    wallet::pin::unblockable(&context)?;
    seal.ok_or(Refusal::NoChallenge)?.check(context.session, &key.key)?;
    own(context, Request::UnblockPin { cipher }, entropy)
}

/// Decides a request whose MAC has been or will be checked under a key of its own: it has the issuer's authority.
fn own(context: Context<'_>, request: Request, entropy: &mut impl Entropy) -> Result<Step, Refusal> {
    wallet::decide(context, request, Authority { holder: false, issuer: true }, entropy)
}

/// Returns the terminal's authority, by the seal of this command or from earlier in the session. A wrong seal is
/// refused even if the terminal has authority from before.
fn authority(context: &Context<'_>, seal: Option<Seal<'_>>) -> Result<Authority, Refusal> {
    if seal.is_some() {
        sealed_by(context, seal, KeyUsage::Maintenance)?;
    }
    let Session { pin_verified, authenticated, .. } = *context.session;
    Ok(Authority { holder: pin_verified, issuer: authenticated || seal.is_some() })
}

/// Refuses unless the seal is right under the key of the given usage.
fn sealed_by(context: &Context<'_>, seal: Option<Seal<'_>>, usage: KeyUsage) -> Result<(), Refusal> {
    let (seal, key) = seal_and_key(context, seal, usage)?;
    seal.check(context.session, &key)
}

/// Returns the seal and the key that it must be under.
fn seal_and_key<'a>(
    context: &Context<'_>,
    seal: Option<Seal<'a>>,
    usage: KeyUsage,
) -> Result<(Seal<'a>, PurseKey), Refusal> {
    let seal = seal.filter(|_| context.session.challenge.is_some()).ok_or(Refusal::NoChallenge)?;
    let entry = context.identity.key_or_maintenance(usage).ok_or(Refusal::KeyNotFound)?;
    Ok((seal, entry.key))
}

/// Carries out GET CHALLENGE: draws four or eight random octets for the next command. Four are used with zeros behind.
fn challenge(context: Context<'_>, length: u8, entropy: &mut impl Entropy) -> Decision {
    let mut octets = [0; 8];
    let drawn = octets.get_mut(..usize::from(length)).unwrap_or_default();
    entropy.fill(drawn);
    let data: Data = Data::from_slice(drawn).unwrap_or_default();
    let session = Session { challenge: Some(Challenge(octets)), ..context.next };
    Decision { data, ..Decision::answering(session, &[]) }
}

/// Carries out EXTERNAL AUTHENTICATE: the cryptogram over the challenge is a guess that costs a try.
fn external_authenticate(context: Context<'_>, key_index: u8, cryptogram: [u8; 8]) -> Result<Step, Refusal> {
    let Challenge(challenge) = context.session.challenge.ok_or(Refusal::NoChallenge)?;
    let key = context.identity.key(KeyUsage::ExternalAuthentication, key_index).ok_or(Refusal::KeyNotFound)?;
    let tries = context.wallet.tries;
    Refusal::first([(tries.external_authentication == 0, Refusal::KeyBlocked)])?;
    let tries = KeyTries { external_authentication: KEY_TRIES, ..tries };
    let session = Session { authenticated: true, ..context.next };
    Ok(Step::Attempt(Attempt {
        guess: Guess::ExternalAuthentication,
        given: cryptogram,
        expected: encrypt(&key.key, challenge),
        right: Decision::committing(session, Change::Tries(tries)),
    }))
}

/// Carries out INTERNAL AUTHENTICATE: 3DES-ECB of the data, padded with 80 00.. to whole blocks if it is not.
fn internal_authenticate(context: Context<'_>, key_index: u8, data: &[u8]) -> Result<Decision, Refusal> {
    let key = context.identity.key(KeyUsage::InternalAuthentication, key_index).ok_or(Refusal::KeyNotFound)?;
    let (blocks, rest) = data.as_chunks::<8>();
    let last = (!rest.is_empty()).then(|| concat(&[rest, &[0x80]]));
    let mut cipher = Data::new();
    for block in blocks.iter().copied().chain(last) {
        cipher.extend_from_slice(&encrypt(&key.key, block)).map_err(|_| Refusal::WrongLength)?;
    }
    Ok(Decision { data: cipher, ..Decision::answering(context.next, &[]) })
}
