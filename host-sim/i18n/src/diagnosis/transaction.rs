//! The MAC or TAC of a transaction.

use sim_device::sam::diagnosis::{KeyMisuse, MacDiagnosis, MacKey, MacMistake, MacValue};

use super::{DiagnosisFact, OTHER_HALF, UNEXPLAINED, described, key, other_key, padding, slip, spaced};
use crate::{Language, amount, card};

/// Fields of a session key of a purchase.
const PURCHASE_SESSION: &[(&str, usize)] = &[("卡随机数", 4), ("交易序号", 2), ("终端交易序号", 2)];

/// Fields of a session key of a load or an unload.
const ONLINE_SESSION: &[(&str, usize)] = &[("卡随机数", 4), ("交易序号", 2), ("常数", 2)];

/// Returns the facts of a diagnosis.
pub fn facts(diagnosis: &MacDiagnosis) -> Vec<DiagnosisFact> {
    let derivation = &diagnosis.right;
    let (terms, value) = (&derivation.terms, derivation.terms.value);
    let mut facts = vec![("名称", name(value).to_owned()), ("密钥", key(&terms.key))];
    if let Some(session) = &derivation.session {
        let fields = if value.is_of_purchase() { PURCHASE_SESSION } else { ONLINE_SESSION };
        facts.push(("过程密钥输入", described(&session.input, fields)));
        facts.push(("过程密钥", hex::encode_upper(session.key)));
    }
    let input = if value.is_tac() { "TAC 输入" } else { "MAC 输入" };
    facts.push((input, described(&derivation.input, fields_of(value))));
    facts.push(("正确值", hex::encode_upper(derivation.mac)));
    facts.push(("错误值", hex::encode_upper(diagnosis.found)));
    let cause = diagnosis.mistake.as_ref();
    facts.push(("原因", cause.map_or_else(|| UNEXPLAINED.to_owned(), |mistake| self::cause(&terms.key, mistake))));
    facts
}

/// Renders the name of a value.
pub(super) const fn name(value: MacValue) -> &'static str {
    match value {
        MacValue::PurchaseMac1 => "消费的 MAC1",
        MacValue::PurchaseMac2 => "消费的 MAC2",
        MacValue::PurchaseTac => "消费的 TAC",
        MacValue::LoadMac1 => "圈存的 MAC1",
        MacValue::LoadMac2 => "圈存的 MAC2",
        MacValue::LoadTac => "圈存的 TAC",
        MacValue::UnloadMac1 => "圈提的 MAC1",
        MacValue::UnloadMac2 => "圈提的 MAC2",
        MacValue::UnloadMac3 => "圈提的 MAC3",
    }
}

/// Returns the fields that a value covers, each with its length in octets.
pub(super) const fn fields_of(value: MacValue) -> &'static [(&'static str, usize)] {
    match value {
        MacValue::PurchaseMac1 | MacValue::LoadMac2 | MacValue::UnloadMac2 => {
            &[("金额", 4), ("交易类型", 1), ("终端机编号", 6), ("日期", 4), ("时间", 3)]
        }
        MacValue::PurchaseMac2 => &[("金额", 4)],
        MacValue::PurchaseTac => {
            &[("金额", 4), ("交易类型", 1), ("终端机编号", 6), ("终端交易序号", 4), ("日期", 4), ("时间", 3)]
        }
        MacValue::LoadMac1 | MacValue::UnloadMac1 => &[("旧余额", 4), ("金额", 4), ("交易类型", 1), ("终端机编号", 6)],
        MacValue::LoadTac | MacValue::UnloadMac3 => {
            &[("新余额", 4), ("交易序号", 2), ("金额", 4), ("交易类型", 1), ("终端机编号", 6), ("日期", 4), ("时间", 3)]
        }
    }
}

/// Renders the cause of a wrong value.
pub(super) fn cause(key: &MacKey, mistake: &MacMistake) -> String {
    let yuan = |fen: sim_wire::Fen| amount(Language::Chinese, fen.0.into());
    let right_for = |what: String| format!("按{}计算则正确", spaced(&what));
    match *mistake {
        MacMistake::Key(entry) => other_key(key, &entry),
        MacMistake::KeyMisuse(KeyMisuse::NoSessionKey) => "直接用了卡片密钥,没有过程密钥".to_owned(),
        MacMistake::KeyMisuse(KeyMisuse::LeftHalf) => "用了 TAC 密钥的左半,应为左右两半异或".to_owned(),
        MacMistake::KeyMisuse(KeyMisuse::DoubleLength) => "用了双长度的 TAC 密钥,应为左右两半异或".to_owned(),
        MacMistake::Counter(counter) => right_for(format!("卡片交易序号 {counter:04X}")),
        MacMistake::TerminalCounter(counter) => right_for(format!("终端交易序号 {counter}")),
        MacMistake::Random(random) => right_for(format!("随机数 {}", hex::encode_upper(random))),
        MacMistake::Amount(amount) => right_for(format!("金额 {}", yuan(amount))),
        MacMistake::Kind(kind) => {
            right_for(format!("交易类型 {:02X}({})", kind.code(), card::transaction(Language::Chinese, kind)))
        }
        MacMistake::Terminal(terminal) => right_for(format!("终端机编号 {}", hex::encode_upper(terminal))),
        MacMistake::At(at) => right_for(format!("日期时间 {}", hex::encode_upper(at.0))),
        MacMistake::Balance(balance) => right_for(format!("交易前余额 {}", yuan(balance))),
        MacMistake::Value(value) => format!("这是{}", name(value)),
        MacMistake::AsComputed => "按记录计算时的几个值则正确,这些值与卡片的不同".to_owned(),
        MacMistake::ForeignKey => "用了记录所给的密钥,卡片没有这个密钥".to_owned(),
        MacMistake::EarlierTransaction => "属于前一笔交易".to_owned(),
        MacMistake::Padding(padding) => self::padding(padding).to_owned(),
        MacMistake::InitialValue => "用了卡片随机数作初始值,初始值应为零".to_owned(),
        MacMistake::OtherHalf => OTHER_HALF.to_owned(),
        MacMistake::Slip(slip) => self::slip(slip),
    }
}
