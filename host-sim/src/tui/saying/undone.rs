//! Why nothing came of something, in Chinese.

use sim_device::handset::SendError;
use sim_world::actor::RefusedError;
use sim_world::platform::notices;
use sim_world::smsc;
use sim_world::world::WorldError;

/// The sentence.
pub(super) fn chinese(why: &RefusedError) -> String {
    match why {
        RefusedError::World(why) => of_world(why),
        RefusedError::Menu(_) => "菜单走不到那里。".to_owned(),
        RefusedError::Terminal(_) => "终端上的交易没有成功。".to_owned(),
        RefusedError::NoInitialPassword => "没有短信带来支付密码。".to_owned(),
        RefusedError::PayPassword(_) => "支付密码应为 6 位数字。".to_owned(),
        RefusedError::NoScratchCard(nth) => format!("没有卖出第 {nth} 张充值卡。"),
        RefusedError::Placeholder(_) => "短信里没有写明是哪张充值卡。".to_owned(),
        RefusedError::NothingToUpload => "没有未上送的消费。".to_owned(),
        RefusedError::NothingSeen | RefusedError::FewerPackets(_) => "没有截获这样的短信。".to_owned(),
        RefusedError::NotTampered => "这条短信不能这样改动。".to_owned(),
        RefusedError::NothingUnderWay => "没有在途短信。".to_owned(),
        RefusedError::NothingOvertakes => "没有可以抢先的短信。".to_owned(),
        RefusedError::NoCall => "现在没有这样的通话。".to_owned(),
        RefusedError::UnknownCard(number) => format!("终端没有 {number} 的卡的密钥。"),
    }
}

fn of_world(cannot: &WorldError) -> String {
    match cannot {
        WorldError::NoSuchPerson(number) => format!("没有号码为 {number} 的用户。"),
        WorldError::PhoneOff(_) => "手机已关机。".to_owned(),
        WorldError::Unrest { .. } => "卡没有应答,手机将重新开机。".to_owned(),
        WorldError::NotSent(why) => not_sent(why),
        WorldError::NotDone(why) => by_hand(*why),
        WorldError::Refused(declined) => notices::reason(declined),
        other => format!("{other}。"),
    }
}

fn not_sent(why: &SendError) -> String {
    match why {
        SendError::Number(number) => format!("“{number}”不是短信号码:应为 1 至 20 位数字,国际号码前加 +。"),
        SendError::Empty => "短信没有内容。".to_owned(),
        SendError::TooLong(parts) => format!("短信太长:要分 {parts} 条,最多 255 条。"),
        SendError::NoService => "没有网络,不能发送短信。".to_owned(),
        SendError::CentreRefuses(cause) => format!("短信中心拒收(RP 原因 {cause})。"),
        SendError::NetworkUnable(cause) => format!("网络现在不能发送短信(原因 {cause})。"),
    }
}

fn by_hand(why: smsc::NotDone) -> String {
    match why {
        smsc::NotDone::NoSuchMessage(id) => format!("没有编号为 {id} 的在途短信。"),
        smsc::NotDone::Held(id) => format!("短信 {id} 已经扣留。"),
        smsc::NotDone::NotHeld(id) => format!("短信 {id} 没有扣留。"),
        smsc::NotDone::AtHandset(id) => format!("短信 {id} 已送到手机,手机还没有回执。"),
    }
}
