//! A prompt as the octets of a proactive command (TS 102 223 §6.6), in the first of several forms that the handset can
//! do.

use heapless::Vec;
use serde::{Deserialize, Serialize};

use sim_wire::proactive::{CommandDetails, CommandType, Device, Event, ObjectTag, PROACTIVE_COMMAND};
use sim_wire::text::{AlphaCoding, encode_alpha, encode_ucs2, encode_unpacked};
use sim_wire::tlv::{BufferFullError, Emitter, LengthForm, Tag};

use super::super::menu::order;
use super::super::menu::phrases::{Phrase, Tongue};
use super::super::menu::prompt::{Field, Prompt};
use super::super::menu::text::{Text, fitting};
use super::super::menu::tree::Lines;
use super::abilities::Abilities;

/// Most octets of a proactive command.
const COMMAND_MAX: usize = 256;

/// Octets of text that a screen holds. They are what is left of 256 beside the outer tag, command details, devices,
/// coding scheme, and lengths in their long form. A screen that fills it is announced by 91 00.
pub(super) const SCREEN_MAX: usize = 240;

/// Octets of text that an input holds, beside the lengths of the entry that is asked for.
const INPUT_MAX: usize = SCREEN_MAX - 4;

/// Octets that the title of a list holds, and each of its lines.
const TITLE_MAX: usize = 40;

/// Timer that calls the card again (01 to 08 are the handset's), and its duration in seconds.
pub(super) const TIMER: u8 = 0x01;
const AGAIN_S: u8 = 5;

/// Form of a command, which decides how the answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Form {
    /// Command whose answer is its result.
    Plain,
    /// SELECT ITEM.
    Items,
    /// GET INPUT of a line's place in the list, counted from 1.
    Numbered,
    /// GET INKEY of yes or no.
    YesNo,
    /// SELECT ITEM of yes and no.
    YesNoItems,
    /// GET INPUT of 1 or 0.
    YesNoNumbered,
    /// GET INPUT.
    Input,
    /// PROVIDE LOCAL INFORMATION of the language.
    Language,
    /// PROVIDE LOCAL INFORMATION of the IMEI.
    Imei,
}

/// A command ready to be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Command {
    pub(super) kind: CommandType,
    pub(super) details: CommandDetails,
    pub(super) form: Form,
    pub(super) octets: Vec<u8, COMMAND_MAX>,
}

/// Identifiers of the lines for yes and for no.
pub(super) const YES: u8 = 0x01;
pub(super) const NO: u8 = 0x02;

/// Input of a command besides the prompt.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    /// Page of a notice, counted from 0.
    pub(super) page: u8,
    /// Message to be sent, an SMS-SUBMIT; `None` if none is to be sent.
    pub(super) message: Option<&'a [u8]>,
    pub(super) tongue: Tongue,
}

/// Encodes the command for a prompt; `None` if the handset can do it in no form.
pub(super) fn command(prompt: &Prompt, number: u8, abilities: Abilities, sheet: Sheet<'_>) -> Option<Command> {
    let (kind, form) = form(prompt, abilities)?;
    let details = CommandDetails { number, kind: kind.code(), qualifier: qualifier(prompt, form) };
    let mut buffer = [0; COMMAND_MAX];
    let mut writer = Writer { objects: Emitter::new(&mut buffer), tongue: sheet.tongue };
    writer.head(kind, details).ok()?;
    writer.body(prompt, form, sheet).ok()?;
    let mut octets = [0; COMMAND_MAX];
    let mut whole = Emitter::new(&mut octets);
    let objects = writer.objects.written();
    whole.octet(PROACTIVE_COMMAND).ok()?;
    whole.length(objects.len(), LengthForm::of(objects.len())?).ok()?;
    whole.octets(objects).ok()?;
    Some(Command { kind, details, form, octets: Vec::from_slice(whole.written()).ok()? })
}

/// Returns the first form that the handset can do; `None` if it can do none.
fn form(prompt: &Prompt, abilities: Abilities) -> Option<(CommandType, Form)> {
    use CommandType as C;
    let forms: &[(C, Form)] = match prompt {
        Prompt::Notice(_) => &[(C::DisplayText, Form::Plain)],
        Prompt::Choice { .. } => &[(C::SelectItem, Form::Items), (C::GetInput, Form::Numbered)],
        Prompt::Question(_) => {
            &[(C::GetInkey, Form::YesNo), (C::SelectItem, Form::YesNoItems), (C::GetInput, Form::YesNoNumbered)]
        }
        Prompt::Input(..) => &[(C::GetInput, Form::Input)],
        Prompt::Send(_) => &[(C::SendSms, Form::Plain)],
        Prompt::Language => &[(C::ProvideLocalInfo, Form::Language)],
        Prompt::Imei => &[(C::ProvideLocalInfo, Form::Imei)],
        Prompt::Events if abilities.has_language_notification() => &[(C::SetupEventList, Form::Plain)],
        Prompt::Events => &[],
        Prompt::MainMenu(_) => &[(C::SetupMenu, Form::Plain)],
        Prompt::Timer => &[(C::TimerManagement, Form::Plain)],
    };
    forms.iter().copied().find(|(kind, form)| abilities.can_do(*kind, *form))
}

/// Returns the third octet of command details (TS 102 223 §8.6). Help is available for every question.
const fn qualifier(prompt: &Prompt, form: Form) -> u8 {
    match (prompt, form) {
        // The person clears it.
        (Prompt::Notice(_), _) => 0x80,
        (_, Form::YesNo) => 0x84,
        (_, Form::Items | Form::YesNoItems | Form::Numbered | Form::YesNoNumbered) => 0x80,
        (Prompt::Input(_, field), _) => {
            let alphabet = if field.digits { 0x00 } else { 0x01 };
            0x80 | alphabet | if field.hidden { 0x04 } else { 0x00 }
        }
        (Prompt::MainMenu(_), _) => 0x80,
        (Prompt::Language, _) => 0x04,
        (Prompt::Imei, _) => 0x01,
        _ => 0x00,
    }
}

/// Writer of the objects of one command.
struct Writer<'a> {
    objects: Emitter<'a>,
    tongue: Tongue,
}

impl Writer<'_> {
    fn object(&mut self, tag: ObjectTag, value: &[u8]) -> Result<(), BufferFullError> {
        self.objects.object(Tag::new(tag.code(), true), value)
    }

    /// Writes command details and device identities.
    fn head(&mut self, kind: CommandType, details: CommandDetails) -> Result<(), BufferFullError> {
        self.object(ObjectTag::CommandDetails, &details.emit())?;
        let to = match kind {
            CommandType::DisplayText => Device::Display,
            CommandType::SendSms => Device::Network,
            _ => Device::Terminal,
        };
        self.object(ObjectTag::DeviceIdentities, &[Device::Uicc.code(), to.code()])
    }

    fn body(&mut self, prompt: &Prompt, form: Form, sheet: Sheet<'_>) -> Result<(), BufferFullError> {
        match (prompt, form) {
            (Prompt::Notice(text), _) => self.text(text.page(sheet.page, SCREEN_MAX).unwrap_or_default(), SCREEN_MAX),
            (Prompt::Choice { title, lines }, Form::Items) => self.list(*title, lines),
            (Prompt::Choice { title, lines }, _) => self.write_numbered(*title, lines),
            (Prompt::Question(text), Form::YesNoItems) => {
                self.alpha(text.as_str(), SCREEN_MAX / 2)?;
                self.line(YES, Phrase::Yes)?;
                self.line(NO, Phrase::No)
            }
            (Prompt::Question(text), Form::YesNoNumbered) => {
                self.text(text.clone().say(Phrase::YesOrNo).as_str(), INPUT_MAX)?;
                self.object(ObjectTag::ResponseLength, &[1, 1])
            }
            (Prompt::Question(text), _) => self.text(text.as_str(), SCREEN_MAX),
            (Prompt::Input(text, field), _) => self.input(text, *field),
            (Prompt::Send(name), _) => self.send(*name, sheet.message.ok_or(BufferFullError)?),
            (Prompt::MainMenu(lines), _) => self.list(Phrase::MobileWallet, lines),
            (Prompt::Events, _) => self.object(ObjectTag::EventList, &[Event::LanguageSelection.code()]),
            (Prompt::Timer, _) => {
                self.object(ObjectTag::TimerIdentifier, &[TIMER])?;
                self.object(ObjectTag::TimerValue, &[0x00, 0x00, AGAIN_S << 4])
            }
            (Prompt::Language | Prompt::Imei, _) => Ok(()),
        }
    }

    /// Writes a text string: UCS2 for Chinese, the default alphabet for English. A text that is too long is cut between
    /// characters.
    fn text(&mut self, text: &str, room: usize) -> Result<(), BufferFullError> {
        let mut buffer = [0; COMMAND_MAX];
        let mut value = Emitter::new(&mut buffer);
        let text = fitting(text, self.tongue, room);
        match self.tongue {
            Tongue::Chinese => {
                value.octet(0x08)?;
                encode_ucs2(text, &mut value)?;
            }
            Tongue::English => {
                value.octet(0x04)?;
                encode_unpacked(text, &mut value).map_err(|_| BufferFullError)?;
            }
        }
        self.object(ObjectTag::TextString, value.written())
    }

    /// Writes a text in the coding of alpha identifiers.
    fn alpha_value(&self, text: &str, room: usize, value: &mut Emitter<'_>) -> Result<(), BufferFullError> {
        let coding = match self.tongue {
            Tongue::Chinese => AlphaCoding::Ucs2,
            Tongue::English => AlphaCoding::Gsm,
        };
        encode_alpha(coding, fitting(text, self.tongue, room), value).map_err(|_| BufferFullError)
    }

    fn alpha(&mut self, text: &str, room: usize) -> Result<(), BufferFullError> {
        let mut buffer = [0; COMMAND_MAX];
        let mut value = Emitter::new(&mut buffer);
        self.alpha_value(text, room, &mut value)?;
        self.object(ObjectTag::AlphaIdentifier, value.written())
    }

    fn line(&mut self, identifier: u8, name: Phrase) -> Result<(), BufferFullError> {
        let mut buffer = [0; COMMAND_MAX];
        let mut value = Emitter::new(&mut buffer);
        value.octet(identifier)?;
        self.alpha_value(name.in_tongue(self.tongue), TITLE_MAX, &mut value)?;
        self.object(ObjectTag::Item, value.written())
    }

    fn list(&mut self, title: Phrase, lines: &Lines) -> Result<(), BufferFullError> {
        self.alpha(title.in_tongue(self.tongue), TITLE_MAX)?;
        lines.iter().try_for_each(|(identifier, name)| self.line(*identifier, *name))
    }

    /// Writes a list for a handset that cannot show one: its lines with their places in front.
    fn write_numbered(&mut self, title: Phrase, lines: &Lines) -> Result<(), BufferFullError> {
        let mut text = Text::of(self.tongue, title).write("\n");
        let mut place = 0_u32;
        for (_, name) in lines {
            place = place.saturating_add(1);
            text = text.number(place).write(" ").say(*name).write("\n");
        }
        self.text(text.say(Phrase::ByNumber).as_str(), INPUT_MAX)?;
        self.object(ObjectTag::ResponseLength, &[1, 1])
    }

    fn input(&mut self, text: &Text, field: Field) -> Result<(), BufferFullError> {
        self.text(text.as_str(), INPUT_MAX)?;
        self.object(ObjectTag::ResponseLength, &[field.min, field.max])
    }

    /// Writes the objects of SEND SHORT MESSAGE. A null alpha identifier keeps the handset from showing anything;
    /// without one it might show a text of its own (TS 102 223 §6.4.10).
    fn send(&mut self, name: Option<Phrase>, message: &[u8]) -> Result<(), BufferFullError> {
        match name {
            Some(name) => self.alpha(order::sending(name, Text::new(self.tongue)).as_str(), TITLE_MAX * 2)?,
            None => self.object(ObjectTag::AlphaIdentifier, &[])?,
        }
        self.object(ObjectTag::SmsTpdu, message)
    }
}
