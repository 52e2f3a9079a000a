//! A person walks the card's menu by the Chinese lines on the screen, and answers what is asked on the way.

use super::doer::Did;
use crate::platform::number::Msisdn;
use crate::world::World;
use sim_device::handset::{Act, Body, Choice, Screen};

/// Screens that may have to be ended before the main menu can be opened.
const ENDED_MOST: usize = 8;

/// Screens that a walk goes through at most: the ten records of the log are one each.
const SCREENS_MOST: usize = 24;

/// Digits that may stand in a field from before.
const ERASED_MOST: usize = 20;

/// The question for the operation PIN. It is a person's, not an item's: it comes before any item.
const ASKS_PIN: &str = "请输入操作密码:";

/// A way through the menu: the lines that are taken, and what is typed, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Walk {
    pub(super) path: Vec<&'static str>,
    pub(super) typed: Vec<String>,
    /// Whether the person waits for a top-up that is under way, or has another take its place.
    pub(super) waits: bool,
}

/// The question whether to wait for a top-up that is under way.
const ASKS_TO_WAIT: &str = "正在处理中";

/// Why a walk ends before its end.
struct Stopped(String);

impl From<crate::world::CannotDo> for Stopped {
    fn from(why: crate::world::CannotDo) -> Stopped {
        Stopped(why.to_string())
    }
}

/// A person at the phone.
pub(super) struct Walker<'w> {
    pub(super) world: &'w mut World,
    pub(super) number: Msisdn,
    /// The operation PINs that the person tries, one after the other.
    pub(super) pins: Vec<String>,
}

impl Walker<'_> {
    /// Walks; gives the last text that the screen showed.
    pub(super) fn walks(&mut self, walk: &Walk) -> Did {
        match self.goes(walk) {
            Ok(shown) => Did::Done(shown),
            Err(Stopped(why)) => {
                // Whoever does not get on presses the red key.
                drop(self.world.act(&self.number, &Act::End));
                Did::NotDone(why)
            }
        }
    }

    /// Opens the main menu and its first list, and leaves it there.
    pub(super) fn dawdles(&mut self) -> Did {
        let opened = self.main_menu().and_then(|()| self.takes("我的钱包"));
        opened.map_or_else(|Stopped(why)| Did::NotDone(why), |()| Did::Done(String::new()))
    }

    fn goes(&mut self, walk: &Walk) -> Result<String, Stopped> {
        self.main_menu()?;
        for line in &walk.path {
            self.takes(line)?;
            self.shows_pin()?;
        }
        let mut typed = walk.typed.iter();
        let mut shown = String::new();
        for _ in 0..SCREENS_MOST {
            let screen = self.screen()?;
            match &screen.body {
                Body::Idle | Body::Waiting | Body::Items { main: true, .. } => return Ok(shown),
                Body::Text { .. } | Body::Tone(_) => {
                    shown = screen.text;
                    self.acts(&Act::Ok)?;
                }
                Body::YesNo | Body::Confirm if screen.text.contains(ASKS_TO_WAIT) => {
                    self.acts(if walk.waits { &Act::Ok } else { &Act::No })?;
                    if walk.waits {
                        return Err(Stopped("a top-up is under way, and the person waits for it".to_owned()));
                    }
                }
                Body::YesNo | Body::Confirm => self.acts(&Act::Ok)?,
                Body::Items { items, .. } if items.iter().any(|item| item.text == "确定") => self.takes("确定")?,
                Body::Key { .. } => self.acts(&Act::Type("1".to_owned()))?,
                Body::Input(_) if screen.text.contains(ASKS_PIN) => self.shows_pin()?,
                Body::Input(_) => {
                    let text = typed.next().ok_or_else(|| Stopped(format!("asked again: {}", screen.text)))?;
                    self.types(text)?;
                }
                Body::Items { .. } => return Err(Stopped(format!("another list: {}", screen.text))),
            }
        }
        Err(Stopped("the menu does not come to an end".to_owned()))
    }

    fn screen(&self) -> Result<Screen, Stopped> {
        let person = self.world.person(&self.number);
        person.map(|person| person.station().screen()).ok_or_else(|| Stopped("nobody has this number".to_owned()))
    }

    /// An act that must mean something.
    fn acts(&mut self, act: &Act) -> Result<(), Stopped> {
        if self.world.act(&self.number, act)? {
            return Ok(());
        }
        let screen = self.screen()?;
        Err(Stopped(format!("the phone does not take it: {}", screen.text)))
    }

    fn main_menu(&mut self) -> Result<(), Stopped> {
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
        Err(Stopped("the main menu does not open".to_owned()))
    }

    /// Takes a line of the list on the screen.
    fn takes(&mut self, line: &str) -> Result<(), Stopped> {
        let screen = self.screen()?;
        let Body::Items { items, .. } = &screen.body else {
            return Err(Stopped(format!("there is no list for {line}, but: {}", screen.text)));
        };
        let found: Option<&Choice> = items.iter().find(|item| item.text == line);
        let id = found.map(|item| item.id).ok_or_else(|| Stopped(format!("the list has no line {line}")))?;
        self.acts(&Act::Choose(id))
    }

    /// Where the operation PIN is asked for, the person types one after the other of those that it might be.
    fn shows_pin(&mut self) -> Result<(), Stopped> {
        for pin in self.pins.clone() {
            let screen = self.screen()?;
            if !matches!(screen.body, Body::Input(_)) || !screen.text.contains(ASKS_PIN) {
                return Ok(());
            }
            self.types(&pin)?;
        }
        let screen = self.screen()?;
        if screen.text.contains(ASKS_PIN) { Err(Stopped("the operation PIN is another".to_owned())) } else { Ok(()) }
    }

    /// Types into an empty field and sends it.
    fn types(&mut self, text: &str) -> Result<(), Stopped> {
        for _ in 0..ERASED_MOST {
            if !self.world.act(&self.number, &Act::Erase)? {
                break;
            }
        }
        self.acts(&Act::Type(text.to_owned()))?;
        self.acts(&Act::Ok)
    }
}
