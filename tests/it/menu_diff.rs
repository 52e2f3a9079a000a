//! Comparisons of walked menus: small ones by hand, and the card's own in two languages.

use serde_json::{Value, json};

use sim_lab::menu_diff::{
    ChangedScreen, LineChange, MatchGround, MenuComparison, MenuRecord, MenuRecordError, compare, formats, read,
};
use sim_lab::menu_explorer::starts::StartPoint;
use sim_lab::menu_explorer::{self, Bounds};
use sim_script::columns::columns;

/// Returns the step that takes the line of an identifier.
fn line(identifier: u8) -> String {
    format!("line of identifier {identifier:02X}")
}

/// Returns a menu with two lines: one shows the balance, the other asks for an amount and sends a message.
fn small() -> Value {
    let screen = |kind: &str, text: &str, items: Value, field: Value| json!({"kind": kind, "text": text, "help": false, "items": items, "field": field});
    let null = Value::Null;
    let lines = json!([{"identifier": 1, "text": "钱包余额查询"}, {"identifier": 2, "text": "钱包充值"}, {"identifier": 3, "text": "钱包暂停"}]);
    let edge = |from: Value, step: &str, to: usize, sent: usize| json!({"from": from, "step": step, "to": to, "tried": null, "unrest": null, "sent": sent});
    let state = |screen: usize, path: Value| json!({"screen": screen, "path": path});
    json!({
        "start": {"name": "open", "about": "with money", "phone": "feature-phone", "language": "zh"},
        "bound": null,
        "proof": [{"claim": "ends", "promise": "every dialog ends", "broken": 0}],
        "screens": [
            screen("idle", "", null.clone(), null.clone()),
            screen("main menu", "手机钱包", lines, null.clone()),
            screen("text", "钱包余额:5.00元", null.clone(), null.clone()),
            screen("input", "请输入充值金额(元):", null.clone(), json!({"min": 1, "max": 10, "hidden": false})),
            screen("text", "钱包充值请求发送成功!", null.clone(), null.clone()),
            screen("text", "暂停请求发送成功!", null.clone(), null),
        ],
        "states": [
            state(0, json!([])), state(1, json!([])), state(2, json!(["钱包余额查询"])), state(3, json!(["钱包充值"])),
            state(4, json!(["钱包充值"])), state(5, json!(["钱包暂停"])),
        ],
        "edges": [
            edge(Value::Null, "switch on", 0, 0), edge(json!(0), "open the menu", 1, 0), edge(json!(1), &line(1), 2, 0),
            edge(json!(1), &line(2), 3, 0), edge(json!(1), &line(3), 5, 1), edge(json!(2), "OK", 0, 0),
            edge(json!(3), "type 1, OK", 4, 1), edge(json!(4), "OK", 0, 0), edge(json!(5), "OK", 0, 0),
        ],
    })
}

fn record(value: &Value) -> MenuRecord {
    read(&value.to_string()).unwrap().pop().unwrap()
}

/// Compares the small menu with a changed copy.
fn changed(change: impl FnOnce(&mut Value)) -> MenuComparison {
    let mut after = small();
    change(&mut after);
    compare(&record(&small()), &record(&after))
}

fn text(comparison: &MenuComparison) -> String {
    formats::text(comparison, ["a", "b"], 80)
}

/// Returns the grounds and line changes of the screens that changed.
fn told(comparison: &MenuComparison) -> Vec<(MatchGround, Vec<LineChange>)> {
    let told = comparison.screens.iter().filter_map(|screen| match screen {
        ChangedScreen::Changed { matched, lines, .. } => Some((matched.ground.clone(), lines.clone())),
        _ => None,
    });
    told.collect()
}

#[test]
fn menu_is_the_same_as_itself() {
    let comparison = changed(|_| {});
    assert!(comparison.counts.is_same());
    assert_eq!((comparison.counts.same_screens, comparison.counts.same_steps), (6, 9));
    assert!(text(&comparison).ends_with("The menus are the same: screens 6 alike; steps 9 alike.\n"));
}

#[test]
fn numbers_of_screens_and_states_do_not_matter() {
    let comparison = changed(|after| {
        after["screens"].as_array_mut().unwrap().swap(2, 5);
        after["states"][2]["screen"] = json!(5);
        after["states"][5]["screen"] = json!(2);
        after["edges"].as_array_mut().unwrap().reverse();
    });
    assert!(comparison.counts.is_same(), "{}", text(&comparison));
}

#[test]
fn screen_with_other_words_is_found_by_its_place() {
    let comparison = changed(|after| after["screens"][2]["text"] = json!("You have nothing"));
    let ground = MatchGround::Place { from: 2, step: line(1) };
    assert_eq!(told(&comparison), [(ground, Vec::new())]);
    assert!(comparison.steps.is_empty(), "{}", text(&comparison));
    let shown = text(&comparison);
    assert!(shown.contains("by its place: line 1 钱包余额查询, at 手机钱包"), "{shown}");
    assert!(shown.contains("    钱包余额:5.00元                      | You have nothing\n"), "{shown}");
    assert_eq!(comparison.counts.changed_screens, 1);
}

#[test]
fn renamed_line_keeps_what_is_behind_it() {
    let comparison = changed(|after| {
        after["screens"][1]["items"][1]["text"] = json!("充值");
        after["states"][3]["path"] = json!(["充值"]);
        after["states"][4]["path"] = json!(["充值"]);
    });
    let change =
        LineChange::Renamed { place: 2, identifier: 2, from: "钱包充值".to_owned(), to: "充值".to_owned() };
    let told = told(&comparison);
    assert_eq!(told.len(), 1, "{}", text(&comparison));
    assert_eq!(told[0].1, [change]);
    assert!(comparison.steps.is_empty() && comparison.counts.moved_screens == 0, "{}", text(&comparison));
}

#[test]
fn line_of_another_identifier_keeps_what_is_behind() {
    let comparison = changed(|after| {
        after["screens"][1]["items"][1]["identifier"] = json!(0x1C);
        after["edges"][3]["step"] = json!(line(0x1C));
    });
    let change = LineChange::Reidentified { place: 2, text: "钱包充值".to_owned(), from: 2, to: 0x1C };
    assert_eq!(told(&comparison)[0].1, [change]);
    assert!(comparison.steps.is_empty(), "{}", text(&comparison));
    let shown = text(&comparison);
    assert!(shown.contains("line 2 钱包充值 has the identifier 1C now, not 02"), "{shown}");
}

#[test]
fn lines_in_another_order_are_told() {
    let comparison = changed(|after| after["screens"][1]["items"].as_array_mut().unwrap().swap(0, 2));
    let lines = &told(&comparison)[0].1;
    assert!(lines.iter().all(|change| matches!(change, LineChange::Moved { .. })) && !lines.is_empty(), "{lines:?}");
    assert!(comparison.steps.is_empty(), "{}", text(&comparison));
}

#[test]
fn line_that_is_gone_takes_its_screen_along() {
    let comparison = changed(|after| {
        after["screens"][1]["items"].as_array_mut().unwrap().pop();
        after["edges"].as_array_mut().unwrap().retain(|edge| edge["from"] != 5 && edge["to"] != 5);
        after["states"].as_array_mut().unwrap().pop();
        after["screens"].as_array_mut().unwrap().pop();
    });
    assert!(comparison.screens.contains(&ChangedScreen::OnlyLeft(6)), "{}", text(&comparison));
    let told: Vec<&[String]> = comparison.steps.iter().map(|steps| steps.steps.as_slice()).collect();
    assert_eq!(told, [["line 3 钱包暂停".to_owned()]]);
    let counts = comparison.counts;
    assert_eq!((counts.only_left, counts.only_right, counts.gone_steps, counts.added_steps), (1, 0, 1, 0));
    assert!(text(&comparison).contains("暂停请求发送成功!"));
}

#[test]
fn step_that_leads_elsewhere_is_told() {
    let comparison = changed(|after| after["edges"][6]["to"] = json!(0));
    let [steps] = comparison.steps.as_slice() else { panic!("{}", text(&comparison)) };
    assert_eq!(steps.steps, ["type 1, OK"]);
    let shown = text(&comparison);
    assert!(shown.contains("and a message is sent"), "{shown}");
    assert_eq!((comparison.counts.changed_steps, comparison.counts.only_left), (1, 0));
    let unrest = changed(|after| {
        after["edges"][7]["to"] = Value::Null;
        after["edges"][7]["unrest"] = json!("the card falls silent");
    });
    assert!(text(&unrest).contains("no screen: the card falls silent"), "{}", text(&unrest));
}

#[test]
fn message_that_is_not_sent_is_told() {
    let comparison = changed(|after| after["edges"][4]["sent"] = json!(0));
    assert_eq!(comparison.counts.changed_steps, 1, "{}", text(&comparison));
}

#[test]
fn screen_on_another_path_has_moved() {
    let comparison = changed(|after| after["states"][4]["path"] = json!(["我的钱包", "别处"]));
    let moved = comparison.screens.iter().find_map(|screen| match screen {
        ChangedScreen::Changed { moved, .. } => moved.clone(),
        _ => None,
    });
    assert_eq!(moved, Some(["钱包充值".to_owned(), "我的钱包 > 别处".to_owned()]));
    assert_eq!((comparison.counts.moved_screens, comparison.counts.changed_screens), (1, 0));
}

#[test]
fn screen_that_nothing_leads_to_is_found_by_words() {
    let comparison = changed(|after| {
        after["screens"][4]["text"] = json!("钱包充值请求已发送成功!");
        after["edges"][6]["step"] = json!("type 2, OK");
    });
    let grounds: Vec<MatchGround> = told(&comparison).into_iter().map(|(ground, _)| ground).collect();
    assert!(matches!(grounds.as_slice(), [MatchGround::Likeness(60..=99)]), "{grounds:?}");
    let shown = text(&comparison);
    assert!(shown.contains("by its words, "), "{shown}");
}

#[test]
fn answers_tried_elsewhere_are_not_told() {
    let answer = "OK (DISPLAY TEXT: the handset answers 20 (busy))";
    let comparison = changed(|after| {
        let edge = json!({"from": 2, "step": answer, "to": 0, "tried": null, "unrest": null, "sent": 0});
        after["edges"].as_array_mut().unwrap().push(edge);
    });
    assert_eq!((comparison.counts.is_same(), comparison.counts.sampled_steps), (true, 1));
}

#[test]
fn broken_claim_is_told() {
    let comparison = changed(|after| after["proof"][0]["broken"] = json!(2));
    assert!(!comparison.counts.is_same());
    let shown = text(&comparison);
    assert!(shown.contains("~ claim: every dialog ends\n") && shown.contains("| WRONG (2)"), "{shown}");
}

#[test]
fn text_keeps_to_its_width() {
    let width = |line: &str| line.chars().map(columns).sum::<usize>();
    let comparison =
        changed(|after| after["screens"][2]["text"] = json!("钱包余额:五元整，可用余额五元整，冻结零元。"));
    let shown = formats::text(&comparison, ["a", "b"], 44);
    let sides: Vec<&str> = shown.lines().filter(|line| line.contains(" | ")).collect();
    assert!(!sides.is_empty() && sides.iter().all(|line| width(line) <= 44), "{shown}");
}

#[test]
fn data_have_what_the_text_has() {
    let comparison = changed(|after| {
        after["screens"][1]["items"][1]["text"] = json!("充值");
        after["edges"][4]["sent"] = json!(0);
    });
    let data = formats::json(&comparison);
    assert_eq!(data["same"], false);
    assert_eq!(
        data["screens"][0]["lines"][0],
        json!({"change": "renamed", "place": 2, "identifier": 2, "from": "钱包充值", "to": "充值"})
    );
    assert_eq!(data["steps"][0]["steps"], json!(["line 3 钱包暂停"]));
    assert_eq!(data["summary"]["steps"]["changed"], 1);
}

#[test]
fn text_that_is_no_menu_is_refused() {
    let error = |change: fn(&mut Value)| {
        let mut value = small();
        change(&mut value);
        read(&value.to_string()).unwrap_err().to_string()
    };
    assert!(matches!(read("{"), Err(MenuRecordError::NoJson(_))));
    assert!(error(|value| drop(value.as_object_mut().unwrap().remove("edges"))).contains("missing field `edges`"));
    assert_eq!(
        error(|value| value["states"][1]["screen"] = json!(6)),
        "in the walked menu of the start open, state 1 names the screen 6, and there are 6"
    );
    assert!(error(|value| value["edges"][1]["to"] = json!(99)).contains("edge 1 names the state 99, and there are 6"));
    let twice = Value::from(vec![small(), small()]);
    assert_eq!(read(&twice.to_string()).unwrap_err(), MenuRecordError::Twice("open".to_owned()));
}

#[test]
fn two_languages_differ_in_words_alone() {
    let walked = |language: &str| {
        let mut start = StartPoint::named("empty").unwrap();
        start.language = language.to_owned();
        let walked = start.proved(None, Bounds::default()).unwrap();
        record(&menu_explorer::formats::json(&walked))
    };
    let comparison = compare(&walked("zh"), &walked("en"));
    let counts = comparison.counts;
    assert_eq!((counts.only_left, counts.only_right), (0, 0), "{}", text(&comparison));
    assert_eq!((counts.changed_steps, counts.gone_steps, counts.added_steps), (0, 0, 0), "{}", text(&comparison));
    assert!(counts.changed_screens > 30 && counts.same_steps > 500, "{counts:?}");
}
