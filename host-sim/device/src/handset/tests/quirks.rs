//! Every quirk shows: the same card and the same person meet a handset as it should be and one with the quirk. What
//! each sends and shows is compared, octet for octet.

use std::fmt::Write as _;

use crate::handset::{Act, Handset, Model, Quirk, Quirks, ScreenBody, Speech, Surroundings};

/// Handset, the card that a test plays for it, and the lines of what was sent and shown.
struct Stage {
    handset: Handset,
    lines: Vec<String>,
}

impl Stage {
    /// Sends everything that the handset has to send; the card answers 9000.
    fn settle(&mut self) {
        while let Some(apdu) = self.handset.next_command() {
            self.lines.push(hex::encode_upper(apdu));
            self.handset.receive(&[0x90, 0x00]);
        }
    }

    fn switched_on(&mut self) {
        self.handset.begin_anew();
        self.settle();
    }

    /// Announces a command of the card, given without D0 and length, with the answer to something else.
    fn offer(&mut self, objects: &str) {
        self.handset.receive(&[0x91, 0x20]);
        self.take(objects);
    }

    fn take(&mut self, objects: &str) {
        let objects = hex::decode(objects.replace(' ', "")).unwrap();
        let octets = [vec![0xD0, u8::try_from(objects.len()).unwrap()], objects, vec![0x90, 0x00]].concat();
        match self.handset.next_command() {
            Some(_) => self.handset.receive(&octets),
            None => self.lines.push("the command is not fetched".to_owned()),
        }
        self.settle();
    }

    fn act(&mut self, act: Act) {
        if !self.handset.act(&act) {
            self.lines.push(format!("{act:?} means nothing"));
        }
        self.settle();
    }

    fn type_characters(&mut self, text: &str) {
        self.act(Act::Type(text.to_owned()));
    }

    fn wait(&mut self, ms: u32) {
        let mut left = ms;
        while left > 0 {
            left -= self.handset.wait(left);
            self.settle();
        }
    }

    fn wait_for(&mut self) {
        let screen = self.handset.screen();
        let body = match screen.body {
            ScreenBody::Items { items, .. } => {
                format!("{:?}", items.into_iter().map(|item| item.text).collect::<Vec<_>>())
            }
            ScreenBody::Input(field) => format!("input of {:?}", field.typed),
            other => format!("{other:?}"),
        };
        self.lines.push(format!("shows {:?}, {body}", screen.text));
    }
}

const TEXT: &str = "8103012180 82028102 8D03 04 4869";
const LASTING_TEXT: &str = "8103012180 82028102 8D07 04 4C617374696E 2B00";
const MENU: &str = "8103012500 82028182 850D 4D6F62696C652077616C6C6574 8F0B 01 4D7920 62616C616E6365 8F04 02 54776F";
const TITLED: &str = "8103012580 82028182 8504 4D656E75 8F04 01 4F6E65";
const CHOICE: &str = "8103012480 82028182 8504 4D656E75 8F04 01 4F6E65 8F04 02 54776F";
const INPUT: &str = "8103012380 82028182 8D04 04 50494E 9102 0406";
const DEFAULT: &str = "8103012301 82028182 8D04 04 4E616D 9102 0109 1703 04 4142";
const YES_NO: &str = "8103012204 82028182 8D03 04 4F6B";
const TIMED_KEY: &str = "8103012200 82028182 8D03 04 4F6B 8402 0105";
const CALL: &str = "8103011000 82028183 8504 43616C6C 8603 91 1032";
const DATA_MESSAGE: &str = "8103011300 82028183 8B0E 0100088101568888 7F F6 03 010203";
const IMEI: &str = "8103012601 82028182";

/// Plays the scene that shows a quirk. A quirk that needs another set-up has it in its scene.
fn scene(quirk: Quirk, stage: &mut Stage) {
    match quirk {
        Quirk::EarlyDisplayAnswer | Quirk::AnswerTwice | Quirk::AnswerLost | Quirk::WrongNumber => shown(stage),
        Quirk::DevicesMissing | Quirk::ComprehensionNever | Quirk::HomeLeavesSession => home(stage),
        Quirk::TextNotReplaced => {
            stage.offer(LASTING_TEXT);
            stage.offer(TEXT);
            stage.wait_for();
            stage.act(Act::Ok);
            stage.wait_for();
            stage.act(Act::Ok);
        }
        Quirk::SilentInBackground => {
            stage.handset.surroundings.in_background = true;
            shown(stage);
        }
        Quirk::LateTimeout => {
            stage.offer(TEXT);
            stage.wait(20_000);
            stage.act(Act::Ok);
            stage.offer(INPUT);
            stage.wait(6_000);
            stage.type_characters("1234");
            stage.act(Act::Ok);
        }
        Quirk::ShortPatience => waited(stage, CHOICE, 20_000),
        Quirk::DurationIgnored => waited(stage, TIMED_KEY, 10_000),
        Quirk::InputDurationIgnored => waited(stage, &format!("{INPUT} 8402 0105"), 10_000),
        Quirk::WrongToneResult => waited(stage, "8103012000 82028103 8E0110 84020105", 10_000),
        Quirk::CallTimeout12 => waited(stage, CALL, 60_000),
        Quirk::OutsideCancels => {
            stage.offer(CHOICE);
            stage.act(Act::Outside);
        }
        Quirk::NoWayOut => {
            stage.offer(CHOICE);
            stage.act(Act::End);
        }
        Quirk::HelpNotSent => {
            stage.offer(CHOICE);
            stage.act(Act::Help(Some(1)));
            stage.wait_for();
        }
        Quirk::ConfirmSwapped => {
            for command in [YES_NO, CALL] {
                for act in [Act::Ok, Act::No] {
                    stage.offer(command);
                    stage.act(act);
                    stage.handset.surroundings.in_call = false;
                    stage.handset.end_call(crate::handset::End::Near);
                }
            }
        }
        other => more(other, stage),
    }
}

/// Plays the scenes of the quirks of inputs, menus and answers.
fn more(quirk: Quirk, stage: &mut Stage) {
    match quirk {
        Quirk::DefaultReturns => {
            stage.offer(DEFAULT);
            stage.act(Act::Erase);
            stage.act(Act::Erase);
            stage.wait_for();
            stage.type_characters("C");
            stage.act(Act::Ok);
        }
        Quirk::DefaultNotAccepted => {
            stage.offer(DEFAULT);
            stage.act(Act::Ok);
        }
        Quirk::TooShortAccepted | Quirk::PromptCut | Quirk::LimitsInPrompt => {
            stage.offer(&INPUT.replace("8D04 04 50494E", "8D12 04 506C6561736520656E74657220796F7572"));
            stage.wait_for();
            stage.type_characters("123");
            stage.act(Act::Ok);
        }
        Quirk::MaximumIgnored => {
            stage.offer(INPUT);
            stage.type_characters("1234567");
            stage.act(Act::Ok);
        }
        Quirk::InputLogged => {
            stage.offer(&INPUT.replace("2380", "2384"));
            stage.type_characters("1234");
            stage.act(Act::Ok);
            let log = stage.handset.log().join(", ");
            stage.lines.push(format!("log: {log}"));
        }
        Quirk::HiddenByCall => {
            stage.handset.surroundings.in_call = true;
            stage.offer(TEXT);
            stage.wait_for();
            stage.act(Act::Ok);
            stage.wait(60_000);
        }
        Quirk::EmptyPanel | Quirk::TitlesCut => {
            stage.offer(MENU);
            stage.act(Act::Open);
            stage.wait_for();
            stage.act(Act::Choose(1));
        }
        Quirk::UntitledMenu => {
            stage.offer("8103012500 82028182 8F04 01 4F6E65");
            stage.act(Act::Open);
        }
        Quirk::IconLosesMenu => {
            stage.offer(&format!("{TITLED} 9F02 0001"));
            stage.act(Act::Open);
        }
        Quirk::FirstMenuUnanswered => {
            stage.offer(TITLED);
            stage.offer(TITLED);
        }
        Quirk::MenuKept => {
            stage.offer(TITLED);
            stage.switched_on();
            stage.act(Act::Open);
            stage.act(Act::Choose(1));
        }
        Quirk::MenuLostOnRefresh => {
            stage.offer(TITLED);
            stage.offer("8103010105 82028182");
            stage.act(Act::Open);
        }
        Quirk::ComprehensionAlways => {
            stage.offer(TIMED_KEY);
            stage.type_characters("1");
        }
        Quirk::ComprehensionCopied => stage.offer("0103012601 82028182"),
        Quirk::CauseMissing => {
            stage.handset.surroundings.screen_busy = true;
            stage.offer(TEXT);
        }
        Quirk::EmptyInputNull => {
            stage.offer(&INPUT.replace("0406", "0006"));
            stage.act(Act::Ok);
        }
        Quirk::LittleEndian => {
            stage.offer("8103012303 82028182 8D03 04 4F6B 9102 0109");
            stage.type_characters("你A");
            stage.act(Act::Ok);
        }
        Quirk::NoUcs2 => {
            stage.switched_on();
            stage.offer("8103012180 82028102 8D05 08 4F60597D");
            stage.wait_for();
            stage.act(Act::Ok);
            stage.offer("8103012500 82028182 8505 80 4F60597D 8F04 01 4F6E65");
        }
        Quirk::LocalInformationEmpty | Quirk::LocalInformationRefused => {
            stage.offer(IMEI);
            stage.offer("8103012604 82028182");
        }
        Quirk::EventListRefused => stage.offer("8103010500 82028182 990107"),
        Quirk::RunAtPromised => {
            stage.switched_on();
            stage.offer("8103013400 82028182 A802 4154");
        }
        Quirk::TenthsTooLong => {
            stage.offer("8103010300 82028182 8402021E");
            stage.wait(6_000);
        }
        Quirk::DeafTo91 => {
            stage.handset.model_mut().poll_unasked_s = Some(30);
            stage.switched_on();
            stage.offer(IMEI);
            stage.handset.wait(30_000);
            let poll = stage.handset.next_command().map(hex::encode_upper);
            stage.lines.push(poll.unwrap_or_else(|| "there is no poll".to_owned()));
            stage.offer(IMEI);
        }
        Quirk::DataMessageAsks => {
            for act in [Act::Ok, Act::No] {
                stage.offer(DATA_MESSAGE);
                stage.wait_for();
                stage.act(act);
                let sent = stage.handset.outbox().len();
                stage.lines.push(format!("{sent} sent"));
            }
            // A text goes out at once.
            stage.offer(&DATA_MESSAGE.replace("F6", "00"));
        }
        other => panic!("{other:?} has no scene"),
    }
}

fn shown(stage: &mut Stage) {
    stage.offer(TEXT);
    stage.wait_for();
    stage.act(Act::Ok);
}

fn home(stage: &mut Stage) {
    stage.offer(CHOICE);
    stage.act(Act::Home);
    stage.wait_for();
}

fn waited(stage: &mut Stage, command: &str, ms: u32) {
    stage.offer(command);
    stage.wait(ms);
}

fn played(quirk: Quirk, quirks: Quirks) -> Vec<String> {
    let mut model = Model::ofono_like().with_quirks(quirks);
    if quirk == Quirk::RunAtPromised {
        model.beyond.push(sim_wire::proactive::CommandType::RunAtCommand);
    }
    model.poll_unasked_s = None;
    let mut handset = Handset::new(model, Speech::Uicc, Surroundings::default());
    while handset.next_command().is_some() {
        handset.receive(&[0x90, 0x00]);
    }
    let mut stage = Stage { handset, lines: Vec::new() };
    scene(quirk, &mut stage);
    stage.lines
}

#[test]
fn every_quirk_shows_as_recorded() {
    let mut all = String::new();
    for quirk in Quirk::ALL.iter().copied() {
        let sound = played(quirk, Quirks::NONE);
        let spoilt = played(quirk, Quirks::from_iter([quirk]));
        assert_ne!(sound, spoilt, "{} changes nothing", quirk.name());
        writeln!(all, "{}: {}", quirk.name(), quirk.about()).unwrap();
        for (mark, lines) in [("  sound  ", sound), ("  spoilt ", spoilt)] {
            for line in lines {
                writeln!(all, "{mark}{line}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn quirk_round_trips_through_name_and_set() {
    for quirk in Quirk::ALL.iter().copied() {
        let name = quirk.name();
        assert_eq!(Quirk::named(name), Some(quirk));
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(name.chars().all(is_plain), "{name}");
        let mut quirks: Quirks = Quirk::ALL.iter().copied().collect();
        quirks.set(quirk, false);
        assert_eq!(quirks.iter().count(), Quirk::ALL.len() - 1);
        assert!(!quirks.has(quirk));
        quirks.set(quirk, true);
        assert_eq!(quirks.iter().collect::<Vec<_>>(), Quirk::ALL);
    }
    assert_eq!((Quirk::named("none"), Quirk::named("")), (None, None));
}
