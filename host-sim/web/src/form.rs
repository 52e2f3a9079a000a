//! Form that a page of this server sent: its token is checked before anybody reads a field. The layer around all pages
//! has checked its origin.

use axum::extract::{Form, FromRequest, Request};

use crate::chance::is_same;
use crate::pages::PageError;
use crate::visit::Visit;

/// Name of the field with the session's token.
pub(crate) const TOKEN_FIELD: &str = "token";

/// Name of the field with the token of a form that counts once.
pub(crate) const ONCE_FIELD: &str = "once";

/// Longest value of a field, in octets.
const VALUE_MOST: usize = 1000;

/// Fields of a form. They may be secrets, so that they cannot be printed.
pub(crate) struct SentForm(Vec<(String, String)>);

impl SentForm {
    /// Returns a field without blanks around it; empty if the form has no such field, or one that is far too long.
    pub(crate) fn text(&self, name: &str) -> &str {
        let value = self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
        if value.len() > VALUE_MOST { "" } else { value }
    }

    /// Returns `true` if the form has a field that is not empty, such as a box that is ticked.
    pub(crate) fn has(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}

impl<S: Send + Sync> FromRequest<S> for SentForm {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<SentForm, PageError> {
        let visit = request.extensions().get::<Visit>().cloned().ok_or(PageError::Forged)?;
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(fields) = form.map_err(|_| PageError::Unreadable)?;
        let form = SentForm(fields);
        // Behind the token stands what tells one rendering of the form from another.
        let token = form.text(TOKEN_FIELD).split('.').next().unwrap_or_default();
        if is_same(token.as_bytes(), visit.form_token().as_bytes()) {
            return Ok(form);
        }
        visit.count_wrong_try();
        let is_signed_out = visit.is_for_users() && visit.shown_user().is_none();
        Err(if is_signed_out { PageError::SignInNeeded } else { PageError::Forged })
    }
}
