//! Fields of forms and lists of facts, as all pages render them.

use maud::{Markup, html};

use crate::form::SentForm;
use crate::layout;
use crate::notice::Notice;
use crate::visit::Visit;
use sim_i18n::bank;
use sim_world::platform::bank::Bank;
use sim_world::platform::code::SmsCode;

/// Kind of a field, which decides the keys that a phone's browser offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// Text of any characters.
    Text,
    /// Digits.
    Digits,
    /// Name with which a user signs in.
    UserName,
    /// Password that exists.
    Password,
    /// Password that is being chosen.
    NewPassword,
    /// Code by short message.
    Code,
}

/// Field of a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    /// Value that was entered before; never a secret.
    pub(super) value: &'a str,
    /// Sentence below the field; empty for none.
    pub(super) hint: &'a str,
    pub(super) kind: FieldKind,
    /// Largest number of characters.
    pub(super) most: u8,
}

impl<'a> Field<'a> {
    /// Creates a field without a value and a hint.
    pub(super) const fn new(name: &'a str, label: &'a str, kind: FieldKind, most: u8) -> Field<'a> {
        Field { name, label, value: "", hint: "", kind, most }
    }

    /// Renders the field with its label.
    pub(super) fn render(self) -> Markup {
        let (shown, keys, complete) = match self.kind {
            FieldKind::Text => ("text", None, "off"),
            FieldKind::Digits => ("text", Some("numeric"), "off"),
            FieldKind::UserName => ("text", None, "username"),
            FieldKind::Password => ("password", None, "current-password"),
            FieldKind::NewPassword => ("password", None, "new-password"),
            FieldKind::Code => ("text", Some("numeric"), "one-time-code"),
        };
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                input id=(self.name) type=(shown) name=(self.name) value=[(!self.value.is_empty()).then_some(self.value)]
                    inputmode=[keys] autocomplete=(complete) maxlength=(self.most) aria-describedby=[hint.as_ref()] required;
                @if let Some(id) = &hint { p.hint id=(id) { (self.hint) } }
            }
        }
    }
}

/// Renders the choice of a bank.
pub(super) fn bank_field(visit: &Visit, chosen: &str) -> Markup {
    html! {
        div.field {
            label for="bank" { (visit.say("银行", "Bank")) }
            select #bank name="bank" {
                @for bank in Bank::ALL {
                    option value=(bank.chinese()) selected[chosen == bank.chinese()] {
                        (bank::name(visit.language(), *bank))
                    }
                }
            }
        }
    }
}

/// Renders the field for a code by short message.
pub(super) fn code_field(visit: &Visit) -> Markup {
    let label = visit.say("短信验证码", "Code from the message");
    let hint = visit.say("6 位数字,已发送到手机", "6 digits, sent to the phone");
    Field { hint, ..Field::new("code", label, FieldKind::Code, 6) }.render()
}

/// Reads the code of a form.
pub(super) fn read_code(form: &SentForm) -> Result<SmsCode, Notice> {
    let wrong = || Notice::failure("短信验证码应为 6 位数字。", "The code of the message has 6 digits.");
    form.text("code").parse().map_err(|_| wrong())
}

/// Renders a form to a path around its fields.
pub(super) fn form(visit: &Visit, path: &str, submit: &str, fields: &Markup) -> Markup {
    html! {
        form method="post" action=(path) {
            (layout::form_token(visit))
            (fields)
            p.actions { button type="submit" { (submit) } }
        }
    }
}

/// Renders a list of labels and values.
pub(super) fn facts(rows: &[(&str, String)]) -> Markup {
    html! {
        dl.facts {
            @for (label, value) in rows {
                dt { (label) }
                dd { (value) }
            }
        }
    }
}
