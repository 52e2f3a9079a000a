//! Advice after a refusal: the command that helps. Commands are the same in both languages.

use std::fmt::Display;

use sim_world::actor::RefusedError;
use sim_world::world::{ShopError, WorldError};

use crate::Language;

/// Renders the command that helps after a refusal in the world of a file; `None` if there is none.
pub fn after_refusal(language: Language, file: impl Display, why: &RefusedError) -> Option<String> {
    let (command, chinese, english) = match why {
        RefusedError::World(WorldError::NoSuchPerson(_)) => {
            (format!("rfid-sim world show {file}"), "列出所有用户。", "lists everybody.")
        }
        RefusedError::World(WorldError::PhoneOff(number)) => {
            (format!("rfid-sim world phone {file} {number} on"), "开机。", "switches it on.")
        }
        RefusedError::World(WorldError::CardGone(number, _)) => (
            format!("rfid-sim hall --world {file} issue {number}"),
            "为该号码补换卡。",
            "gives the number another card.",
        ),
        RefusedError::World(WorldError::Handling(_)) => {
            (format!("rfid-sim world messages {file}"), "列出在途短信。", "lists what is under way.")
        }
        RefusedError::Shop(ShopError::NoSuchPos(_)) => {
            (format!("rfid-sim pos --world {file} list"), "列出 POS 终端。", "lists the terminals.")
        }
        RefusedError::Shop(ShopError::NoReceipt(place)) => (
            format!("rfid-sim pos --world {file} receipt {}", place.pos),
            "打印最近的凭证。",
            "shows the last receipt.",
        ),
        _ => return None,
    };
    Some(format!("`{command}` {}", language.of(chinese, english)))
}
