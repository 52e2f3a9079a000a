//! What the parser reads, what it says of mistakes, and that what is printed is read again.

use super::parse;

/// Every form of line at least once, as it is printed.
const EVERYTHING: &str = r#"# Every form of line.
profile default
card    balance 50.00 yuan, open, pin on, limit none
seed    7
phone   feature-phone
phone   android, en
phone   feature-2009, zh, 3g, quirk late-time-out, quirk cr-never

choose  我的钱包 > 钱包暂停
choose  line 2 > "A > B" > "line 3"
press   OK
press   back -> refused
press   end
press   menu
press   erase
press   home
press   outside
press   help
press   help -> refused
press   help 钱包充值 -> refused
press   7
press   *
press   "\u{22}"
type    "12.5"
type    secret "1234" -> refused
answer  yes
answer  no
wait    90 min
wait    30 s
wait    2 h
wait    1500 ms
wait    0 s
wait    out
interrupt
network off
network on
messages refused
messages taken
messages unable
screen  busy
screen  free
call    rings
call    on
call    off
language en
apdu    > 80F2000C00
apdu    > 80F2 000C Lc 00 Le 00 < name:2 .. 9?00
apdu    > 80F2000C00 < no answer
tap     purchase 1.00 yuan -> done
tap     load 1.00 yuan -> refused
tap     purchase 0.01 yuan -> refused: over limit
restart
cut     at write 2 torn half
undo
expect  screen "a\nb\\c #", idle
expect  screen exactly "暂停请求发送成功!"  # prose
expect  screen matching /[0-9]+\.[0-9]{2}\/x/
expect  main menu, menu, text, field, field hidden, key, question, confirmation, tone, waiting
expect  lines 我的钱包 | "a|b" | 业务管理, no help
expect  item 我的钱包 > 钱包暂停, no item line 1, help
expect  sms, sms to 10658888 "KT", sms exactly "A", sms to +86 matching /x/
expect  sms to 10658888 octets 0270 .. {1.00 yuan}, sms 2, no sms
expect  left 4, typed "12", balance 50.00 yuan, log 2 entries, pin tries 2, refusal OverLimit
"#;

#[test]
fn every_form_of_line_is_read_and_printed_as_it_was() {
    let walk = parse("everything", EVERYTHING).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    assert_eq!(walk.to_string(), EVERYTHING);
}
