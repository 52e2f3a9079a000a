//! Purposes of commands.

/// English sentences and their Chinese.
pub(super) const TABLE: &[(&str, &str)] = &[
    (
        "Adds a record to a file; this wallet's records have their place from the start.",
        "向文件追加一条记录;本钱包的记录位置在出厂时已定。",
    ),
    ("Adds to the last increased record of a cyclic file.", "在循环文件最近一次增值的记录上再增值。"),
    (
        "Asks again for MAC and TAC of the last transaction, whose answer a power cut may have swallowed.",
        "重新取得最近一笔交易的 MAC 和 TAC,其应答可能因断电而丢失。",
    ),
    ("Asks for a concealed identity (SUCI).", "取隐藏的用户标识(SUCI)。"),
    ("Asks for a random number.", "取随机数。"),
    ("Asks for the proof of a grey lock (灰锁).", "取灰锁证明。"),
    ("Asks the PSAM for MAC1 of a purchase.", "向 PSAM 取消费的 MAC1。"),
    (
        "Asks which step of a transaction the card stands at, on one vendor's cards.",
        "询问卡片处于交易的哪一步(某厂商的卡)。",
    ),
    ("Authenticates the SIM to the network.", "网络鉴权 SIM 卡。"),
    (
        "Authenticates to the network: RAND and AUTN in, RES and keys out.",
        "网络鉴权:送入 RAND 和 AUTN,返回 RES 和密钥。",
    ),
    ("Authenticates with data objects.", "以数据对象进行鉴权。"),
    ("Blocks the application for ever: SELECT answers 9303 from then on.", "永久锁定应用:此后 SELECT 返回 9303。"),
    ("Blocks the application until APPLICATION UNBLOCK.", "锁定应用,直到 APPLICATION UNBLOCK 解锁。"),
    (
        "Blocks the whole card for ever: every command answers 6A81 from then on.",
        "永久锁定整张卡:此后所有命令返回 6A81。",
    ),
    ("Calibrates the reach of the radio for a handset (刷卡距离校准).", "为手机校准刷卡距离。"),
    ("Calibrates the reach of the radio for a handset under secure messaging.", "以安全报文为手机校准刷卡距离。"),
    ("Carries data of a secure channel.", "传送安全通道的数据。"),
    ("Changes the SIM's PIN.", "修改 SIM 卡的 PIN。"),
    ("Changes the size of a file.", "改变文件大小。"),
    (
        "Compares a PIN of the UICC; without data it asks how many tries are left.",
        "校验 UICC 的 PIN;不带数据时询问剩余次数。",
    ),
    ("Compares the SIM's PIN.", "校验 SIM 卡的 PIN。"),
    (
        "Compares the operation PIN; with no data it asks how many tries are left and spends none.",
        "校验操作密码;不带数据时只询问剩余次数,不消耗次数。",
    ),
    ("Creates a file.", "建立文件。"),
    ("Deletes a file.", "删除文件。"),
    ("Deletes an application or a key.", "删除应用或密钥。"),
    ("Derives a key in a PSAM of the Ministry of Construction.", "在住建部 PSAM 中分散密钥。"),
    (
        "Draws a random number of 4 or 8 octets; it is good for the next command only.",
        "取 4 或 8 字节随机数,只对下一条命令有效。",
    ),
    (
        "Enciphers or makes a MAC with the key that INIT DES CRYPT prepared.",
        "用 INIT DES CRYPT 准备的密钥加密或计算 MAC。",
    ),
    ("Ends the use of a directory for ever.", "永久终止目录的使用。"),
    ("Ends the use of a file for ever.", "永久终止文件的使用。"),
    ("Ends the use of the card for ever.", "永久终止卡片的使用。"),
    ("Fetches the answer that 61xx announced, on a logical channel.", "在逻辑信道上取 61xx 所指的应答数据。"),
    ("Fetches the answer that 61xx or 9Fxx announced.", "取 61xx 或 9Fxx 所指的应答数据。"),
    ("First step of a cash withdrawal from an electronic deposit.", "电子存折取现的第一步。"),
    ("First step of a change of the overdraw limit.", "修改透支限额的第一步。"),
    (
        "First step of a change of the purse's overdraw limit, on China Mobile's cards.",
        "修改电子钱包透支限额的第一步(中国移动的卡)。",
    ),
    ("First step of a compound purchase, as transit readers make it.", "复合消费的第一步,用于公交读卡器。"),
    ("First step of a grey-locked purchase (灰锁), as petrol pumps make it.", "灰锁消费的第一步,用于加油机。"),
    ("First step of a load into an electronic deposit.", "电子存折圈存的第一步。"),
    (
        "First step of a load: the card opens the transaction and proves itself to the issuer by MAC1; no money moves yet.",
        "圈存的第一步:卡片开始交易,用 MAC1 向发卡方证明自己;金额还没有变动。",
    ),
    ("First step of a purchase from an electronic deposit.", "电子存折消费的第一步。"),
    (
        "First step of a purchase: the terminal names amount and key, the card answers what the terminal's SAM needs for MAC1; \
         no money moves yet.",
        "消费的第一步:终端给出金额和密钥,卡片返回终端 SAM 计算 MAC1 所需的数据;金额还没有变动。",
    ),
    ("First step of an unload from an electronic deposit.", "电子存折圈提的第一步。"),
    (
        "First step of an unload, for card swap and closing: the card opens the transaction and proves itself by MAC1.",
        "圈提的第一步,用于换卡和销户:卡片开始交易,用 MAC1 证明自己。",
    ),
    (
        "Gives a blocked operation PIN its tries again, under the PIN unblock key (DPUK).",
        "用 PIN 解锁密钥(DPUK)恢复已锁定的操作密码的次数。",
    ),
    ("Hands data to an application or a security domain.", "向应用或安全域传送数据。"),
    ("Installs or prepares an application.", "安装应用,或为安装作准备。"),
    ("Invalidates the selected file.", "使选定的文件失效。"),
    ("Lets the PSAM check the card's MAC2.", "由 PSAM 验证卡片的 MAC2。"),
    (
        "Lifts a temporary block; three wrong MACs block the application for ever.",
        "解除临时锁定;MAC 错误三次则应用永久锁定。",
    ),
    ("Lists applications, load files and security domains.", "列出应用、装载文件和安全域。"),
    ("Loads a block of an application's code.", "装载应用代码的一块。"),
    ("Locks the purse until the amount of a grey-locked purchase is known.", "锁住电子钱包,直到灰锁消费的金额确定。"),
    ("Makes a file unusable until it is activated again.", "停用文件,直到重新启用。"),
    ("Makes a file usable again.", "重新启用文件。"),
    ("Makes an invalidated file valid again.", "使失效的文件恢复有效。"),
    ("Opens a secure channel to a security domain.", "与安全域建立安全通道。"),
    ("Opens or closes a logical channel.", "打开或关闭逻辑信道。"),
    ("Prepares a key of the PSAM for DES CRYPT.", "为 DES CRYPT 准备 PSAM 的密钥。"),
    (
        "Prepares a record that the DEBIT of a compound purchase writes together with the money.",
        "准备一条记录,由复合消费的 DEBIT 与扣款一起写入。",
    ),
    ("Proves the host's right and sets the security level of the channel.", "证明主机的权限,并设定通道的安全级别。"),
    (
        "Puts a new operation PIN in place of a forgotten one, under the PIN reload key (DRPK).",
        "忘记操作密码时,用 PIN 重装密钥(DRPK)装入新密码。",
    ),
    ("Reads a data object of a BER-TLV file.", "读 BER-TLV 文件的数据对象。"),
    (
        "Reads a record by number; of file 18 that is a transaction of the log, the newest first.",
        "按记录号读记录;文件 18 的记录是交易记录,最新的为第一条。",
    ),
    ("Reads a record of a file.", "读文件的一条记录。"),
    ("Reads a record of the selected file as a handset does.", "按手机的方式读选定文件的一条记录。"),
    (
        "Reads a transparent file by its short identifier; Le = 00 reads the rest of the file.",
        "按短文件标识符读透明文件;Le = 00 读到文件末尾。",
    ),
    (
        "Reads a transparent file: the selected one, or that of the short identifier in P1.",
        "读透明文件:选定的文件,或 P1 中短文件标识符所指的文件。",
    ),
    ("Reads one of the wallet's parameters.", "读钱包的一个参数。"),
    (
        "Reads the authentication code of the Ministry of Construction's city cards (住建部).",
        "读住建部城市一卡通的认证码。",
    ),
    ("Reads the balance of an electronic deposit.", "读电子存折余额。"),
    (
        "Reads the balance; no PIN is needed, and a transaction under way stays under way.",
        "读余额;不需要密码,也不影响进行中的交易。",
    ),
    (
        "Reads the selected transparent file; Le = 00 reads the rest of the file.",
        "读选定的透明文件;Le = 00 读到文件末尾。",
    ),
    (
        "Reads the stored value and the overdraw limit, on some China Mobile cards.",
        "读储值和透支限额(部分中国移动的卡)。",
    ),
    ("Replaces a PIN of the UICC.", "修改 UICC 的 PIN。"),
    ("Replaces or adds keys.", "替换或增加密钥。"),
    ("Replaces the operation PIN; a wrong old PIN spends a try.", "修改操作密码;旧密码错误消耗一次机会。"),
    ("Searches the records of a file for a text.", "在文件的记录中查找内容。"),
    ("Searches the records of the selected file.", "在选定文件的记录中查找。"),
    (
        "Second step of a cash withdrawal, on cards that tell it from a purchase by P1.",
        "取现的第二步(以 P1 区分取现与消费的卡)。",
    ),
    ("Second step of a change of the overdraw limit.", "修改透支限额的第二步。"),
    (
        "Second step of a change of the purse's overdraw limit, on China Mobile's cards.",
        "修改电子钱包透支限额的第二步(中国移动的卡)。",
    ),
    (
        "Second step of a load: the issuer proves itself by MAC2, the card adds the amount and answers the TAC.",
        "圈存的第二步:发卡方用 MAC2 证明自己,卡片增加金额,返回 TAC。",
    ),
    (
        "Second step of a purchase: the terminal proves itself by MAC1, the card takes the amount and answers TAC and MAC2.",
        "消费的第二步:终端用 MAC1 证明自己,卡片扣除金额,返回 TAC 和 MAC2。",
    ),
    (
        "Second step of an unload: the issuer proves itself by MAC2, the card takes the amount and answers MAC3.",
        "圈提的第二步:发卡方用 MAC2 证明自己,卡片扣除金额,返回 MAC3。",
    ),
    ("Selects a directory under the current one.", "选择当前目录下的目录。"),
    (
        "Selects a file as a handset does; the answer waits under 9Fxx.",
        "按手机的方式选择文件;应答数据以 9Fxx 等待取回。",
    ),
    ("Selects a file by its path from the current directory.", "按从当前目录起的路径选择文件。"),
    (
        "Selects a file by its path from the master file; 7FFF stands for the application that is active.",
        "按从主文件起的路径选择文件;7FFF 代表当前应用。",
    ),
    ("Selects a file by its two-octet identifier.", "按两字节文件标识符选择文件。"),
    (
        "Selects a file by its two-octet identifier; with no data the MF.",
        "按两字节文件标识符选择文件;不带数据时选择 MF。",
    ),
    ("Selects an elementary file under the current directory.", "选择当前目录下的基本文件。"),
    (
        "Selects the application, here the wallet, and asks for its file control information.",
        "选择应用(这里是钱包),并取其文件控制信息。",
    ),
    ("Selects the directory above the current one.", "选择当前目录的上级目录。"),
    (
        "Selects, or ends, an application by its identifier or the beginning of it.",
        "按应用标识符或其开头部分选择或结束应用。",
    ),
    ("Sets the single-transaction limit (单次消费限额).", "设置单次消费限额。"),
    ("Sets the single-transaction limit under secure messaging.", "以安全报文设置单次消费限额。"),
    ("Sets the wallet's state: opens, suspends, resumes or closes it.", "设置钱包状态:开通、暂停、恢复或注销。"),
    ("Sets up a secure channel between terminal and UICC.", "在终端与 UICC 之间建立安全通道。"),
    ("Suspends the UICC for a time.", "使 UICC 暂停一段时间。"),
    ("Switches a PIN of the UICC off.", "停用 UICC 的 PIN。"),
    ("Switches a PIN of the UICC on.", "启用 UICC 的 PIN。"),
    ("Switches the SIM's PIN off.", "停用 SIM 卡的 PIN。"),
    ("Switches the SIM's PIN on.", "启用 SIM 卡的 PIN。"),
    (
        "Switches the operation PIN (操作密码) on, with its initial value and all tries, or off.",
        "启用操作密码(恢复初始值和全部次数),或停用。",
    ),
    (
        "Switches the operation PIN on or off under secure messaging, without the PIN.",
        "以安全报文启用或停用操作密码,不需要密码。",
    ),
    ("Takes the amount of a grey-locked purchase and lifts the lock.", "扣除灰锁消费的金额并解除灰锁。"),
    (
        "The card shows that it has the key: it enciphers the terminal's data under 3DES.",
        "卡片证明自己有密钥:用 3DES 加密终端的数据。",
    ),
    ("The handset answers a proactive command.", "手机答复主动式命令。"),
    (
        "The handset asks for the current directory, and lets the card speak.",
        "手机查询当前目录,并让卡片有机会发出命令。",
    ),
    (
        "The handset delivers a pick in the menu, a timer, an event or a short message with a secured packet.",
        "手机送来菜单选择、定时器、事件,或带安全数据包的短信。",
    ),
    (
        "The handset fetches the proactive command that 91xx announced; P3 is the xx.",
        "手机取 91xx 所指的主动式命令;P3 即 xx。",
    ),
    (
        "The handset tells what of the SIM toolkit it can do; whatever was under way is forgotten.",
        "手机告知支持的 SIM 工具包能力;进行中的会话作废。",
    ),
    (
        "The platform withdraws a load over the air (空中充值): it will not be credited any more.",
        "平台撤回空中充值:此笔不再入账。",
    ),
    (
        "The terminal asks for the current directory or application; P2 = 01 asks for its name.",
        "终端查询当前目录或应用;P2 = 01 查询其名称。",
    ),
    (
        "The terminal shows that it has the key, and may then set the wallet's state and parameters.",
        "终端证明自己有密钥,此后可以设置钱包的状态和参数。",
    ),
    ("The terminal tells its power supply and what it supports.", "终端告知供电情况和支持的功能。"),
    ("Unblocks a PIN; without data it asks how many tries are left.", "解锁 PIN;不带数据时询问剩余次数。"),
    ("Unblocks the SIM's PIN with the PUK.", "用 PUK 解锁 SIM 卡的 PIN。"),
    ("Without effect since phase 2.", "自第 2 阶段起无作用。"),
    ("Writes a data object of a BER-TLV file.", "写 BER-TLV 文件的数据对象。"),
    (
        "Writes a key at personalisation; this wallet gets its keys when it is manufactured.",
        "个人化时写入密钥;本钱包的密钥在出厂时写入。",
    ),
    ("Writes a record of a file.", "写文件的一条记录。"),
    (
        "Writes a record of file 17 under the maintenance key; Lc counts the MAC. The log cannot be written.",
        "用维护密钥写文件 17 的一条记录;Lc 包括 MAC。交易记录不能改写。",
    ),
    ("Writes a record of the selected file.", "写选定文件的一条记录。"),
    (
        "Writes a record without protection; the wallet's files are all protected, so it answers 6900.",
        "不加保护写记录;钱包的文件都受保护,因此返回 6900。",
    ),
    (
        "Writes into a transparent file without protection; the wallet's files are all protected, so it answers 6900.",
        "不加保护写透明文件;钱包的文件都受保护,因此返回 6900。",
    ),
    (
        "Writes into a transparent file: the selected one, or that of the short identifier in P1.",
        "写透明文件:选定的文件,或 P1 中短文件标识符所指的文件。",
    ),
    (
        "Writes into file 15 or 16 under the maintenance key (DAMK); Lc counts the MAC.",
        "用维护密钥(DAMK)写文件 15 或 16;Lc 包括 MAC。",
    ),
    (
        "Writes into the selected file under the maintenance key (DAMK); Lc counts the MAC.",
        "用维护密钥(DAMK)写选定的文件;Lc 包括 MAC。",
    ),
    (
        "Writes into the selected file without protection; the wallet's files are all protected, so it answers 6900.",
        "不加保护写选定的文件;钱包的文件都受保护,因此返回 6900。",
    ),
    ("Writes into the selected transparent file.", "写选定的透明文件。"),
];
