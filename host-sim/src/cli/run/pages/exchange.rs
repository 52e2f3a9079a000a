//! Exchanges on a page: in one line, and behind the line every octet and field.

use maud::{Markup, html};
use sim_wire::count::Counted;

use crate::cli::run::transcript;
use sim_i18n::Language;
use sim_script::transcript::PlayedExchange;

/// Exchange, and the command whose answer a GET RESPONSE fetches.
pub(super) type ExplainedExchange<'t> = (Option<&'t [u8]>, &'t PlayedExchange);

/// Renders an exchange that can be opened.
pub(super) fn opened((waiting, exchange): ExplainedExchange<'_>) -> Markup {
    let mut lines = octets(exchange);
    lines.extend(transcript::explained(waiting, exchange).lines());
    html! {
        details.exchange {
            summary { (words((waiting, exchange))) }
            pre tabindex="0" { (lines.join("\n")) }
        }
    }
}

/// Renders exchanges in a list that can be opened, each with its octets.
pub(super) fn list(exchanges: &[ExplainedExchange<'_>]) -> Markup {
    html! {
        @if !exchanges.is_empty() {
            details.exchanges {
                summary { (Counted(exchanges.len(), "exchange")) }
                ol { @for asked in exchanges { li { (words(*asked)) pre tabindex="0" { (octets(asked.1).join("\n")) } } } }
            }
        }
    }
}

fn words((waiting, exchange): ExplainedExchange<'_>) -> Markup {
    let (asked, answered) = transcript::both_in_words(waiting, exchange, Language::English);
    html! { span.asked { (asked) } " → " span.answered { (answered) } }
}

fn octets(exchange: &PlayedExchange) -> Vec<String> {
    let answered = exchange.answer.as_ref().map_or_else(|| "no answer".to_owned(), hex::encode_upper);
    vec![format!("> {}", hex::encode_upper(&exchange.command)), format!("< {answered}")]
}
