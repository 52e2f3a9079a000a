//! What a shop's terminal says: why a tap, a receipt or an upload came to nothing, and the results, in Chinese.

use sim_codec::amount;
use sim_device::pos::line::{AcquirerError, AcquirerLineError, BatchEntryError, BatchResult};
use sim_device::pos::receipt::ReceiptField;
use sim_device::pos::sale::SaleError;
use sim_device::pos::take_back::{TakeBackError, TakenBack};
use sim_device::pos::tap::{TapError, TapRefusalReason};
use sim_device::pos::terminal::OnlineError;
use sim_wire::count::Counted;
use sim_wire::record::LogRecord;
use sim_world::radio_field::FieldError;
use sim_world::world::ShopError;

use super::{Language, card};

/// Renders the power failure of a terminal.
const POWER_FAILED: &str = "终端断电。";
/// Renders a batch that is being closed.
const CLOSING: &str = "批次正在结算,请先完成批上送。";

fn yuan(fen: impl Into<i128>) -> String {
    amount::in_chinese(fen.into())
}

/// Renders the reason for which a shop did not do what was asked, as a sentence in Chinese.
pub(super) fn failure(why: &ShopError) -> String {
    match why {
        ShopError::NoSuchPos(place) => format!("没有编号为 {place} 的 POS 终端。"),
        ShopError::Field(why) => field(why),
        ShopError::Sale(why) => sale(why),
        ShopError::Card(why) => tap(*why),
        ShopError::NoReceipt(place) => {
            let (pos, batch, voucher) = (place.pos, place.batch, place.voucher);
            format!("POS 终端 {pos} 没有打印过批次 {batch:06}、凭证 {voucher:06} 的凭证。")
        }
        ShopError::TakeBack(why) => take_back(why),
        ShopError::Online(OnlineError::Line(why)) => line(why),
        ShopError::Online(OnlineError::PowerFailed(_)) => POWER_FAILED.to_owned(),
    }
}

fn field(why: &FieldError) -> String {
    match why {
        FieldError::NoCard => "没有读到卡,请将手机靠近 POS 终端。".to_owned(),
        FieldError::Collision(cards) => format!("同时读到 {} 张卡,请只放一部手机。", cards.len()),
        FieldError::NoSuchCard(_) => "没有这部手机。".to_owned(),
    }
}

fn sale(why: &SaleError) -> String {
    match why {
        SaleError::NoAmount => "消费金额应大于 0.00 元。".to_owned(),
        SaleError::OverCeiling(most) => format!("消费金额超过终端单笔限额 {}。", yuan(most.0)),
        SaleError::BatchFull(most) => format!("批次已满 {most} 笔,请先批上送。"),
        SaleError::BatchClosing => CLOSING.to_owned(),
        SaleError::BlackListed => "此卡在黑名单中,不能消费。".to_owned(),
        SaleError::Card(why) => tap(*why),
        SaleError::Unfinished => "卡在扣款时离开,请再刷一次同一张卡。".to_owned(),
        SaleError::WrongMac2 => "卡的 MAC2 不正确,可能是伪卡。".to_owned(),
        SaleError::Unproved(amount) => {
            format!("此卡上一笔消费 {} 尚未得到证明,暂不能再次消费。", yuan(amount.0))
        }
        SaleError::Psam(status) => format!("安全模块拒绝({:04X})。", status.0),
        SaleError::Line(why) => format!("上一笔消费不能完成:{}", line(why)),
        SaleError::PowerFailed(_) => POWER_FAILED.to_owned(),
    }
}

fn tap(why: TapError) -> String {
    match why {
        TapError::NoAnswer(_) => "没有读到卡,请再刷一次。".to_owned(),
        TapError::NoWallet => "卡上没有手机钱包。".to_owned(),
        TapError::Refused(refusal) => {
            let reason = match refusal.reason() {
                TapRefusalReason::InsufficientBalance => "钱包余额不足",
                TapRefusalReason::NotPermitted => "超过单次消费限额,或钱包未开通、已暂停",
                TapRefusalReason::WrongMac1 => "终端的 MAC1 不正确",
                TapRefusalReason::CounterAtMaximum => "卡的交易次数已用完",
                TapRefusalReason::NoKey => "卡没有这个消费密钥",
                TapRefusalReason::Blocked => "卡或钱包已锁定",
                TapRefusalReason::Other => "卡拒绝",
            };
            format!("{reason}({:04X})。", refusal.status.0)
        }
        TapError::Malformed(_) => "卡的应答不正确。".to_owned(),
    }
}

fn take_back(why: &TakeBackError) -> String {
    match why {
        TakeBackError::Foreign => "凭证是别的终端打印的。".to_owned(),
        TakeBackError::Unknown { batch, voucher } => {
            format!("终端没有打印过批次 {batch:06}、凭证 {voucher:06} 的凭证。")
        }
        TakeBackError::Altered(field) => altered(*field),
        TakeBackError::TakenBack => "这笔消费已经撤销或退货。".to_owned(),
        TakeBackError::BatchClosing => CLOSING.to_owned(),
        TakeBackError::Line(why) => line(why),
        TakeBackError::PowerFailed(_) => POWER_FAILED.to_owned(),
    }
}

/// Renders a receipt that is not as it was printed.
fn altered(field: ReceiptField) -> String {
    let name = match field {
        ReceiptField::MerchantName => "商户名称",
        ReceiptField::Merchant => "商户号",
        ReceiptField::Pos => "终端号",
        ReceiptField::Terminal => "安全模块号",
        ReceiptField::Batch => "批次号",
        ReceiptField::Voucher => "凭证号",
        ReceiptField::CardNumber => "卡号",
        ReceiptField::TerminalCounter => "终端交易序号",
        ReceiptField::CardCounter => "卡交易序号",
        ReceiptField::Amount => "金额",
        ReceiptField::Balance => "余额",
        ReceiptField::Time => "日期时间",
        ReceiptField::Tac => "TAC",
    };
    format!("凭证与打印时不符:{name}不同。")
}

fn line(why: &AcquirerLineError) -> String {
    match why {
        AcquirerLineError::Broken(_) => "与平台的线路中断。".to_owned(),
        AcquirerLineError::Refused(why) => acquirer(why),
        AcquirerLineError::UnexpectedAnswer => "平台的应答不是所问的。".to_owned(),
    }
}

/// Renders the refusal of the platform.
fn acquirer(why: &AcquirerError) -> String {
    match why {
        AcquirerError::UnknownTerminal => "平台没有与这个商户和终端签约。".to_owned(),
        AcquirerError::UnknownCard => "平台没有发行这张卡。".to_owned(),
        AcquirerError::WrongTac => "TAC 不正确。".to_owned(),
        AcquirerError::Altered(field) => altered(*field),
        AcquirerError::Foreign => "凭证是别的终端打印的。".to_owned(),
        AcquirerError::UnknownPurchase => "平台没有这笔消费。".to_owned(),
        AcquirerError::TakenBack => "这笔消费已经撤销或退货。".to_owned(),
        AcquirerError::Uploaded => "批次已上送,应退货,不能撤销。".to_owned(),
        AcquirerError::NotUploaded => "批次未上送,应撤销,不能退货。".to_owned(),
        AcquirerError::NoAccount => "持卡人没有手机支付账户,不能退款。".to_owned(),
        AcquirerError::NotCovered => "钱包没有过这么多钱。".to_owned(),
        AcquirerError::BatchNotOpen(batch) => format!("批次 {batch:06} 没有开始上送。"),
        AcquirerError::BatchSettled(batch) => format!("批次 {batch:06} 已经结算,内容不同。"),
        AcquirerError::Missing(voucher) => format!("批次缺少凭证 {voucher:06}。"),
        AcquirerError::Twice(voucher) => format!("凭证 {voucher:06} 重复或顺序不对。"),
        AcquirerError::TotalsDiffer => "批次总数与明细不符。".to_owned(),
        AcquirerError::TooMany => "一个报文里的明细太多。".to_owned(),
    }
}

/// Renders the reason for which an entry settled nothing.
pub(super) const fn entry(why: BatchEntryError) -> &'static str {
    match why {
        BatchEntryError::WrongTac => "TAC 不正确",
        BatchEntryError::UnknownCard => "不是平台发行的卡",
        BatchEntryError::Repeated => "已经结算过",
        BatchEntryError::Foreign => "是别的终端的消费",
        BatchEntryError::VoidUnknown => "终端与平台对撤销的记录不一致",
        BatchEntryError::NotCovered => "钱包没有过这么多钱",
    }
}

/// Renders the way in which a purchase was taken back.
pub(super) const fn taken_back(language: Language, how: TakenBack) -> &'static str {
    match how {
        TakenBack::Voided => language.of("已撤销", "voided"),
        TakenBack::Returned => language.of("已退货", "returned"),
    }
}

/// Renders the result of an upload in Chinese.
pub(super) fn settled(result: &BatchResult) -> String {
    let totals = &result.settled;
    let mut text = format!("已结算 {} 笔,{}", totals.sold, yuan(totals.sum));
    if totals.voided > 0 {
        text.push_str(&format!(",撤销 {} 笔", totals.voided));
    }
    for (voucher, why) in &result.refused {
        text.push_str(&format!(";凭证 {voucher:06} 未结算:{}", entry(*why)));
    }
    text
}

/// Renders the result of an upload in English.
pub(super) fn settled_in_english(result: &BatchResult) -> String {
    let totals = &result.settled;
    let (count, sum) = (Counted(totals.sold, "purchase"), amount::in_english(totals.sum));
    let mut text = format!("Settled: {count} of {sum}, {} voided", totals.voided);
    for (voucher, why) in &result.refused {
        text.push_str(&format!("; voucher {voucher:06} settles nothing: {why}"));
    }
    text.push('.');
    text
}

/// Renders a record of a card's log in a line.
pub(super) fn record(language: Language, record: &LogRecord) -> String {
    let (kind, amount) = (card::transaction(language, record.kind), super::amount(language, record.amount.0.into()));
    format!("{} {kind} {amount}", record.at)
}
