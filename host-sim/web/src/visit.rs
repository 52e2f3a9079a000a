//! Visit: one request of one browser, with its language, its address and its session. A layer around all pages makes
//! the visit and sets its cookies afterwards, so that no handler deals with them.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::chance::from_hex;
use crate::connection::PeerAddress;
use crate::draft::Draft;
use crate::keeper::KeeperError;
use crate::lockout::AddressTry;
use crate::notice::Notice;
use crate::pages::{PageError, ROUTES};
use crate::route::{Audience, RouteInfo};
use crate::session::{FormState, FormToken, SessionId, ShownPage, SignedInUser};
use crate::site::Site;
use crate::{answers, layout};
use sim_device::link::Chance;
use sim_i18n::Language;
use sim_world::platform::account::AccountState;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::Salt;
use sim_world::world::World;

/// Address of a request whose connection is not known, as in tests.
const NO_ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

/// State of a visit's session.
#[derive(Clone, Debug)]
struct VisitSession {
    id: SessionId,
    /// `true` if the browser must be told the number.
    is_new: bool,
    user: Option<SignedInUser>,
}

/// Data of one request.
struct VisitData {
    site: Site,
    language: Language,
    address: IpAddr,
    uri: Uri,
    /// Route of the request; `None` if there is no such page.
    route: Option<RouteInfo>,
    session: Mutex<VisitSession>,
}

/// Visit of a browser.
#[derive(Clone)]
pub(crate) struct Visit(Arc<VisitData>);

impl Visit {
    /// Makes the visit of a request.
    fn new(site: Site, request: &Request) -> Visit {
        let headers = request.headers();
        let connection = request.extensions().get::<ConnectInfo<PeerAddress>>();
        let peer = connection.map_or(NO_ADDRESS, |ConnectInfo(PeerAddress(address))| address.ip());
        let address = site.host.browser_address(headers, peer);
        let known = cookie(headers, &session_cookie(&site)).and_then(from_hex);
        let id = known.unwrap_or_else(|| site.chance.draw());
        let user = known.and_then(|id| site.sessions.visit(&id, site.now())).and_then(|session| session.user);
        let session = Mutex::new(VisitSession { id, is_new: known.is_none(), user });
        let language = language(&site, headers);
        let path = request.uri().path();
        let route =
            ROUTES.iter().find(|route| route.path == path).or_else(|| ROUTES.iter().find(|route| route.is_at(path)));
        Visit(Arc::new(VisitData {
            site,
            language,
            address,
            uri: request.uri().clone(),
            route: route.copied(),
            session,
        }))
    }

    fn session(&self) -> MutexGuard<'_, VisitSession> {
        self.0.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the shared state of the server.
    pub(crate) fn site(&self) -> &Site {
        &self.0.site
    }

    /// Returns the language of the page.
    pub(crate) fn language(&self) -> Language {
        self.0.language
    }

    /// Returns the one of two texts that is in the page's language.
    pub(crate) fn say<'a>(&self, chinese: &'a str, english: &'a str) -> &'a str {
        self.0.language.of(chinese, english)
    }

    /// Returns path and query of this page in another language.
    pub(crate) fn path_in(&self, language: Language) -> String {
        let query = self.0.uri.query().unwrap_or_default();
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("lang={}", language.code())]).collect();
        format!("{}?{}", self.0.uri.path(), pairs.join("&"))
    }

    /// Returns the path on which a person begins what this request goes on with.
    pub(crate) fn start(&self) -> &'static str {
        self.0.route.map_or("/", |route| route.start)
    }

    /// Returns the path to which a person comes back after signing in: that of a page as it was asked for.
    pub(crate) fn place(&self) -> &str {
        let is_page = self.0.route.is_some_and(|route| route.is_page());
        if is_page { self.0.uri.path() } else { self.start() }
    }

    /// Returns `true` if only users who are signed in may send this request.
    pub(crate) fn is_for_users(&self) -> bool {
        self.0.route.is_some_and(|route| route.audience == Audience::User)
    }

    /// Returns `true` if only testers may send this request.
    fn is_for_testers(&self) -> bool {
        self.0.route.is_some_and(|route| route.audience == Audience::Tester)
    }

    /// Renders the error of a response, if it has one, in the visit's language.
    pub(crate) fn render_error(&self, mut response: Response) -> Response {
        match response.extensions_mut().remove::<PageError>() {
            Some(error) => layout::error_page(self, &error),
            None => response,
        }
    }

    /// Adds the cookie with the session's number to a response, if the browser has not got it.
    pub(crate) fn finish(&self, mut response: Response) -> Response {
        let (site, session) = (&self.0.site, self.session().clone());
        // Only a page has forms; a style sheet needs no session.
        let kind = response.headers().get(CONTENT_TYPE);
        let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if session.is_new && (is_page || response.status().is_redirection()) {
            let cookie = rendered_cookie(site, &session_cookie(site), &hex::encode(session.id), "Lax");
            response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
        }
        response
    }

    /// Returns a digest of a form that this session sends to a path.
    pub(crate) fn form_digest(&self, path: &str, body: &[u8]) -> [u8; 32] {
        self.0.site.form_digest(&self.session().id, path, body)
    }

    /// Returns the token that every form of this page carries.
    pub(crate) fn form_token(&self) -> String {
        self.0.site.form_token(&self.session().id)
    }

    /// Returns the number of the user who is signed in, without looking at the world.
    pub(crate) fn shown_user(&self) -> Option<Msisdn> {
        self.session().user.as_ref().map(|user| user.number)
    }

    /// Returns the number of the user who is signed in. The session ends if the account was closed, or if another login
    /// password was set than that of the sign-in.
    pub(crate) async fn user(&self) -> Result<Msisdn, PageError> {
        let user = self.session().user.clone().ok_or(PageError::SignInNeeded)?;
        let number = user.number;
        let is_valid = self.0.site.keeper.read(move |world| is_still_valid(world, &user)).await?;
        if is_valid {
            return Ok(number);
        }
        self.sign_out();
        Err(PageError::SignInNeeded)
    }

    /// Signs a user in, under a new session number.
    pub(crate) fn sign_in(&self, user: SignedInUser) {
        let site = &self.0.site;
        let mut session = self.session();
        site.sessions.end(&session.id);
        *session = VisitSession { id: site.chance.draw(), is_new: true, user: Some(user.clone()) };
        site.sessions.change(&session.id, site.now(), |entry| entry.user = Some(user));
    }

    /// Ends the session, and gives the browser a new number.
    pub(crate) fn sign_out(&self) {
        let site = &self.0.site;
        let mut session = self.session();
        site.sessions.end(&session.id);
        *session = VisitSession { id: site.chance.draw(), is_new: true, user: None };
    }

    /// Leaves a sentence for the next page.
    pub(crate) fn leave(&self, notice: Notice) {
        let site = &self.0.site;
        site.sessions.change(&self.session().id, site.now(), |entry| entry.notice = Some(notice));
    }

    /// Leaves a sentence for the next page, unless one waits already.
    pub(crate) fn leave_if_none(&self, notice: Notice) {
        let site = self.site();
        site.sessions.change(&self.session().id, site.now(), |entry| _ = entry.notice.get_or_insert(notice));
    }

    /// Remembers a page that answers a form, and returns its name.
    pub(crate) fn keep_page(&self, page: ShownPage) -> String {
        let site = &self.0.site;
        let token: FormToken = site.chance.draw();
        site.sessions.change(&self.session().id, site.now(), |entry| entry.add_page(token, page));
        hex::encode(token)
    }

    /// Returns a page of this session that answered a form.
    pub(crate) fn kept_page(&self, name: &str) -> Option<ShownPage> {
        let site = &self.0.site;
        site.sessions.visit(&self.session().id, site.now())?.page(&from_hex(name)?)
    }

    /// Takes the sentence that the last page left.
    pub(crate) fn take_notice(&self) -> Option<Notice> {
        let (site, id) = (&self.0.site, self.session().id);
        // A session that is not there has none, and needs none.
        site.sessions.visit(&id, site.now())?.notice?;
        site.sessions.change(&id, site.now(), |entry| entry.notice.take())
    }

    /// Returns the sentence that waits for the next page, which still gets it.
    pub(crate) fn waiting_notice(&self) -> Option<Notice> {
        let site = &self.0.site;
        site.sessions.visit(&self.session().id, site.now())?.notice
    }

    /// Remembers a form that counts once, and returns its token in hexadecimal digits.
    pub(crate) fn open_form(&self, draft: Draft) -> String {
        let site = &self.0.site;
        let token: FormToken = site.chance.draw();
        site.sessions.change(&self.session().id, site.now(), |entry| entry.add_form(token, draft));
        hex::encode(token)
    }

    /// Takes a form of this session that counts once; `result` is the page that shows what came of it.
    pub(crate) fn send_form(&self, token: &str, result: &'static str) -> FormState {
        let Some(token) = from_hex(token) else { return FormState::Unknown };
        let site = &self.0.site;
        site.sessions.change(&self.session().id, site.now(), |entry| entry.send_form(&token, result))
    }

    /// Draws salts for two passwords.
    pub(crate) fn draw_salts(&self) -> (Salt, Salt) {
        let chance = &self.site().chance;
        (chance.draw_salt(), chance.draw_salt())
    }

    /// Draws the source of new initial passwords.
    pub(crate) fn draw_source(&self) -> Chance {
        self.site().chance.draw_source()
    }

    /// Begins a try of the browser's address, which ends when the returned value is dropped.
    pub(crate) async fn begin_try(&self) -> Result<AddressTry, PageError> {
        let site = self.site();
        let begun = site.locks.begin(self.0.address, || site.now()).await;
        begun.map_err(|seconds| PageError::TooManyTries { seconds })
    }

    /// Counts a wrong try of the browser's address.
    pub(crate) fn count_wrong_try(&self) {
        self.0.site.locks.count(self.0.address, self.0.site.now());
    }

    /// Checks that the browser's address is not locked out.
    pub(crate) fn check_address(&self) -> Result<(), PageError> {
        let locked = self.0.site.locks.locked_for(&self.0.address, self.0.site.now());
        locked.map_or(Ok(()), |seconds| Err(PageError::TooManyTries { seconds }))
    }

    /// Changes the world in one step.
    pub(crate) async fn step<T, F>(&self, change: F) -> Result<T, KeeperError>
    where
        T: Send + 'static,
        F: FnOnce(&mut World) -> T + Send + 'static,
    {
        self.0.site.keeper.step(change).await
    }

    /// Looks at the world.
    pub(crate) async fn read<T, F>(&self, look: F) -> Result<T, KeeperError>
    where
        T: Send + 'static,
        F: FnOnce(&World) -> T + Send + 'static,
    {
        self.0.site.keeper.read(look).await
    }
}

/// Returns `true` if a user's session is still valid: the account lives, under the login password of the sign-in.
fn is_still_valid(world: &World, user: &SignedInUser) -> bool {
    let account = world.platform().books.accounts.get(&user.number);
    account.is_some_and(|account| {
        account.state != AccountState::Closed && account.login_password().is_same_setting(&user.login)
    })
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Visit, StatusCode> {
        // The layer around all pages has put it there.
        parts.extensions.get().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Returns the name of the cookie with the session's number. Browsers do not tell ports of one host apart, so the name
/// has the port. Under HTTPS a browser takes a cookie of this prefix from no other host, so that none is planted.
pub(crate) fn session_cookie(site: &Site) -> String {
    let prefix = if site.host.is_https() { "__Host-" } else { "" };
    format!("{prefix}session-{}", site.host.port())
}

fn language_cookie(site: &Site) -> String {
    format!("lang-{}", site.host.port())
}

/// Returns the value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Returns the language of a code.
fn language_of(code: &str) -> Option<Language> {
    [Language::Chinese, Language::English].into_iter().find(|language| language.code() == code)
}

/// Returns the language of a request: the one that was chosen, or the browser's first that there is, or Chinese.
fn language(site: &Site, headers: &HeaderMap) -> Language {
    let chosen = cookie(headers, &language_cookie(site)).and_then(language_of);
    let accepted = || {
        let wanted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        wanted.split(',').find_map(|tag| language_of(tag.trim().get(..2)?))
    };
    chosen.or_else(accepted).unwrap_or_default()
}

/// Renders a cookie that only this site gets, and no script.
pub(crate) fn rendered_cookie(site: &Site, name: &str, value: &str, rule: &str) -> Option<HeaderValue> {
    let secure = if site.host.is_https() { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite={rule}{secure}")).ok()
}

/// Answers a page with a chosen language: the language is remembered, and leaves the address.
fn choose_language(site: &Site, uri: &Uri) -> Option<Response> {
    let pairs: Vec<&str> = uri.query()?.split('&').collect();
    let chosen = pairs.iter().find_map(|pair| pair.strip_prefix("lang=")).and_then(language_of)?;
    let rest: Vec<&str> = pairs.into_iter().filter(|pair| !pair.starts_with("lang=")).collect();
    let path = uri.path();
    let place = if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) };
    // A path that begins with two slashes would lead to another site.
    let place = format!("/{}", place.trim_start_matches(['/', '\\']));
    let mut response = Redirect::to(&place).into_response();
    let cookie = rendered_cookie(site, &language_cookie(site), chosen.code(), "Lax; Max-Age=31536000")?;
    response.headers_mut().append(SET_COOKIE, cookie);
    Some(response)
}

/// Makes the visit of a request, has the page answer, renders an error in the visit's language, and sets the cookie.
pub(crate) async fn receive(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    if !site.host.is_own(request.headers()) {
        return (StatusCode::MISDIRECTED_REQUEST, "This server is not called by this name.\n").into_response();
    }
    if request.method() == Method::GET
        && let Some(response) = choose_language(&site, request.uri())
    {
        return response;
    }
    let visit = Visit::new(site.clone(), &request);
    if request.method() == Method::POST && !site.host.is_same_origin(request.headers()) {
        // No cookie goes out: another site's form must not end the session of this one.
        return layout::error_page(&visit, &PageError::Forged);
    }
    if request.method() == Method::GET
        && let Some(response) = answers::shown_again(&visit, &request)
    {
        return response;
    }
    request.extensions_mut().insert(visit.clone());
    // Keys of the lab's phones are pressed again and again.
    if request.method() == Method::POST && !visit.is_for_testers() {
        return answers::answer_form(&visit, request, next).await;
    }
    let response = next.run(request).await;
    visit.finish(visit.render_error(response))
}
