//! The holder at the card's menu: takes its Chinese lines one after the other, and answers what is asked on the way.

use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::handset::{Act, Body, Choice, Screen};

/// Screens that may have to be ended before the main menu can be opened.
const ENDED_MOST: usize = 8;

/// Most screens of a way through the menu: the ten records of the log are one each.
const SCREENS_MOST: usize = 24;

/// Digits that may stand in a field from before.
const ERASED_MOST: usize = 20;

/// The question for the operation PIN. It is a person's, not an item's: it comes before any item.
const ASKS_PIN: &str = "请输入操作密码:";

/// The question whether to wait for a top-up that is under way.
const ASKS_TO_WAIT: &str = "正在处理中";

/// A way through the menu: the lines that are taken, and what is typed, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) path: Vec<&'static str>,
    pub(super) typed: Vec<String>,
    pub(super) patience: Patience,
}

/// What a holder does where a top-up is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// Waits for it.
    Waits,
    /// Has another take its place.
    GoesOn,
}

/// Reason why a way through the menu ends before its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MenuError {
    /// The world does not let the phone do it.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The main menu does not open.
    #[error("the main menu does not open")]
    NoMainMenu,
    /// The screen shows something else than a list.
    #[error("there is no list for {line}, but: {screen}")]
    NoList {
        /// The line that should be taken.
        line: String,
        /// What the screen shows.
        screen: String,
    },
    /// The list has no such line.
    #[error("the list has no line {0}")]
    NoLine(String),
    /// The phone does not take an act on this screen.
    #[error("the phone does not take it: {0}")]
    NotTaken(String),
    /// More is asked than was to be typed.
    #[error("asked again: {0}")]
    AskedAgain(String),
    /// Another list follows.
    #[error("another list: {0}")]
    OtherList(String),
    /// There is no end of it.
    #[error("the menu does not come to an end")]
    Endless,
    /// The card has another operation PIN than those that the holder tries.
    #[error("the operation PIN is another")]
    OtherPin,
    /// A top-up is under way, and the holder waits for it.
    #[error("a top-up is under way, and the person waits for it")]
    TopUpUnderWay,
}

/// A holder at the menu.
pub(super) struct MenuUser<'w> {
    pub(super) world: &'w mut World,
    pub(super) number: Msisdn,
    /// The operation PINs that the holder tries, one after the other.
    pub(super) pins: Vec<String>,
}

impl MenuUser<'_> {
    /// Goes a way to its end, and returns the last text that the screen showed. Whoever does not get on presses the red
    /// key.
    pub(super) fn follow(&mut self, route: &Route) -> Result<String, MenuError> {
        self.go(route).inspect_err(|_| drop(self.world.act(&self.number, &Act::End)))
    }

    /// Opens the main menu and its first list, and leaves it there.
    pub(super) fn open_list(&mut self) -> Result<(), MenuError> {
        self.main_menu()?;
        self.take("我的钱包")
    }

    fn go(&mut self, route: &Route) -> Result<String, MenuError> {
        self.main_menu()?;
        for line in &route.path {
            self.take(line)?;
            self.enter_pin()?;
        }
        let mut typed = route.typed.iter();
        let mut shown = String::new();
        for _ in 0..SCREENS_MOST {
            let screen = self.screen()?;
            match &screen.body {
                Body::Idle | Body::Waiting | Body::Items { main: true, .. } => return Ok(shown),
                Body::Text { .. } | Body::Tone(_) => {
                    shown = screen.text;
                    self.act(&Act::Ok)?;
                }
                Body::YesNo | Body::Confirm if screen.text.contains(ASKS_TO_WAIT) => {
                    self.act(if route.patience == Patience::Waits { &Act::Ok } else { &Act::No })?;
                    if route.patience == Patience::Waits {
                        return Err(MenuError::TopUpUnderWay);
                    }
                }
                Body::YesNo | Body::Confirm => self.act(&Act::Ok)?,
                Body::Items { items, .. } if items.iter().any(|item| item.text == "确定") => self.take("确定")?,
                Body::Key { .. } => self.act(&Act::Type("1".to_owned()))?,
                Body::Input(_) if screen.text.contains(ASKS_PIN) => self.enter_pin()?,
                Body::Input(_) => {
                    let text = typed.next().ok_or_else(|| MenuError::AskedAgain(screen.text.clone()))?;
                    self.enter(text)?;
                }
                Body::Items { .. } => return Err(MenuError::OtherList(screen.text)),
            }
        }
        Err(MenuError::Endless)
    }

    fn screen(&self) -> Result<Screen, MenuError> {
        let person = self.world.person(&self.number);
        Ok(person.map(|person| person.station().screen()).ok_or(WorldError::NoSuchPerson(self.number))?)
    }

    /// Does what must mean something.
    fn act(&mut self, act: &Act) -> Result<(), MenuError> {
        if self.world.act(&self.number, act)? {
            return Ok(());
        }
        let screen = self.screen()?;
        Err(MenuError::NotTaken(screen.text))
    }

    fn main_menu(&mut self) -> Result<(), MenuError> {
        for _ in 0..ENDED_MOST {
            let screen = self.screen()?;
            if matches!(screen.body, Body::Items { main: true, .. }) {
                return Ok(());
            }
            let has_menu = self.world.person(&self.number).is_some_and(|person| person.station().handset().has_menu());
            let act = match screen.body {
                Body::Text { .. } if has_menu => Act::Back,
                _ if has_menu => Act::Open,
                _ => Act::End,
            };
            self.world.act(&self.number, &act)?;
        }
        Err(MenuError::NoMainMenu)
    }

    /// Takes a line of the list on the screen.
    fn take(&mut self, line: &str) -> Result<(), MenuError> {
        let screen = self.screen()?;
        let Body::Items { items, .. } = &screen.body else {
            return Err(MenuError::NoList { line: line.to_owned(), screen: screen.text });
        };
        let found: Option<&Choice> = items.iter().find(|item| item.text == line);
        let id = found.map(|item| item.id).ok_or_else(|| MenuError::NoLine(line.to_owned()))?;
        self.act(&Act::Choose(id))
    }

    /// Types one after the other of the operation PINs that it might be, where one is asked for.
    fn enter_pin(&mut self) -> Result<(), MenuError> {
        for pin in self.pins.clone() {
            let screen = self.screen()?;
            if !matches!(screen.body, Body::Input(_)) || !screen.text.contains(ASKS_PIN) {
                return Ok(());
            }
            self.enter(&pin)?;
        }
        let screen = self.screen()?;
        if screen.text.contains(ASKS_PIN) { Err(MenuError::OtherPin) } else { Ok(()) }
    }

    /// Types into an empty field and sends it.
    fn enter(&mut self, text: &str) -> Result<(), MenuError> {
        for _ in 0..ERASED_MOST {
            if !self.world.act(&self.number, &Act::Erase)? {
                break;
            }
        }
        self.act(&Act::Type(text.to_owned()))?;
        self.act(&Act::Ok)
    }
}
