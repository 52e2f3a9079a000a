//! Names of banks.

use super::Language;
use sim_world::platform::bank::Bank;

/// Renders the name of a bank.
pub const fn name(language: Language, bank: Bank) -> &'static str {
    let english = match bank {
        Bank::IndustrialAndCommercial => "Industrial and Commercial Bank of China",
        Bank::Construction => "China Construction Bank",
        Bank::OfChina => "Bank of China",
        Bank::Agricultural => "Agricultural Bank of China",
        Bank::Merchants => "China Merchants Bank",
        Bank::Communications => "Bank of Communications",
        Bank::Post => "China Post",
        Bank::Pudong => "Shanghai Pudong Development Bank",
        Bank::Citic => "China CITIC Bank",
        Bank::Minsheng => "China Minsheng Bank",
        Bank::Everbright => "China Everbright Bank",
        Bank::Industrial => "Industrial Bank",
        Bank::GuangdongDevelopment => "Guangdong Development Bank",
        Bank::Huaxia => "Huaxia Bank",
    };
    language.of(bank.chinese(), english)
}
