//! What the person lets the handset do: SET UP CALL and LAUNCH BROWSER, from the question on.

use sim_wire::proactive::GeneralResult;

use super::answer::Reply;
use super::current::Current;
use super::events::End;
use super::screen::title;
use super::{Body, Calling, Handset, Screen, Sent};
use sim_codec::cat::ProactiveCommand;
use sim_codec::cat::command::{Action, SetupCall};

impl Handset {
    /// Why no call can be set up now, asked before the person is.
    pub(super) fn no_call(&self, qualifier: u8) -> Option<Reply> {
        if !self.surroundings.service {
            return Some(Reply::because(GeneralResult::TerminalBusy, 0x04));
        }
        let only_if_idle = qualifier <= 0x01;
        (self.call().is_some() && only_if_idle).then(|| Reply::because(GeneralResult::TerminalBusy, 0x02))
    }

    /// The person lets the handset do what the command asks for; `None` where it rings and is not to be answered yet.
    pub(super) fn granted(&mut self, current: &mut Current) -> Option<Reply> {
        let command = current.command.clone();
        match &command.action {
            Action::SetupCall(call) => {
                // 02 and 03 hold another call, 04 and 05 end it.
                if matches!(command.details.value.qualifier, 0x04 | 0x05) {
                    self.call_ends(End::Near);
                }
                self.standing.sent.extend(call.address.as_ref().map(|address| Sent::Call(address.value.clone())));
                match self.surroundings.calling {
                    Calling::Connects => return Some(self.connected(&command, call)),
                    Calling::RingsFor(ms) => {
                        current.ring(Screen::plain(Body::Waiting, called(call)), ms);
                        return None;
                    }
                    Calling::NetworkUnable(cause) => {
                        return Some(Reply::because(GeneralResult::NetworkUnavailable, cause | 0x80));
                    }
                }
            }
            Action::LaunchBrowser(page) => {
                let url = page.url.as_ref().map(|url| url.value.0.clone()).unwrap_or_default();
                // 03 closes the browser first.
                if command.details.value.qualifier == 0x03 {
                    self.browser_ends(false);
                }
                self.browsing = true;
                self.standing.sent.push(Sent::Page(url));
            }
            _ => return Some(Reply::of(GeneralResult::NotCapable)),
        }
        Some(self.success(&command, Vec::new()))
    }

    /// The other side answers; the second title is shown as long as the call goes on.
    pub(super) fn connected(&mut self, command: &ProactiveCommand, call: &SetupCall) -> Reply {
        self.call_connects(End::Near);
        let shown = title(&call.call_alpha);
        self.call_text = (!shown.is_empty()).then(|| Screen::plain(Body::Text { stays: false }, shown));
        self.success(command, Vec::new())
    }
}

/// Whom the handset calls, as the person sees it.
fn called(call: &SetupCall) -> &str {
    let number = call.address.as_ref().map_or("", |address| address.value.number.as_str());
    if title(&call.call_alpha).is_empty() { number } else { title(&call.call_alpha) }
}
