//! Vectors of whole transactions. A published log may leave out what it did not need, so a value is computed only where
//! its inputs are present.

use sim_wire::Fen;
use sim_wire::record::TransactionKind;
use sim_wire::status::StatusWord;

use super::given::VectorFields;
use super::{Mismatch, Results};
use crate::sam::SessionKey;
use crate::sam::command::PurseApplication;
use crate::sam::psam::{InitSam, KeyScope, MasterKey, Psam, credit_sam};
use crate::sam::transaction::{CardSide, KeyLabel, Online, OverdrawUpdate, Purchase, TransferDirection};
use crate::sam::transaction_mac::{DatedRequest, LimitRequest, TransactionRequest};
use sim_codec::crypto::des::DesBlock;

/// Answer to INITIALIZE in parts, read from the inputs of a vector.
struct Answer {
    balance: Option<Fen>,
    counter: u16,
    random: [u8; 4],
    label: KeyLabel,
}

/// Reads the card's answer from the inputs.
fn answer(given: &VectorFields, counter: &str) -> Result<Answer, Mismatch> {
    let [version] = given.maybe("key_version")?.unwrap_or([0x01]);
    let [algorithm] = given.maybe("algorithm")?.unwrap_or([0x00]);
    let balance = given.maybe("old_balance")?.map(Fen::from_bytes);
    let (counter, random) = (given.counter(counter)?, given.array("card_random")?);
    Ok(Answer { balance, counter, random, label: KeyLabel { version, algorithm } })
}

impl Answer {
    /// Returns the card's side; if the balance is not known, nothing that depends on it is computed.
    fn card(&self) -> CardSide {
        CardSide { balance: self.balance.unwrap_or_default(), counter: self.counter, random: self.random }
    }
}

fn dated(given: &VectorFields) -> Result<DatedRequest, Mismatch> {
    let (amount, kind, terminal) = (given.fen("amount")?, given.transaction_kind()?, given.terminal()?);
    Ok(TransactionRequest { amount, kind, terminal }.at(given.at()?))
}

/// Returns key index and application. The index is seldom an input, and unload exists on deposit and purse alike. The
/// expected command is read for these two octets, and for nothing else.
fn place(given: &VectorFields, kind: TransactionKind) -> Result<(u8, PurseApplication), Mismatch> {
    let index = match given.maybe("key_index")? {
        Some([index]) => index,
        None => given.octet_of_expected("init_apdu", 5)?.unwrap_or(0x01),
    };
    let application = match PurseApplication::of(kind) {
        Some(application) => application,
        None => {
            let code = given.octet_of_expected("init_apdu", 3)?.unwrap_or(0x01);
            PurseApplication::from_code(code).ok_or_else(|| format!("P2 is {code:02X}"))?
        }
    };
    Ok((index, application))
}

/// Adds a value if it can be computed.
fn add(computed: &mut Results, name: &'static str, value: Option<impl AsRef<[u8]>>) {
    if let Some(value) = value {
        computed.insert(name, value.as_ref().to_vec());
    }
}

/// Computes what load and unload share; returns the transaction for the rest.
fn online(
    given: &VectorFields,
    direction: TransferDirection,
    key: &str,
) -> Result<(Online, SessionKey, Answer, Results), Mismatch> {
    let answer = answer(given, "online_seq")?;
    let online = Online { direction, dated: dated(given)?, card: answer.card() };
    let session = online.session_key(&given.key(key)?);
    let mut computed = Results::new();
    add(&mut computed, "session_key", Some(session.0));
    add(&mut computed, "MAC2_input", Some(online.mac2_input()));
    add(&mut computed, "MAC2", Some(online.mac2(&session)));
    add(&mut computed, "log_record", online.log_record().map(|record| record.emit()));
    add(&mut computed, "prove_apdu", online.prove());
    let (index, application) = place(given, online.dated.request.kind)?;
    add(&mut computed, "init_apdu", Some(online.initialize(application, index)));
    if answer.balance.is_some() {
        add(&mut computed, "MAC1_input", Some(online.mac1_input()));
        add(&mut computed, "MAC1", Some(online.mac1(&session)));
        add(&mut computed, "init_response", Some(online.initialize_answer(answer.label, &session)));
        add(&mut computed, "new_balance", online.new_balance().map(Fen::to_bytes));
    }
    Ok((online, session, answer, computed))
}

pub(super) fn load(given: &VectorFields) -> Result<Results, Mismatch> {
    let (load, session, answer, mut computed) = online(given, TransferDirection::Load, "DLK")?;
    let tac_key = given.tac_key()?;
    add(&mut computed, "credit_apdu", Some(load.complete(&session)));
    if answer.balance.is_some() {
        let tac = tac_key.and_then(|key| load.tac(&key));
        add(&mut computed, "TAC_input", load.proof_input());
        add(&mut computed, "TAC", tac);
        add(&mut computed, "prove_response", tac.map(|tac| load.prove_answer(tac)));
        add(&mut computed, "prove_response_vendor", tac.map(|tac| load.prove_answer(tac)));
    }
    Ok(computed)
}

pub(super) fn unload(given: &VectorFields) -> Result<Results, Mismatch> {
    let (unload, session, answer, mut computed) = online(given, TransferDirection::Unload, "DULK")?;
    add(&mut computed, "debit_apdu", Some(unload.complete(&session)));
    if answer.balance.is_some() {
        let mac3 = unload.mac3(&session);
        add(&mut computed, "MAC3_input", unload.proof_input());
        add(&mut computed, "MAC3", mac3);
        add(&mut computed, "debit_response", mac3);
        add(&mut computed, "prove_response", mac3.map(|mac| unload.prove_answer(mac)));
        add(&mut computed, "prove_response_vendor", mac3.map(|mac| unload.prove_answer(mac)));
    }
    Ok(computed)
}

pub(super) fn purchase(given: &VectorFields) -> Result<Results, Mismatch> {
    let answer = answer(given, "offline_seq")?;
    let purchase = Purchase {
        dated: dated(given)?,
        card: answer.card(),
        terminal_counter: given.array("terminal_seq").map(u32::from_be_bytes)?,
        overdraw_limit: given.maybe("overdraft")?.unwrap_or_default(),
        code: given.maybe("moc_auth_code")?,
    };
    let session = purchase.session_key(&given.key("DPK")?);
    let mut computed = Results::new();
    add(&mut computed, "session_key", Some(session.0));
    add(&mut computed, "MAC1_input", Some(purchase.mac1_input()));
    add(&mut computed, "MAC1", Some(purchase.mac1(&session)));
    add(&mut computed, "MAC2_input", Some(purchase.mac2_input()));
    add(&mut computed, "MAC2", Some(purchase.mac2(&session)));
    add(&mut computed, "TAC_input", Some(purchase.tac_input()));
    add(&mut computed, "debit_apdu", Some(purchase.debit(&session)));
    add(&mut computed, "log_record", purchase.log_record().map(|record| record.emit()));
    add(&mut computed, "prove_apdu", purchase.prove());
    let (index, application) = place(given, purchase.dated.request.kind)?;
    add(&mut computed, "init_apdu", Some(purchase.initialize(application, index)));
    if let Some(key) = given.tac_key()? {
        add(&mut computed, "TAC", Some(purchase.tac(&key)));
        add(&mut computed, "debit_response", Some(purchase.debit_answer(&session, &key)));
        add(&mut computed, "prove_response", Some(purchase.prove_answer(&session, &key)));
    }
    if answer.balance.is_some() {
        add(&mut computed, "init_response", Some(purchase.initialize_answer(answer.label)));
        add(&mut computed, "new_balance", purchase.new_balance().map(Fen::to_bytes));
    }
    Ok(computed)
}

pub(super) fn overdraw(given: &VectorFields) -> Result<Results, Mismatch> {
    let answer = answer(given, "online_seq")?;
    let update = OverdrawUpdate {
        request: LimitRequest { kind: given.transaction_kind()?, terminal: given.terminal()? },
        at: given.at()?,
        card: CardSide { balance: answer.balance.ok_or("the balance is missing")?, ..answer.card() },
        old_limit: given.array("old_limit")?,
        new_limit: given.array("new_limit")?,
    };
    let session = update.session_key(&given.key("DUK")?);
    let index = given.octet_of_expected("init_apdu", 5)?.unwrap_or(0x01);
    let mut computed = Results::new();
    add(&mut computed, "session_key", Some(session.0));
    add(&mut computed, "MAC1_input", Some(update.mac1_input()));
    add(&mut computed, "MAC1", Some(update.mac1(&session)));
    add(&mut computed, "MAC2_input", Some(update.mac2_input()));
    add(&mut computed, "MAC2", Some(update.mac2(&session)));
    add(&mut computed, "new_balance", update.new_balance().map(Fen::to_bytes));
    add(&mut computed, "TAC_input", update.tac_input());
    add(&mut computed, "TAC", given.tac_key()?.and_then(|key| update.tac(&key)));
    add(&mut computed, "init_apdu", Some(update.initialize(index)));
    add(&mut computed, "init_response", Some(update.initialize_answer(answer.label, &session)));
    add(&mut computed, "update_apdu", Some(update.update(&session)));
    Ok(computed)
}

/// Computes the TAC of a purchase by itself.
pub(super) fn tac(given: &VectorFields) -> Result<Results, Mismatch> {
    let input = dated(given)?.purchase_tac(given.array("terminal_seq").map(u32::from_be_bytes)?);
    let mac = given.tac_key()?.ok_or("DTK is missing")?.mac(&input);
    Ok([("TAC_input", input), ("TAC", mac.to_vec())].into())
}

/// Computes the PSAM's two commands through the PSAM itself; the answers of a right card are computed beside it.
pub(super) fn psam(given: &VectorFields) -> Result<Results, Mismatch> {
    let factors: Result<Vec<Option<DesBlock>>, Mismatch> =
        ["asn8", "bank8", "city8"].into_iter().map(|name| given.maybe(name)).collect();
    let [key_version] = given.maybe("dpk_version")?.unwrap_or([0x01]);
    let [algorithm] = given.maybe("algorithm")?.unwrap_or([0x00]);
    let asked = InitSam {
        random: given.array("card_random")?,
        offline_counter: given.counter("offline_seq")?,
        amount: given.fen("amount")?,
        kind: given.transaction_kind()?,
        at: given.at()?,
        key_version,
        algorithm,
        factors: factors?.into_iter().flatten().collect(),
    };
    let counter = u32::from_be_bytes(given.array("psam_terminal_seq")?);
    let master = MasterKey { version: key_version, scope: KeyScope::Diversified, key: given.only_key()? };
    let key = asked.purchase_key(&master.key);
    let session = SessionKey::purchase(&key, asked.random, asked.offline_counter, counter);
    let mac2 = session.mac(&asked.amount.to_bytes());
    let command = asked.emit().ok_or("one to three factors were expected")?;
    let mut psam = Psam::new(given.array("psam_terminal_no")?, vec![master], counter);
    let answer = psam.transmit(&command);
    let credited = psam.transmit(&credit_sam(mac2));
    if (answer.status, credited.status) != (StatusWord::SUCCESS, StatusWord::SUCCESS) {
        return Err(format!("the PSAM answers {answer:?} and {credited:?}"));
    }
    let mac1 = answer.data.last_chunk::<4>().ok_or("the PSAM answers no MAC1")?.to_vec();
    let mut computed = Results::new();
    add(&mut computed, "apdu", Some(command));
    add(&mut computed, "response", Some(&answer.data));
    add(&mut computed, "DPK", Some(key));
    add(&mut computed, "session_key", Some(session.0));
    add(&mut computed, "MAC1", Some(mac1));
    add(&mut computed, "MAC2", Some(mac2));
    add(&mut computed, "credit_sam_apdu", Some(credit_sam(mac2)));
    Ok(computed)
}
