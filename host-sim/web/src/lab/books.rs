//! Messages under way with what can be done to them, the ledger, and the events.

use maud::{Markup, html};

use super::view::LabView;
use sim_i18n::{Word, entry, event, message, short_message};
use sim_world::smsc::{CarriedMessage, State};
use sim_world::world::{World, content};

/// Number of messages under way that are shown.
const MESSAGES: usize = 30;

/// Number of entries, and of events, that are shown.
const LINES: usize = 30;

/// Renders the messages under way.
pub(super) fn messages(view: &LabView, world: &World) -> Markup {
    let count = world.centre().carried().count();
    html! {
        h2 { (Word::UnderWay.in_language(view.language)) " " span.count { (count) } }
        @if count == 0 { p.soft { (Word::NothingSelected.in_language(view.language)) } }
        ul.messages-under-way { @for carried in world.centre().carried().take(MESSAGES) { li id={ "message-" (carried.id) } { (under_way(view, carried)) } } }
        (left_out(view, count.saturating_sub(MESSAGES)))
    }
}

fn under_way(view: &LabView, carried: &CarriedMessage) -> Markup {
    let say = |word: Word| word.in_language(view.language);
    let (from, to) = event::carried_parties(view.language, carried);
    let state = match carried.state {
        _ if carried.held => say(Word::Held).to_owned(),
        State::Waiting => sim_i18n::time_of_day(carried.due),
        State::AtHandset(_) => say(Word::AtHandset).to_owned(),
        State::BehindNext => say(Word::BehindNext).to_owned(),
    };
    let id = carried.id;
    let switch = if carried.held { ("release", say(Word::Release)) } else { ("hold", say(Word::Hold)) };
    let handlings = [
        switch,
        ("drop", say(Word::Drop)),
        ("repeat", say(Word::Repeat)),
        ("delay", view.say("推迟 1 分钟", "delay 1 min")),
    ];
    html! {
        p {
            b { (id) } " " (from) "→" (to) " " (message::content(view.language, &content(&carried.cargo))) " "
            span.soft { (state) @if carried.tries > 0 { " ×" (carried.tries.saturating_add(1)) } }
        }
        form method="post" action="/lab/message" data-live {
            (view.hidden())
            input type="hidden" name="message" value=(id);
            @for (value, name) in handlings {
                button.second id={ (value) "-" (id) } type="submit" name="handling" value=(value)
                    aria-label={ (name) " " (id) } { (name) }
            }
        }
        details id={ "explained-" (id) } {
            summary { (say(Word::Explained)) }
            dl.facts {
                @for (name, value) in short_message::under_way(view.language, &carried.cargo) { dt { (name) } dd { (value) } }
            }
        }
    }
}

/// Renders the newest entries of the ledger, the newest first.
pub(super) fn ledger(view: &LabView, world: &World) -> Markup {
    let entries = world.platform().books.ledger.entries();
    html! {
        h2 { (Word::Ledger.in_language(view.language)) " " span.count { (entries.len()) } }
        div.wide tabindex="0" role="region" aria-label=(view.say("分录", "Entries of the ledger")) {
            table {
                thead { tr {
                    th.number scope="col" { (view.say("分录", "Entry")) }
                    th scope="col" { (view.say("时间", "Time")) }
                    th scope="col" { (view.say("号码", "Number")) }
                    th scope="col" { (view.say("事由", "Reason")) }
                    th.number scope="col" { (view.say("金额", "Amount")) }
                    th scope="col" { (view.say("去向", "Course")) }
                } }
                tbody { @for one in entries.iter().rev().take(LINES) {
                    @let own = one.why.number();
                    tr {
                        td.number { (one.id) }
                        td { (sim_i18n::time_of_day(one.at)) }
                        td { (own) }
                        td { (entry::reason(view.language, &one.why)) }
                        td.number { (view.amount(entry::moved(one))) }
                        td { (entry::sources(view.language, own, one)) "→" (entry::targets(view.language, own, one)) }
                    }
                } }
            }
        }
        (left_out(view, entries.len().saturating_sub(LINES)))
    }
}

/// Renders the last events, the newest first.
pub(super) fn events(view: &LabView, world: &World) -> Markup {
    let shown = world.events().iter().rev().take(LINES);
    let known = world.events().len().min(LINES);
    let total = usize::try_from(world.happened()).unwrap_or(usize::MAX);
    html! {
        h2 { (Word::Happened.in_language(view.language)) " " span.count { (total) } }
        ol.plain {
            @for one in shown {
                li {
                    span.soft { (sim_i18n::time_of_day(one.at)) } " "
                    (event::named_party(view.language, &one.from))
                    @if let Some(to) = &one.to { "→" (event::named_party(view.language, to)) }
                    " " (event::kind(view.language, &one.kind))
                }
            }
        }
        (left_out(view, total.saturating_sub(known)))
    }
}

/// Renders how many lines of a list are not shown.
fn left_out(view: &LabView, count: usize) -> Markup {
    html! {
        @if count > 0 {
            p.soft { (view.say("更早的未列出:", "Not listed, because older: ")) (count) }
        }
    }
}
