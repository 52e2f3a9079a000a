//! Pages about a world, rendered on the server: the business website (业务网站), the lab page, and the report.
//!
//! ```
//! let page = maud::html! { p { "手机支付" } };
//! assert_eq!(page.into_string(), "<p>手机支付</p>");
//! ```
