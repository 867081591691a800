//! `/console/brand-preview`: a form as it would look under a branding that is not saved yet, in a frame of the console.
//! It is only looked at.

use super::page::failed;
use super::preview::{Framed, signed_out, visit};
use super::texts::locale;
use crate::http::about::about;
use crate::http::access::signed_in;
use crate::http::document::logo;
use crate::http::extract::Asked;
use crate::http::page::{Shown, props};
use crate::http::{App, Rejection};
use crate::installation::{Branding, BrandingFault};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;
use sonda_domain::FormId;
use sonda_widget::render_form;
use std::sync::Arc;

/// What is shown: short, with something chosen and a button.
const SAMPLE: &str = include_str!("brand.json");

/// `GET /console/brand-preview?accent=…&organisation=…&privacy_url=…&imprint_url=…&logo=1`
pub(crate) async fn show_brand_preview(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let Some(person) = signed_in(&app, &headers).await? else {
            return Ok(signed_out(&app, &headers));
        };
        let branding = branding(&asked);
        let locale = locale(person.account.language);
        let sample: Value = serde_json::from_str(SAMPLE).expect("a test shows it");
        let form: FormId = "brand-preview".parse().expect("it is an id");
        let visit = visit(&app, &form, sample, &branding).await?;
        let visit = visit.map_err(|faulty| Rejection::InvalidDefinition(faulty.faults))?;
        let props = props(&app, &visit, &locale, Shown::default(), false);
        let body = format!(
            "<main inert>{}{}</main>{}",
            logo(&visit.form.settings),
            render_form(&props),
            about(&branding, &locale)
        );
        let framed = Framed {
            app: &app,
            settings: &visit.form.settings,
            content: Some(&visit.content),
        };
        let title = visit
            .content
            .title
            .get(&locale, &visit.content.fallback_locale);
        Ok(framed.bare_page(StatusCode::OK, &locale, title, &body))
    };
    answer
        .await
        .unwrap_or_else(|rejection: Rejection| failed(&app, &rejection, &headers))
}

/// What is asked for, as far as it can be shown. A logo has its place alone: the console puts the picture into it, which
/// is too long to ask for.
fn branding(asked: &Asked) -> Branding {
    let text = |name: &str| asked.value(name);
    let whole = Branding {
        organisation: text("organisation"),
        logo: text("logo").map(|_| "data:,".to_owned()),
        accent: text("accent").and_then(|text| text.try_into().ok()),
        privacy_url: text("privacy_url"),
        imprint_url: text("imprint_url"),
        sender_name: None,
    };
    let mut whole = whole.trimmed();
    // What is not right yet is left out.
    while let Err(fault) = whole.check() {
        match fault {
            BrandingFault::Address("privacy_url") => whole.privacy_url = None,
            BrandingFault::Address(_) => whole.imprint_url = None,
            BrandingFault::Name(_) => whole.organisation = None,
            BrandingFault::Unnamed => whole.logo = None,
        }
    }
    whole
}
