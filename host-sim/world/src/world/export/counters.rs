//! List of what may leave of the counters of shops and halls: contracts, terminals, purchases, batches, unloads and
//! swaps. Names of shops are texts that a person chose, and stay.

use serde::Serialize;

use crate::action::PosPlace;
use crate::platform::Platform;
use crate::platform::acquiring::{BatchId, BatchRecord, PurchaseRecord, PurchaseState};
use crate::platform::hall::{CardSwap, SwapState, Unload, UnloadState};
use crate::platform::merchant::MerchantContract;
use crate::platform::number::Msisdn;
use crate::shop::Shop;
use sim_wire::record::TerminalTime;

/// Exported state of the counters at the platform.
#[derive(Serialize)]
pub(super) struct ShownCounters {
    merchants: Vec<ShownMerchant>,
    purchases: Vec<ShownPurchase>,
    batches: Vec<ShownBatch>,
    unloads: Vec<ShownUnload>,
    swaps: Vec<ShownSwap>,
}

impl ShownCounters {
    pub(super) fn of(platform: &Platform) -> ShownCounters {
        let acquiring = platform.acquiring();
        ShownCounters {
            merchants: acquiring.merchants().map(ShownMerchant::of).collect(),
            purchases: acquiring.purchases().map(ShownPurchase::of).collect(),
            batches: acquiring.batches().map(ShownBatch::of).collect(),
            unloads: platform.unloads().map(ShownUnload::of).collect(),
            swaps: platform.swaps().map(ShownSwap::of).collect(),
        }
    }
}

/// Exported contract of a merchant.
#[derive(Serialize)]
struct ShownMerchant {
    merchant: String,
    commission: u16,
    terminals: Vec<String>,
}

impl ShownMerchant {
    fn of(contract: &MerchantContract) -> ShownMerchant {
        ShownMerchant {
            merchant: contract.number.to_string(),
            commission: contract.commission.into(),
            terminals: contract.terminals.iter().map(|terminal| terminal.pos.to_string()).collect(),
        }
    }
}

/// Exported purchase as the platform has it, without its TAC.
#[derive(Serialize)]
struct ShownPurchase {
    merchant: String,
    pos: String,
    batch: u32,
    voucher: u32,
    asn: String,
    counter: u16,
    amount: u32,
    at: String,
    state: PurchaseState,
}

impl ShownPurchase {
    fn of(record: &PurchaseRecord) -> ShownPurchase {
        let entry = &record.entry;
        ShownPurchase {
            merchant: record.sender.merchant.to_string(),
            pos: record.sender.pos.to_string(),
            batch: record.batch,
            voucher: entry.voucher,
            asn: hex::encode_upper(entry.asn),
            counter: entry.card_counter,
            amount: entry.amount.0,
            at: TerminalTime(entry.at).to_string(),
            state: record.state,
        }
    }
}

/// Exported batch as the platform has it.
#[derive(Serialize)]
struct ShownBatch {
    psam: String,
    batch: u32,
    sold: u32,
    sum: u64,
    voided: u32,
    is_settled: bool,
}

impl ShownBatch {
    fn of((id, record): (&BatchId, &BatchRecord)) -> ShownBatch {
        ShownBatch {
            psam: hex::encode_upper(id.terminal),
            batch: id.batch,
            sold: record.totals.sold,
            sum: record.totals.sum,
            voided: record.totals.voided,
            is_settled: record.result.is_some(),
        }
    }
}

/// Exported unload at a hall.
#[derive(Serialize)]
struct ShownUnload {
    id: u64,
    number: Msisdn,
    asn: String,
    amount: u32,
    counter: u16,
    state: UnloadState,
}

impl ShownUnload {
    fn of(unload: &Unload) -> ShownUnload {
        ShownUnload {
            id: unload.id.0,
            number: unload.number,
            asn: unload.asn.to_string(),
            amount: unload.amount.0,
            counter: unload.counter,
            state: unload.state,
        }
    }
}

/// Exported swap of a card.
#[derive(Serialize)]
struct ShownSwap {
    number: Msisdn,
    old: String,
    new: Option<String>,
    amount: u32,
    begun: String,
    state: &'static str,
}

impl ShownSwap {
    fn of(swap: &CardSwap) -> ShownSwap {
        let (state, new) = match swap.state {
            SwapState::Registering => ("registering", None),
            SwapState::Registered => ("registered", None),
            SwapState::Issued(new) => ("issued", Some(new)),
            SwapState::Loading(new, _) => ("loading", Some(new)),
            SwapState::Loaded(new) => ("loaded", Some(new)),
        };
        ShownSwap {
            number: swap.number,
            old: swap.old.to_string(),
            new: new.map(|new| new.to_string()),
            amount: swap.amount.0,
            begun: swap.begun.to_string(),
            state,
        }
    }
}

/// Exported terminal of a shop, with its open batch.
#[derive(Serialize)]
pub(super) struct ShownTerminal {
    place: u32,
    merchant: String,
    pos: String,
    psam: String,
    batch: u32,
    sold: u32,
    sum: u64,
    voided: u32,
    pending: usize,
    is_closing: bool,
}

impl ShownTerminal {
    pub(super) fn of((PosPlace(place), shop): (PosPlace, &Shop)) -> ShownTerminal {
        let terminal = shop.terminal();
        let (sender, totals) = (terminal.sender(), terminal.totals());
        ShownTerminal {
            place,
            merchant: sender.merchant.to_string(),
            pos: sender.pos.to_string(),
            psam: hex::encode_upper(sender.terminal),
            batch: terminal.batch(),
            sold: totals.sold,
            sum: totals.sum,
            voided: totals.voided,
            pending: terminal.pending().len(),
            is_closing: terminal.is_closing(),
        }
    }
}
