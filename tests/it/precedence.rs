//! The order of refusals, by pairs. Every command has a list of independent conditions, each of which alone makes the
//! card refuse for its own reason. Then every two of them hold at once, and the card must give the reason that stands
//! first in `applet::Refusal`.

use applet::{Interface, KeyUsage, Personalisation, Refusal};
use sim_device::sam::secure_messaging::{self, Challenge};
use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::lifecycle::LifeCycle;

use crate::stand::*;

/// Plan of a command and everything before it, which conditions may spoil.
#[derive(Clone)]
struct Plan {
    card: Personalisation,
    /// Events in a session before.
    earlier: Vec<fn(&mut Stand)>,
    /// Event after `earlier`, in the same session; `None` if there is none.
    at_last: Option<fn(&mut Stand)>,
    /// Set if the application is blocked for ever in this very session, and cannot be selected afterwards.
    dies: bool,
    selects: bool,
    verifies: bool,
    authenticates: bool,
    /// First step that the command completes; `None` for a command of one step.
    initialize: Option<Vec<u8>>,
    challenge: bool,
    /// File selected by identifier; `None` if none is.
    file: Option<u16>,
    interface: Interface,
    uptime_s: u32,
    command: Command,
}

/// Command in pieces.
#[derive(Clone)]
struct Command {
    cla: u8,
    ins: u8,
    p1: u8,
    p2: u8,
    data: Vec<u8>,
    /// Usage of the key that makes the MAC behind the data; `None` without a MAC.
    mac: Option<KeyUsage>,
    mac_is_wrong: bool,
    le: Option<u8>,
    /// Set if one octet too many stands behind all of the command.
    tail: bool,
}

impl Plan {
    /// Plans a command on a card with the PIN on and verified, 10 yuan, and the wallet selected. The four octets
    /// are CLA INS P1 P2.
    fn new([cla, ins, p1, p2]: [u8; 4], data: &[u8], le: Option<u8>) -> Plan {
        let mut card = personalisation();
        card.start.balance = Fen(1_000);
        card.start.pin_on = true;
        Plan {
            card,
            earlier: Vec::new(),
            at_last: None,
            dies: false,
            selects: true,
            verifies: true,
            authenticates: false,
            initialize: None,
            challenge: false,
            file: None,
            interface: Interface::Contact,
            uptime_s: 1,
            command: Command { cla, ins, p1, p2, data: data.to_vec(), mac: None, mac_is_wrong: false, le, tail: false },
        }
    }

    /// Plans a command under secure messaging.
    fn secured(header: [u8; 4], data: &[u8]) -> Plan {
        let mut plan = Plan::new(header, data, None);
        plan.challenge = true;
        plan.command.mac = Some(KeyUsage::Maintenance);
        plan
    }

    /// Carries the plan out; returns the card's reason, or `None` if it does the command.
    fn outcome(&self) -> Option<Refusal> {
        let mut stand = Stand::with(|card| *card = self.card.clone());
        for earlier in self.earlier.iter().chain(&self.at_last) {
            earlier(&mut stand);
        }
        stand.card.power_off();
        stand.card.power_on().expect("the card starts");
        if self.selects {
            stand.send(&select_aid());
        }
        if self.dies {
            if !self.selects {
                stand.send(&select_aid());
            }
            let command = stand.secured(KeyUsage::Maintenance, [0x84, 0x1E, 0, 1], &[]);
            stand.send(&command);
            if !self.selects {
                stand.send(&[0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00]);
            }
        }
        if self.verifies {
            stand.send(&verify("1234"));
        }
        if self.authenticates {
            let proof = stand.try_challenge().map(external_proof);
            stand.send(&proof.unwrap_or_else(|| vec![0x00, 0x82, 0x00, 0x01, 0x08, 0, 0, 0, 0, 0, 0, 0, 0]));
        }
        if let Some(file) = self.file {
            let [high, low] = file.to_be_bytes();
            stand.send(&[0x00, 0xA4, 0x00, 0x00, 0x02, high, low]);
        }
        if let Some(initialize) = &self.initialize {
            stand.send(initialize);
        }
        let challenge = if self.challenge { stand.try_challenge() } else { None };
        stand.surroundings.interface = self.interface;
        stand.surroundings.uptime_s = self.uptime_s;
        let reply = stand.send(&self.command.emit(challenge));
        let refusal = stand.card.last_refusal();
        let is_done = reply.status == 0x9000 || reply.status >> 8 == 0x61;
        if is_done { None } else { Some(refusal.expect("a refusal has a reason")) }
    }
}

fn external_proof(challenge: Challenge) -> Vec<u8> {
    use sim_device::sam::authentication;
    authentication::external_command(1, authentication::external(&key_of(KeyUsage::ExternalAuthentication), challenge))
}

impl Command {
    fn emit(&self, challenge: Option<Challenge>) -> Vec<u8> {
        let Command { cla, ins, p1, p2, data, mac, mac_is_wrong, le, tail } = self;
        let header = Header { cla: *cla, ins: *ins, p1: *p1, p2: *p2 };
        let mut whole = match (mac, challenge) {
            (Some(usage), challenge) => {
                let challenge = challenge.unwrap_or(Challenge::Four([0; 4]));
                secure_messaging::protect(&key_of(*usage), challenge, header, data).expect("short data")
            }
            (None, _) if data.is_empty() => header.to_bytes().to_vec(),
            (None, _) => [&header.to_bytes()[..], &[data.len() as u8], data].concat(),
        };
        if *mac_is_wrong {
            *whole.last_mut().expect("a MAC") ^= 0x01;
        }
        whole.extend(le);
        if *tail {
            whole.extend([0xEE, 0xEE]);
        }
        whole
    }
}

/// Reason to refuse, and the change that makes it hold. Conditions of one group exclude each other.
#[derive(Clone, Copy)]
struct Condition {
    refusal: Refusal,
    group: &'static str,
    apply: fn(&mut Plan),
}

const fn condition(refusal: Refusal, group: &'static str, apply: fn(&mut Plan)) -> Condition {
    Condition { refusal, group, apply }
}

fn block_card(stand: &mut Stand) {
    let command = stand.secured(KeyUsage::Maintenance, [0x84, 0x16, 0, 0], &[]);
    stand.done(&command);
}

fn block_application(stand: &mut Stand) {
    let command = stand.secured(KeyUsage::Maintenance, [0x84, 0x1E, 0, 0], &[]);
    stand.done(&command);
}

/// Conditions of any command of the wallet.
const ANY: &[Condition] = &[
    condition(Refusal::CardBlocked, "block", |plan| plan.at_last = Some(block_card)),
    condition(Refusal::MalformedCommand, "length", |plan| plan.command.tail = true),
    condition(Refusal::ClassNotSupported, "class", |plan| plan.command.cla = 0xB0),
    condition(Refusal::InstructionNotSupported, "class", |plan| plan.command.ins = 0x02),
];

const NOT_SELECTED: Condition = condition(Refusal::ApplicationNotSelected, "selection", |plan| {
    plan.selects = false;
    plan.file = None;
});
const BLOCKED: &[Condition] = &[
    condition(Refusal::ApplicationBlocked, "block", |plan| plan.at_last = Some(block_application)),
    condition(Refusal::ApplicationBlockedForEver, "block", |plan| plan.dies = true),
];
const CONTACTLESS: Condition =
    condition(Refusal::InterfaceForbids, "interface", |plan| plan.interface = Interface::Contactless);
const PARAMETERS: Condition = condition(Refusal::WrongParameters, "parameters", |plan| plan.command.p2 ^= 0x55);
const FIRST_PARAMETER: Condition = condition(Refusal::WrongParameters, "parameters", |plan| plan.command.p1 = 0x77);
const TOO_SHORT: Condition = condition(Refusal::WrongLength, "length", |plan| {
    plan.command.data.pop();
});
const TOO_LONG: Condition = condition(Refusal::WrongLength, "length", |plan| plan.command.data.push(0));
const NO_STEP: Condition = condition(Refusal::NoTransactionStep, "step", |plan| plan.initialize = None);
const NO_CHALLENGE: Condition = condition(Refusal::NoChallenge, "challenge", |plan| plan.challenge = false);
const WRONG_MAC: Condition =
    condition(Refusal::SecureMessagingMacWrong, "challenge", |plan| plan.command.mac_is_wrong = true);
const NOT_VERIFIED: Condition = condition(Refusal::PinNotVerified, "pin", |plan| plan.verifies = false);
const NOT_AUTHENTICATED: Condition = condition(Refusal::NotAuthorised, "authority", |plan| plan.authenticates = false);
const NO_SUCH_KEY: Condition = condition(Refusal::KeyIndexNotSupported, "key", |plan| plan.command.data[0] = 9);

fn state(plan: &mut Plan, lifecycle: LifeCycle) {
    plan.card.start.lifecycle = lifecycle;
}

const NOT_OPENED: Condition = condition(Refusal::NotOpened, "state", |plan| state(plan, LifeCycle::Unopened));
const SUSPENDED: Condition = condition(Refusal::Suspended, "state", |plan| state(plan, LifeCycle::Suspended));
const CLOSING: Condition = condition(Refusal::Closing, "state", |plan| state(plan, LifeCycle::Closing));
const CLOSED: Condition = condition(Refusal::Closed, "state", |plan| state(plan, LifeCycle::Closed));
const POOR: Condition = condition(Refusal::InsufficientBalance, "balance", |plan| plan.card.start.balance = Fen(499));
const WRONG_LE: Condition = condition(Refusal::WrongLe(0), "le", |plan| plan.command.le = Some(0x03));
const ONLINE_MAXIMUM: Condition =
    condition(Refusal::CounterAtMaximum, "counter", |plan| plan.card.start.online_counter = u16::MAX);

/// Returns the code of a reason, without the number that it may carry.
fn code(refusal: Refusal) -> u8 {
    refusal.code()
}

fn rank(refusal: Refusal) -> usize {
    Refusal::ALL.iter().position(|other| code(*other) == code(refusal)).expect("every reason is in the list")
}

/// Checks each condition alone, then every two that do not exclude each other. Returns the number of pairs.
fn check(name: &str, plan: &Plan, conditions: &[&[Condition]]) -> usize {
    let conditions: Vec<Condition> = conditions.concat();
    assert_eq!(plan.outcome(), None, "{name}: the plan itself is sound");
    for one in &conditions {
        let mut spoilt = plan.clone();
        (one.apply)(&mut spoilt);
        assert_eq!(spoilt.outcome().map(code), Some(code(one.refusal)), "{name}: {:?} alone", one.refusal);
    }
    let mut pairs = 0;
    for (position, one) in conditions.iter().enumerate() {
        for other in conditions[position + 1..].iter().filter(|other| other.group != one.group) {
            let mut spoilt = plan.clone();
            (one.apply)(&mut spoilt);
            (other.apply)(&mut spoilt);
            let first = if rank(one.refusal) < rank(other.refusal) { one } else { other };
            let given = spoilt.outcome().unwrap_or_else(|| panic!("{name}: {:?} and {:?}", one.refusal, other.refusal));
            assert_eq!(
                code(given),
                code(first.refusal),
                "{name}: {:?} and {:?}: {given:?}",
                one.refusal,
                other.refusal
            );
            pairs += 1;
        }
    }
    println!("{name}: {} conditions, {pairs} pairs", conditions.len());
    pairs
}

fn initialize_data(fen: u32) -> Vec<u8> {
    [&[0x01][..], &fen.to_be_bytes(), &TERMINAL].concat()
}

#[test]
fn initialize_gives_first_reason() {
    let load = Plan::new([0x80, 0x50, 0x00, 0x02], &initialize_data(500), Some(0x10));
    let over: Condition =
        condition(Refusal::OverBalanceMaximum, "balance", |plan| plan.card.start.balance = Fen(99_501));
    let of_every: &[Condition] =
        &[PARAMETERS, TOO_SHORT, WRONG_LE, NOT_SELECTED, NO_SUCH_KEY, NOT_OPENED, SUSPENDED, CLOSED];
    let mut pairs =
        check("INITIALIZE FOR LOAD", &load, &[ANY, BLOCKED, of_every, &[CLOSING, NOT_VERIFIED, ONLINE_MAXIMUM, over]]);
    let purchase = Plan::new([0x80, 0x50, 0x01, 0x02], &initialize_data(500), Some(0x0F));
    let offline: Condition =
        condition(Refusal::CounterAtMaximum, "counter", |plan| plan.card.start.offline_counter = u16::MAX);
    let over_limit: Condition = condition(Refusal::OverLimit, "limit", |plan| plan.card.start.limit = Some(Fen(499)));
    pairs += check("INITIALIZE FOR PURCHASE", &purchase, &[ANY, BLOCKED, of_every, &[offline, over_limit, POOR]]);
    let unload = Plan::new([0x80, 0x50, 0x05, 0x02], &initialize_data(500), Some(0x10));
    let of_unload = of_every.iter().copied().filter(|one| one.refusal != Refusal::Suspended).collect::<Vec<_>>();
    pairs +=
        check("INITIALIZE FOR UNLOAD", &unload, &[ANY, BLOCKED, &of_unload, &[NOT_VERIFIED, ONLINE_MAXIMUM, POOR]]);
    println!("INITIALIZE: {pairs} pairs");
}

#[test]
fn second_step_gives_first_reason() {
    let wrong_mac: &[Condition] = &[condition(Refusal::TransactionMacWrong, "mac", |_| {})];
    let of_every: &[Condition] = &[PARAMETERS, TOO_SHORT, WRONG_LE, NOT_SELECTED, NO_STEP];
    // The data of these plans carries no right MAC: the condition that it is wrong holds from the start, and the plan
    // is sound but for it.
    let mut pairs = 0;
    for (name, header, first_step, length, le) in [
        ("CREDIT FOR LOAD", [0x80, 0x52, 0, 0], initialize_load(500), 11, 4),
        ("DEBIT FOR PURCHASE", [0x80, 0x54, 1, 0], initialize_purchase(500), 15, 8),
        ("DEBIT FOR UNLOAD", [0x80, 0x54, 3, 0], initialize_unload(500), 11, 4),
    ] {
        let mut plan = Plan::new(header, &vec![0; length], Some(le));
        plan.initialize = Some(first_step);
        assert_eq!(plan.outcome(), Some(Refusal::TransactionMacWrong), "{name}");
        for one in [ANY, BLOCKED, of_every].concat() {
            for other in [ANY, BLOCKED, of_every, wrong_mac].concat().iter().filter(|other| other.group != one.group) {
                let mut spoilt = plan.clone();
                (one.apply)(&mut spoilt);
                (other.apply)(&mut spoilt);
                let first = if rank(one.refusal) < rank(other.refusal) { one } else { *other };
                let given = spoilt.outcome().map(code);
                assert_eq!(given, Some(code(first.refusal)), "{name}: {:?} and {:?}", one.refusal, other.refusal);
                pairs += usize::from(rank(one.refusal) < rank(other.refusal));
            }
        }
    }
    println!("second steps: {pairs} pairs");
}

#[test]
fn balance_and_proof_give_first_reason() {
    let of_every: &[Condition] = &[PARAMETERS, WRONG_LE, NOT_SELECTED];
    let balance = Plan::new([0x80, 0x5C, 0x00, 0x02], &[], Some(4));
    // GET BALANCE has no data, so that an octet behind Le makes it look like a command with too little data.
    let mut pairs = check("GET BALANCE", &balance, &[ANY, BLOCKED, of_every]);
    let mut proof = Plan::new([0x80, 0x5A, 0x00, 0x06], &[0x00, 0x01], Some(8));
    proof.earlier.push(|stand| drop(stand.purchase(1)));
    let none: Condition = condition(Refusal::ProofNotAvailable, "counter", |plan| plan.command.data[0] = 9);
    let parameters: Condition = condition(Refusal::WrongParameters, "parameters", |plan| plan.command.p1 = 1);
    pairs +=
        check("GET TRANSACTION PROVE", &proof, &[ANY, BLOCKED, &[parameters, TOO_SHORT, WRONG_LE, NOT_SELECTED, none]]);
    println!("balance and proof: {pairs} pairs");
}

fn block_pin(stand: &mut Stand) {
    for _ in 0..3 {
        stand.refused(&verify("9999"));
    }
}

const PIN_BLOCKED: Condition = condition(Refusal::PinBlocked, "pin state", |plan| plan.earlier.push(block_pin));
const PIN_OFF: Condition = condition(Refusal::PinOff, "pin state", |plan| plan.card.start.pin_on = false);
const MALFORMED_PIN: Condition = condition(Refusal::MalformedPin, "pin digits", |plan| plan.command.data[0] = 0xA1);

#[test]
fn pin_commands_give_first_reason() {
    let wrong_pin: Condition = condition(Refusal::PinWrong(0), "pin digits", |plan| plan.command.data[0] = 0x99);
    let mut verify = Plan::new([0x00, 0x20, 0x00, 0x00], &[0x12, 0x34], None);
    verify.verifies = false;
    let mut pairs = check(
        "VERIFY",
        &verify,
        &[ANY, BLOCKED, &[FIRST_PARAMETER, NOT_SELECTED, PIN_BLOCKED, PIN_OFF, MALFORMED_PIN, wrong_pin]],
    );
    let mut change = Plan::new([0x80, 0x5E, 0x01, 0x00], &[0x12, 0x34, 0xFF, 0x56, 0x78], None);
    change.verifies = false;
    pairs += check(
        "PIN CHANGE",
        &change,
        &[ANY, BLOCKED, &[CONTACTLESS, FIRST_PARAMETER, NOT_SELECTED, PIN_BLOCKED, PIN_OFF, MALFORMED_PIN, wrong_pin]],
    );
    let data = reload_pin("5678")[5..].to_vec();
    let mut reload = Plan::new([0x80, 0x5E, 0x00, 0x00], &data, None);
    reload.verifies = false;
    let wrong_mac: Condition =
        condition(Refusal::SecureMessagingMacWrong, "mac", |plan| *plan.command.data.last_mut().unwrap() ^= 1);
    pairs += check(
        "RELOAD PIN",
        &reload,
        &[ANY, BLOCKED, &[CONTACTLESS, FIRST_PARAMETER, NOT_SELECTED, MALFORMED_PIN, wrong_mac]],
    );
    println!("PIN: {pairs} pairs");
}

#[test]
fn pin_unblock_gives_first_reason() {
    use sim_device::sam::pin::unblock_cipher;
    let cipher = |digits: [u8; 2]| unblock_cipher(&key_of(KeyUsage::PinUnblock), &digits).unwrap();
    let mut plan = Plan::secured([0x84, 0x24, 0x00, 0x00], &cipher([0x12, 0x34]));
    plan.command.mac = Some(KeyUsage::PinUnblock);
    plan.earlier.push(block_pin);
    plan.verifies = false;
    let mismatch: Condition = condition(Refusal::PinMismatch, "cipher", |plan| {
        plan.command.data = unblock_cipher(&key_of(KeyUsage::PinUnblock), &[0x43, 0x21]).unwrap().to_vec();
    });
    let not_blocked: Condition = condition(Refusal::PinNotBlocked, "pin state", |plan| {
        plan.earlier.retain(|earlier| !std::ptr::fn_addr_eq(*earlier, block_pin as fn(&mut Stand)));
    });
    let used_up: Condition = condition(Refusal::KeyBlocked, "key tries", |plan| {
        plan.earlier.push(|stand| {
            for _ in 0..3 {
                let command = stand.pin_unblock("4321");
                stand.refused(&command);
            }
        });
    });
    let conditions = [mismatch, CONTACTLESS, FIRST_PARAMETER, TOO_LONG, NOT_SELECTED, NO_CHALLENGE, WRONG_MAC, used_up];
    let mut pairs = check("PIN UNBLOCK", &plan, &[ANY, BLOCKED, &conditions]);
    pairs += check("PIN UNBLOCK of a PIN not blocked", &plan, &[ANY, BLOCKED, &conditions[..7], &[not_blocked]]);
    println!("PIN UNBLOCK: {pairs} pairs");
}

#[test]
fn writing_files_gives_first_reason() {
    let unprotected: Condition = condition(Refusal::ProtectionMismatch, "class", |plan| plan.command.cla = 0x00);
    let binary = Plan::secured([0x04, 0xD6, 0x95, 0x05], &[0xAA; 4]);
    let no_file: Condition = condition(Refusal::FileNotFound, "file", |plan| plan.command.p1 = 0x81);
    let none_current: Condition = condition(Refusal::NoCurrentFile, "file", |plan| plan.command.p1 = 0x00);
    let records: Condition = condition(Refusal::WrongFileType, "file", |plan| plan.command.p1 = 0x97);
    let outside: Condition = condition(Refusal::OffsetOutsideFile, "offset", |plan| plan.command.p2 = 0x40);
    let too_much: Condition = condition(Refusal::NotEnoughSpace, "space", |plan| plan.command.data = vec![0xAA; 60]);
    let of_every: &[Condition] = &[CONTACTLESS, NO_CHALLENGE, WRONG_MAC, unprotected];
    let mut pairs = check(
        "UPDATE BINARY",
        &binary,
        &[ANY, BLOCKED, of_every, &[no_file, none_current, records, outside, too_much]],
    );
    let record = Plan::secured([0x04, 0xDC, 0x01, 0xBC], &[0xAA; 24]);
    let no_file: Condition = condition(Refusal::FileNotFound, "file", |plan| plan.command.p2 = 0x0C);
    let transparent: Condition = condition(Refusal::WrongFileType, "file", |plan| plan.command.p2 = 0xAC);
    let no_record: Condition = condition(Refusal::RecordNotFound, "record", |plan| plan.command.p1 = 9);
    pairs += check("UPDATE RECORD", &record, &[ANY, BLOCKED, of_every, &[no_file, transparent, no_record]]);
    println!("files: {pairs} pairs");
}

#[test]
fn reading_files_gives_first_reason() {
    let binary = Plan::new([0x00, 0xB0, 0x95, 0x00], &[], Some(30));
    let no_file: Condition = condition(Refusal::FileNotFound, "file", |plan| plan.command.p1 = 0x81);
    let none_current: Condition = condition(Refusal::NoCurrentFile, "file", |plan| plan.command.p1 = 0x00);
    let records: Condition = condition(Refusal::WrongFileType, "file", |plan| plan.command.p1 = 0x98);
    let outside: Condition = condition(Refusal::OffsetOutsideFile, "offset", |plan| plan.command.p2 = 0x40);
    let mut pairs = check("READ BINARY", &binary, &[ANY, BLOCKED, &[no_file, none_current, records, outside]]);
    let mut record = Plan::new([0x00, 0xB2, 0x01, 0xC4], &[], Some(23));
    record.earlier.push(|stand| drop(stand.purchase(1)));
    let no_file: Condition = condition(Refusal::FileNotFound, "file", |plan| plan.command.p2 = 0x0C);
    let transparent: Condition = condition(Refusal::WrongFileType, "file", |plan| plan.command.p2 = 0xAC);
    let no_record: Condition = condition(Refusal::RecordNotFound, "record", |plan| plan.command.p1 = 2);
    pairs += check("READ RECORD", &record, &[ANY, BLOCKED, &[no_file, transparent, no_record]]);
    println!("reading: {pairs} pairs");
}

#[test]
fn set_status_gives_first_reason() {
    let mut plain = Plan::new([0x80, 0xF0, 0x40, LifeCycle::Suspended.code()], &AID, None);
    plain.authenticates = true;
    let other_aid: Condition = condition(Refusal::FileNotFound, "data", |plan| plan.command.data[0] ^= 1);
    let no_transition: Condition =
        condition(Refusal::TransitionForbidden, "transition", |plan| state(plan, LifeCycle::Unopened));
    let mut pairs = check(
        "SET STATUS",
        &plain,
        &[ANY, BLOCKED, &[CONTACTLESS, FIRST_PARAMETER, NOT_SELECTED, NOT_AUTHENTICATED, other_aid, no_transition]],
    );
    let money: Condition =
        condition(Refusal::BalanceNotZero, "transition", |plan| plan.command.p2 = LifeCycle::Closed.code());
    pairs += check("SET STATUS closed", &plain, &[ANY, BLOCKED, &[CONTACTLESS, NOT_AUTHENTICATED, other_aid, money]]);
    let secured = Plan::secured([0x84, 0xF0, 0x40, LifeCycle::Suspended.code()], &AID);
    pairs += check(
        "SET STATUS under secure messaging",
        &secured,
        &[
            ANY,
            BLOCKED,
            &[CONTACTLESS, FIRST_PARAMETER, NOT_SELECTED, NO_CHALLENGE, WRONG_MAC, other_aid, no_transition],
        ],
    );
    println!("SET STATUS: {pairs} pairs");
}

#[test]
fn challenge_and_internal_authentication_give_first_reason() {
    let challenge = Plan::new([0x00, 0x84, 0x00, 0x00], &[], Some(8));
    let five: Condition = condition(Refusal::WrongLength, "length", |plan| plan.command.le = Some(5));
    let mut pairs = check("GET CHALLENGE", &challenge, &[ANY, &[PARAMETERS, five]]);
    let internal = Plan::new([0x00, 0x88, 0x00, 0x00], &[0x11; 8], Some(8));
    let no_key: Condition = condition(Refusal::KeyNotFound, "key", |plan| plan.command.p2 = 9);
    let wrong_le: Condition = condition(Refusal::WrongAnswerLength(0), "le", |plan| plan.command.le = Some(3));
    pairs +=
        check("INTERNAL AUTHENTICATE", &internal, &[ANY, BLOCKED, &[FIRST_PARAMETER, NOT_SELECTED, no_key, wrong_le]]);
    println!("challenge and internal authentication: {pairs} pairs");
}

#[test]
fn put_data_gives_first_reason() {
    let limit = Plan::new([0x80, 0xDA, 0xDF, 0x20], &[0, 0, 1, 0], None);
    let unknown: Condition = condition(Refusal::ReferenceNotFound, "tag", |plan| plan.command.p2 = 0x2F);
    let read_only: Condition = condition(Refusal::ReadOnly, "tag", |plan| plan.command.p2 = 0x24);
    let of_every: &[Condition] = &[CONTACTLESS, NOT_SELECTED, TOO_LONG, unknown, read_only];
    let mut pairs = check("PUT DATA limit", &limit, &[ANY, BLOCKED, of_every, &[NOT_VERIFIED]]);
    let mut calibration =
        Plan::new([0x80, 0xDA, 0xDF, 0x22], &[3, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56], None);
    calibration.authenticates = true;
    let reach: Condition = condition(Refusal::WrongData, "data", |plan| plan.command.data[0] = 9);
    let late: Condition = condition(Refusal::CalibrationWindowClosed, "time", |plan| plan.uptime_s = 3_601);
    pairs += check("PUT DATA calibration", &calibration, &[ANY, BLOCKED, of_every, &[NOT_AUTHENTICATED, reach, late]]);
    let switch = Plan::new([0x80, 0xDA, 0xDF, 0x21], &[0], None);
    let no_switch: Condition = condition(Refusal::WrongData, "data", |plan| plan.command.data[0] = 7);
    pairs += check("PUT DATA PIN switch", &switch, &[ANY, BLOCKED, of_every, &[NOT_VERIFIED, no_switch]]);
    let get = Plan::new([0x80, 0xCA, 0xDF, 0x20], &[], Some(4));
    pairs += check("GET DATA", &get, &[ANY, BLOCKED, &[NOT_SELECTED, unknown, WRONG_LE]]);
    println!("parameters: {pairs} pairs");
}

#[test]
fn external_authentication_and_blocks_give_first_reason() {
    let mut wrong_proof = Plan::new([0x00, 0x82, 0x00, 0x01], &[0; 8], None);
    wrong_proof.challenge = true;
    assert_eq!(wrong_proof.outcome(), Some(Refusal::AuthenticationFailed(2)));
    let mut pairs = 0;
    let no_key: Condition = condition(Refusal::KeyNotFound, "key", |plan| plan.command.p2 = 9);
    let failed: Condition = condition(Refusal::AuthenticationFailed(0), "proof", |_| {});
    let used_up: Condition = condition(Refusal::KeyBlocked, "key", |plan| {
        plan.earlier.push(|stand| {
            for _ in 0..3 {
                let command = with_last_octet_wrong(stand.external_authenticate());
                stand.refused(&command);
            }
        });
    });
    let conditions =
        [ANY, BLOCKED, &[CONTACTLESS, FIRST_PARAMETER, TOO_SHORT, NO_CHALLENGE, no_key, used_up, failed]].concat();
    for one in &conditions {
        for other in
            conditions.iter().filter(|other| other.group != one.group && rank(one.refusal) < rank(other.refusal))
        {
            let mut spoilt = wrong_proof.clone();
            (one.apply)(&mut spoilt);
            (other.apply)(&mut spoilt);
            let given = spoilt.outcome().map(code);
            assert_eq!(
                given,
                Some(code(one.refusal)),
                "EXTERNAL AUTHENTICATE: {:?} and {:?}",
                one.refusal,
                other.refusal
            );
            pairs += 1;
        }
    }
    let block = Plan::secured([0x84, 0x1E, 0x00, 0x00], &[]);
    pairs +=
        check("APPLICATION BLOCK", &block, &[ANY, &[CONTACTLESS, FIRST_PARAMETER, TOO_LONG, NO_CHALLENGE, WRONG_MAC]]);
    let mut unblock = Plan::secured([0x84, 0x18, 0x00, 0x00], &[]);
    unblock.at_last = Some(block_application);
    let not_blocked: Condition = condition(Refusal::ApplicationNotBlocked, "block", |plan| plan.at_last = None);
    pairs += check(
        "APPLICATION UNBLOCK",
        &unblock,
        &[ANY, &[CONTACTLESS, FIRST_PARAMETER, TOO_LONG, NO_CHALLENGE, WRONG_MAC, not_blocked]],
    );
    let card = Plan::secured([0x84, 0x16, 0x00, 0x00], &[]);
    pairs += check("CARD BLOCK", &card, &[ANY, &[CONTACTLESS, FIRST_PARAMETER, TOO_LONG, NO_CHALLENGE, WRONG_MAC]]);
    println!("authentication and blocks: {pairs} pairs");
}
