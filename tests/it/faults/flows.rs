//! The flows: everything that card, platform and person do with each other, a test each.

use super::{Flow, Stage, check};

/// Writes a test for each flow: its stage, the preparation, and the flow.
macro_rules! flows {
    ($($name:ident: $stage:ident, $before:expr, $lines:expr;)+) => {
        $(#[test]
        fn $name() {
            check(&Flow { name: stringify!($name), stage: Stage::$stage, before: &$before, lines: &$lines });
        })+
    };
}

flows! {
    opening_a_wallet: New, ["WHO writes \"KT A\"", "time 20 s"],
        ["WHO opens", "time 1 min"];
    opening_a_wallet_with_an_account: New, [],
        ["WHO opens", "time 1 min"];
    a_top_up: Rich, [],
        ["WHO tops up 20 with 654321", "time 1 min"];
    a_purchase_while_a_top_up_is_on_its_way: Rich, ["hall loads 50 onto WHO"],
        ["WHO tops up 20 with 654321", "WHO taps 12.5", "time 1 min", "pos 1 uploads"];
    a_load_at_a_hall_while_a_top_up_is_on_its_way: Rich, [],
        ["WHO tops up 20 with 654321", "hall loads 50 onto WHO", "time 1 min"];
    suspending: Open, [],
        ["WHO suspends", "time 1 min"];
    resuming: Open, ["WHO suspends", "time 20 s"],
        ["WHO resumes", "time 1 min"];
    closing: Open, [],
        ["WHO closes with 654321", "time 1 min"];
    resetting_the_operation_pin: Open, ["WHO switches pin on", "WHO changes pin from 1234 to 2580"],
        ["care resets pin of WHO with 654321", "time 1 min"];
    calibrating: Open, [],
        ["WHO writes \"Y\"", "time 1 min"];
    another_handset: Open, [],
        ["WHO moves card to android 5", "time 20 s", "WHO writes \"Y\"", "time 1 min"];
    a_top_up_on_the_website: Rich, [],
        ["website tops up WHO by 20 with 654321", "time 1 min"];
    a_bank_s_payment_into_the_wallet: Rich, [],
        ["website draws 20 from 招商银行 for WHO", "time 1 min"];
    cash_loaded_at_a_hall_while_a_bank_pays: Rich, [],
        ["website draws 20 from 招商银行 for WHO", "hall loads 50 of cash onto WHO", "time 1 min"];
    asking_for_the_account_s_balance: Rich, [],
        ["WHO asks balance", "time 1 min"];
    asking_for_the_account_s_transactions: Rich, [],
        ["WHO asks transactions", "time 1 min"];
    a_scratch_card: Open, ["hall sells card of 50"],
        ["WHO recharges by card 1", "time 1 min"];
    the_own_bill: Open, ["hall sells card of 50", "WHO recharges by card 1", "time 20 s"],
        ["WHO pays own bill 20", "time 1 min"];
    another_s_bill: Open, ["hall sells card of 50", "WHO recharges by card 1", "time 20 s"],
        ["WHO pays bill of 13807310002 20 with 654321", "time 1 min"];
    another_pay_password: Open, [],
        ["WHO changes pay password from 654321 to 123456", "time 1 min"];
    the_order_kt_and_its_answer: New, [],
        ["WHO writes \"KT\"", "time 20 s", "WHO writes \"A\"", "time 1 min"];
    the_order_kt_a: New, [],
        ["WHO writes \"KT A\"", "time 1 min"];
    the_order_cx: Rich, [],
        ["WHO writes \"CX\"", "time 1 min"];
    the_order_cxls_and_a_date: Rich, [],
        ["WHO writes \"CXLS\"", "time 20 s", "WHO writes \"20091101\"", "time 1 min"];
    the_order_czk: Open, ["hall sells card of 50"],
        ["WHO writes \"CZK {card 1}\"", "time 1 min"];
    the_order_hf: Rich, [],
        ["WHO writes \"HF 20\"", "time 1 min"];
}
