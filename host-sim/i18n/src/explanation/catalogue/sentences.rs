//! Problems and further remarks without a value in them.

/// English sentences and their Chinese.
pub(super) const TABLE: &[(&str, &str)] = &[
    ("There is no octet at all; a command begins with CLA INS P1 P2.", "没有任何字节;命令以 CLA INS P1 P2 开头。"),
    ("Only CLA is there; INS, P1 and P2 are missing.", "只有 CLA;缺少 INS、P1 和 P2。"),
    ("Only CLA and INS are there; P1 and P2 are missing.", "只有 CLA 和 INS;缺少 P1 和 P2。"),
    ("Only CLA, INS and P1 are there; P2 is missing.", "只有 CLA、INS 和 P1;缺少 P2。"),
    (
        "Le stands behind the data of a command that answers none: Lc may be one too few.",
        "命令没有应答数据,数据之后却有 Le:Lc 可能少了一。",
    ),
    ("An answer ends in a status word of two octets; these are too few.", "应答以两字节状态字结尾;字节太少。"),
    (
        "SW1 of a status word is 61 to 6F or 90 to 9F (ISO 7816-3).",
        "状态字的 SW1 为 61 至 6F 或 90 至 9F(ISO 7816-3)。",
    ),
    ("A status word has two octets, SW1 and SW2.", "状态字有两字节:SW1 和 SW2。"),
    ("All FF: on some cards that is a record which was never written.", "全为 FF:在部分卡上表示从未写过的记录。"),
    (
        "With the command before it (--to COMMAND) the data can be read field by field.",
        "给出前面的命令(--to COMMAND)就能逐字段解读数据。",
    ),
    (
        "No command of the table ends so that what follows has the length that it asks for, and a status word.",
        "命令表中没有命令能使其后的长度符合要求并以状态字结尾。",
    ),
    (
        "This is no file control information: tag 6F or 62 and its length do not cover the octets.",
        "不是文件控制信息:标签 6F 或 62 及其长度与字节不符。",
    ),
    ("A tag inside the template is longer than the octets that are left.", "模板内的一个标签比剩余字节长。"),
    // Answers to reset.
    ("Direct convention.", "正向约定。"),
    ("Inverse convention.", "反向约定。"),
    ("There is no octet at all; an ATR begins with TS.", "没有任何字节;ATR 以 TS 开头。"),
    ("T0 is missing.", "缺少 T0。"),
    ("TCK, the check octet, is missing.", "缺少校验字节 TCK。"),
    (
        "Category 00 has at least three octets more, life cycle and status word; they are missing.",
        "类别 00 至少还有三字节,即生命周期和状态字;现在缺少。",
    ),
    ("A status indicator has one to three octets.", "状态指示为一至三字节。"),
    // Fields by themselves.
    (
        "An address is a length (of the number in half octets, or of what follows in octets), a type, and the number; \
         these lengths do not agree.",
        "地址由长度(号码的半字节数,或后续字节数)、类型和号码组成;长度不符。",
    ),
    ("These octets are not a date.", "这些字节不是日期。"),
    ("A time stamp has seven octets of swapped decimal digits.", "时间戳有七字节,每字节两位十进制数字互换。"),
    ("All FF: nothing is written here.", "全为 FF:没有内容。"),
    ("UCS2 has two octets a character; the last octet stands alone.", "UCS2 每个字符两字节;最后一字节不成字符。"),
    // Messages.
    ("It is damaged; what stands before the damage is read.", "数据损坏;只解读损坏处之前的内容。"),
    (
        "Type 3 is reserved; it is read as SMS-DELIVER (23.040 §9.2.3.1).",
        "类型 3 保留,按 SMS-DELIVER 解读(23.040 §9.2.3.1)。",
    ),
    (
        "The text is compressed (3GPP TS 23.042); its octets are given as they are, and not read.",
        "内容经压缩(3GPP TS 23.042);只列出字节,不解读。",
    ),
    (
        "A record of EF SMS begins with a status octet, and there is no octet.",
        "EF SMS 的记录以状态字节开头;没有任何字节。",
    ),
    ("All FF behind the status octet: no message stands here.", "状态字节之后全为 FF:没有短信。"),
    ("The record is free; what follows is left over from an earlier message.", "记录空闲;其后是以前短信的残留。"),
    (
        "All parts are here; some are text and some are data, so they are not joined.",
        "各部分都在;有的是文本,有的是数据,因此不合并。",
    ),
    // Secured packets.
    (
        "The checksum is wrong: it was made with another key, or the packet was changed.",
        "校验和错误:用了别的密钥,或数据包被改动。",
    ),
    (
        "With these keys no reading of it holds: they are others, or the packet was changed.",
        "用这些密钥无法解读:密钥不对,或数据包被改动。",
    ),
    // Keys.
    ("DES has 8, 3DES has 16 or 24", "DES 为 8 字节,3DES 为 16 或 24 字节"),
    ("AES has 16, 24 or 32", "AES 为 16、24 或 32 字节"),
    ("3DES with two keys has 16", "双密钥 3DES 为 16 字节"),
    ("3DES with three keys has 24", "三密钥 3DES 为 24 字节"),
    ("DES has 8", "DES 为 8 字节"),
];
