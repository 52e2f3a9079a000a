//! Exchanges on a page: in one line, and behind the line every octet and field.

use maud::{Markup, html};

use crate::cli::run::transcript;
use sim_i18n::replay::{ReplayNoun, played};
use sim_i18n::{Language, explanation};
use sim_script::transcript::PlayedExchange;

/// Exchange, and the command whose answer a GET RESPONSE fetches.
pub(super) type ExplainedExchange<'t> = (Option<&'t [u8]>, &'t PlayedExchange);

/// Renders an exchange that can be opened.
pub(super) fn opened((waiting, exchange): ExplainedExchange<'_>, language: Language) -> Markup {
    let mut lines = octets(exchange, language);
    lines.extend(explanation::lines(language, &transcript::explained(waiting, exchange)));
    html! {
        details.exchange {
            summary { (words((waiting, exchange), language)) }
            pre tabindex="0" { (lines.join("\n")) }
        }
    }
}

/// Renders exchanges in a list that can be opened, each with its octets. They are the most of a report: their markup is
/// short, and octets are wrapped, so that nobody has to scroll them.
pub(super) fn list(exchanges: &[ExplainedExchange<'_>], language: Language) -> Markup {
    html! {
        @if !exchanges.is_empty() {
            details.exchanges {
                summary { (ReplayNoun::Exchange.counted(language, exchanges.len())) }
                ol {
                    @for asked in exchanges {
                        li { (words(*asked, language)) pre { (octets(asked.1, language).join("\n")) } }
                    }
                }
            }
        }
    }
}

fn words((waiting, exchange): ExplainedExchange<'_>, language: Language) -> Markup {
    let (asked, answered) = transcript::both_in_words(waiting, exchange, language);
    html! { b { (asked) } " → " (answered) }
}

fn octets(exchange: &PlayedExchange, language: Language) -> Vec<String> {
    let none = || played::no_answer(language).to_owned();
    let answered = exchange.answer.as_ref().map_or_else(none, hex::encode_upper);
    vec![format!("> {}", hex::encode_upper(&exchange.command)), format!("< {answered}")]
}
