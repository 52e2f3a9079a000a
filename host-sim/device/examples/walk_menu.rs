//! Walks the wallet's menu in a handset: opens it and takes the first line of every menu until something else comes.

use sim_device::handset::{Act, Handset, Model, ScreenBody, Speech, Surroundings};
use sim_device::mobile_station::{MobileStation, card};
use sim_device::profile::Profile;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::named("feature-2009").ok_or("no such handset")?;
    let handset = Handset::new(model, Speech::Uicc, Surroundings::default());
    let mut phone = MobileStation::switch_on(card(&Profile::default(), 7)?, handset)?;
    phone.act(&Act::Open)?;
    while let ScreenBody::Items { items, .. } = phone.screen().body {
        println!("{}", items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" | "));
        let first = items.first().ok_or("an empty menu")?;
        phone.act(&Act::Choose(first.id))?;
    }
    println!("{}", phone.screen().text);
    Ok(())
}
