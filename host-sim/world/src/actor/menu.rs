//! Holder at the card's menu: chooses its Chinese lines one after the other, and answers the questions on the way.

use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::handset::{Act, Choice, Screen, ScreenBody};

/// Greatest number of screens to leave before the main menu opens.
const ENDED_MOST: usize = 8;

/// Greatest number of screens of a route: the ten records of the log are one each.
const SCREENS_MOST: usize = 24;

/// Greatest number of characters erased from a field before it is filled.
const ERASED_MOST: usize = 20;

/// Prompt for the operation PIN, which the card asks of the person before any item of the menu.
const ASKS_PIN: &str = "请输入操作密码:";

/// Part of the question whether to wait for a top-up under way.
const ASKS_TO_WAIT: &str = "正在处理中";

/// Route through the menu: the lines that are taken, and the texts that are typed, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) path: Vec<&'static str>,
    pub(super) typed: Vec<String>,
    pub(super) patience: Patience,
}

/// Answer of a holder to the question whether to wait for a top-up under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// The holder waits for the top-up under way.
    Waits,
    /// A new top-up takes the place of the one under way.
    GoesOn,
}

/// Reason why a route through the menu ends early.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MenuError {
    /// The world refuses an act on the phone.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The main menu does not open.
    #[error("the main menu does not open")]
    NoMainMenu,
    /// The screen shows no list.
    #[error("there is no list for {line}, but: {screen}")]
    NoList {
        /// Line that should be taken.
        line: String,
        /// Text of the screen.
        screen: String,
    },
    /// The list lacks the line.
    #[error("the list has no line {0}")]
    NoLine(String),
    /// The phone does not accept an act on the screen with this text.
    #[error("the phone does not take it: {0}")]
    NotTaken(String),
    /// The card asks this question, and the route has no more text to type.
    #[error("asked again: {0}")]
    AskedAgain(String),
    /// An unexpected list with this text follows.
    #[error("another list: {0}")]
    OtherList(String),
    /// The route has too many screens.
    #[error("the menu does not come to an end")]
    Endless,
    /// The card accepts none of the operation PINs that the holder tries.
    #[error("the operation PIN is another")]
    OtherPin,
    /// A top-up is under way, and the holder waits for it.
    #[error("a top-up is under way, and the person waits for it")]
    TopUpUnderWay,
}

/// Holder at the menu.
pub(super) struct MenuUser<'w> {
    pub(super) world: &'w mut World,
    pub(super) number: Msisdn,
    /// Operation PINs that the holder tries, in order.
    pub(super) pins: Vec<String>,
}

impl MenuUser<'_> {
    /// Follows a route to its end, and returns the last text that the screen showed. Presses the red key on an error.
    pub(super) fn follow(&mut self, route: &Route) -> Result<String, MenuError> {
        self.go(route).inspect_err(|_| drop(self.world.act(&self.number, &Act::End)))
    }

    /// Opens the main menu and its first list, and leaves the list on the screen.
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
                ScreenBody::Idle | ScreenBody::Waiting | ScreenBody::Items { main: true, .. } => return Ok(shown),
                ScreenBody::Text { .. } | ScreenBody::Tone(_) => {
                    shown = screen.text;
                    self.act(&Act::Ok)?;
                }
                ScreenBody::YesNo | ScreenBody::Confirm if screen.text.contains(ASKS_TO_WAIT) => {
                    self.act(if route.patience == Patience::Waits { &Act::Ok } else { &Act::No })?;
                    if route.patience == Patience::Waits {
                        return Err(MenuError::TopUpUnderWay);
                    }
                }
                ScreenBody::YesNo | ScreenBody::Confirm => self.act(&Act::Ok)?,
                ScreenBody::Items { items, .. } if items.iter().any(|item| item.text == "确定") => {
                    self.take("确定")?
                }
                ScreenBody::Key { .. } => self.act(&Act::Type("1".to_owned()))?,
                ScreenBody::Input(_) if screen.text.contains(ASKS_PIN) => self.enter_pin()?,
                ScreenBody::Input(_) => {
                    let text = typed.next().ok_or_else(|| MenuError::AskedAgain(screen.text.clone()))?;
                    self.enter(text)?;
                }
                ScreenBody::Items { .. } => return Err(MenuError::OtherList(screen.text)),
            }
        }
        Err(MenuError::Endless)
    }

    fn screen(&self) -> Result<Screen, MenuError> {
        let person = self.world.person(&self.number);
        Ok(person.map(|person| person.station().screen()).ok_or(WorldError::NoSuchPerson(self.number))?)
    }

    /// Performs an act on the phone; an act that the screen does not accept is an error.
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
            if matches!(screen.body, ScreenBody::Items { main: true, .. }) {
                return Ok(());
            }
            let has_menu = self.world.person(&self.number).is_some_and(|person| person.station().handset().has_menu());
            let act = match screen.body {
                ScreenBody::Text { .. } if has_menu => Act::Back,
                _ if has_menu => Act::Open,
                _ => Act::End,
            };
            self.world.act(&self.number, &act)?;
        }
        Err(MenuError::NoMainMenu)
    }

    /// Chooses a line of the list on the screen.
    fn take(&mut self, line: &str) -> Result<(), MenuError> {
        let screen = self.screen()?;
        let ScreenBody::Items { items, .. } = &screen.body else {
            return Err(MenuError::NoList { line: line.to_owned(), screen: screen.text });
        };
        let found: Option<&Choice> = items.iter().find(|item| item.text == line);
        let id = found.map(|item| item.id).ok_or_else(|| MenuError::NoLine(line.to_owned()))?;
        self.act(&Act::Choose(id))
    }

    /// Enters the holder's operation PINs in turn while the card asks for one.
    fn enter_pin(&mut self) -> Result<(), MenuError> {
        for pin in self.pins.clone() {
            let screen = self.screen()?;
            if !matches!(screen.body, ScreenBody::Input(_)) || !screen.text.contains(ASKS_PIN) {
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
