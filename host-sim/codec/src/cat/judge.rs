//! Refusals of a handset before it carries out a command (TS 102 223 §6.10). The reasons: an unknown type, a wrong
//! destination for the type, missing values, objects that require comprehension and are not understood.

use sim_wire::proactive::{CommandType, Device, GeneralResult, ObjectTag};

use super::command::{Action, ProactiveCommand};
use super::content::Item;
use super::message::Object;

use CommandType as C;
use ObjectTag as T;

/// Returns the general result that refuses a command for its form; `None` where the form is sound.
pub fn refusal(command: &ProactiveCommand) -> Option<GeneralResult> {
    let Some(kind) = command.details.value.command() else {
        return Some(GeneralResult::CommandNotUnderstood);
    };
    let Some(devices) = &command.devices else { return Some(GeneralResult::MinimumNotMet) };
    if !is_destination(kind, devices.value.destination) || devices.value.source != Device::Uicc {
        return Some(GeneralResult::DataNotUnderstood);
    }
    if command.others.iter().any(|object| object.tag.comprehension) {
        return Some(GeneralResult::DataNotUnderstood);
    }
    menu(&command.action).or_else(|| minimum(kind, command)).or_else(|| lone_icon(command))
}

/// Returns whether commands of the type go to that device.
fn is_destination(kind: CommandType, device: Device) -> bool {
    match kind {
        C::DisplayText => device == Device::Display,
        C::PlayTone => device == Device::Earpiece,
        C::SendSms | C::SendSs | C::SendUssd | C::SendDtmf | C::SetupCall | C::RetrieveMms | C::SubmitMms => {
            device == Device::Network
        }
        C::PerformCardApdu | C::PowerOnCard | C::PowerOffCard => matches!(device, Device::CardReader(_)),
        C::GetReaderStatus => matches!(device, Device::CardReader(_) | Device::Terminal),
        C::CloseChannel | C::ReceiveData | C::SendData => matches!(device, Device::Channel(_)),
        _ => device == Device::Terminal,
    }
}

/// Checks the items of a menu: one empty item removes a menu; an empty one beside others is refused, and there must be
/// one.
fn menu(action: &Action) -> Option<GeneralResult> {
    let (items, may_remove): (&[Object<Item>], bool) = match action {
        Action::SetupMenu(menu) => (&menu.items, true),
        Action::SelectItem(menu) => (&menu.items, false),
        _ => return None,
    };
    let empty = items.iter().filter(|item| item.value.id.is_none()).count();
    match (items.len(), empty) {
        (0, _) => Some(GeneralResult::MinimumNotMet),
        (_, 0) => None,
        (1, 1) if may_remove => None,
        _ => Some(GeneralResult::DataNotUnderstood),
    }
}

/// Returns the objects without which a command of the type cannot be carried out.
const fn wanted(kind: CommandType) -> &'static [ObjectTag] {
    match kind {
        C::DisplayText | C::GetInkey | C::SetupIdleModeText => &[T::TextString],
        C::GetInput => &[T::TextString, T::ResponseLength],
        C::PollInterval => &[T::Duration],
        C::SetupMenu => &[T::AlphaIdentifier, T::Item],
        C::SelectItem => &[T::Item],
        C::SendSs => &[T::SsString],
        C::SendUssd => &[T::UssdString],
        C::SetupCall => &[T::Address],
        C::SetupEventList => &[T::EventList],
        C::PerformCardApdu => &[T::CommandApdu],
        C::TimerManagement => &[T::TimerIdentifier],
        C::RunAtCommand => &[T::AtCommand],
        C::SendDtmf => &[T::Dtmf],
        C::LaunchBrowser => &[T::Url],
        C::OpenChannel => &[T::BearerDescription, T::BufferSize],
        C::ReceiveData => &[T::ChannelDataLength],
        C::SendData => &[T::ChannelData],
        C::ServiceSearch => &[T::ServiceSearch],
        C::GetServiceInfo => &[T::AttributeInformation],
        C::DeclareService => &[T::ServiceRecord],
        C::SetFrames => &[T::FrameIdentifier],
        C::RetrieveMms => &[T::MmsReference, T::FileList, T::MmsContentIdentifier],
        C::SubmitMms => &[T::FileList],
        C::DisplayMms => &[T::FileList, T::MmsIdentifier],
        C::Activate => &[T::ActivateDescriptor],
        _ => &[],
    }
}

fn minimum(kind: CommandType, command: &ProactiveCommand) -> Option<GeneralResult> {
    let message = command.message();
    let missing = wanted(kind).iter().any(|tag| message.values(*tag).next().is_none());
    let missing = missing
        || matches!(&command.action, Action::SendSms(sms) if sms.message.is_none() && sms.cdma_message.is_none())
        || matches!(&command.action, Action::TimerManagement(timer)
            if timer.value.is_none() && command.details.value.qualifier & 0x03 == 0);
    missing.then_some(GeneralResult::MinimumNotMet)
}

/// Refuses an icon without a text (TS 102 223 §6.5.4).
///
/// An icon stands for a text or beside one. Of SEND USSD handsets accept it all the same, as the test specification has
/// it (3GPP TS 31.124 §27.22.4.12, sequence 2.4).
fn lone_icon(command: &ProactiveCommand) -> Option<GeneralResult> {
    let message = command.message();
    let icon = message.values(T::Icon).next().is_some();
    let titled = message.values(T::AlphaIdentifier).next().is_some();
    let texted =
        message.values(T::TextString).any(|text| !matches!(text, super::Value::Text(text) if text.text.is_empty()));
    let excused = matches!(command.action, Action::SendUssd(_));
    (icon && !titled && !texted && !excused).then_some(GeneralResult::DataNotUnderstood)
}
