//! Input that does not have the form that is asked for.

use crate::Language;

/// Input whose form is checked when it is used, since it may be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedInput {
    /// Pay password (支付密码).
    PayPassword,
    /// Login password of the website (登录密码).
    LoginPassword,
    /// Verification code of a short message (验证码).
    VerificationCode,
    /// Input of a caller to a service line.
    CallerInput,
}

impl CheckedInput {
    /// Every kind of input.
    pub const ALL: [CheckedInput; 4] = [
        CheckedInput::PayPassword,
        CheckedInput::LoginPassword,
        CheckedInput::VerificationCode,
        CheckedInput::CallerInput,
    ];
}

/// Renders the form that an input must have, as a sentence.
pub const fn form(language: Language, input: CheckedInput) -> &'static str {
    let (chinese, english) = match input {
        CheckedInput::PayPassword => ("支付密码应为 6 位数字。", "A pay password has six digits."),
        CheckedInput::LoginPassword => {
            ("登录密码应为 6 至 16 位字母或数字。", "A login password has 6 to 16 letters or digits.")
        }
        CheckedInput::VerificationCode => ("验证码应为 6 位数字。", "A verification code has six digits."),
        CheckedInput::CallerInput => (
            "通话中的输入是按键(0 至 9、* 和 #)、`say:TEXT`、`silence` 或 `hang-up`。",
            "An input is keys (0 to 9, * and #), `say:TEXT`, `silence` or `hang-up`.",
        ),
    };
    language.of(chinese, english)
}
