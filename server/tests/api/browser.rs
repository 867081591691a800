//! A browser of somebody who works at the console: it keeps cookies, and sends what pages gave it.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const OWNER: &str = "anna@example.com";
/// The origin of the server's own pages.
pub(crate) const ORIGIN: &str = "https://sonda.example";
pub(crate) const SESSION: &str = "__Host-sonda_session";

/// A browser.
#[derive(Clone)]
pub(crate) struct Browser<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The address it comes from.
    pub(crate) from: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        Self::at(app, "203.0.113.7")
    }

    pub(crate) fn at(app: &'a TestApp, from: &str) -> Self {
        Self {
            app,
            cookies: BTreeMap::new(),
            from: from.to_owned(),
        }
    }

    /// The browser of the owner, whom the first run has made.
    pub(crate) async fn of_owner(app: &'a TestApp) -> Self {
        let code = app.first_run_code().await.unwrap();
        let mut browser = Self::new(app);
        let answer = browser.first_run(&code, &[]).await;
        assert_eq!(answer.header("location"), "/console", "{answer:?}");
        browser
    }

    /// The browser of an editor, whom the owner has invited.
    pub(crate) async fn of_editor(owner: &mut Browser<'a>, email: &str) -> Self {
        let url = owner.invite(email, "editor").await;
        let mut browser = Self::new(owner.app);
        let answer = browser.set_password(&url, PASSWORD).await;
        assert_eq!(answer.status.as_u16(), 303, "{answer:?}");
        browser
    }

    /// Fills in the page of the first run; `others` take the place of what Anna types.
    pub(crate) async fn first_run(&mut self, code: &str, others: &[(&str, &str)]) -> Answer {
        let mut fields = BTreeMap::from([
            ("code", code),
            ("email", OWNER),
            ("name", "Anna Kowalska"),
            ("password", PASSWORD),
            ("again", PASSWORD),
            ("language", "pl"),
        ]);
        fields.extend(others.iter().copied());
        let fields: Vec<_> = fields.into_iter().collect();
        self.fill("/console/first-run", &fields).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let fields = [("email", email), ("password", password)];
        self.fill("/console/sign-in", &fields).await
    }

    /// Invites somebody; the path of the one-time address.
    pub(crate) async fn invite(&mut self, email: &str, role: &str) -> String {
        let body = json!({"email": email, "name": "Bartek Nowak", "role": role});
        let answer = self.api(Method::POST, "/people", &body).await;
        assert_eq!(answer.status.as_u16(), 201, "{answer:?}");
        path_of(&answer.json())
    }

    pub(crate) async fn set_password(&mut self, path: &str, password: &str) -> Answer {
        let fields = [("password", password), ("again", password)];
        self.fill(path, &fields).await
    }

    /// Opens a page and posts its form.
    pub(crate) async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(path).await;
        let token = form_token(page.page(200));
        let mut fields = fields.to_vec();
        fields.push(("_form", &token));
        self.post(path, &fields).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Ask::get(path)).await
    }

    /// Posts a form as a page of this server does.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let ask = Ask::plain(path, fields)
            .with("origin", ORIGIN)
            .with("sec-fetch-site", "same-origin");
        self.send(ask).await
    }

    /// Calls the API as the console does.
    pub(crate) async fn api(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1{path}");
        let mut ask = Ask::new(method.clone(), &path, body_of(body));
        if method != Method::GET {
            let session = self.get("/api/v1/session").await.json();
            let token = session["csrf_token"].as_str().unwrap_or_default();
            ask = ask
                .with("origin", ORIGIN)
                .with("sec-fetch-site", "same-origin")
                .with("x-csrf-token", token);
        }
        self.send(ask).await
    }

    pub(crate) async fn send(&mut self, ask: Ask) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut ask = ask.from(&self.from);
        if !cookies.is_empty() {
            ask = ask.with("cookie", &cookies.join("; "));
        }
        let answer = self
            .app
            .send(ask.with("user-agent", "Browser of the tests"))
            .await;
        for cookie in answer.headers.get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap());
        }
        answer
    }

    fn keep(&mut self, cookie: &str) {
        assert!(
            cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"),
            "{cookie}"
        );
        assert!(cookie.contains("; Path=/; "), "{cookie}");
        let (name, rest) = cookie.split_once('=').unwrap();
        assert!(name.starts_with("__Host-"), "{cookie}");
        let value = rest.split(';').next().unwrap();
        match cookie.contains("Max-Age=0;") {
            true => self.cookies.remove(name),
            false => self.cookies.insert(name.to_owned(), value.to_owned()),
        };
    }

    /// Whether the browser is signed in.
    pub(crate) async fn is_in(&mut self) -> bool {
        let answer = self.get("/api/v1/session").await;
        match answer.status.as_u16() {
            200 => true,
            _ => {
                answer.problem(401, "unauthorized");
                false
            }
        }
    }
}

pub(crate) fn body_of(body: &Value) -> String {
    match body {
        Value::Null => String::new(),
        body => body.to_string(),
    }
}

/// The path of the one-time address that an answer tells.
#[track_caller]
pub(crate) fn path_of(answer: &Value) -> String {
    let url = answer["set_password_url"].as_str().unwrap();
    url.strip_prefix(ORIGIN).unwrap().to_owned()
}

/// What a page's form brings along.
#[track_caller]
pub(crate) fn form_token(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"_form\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}
