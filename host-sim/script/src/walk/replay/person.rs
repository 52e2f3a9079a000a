//! Acts of the person on the handset: keys, characters, answers.

use super::player::{Player, StepResult, impossible};
use super::sight::Sight;
use crate::trace::outcome::{MismatchAdvice, MismatchSubject, SightContent};
use crate::walk::syntax::{Key, KeyPress, ScreenKind, Step, TypedInput};
use sim_device::handset::{Act, ScreenBody};
use sim_world::actor::initial_password;

impl Player {
    pub(super) fn press(&mut self, press: &KeyPress) -> StepResult {
        let act = match &press.key {
            Key::Ok => Act::Ok,
            Key::Back => Act::Back,
            Key::End => Act::End,
            Key::Menu => Act::Open,
            Key::Erase => Act::Erase,
            Key::Home => Act::Home,
            Key::Outside => Act::Outside,
            Key::Character(letter) => Act::Type(letter.to_string()),
            Key::Help(name) => Act::Help(match (name, &self.screen().body) {
                (Some(name), _) => Some(self.line(name)?),
                (None, ScreenBody::Items { items, main: true, .. }) => items.first().map(|item| item.id),
                (None, _) => None,
            }),
        };
        self.try_act(&act, press.refused, &Step::Press(KeyPress { refused: false, ..press.clone() }))
    }

    pub(super) fn type_in(&mut self, typed: &TypedInput) -> StepResult {
        let screen = self.screen();
        let hides = matches!(&screen.body, ScreenBody::Input(field) if field.hidden);
        if typed.secret && !hides {
            let what = MismatchSubject::Written("type secret".to_owned());
            let sight = Sight::of(&screen).what(what).expected(SightContent::HiddenField);
            return Err(sight.but(ScreenKind::of(&screen.body)));
        }
        let step = Step::Type(TypedInput { refused: false, ..typed.clone() });
        self.try_act(&Act::Type(typed.text.clone()), typed.refused, &step)?;
        if hides && !typed.refused {
            self.now.secret = Some(typed.text.clone());
        }
        Ok(())
    }

    /// Types the initial pay password of the last message that brought one.
    pub(super) fn type_initial_password(&mut self) -> StepResult {
        let digits = initial_password(&self.now.world, &self.number);
        let text = digits.ok_or_else(|| impossible("no message brought an initial pay password"))?;
        self.type_in(&TypedInput { text, secret: true, refused: false })
    }

    pub(super) fn answers(&mut self, yes: bool) -> StepResult {
        let screen = self.screen();
        if !matches!(screen.body, ScreenBody::YesNo | ScreenBody::Confirm) {
            let sight = Sight::of(&screen).what(MismatchSubject::Answer).expected(SightContent::YesNoQuestion);
            return Err(sight.but(ScreenKind::of(&screen.body)));
        }
        self.try_act(if yes { &Act::Ok } else { &Act::No }, false, &Step::Answer(yes))
    }

    pub(super) fn interrupt(&mut self) -> StepResult {
        self.try_act(&Act::TakeScreen, false, &Step::Interrupt)
    }

    /// Performs an act, and checks whether it has an effect as the step demands.
    fn try_act(&mut self, act: &Act, refused: bool, step: &Step) -> StepResult {
        let before = self.screen();
        if self.act(act)? != refused {
            return Ok(());
        }
        let sight = Sight::of(&before).what(MismatchSubject::Written(step.to_string()));
        if refused {
            return Err(sight.expected(SightContent::ActRefused).but(SightContent::ActTaken));
        }
        let sight = match (act, &before.body) {
            (Act::Type(text), ScreenBody::Input(field)) => sight.help(why_not_typed(text, field)),
            (Act::Type(_), body) if !matches!(body, ScreenBody::Key { .. }) => sight.help(MismatchAdvice::NoField),
            _ => sight,
        };
        Err(sight.expected(SightContent::FittingScreen).but(ScreenKind::of(&before.body)))
    }
}

fn why_not_typed(text: &str, field: &sim_device::handset::Field) -> MismatchAdvice {
    match text.chars().find(|letter| !field.typing.has_character(*letter)) {
        Some(letter) => MismatchAdvice::Untypable(letter),
        None => MismatchAdvice::NoRoom { left: field.left(), typed: text.chars().count() },
    }
}
