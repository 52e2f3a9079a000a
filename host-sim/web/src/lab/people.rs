//! First page of the lab: the clock, and everybody with account and wallet.

use maud::html;

use super::LabPass;
use crate::layout::{Page, Section};
use crate::pages::PageResult;
use crate::visit::Visit;
use sim_codec::time::Moment;
use sim_i18n::amount;
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

/// Person as the table shows it.
struct Row {
    number: Msisdn,
    model: String,
    /// Balances of the sub-accounts in fen; `None` without a living account.
    account: Option<(i64, i64)>,
    /// Purse on the card in fen; `None` without a card.
    purse: Option<i64>,
}

fn rows(world: &World) -> (Moment, Vec<Row>) {
    let books = &world.platform().books;
    let row = |person: &sim_world::world::Person| {
        let number = person.number();
        Row {
            number,
            model: person.station().handset().model().name.to_string(),
            account: books.accounts.living(&number).is_ok().then(|| books.account_balances(&number)),
            purse: person.card_state().map(|state| state.balance.0.into()),
        }
    };
    (world.now(), world.people().iter().map(row).collect())
}

/// Shows the clock and the people.
pub(super) async fn page(visit: Visit, _pass: LabPass) -> PageResult {
    let (now, rows) = visit.read(rows).await?;
    let fen = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |fen| amount(visit.language(), fen));
    let content = html! {
        section.card.wide {
            p.soft { (now) }
            table {
                thead {
                    tr {
                        th scope="col" { (visit.say("号码", "Number")) }
                        th scope="col" { (visit.say("手机", "Handset")) }
                        th.number scope="col" { (visit.say("现金账户", "Cash")) }
                        th.number scope="col" { (visit.say("充值卡账户", "Recharge card")) }
                        th.number scope="col" { (visit.say("钱包", "Purse")) }
                    }
                }
                tbody {
                    @for row in &rows {
                        tr {
                            td { (row.number) }
                            td { (row.model) }
                            td.number { (fen(row.account.map(|(cash, _)| cash))) }
                            td.number { (fen(row.account.map(|(_, card)| card))) }
                            td.number { (fen(row.purse)) }
                        }
                    }
                }
            }
        }
    };
    Ok(Page { section: Section::Entrance, title: ("实验页", "Lab"), content }.respond(&visit))
}
