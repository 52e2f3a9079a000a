//! Models of phones: their capabilities, their time-outs, and what they report of themselves.

use sim_wire::instruction::Instruction;
use sim_wire::proactive::CommandType;

use super::quirk::Quirks;

/// Protocol that the terminal speaks to the card, which settles the class octet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speech {
    /// SIM, 3GPP TS 51.011: class A0.
    Gsm,
    /// UICC, ETSI TS 102 221: class 80.
    #[default]
    Uicc,
}

impl Speech {
    /// Returns the class octet of toolkit commands.
    pub const fn class(self) -> u8 {
        match self {
            Speech::Gsm => 0xA0,
            Speech::Uicc => 0x80,
        }
    }

    /// Returns the APDU of an instruction with those data; `None` if no APDU holds them.
    pub(crate) fn apdu(self, instruction: Instruction, data: &[u8]) -> Option<Vec<u8>> {
        let length = u8::try_from(data.len()).ok()?;
        let mut apdu = vec![self.class(), instruction.ins(), 0x00, 0x00, length];
        apdu.extend_from_slice(data);
        Some(apdu)
    }

    /// Names that [`Speech::named`] accepts.
    pub const ALL_NAMES: &'static [&'static str] = &["2g", "3g"];

    /// Returns the protocol of a terminal generation, `2g` or `3g`; `None` for another name.
    pub fn named(name: &str) -> Option<Speech> {
        match name {
            "2g" => Some(Speech::Gsm),
            "3g" => Some(Speech::Uicc),
            _ => None,
        }
    }
}

/// Time-outs of the handset, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Time-out of a text that the person has to clear.
    pub text: u32,
    /// Time-out of a text that goes by itself.
    pub passing_text: u32,
    /// Time-out of a choice, a key or a confirmation.
    pub choice: u32,
    /// Time-out of a text to be typed.
    pub input: u32,
    /// Duration of a tone for which the card gives none.
    pub tone: u32,
    /// Duration of a text that was answered at once and goes by itself.
    pub lingering: u32,
}

/// Kind of phone. Kept as its name and what one phone of the kind may have for itself: IMEI and quirks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "ModelRecord")]
pub struct Model {
    /// Name of the model, by which [`Model::named`] finds it.
    pub name: &'static str,
    /// Name under which the model is sold; a list of models to be treated otherwise contains this name.
    pub sold_as: String,
    /// IMEI, fifteen digits.
    pub imei: String,
    /// Software version, the last two digits of the IMEISV.
    pub software: String,
    /// Time-outs.
    pub patience: Patience,
    /// Commands that are beyond the model's capabilities.
    pub beyond: Vec<CommandType>,
    /// `true` if the model shows icons.
    pub icons: bool,
    /// Least and greatest time between two polls, in seconds.
    pub poll_s: (u16, u16),
    /// Time between two polls of a card that has asked for no interval, in seconds; `None` if the model does not poll
    /// unasked.
    pub poll_unasked_s: Option<u16>,
    /// `true` if each key that is typed restarts the time-out of an input.
    pub rearms: bool,
    /// Number of soft keys for the lines of a menu.
    pub soft_keys: u8,
    /// Bugs of the model.
    pub quirks: Quirks,
}

/// Model as it is kept.
#[derive(Serialize, Deserialize)]
struct ModelRecord {
    model: String,
    imei: String,
    quirks: Quirks,
}

impl From<Model> for ModelRecord {
    fn from(model: Model) -> ModelRecord {
        ModelRecord { model: model.name.to_owned(), imei: model.imei, quirks: model.quirks }
    }
}

// Written out: the derive takes the name of a model for text that is borrowed from what is read.
impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Model, D::Error> {
        Model::try_from(ModelRecord::deserialize(from)?).map_err(de::Error::custom)
    }
}

impl TryFrom<ModelRecord> for Model {
    type Error = ModelError;

    fn try_from(ModelRecord { model, imei, quirks }: ModelRecord) -> Result<Model, ModelError> {
        let model = Model::named(&model).ok_or(ModelError::NoSuchModel(model))?;
        Ok(model.with_imei(&imei)?.with_quirks(quirks))
    }
}

/// Reason for which a kept value is no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// There is no model of the name given here.
    #[error("there is no model {0:?}; there are {names}", names = Model::ALL_NAMES.join(", "))]
    NoSuchModel(String),
    /// The digits are no IMEI.
    #[error("{0}")]
    Imei(#[from] ImeiError),
}

/// Digits that are no IMEI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IMEI has fifteen digits, or fourteen to which the check digit is added; {0:?} has not")]
pub struct ImeiError(pub String);

/// Digits of the type allocation code. The models here have codes of the range for tests, under which no phone is sold.
const TAC_DIGITS: usize = 8;

use CommandType as C;
use serde::{Deserialize, Deserializer, Serialize, de};

/// Commands that no model here can do: a second card reader, the bearer independent protocol, frames, multimedia
/// messages.
pub(super) const NOWHERE: &[CommandType] = &[
    C::PerformCardApdu,
    C::PowerOnCard,
    C::PowerOffCard,
    C::GetReaderStatus,
    C::OpenChannel,
    C::CloseChannel,
    C::ReceiveData,
    C::SendData,
    C::GetChannelStatus,
    C::ServiceSearch,
    C::GetServiceInfo,
    C::DeclareService,
    C::SetFrames,
    C::GetFramesStatus,
    C::RetrieveMms,
    C::SubmitMms,
    C::DisplayMms,
    C::Activate,
];

impl Model {
    /// Names that [`Model::named`] accepts.
    pub const ALL_NAMES: &'static [&'static str] = &["feature-phone", "feature-2009", "android", "ofono-like"];

    /// Returns the model of that name; `None` if there is none.
    pub fn named(name: &str) -> Option<Model> {
        match name {
            "feature-phone" => Some(Model::feature_phone()),
            "feature-2009" => Some(Model::feature_2009()),
            "android" => Some(Model::android()),
            "ofono-like" => Some(Model::ofono_like()),
            _ => None,
        }
    }

    fn new(name: &'static str, sold_as: &str, tac: &str, patience: Patience) -> Model {
        let model = Model {
            name,
            sold_as: sold_as.to_owned(),
            imei: String::new(),
            software: "01".to_owned(),
            patience,
            beyond: NOWHERE.to_vec(),
            icons: true,
            poll_s: (1, 15_300),
            poll_unasked_s: Some(30),
            rearms: true,
            soft_keys: 0,
            quirks: Quirks::NONE,
        };
        model.of_type(tac, 1)
    }

    /// Sets the IMEI to a type allocation code and a serial number (3GPP TS 23.003 §6.2.1).
    fn of_type(mut self, tac: &str, serial: u32) -> Model {
        let digits = format!("{tac}{:06}", serial % 1_000_000);
        self.imei = format!("{digits}{}", check_digit(&digits));
        self
    }

    /// Sets the serial number of the IMEI, of which the last six digits count: another handset of the same model. The
    /// type allocation code stays.
    pub fn with_serial(self, serial: u32) -> Model {
        let tac: String = self.imei.chars().take(TAC_DIGITS).collect();
        self.of_type(&tac, serial)
    }

    /// Returns the type allocation code: the digits of the IMEI by which a model is known.
    pub fn tac(&self) -> &str {
        self.imei.get(..TAC_DIGITS).unwrap_or_default()
    }

    /// Returns the protocol that phones of this kind speak to the card by default.
    pub fn usual_speech(&self) -> Speech {
        if self.name.starts_with("feature") { Speech::Gsm } else { Speech::Uicc }
    }

    /// Sets another IMEI: fifteen digits as they are, or fourteen to which the check digit is added.
    pub fn with_imei(mut self, imei: &str) -> Result<Model, ImeiError> {
        let is_number = imei.chars().all(|digit| digit.is_ascii_digit());
        match (is_number, imei.len()) {
            (true, 15) => self.imei = imei.to_owned(),
            (true, 14) => self.imei = format!("{imei}{}", check_digit(imei)),
            _ => return Err(ImeiError(imei.to_owned())),
        }
        Ok(self)
    }

    /// Sets the bugs of the model.
    pub fn with_quirks(mut self, quirks: Quirks) -> Model {
        self.quirks = quirks;
        self
    }

    /// Creates a phone with keys: no browser that the card may start, no AT commands, no icons.
    pub fn feature_phone() -> Model {
        let patience = Patience {
            text: 60_000,
            passing_text: 20_000,
            choice: 60_000,
            input: 120_000,
            tone: 5_000,
            lingering: 20_000,
        };
        let mut model = Model::new("feature-phone", "Feature phone", "00101701", patience);
        model.beyond.extend([C::LaunchBrowser, C::RunAtCommand]);
        (model.icons, model.soft_keys) = (false, 2);
        model
    }

    /// Creates a phone with keys as the cheapest of 2009 were. Of the toolkit it has what GSM phase 2+ began with: no
    /// timers, no text for an idle screen, no DTMF. It ends a session sooner.
    pub fn feature_2009() -> Model {
        let mut model = Model { name: "feature-2009", ..Model::feature_phone() };
        model.sold_as = "Feature phone of 2009".to_owned();
        model = model.of_type("00101702", 1);
        model.beyond.extend([C::TimerManagement, C::SetupIdleModeText, C::SendDtmf, C::LanguageNotification]);
        model.patience = Patience { text: 30_000, choice: 30_000, input: 60_000, ..model.patience };
        model.soft_keys = 0;
        model
    }

    /// Creates a phone with the time-outs of Android's toolkit.
    pub fn android() -> Model {
        let patience = Patience {
            text: 60_000,
            passing_text: 15_000,
            choice: 30_000,
            input: 30_000,
            tone: 2_000,
            lingering: 20_000,
        };
        let mut model = Model::new("android", "Android phone", "00101703", patience);
        model.beyond.push(C::RunAtCommand);
        model
    }

    /// Creates a phone with the time-outs of oFono.
    pub fn ofono_like() -> Model {
        let patience = Patience {
            text: 25_000,
            passing_text: 25_000,
            choice: 25_000,
            input: 180_000,
            tone: 10_000,
            lingering: 20_000,
        };
        Model { rearms: false, ..Model::new("ofono-like", "oFono", "00101704", patience) }
    }

    /// Returns whether the model can do commands of the type.
    pub fn can(&self, command: CommandType) -> bool {
        !self.beyond.contains(&command)
    }
}

/// Returns the check digit. It makes the sum of all digits divisible by ten, every second one doubled (3GPP TS 23.003
/// annex B).
fn check_digit(digits: &str) -> u32 {
    let weighed =
        digits.chars().filter_map(|digit| digit.to_digit(10)).enumerate().map(|(place, digit)| match place % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        });
    (10 - weighed.sum::<u32>() % 10) % 10
}
