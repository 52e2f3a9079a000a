//! Alias (别名) with which a user signs in once the number is cancelled (2.6.1.3, 3.6.3).

use maud::html;

use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::field::{Field, FieldKind, form};
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_world::platform::account::alias::Alias;

/// Title of the page.
pub(in crate::pages) const TITLE: (&str, &str) = ("设置别名", "Alias");

fn entry_page(visit: &Visit, entered: &str) -> Page {
    let hint = visit.say("4 至 20 位字母或数字,以字母开头", "4 to 20 letters or digits, beginning with a letter");
    let field = Field::new("alias", visit.say("别名", "Alias"), FieldKind::Text, 20);
    let fields = Field { value: entered, hint, ..field }.render();
    let content =
        html! { section.card.narrow { (form(visit, "/security/alias", visit.say("确定", "Confirm"), &fields)) } };
    Page { section: Section::Security, title: TITLE, content }
}

/// Shows the form for the alias.
pub(in crate::pages) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    let alias = visit.read(move |world| {
        let account = world.platform().books.accounts.get(&number);
        account.and_then(|account| account.alias.as_ref().map(ToString::to_string))
    });
    let alias = alias.await?.unwrap_or_default();
    Ok(entry_page(&visit, &alias).respond(&visit))
}

/// Sets the alias.
pub(in crate::pages) async fn set(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let entered = form.text("alias");
    let rejected = |notice: &Notice| Ok(entry_page(&visit, entered).reject(&visit, notice));
    let Ok(alias) = entered.parse::<Alias>() else {
        return rejected(&Notice::failure(
            "别名应为 4 至 20 位字母或数字,以字母开头。",
            "An alias has 4 to 20 letters or digits and begins with a letter.",
        ));
    };
    match visit.step(move |world| world.choose_alias(number, alias)).await? {
        Ok(()) => {
            visit.leave(Notice::success("别名已设置。", "The alias was set."));
            Ok(go("/security"))
        }
        Err(why) => rejected(&Notice::refused(&why)),
    }
}
