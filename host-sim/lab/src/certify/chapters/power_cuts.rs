//! Chapter "Power cuts": every memory write of a command is torn, and the card must be as before the command or as
//! after it. What is torn is seen from outside: balance, counters, log, limit, state, and the proof.

use sim_device::memory::{PowerCut, Tear};
use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;
use sim_wire::count::Counted;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::LogRecord;

use crate::certify::bench::{Bench, SUCCESS, is_equal, is_octets, is_status};
use crate::certify::chapters::log::{RECORDS, read_record};
use crate::certify::check::{CardCheck, check};
use crate::certify::issuer::{put_limit, set_status};
use crate::certify::known_state::WalletState;
use crate::certify::verdict::CheckError;

const WHOLE: (&str, &str) = (
    "JR/T 0025.2 §5.6 (protection against pulling the card); docs/POWER-LOSS.md",
    "After a cut the card is as before the command or as after it, never between.",
);
const PROOF: (&str, &str) = (
    "JR/T 0025.2 GET TRANSACTION PROVE",
    "The proof of a transaction can be asked for if and only if the money moved.",
);

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("purchase", "A purchase that is cut short is whole or has not been.", WHOLE, purchase),
    check("load", "A load that is cut short is whole or has not been.", WHOLE, load),
    check("unload", "An unload that is cut short is whole or has not been.", WHOLE, unload),
    check("limit", "A limit that is cut short is the old or the new one.", WHOLE, limit),
    check("state", "A suspension that is cut short has or has not been.", WHOLE, state),
    check("swallowed-answer", "The answer that a cut swallowed can be asked for.", PROOF, swallowed_answer),
];

/// Most writes of one command that are cut.
const WRITES_MAX: u64 = 8;

/// Ways in which each write is torn.
const TEARS: [Tear; 7] =
    [Tear::Nothing, Tear::All, Tear::Half, Tear::First(1), Tear::AllBut(0), Tear::Octets(1), Tear::Bits(1)];

/// View of the wallet from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OuterView {
    state: WalletState,
    online: u16,
    offline: u16,
    log: Vec<Vec<u8>>,
}

/// Command that is cut, with the view before, the view after, and the question for the proof.
struct CutCommand {
    command: Vec<u8>,
    before: OuterView,
    after: OuterView,
    /// GET TRANSACTION PROVE and its answer; `None` for a command without a proof.
    proof: Option<(Vec<u8>, Vec<u8>)>,
}

impl OuterView {
    fn of(bench: &mut Bench<'_>) -> Result<OuterView, CheckError> {
        let state = bench.observe()?;
        let mut log = Vec::new();
        for number in 1..=RECORDS {
            let reply = bench.send(&read_record(number))?;
            if reply.status != SUCCESS {
                break;
            }
            log.push(reply.data);
        }
        // Counters are told by INITIALIZE, which a suspended wallet refuses.
        let (online, offline) = match state.life_cycle {
            LifeCycle::Open => {
                let online = bench.begin_transfer(TransferDirection::Unload, Fen(1))?.online.card.counter;
                (online, bench.begin_purchase(Fen(1))?.purchase.card.counter)
            }
            _ => (0, 0),
        };
        Ok(OuterView { state, online, offline, log })
    }

    /// Returns the view after a transaction.
    fn with(&self, record: Option<LogRecord>, balance: Option<Fen>, (online, offline): (u16, u16)) -> OuterView {
        let mut after = self.clone();
        after.state.balance = balance.unwrap_or_default();
        after.online = self.online.wrapping_add(online);
        after.offline = self.offline.wrapping_add(offline);
        after.log.splice(0..0, record.map(|record| record.emit().to_vec()));
        after.log.truncate(usize::from(RECORDS));
        after
    }

    fn words(&self) -> String {
        let WalletState { balance, life_cycle, limit, .. } = self.state;
        let newest = self.log.first().map(hex::encode_upper).unwrap_or_default();
        format!(
            "{} with {balance}, counters {} and {}, limit {:08X}, {}, the newest {newest}",
            life_cycle.name(),
            self.online,
            self.offline,
            limit.0,
            Counted(self.log.len(), "record"),
        )
    }
}

/// Cuts every write of a command in every way. `begin` brings the card to just before the command.
fn cut_everywhere(
    bench: &mut Bench<'_>,
    begin: impl Fn(&mut Bench<'_>) -> Result<CutCommand, CheckError>,
) -> Result<(), CheckError> {
    for write in 0..WRITES_MAX {
        for tear in TEARS {
            let begun = begin(bench)?;
            if let Some(reply) = bench.send_cut(PowerCut::at_write(write, tear), &begun.command)? {
                is_status("the command that was not cut", SUCCESS, reply.status)?;
                return is_equal("the writes of the command", "one or more", 0, write > 0);
            }
            judge(bench, &begun)?;
        }
    }
    Ok(())
}

/// Starts the card after a cut and judges its state.
fn judge(bench: &mut Bench<'_>, begun: &CutCommand) -> Result<(), CheckError> {
    bench.select()?;
    let view = OuterView::of(bench)?;
    let is_whole = view == begun.before || view == begun.after;
    let expected = format!("{}; or {}", begun.before.words(), begun.after.words());
    is_equal("the wallet after a power cut", expected, view.words(), is_whole)?;
    let Some((ask, proof)) = &begun.proof else { return Ok(()) };
    let is_done = view == begun.after;
    match is_done {
        true => bench.expect_data("GET TRANSACTION PROVE after the cut", ask, proof),
        false => bench.expect("GET TRANSACTION PROVE after the cut", ask, 0x9406).map(drop),
    }
}

fn begin_purchase(bench: &mut Bench<'_>) -> Result<CutCommand, CheckError> {
    bench.prepare(300)?;
    let before = OuterView::of(bench)?;
    let begun = bench.begin_purchase(Fen(9))?;
    let purchase = &begun.purchase;
    let after = before.with(purchase.log_record(), purchase.new_balance(), (0, 1));
    let answer = purchase.prove_answer(&begun.session, &bench.tac_key()?);
    let proof = purchase.prove().map(|ask| (ask, answer));
    Ok(CutCommand { command: begun.debit(), before, after, proof })
}

fn begin_transfer(bench: &mut Bench<'_>, direction: TransferDirection) -> Result<CutCommand, CheckError> {
    bench.prepare(300)?;
    let before = OuterView::of(bench)?;
    let begun = bench.begin_transfer(direction, Fen(9))?;
    let online = &begun.online;
    let own = match direction {
        TransferDirection::Load => online.tac(&bench.tac_key()?),
        TransferDirection::Unload => online.mac3(&begun.session),
    };
    let after = before.with(online.log_record(), online.new_balance(), (1, 0));
    let proof = online.prove().zip(own.map(|own| online.prove_answer(own)));
    Ok(CutCommand { command: begun.complete(), before, after, proof })
}

fn purchase(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    cut_everywhere(bench, begin_purchase)
}

fn load(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    cut_everywhere(bench, |bench| begin_transfer(bench, TransferDirection::Load))
}

fn unload(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    cut_everywhere(bench, |bench| begin_transfer(bench, TransferDirection::Unload))
}

fn limit(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    cut_everywhere(bench, |bench| {
        bench.prepare(300)?;
        let before = OuterView::of(bench)?;
        let mut after = before.clone();
        after.state.limit = Fen(1_234);
        Ok(CutCommand { command: put_limit(Fen(1_234)), before, after, proof: None })
    })
}

fn state(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    cut_everywhere(bench, |bench| {
        bench.prepare(300)?;
        let before = OuterView::of(bench)?;
        let mut after = OuterView { online: 0, offline: 0, ..before.clone() };
        after.state.life_cycle = LifeCycle::Suspended;
        let (key, challenge) = (bench.maintenance()?, bench.challenge()?);
        let header = set_status(0x84, LifeCycle::Suspended.code());
        let aid = &bench.profile.card.aid;
        let command = sim_device::sam::secure_messaging::protect(&key.key, challenge, header, aid);
        Ok(CutCommand { command: command.unwrap_or_default(), before, after, proof: None })
    })
}

/// Cuts the power after the command is carried out and before its answer leaves the card.
fn swallowed_answer(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let begun = begin_purchase(bench)?;
    let is_cut = bench.send_cut(PowerCut::at_answer(0), &begun.command)?.is_none();
    is_equal("the answer", "none after the cut", "one", is_cut)?;
    bench.select()?;
    let view = OuterView::of(bench)?;
    is_equal("the wallet after the cut", begun.after.words(), view.words(), view == begun.after)?;
    let Some((ask, proof)) = &begun.proof else { return Ok(()) };
    let found = bench.expect("GET TRANSACTION PROVE after the cut", ask, SUCCESS)?;
    is_octets("the proof", proof, &found)
}
