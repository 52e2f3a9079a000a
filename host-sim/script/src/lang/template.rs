//! Texts with names in braces, for which arguments are put: cells of a row, or the arguments of a call.

/// Form in which arguments stand in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArgumentForm {
    /// Among octets, where an amount stands in braces.
    Octets,
    /// As words, which stand as they are.
    Words,
}

/// Returns a text with the arguments in the place of their names; `None` if none of the names stands in braces there.
///
/// Every place is filled once: an argument that names something is not filled again.
pub(crate) fn filled(text: &str, names: &[String], arguments: &[&str], form: ArgumentForm) -> Option<String> {
    let argument = |name: &str| {
        let at = names.iter().position(|known| known == name)?;
        arguments.get(at).copied()
    };
    let mut result = String::new();
    let mut rest = text;
    let mut is_filled = false;
    while let Some((before, behind)) = rest.split_once('{') {
        result.push_str(before);
        let Some((inside, after)) = behind.split_once('}') else {
            rest = behind;
            result.push('{');
            continue;
        };
        rest = after;
        if let Some(argument) = argument(inside.trim()) {
            is_filled = true;
            match form {
                ArgumentForm::Octets if is_amount(argument) => result.push_str(&format!("{{{argument}}}")),
                _ => result.push_str(argument),
            }
            continue;
        }
        let (expression, has_names) = filled_words(inside, argument);
        is_filled |= has_names;
        result.push_str(&format!("{{{expression}}}"));
    }
    is_filled.then(|| result + rest)
}

/// Returns whether a text is an amount, which stands in braces among octets.
fn is_amount(text: &str) -> bool {
    let unit = text.rsplit(' ').next().unwrap_or_default();
    let is_unit = unit.eq_ignore_ascii_case("yuan") || unit.eq_ignore_ascii_case("fen");
    is_unit && text.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Puts arguments for the words of an expression, and returns whether there were any.
fn filled_words<'a>(inside: &str, argument: impl Fn(&str) -> Option<&'a str>) -> (String, bool) {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut result = String::new();
    let mut is_filled = false;
    let mut rest = inside;
    while !rest.is_empty() {
        let word = rest.find(|letter| !is_letter(letter)).unwrap_or(rest.len());
        let length = if word == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { word };
        let (piece, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = behind;
        match argument(piece) {
            Some(argument) => {
                is_filled = true;
                let argument = argument.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(argument);
                result.push_str(argument);
            }
            None => result.push_str(piece),
        }
    }
    (result, is_filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, form: ArgumentForm) -> Option<String> {
        let names = ["amount", "answer", "t"].map(str::to_owned);
        filled(text, &names, &["1.00 yuan", ".. 9000", "{t}"], form)
    }

    #[test]
    fn amount_keeps_its_braces_among_octets() {
        assert_eq!(words("> 00 {amount} 0F", ArgumentForm::Octets).as_deref(), Some("> 00 {1.00 yuan} 0F"));
        assert_eq!(words("card balance {amount}", ArgumentForm::Words).as_deref(), Some("card balance 1.00 yuan"));
        assert_eq!(words("< { answer }", ArgumentForm::Octets).as_deref(), Some("< .. 9000"));
    }

    #[test]
    fn expression_is_filled_once() {
        assert_eq!(words("{amount + 1}", ArgumentForm::Octets).as_deref(), Some("{1.00 yuan + 1}"));
        assert_eq!(words("{t}{t + 1}{x}", ArgumentForm::Octets).as_deref(), Some("{t}{t + 1}{x}"));
        assert_eq!(words("amount {amounts} {", ArgumentForm::Octets), None);
        // The braces end with the first that closes; what is wrong with them the parser says.
        assert_eq!(words("{钱{amount}", ArgumentForm::Words).as_deref(), Some("{钱{1.00 yuan}"));
    }
}
