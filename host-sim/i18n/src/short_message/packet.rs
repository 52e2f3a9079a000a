//! Secured packets inside explained short messages, in Chinese.

use sim_codec::ota::carriage::PacketKind;
use sim_explain::render::phrase::Phrase;
use sim_explain::render::words::Words as _;
use sim_explain::value::{NamedAlgorithm, PacketRemark, PacketValue, WithheldData};
use sim_wire::message::LoadAnswer;
use sim_wire::secured_packet::{
    Checksum, Ciphering, KeyReference, ProofCarriage, ProofWanted, Redundancy, ResponseStatus, Spi, Tar,
};

use crate::explanation::{ChineseWords, status};
use crate::{Language, ignored};

/// Renders a value of a secured packet.
pub(crate) fn value(value: &PacketValue) -> Phrase {
    match value {
        PacketValue::Whole(packet) => Phrase::plain(name(packet.kind)),
        PacketValue::Part(kind, part, total) => {
            Phrase::plain(format!("{},第 {part} 部分,共 {total} 部分", name(*kind)))
        }
        PacketValue::Length(octets) => Phrase::plain(format!("后有 {} 字节", octets.saturating_sub(2))),
        PacketValue::HeaderLength(header, check) => {
            let check = check.map_or_else(|| "不成头部".to_owned(), |check| format!("其中校验 {check} 字节"));
            Phrase::new(format!("{header:02X}"), format!("头部 {header} 字节,{check}"))
        }
        PacketValue::Security(spi) => Phrase::new(hex::encode_upper(spi.to_bytes()), security(*spi)),
        PacketValue::Proof(spi) => Phrase::plain(proof(*spi)),
        PacketValue::Key(reference, algorithm) => key(*reference, *algorithm),
        PacketValue::Noted(octets, about) => Phrase::new(hex::encode_upper(octets), remark(*about)),
        PacketValue::Counter(counter) => {
            Phrase::new(hex::encode_upper(counter.to_bytes()), counter.value().to_string())
        }
        PacketValue::Padding(count) => Phrase::new(format!("{count:02X}"), format!("填充 {count} 字节")),
        PacketValue::Withheld(octets, WithheldData::Request) => {
            Phrase::plain(format!("{octets} 字节:给支付平台的请求"))
        }
        PacketValue::Withheld(octets, WithheldData::Unknown) => {
            Phrase::plain(format!("{octets} 字节,不显示:其中可能有密码"))
        }
        PacketValue::Request(code, kind, number, asn) => {
            let words = format!("{},卡片 {} 的第 {number} 号", ignored::operation(*kind), hex::encode_upper(asn));
            Phrase::new(format!("{code:02X}"), words)
        }
        PacketValue::Hidden(digits) => Phrase::plain("•".repeat(*digits)),
        PacketValue::Amount(amount) => Phrase::plain(crate::amount(Language::Chinese, amount.0.into())),
        PacketValue::LoadAnswer(answer) => Phrase::plain(initialize(answer)),
        PacketValue::Command(octets, name) => Phrase::new(hex::encode_upper(octets), ChineseWords.title(name)),
        PacketValue::Answer(octets) => {
            let word = octets.last_chunk::<2>().map(|word| u16::from_be_bytes(*word));
            Phrase::new(hex::encode_upper(octets), word.map_or_else(String::new, status_word))
        }
        PacketValue::Done(count, word) => {
            let count = count.map_or_else(|| "执行条数未知".to_owned(), |count| format!("执行 {count} 条"));
            let last = word.map(|word| format!(",最后一条:{}", status_word(word))).unwrap_or_default();
            Phrase::plain(format!("{count}{last}"))
        }
        PacketValue::Status(status) => Phrase::new(format!("{:02X}", status.0), response_status(*status)),
    }
}

const fn name(kind: PacketKind) -> &'static str {
    match kind {
        PacketKind::Command => "命令包",
        PacketKind::Response => "回执",
    }
}

const fn ciphered(is_ciphered: bool) -> &'static str {
    if is_ciphered { "加密" } else { "不加密" }
}

fn security(spi: Spi) -> String {
    let (check, counting) = (crate::packet::check(spi.check()), crate::packet::counting(spi.counting()));
    format!("{check},{},{counting}", ciphered(spi.ciphered()))
}

fn proof(spi: Spi) -> String {
    let wanted = match spi.proof_wanted() {
        ProofWanted::Never => "不要回执",
        ProofWanted::Always => "总要回执",
        ProofWanted::OnError => "出错时要回执",
        ProofWanted::Reserved => "回执方式保留",
    };
    let carriage = match spi.proof_carriage() {
        ProofCarriage::DeliverReport => "用 SMS-DELIVER-REPORT 返回",
        ProofCarriage::Submit => "用 SMS-SUBMIT 返回",
    };
    format!("{wanted},{},{},{carriage}", crate::packet::check(spi.proof_check()), ciphered(spi.proof_ciphered()))
}

fn key(reference: KeyReference, named: NamedAlgorithm) -> Phrase {
    let set =
        if reference.set() == 0 { "任一密钥组".to_owned() } else { format!("密钥组 {}", reference.set()) };
    Phrase::new(format!("{:02X}", reference.0), format!("{set},{}", algorithm(named)))
}

const fn algorithm(algorithm: NamedAlgorithm) -> &'static str {
    match algorithm {
        NamedAlgorithm::Ciphering(Ciphering::DesCbc) => "DES CBC",
        NamedAlgorithm::Ciphering(Ciphering::AesCbc) => "AES CBC",
        NamedAlgorithm::Ciphering(Ciphering::TripleDesCbcTwoKeys) => "双密钥 3DES CBC",
        NamedAlgorithm::Ciphering(Ciphering::TripleDesCbcThreeKeys) => "三密钥 3DES CBC",
        NamedAlgorithm::Ciphering(Ciphering::DesEcb) => "DES ECB",
        NamedAlgorithm::Checksum(Checksum::DesCbcMac) => "DES CBC-MAC",
        NamedAlgorithm::Checksum(Checksum::AesCmac) => "AES CMAC",
        NamedAlgorithm::Checksum(Checksum::TripleDesCbcMacTwoKeys) => "双密钥 3DES CBC-MAC",
        NamedAlgorithm::Checksum(Checksum::TripleDesCbcMacThreeKeys) => "三密钥 3DES CBC-MAC",
        NamedAlgorithm::Redundancy(Redundancy::Crc16) => "CRC 16",
        NamedAlgorithm::Redundancy(Redundancy::Crc32) => "CRC 32",
        NamedAlgorithm::Implicit => "密钥本身的算法",
        NamedAlgorithm::Proprietary => "专有算法",
        NamedAlgorithm::Reserved => "保留算法",
    }
}

const fn remark(remark: PacketRemark) -> &'static str {
    match remark {
        PacketRemark::None => "",
        PacketRemark::Application(tar) => application(tar),
        PacketRemark::CipheredCommand => "已加密,用密钥 KIc 才能解开",
        PacketRemark::CipheredResponse => "已加密,用相应的密钥才能解开",
        PacketRemark::Unreadable => "无法解读",
        PacketRemark::Check(Some(true)) => "正确",
        PacketRemark::Check(Some(false)) => "错误",
        PacketRemark::Check(None) => "没有密钥 KID,未验证",
    }
}

/// Renders the application of a TAR; empty where neither standards nor custom name one.
const fn application(tar: Tar) -> &'static str {
    match tar.0 {
        [0x00, 0x00, 0x00] => "卡管理:远程应用管理",
        [0xB0, 0x00, 0x00..=0x0F] => "卡的远程文件管理",
        [0xB0, 0x00, 0x10..=0x1F] => "(U)SIM 的远程文件管理",
        [0xB2, 0x01, 0x00] => "经 HTTP 管理",
        [0xBF, 0xFF, 0x01] => "专有:手机钱包",
        [0xBF, 0xFF, 0x02] => "专有:手机支付平台",
        [0xBF, 0xFF, _] => "专有",
        [0x50, 0x53, 0x48] => "S@T 浏览器",
        _ => "",
    }
}

fn initialize(answer: &LoadAnswer) -> String {
    let LoadAnswer { balance, counter, key_version, algorithm, random, mac1 } = answer;
    let balance = crate::amount(Language::Chinese, balance.0.into());
    let (random, mac1) = (hex::encode_upper(random), hex::encode_upper(mac1));
    format!(
        "余额 {balance},联机交易序号 {counter},密钥版本 {key_version:02X},算法 {algorithm:02X},随机数 {random},MAC1 {mac1}"
    )
}

/// Renders a status word and its meaning.
fn status_word(word: u16) -> String {
    format!("{word:04X} {}", status::words(word))
}

/// Renders the status of a response packet.
fn response_status(status: ResponseStatus) -> String {
    match status.0 {
        _ if ResponseStatus::ALL.contains(&status) => crate::packet::status(status),
        0xC0..=0xFE => "专有".to_owned(),
        _ => "保留".to_owned(),
    }
}
