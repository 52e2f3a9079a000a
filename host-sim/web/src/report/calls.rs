//! Calls of the period to the service lines: who called, how long, and what was asked for.

use maud::{Markup, html};
use sim_i18n::event;
use sim_world::platform::number::Msisdn;
use sim_world::world::{Event, EventKind, Party};

use super::Report;
use super::table::Table;
use sim_codec::time::Moment;

/// Call of the period. What happened before the period or after it is not known.
struct ReportedCall {
    number: Msisdn,
    line: Party,
    /// Moment of the beginning; `None` if it was before the period.
    began: Option<Moment>,
    /// Moment of the end; `None` if the call went on at the end of the period.
    ended: Option<Moment>,
    /// Services that were asked for, in words.
    asked: Vec<String>,
}

/// Returns the caller and the line of an event between them; `None` for any other event.
fn parties(event: &Event) -> Option<(Msisdn, Party)> {
    let is_line = |party: &Party| matches!(party, Party::VoiceLine | Party::Care);
    match (&event.from, event.to.as_ref()?) {
        (Party::Person(number), line) | (line, Party::Person(number)) if is_line(line) => Some((*number, line.clone())),
        _ => None,
    }
}

impl ReportedCall {
    fn is_of(&self, number: Msisdn, line: &Party) -> bool {
        self.ended.is_none() && self.number == number && self.line == *line
    }
}

impl Report<'_> {
    /// Returns the calls of the period, in the order of their beginnings.
    fn reported_calls(&self) -> Vec<ReportedCall> {
        let mut calls = Vec::<ReportedCall>::new();
        for event in &self.events {
            let Some((number, line)) = parties(event) else { continue };
            let open = calls.iter_mut().rfind(|call| call.is_of(number, &line));
            let call = |began, ended| ReportedCall { number, line: line.clone(), began, ended, asked: Vec::new() };
            match (&event.kind, open) {
                (EventKind::CallBegan, _) => calls.push(call(Some(event.at), None)),
                (EventKind::CallEnded, Some(open)) => open.ended = Some(event.at),
                (EventKind::CallEnded, None) => calls.push(call(None, Some(event.at))),
                // Customer care also serves people without a call, whose requests stand among the faults and events.
                (EventKind::Asked { .. }, Some(open)) => open.asked.push(event::kind(self.language, &event.kind)),
                _ => {}
            }
        }
        calls
    }

    /// Renders the section.
    pub(super) fn calls(&self) -> Markup {
        let calls = self.reported_calls();
        let heads = [
            self.say("主叫号码", "caller"),
            self.say("热线", "line"),
            self.say("开始", "began"),
            self.say("结束", "ended"),
            self.say("办理", "asked for"),
        ];
        let time = |at: Option<Moment>, else_: &str| at.map_or_else(|| else_.to_owned(), |at| self.time(at));
        let rows = calls.iter().map(|call| {
            vec![
                call.number.to_string(),
                event::named_party(self.language, &call.line),
                time(call.began, self.say("此前", "before")),
                time(call.ended, self.say("通话中", "goes on")),
                call.asked.join(self.say(";", "; ")),
            ]
        });
        let caption = self.say("拨打服务热线的通话", "Calls to the service lines");
        html! { (self.table(&Table::new(caption, heads).with_rows(rows))) }
    }
}
