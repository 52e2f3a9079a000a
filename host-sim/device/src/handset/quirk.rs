//! Bugs with which real handsets were sold, each as a switch: a card has to live with all of them. A handset here has
//! none unless it is switched on. Bugs that only a touch screen or a window system can have are not here. Examples are
//! a dialog that another application draws over, and a keyboard that hides when the screen locks.

use serde::{Deserialize, Serialize};

/// Defines the table of quirks: the enum, the names for the command line, and what each does.
macro_rules! quirks {
    ($($variant:ident = $name:literal, $about:literal;)+) => {
        /// Bug that a handset may have.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Quirk { $(#[doc = $about] $variant,)+ }

        impl Quirk {
            /// All quirks, in the order of the table.
            pub const ALL: &'static [Quirk] = &[$(Quirk::$variant,)+];

            /// Returns the name for the command line, in small letters with hyphens.
            pub const fn name(self) -> &'static str {
                match self { $(Quirk::$variant => $name,)+ }
            }

            /// Returns what the handset does, in one line.
            pub const fn about(self) -> &'static str {
                match self { $(Quirk::$variant => $about,)+ }
            }
        }
    };
}

quirks! {
    EarlyDisplayAnswer = "early-display-answer", "DISPLAY TEXT is answered at once, before the person has read it";
    TextNotReplaced = "text-not-replaced", "a text that stays lies over the next screen until the person clears it";
    SilentInBackground = "silent-in-background",
        "a command that comes while the toolkit is in the background is neither shown nor answered";
    LateTimeout = "late-time-out", "the time-out of a command that the person has answered runs on and answers the next one";
    ShortPatience = "short-patience", "the handset waits 14 seconds for the person, whatever is asked";
    DurationIgnored = "duration-ignored", "the duration of DISPLAY TEXT and GET INKEY is ignored";
    InputDurationIgnored = "input-duration-ignored", "the duration of GET INPUT is ignored";
    WrongToneResult = "wrong-tone-result", "a tone that sounded to its end is answered 12, no response from the user";
    CallTimeout12 = "call-time-out-12", "SET UP CALL that nobody confirms is answered 12 and not 22";
    HomeLeavesSession = "home-leaves-session", "the home key leaves the session open: nothing is answered";
    OutsideCancels = "outside-cancels", "a touch beside the dialog is taken for the back key";
    NoWayOut = "no-way-out", "there is no key that ends the session";
    HelpNotSent = "help-not-sent", "the help key is there and sends nothing";
    ConfirmSwapped = "confirm-swapped", "yes and no are swapped where the person confirms or decides";
    DefaultReturns = "default-returns", "a default text comes back when the person has deleted it";
    DefaultNotAccepted = "default-not-accepted", "a default text cannot be sent as it stands";
    TooShortAccepted = "too-short-accepted", "an input below its least length is sent";
    MaximumIgnored = "maximum-ignored", "an input beyond its greatest length is typed and sent";
    LimitsInPrompt = "limits-in-prompt", "least and greatest length are written into the prompt";
    PromptCut = "prompt-cut", "the prompt of GET INKEY and GET INPUT is cut after 16 characters";
    TitlesCut = "titles-cut", "titles and lines of menus are cut after 10 characters";
    InputLogged = "input-logged", "what the person types stands in the handset's log, hidden or not";
    HiddenByCall = "hidden-by-call", "during a call the dialog lies behind the call and cannot be reached";
    EmptyPanel = "empty-panel", "the main menu opens without lines";
    UntitledMenu = "untitled-menu", "SET UP MENU without a title is accepted, not answered 36";
    IconLosesMenu = "icon-loses-menu", "a main menu with icons is answered as set up and never shown";
    FirstMenuUnanswered = "first-menu-unanswered", "the first SET UP MENU after power-on is carried out and not answered";
    MenuKept = "menu-kept", "the main menu of the card before stays over a reset or a change of card";
    MenuLostOnRefresh = "menu-lost-on-refresh", "REFRESH takes the main menu away";
    ComprehensionAlways = "cr-always", "every object of a TERMINAL RESPONSE requires comprehension";
    ComprehensionNever = "cr-never", "no object of a TERMINAL RESPONSE requires comprehension";
    ComprehensionCopied = "cr-copied",
        "details and result copy the comprehension bit of the command's details, device identities never have it";
    DevicesMissing = "devices-missing", "a TERMINAL RESPONSE has no device identities";
    CauseMissing = "cause-missing", "a result that must have a second octet has none";
    WrongNumber = "wrong-number", "a TERMINAL RESPONSE has the number of another command";
    AnswerTwice = "answer-twice", "every TERMINAL RESPONSE is sent twice";
    AnswerLost = "answer-lost", "what a person answers, or leaves unanswered, never reaches the card";
    EmptyInputNull = "empty-input-null", "an empty input is sent as a null text, without a data coding scheme";
    LittleEndian = "little-endian", "UCS2 is sent with the low octet first";
    NoUcs2 = "no-ucs2", "there is no UCS2: the profile does not have it, and a text in it is answered 32";
    LocalInformationEmpty = "local-information-empty",
        "local information but time and language is answered 00 without data";
    LocalInformationRefused = "local-information-refused", "local information but time and language is answered 30";
    EventListRefused = "event-list-31", "SET UP EVENT LIST is answered 31, against what the profile says";
    RunAtPromised = "run-at-promised", "the profile has RUN AT COMMAND, and it is answered 30";
    TenthsTooLong = "tenths-too-long", "a poll interval in tenths of a second is taken for tens of seconds";
    DeafTo91 = "deaf-to-91", "91xx is heard only as the answer to STATUS";
    DataMessageAsks = "data-message-asks", "a data message of the card goes out only after the person has pressed OK";
}

impl Quirk {
    /// Returns the quirk of that name; `None` if there is none.
    pub fn named(name: &str) -> Option<Quirk> {
        Quirk::ALL.iter().copied().find(|quirk| quirk.name() == name)
    }
}

/// Quirks of a handset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Vec<&'static str>", try_from = "Vec<String>")]
pub struct Quirks(u64);

impl Quirks {
    /// No quirks: a handset as it should be.
    pub const NONE: Quirks = Quirks(0);

    const fn bit(quirk: Quirk) -> u64 {
        1 << quirk as u64
    }

    /// Returns whether the quirk is switched on.
    pub const fn has(self, quirk: Quirk) -> bool {
        self.0 & Quirks::bit(quirk) != 0
    }

    /// Switches one quirk on or off.
    pub const fn set(&mut self, quirk: Quirk, on: bool) {
        if on {
            self.0 |= Quirks::bit(quirk);
        } else {
            self.0 &= !Quirks::bit(quirk);
        }
    }

    /// Returns the quirks that are switched on, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Quirk> {
        Quirk::ALL.iter().copied().filter(move |quirk| self.has(*quirk))
    }
}

impl FromIterator<Quirk> for Quirks {
    fn from_iter<T: IntoIterator<Item = Quirk>>(quirks: T) -> Quirks {
        let mut all = Quirks::NONE;
        quirks.into_iter().for_each(|quirk| all.set(quirk, true));
        all
    }
}

/// Name that no quirk has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no quirk {0:?}")]
pub struct QuirkNameError(pub String);

impl From<Quirks> for Vec<&'static str> {
    fn from(quirks: Quirks) -> Vec<&'static str> {
        quirks.iter().map(Quirk::name).collect()
    }
}

impl TryFrom<Vec<String>> for Quirks {
    type Error = QuirkNameError;

    fn try_from(names: Vec<String>) -> Result<Quirks, QuirkNameError> {
        names.into_iter().map(|name| Quirk::named(&name).ok_or(QuirkNameError(name))).collect()
    }
}
