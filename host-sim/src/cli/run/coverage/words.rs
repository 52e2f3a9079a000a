//! Words for coverage in the language of the report. Items keep the names that scripts and JSON have.

use sim_i18n::Language;
use sim_lab::coverage::{CoverageShare, Dimension, Shortfall, SuggestionKind};
use sim_wire::count::Counted;

/// Returns the short name of a dimension; in English its key on the command line.
pub(in crate::cli::run) const fn name(dimension: Dimension, language: Language) -> &'static str {
    let chinese = match dimension {
        Dimension::Commands => "命令",
        Dimension::StatusWords => "状态字",
        Dimension::Refusals => "拒绝原因",
        Dimension::States => "状态",
        Dimension::Menu => "菜单",
        Dimension::Screens => "屏幕",
        Dimension::Edges => "屏幕转换",
        Dimension::Messages => "消息",
        Dimension::Handbook => "手册",
    };
    language.of(chinese, dimension.key())
}

/// Returns what a dimension counts.
pub(in crate::cli::run) const fn title(dimension: Dimension, language: Language) -> &'static str {
    let chinese = match dimension {
        Dimension::Commands => "命令及其各种结局",
        Dimension::StatusWords => "状态字",
        Dimension::Refusals => "拒绝原因",
        Dimension::States => "钱包各状态下的命令和状态变化",
        Dimension::Menu => "菜单项",
        Dimension::Screens => "屏幕",
        Dimension::Edges => "从屏幕到屏幕的转换",
        Dimension::Messages => "卡、手机与平台之间的消息",
        Dimension::Handbook => "手册的章节",
    };
    language.of(chinese, dimension.title())
}

/// Returns the name of everything together.
pub(in crate::cli::run) const fn together(language: Language) -> &'static str {
    language.of("合计", "together")
}

/// Renders the heading above missing items.
pub(super) fn missing(dimension: Dimension, language: Language) -> String {
    match language {
        Language::Chinese => format!("未覆盖的{}", title(dimension, language)),
        Language::English => format!("missing of the {}", title(dimension, language)),
    }
}

/// Renders how many more items are missing than were listed.
pub(super) fn more(count: usize, language: Language) -> String {
    match language {
        Language::Chinese => format!("另有 {count} 项,--coverage=all 全部列出"),
        Language::English => format!("and {}, which --coverage=all lists", Counted(count, "other")),
    }
}

/// Returns the name of a kind of suggestions.
pub(in crate::cli::run) const fn suggestion(kind: SuggestionKind, language: Language) -> &'static str {
    let chinese = match kind {
        SuggestionKind::Line => "头部行",
        SuggestionKind::Trace => "指令记录",
        SuggestionKind::Walk => "操作记录",
    };
    language.of(chinese, kind.name())
}

/// Renders a dimension of which too little is covered.
pub(in crate::cli::run) fn shortfall(shortfall: &Shortfall, language: Language) -> String {
    let name = shortfall.dimension.map_or(together(language), |dimension| name(dimension, language));
    let CoverageShare { covered, all } = shortfall.share;
    let (share, floor) = (shortfall.share.percent(), shortfall.floor_percent());
    match language {
        Language::Chinese => format!("覆盖不足: {name} {covered}/{all},即 {share} %,下限 {floor} %"),
        Language::English => format!("too little is covered of {shortfall}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_dimension_and_suggestion_has_chinese() {
        let kinds = [SuggestionKind::Line, SuggestionKind::Trace, SuggestionKind::Walk];
        let mut names: Vec<&str> = kinds.into_iter().map(|kind| suggestion(kind, Language::Chinese)).collect();
        names.extend(Dimension::ALL.map(|dimension| name(dimension, Language::Chinese)));
        names.push(together(Language::Chinese));
        let texts = Dimension::ALL.map(|dimension| missing(dimension, Language::Chinese));
        for text in names.iter().copied().chain(texts.iter().map(String::as_str)) {
            assert!(text.chars().all(|letter| !letter.is_ascii()), "{text}");
        }
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len());
    }
}
