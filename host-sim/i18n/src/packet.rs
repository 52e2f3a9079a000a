//! Secured packets in Chinese: the reason for which one is refused, and the status of one in the card.

use sim_codec::ota::carriage::CarriageError;
use sim_codec::ota::{CheckStep, RejectionError, SecureError};
use sim_wire::secured_packet::{Check, Counting, PacketFormatError, ResponseStatus};

/// Renders the reason for which a short message carries no part of a packet.
pub(super) fn fault(fault: &CarriageError) -> String {
    match fault {
        CarriageError::NoUserData => "短信没有用户数据".to_owned(),
        CarriageError::Type(_) => "这类短信不承载安全数据包".to_owned(),
        CarriageError::Length { announced, present } => format!("TP-UDL 为 {announced} 字节,实有 {present} 字节"),
        CarriageError::TooLong(length) => format!("TP-UDL 为 {length},短信最多 140 字节"),
        CarriageError::NoHeader => "用户数据没有头部(TP-UDHI)".to_owned(),
        CarriageError::Header(_) => "用户数据头部不完整".to_owned(),
        CarriageError::Pid(pid) => format!("协议标识为 {pid:02X},发给卡的应为 7F"),
        CarriageError::Dcs(dcs) => format!("编码方式为 {dcs:02X},发给卡的应为 F6 或 16"),
        CarriageError::NoPacket => "用户数据头部没有 70 或 71 元素".to_owned(),
        CarriageError::TooManyParts { total, limit } => format!("共 {total} 部分,最多接收 {limit} 部分"),
        CarriageError::TotalChanged { before, now } => format!("各部分的总数不一致:{before} 与 {now}"),
    }
}

/// Renders the reason for which a packet is refused.
pub(super) fn reason(reason: &RejectionError) -> String {
    match reason {
        RejectionError::Malformed(malformed) => format!("不是命令包:{}", self::malformed(*malformed)),
        RejectionError::ProofReserved(spi) => format!("SPI {:02X}{:02X} 要求的回执方式为保留值", spi.first, spi.second),
        RejectionError::TarUnknown(tar) => format!("没有应用 {}", hex::encode_upper(tar.0)),
        RejectionError::Signature => "数字签名无法验证".to_owned(),
        RejectionError::CheckTooWeak(has, least) => format!("校验方式为{},应用要求{}", check(*has), check(*least)),
        RejectionError::NotCiphered => "没有加密,应用要求加密".to_owned(),
        RejectionError::CountingTooWeak(has, least) => {
            format!("计数器方式为{},应用要求{}", counting(*has), counting(*least))
        }
        RejectionError::KeySetsDiffer(cipher, checksum) => format!("KIc 用密钥组 {cipher},KID 用密钥组 {checksum}"),
        RejectionError::NoKeySet(number) => format!("没有密钥组 {number}"),
        RejectionError::Keys(keys) => self::keys(keys),
        RejectionError::SingleDes => "密钥为单 DES,已不再使用".to_owned(),
        RejectionError::HeaderLength(has, right) => format!("头部为 {has} 字节(CHL),应为 {right} 字节"),
        RejectionError::NotBlocks(octets, block) => format!("加密部分 {octets} 字节,不是 {block} 字节的整块"),
        RejectionError::CheckWrong(which) => format!("{}不符", check(*which)),
        RejectionError::CounterBlocked => "计数器已到最大值".to_owned(),
        RejectionError::CounterLow(has, last) => format!("计数器为 {},上次为 {}:以前收到过", has.value(), last.value()),
        RejectionError::CounterHigh(has, last) => format!("计数器为 {},上次为 {}:应加一", has.value(), last.value()),
        RejectionError::Padding(octets) => format!("PCNTR 为 {octets} 字节,不可能"),
    }
}

/// Renders the reason for which octets are no packet.
pub(super) fn malformed(malformed: PacketFormatError) -> String {
    match malformed {
        PacketFormatError::TooShort { present } => format!("只有 {present} 字节,头部不完整"),
        PacketFormatError::Identifier(octet) => format!("首字节为 {octet:02X}"),
        PacketFormatError::PacketLength { announced, present } => {
            format!("长度为 {announced} 字节,实有 {present} 字节")
        }
        PacketFormatError::LengthForm => "长度的写法不对".to_owned(),
    }
}

fn keys(keys: &SecureError) -> String {
    match keys {
        SecureError::NoCipherKey => "没有加密密钥(KIc)".to_owned(),
        SecureError::NoChecksumKey => "没有校验密钥(KID)".to_owned(),
        SecureError::CipherAlgorithm { named, .. } => format!("KIc {named:02X} 与密钥的算法不符"),
        SecureError::ChecksumAlgorithm { named, .. } => format!("KID {named:02X} 与密钥的算法不符"),
        SecureError::Redundancy(kid) => format!("KID {kid:02X} 不是冗余校验"),
        SecureError::Signature => "不支持数字签名".to_owned(),
    }
}

/// Renders a step of a receiver's judgement.
pub(super) const fn step(step: CheckStep) -> &'static str {
    match step {
        CheckStep::Layout => "长度和头部",
        CheckStep::Application => "应用(TAR)",
        CheckStep::SecurityLevel => "安全级别",
        CheckStep::Keys => "密钥和算法",
        CheckStep::Blocks => "整块",
        CheckStep::Check => "校验和",
        CheckStep::Counter => "计数器",
        CheckStep::Padding => "填充",
    }
}

/// Renders the kind of a packet's check.
pub(super) const fn check(check: Check) -> &'static str {
    match check {
        Check::None => "无校验",
        Check::Redundancy => "冗余校验",
        Check::Cryptographic => "加密校验和",
        Check::Signature => "数字签名",
    }
}

/// Renders the use of a packet's counter.
pub(super) const fn counting(counting: Counting) -> &'static str {
    match counting {
        Counting::None => "无计数器",
        Counting::Available => "有计数器不检查",
        Counting::Higher => "计数器须增大",
        Counting::Next => "计数器须加一",
    }
}

/// Renders the status of a packet that reached the card.
pub(super) fn status(status: ResponseStatus) -> String {
    let words = match status {
        ResponseStatus::OK => "正常",
        ResponseStatus::CHECK_FAILED => "校验失败",
        ResponseStatus::COUNTER_LOW => "计数器太小",
        ResponseStatus::COUNTER_HIGH => "计数器太大",
        ResponseStatus::COUNTER_BLOCKED => "计数器已锁定",
        ResponseStatus::CIPHERING_ERROR => "解密错误",
        ResponseStatus::UNIDENTIFIED_ERROR => "安全错误",
        ResponseStatus::INSUFFICIENT_MEMORY => "存储空间不足",
        ResponseStatus::MORE_TIME => "需要更多时间",
        ResponseStatus::TAR_UNKNOWN => "没有该应用",
        ResponseStatus::INSUFFICIENT_SECURITY => "安全级别太低",
        ResponseStatus::ANSWER_BY_SUBMIT => "另以短信回答",
        ResponseStatus::ANSWER_BY_USSD => "另以 USSD 回答",
        ResponseStatus(code) => return format!("状态 {code:02X}"),
    };
    words.to_owned()
}
