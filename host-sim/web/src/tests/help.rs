//! The help centre: lists, limits and orders, for whoever asks.

use super::browser::Town;
use super::languages::pages;
use sim_world::platform::orders::table::ORDERS;

#[tokio::test]
async fn help_has_lists_and_limits() {
    let town = Town::new(1);
    let step = town.site.keeper.step(|world| {
        let settings = world.platform().settings();
        (settings.red_list.clone(), settings.terms.top_ups.count)
    });
    let (red_list, count) = step.await.unwrap();
    for (language, told, none) in [("zh", "常见问题解答", "目前没有型号"), ("en", "Questions", "None now")]
    {
        let page = town.browser(language).get("/help").await.text.clone();
        assert!(page.contains(told) && page.contains("0.10") && page.contains(&format!(" {count} ")), "{page}");
        assert!(red_list.iter().all(|model| page.contains(&model.name)));
        assert_eq!(page.contains(none), red_list.is_empty());
    }
}

#[tokio::test]
async fn help_needs_no_signing_in() {
    let town = Town::new(1);
    for language in ["zh", "en"] {
        let (mut user, mut stranger) = (town.signed_in(1, language).await, town.browser(language));
        for browser in [&mut user, &mut stranger] {
            for path in ["/", "/nowhere"].into_iter().chain(pages()) {
                let page = browser.get(path).await.text.clone();
                assert!(page.is_empty() || page.contains("href=\"/help\""), "{path}: {page}");
            }
            let page = browser.get("/help").await.text.clone();
            assert!(browser.last.status.as_u16() == 200 && page.contains("10086"), "{page}");
            for (part, least) in [("questions", 5), ("limits", 6)] {
                let card = page.split_once(&format!("id=\"{part}\"")).unwrap().1.split("</section>").next().unwrap();
                let answers = card.matches(if part == "limits" { "<li>" } else { "<h3>" }).count();
                assert!(answers >= least, "{part}: {answers}");
            }
        }
    }
}

#[tokio::test]
async fn help_prints_every_order() {
    let town = Town::new(1);
    for language in ["zh", "en"] {
        let page = town.browser(language).get("/help").await.text.clone();
        let table = page.split_once("id=\"orders\"").unwrap().1.split("</section>").next().unwrap();
        assert!(table.contains("10658888"), "{table}");
        for row in ORDERS {
            let is_cell = |text: &str| [">{}<", ">{} "].iter().any(|form| table.contains(&form.replace("{}", text)));
            assert!(row.word.is_none_or(is_cell) && row.short.is_none_or(is_cell), "{row:?}: {table}");
        }
        assert_eq!(table.matches("<tr>").count(), 1 + ORDERS.len());
    }
}
