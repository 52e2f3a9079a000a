//! The website by its requests: each page right and wrong in both languages, and every kind of request that must be
//! refused. The state of the world is asserted, not only the answer.

mod account;
mod answers;
mod attacks;
mod attempts;
mod browser;
mod channels;
mod help;
mod lab;
mod languages;
mod money;
mod payments;
mod pictures;
mod registration;
mod safety;
mod security;
mod wallet;
