//! Tables of `docs/HANDSET.md`, written from the models, the quirks and the commands themselves, so that the book
//! cannot differ from the handset.

use std::fmt::Write as _;

use sim_wire::proactive::CommandType;
use sim_wire::proactive::CommandType as C;

use super::{Model, Quirk};

/// Returns all generated chapters, in the order of the book.
pub fn tables() -> String {
    let mut book = String::new();
    match write(&mut book) {
        Ok(()) => book,
        // Writing into a string does not fail.
        Err(std::fmt::Error) => String::new(),
    }
}

fn write(book: &mut String) -> std::fmt::Result {
    models(book)?;
    writeln!(book, "## Quirks\n\n| name | what the handset does |\n|---|---|")?;
    for quirk in Quirk::ALL {
        writeln!(book, "| `{}` | {} |", quirk.name(), quirk.about())?;
    }
    writeln!(
        book,
        "\n## What each proactive command does\n\n| code | command | on the screen and behind it |\n|---|---|---|"
    )?;
    for command in CommandType::ALL {
        let known = COMMANDS.iter().find(|(commands, _)| commands.contains(command));
        let about = known.map_or("", |(_, about)| about);
        writeln!(book, "| `{:02X}` | {} | {about} |", command.code(), command.name())?;
    }
    Ok(())
}

/// Row of the table of models: title, and cell of a model.
type Row = (&'static str, fn(&Model) -> String);

const ROWS: &[Row] = &[
    ("sold as", |model| model.sold_as.clone()),
    ("IMEI", |model| model.imei.clone()),
    ("a text that has to be cleared", |model| seconds(model.patience.text)),
    ("a text that goes by itself", |model| seconds(model.patience.passing_text)),
    ("a choice, a key, a confirmation", |model| seconds(model.patience.choice)),
    ("an input", |model| seconds(model.patience.input)),
    ("waits anew from each key on", |model| yes(model.rearms)),
    ("a tone without a duration", |model| seconds(model.patience.tone)),
    ("a text that was answered at once", |model| seconds(model.patience.lingering)),
    ("polls unasked every", |model| {
        model.poll_unasked_s.map_or_else(|| "never".to_owned(), |every| format!("{every} s"))
    }),
    ("icons", |model| yes(model.icons)),
    ("soft keys", |model| model.soft_keys.to_string()),
    ("beyond it", |model| {
        let own = model.beyond.iter().filter(|command| !super::model::NOWHERE.contains(command));
        let names: Vec<&str> = own.map(|command| command.name()).collect();
        if names.is_empty() { "nothing more".to_owned() } else { names.join(", ") }
    }),
    ("TERMINAL PROFILE", |model| format!("`{}`", hex::encode_upper(model.profile()))),
];

fn models(book: &mut String) -> std::fmt::Result {
    let models: Vec<Model> = Model::ALL_NAMES.iter().filter_map(|name| Model::named(name)).collect();
    let names: Vec<String> = models.iter().map(|model| format!("`{}`", model.name)).collect();
    writeln!(book, "## Models\n\n| | {} |\n|---|{}", names.join(" | "), "---|".repeat(models.len()))?;
    for (title, cell) in ROWS {
        let cells: Vec<String> = models.iter().map(cell).collect();
        writeln!(book, "| {title} | {} |", cells.join(" | "))?;
    }
    let nowhere: Vec<&str> = super::model::NOWHERE.iter().map(|command| command.name()).collect();
    writeln!(book, "\nBeyond every model: {}.\n", nowhere.join(", "))
}

fn seconds(ms: u32) -> String {
    format!("{} s", ms / 1000)
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// Behaviour of the handset at each command; commands with the same behaviour stand together.
const COMMANDS: &[(&[CommandType], &str)] = &[
    (
        &[C::Refresh],
        "00 to 03, 05 and 06 are answered 00 and kept in the list of what was refreshed; 04 resets the card and is \
         not answered; 04 to 06 during a call are answered 20 02; the title, if any, is shown; others are answered \
         30",
    ),
    (&[C::MoreTime], "nothing is shown; answered 00"),
    (&[C::PollInterval], "nothing is shown; answered with the interval that is kept; STATUS is sent as often"),
    (&[C::PollingOff], "nothing is shown; STATUS is sent no more"),
    (
        &[C::SetupEventList],
        "nothing is shown; the list takes the place of the one before; one with an event that the profile does not \
         have is answered 30 and not taken",
    ),
    (
        &[C::SetupCall],
        "the person is asked: no, or nobody, is 22; yes is 00 when the other side answers, 23 where the person \
         clears the call down before, 21 with a cause where the network cannot; the second title stands during the \
         call; 20 04 without a network, 20 02 during a call that may not be ended or held",
    ),
    (&[C::SendSs], "the title is shown; 00, or 34 with the network's error; 20 04 without a network"),
    (&[C::SendUssd], "the title is shown; 00 with the network's text, or 37; 20 04 without a network"),
    (
        &[C::SendSms],
        "the title is shown; packed to septets where the qualifier asks for it; 00, 35 with the service centre's \
         cause, 21 with the network's cause, 20 04 without a network; it is in the outbox unless there is no \
         network",
    ),
    (&[C::SendDtmf], "the title is shown; 00 in a call, 20 07 otherwise"),
    (
        &[C::LaunchBrowser],
        "the person is asked: no, or nobody, is 22; yes opens the browser and is 00; 26 02 where it is open and \
         the qualifier wants it only if it is not",
    ),
    (
        &[C::PlayTone],
        "sounds and shows the title; 00 at its end or with OK, 10 with Back or End; 30 for an unknown tone",
    ),
    (
        &[C::DisplayText],
        "shown; OK is 00, Back 11, End 10, nobody 12, or 00 where it goes by itself; with immediate response it is \
         answered at once and stays until it is cleared or another text comes; 20 01 where the screen is busy and \
         the text is not urgent",
    ),
    (
        &[C::GetInkey],
        "one key, or yes and no; Back 11, End 10, help 13 where it is offered, nobody 12; the answer has the seconds \
         where the command has a duration",
    ),
    (
        &[C::GetInput],
        "a field with the default text in it; OK only within the limits; hidden input is shown as dots; otherwise as \
         GET INKEY",
    ),
    (
        &[C::SelectItem],
        "a menu with the default line marked; the line that is taken is the answer; help names the line; Back 11, \
         End 10, nobody 12",
    ),
    (
        &[C::SetupMenu],
        "nothing is shown; the main menu is kept until another comes or one empty item removes it; taking a line \
         is an ENVELOPE",
    ),
    (
        &[C::ProvideLocalInfo],
        "nothing is shown; location, IMEI, time, language, timing advance, access technology, IMEISV, search mode, \
         battery; 30 for any other",
    ),
    (&[C::TimerManagement], "nothing is shown; eight timers run; 24 where one is asked for that does not run"),
    (&[C::SetupIdleModeText], "shown on the idle screen until an empty text removes it"),
    (
        &[C::RunAtCommand],
        "the title is shown; AT, AT+CGMI, AT+CGMM, AT+CGMR and AT+CGSN are answered, any other with ERROR",
    ),
    (&[C::LanguageNotification], "nothing is shown; the language is kept"),
    (&[C::PerformCardApdu, C::PowerOnCard, C::PowerOffCard, C::GetReaderStatus], "answered 30: no second reader"),
    (
        &[C::OpenChannel, C::CloseChannel, C::ReceiveData, C::SendData, C::GetChannelStatus],
        "answered 30: no bearer independent protocol",
    ),
    (&[C::ServiceSearch, C::GetServiceInfo, C::DeclareService], "answered 30: no local services"),
    (&[C::SetFrames, C::GetFramesStatus], "answered 30: one screen, no frames"),
    (&[C::RetrieveMms, C::SubmitMms, C::DisplayMms], "answered 30: no multimedia messages"),
    (&[C::Activate], "answered 30: no contactless front end"),
];
