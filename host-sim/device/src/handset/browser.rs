//! Browser of the handset: opened with the person's permission, closed by the person or by an error.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{Device, Event, GeneralResult, ObjectTag};

use super::reply::Reply;
use super::{CardTransmission, Handset};
use sim_codec::cat::command::LaunchBrowser;
use sim_codec::cat::envelope::EventDownload;
use sim_codec::cat::{Object, ProactiveCommand};

/// Qualifiers of LAUNCH BROWSER (TS 102 223 §8.6): only where the browser is not open; closed first where it is.
const ONLY_IF_CLOSED: u8 = 0x00;
const CLOSED_FIRST: u8 = 0x03;

/// State of the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Browser {
    /// The browser is not open.
    #[default]
    Closed,
    /// The browser shows a page.
    Open,
}

impl Handset {
    /// Returns whether the browser is open.
    pub const fn is_browsing(&self) -> bool {
        matches!(self.browser, Browser::Open)
    }

    /// Closes the browser, by the person or because of an error; returns whether it was open.
    pub fn close_browser(&mut self, by_error: bool) -> bool {
        let was_open = self.is_browsing();
        self.browser = Browser::Closed;
        if was_open {
            let browser = Some(Object::new(ObjectTag::BrowserTerminationCause, u8::from(by_error)));
            let told = EventDownload { browser, ..EventDownload::default() };
            self.report(Event::BrowserTermination, Device::Terminal, told);
        }
        was_open
    }

    /// Returns the refusal if no page can be opened now; checked before the person is asked. `None` if a page can be
    /// opened.
    pub(super) fn browser_refusal(&self, qualifier: u8) -> Option<Reply> {
        let is_refused = qualifier == ONLY_IF_CLOSED && self.is_browsing();
        is_refused.then(|| Reply::because(GeneralResult::BrowserTemporary, 0x02))
    }

    /// Opens a page for which the person gave permission; returns the answer to the command.
    pub(super) fn open_page(&mut self, command: &ProactiveCommand, asked: &LaunchBrowser) -> Reply {
        let url = asked.url.as_ref().map(|url| url.value.0.clone()).unwrap_or_default();
        if command.details.value.qualifier == CLOSED_FIRST {
            self.close_browser(false);
        }
        self.browser = Browser::Open;
        self.standing.sent.push(CardTransmission::Page(url));
        Reply::success(command, Vec::new(), &self.model)
    }
}
