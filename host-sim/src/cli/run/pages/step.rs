//! Lines of a script on a page, each with what it brought about.

use maud::{Markup, PreEscaped, html};
use sim_codec::quotation::quote;

use super::exchange::{self, ExplainedExchange};
use crate::cli::report::human::{self, picture};
use crate::cli::run::transcript::waiting_after;
use sim_i18n::replay::played;
use sim_i18n::{Language, card, entry, event};
use sim_script::transcript::{PlayedLine, PlayedLineKind, TranscriptContent, TranscriptEntry};
use sim_world::platform::number::Msisdn;

use applet::CardState;

/// Line of a script with what it brought about.
#[derive(Default)]
pub(super) struct Step<'t> {
    /// Number of the line, and the line; `None` for what came about before the first.
    line: Option<(usize, &'t PlayedLine)>,
    /// Set if the handset is switched on.
    is_beginning: bool,
    exchanges: Vec<ExplainedExchange<'t>>,
    brought: Vec<&'t TranscriptContent>,
}

/// Returns the steps of the entries between two rows of tables, or of a row.
pub(super) fn steps<'t>(entries: &[&'t TranscriptEntry]) -> Vec<Step<'t>> {
    let mut steps = vec![Step::default()];
    let mut waiting = None;
    for entry in entries {
        match &entry.content {
            TranscriptContent::Line(line) => {
                steps.push(Step { line: Some((entry.place.line(), line)), ..Step::default() });
                continue;
            }
            TranscriptContent::Beginning(None) => steps.push(Step { is_beginning: true, ..Step::default() }),
            _ => {}
        }
        let Some(step) = steps.last_mut() else { continue };
        match &entry.content {
            TranscriptContent::Exchange(exchange) => {
                step.exchanges.push((waiting, exchange));
                waiting = waiting_after(waiting, &exchange.command);
            }
            content => step.brought.push(content),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps
}

impl Step<'_> {
    /// Returns `true` if there is nothing to show.
    fn is_empty(&self) -> bool {
        let shows = |content: &&TranscriptContent| !matches!(content, TranscriptContent::State(_));
        self.line.is_none() && self.exchanges.is_empty() && !self.brought.iter().any(shows)
    }

    /// Renders the step as an entry of a list.
    pub(super) fn render(&self, language: Language) -> Markup {
        let switched_on = language.of("手机装卡开机。", "The handset is switched on with the card.");
        let is_command = self.line.is_some_and(|(_, line)| line.kind == PlayedLineKind::Command);
        // The first exchange of a command's line is the command's own.
        let (own, rest) = self.exchanges.split_at(usize::from(is_command).min(self.exchanges.len()));
        html! {
            li {
                span.number { @if let Some((number, _)) = self.line { (number) } }
                div {
                    @if let Some((_, line)) = self.line { (self.written(line, language)) }
                    @if self.is_beginning { p.line.comment { (switched_on) } }
                    @for asked in own { (exchange::opened(*asked, language)) }
                    (exchange::list(rest, language))
                    (self.screens(language))
                    (self.news(language))
                }
            }
        }
    }

    fn written(&self, line: &PlayedLine, language: Language) -> Markup {
        let value = self.brought.iter().find_map(|content| match content {
            TranscriptContent::Value { octets, .. } => Some(hex::encode_upper(octets)),
            TranscriptContent::Power(atr) => {
                Some(atr.as_ref().map_or_else(|| played::reset(language, None), hex::encode_upper))
            }
            _ => None,
        });
        html! {
            p.line {
                @if !line.text.is_empty() { code { (line.text) } }
                @if let Some(value) = value { " → " code.value { (value) } }
                @if let Some(comment) = &line.comment { " " span.comment { (comment) } }
            }
        }
    }

    fn screens(&self, language: Language) -> Markup {
        let screens: Vec<_> = self
            .brought
            .iter()
            .filter_map(|content| match content {
                TranscriptContent::Screen(screen) => Some(picture::phone(screen, language)),
                _ => None,
            })
            .collect();
        html! { @if !screens.is_empty() { div.screens { @for drawn in screens { (PreEscaped(drawn)) } } } }
    }

    /// Renders what else came about: messages, events, money, receipts, failures.
    fn news(&self, language: Language) -> Markup {
        let news: Vec<Markup> = self
            .brought
            .iter()
            .filter_map(|content| match content {
                TranscriptContent::Event(happened) => {
                    Some(html! { li.event { (event::line(language, Msisdn::SOLE, happened)) } })
                }
                TranscriptContent::Entry(moved) => {
                    Some(html! { li.money { (played::ledger(language, &entry::line(language, Msisdn::SOLE, moved))) } })
                }
                TranscriptContent::Message { from, text } => {
                    let from = played::message_from(language, from);
                    Some(html! { li.message { span.soft { (from) } " " q lang="zh" { (text) } } })
                }
                TranscriptContent::Said(words) => {
                    Some(html! { li.message { span.soft { (played::service_line(language)) } " " (quote(words)) } })
                }
                TranscriptContent::Receipt(printed) => Some(html! { li { pre.receipt tabindex="0" { (printed) } } }),
                TranscriptContent::Failure(trouble) => {
                    Some(html! { li.bad { strong { (language.of("失败: ", "Failed: ")) } (human::failure_summary(trouble, language)) } })
                }
                _ => None,
            })
            .collect();
        html! { @if !news.is_empty() { ul.news { @for item in news { (item) } } } }
    }
}

/// Facts of the card that a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardFacts {
    /// Every fact.
    All,
    /// Facts that have changed.
    Changed,
}

/// Renders the card before and after; nothing if it was not seen.
pub(super) fn card_table(entries: &[&TranscriptEntry], facts: CardFacts, language: Language) -> Markup {
    let states: Vec<&CardState> = entries
        .iter()
        .filter_map(|entry| match &entry.content {
            TranscriptContent::State(state) => Some(state.as_ref()),
            _ => None,
        })
        .collect();
    let (Some(before), Some(after)) = (states.first(), states.last()) else { return html! {} };
    let (before, after) = (card::facts(language, before), card::facts(language, after));
    let title = match before == after {
        true => language.of("卡片没有变化", "The card is unchanged"),
        false => language.of("卡片前后对照", "The card before and after"),
    };
    html! {
        details.card open[before != after] {
            summary { (title) }
            div.table tabindex="0" {
                table {
                    thead { tr { th { "" } th { (language.of("之前", "before")) } th { (language.of("之后", "after")) } } }
                    tbody {
                        @for ((name, old), (_, new)) in before.iter().zip(&after) {
                            @if facts == CardFacts::All || old != new || before == after {
                                tr .changed[old != new] { th scope="row" { (name) } td { (old) } td { (new) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
