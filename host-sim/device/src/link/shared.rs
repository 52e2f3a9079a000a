//! Link that has several owners: copies of a value with a link in it reach the same card.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::{Link, LinkContext, LinkError};

/// Link to the one card that there is, however many copies of the link.
#[derive(Clone)]
pub struct SharedLink(Rc<RefCell<dyn Link>>);

impl SharedLink {
    /// Shares a link.
    pub fn new(link: impl Link + 'static) -> SharedLink {
        SharedLink(Rc::new(RefCell::new(link)))
    }

    /// Calls a function with the link. A link that is in use, which only its own work could bring about, is silent.
    fn with<T>(&self, call: impl FnOnce(&mut dyn Link) -> Result<T, LinkError>) -> Result<T, LinkError> {
        self.0.try_borrow_mut().map_err(|_| LinkError::Silent).and_then(|mut link| call(&mut *link))
    }
}

impl fmt::Debug for SharedLink {
    /// Formats the type alone: a link has nothing to show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedLink").finish_non_exhaustive()
    }
}

impl Link for SharedLink {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.with(|link| link.power_on())
    }

    fn power_off(&mut self) {
        if let Ok(mut link) = self.0.try_borrow_mut() {
            link.power_off();
        }
    }

    fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.with(|link| link.reset())
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.with(|link| link.exchange(situation, command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mobile_station::card;
    use crate::profile::Profile;
    use crate::sam::command;

    #[test]
    fn copies_of_a_link_reach_one_card() {
        let profile = Profile::default();
        let mut first = SharedLink::new(card(&profile, 1).unwrap());
        let mut second = first.clone();
        let (context, select) = (LinkContext::default(), command::select_application(&profile.card.aid).unwrap());
        assert_eq!(second.exchange(context, &select), Err(LinkError::Silent), "the card has no power yet");
        assert_eq!(first.power_on().unwrap(), profile.card.atr.as_slice());
        assert!(second.exchange(context, &select).unwrap().starts_with(&[0x61]));
        let balance = [0x80, 0x5C, 0x00, 0x02, 0x04];
        assert_eq!(first.exchange(context, &balance).unwrap(), [0, 0, 0, 0, 0x90, 0]);
        assert_eq!(second.reset().unwrap(), profile.card.atr.as_slice());
        assert_eq!(first.exchange(context, &balance).unwrap().len(), 2, "the reset has deselected the wallet");
        first.power_off();
        assert_eq!(second.exchange(context, &balance), Err(LinkError::Silent));
    }
}
