//! Actions of a user at the website. Each is written in the same words on the command line of scenarios and in walks.
//!
//! ```
//! use sim_world::action::SiteUserAction;
//!
//! let action: SiteUserAction = "opens account by last".parse()?;
//! assert_eq!(action.to_string(), "opens account by last");
//! # Ok::<(), sim_world::action::SiteUserActionError>(())
//! ```

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use sim_wire::Fen;

use super::{PayPasswordInput, digits_of};
use crate::platform::account::alias::Alias;
use crate::platform::amount::parse_yuan;
use crate::platform::bank::Bank;
use crate::platform::bank_card::BankCardNumber;
use crate::platform::code::SmsCode;
use crate::platform::number::Msisdn;
use crate::platform::password::LoginPassword;
use crate::platform::registration::AgreementAnswer;
use crate::platform::security_questions::{QUESTIONS, SecurityAnswer, SecurityQuestion};

/// Action of a user at the website.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteUserAction {
    /// Asks for a code to open an account (注册).
    Register,
    /// Opens the account by the code, with the answer to the service agreement.
    OpenAccount(CodeInput, AgreementAnswer),
    /// Asks for a code to reset a forgotten login password (忘记密码), by the number or by the alias.
    ForgetLogin(Option<Alias>),
    /// Resets the login password by the code.
    ResetLogin(CodeInput, Option<Alias>),
    /// Changes the login password from old to new.
    ChangeLogin(LoginInput, LoginInput),
    /// Signs in, by the number or by the alias.
    SignIn(LoginInput, Option<Alias>),
    /// Chooses the alias (别名).
    ChooseAlias(Alias, LoginInput),
    /// Asks for a code to make the account a real-name one (实名信息更新).
    AskUpgrade(LoginInput),
    /// Makes the account a real-name one by the code.
    Upgrade(CodeInput, LoginInput),
    /// Binds a bank card of an owner to the account, under the pay password (绑定提现银行卡).
    BindCard {
        /// Bank of the card.
        bank: Bank,
        /// Number of the card.
        number: BankCardNumber,
        /// Name of the owner.
        owner: String,
        /// Login password.
        login: LoginInput,
        /// Pay password.
        password: PayPasswordInput,
    },
    /// Pays a phone bill in fen, one's own or another's, under the pay password (缴话费).
    PayBill(Msisdn, Fen, LoginInput, PayPasswordInput),
    /// Changes the pay password from old to new (支付密码修改).
    ChangePay(PayPasswordInput, PayPasswordInput, LoginInput),
    /// Sets the answers to the first security questions of the list, under the pay password (密保问题).
    SetAnswers([SecurityAnswer; QUESTIONS], LoginInput, PayPasswordInput),
    /// Resets the pay password by the answer to a security question.
    ResetPay(SecurityQuestion, SecurityAnswer, LoginInput),
    /// Closes the account under the pay password (销户).
    CloseAccount(LoginInput, PayPasswordInput),
}

/// Verification code as a user gives it.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeInput {
    /// Code of the last short message that brought one.
    Last,
    /// Six digits.
    Digits(SmsCode),
}

/// Login password as a user gives it.
#[derive(Clone, PartialEq, Eq)]
pub enum LoginInput {
    /// Initial login password of the last short message that brought one.
    Initial,
    /// Letters and digits.
    Characters(LoginPassword),
}

/// Error of words that are no action of a user at the website.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteUserActionError {
    /// No form of an action has these words.
    #[error("no request to the website is written so; one is `registers` or `signs in with initial`")]
    Form,
    /// A word is not what stands in its place.
    #[error("{what} is expected where `{word}` stands")]
    Word {
        /// Word that was read; a secret is not repeated.
        word: String,
        /// Accepted words in its place.
        what: &'static str,
    },
}

impl fmt::Debug for CodeInput {
    /// Prints the variant without the digits, which are a secret.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CodeInput::Last => "Last",
            CodeInput::Digits(_) => "Digits(..)",
        })
    }
}

impl fmt::Debug for LoginInput {
    /// Prints the variant without the characters, which are a secret.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LoginInput::Initial => "Initial",
            LoginInput::Characters(_) => "Characters(..)",
        })
    }
}

impl Display for CodeInput {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            CodeInput::Last => f.write_str("last"),
            CodeInput::Digits(code) => f.write_str(&code.reveal()),
        }
    }
}

impl Display for LoginInput {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            LoginInput::Initial => f.write_str("initial"),
            LoginInput::Characters(password) => f.write_str(&password.reveal()),
        }
    }
}

/// Writes ` as ALIAS` if there is one.
fn by_alias(f: &mut Formatter<'_>, alias: Option<&Alias>) -> fmt::Result {
    alias.map_or(Ok(()), |alias| write!(f, " as {alias}"))
}

impl Display for SiteUserAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SiteUserAction::Register => f.write_str("registers"),
            SiteUserAction::OpenAccount(code, AgreementAnswer::Agreed) => write!(f, "opens account by {code}"),
            SiteUserAction::OpenAccount(code, AgreementAnswer::Declined) => {
                write!(f, "opens account by {code} without agreement")
            }
            SiteUserAction::ForgetLogin(alias) => {
                f.write_str("forgets login")?;
                by_alias(f, alias.as_ref())
            }
            SiteUserAction::ResetLogin(code, alias) => {
                write!(f, "resets login by {code}")?;
                by_alias(f, alias.as_ref())
            }
            SiteUserAction::ChangeLogin(old, new) => write!(f, "changes login from {old} to {new}"),
            SiteUserAction::SignIn(login, alias) => {
                write!(f, "signs in with {login}")?;
                by_alias(f, alias.as_ref())
            }
            SiteUserAction::ChooseAlias(alias, login) => write!(f, "chooses alias {alias} with {login}"),
            SiteUserAction::AskUpgrade(login) => write!(f, "asks upgrade with {login}"),
            SiteUserAction::Upgrade(code, login) => write!(f, "upgrades by {code} with {login}"),
            SiteUserAction::BindCard { bank, number, owner, login, password } => {
                let (bank, number) = (bank.chinese(), String::from(number.clone()));
                write!(f, "binds {bank} card {number} of {owner} with {login} {password}")
            }
            SiteUserAction::PayBill(whose, amount, login, password) => {
                write!(f, "pays bill of {whose} {} with {login} {password}", digits_of(*amount))
            }
            SiteUserAction::ChangePay(old, new, login) => {
                write!(f, "changes pay password from {old} to {new} with {login}")
            }
            SiteUserAction::SetAnswers([first, second, third], login, password) => {
                let [first, second, third] = [first, second, third].map(SecurityAnswer::reveal);
                write!(f, "sets answers {first} {second} {third} with {login} {password}")
            }
            SiteUserAction::ResetPay(question, answer, login) => {
                let nth = SecurityQuestion::ALL.iter().zip(1_u32..).find(|(one, _)| *one == question);
                let nth = nth.map_or(0, |(_, nth)| nth);
                write!(f, "resets pay password by question {nth} {} with {login}", answer.reveal())
            }
            SiteUserAction::CloseAccount(login, password) => write!(f, "closes account with {login} {password}"),
        }
    }
}

/// Reads one word by the `FromStr` of its type; a secret one is not repeated in the error.
fn word<T: FromStr>(word: &str, what: &'static str, is_secret: IsSecret) -> Result<T, SiteUserActionError> {
    let shown = if is_secret == IsSecret::Yes { "a secret" } else { word };
    word.parse().map_err(|_| SiteUserActionError::Word { word: shown.to_owned(), what })
}

/// Secrecy of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsSecret {
    Yes,
    No,
}

fn code(text: &str) -> Result<CodeInput, SiteUserActionError> {
    match text {
        "last" => Ok(CodeInput::Last),
        digits => word(digits, "a code of 6 digits, or `last`", IsSecret::Yes).map(CodeInput::Digits),
    }
}

fn login(text: &str) -> Result<LoginInput, SiteUserActionError> {
    match text {
        "initial" => Ok(LoginInput::Initial),
        text => word(text, "a login password of 6 to 16 letters or digits, or `initial`", IsSecret::Yes)
            .map(LoginInput::Characters),
    }
}

fn pay(text: &str) -> Result<PayPasswordInput, SiteUserActionError> {
    let is_password = text.len() == 6 && text.bytes().all(|octet| octet.is_ascii_digit());
    match text {
        "initial" => Ok(PayPasswordInput::Initial),
        digits if is_password => Ok(PayPasswordInput::Digits(digits.to_owned())),
        _ => {
            let what = "a pay password of 6 digits, or `initial`";
            Err(SiteUserActionError::Word { word: "a secret".to_owned(), what })
        }
    }
}

fn alias(text: &str) -> Result<Alias, SiteUserActionError> {
    word(text, "an alias of 4 to 20 letters and digits", IsSecret::No)
}

fn answer(text: &str) -> Result<SecurityAnswer, SiteUserActionError> {
    word(text, "an answer of one word", IsSecret::Yes)
}

/// Reads the number of a security question in the list, counted from 1.
fn question(text: &str) -> Result<SecurityQuestion, SiteUserActionError> {
    let nth = text.parse::<usize>().ok().and_then(|nth| nth.checked_sub(1));
    let found = nth.and_then(|nth| SecurityQuestion::ALL.get(nth)).copied();
    let what = "the number of a security question, 1 to 8";
    found.ok_or_else(|| SiteUserActionError::Word { word: text.to_owned(), what })
}

fn yuan(text: &str) -> Result<Fen, SiteUserActionError> {
    let what = "an amount in yuan";
    parse_yuan(text).map_err(|_| SiteUserActionError::Word { word: text.to_owned(), what })
}

/// Reads nothing, or `as ALIAS`.
fn as_alias(words: &[&str]) -> Result<Option<Alias>, SiteUserActionError> {
    match words {
        [] => Ok(None),
        ["as", name] => alias(name).map(Some),
        _ => Err(SiteUserActionError::Form),
    }
}

impl FromStr for SiteUserAction {
    type Err = SiteUserActionError;

    fn from_str(line: &str) -> Result<SiteUserAction, SiteUserActionError> {
        let words: Vec<&str> = line.split_whitespace().collect();
        Ok(match words.as_slice() {
            ["registers"] => SiteUserAction::Register,
            ["opens", "account", "by", given] => SiteUserAction::OpenAccount(code(given)?, AgreementAnswer::Agreed),
            ["opens", "account", "by", given, "without", "agreement"] => {
                SiteUserAction::OpenAccount(code(given)?, AgreementAnswer::Declined)
            }
            ["forgets", "login", rest @ ..] => SiteUserAction::ForgetLogin(as_alias(rest)?),
            ["resets", "login", "by", given, rest @ ..] => SiteUserAction::ResetLogin(code(given)?, as_alias(rest)?),
            ["changes", "login", "from", old, "to", new] => SiteUserAction::ChangeLogin(login(old)?, login(new)?),
            ["signs", "in", "with", given, rest @ ..] => SiteUserAction::SignIn(login(given)?, as_alias(rest)?),
            ["chooses", "alias", name, "with", given] => SiteUserAction::ChooseAlias(alias(name)?, login(given)?),
            ["asks", "upgrade", "with", given] => SiteUserAction::AskUpgrade(login(given)?),
            ["upgrades", "by", given, "with", password] => SiteUserAction::Upgrade(code(given)?, login(password)?),
            ["binds", bank, "card", number, "of", owner, "with", given, password] => SiteUserAction::BindCard {
                bank: word(bank, "the Chinese name of a bank", IsSecret::No)?,
                number: word(number, "a card number of 16 to 19 digits", IsSecret::No)?,
                owner: (*owner).to_owned(),
                login: login(given)?,
                password: pay(password)?,
            },
            ["pays", "bill", "of", whose, amount, "with", given, password] => SiteUserAction::PayBill(
                word(whose, "a mobile number", IsSecret::No)?,
                yuan(amount)?,
                login(given)?,
                pay(password)?,
            ),
            ["changes", "pay", "password", "from", old, "to", new, "with", given] => {
                SiteUserAction::ChangePay(pay(old)?, pay(new)?, login(given)?)
            }
            ["sets", "answers", first, second, third, "with", given, password] => SiteUserAction::SetAnswers(
                [answer(first)?, answer(second)?, answer(third)?],
                login(given)?,
                pay(password)?,
            ),
            ["resets", "pay", "password", "by", "question", nth, said, "with", given] => {
                SiteUserAction::ResetPay(question(nth)?, answer(said)?, login(given)?)
            }
            ["closes", "account", "with", given, password] => {
                SiteUserAction::CloseAccount(login(given)?, pay(password)?)
            }
            _ => return Err(SiteUserActionError::Form),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 18] = [
        "registers",
        "opens account by last",
        "opens account by 135790 without agreement",
        "forgets login",
        "forgets login as zhang2009",
        "resets login by last",
        "resets login by 135790 as zhang2009",
        "changes login from initial to Abc12345",
        "signs in with Abc12345",
        "signs in with Abc12345 as zhang2009",
        "chooses alias zhang2009 with Abc12345",
        "asks upgrade with Abc12345",
        "upgrades by last with Abc12345",
        "pays bill of 13807310002 12.5 with Abc12345 654321",
        "changes pay password from initial to 654321 with Abc12345",
        "sets answers li wang 长沙 with Abc12345 654321",
        "resets pay password by question 3 长沙 with Abc12345",
        "closes account with Abc12345 654321",
    ];

    #[test]
    fn every_form_is_read_and_printed() {
        let binds = format!("binds {} card 6222000000000000 of 张三 with Abc12345 654321", Bank::ALL[0].chinese());
        for line in LINES.into_iter().chain([binds.as_str()]) {
            let action: SiteUserAction = line.parse().unwrap();
            assert_eq!(action.to_string(), line);
            let shown = format!("{action:?}");
            assert!(!["135790", "Abc12345", "654321", "长沙"].iter().any(|secret| shown.contains(secret)), "{shown}");
        }
    }

    #[test]
    fn wrong_word_error_repeats_no_secret() {
        for (line, said) in [
            ("opens account by 13579", "a code of 6 digits, or `last` is expected where `a secret` stands"),
            ("chooses alias 9x with Abc12345", "an alias of 4 to 20 letters and digits is expected where `9x` stands"),
            (
                "resets pay password by question 9 li with Abc12345",
                "the number of a security question, 1 to 8 is expected where `9` stands",
            ),
            (
                "sets answers li wang 长沙 with short 654321",
                "a login password of 6 to 16 letters or digits, or `initial` is expected where `a secret` stands",
            ),
            ("buys", "no request to the website is written so; one is `registers` or `signs in with initial`"),
        ] {
            assert_eq!(line.parse::<SiteUserAction>().unwrap_err().to_string(), said);
        }
    }
}
