//! Channels beside the menu, drawn by chance: calls to the service lines, dialogues of text orders, verification codes,
//! users of the website, and passwords that are locked. They have a chance of their own, so that the other draws of a
//! run stay what they are.

use super::{OTHERS, PASSWORD};
use crate::draw::Draw;
use sim_codec::time::{MINUTE, SECOND};
use sim_device::memory::Tear;
use sim_wire::Fen;
use sim_world::action::{
    Action, HallAction, HallService, HolderAction, LineAction, LoginInput, NetworkAction, PayPasswordInput,
    SiteUserAction,
};
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{CargoKind as MessageKind, Fate, Rule};
use sim_world::world::Fault;

mod calls;
mod codes;
mod locks;
mod site;
mod texts;

/// Difference between the seed of a plan and that of its channels.
pub(super) const STREAM: u64 = 0x4348_414E_4E45_4C53;

/// Share of the runs with such scenes, in a hundred.
const SHARE: u32 = 45;

/// Login passwords that users set; the first is usual.
const LOGINS: [&str; 2] = ["Abc12345", "xyz98765"];

/// Pauses within a scene, in milliseconds, each with its weight. The last one ends every dialogue and every code.
const PAUSES: [(u64, u32); 5] = [(0, 6), (8 * SECOND, 55), (20 * SECOND, 25), (70 * SECOND, 8), (11 * MINUTE, 4)];

/// Kind of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SceneKind {
    /// Call to the voice line.
    VoiceCall,
    /// Call to customer care.
    CareCall,
    /// Dialogues of text orders.
    Dialogues,
    /// Code by short message, and what it serves.
    Code,
    /// User of the website.
    Site,
    /// Account that is opened and closed alone.
    Closing,
    /// Password that is tried until it is locked.
    Lock,
}

/// Kinds of scenes, each with its weight.
const KINDS: [(SceneKind, u32); 7] = [
    (SceneKind::VoiceCall, 2),
    (SceneKind::CareCall, 4),
    (SceneKind::Dialogues, 5),
    (SceneKind::Code, 9),
    (SceneKind::Site, 4),
    (SceneKind::Closing, 3),
    (SceneKind::Lock, 10),
];

/// Scene of one person, whose actions stand in a row.
struct Scene<'d> {
    draw: &'d mut Draw,
    who: Msisdn,
    numbers: &'d [Msisdn],
    actions: Vec<Action>,
}

/// Adds scenes to the actions of some plans.
pub(super) fn add(draw: &mut Draw, numbers: &[Msisdn], actions: &mut Vec<Action>) {
    if !draw.percent(SHARE) {
        return;
    }
    for _ in 0..draw.up_to(3) {
        let Some(who) = draw.one(numbers).copied() else { return };
        let Some(kind) = draw.draw_weighted(&KINDS) else { return };
        let mut scene = Scene { draw, who, numbers, actions: Vec::new() };
        scene.play(kind);
        let drawn = scene.actions;
        // Before the first action nobody has an account; the first half of the actions makes people ready.
        let is_first = kind == SceneKind::Closing || draw.percent(10);
        let any = usize::try_from(draw.any()).ok().and_then(|any| any.checked_rem(actions.len())).unwrap_or(0);
        let place = if is_first { 0 } else { any.saturating_add(actions.len()).checked_div(2).unwrap_or(0) };
        if !is_first && draw.percent(25) {
            weave(draw, place, drawn, actions);
        } else {
            actions.splice(place..place, drawn);
        }
    }
}

/// Puts the actions of a scene between others, from a place on.
fn weave(draw: &mut Draw, place: usize, scene: Vec<Action>, actions: &mut Vec<Action>) {
    let mut place = place;
    for action in scene {
        place = place.min(actions.len());
        actions.insert(place, action);
        let others = usize::try_from(draw.below(3)).unwrap_or(0);
        place = place.saturating_add(others).saturating_add(1);
    }
}

impl Scene<'_> {
    fn play(&mut self, kind: SceneKind) {
        if self.draw.percent(25) {
            let disturbance = self.disturbance();
            self.actions.extend(disturbance);
        }
        match kind {
            SceneKind::VoiceCall => self.call_voice_line(),
            SceneKind::CareCall => self.call_care(),
            SceneKind::Dialogues => self.write_orders(),
            SceneKind::Code => self.use_code(),
            SceneKind::Site => self.use_site(),
            SceneKind::Closing => self.close_alone(),
            SceneKind::Lock => self.lock_password(),
        }
    }

    /// Draws what goes wrong in the scene: the fate of a message, a stop of the platform, a power cut.
    fn disturbance(&mut self) -> Option<Action> {
        Some(match self.draw.below(4) {
            0 => Action::PlatformStop(*self.draw.one(&Fault::ALL)?, self.draw.up_to(4)),
            1 => {
                let tear = *self.draw.one(&[Tear::Nothing, Tear::Half, Tear::All])?;
                Action::PowerFailure { number: self.who, write: self.draw.up_to(4), tear }
            }
            _ => {
                let fates = [Fate::Lost, Fate::Twice, Fate::Swapped, Fate::Late(SECOND.saturating_mul(400))];
                let kinds = [MessageKind::Submit, MessageKind::Deliver];
                let (fate, kind) = (*self.draw.one(&fates)?, *self.draw.one(&kinds)?);
                let rule = Rule { fate, nth: self.draw.up_to(3), kind, person: Some(self.who) };
                Action::Network(NetworkAction::Rule(rule))
            }
        })
    }

    fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    fn wait(&mut self, ms: u64) {
        self.act(Action::Wait(ms));
    }

    fn pause(&mut self) {
        let pause = self.draw.draw_weighted(&PAUSES).filter(|pause| *pause > 0);
        self.actions.extend(pause.map(Action::Wait));
    }

    fn holder(&mut self, action: HolderAction) {
        self.act(Action::Holder(self.who, action));
    }

    fn line(&mut self, action: LineAction) {
        self.holder(HolderAction::Line(action));
    }

    fn write(&mut self, text: &str) {
        self.holder(HolderAction::Write { to: None, text: text.to_owned() });
        self.pause();
    }

    fn user(&mut self, action: SiteUserAction) {
        self.act(Action::SiteUser(self.who, Box::new(action)));
    }

    fn hall(&mut self, service: HallService) {
        self.act(Action::Hall(HallAction::Serve(self.who, service, None)));
        self.wait(8 * SECOND);
    }

    fn deposit(&mut self, amount: Fen) {
        self.act(Action::Hall(HallAction::Deposit(self.who, amount)));
    }

    /// Draws the digits of a pay password, with that share of wrong ones in a hundred.
    fn digits(&mut self, wrong: u32) -> String {
        let other = self.draw.percent(wrong).then(|| self.draw.one(&OTHERS)).flatten();
        other.copied().unwrap_or(PASSWORD).to_owned()
    }

    fn password(&mut self) -> PayPasswordInput {
        PayPasswordInput::Digits(self.digits(12))
    }

    /// Draws a login password, which is the right one as a rule.
    fn login(&mut self) -> LoginInput {
        match self.draw.below(12) {
            0 => LoginInput::Initial,
            1 => login(LOGINS.last().copied()),
            _ => login(LOGINS.first().copied()),
        }
    }

    /// Changes the initial login password, without which the website does nothing.
    fn set_login(&mut self) {
        self.user(SiteUserAction::ChangeLogin(LoginInput::Initial, login(LOGINS.first().copied())));
    }

    /// Changes the initial pay password at the menu.
    fn set_pay(&mut self) {
        let new = PayPasswordInput::Digits(PASSWORD.to_owned());
        self.holder(HolderAction::ChangePayPassword(PayPasswordInput::Initial, new));
        self.wait(10 * SECOND);
    }

    /// Makes the account a real-name one, by short message.
    fn upgrade(&mut self) {
        self.hall(HallService::CompleteData);
        self.write("GX");
        self.write("C");
    }
}

/// Returns a login password as it is typed.
fn login(characters: Option<&str>) -> LoginInput {
    characters.and_then(|characters| characters.parse().ok()).map_or(LoginInput::Initial, LoginInput::Characters)
}
