//! What a fleet counts, in words.

use sim_lab::fleet::TallyKind;

/// Returns the words for a kind of happening.
pub(super) const fn kind_words(kind: TallyKind) -> &'static str {
    match kind {
        TallyKind::Purchase => "purchases",
        TallyKind::PurchaseCompleted => "purchases completed by another tap",
        TallyKind::PurchaseRefused => "purchases refused or cut off",
        TallyKind::TopUpAsked => "top-ups asked for",
        TallyKind::TopUpRefused => "top-ups refused by the menu",
        TallyKind::TopUpReserved => "top-ups begun by the platform",
        TallyKind::TopUpSettled => "top-ups settled",
        TallyKind::TopUpRefunded => "top-ups refunded",
        TallyKind::HallLoad => "loads at halls",
        TallyKind::HallLoadRefused => "loads at halls refused",
        TallyKind::Recharge => "recharges by scratch card",
        TallyKind::Bill => "phone bills paid",
        TallyKind::BillRefused => "bills and recharges refused",
        TallyKind::PurchaseSettled => "purchases settled",
        TallyKind::UploadRefused => "uploads that failed",
        TallyKind::Message => "short messages",
        TallyKind::MessageFate => "messages that met a fate",
        TallyKind::PowerCut => "power cuts in cards",
    }
}

/// Returns a time as people read it: `8 s`, `5 min`, `2 h`.
pub(super) fn time_words(ms: u64) -> String {
    match ms / 1000 {
        seconds if seconds % 3600 == 0 && seconds > 0 => format!("{} h", seconds / 3600),
        seconds if seconds % 60 == 0 && seconds > 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}
