//! Shops with their terminals, the hall, texts of people, and any other action by its line.

use maud::{Markup, html};

use super::view::LabView;
use sim_i18n::{Word, counter};
use sim_world::action::{FORMS, PosPlace};
use sim_world::platform::number::Msisdn;
use sim_world::shop::Shop;
use sim_world::world::{Person, World};

/// Services of the hall: the value in a form, and the name in Chinese and in English.
pub(super) const SERVICES: [(&str, &str, &str); 9] = [
    ("deposit", "存现金", "pay cash in"),
    ("load", "现场圈存", "load the wallet"),
    ("open", "开户", "open an account"),
    ("register", "换卡登记", "register a swap"),
    ("issue", "补换卡", "issue a card"),
    ("reload", "换卡圈存", "reload the new card"),
    ("close", "钱包退订", "close the wallet"),
    ("data", "补齐资料", "complete the data"),
    ("calibrate", "现场校准", "calibrate"),
];

/// Renders the counters.
pub(super) fn counters(view: &LabView, world: &World) -> Markup {
    let numbers: Vec<Msisdn> = view.people(world).map(Person::number).collect();
    html! {
        h2 { (Word::Shops.in_language(view.language)) }
        @for (place, shop) in world.shops().all() { (terminal(view, place, shop, &numbers)) }
        h2 { (Word::Hall.in_language(view.language)) }
        (hall(view, &numbers))
        h2 { (Word::FormText.in_language(view.language)) }
        (text(view, &numbers))
        h2 { (view.say("其他动作", "Any action")) }
        (line(view))
    }
}

/// Renders the choice of a person.
fn people(view: &LabView, id: &str, numbers: &[Msisdn]) -> Markup {
    html! {
        label for=(id) { (view.say("用户", "Person")) }
        select id=(id) name="number" { @for number in numbers { option value=(number) { (number) } } }
    }
}

/// Renders the field of an amount.
fn amount(view: &LabView, id: &str) -> Markup {
    html! {
        label for=(id) { (Word::FieldAmount.in_language(view.language)) }
        input id=(id) name="amount" type="text" inputmode="decimal" autocomplete="off" size="7";
    }
}

fn terminal(view: &LabView, place: PosPlace, shop: &Shop, numbers: &[Msisdn]) -> Markup {
    let terminal = shop.terminal();
    html! {
        div.counter {
            h3 { (place) " " (terminal.merchant_name()) }
            ul.plain { @for line in counter::terminal(view.language, terminal, "") { li { (line) } } }
            form.row method="post" action="/lab/shop" data-live {
                (view.hidden())
                input type="hidden" name="pos" value=(place);
                (people(view, &format!("tap-person-{place}"), numbers))
                (amount(view, &format!("tap-amount-{place}")))
                button.second id={ "tap-" (place) } type="submit" name="at" value="tap" { (Word::Tap.in_language(view.language)) }
                button.second id={ "upload-" (place) } type="submit" name="at" value="upload" {
                    (Word::Upload.in_language(view.language))
                }
            }
            @if let Some(receipt) = terminal.last_receipt() {
                details id={ "receipt-" (place) } {
                    summary { (Word::LastReceipt.in_language(view.language)) }
                    pre tabindex="0" { (receipt.print()) }
                }
            }
        }
    }
}

fn hall(view: &LabView, numbers: &[Msisdn]) -> Markup {
    html! {
        form.row method="post" action="/lab/hall" data-live {
            (view.hidden())
            (people(view, "hall-person", numbers))
            label for="hall-service" { (Word::Services.in_language(view.language)) }
            select #hall-service name="service" {
                @for (value, chinese, english) in SERVICES { option value=(value) { (view.say(chinese, english)) } }
            }
            (amount(view, "hall-amount"))
            button.second #hall-serve type="submit" { (view.say("办理", "Serve")) }
        }
    }
}

fn text(view: &LabView, numbers: &[Msisdn]) -> Markup {
    html! {
        form.row method="post" action="/lab/text" data-live data-clear autocomplete="off" {
            (view.hidden())
            (people(view, "text-person", numbers))
            label for="text-to" { (Word::FieldTo.in_language(view.language)) }
            input #text-to name="to" type="text" inputmode="tel" size="12" placeholder=(sim_world::platform::NUMBER);
            label for="text-words" { (Word::FieldText.in_language(view.language)) }
            input #text-words name="text" type="text" size="16" placeholder="CX";
            button.second #text-send type="submit" { (view.say("发送", "Send")) }
        }
    }
}

fn line(view: &LabView) -> Markup {
    html! {
        form.row method="post" action="/lab/action" data-live autocomplete="off" {
            (view.hidden())
            label for="action-line" { (view.say("动作一行", "Line of an action")) }
            input #action-line name="line" type="text" size="40" list="action-forms"
                placeholder="13800000001 tops up 20 with 123456";
            datalist #action-forms { @for form in FORMS { option value=(form) {} } }
            button.second #action-do type="submit" { (view.say("执行", "Do")) }
        }
    }
}
