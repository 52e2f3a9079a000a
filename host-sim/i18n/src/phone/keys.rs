//! The meaning of keys on each kind of screen, and the sentences about keys without a meaning.

use sim_device::handset::{Act, Field, Handset, Screen, ScreenBody, Typing};

use crate::{Language, Word, missing};

/// Key of a phone, whichever face it was pressed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneKey {
    /// Confirms, selects, or opens the menu of an idle phone.
    Ok,
    /// Goes back.
    Back,
    /// Erases a character, or goes back where there is none.
    Erase,
    /// Answers no.
    No,
    /// Ends the session.
    End,
    /// Asks the card for help.
    Help,
    /// Opens the card's menu.
    Menu,
    /// Leaves the toolkit.
    Home,
    /// Types a character, chooses by number, or answers.
    Character(char),
    /// Takes a line of the menu, counted from 0.
    Line(usize),
}

/// Meaning of a key on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyMeaning {
    /// The person does this.
    Act(Act),
    /// The key does nothing, and the sentence says why.
    Complaint(String),
    /// The key does nothing.
    Nothing,
}

/// Phone whose keys are pressed.
#[derive(Clone, Copy, Debug)]
pub struct Keypad<'a> {
    /// Language of the sentences.
    pub language: Language,
    /// Handset, which knows of menus.
    pub handset: &'a Handset,
    /// Screen of the handset.
    pub screen: &'a Screen,
    /// Marked line of a menu, counted from 0.
    pub marked: usize,
}

impl Keypad<'_> {
    /// Returns the meaning of a key.
    pub fn meaning(&self, key: PhoneKey) -> KeyMeaning {
        match key {
            PhoneKey::Ok => self.confirm(),
            PhoneKey::Back => self.go_back(),
            PhoneKey::Erase => match &self.screen.body {
                ScreenBody::Input(field) if !field.typed.is_empty() => KeyMeaning::Act(Act::Erase),
                _ => self.go_back(),
            },
            PhoneKey::No => KeyMeaning::Act(Act::No),
            PhoneKey::End => KeyMeaning::Act(Act::End),
            PhoneKey::Home => KeyMeaning::Act(Act::Home),
            PhoneKey::Help if self.screen.help => KeyMeaning::Act(Act::Help(self.line(self.marked))),
            PhoneKey::Help => self.complain(Word::NoHelp),
            PhoneKey::Menu => self.open_menu(),
            PhoneKey::Character(character) => self.press(character),
            PhoneKey::Line(place) => self.choose(place),
        }
    }

    /// Returns the sentence about a key whose act had no meaning on the screen.
    pub fn complaint(&self, key: PhoneKey) -> String {
        match (&self.screen.body, key) {
            (ScreenBody::Input(field), PhoneKey::Ok) => sending(self.language, field),
            (ScreenBody::Input(field), PhoneKey::Character(typed)) => {
                character(self.language, field.typing, Some(field), typed)
            }
            (ScreenBody::Key { typing, .. }, PhoneKey::Character(typed)) => {
                character(self.language, *typing, None, typed)
            }
            _ => Word::NotHere.in_language(self.language).to_owned(),
        }
    }

    /// Returns the characters of a text that are pressed one after the other. A field takes all of the text or nothing,
    /// any other screen one character; the error is the sentence about it.
    pub fn paste(&self, text: &str) -> Result<Vec<char>, PasteError> {
        let characters: Vec<char> = text.chars().filter(|character| !character.is_control()).collect();
        let refused = |word: Word| Err(PasteError(word.in_language(self.language).to_owned()));
        match &self.screen.body {
            ScreenBody::Input(field) => {
                let left = field.left();
                let mut numbered = characters.iter().zip(0_usize..);
                if let Some((refused, place)) =
                    numbered.find(|(character, place)| *place >= left || !field.typing.has_character(**character))
                {
                    let mut full = field.clone();
                    // What stands before the refused character fills the field first.
                    full.typed.extend(characters.iter().take(place));
                    return Err(PasteError(character(self.language, full.typing, Some(&full), *refused)));
                }
            }
            ScreenBody::Key { typing: Typing::Digits, .. } if characters.len() > 1 => return refused(Word::PressDigit),
            ScreenBody::Key { .. } if characters.len() > 1 => return refused(Word::PressKey),
            _ if characters.len() > 1 => return refused(Word::NotHere),
            _ => {}
        }
        Ok(characters)
    }

    fn complain(&self, word: Word) -> KeyMeaning {
        KeyMeaning::Complaint(word.in_language(self.language).to_owned())
    }

    fn confirm(&self) -> KeyMeaning {
        match &self.screen.body {
            ScreenBody::Idle => self.open_menu(),
            ScreenBody::Items { .. } => self.choose(self.marked),
            ScreenBody::Key { typing: Typing::Digits, .. } => self.complain(Word::PressDigit),
            ScreenBody::Key { .. } => self.complain(Word::PressKey),
            ScreenBody::Waiting => KeyMeaning::Nothing,
            // A phone with a quirk takes a text that it should not, so the phone is asked in any case.
            _ => KeyMeaning::Act(Act::Ok),
        }
    }

    const fn go_back(&self) -> KeyMeaning {
        match &self.screen.body {
            ScreenBody::Idle | ScreenBody::Waiting => KeyMeaning::Nothing,
            _ => KeyMeaning::Act(Act::Back),
        }
    }

    fn open_menu(&self) -> KeyMeaning {
        if self.handset.has_menu() {
            KeyMeaning::Act(Act::Open)
        } else if self.handset.standing().menu.is_none() {
            self.complain(Word::NoMenu)
        } else {
            self.complain(Word::NotHere)
        }
    }

    /// Returns the identifier of the item at line `place` of the menu on the screen; `None` where there is none.
    fn line(&self, place: usize) -> Option<u8> {
        let ScreenBody::Items { items, .. } = &self.screen.body else { return None };
        items.get(place).map(|item| item.id)
    }

    fn choose(&self, place: usize) -> KeyMeaning {
        self.line(place).map_or_else(|| self.complain(Word::NotHere), |id| KeyMeaning::Act(Act::Choose(id)))
    }

    /// Returns the meaning of a character, which chooses by number, answers, or is typed.
    fn press(&self, character: char) -> KeyMeaning {
        match &self.screen.body {
            ScreenBody::Items { .. } => match character.to_digit(10).and_then(|digit| usize::try_from(digit).ok()) {
                Some(0) => self.choose(9),
                Some(number) => self.choose(number.saturating_sub(1)),
                None => self.complain(Word::NotHere),
            },
            ScreenBody::YesNo | ScreenBody::Confirm => match character.to_ascii_lowercase() {
                'y' | '是' => KeyMeaning::Act(Act::Ok),
                'n' | '否' => KeyMeaning::Act(Act::No),
                _ => self.complain(Word::NotHere),
            },
            ScreenBody::Input(_) | ScreenBody::Key { .. } => KeyMeaning::Act(Act::Type(character.to_string())),
            _ => self.complain(Word::NotHere),
        }
    }
}

/// Error of a text that a screen does not take, as a sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PasteError(String);

/// Returns the reason for which a character was not taken.
fn character(language: Language, typing: Typing, field: Option<&Field>, typed: char) -> String {
    let word = match (typing, field) {
        (Typing::Digits, _) if !typing.has_character(typed) => Word::OnlyDigits,
        (_, _) if !typing.has_character(typed) => Word::NotInAlphabet,
        (_, Some(field)) if field.left() == 0 => Word::Full,
        _ => Word::NotHere,
    };
    word.in_language(language).to_owned()
}

/// Returns the reason for which the text of a field cannot be sent yet.
fn sending(language: Language, field: &Field) -> String {
    let typed = field.typed.chars().count();
    match usize::from(field.limits.min).checked_sub(typed) {
        Some(count) if count > 0 => missing(language, count),
        _ => Word::Full.in_language(language).to_owned(),
    }
}
