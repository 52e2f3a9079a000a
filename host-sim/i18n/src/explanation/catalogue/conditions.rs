//! Preconditions of commands, interfaces, and the standards that commands are of.

/// English sentences and their Chinese.
pub(super) const TABLE: &[(&str, &str)] = &[
    ("An elementary file is selected.", "已选择基本文件。"),
    ("EXTERNAL AUTHENTICATE has succeeded since the wallet was selected.", "选择钱包后 EXTERNAL AUTHENTICATE 已成功。"),
    ("File 15 or 16 is selected.", "已选择文件 15 或 16。"),
    ("For a pick or a timer: no proactive command is under way.", "菜单选择和定时器:没有进行中的主动式命令。"),
    ("GET CHALLENGE came just before.", "上一条命令是 GET CHALLENGE。"),
    (
        "GET CHALLENGE came just before: its random number starts the MAC.",
        "上一条命令是 GET CHALLENGE,其随机数是 MAC 的初始值。",
    ),
    (
        "INITIALIZE FOR LOAD came just before (GET BALANCE and GET TRANSACTION PROVE may stand between); in a script over \
         the air, the load waits for the platform.",
        "上一条命令是 INITIALIZE FOR LOAD(其间可以有 GET BALANCE 和 GET TRANSACTION PROVE);在空中脚本中,圈存正等待平台。",
    ),
    (
        "INITIALIZE FOR PURCHASE came just before (GET BALANCE and GET TRANSACTION PROVE may stand between).",
        "上一条命令是 INITIALIZE FOR PURCHASE(其间可以有 GET BALANCE 和 GET TRANSACTION PROVE)。",
    ),
    (
        "INITIALIZE FOR UNLOAD came just before (GET BALANCE and GET TRANSACTION PROVE may stand between).",
        "上一条命令是 INITIALIZE FOR UNLOAD(其间可以有 GET BALANCE 和 GET TRANSACTION PROVE)。",
    ),
    (
        "It stands in a script over the air, in a packet with a cryptographic checksum.",
        "在空中脚本中,且数据包有加密校验和。",
    ),
    ("No more than an hour has passed since power-on.", "上电不超过一小时。"),
    (
        "TERMINAL PROFILE has come since reset, and a proactive command has been announced by 91xx.",
        "复位后收到过 TERMINAL PROFILE,且已用 91xx 通知主动式命令。",
    ),
    ("The PIN is blocked.", "密码已锁定。"),
    ("The PIN is not blocked.", "密码没有锁定。"),
    ("The PIN under the cipher is the card's PIN.", "密文中的密码就是卡片的密码。"),
    ("The amount is not over the single-transaction limit (单次消费限额).", "金额不超过单次消费限额。"),
    ("The application is temporarily blocked.", "应用已临时锁定。"),
    ("The balance after the load does not pass its maximum.", "圈存后余额不超过上限。"),
    ("The balance covers the amount.", "余额不少于金额。"),
    ("The card is not blocked.", "卡片没有锁定。"),
    ("The command just before was answered with 61xx or 9Fxx.", "上一条命令的应答是 61xx 或 9Fxx。"),
    ("The command was fetched, and the answer repeats its command details.", "命令已取走,答复中的命令描述与之相同。"),
    ("The file is not protected.", "文件不受保护。"),
    ("The key has tries left.", "密钥还有剩余次数。"),
    ("The load has not been credited.", "圈存还没有入账。"),
    (
        "The operation PIN has been verified, if it is switched on, or the terminal has authenticated itself.",
        "已校验操作密码(如果启用),或终端已通过认证。",
    ),
    ("The operation PIN is switched on.", "操作密码已启用。"),
    ("The record was written; the log starts empty and fills.", "记录已写过;交易记录开始时是空的,逐条写入。"),
    ("The state may follow the present one.", "可以从当前状态转到该状态。"),
    ("The wallet application is selected, or the file is reached from the MF.", "已选择钱包应用,或从 MF 找到该文件。"),
    ("The wallet application is selected.", "已选择钱包应用。"),
    (
        "The wallet is open or closing: not unopened, suspended or closed.",
        "钱包已开通或待销户:不是未开通、暂停或已注销。",
    ),
    (
        "The wallet is open still, and no other load or unload has used the counter.",
        "钱包仍是已开通,且没有其他圈存或圈提用过该序号。",
    ),
    (
        "The wallet is open, suspended or closing: not unopened or closed.",
        "钱包已开通、暂停或待销户:不是未开通或已注销。",
    ),
    (
        "The wallet is open: not unopened, suspended, closing or closed.",
        "钱包已开通:不是未开通、暂停、待销户或已注销。",
    ),
    ("Three wrong MACs block the application for ever.", "MAC 错误三次则应用永久锁定。"),
    (
        "To switch off, the operation PIN has been verified or the terminal has authenticated itself.",
        "停用时,已校验操作密码或终端已通过认证。",
    ),
    (
        "Type and counter are those of the last completed transaction; in a script over the air also those of the last \
         load that came over the air.",
        "交易类型和序号与最近完成的一笔交易相同;在空中脚本中,也可以是最近一笔空中充值的。",
    ),
    // Interfaces.
    ("the contacts and the radio, and by a script over the air", "接触界面、射频和空中脚本"),
    ("the contacts and the radio", "接触界面和射频"),
    ("the contacts, and by a script over the air", "接触界面和空中脚本"),
    ("the contacts only", "仅接触界面"),
    ("nothing but a script over the air", "仅空中脚本"),
    ("nothing", "无"),
    // Standards.
    ("China Mobile purse", "中国移动电子钱包规范"),
    ("GlobalPlatform Card Specification §11.10", "GlobalPlatform 卡规范 §11.10"),
    ("GlobalPlatform Card Specification §11.11", "GlobalPlatform 卡规范 §11.11"),
    ("GlobalPlatform Card Specification §11.2", "GlobalPlatform 卡规范 §11.2"),
    ("GlobalPlatform Card Specification §11.4", "GlobalPlatform 卡规范 §11.4"),
    ("GlobalPlatform Card Specification §11.5", "GlobalPlatform 卡规范 §11.5"),
    ("GlobalPlatform Card Specification §11.6", "GlobalPlatform 卡规范 §11.6"),
    ("GlobalPlatform Card Specification §11.8", "GlobalPlatform 卡规范 §11.8"),
    ("GlobalPlatform Card Specification, annex D", "GlobalPlatform 卡规范附录 D"),
    ("ISO 7816-4 §11.2.5; JR/T 0025 secure messaging", "ISO 7816-4 §11.2.5; JR/T 0025 安全报文"),
    ("ISO 7816-4 §11.3.5; JR/T 0025 secure messaging", "ISO 7816-4 §11.3.5; JR/T 0025 安全报文"),
    ("ISO 7816-4 §11.4.3; the value is this wallet's own", "ISO 7816-4 §11.4.3; 数值为本钱包自定"),
    ("ISO 7816-4 §11.4.6; the value is this wallet's own", "ISO 7816-4 §11.4.6; 数值为本钱包自定"),
    ("PSAM of CJ/T 166", "CJ/T 166 的 PSAM"),
    ("PSAM of JR/T 0025", "JR/T 0025 的 PSAM"),
    ("TS 102 221 §11.1.9 to §11.1.13", "TS 102 221 §11.1.9 至 §11.1.13"),
    ("card operating systems, not JR/T 0025", "卡片操作系统自定,不属于 JR/T 0025"),
    ("one vendor's cards", "某厂商的卡"),
];
