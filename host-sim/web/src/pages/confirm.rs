//! Second step of an act: what was entered is shown, and confirmed with the pay password (确定). The form counts once:
//! sent twice, or sent again later, it leads to its result and does nothing.

use maud::html;

use crate::draft::Draft;
use crate::form::{ONCE_FIELD, SentForm};
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::PageError;
use crate::session::FormState;
use crate::visit::Visit;
use sim_world::platform::error::PlatformError;
use sim_world::platform::notices::DeclinedError;
use sim_world::platform::password::PayPassword;
use sim_world::world::WorldError;

/// Name of the field with the pay password.
const PASSWORD_FIELD: &str = "pay-password";

/// Confirmation of an act.
pub(super) struct Confirmation {
    pub(super) section: Section,
    /// Title in Chinese and in English.
    pub(super) title: (&'static str, &'static str),
    /// Path to which the form is sent.
    pub(super) path: &'static str,
    /// Path on which the act began.
    pub(super) back: &'static str,
    /// Labels and values that are confirmed.
    pub(super) facts: Vec<(&'static str, String)>,
}

impl Confirmation {
    /// Renders the page, whose form carries `draft`.
    pub(super) fn page(self, visit: &Visit, draft: Draft) -> Page {
        let token = visit.open_form(draft);
        let content = html! {
            section.card.narrow {
                p { (visit.say("请核实以下信息。", "Please check the following.")) }
                dl.facts {
                    @for (label, value) in &self.facts {
                        dt { (label) }
                        dd { (value) }
                    }
                }
                form method="post" action=(self.path) {
                    (layout::form_token(visit))
                    (layout::once_token(&token))
                    (pay_password_field(visit))
                    p.actions {
                        button type="submit" { (visit.say("确定", "Confirm")) }
                        a.button.second href=(self.back) { (visit.say("返回修改", "Back")) }
                    }
                }
            }
        };
        Page { section: self.section, title: self.title, content }
    }
}

/// Renders the field for the pay password.
pub(super) fn pay_password_field(visit: &Visit) -> maud::Markup {
    html! {
        div.field {
            label for=(PASSWORD_FIELD) { (visit.say("支付密码", "Pay password")) }
            input id=(PASSWORD_FIELD) type="password" name=(PASSWORD_FIELD) inputmode="numeric" maxlength="6"
                autocomplete="off" required;
            p.hint { (visit.say("6 位数字", "6 digits")) }
        }
    }
}

/// Takes the content of a form that counts once; `result` is the page of its result. A form that was sent before leads
/// there.
pub(super) fn take_draft(visit: &Visit, form: &SentForm, result: &'static str) -> Result<Draft, PageError> {
    match visit.send_form(form.text(ONCE_FIELD), result) {
        FormState::Open(draft) => Ok(*draft),
        FormState::Sent(result) => {
            visit.leave_if_none(Notice::sent_before());
            Err(PageError::SentBefore(result))
        }
        FormState::Unknown => Err(PageError::Forged),
    }
}

/// Reads the pay password of a form.
pub(super) fn pay_password(form: &SentForm) -> Result<PayPassword, Notice> {
    form.text(PASSWORD_FIELD)
        .parse()
        .map_err(|_| Notice::failure("支付密码应为 6 位数字。", "A pay password has 6 digits."))
}

/// Returns `true` if a refusal is about a wrong pay password, so that the form may be tried again.
pub(super) const fn is_wrong_password(why: &WorldError) -> bool {
    matches!(why, WorldError::Refused(DeclinedError::Books(PlatformError::PasswordWrong { .. })))
}
