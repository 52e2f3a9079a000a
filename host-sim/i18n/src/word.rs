//! The fixed words and sentences on the faces, in Chinese and in English. The card's own texts come from the card, in
//! the language that the handset reports.

use super::Language;

/// Writes the table once.
macro_rules! words {
    ($($word:ident = $chinese:literal, $english:literal;)+) => {
        /// Word on a face of the program.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word {
            $(#[doc = $english] $word,)+
        }

        impl Word {
            /// Every word.
            pub const ALL: &[Word] = &[$(Word::$word),+];

            /// Returns the word in a language.
            pub const fn in_language(self, language: Language) -> &'static str {
                match self { $(Word::$word => language.of($chinese, $english),)+ }
            }
        }
    };
}

words! {
    Ok = "确定", "OK";
    Select = "选择", "Select";
    Back = "返回", "Back";
    End = "结束", "End";
    Help = "帮助", "Help";
    Menu = "菜单", "Menu";
    Yes = "是", "Yes";
    No = "否", "No";
    Clear = "清除", "Clear";
    Allow = "允许", "Allow";
    Refuse = "拒绝", "Refuse";
    Stop = "停止", "Stop";
    NoService = "无服务", "No service";
    Waiting = "请稍候", "Please wait";
    CardMenu = "卡菜单", "Card menu";
    MenuHint = "按 Enter 打开卡菜单", "Enter opens the card's menu";
    NoMenu = "这张卡没有菜单。", "The card has no menu.";
    PressKey = "请按一个键", "Press a key";
    PressDigit = "请按一个数字键", "Press a digit";
    Tone = "提示音", "A tone sounds";
    AllowQuestion = "允许吗?", "May the phone do this?";
    OnlyDigits = "这里只能输入数字、* # +。", "Only digits and * # + can be typed here.";
    NotInAlphabet = "这里不能输入这个字符。", "This character cannot be typed here.";
    Full = "不能再输入了。", "No more can be typed.";
    NoHelp = "这里没有帮助。", "There is no help here.";
    NothingUndone = "没有可以撤销的步骤。", "There is nothing to take back.";
    NothingRedone = "没有可以重做的步骤。", "There is nothing to do again.";
    Undone = "已撤销。", "Taken back.";
    Redone = "已重做。", "Done again.";
    Mute = "卡没有应答。按 F6 重新开机。", "The card does not answer. F6 switches off and on.";
    CardRemoved = "卡已从读卡器取出。插回后按 F6。", "The card was removed from the reader. Insert it and press F6.";
    NoReader = "读卡器不见了。接好后按 F6。", "The reader is gone. Plug it in and press F6.";
    NoReaderService = "读卡器服务没有运行。", "The PC/SC service does not run.";
    CardTaken = "别的程序独占着这张卡。", "Another program has the card to itself.";
    WrongProtocol = "这张卡不用手机卡的传输协议。", "The card does not speak T=0, the protocol of a SIM.";
    CommandWithheld = "这条指令可能造成损失,没有发出。", "The command was not sent, since it may cost something.";
    ReaderFault = "读卡器出错。按 F6 再试。", "The reader reports a fault. F6 tries again.";
    Endless = "卡不停地下命令。按 F6 重新开机。", "The card gives commands without end. F6 switches off and on.";
    Restarted = "已重新开机。", "Switched off and on.";
    Expected = "短信、钱包、账户的现状已记为期望。", "The record expects messages, wallet and account as they are.";
    NotRecorded = "没有在记录:用 --record 启动手机。", "Nothing is recorded: start the phone with --record.";
    NotHere = "这里不能这样做。", "This does nothing here.";
    TooSmall = "窗口太小,至少要 30×12。", "The window is too small: 30×12 at least.";
    Exchanges = "指令 APDU", "APDUs";
    Card = "卡", "Card";
    Messages = "短信", "SMS";
    Phone = "手机", "Phone";
    Handset = "手机状态", "Handset";
    Explained = "说明", "In words";
    Balance = "余额", "balance";
    State = "状态", "state";
    Blocked = "锁定", "blocked";
    Limit = "单次消费限额", "limit";
    Pin = "操作密码", "operation PIN";
    OnlineCounter = "联机交易序号", "online counter";
    OfflineCounter = "脱机交易序号", "offline counter";
    Calibration = "距离校准", "calibration";
    Log = "交易记录", "log";
    None = "无", "none";
    Calibrated = "已校准", "calibrated";
    NotCalibrated = "未校准", "not calibrated";
    NoPower = "看不到卡里的内容。", "The card's contents cannot be seen.";
    ExchangesShort = "指令", "APDUs";
    HandsetShort = "状态", "Handset";
    Outbox = "已发送", "sent";
    Inbox = "收件箱", "received";
    Content = "内容", "text";
    Data = "数据", "data";
    Class = "类别", "class";
    ServiceCentre = "短信中心", "service centre";
    Call = "呼叫", "call";
    Browser = "浏览器", "browser";
    Model = "机型", "model";
    Imei = "串号 IMEI", "IMEI";
    Speech = "接口", "speaks";
    Quirks = "毛病", "quirks";
    SpokenLanguage = "语言", "language";
    Network = "网络", "network";
    PoweredOn = "开机时间", "on for";
    Events = "事件", "events";
    Poll = "轮询", "poll";
    Timers = "定时器", "timers";
    Refreshes = "刷新", "refreshes";
    ScreenKeys = "按键", "Keys";
    Quit = "退出", "Quit";
    Panes = "窗格", "Panes";
    Undo = "撤销", "Undo";
    Platform = "平台", "Platform";
    Dial = "拨号", "Call";
    HangUp = "挂机", "Hang up";
    NobodyAnswers = "该号码无人接听。", "Nobody answers this number.";
    SayHint = "按确定后说出回答", "OK, and say your answer";
    FormSay = "说话", "Say";
    NoPlatform = "这里没有平台。", "There is no platform here.";
    Fell = "卡没有应答,手机已重新开机。", "The card did not answer; the phone was switched on again.";
    NotKept = "没有保存:", "Not kept: ";
    NobodySees = "充值卡密码只显示一次,而没有人看输出,所以没有买卡。", "The digits of a scratch card are shown once, and nobody sees them here; no card was bought.";
    NotUtf8 = "这一行不是 UTF-8 文本,没有执行。", "The line is no text in UTF-8; nothing was done.";
    NotTakenBack = "世界在文件里,做过的不能撤销。", "The world is in a file: what is done cannot be taken back.";
    Done = "已办理。", "Done.";
    MessageSent = "短信已发送。", "The message is sent.";
    NewMessage = "收到新短信。", "A message has come.";
    Number = "号码", "number";
    WorldTime = "时间", "time";
    Account = "账户", "account";
    NoAccount = "没有支付账户", "no payment account";
    FirstPassword = "初设支付密码", "pay password at first";
    Cash = "现金账户", "cash";
    RechargeCard = "充值卡账户", "recharge card";
    InFlight = "在途", "in flight";
    Frozen = "提现冻结", "frozen";
    BookedWallet = "钱包(账上)", "wallet (books)";
    UnderWay = "在途短信", "messages under way";
    AllHeld = "新短信全部扣留", "new ones are held";
    Ledger = "账本", "ledger";
    Happened = "经过", "what happened";
    Held = "扣留", "held";
    AtHandset = "在手机", "at the phone";
    BehindNext = "等下一条", "behind the next";
    NothingSelected = "没有在途短信。", "No message is under way.";
    Hold = "扣留", "hold";
    Release = "放行", "let go";
    Drop = "丢弃", "drop";
    Repeat = "重发", "repeat";
    Delay = "推迟", "delay";
    HoldAll = "全扣", "hold all";
    Write = "写短信", "write";
    CashIn = "存现金", "cash in";
    BuyCard = "买充值卡", "buy a card";
    ResetPin = "重置操作密码", "reset PIN";
    WebTopUp = "网站充值", "web top-up";
    Serve = "网络", "network";
    NetworkOff = "网络已断开。", "The network is gone.";
    NetworkOn = "网络已恢复。", "The network is back.";
    HoldsAll = "从现在起,新短信全部扣留。", "From now on every message is held as it comes.";
    HoldsNone = "扣留的短信已全部放行。", "The messages that were held go on.";
    FormText = "写短信", "Write a message";
    FormDeposit = "营业厅存现金", "Cash at a hall";
    FormScratchCard = "买充值卡", "Buy a scratch card";
    FormResetPin = "客服重置操作密码", "The hotline resets the operation PIN";
    FormWebTopUp = "网站充值", "Top up on the website";
    FieldTo = "收件人", "To";
    FieldText = "内容", "Text";
    FieldAmount = "金额(元)", "Amount in yuan";
    FieldPayPassword = "支付密码", "Pay password";
    Shops = "商户", "Shops";
    Hall = "营业厅", "Hall";
    LastReceipt = "最近的凭证", "last receipt";
    TerminalShows = "终端显示", "the terminal shows";
    NoShop = "这里没有商户。", "There is no shop here.";
    NoReceiptYet = "这台终端还没有打印过凭证。", "This terminal has printed no receipt yet.";
    Tap = "刷卡", "pay";
    TakeBack = "撤销退货", "take back";
    TakeBackOther = "按凭证撤销退货", "take back by receipt";
    Upload = "批上送", "upload";
    ReadRecords = "明细", "records";
    Near = "距离", "distance";
    GoAway = "拿走手机", "take the phone away";
    AskParameters = "下载参数", "parameters";
    WentAway = "手机已拿走。", "The phone is taken away.";
    HallAccount = "开户", "open account";
    HallLoad = "现场圈存", "load";
    FinderTap = "拾卡人刷卡", "finder taps";
    HallLoadCash = "现金圈存", "load cash";
    HallRegister = "换卡登记", "register swap";
    HallIssue = "补换卡", "new card";
    HallReload = "换卡圈存", "reload card";
    HallClose = "钱包退订", "unsubscribe";
    HallData = "补齐资料", "complete data";
    HallCalibrate = "现场校准", "calibrate";
    LoseCard = "遗失卡", "lose card";
    BreakCard = "损坏卡", "break card";
    Services = "业务", "services";
    CardNumber = "卡号", "card number";
    CardAtPlatform = "平台上的卡", "card at platform";
    NoCardAtPlatform = "没有登记的卡", "no card on file";
    Swap = "换卡", "card swap";
    FormTap = "商户刷卡消费", "Pay at a shop";
    FormTakeBack = "按凭证撤销或退货", "Take a purchase back for its receipt";
    FormDistance = "手机放在终端旁", "Put the phone near a terminal";
    FormHallLoad = "营业厅现场圈存", "Load at a hall";
    FormFinderTap = "拾卡人刷卡消费", "Purchase by the finder of the lost card";
    FormHallLoadCash = "营业厅现金圈存", "Load cash at a hall";
    FieldPos = "终端编号", "Terminal";
    FieldBatch = "批次号", "Batch";
    FieldVoucher = "凭证号", "Voucher";
    FieldDistance = "距离(厘米)", "Distance in cm";
    WholeNumber = "编号是从 1 开始的整数。", "A number is whole, from 1 on.";
    DistanceForm = "距离是整数,单位厘米。", "A distance is a whole number of centimetres.";
    NextLine = "下一项", "next line";
    FormHint = "Enter 下一项、完成  Esc 取消", "Enter next, done  Esc cancel";
    AmountForm = "金额要写成 50 或 19.90 这样。", "An amount is written like 50 or 19.90.";
    AmountLarge = "金额太大。", "The amount is too large.";
    SixDigits = "支付密码是 6 位数字。", "A pay password is 6 digits.";
}

/// Renders how many characters can still be typed.
pub fn left(language: Language, count: usize) -> String {
    match language {
        Language::Chinese => format!("还可输入 {count} 位"),
        Language::English => format!("{count} left"),
    }
}

/// Renders the limits of a field; empty if the field has none.
pub fn limits(language: Language, least: usize, most: Option<usize>) -> String {
    match (language, least, most) {
        (Language::Chinese, least, Some(most)) if least == most => format!("须输入 {most} 位"),
        (Language::English, least, Some(most)) if least == most => format!("exactly {most}"),
        (Language::Chinese, 0, Some(most)) => format!("最多 {most} 位"),
        (Language::English, 0, Some(most)) => format!("at most {most}"),
        (Language::Chinese, least, Some(most)) => format!("{least}–{most} 位"),
        (Language::English, least, Some(most)) => format!("{least} to {most}"),
        (_, 0, None) => String::new(),
        (Language::Chinese, least, None) => format!("至少 {least} 位"),
        (Language::English, least, None) => format!("at least {least}"),
    }
}

/// Renders the reason for which a text that is too short cannot be sent.
pub fn missing(language: Language, count: usize) -> String {
    match language {
        Language::Chinese => format!("还差 {count} 位。"),
        Language::English => format!("{count} more must be typed."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_exists_in_both_languages() {
        for word in Word::ALL {
            let (chinese, english) = (word.in_language(Language::Chinese), word.in_language(Language::English));
            assert!(!chinese.is_empty() && english.is_ascii() | english.contains('×'), "{word:?}");
            assert!(!chinese.is_ascii(), "{word:?}: {chinese}");
        }
    }

    #[test]
    fn equal_limits_render_as_one_number() {
        assert_eq!(limits(Language::Chinese, 6, Some(6)), "须输入 6 位");
        assert_eq!(limits(Language::English, 4, Some(12)), "4 to 12");
        assert_eq!(limits(Language::English, 0, None), "");
    }
}
