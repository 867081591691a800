//! A visitor at a form: which form, by which link, in which language, and how it stands.

use super::submit::is_campaign;
use super::{App, Rejection};
use crate::captcha::Captcha;
use crate::store::{StoredForm, StoredLink};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use sonda_domain::{Content, FormId, Known, LinkStanding, Locale, Refusal, Standing, negotiate};
use std::net::IpAddr;
use std::sync::Arc;

/// A personal link that was opened.
pub(crate) struct OpenedLink {
    pub(crate) link: StoredLink,
    pub(crate) standing: LinkStanding,
    pub(crate) code: String,
}

/// A visitor at a form.
pub(crate) struct Visit {
    pub(crate) form: StoredForm,
    pub(crate) version: i64,
    pub(crate) content: Arc<Content>,
    pub(crate) link: Option<OpenedLink>,
    pub(crate) now_ms: i64,
    /// The campaign parameters of the page's address, as they stood there.
    pub(crate) campaign: String,
}

impl Visit {
    /// A visitor at a form's public address.
    pub(crate) async fn public(app: &App, form: &str) -> Result<Self, Rejection> {
        let id: FormId = form.parse().map_err(|_| Refusal::Unknown)?;
        let form = app.store.form(&id).await?.ok_or(Refusal::Unknown)?;
        let version = form.version;
        Self::of(app, form, version, None).await
    }

    /// A visitor who opened a personal link. Opening neither spends a link nor counts as reading.
    pub(crate) async fn personal(app: &App, code: &str, peer: IpAddr) -> Result<Self, Rejection> {
        let link = app.store.link_by_code(&app.secrets.code_hmac(code)).await?;
        let Some(link) = link else {
            app.limits.guess(peer)?;
            return Err(Refusal::Unknown.into());
        };
        let form = app.store.form(&link.form).await?.ok_or(Refusal::Unknown)?;
        let standing = app.store.link_standing(&link).await?;
        let version = link.version;
        Self::of(
            app,
            form,
            version,
            Some(OpenedLink {
                link,
                standing,
                code: code.to_owned(),
            }),
        )
        .await
    }

    async fn of(
        app: &App,
        mut form: StoredForm,
        version: i64,
        link: Option<OpenedLink>,
    ) -> Result<Self, Rejection> {
        let branding = &app.installation().branding;
        form.settings.theme = branding.beneath(form.settings.theme.take());
        let content = app
            .content(&form.id, version)
            .await?
            .ok_or(Refusal::Unknown)?;
        Ok(Self {
            form,
            version,
            content,
            link,
            now_ms: app.clock.now_ms(),
            campaign: String::new(),
        })
    }

    /// Keeps the campaign parameters of the page's address, for its links and its post to pass on.
    pub(crate) fn with_campaign(mut self, query: &str) -> Self {
        let pairs = query.split('&');
        let campaign = pairs.filter(|pair| {
            pair.len() <= 300 && is_campaign(pair.split('=').next().unwrap_or_default())
        });
        self.campaign = campaign.take(5).collect::<Vec<_>>().join("&");
        self
    }

    /// Takes another published version: the one a page was made from.
    pub(crate) async fn at_version(
        mut self,
        app: &App,
        version: i64,
    ) -> Result<Option<Self>, Rejection> {
        Ok(app.content(&self.form.id, version).await?.map(|content| {
            self.version = version;
            self.content = content;
            self
        }))
    }

    /// Whether the form can be answered now.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        self.form.rules().check(&Standing {
            now_ms: self.now_ms,
            responses: self.form.responses,
            link: self.link.as_ref().map(|opened| opened.standing),
        })
    }

    /// How long until the form stops taking submissions.
    pub(crate) fn closes_in_ms(&self) -> Option<i64> {
        let standing = self.link.as_ref().map(|opened| opened.standing);
        self.form
            .rules()
            .closes_at_ms(standing)
            .map(|at| at.saturating_sub(self.now_ms))
    }

    /// The language to speak: the one asked for, the link's, the browser's, the form's fallback.
    pub(crate) fn locale(&self, asked: Option<&str>, headers: &HeaderMap) -> Locale {
        let link = self
            .link
            .as_ref()
            .and_then(|opened| opened.link.locale.clone());
        let mut wanted: Vec<&str> = asked
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .collect();
        wanted.extend(link.as_ref().map(Locale::as_str));
        wanted.extend(accepted_languages(headers));
        negotiate(&self.content.locales, &wanted)
            .unwrap_or(&self.content.fallback_locale)
            .clone()
    }

    /// What logic and texts may know of the visitor, in that language.
    pub(crate) fn known(&self, locale: &Locale) -> Known {
        match &self.link {
            Some(opened) => opened.link.values.known(&self.content, locale),
            None => Known::of(locale),
        }
    }

    /// The id of the link, if there is one.
    pub(crate) fn link_id(&self) -> Option<&str> {
        self.link.as_ref().map(|opened| opened.link.id.as_str())
    }

    /// The captcha that a submission of this visitor must pass.
    pub(crate) fn captcha(&self) -> Option<&Captcha> {
        self.form.settings.demanded_captcha(self.link.is_some())
    }

    /// The address of this form's page on this server: `/f/…` or `/s/…`.
    pub(crate) fn path(&self) -> String {
        match &self.link {
            Some(opened) => format!("/s/{}", opened.code),
            None => format!("/f/{}", self.form.id),
        }
    }
}

/// The tags of `Accept-Language`, the most wanted first.
pub(crate) fn accepted_languages(headers: &HeaderMap) -> Vec<&str> {
    let value = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut wanted: Vec<(&str, u16)> = value
        .split(',')
        .take(20)
        .map(|item| {
            let mut parts = item.split(";q=");
            let tag = parts.next().unwrap_or_default().trim();
            let quality = parts
                .next()
                .and_then(|q| q.trim().parse::<f32>().ok())
                .unwrap_or(1.0);
            (tag, (quality.clamp(0.0, 1.0) * 1000.0) as u16)
        })
        .filter(|(tag, quality)| !tag.is_empty() && *quality > 0)
        .collect();
    wanted.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    wanted.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_languages_come_in_the_order_of_their_quality() {
        let mut headers = HeaderMap::new();
        headers.insert(
            ACCEPT_LANGUAGE,
            "en;q=0.5, pl, uk;q=0.9, de;q=0".parse().unwrap(),
        );
        assert_eq!(accepted_languages(&headers), ["pl", "uk", "en"]);
    }
}
