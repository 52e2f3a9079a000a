//! Security questions (密保问题), and the reset of a forgotten pay password by one of them (2.6.2.4).

use maud::{Markup, html};

use crate::form::SentForm;
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::confirm::{pay_password, pay_password_field};
use crate::pages::field::{Field, FieldKind, form};
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_i18n::Language;
use sim_world::platform::error::PlatformError;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::{NewInitial, PasswordCost, PayPassword, Salt, Secret};
use sim_world::platform::security_questions::{QUESTIONS, SecurityAnswer, SecurityAnswers, SecurityQuestion};
use sim_world::world::World;

/// Title of the setting.
pub(in crate::pages) const TITLE: (&str, &str) = ("设置密保问题", "Security questions");

/// Title of the reset.
pub(in crate::pages) const RESET: (&str, &str) = ("忘记支付密码", "Forgotten pay password");

/// Names of the fields with questions and answers.
const FIELDS: [(&str, &str); QUESTIONS] =
    [("question-1", "answer-1"), ("question-2", "answer-2"), ("question-3", "answer-3")];

fn question_text(language: Language, question: SecurityQuestion) -> String {
    match language {
        Language::Chinese => question.chinese().to_owned(),
        Language::English => question.to_string(),
    }
}

/// Renders a choice of questions; the value of each is its place in the list of all.
fn question_field(visit: &Visit, name: &str, label: &str, choices: &[SecurityQuestion], chosen: usize) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (place, question) in SecurityQuestion::ALL.iter().enumerate() {
                    @if choices.contains(question) {
                        option value=(place) selected[place == chosen] { (question_text(visit.language(), *question)) }
                    }
                }
            }
        }
    }
}

fn read_question(form: &SentForm, name: &str) -> Option<SecurityQuestion> {
    SecurityQuestion::ALL.get(form.text(name).parse::<usize>().ok()?).copied()
}

fn setting(visit: &Visit) -> Page {
    let fields = html! {
        @for (nth, (question, answer)) in FIELDS.iter().enumerate() {
            (question_field(visit, question, visit.say("问题", "Question"), &SecurityQuestion::ALL, nth))
            (Field::new(answer, visit.say("答案", "Answer"), FieldKind::Text, 30).render())
        }
        (pay_password_field(visit))
    };
    let path = "/security/questions";
    let content = html! { section.card.narrow { (form(visit, path, visit.say("确定", "Confirm"), &fields)) } };
    Page { section: Section::Security, title: TITLE, content }
}

/// Shows the form for the questions.
pub(in crate::pages) async fn page(visit: Visit) -> PageResult {
    visit.user().await?;
    Ok(setting(&visit).respond(&visit))
}

fn read_answers(form: &SentForm) -> Option<SecurityAnswers> {
    let read = |(question, answer): (&str, &str)| {
        Some((read_question(form, question)?, form.text(answer).parse::<SecurityAnswer>().ok()?))
    };
    let [first, second, third] = FIELDS.map(read);
    Some([first?, second?, third?])
}

/// Computes the hashes of answers, each under a salt of its own.
fn hashed(
    answers: SecurityAnswers,
    salts: [Salt; QUESTIONS],
    cost: PasswordCost,
) -> Result<SecurityAnswers, PlatformError> {
    let ([first, second, third], [one, two, three]) = (answers, salts);
    let hashed = |(question, answer): (SecurityQuestion, SecurityAnswer), salt| {
        Ok::<_, PlatformError>((question, answer.into_hashed(salt, cost)?))
    };
    Ok([hashed(first, one)?, hashed(second, two)?, hashed(third, three)?])
}

/// Sets the questions.
pub(in crate::pages) async fn set(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let rejected = |notice: &Notice| Ok(setting(&visit).reject(&visit, notice));
    let Some(answers) = read_answers(&form) else {
        return rejected(&Notice::failure("请回答三个问题。", "Please answer three questions."));
    };
    let password = match pay_password(&form) {
        Ok(password) => password,
        Err(notice) => return rejected(&notice),
    };
    let salts = [(); QUESTIONS].map(|()| visit.draw_salts().0);
    let look = move |world: &World| {
        let books = &world.platform().books;
        (books.pay_hash(&number), books.terms.password_cost)
    };
    let work = move |(hash, cost)| Ok((password.into_compared(&hash), hashed(answers, salts, cost)?));
    let act = move |world: &mut World, (password, answers): (PayPassword, SecurityAnswers)| {
        world.set_security_answers(number, &password, &answers)
    };
    match visit.attempt(look, work, act).await? {
        Ok(()) => {
            visit.leave(Notice::success("密保问题已设置。", "The security questions were set."));
            Ok(go("/security"))
        }
        Err(why) => rejected(&Notice::refused(&why)),
    }
}

async fn reset_form(visit: &Visit, number: Msisdn) -> Result<Page, PageError> {
    let questions = visit.read(move |world| world.platform().security_questions(&number));
    let content = match questions.await? {
        Some(questions) => {
            let fields = html! {
                (question_field(visit, "question", visit.say("问题", "Question"), &questions, 0))
                (Field::new("answer", visit.say("答案", "Answer"), FieldKind::Text, 30).render())
                p.soft.small {
                    (visit.say(
                        "一天内回答错误 3 次,则只能通过客服 10086 找回。",
                        "After 3 wrong answers in a day only customer care (10086) helps.",
                    ))
                }
            };
            form(visit, "/security/pay-reset", visit.say("重置支付密码", "Reset the pay password"), &fields)
        }
        None => html! {
            p { (visit.say("没有设置密保问题,请拨打 10086。", "No security questions are set. Customer care (10086) helps.")) }
        },
    };
    Ok(Page { section: Section::Security, title: RESET, content: html! { section.card.narrow { (content) } } })
}

/// Shows the form for the reset.
pub(in crate::pages) async fn reset_page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    Ok(reset_form(&visit, number).await?.respond(&visit))
}

/// Resets the pay password by an answer.
pub(in crate::pages) async fn reset(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let answer = form.text("answer").parse::<SecurityAnswer>();
    let (Some(question), Ok(answer)) = (read_question(&form, "question"), answer) else {
        let notice = Notice::failure("请回答问题。", "Please answer the question.");
        return Ok(reset_form(&visit, number).await?.reject(&visit, &notice));
    };
    let (salt, mut source) = (visit.draw_salts().0, visit.draw_source());
    let look = move |world: &World| {
        let books = &world.platform().books;
        (books.answer_hash(&number, question), books.terms.password_cost)
    };
    let work = move |(hash, cost)| {
        let new = PayPassword::draw(&mut source).into_hashed(salt, cost)?;
        Ok((answer.into_compared(&hash), new))
    };
    let act = move |world: &mut World, (answer, new): (SecurityAnswer, PayPassword)| {
        world.reset_pay_password_by_question(number, (question, &answer), NewInitial::Prepared(new))
    };
    match visit.attempt(look, work, act).await? {
        Ok(()) => {
            visit.leave(Notice::success(
                "新的初始支付密码已用短信发送,请修改后使用。",
                "A message brings a new initial pay password. Please change it before you use it.",
            ));
            Ok(go("/security/pay-password"))
        }
        Err(why) => Ok(reset_form(&visit, number).await?.reject(&visit, &Notice::refused(&why))),
    }
}
