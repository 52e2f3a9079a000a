//! An account with known passwords, for tests and benches that use the website from outside, and the hidden fields of
//! the website's forms.
//!
//! ```
//! use website_account::hidden;
//!
//! assert_eq!(hidden("<input type=\"hidden\" name=\"token\" value=\"5cf2\">", "token"), "5cf2");
//! ```

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test speaks by a panic")]

use sim_wire::Fen;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::{Initials, PasswordCost};
use sim_world::world::World;

/// Login password of each account.
pub const LOGIN: &str = "Abc12345";

/// Pay password of each account.
pub const PAY: &str = "654321";

/// Opens an account for a number with so much cash. Its passwords are [`LOGIN`] and [`PAY`], and not initial any more.
///
/// # Panics
///
/// Where the number has an account, or may have none.
pub fn open(world: &mut World, number: &Msisdn, cash: Fen) {
    let (now, cost) = (world.now(), world.platform().books.terms.password_cost);
    let books = &mut world.platform_mut().books;
    let initials = Initials { login: "aaaa1111".parse().unwrap(), pay: "000000".parse().unwrap() };
    // The initial passwords are gone at once, so they may cost little.
    books.accounts.open(now, *number, &initials, ([1; 16], [2; 16]), PasswordCost::LIGHT).unwrap();
    let (login, pay) = (LOGIN.parse().unwrap(), PAY.parse().unwrap());
    books.accounts.change_login_password(now, number, (&initials.login, &login), [3; 16], cost).unwrap();
    books.accounts.change_pay_password(now, number, (&initials.pay, &pay), [4; 16], cost).unwrap();
    books.hall_deposit(now, number, cash).unwrap();
}

/// Returns the value of a hidden field of a page.
///
/// # Panics
///
/// Where the page has no such field.
pub fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let (_, behind) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    behind.split('"').next().unwrap()
}
