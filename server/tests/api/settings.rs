//! `/api/v1/settings`: what the owners set for the whole installation, and where it is seen.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::browser::Browser;
use crate::forms::lead;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const BRANDING: &str = "/api/v1/settings/branding";
const LANGUAGES: &str = "/api/v1/settings/languages";
const SVG: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'><path d='M0 0h4v4z'/></svg>";

/// Sets something that follows that revision.
async fn set(app: &TestApp, path: &str, revision: i64, value: &Value) -> Answer {
    let put = Ask::admin(Method::PUT, path, value);
    app.send(put.with("if-match", &format!("\"{revision}\"")))
        .await
}

/// The address of a picture of that content.
fn picture(content: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(content))
}

on_both_engines!(branding_is_kept_by_revisions, async |app| {
    let none = app.shown(BRANDING).await;
    assert_eq!(none, json!({"revision": 0, "branding": {}}));
    let named = json!({"organisation": " Lech Serwis ", "privacy_url": ""});
    let kept = set(app, BRANDING, 0, &named).await;
    assert_eq!(kept.header("etag"), "\"1\"");
    let branding = json!({"organisation": "Lech Serwis"});
    let expected = json!({"revision": 1, "branding": branding});
    assert_eq!(kept.json(), expected);
    assert_eq!(app.shown(BRANDING).await, expected);
    let late = json!({"organisation": "Somebody else"});
    set(app, BRANDING, 0, &late)
        .await
        .problem(412, "settings_changed");
    assert_eq!(app.shown(BRANDING).await, expected);
    set(app, BRANDING, 1, &json!({})).await;
    assert_eq!(
        app.shown(BRANDING).await,
        json!({"revision": 2, "branding": {}})
    );
    let bare = app.admin(Method::PUT, BRANDING, &named).await;
    bare.problem(428, "revision_needed");
});

on_both_engines!(a_form_without_a_look_shows_the_branding, async |app| {
    app.publish(&lead()).await;
    let mut own = lead();
    own["id"] = json!("own-look");
    own["settings"]["theme"] = json!({
        "light": {"accent": "#7a1f6b"}, "logo": {"picture": "https://cdn.example/own.png", "alt": "Own"},
    });
    app.publish(&own).await;
    let before = app.get("/f/contact-us?lang=en").await;
    assert!(
        !before.page(200).contains("sonda-about\""),
        "nothing is set"
    );
    let branding = json!({
        "organisation": "Lech & Syn", "accent": "#0a5c3f", "logo": picture(SVG),
        "privacy_url": "https://lech.example/privacy?a=1&b=2", "imprint_url": "https://lech.example/imprint",
    });
    let kept = set(app, BRANDING, 0, &branding).await.json();
    let logo = kept["branding"]["logo"].as_str().unwrap().to_owned();
    assert!(
        logo.starts_with("/brand/") && logo.ends_with(".svg"),
        "{logo}"
    );

    let shown = app.get("/f/contact-us?lang=en").await;
    let page = shown.page(200);
    assert!(page.contains("--sonda-accent:#0a5c3f;"), "the colour");
    assert!(
        page.contains(&format!("src=\"{logo}\" alt=\"Lech &amp; Syn\"")),
        "the logo"
    );
    assert!(page.contains("<span>Lech &amp; Syn</span>"), "the name");
    assert!(
        page.contains("href=\"https://lech.example/privacy?a=1&amp;b=2\""),
        "the notice"
    );
    assert!(page.contains(">Imprint</a></footer>"), "the imprint");
    let polish = app.get("/f/contact-us?lang=pl").await;
    assert!(polish.page(200).contains(">Polityka prywatności</a>"));
    let style = page
        .rsplit("<style>")
        .next()
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let policy = shown.header("content-security-policy");
    assert_eq!(
        policy.matches("'sha256-").count(),
        2,
        "{policy} lets {style} in"
    );

    let own_page = app.get("/f/own-look?lang=en").await;
    let own_page = own_page.page(200);
    assert!(own_page.contains("--sonda-accent:#7a1f6b;") && !own_page.contains("#0a5c3f"));
    assert!(own_page.contains("https://cdn.example/own.png") && !own_page.contains(&logo));
    let view = app
        .get("/api/v1/public/forms/contact-us/view?lang=en")
        .await;
    assert!(
        view.json()["style"]
            .as_str()
            .unwrap()
            .contains("--sonda-accent:#0a5c3f;")
    );
    // What is looked at while it is edited looks the same; what is exported says nothing of it.
    let exported = app.shown("/api/v1/forms/contact-us").await;
    assert!(exported["settings"]["theme"].is_null());
});

on_both_engines!(a_logo_is_a_picture_and_nothing_else, async |app| {
    let named = |logo: &str| json!({"organisation": "Lech", "logo": logo});
    let kept = set(app, BRANDING, 0, &named(&picture(SVG))).await.json();
    let logo = kept["branding"]["logo"].as_str().unwrap();
    let served = app.get(logo).await;
    assert_eq!(served.header("content-type"), "image/svg+xml");
    assert_eq!(served.text(), SVG);
    let policy = served.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none';") && policy.ends_with("; sandbox"),
        "{policy}"
    );
    // What was told can be sent back: the picture stays.
    let again = set(app, BRANDING, 1, &kept["branding"]).await;
    assert_eq!(again.json()["branding"], kept["branding"]);
    for refused in [
        picture("<html></html>"),
        picture("<svg><script>alert(1)</script></svg>"),
        picture(&format!("<svg>{}</svg>", "x".repeat(100_000))),
        "https://cdn.example/logo.png".to_owned(),
        "/brand/of-nobody.svg".to_owned(),
    ] {
        let answer = set(app, BRANDING, 2, &named(&refused)).await;
        answer.problem(422, "unusable_logo");
    }
    let nameless = set(app, BRANDING, 2, &json!({"logo": picture(SVG)})).await;
    nameless.problem(422, "unusable_branding");
    app.get("/brand/of-nobody.svg")
        .await
        .problem(404, "not_found");
    app.clock.advance_ms(90 * 24 * 60 * 60 * 1_000);
    // The one before is spared for pages under way, and goes with a later one.
    let other = picture(&SVG.replace("h4", "h3"));
    set(app, BRANDING, 2, &named(&other)).await;
    assert_eq!(app.get(logo).await.status, 200);
    app.clock.advance_ms(25 * 60 * 60 * 1_000);
    let third = picture(&SVG.replace("h4", "h2"));
    set(app, BRANDING, 3, &named(&third)).await;
    app.get(logo).await.problem(404, "not_found");
});

on_both_engines!(owners_alone_set_what_holds_for_all, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let mut editor = Browser::of_editor(&mut owner, "bartek@example.com").await;
    for path in ["/settings/branding", "/settings/languages"] {
        let read = editor.api(Method::GET, path, &Value::Null).await;
        assert_eq!(read.status, 200);
        let refused = editor.api(Method::PUT, path, &json!({})).await;
        refused.problem(403, "not_allowed");
        let stranger = app.get(&format!("/api/v1{path}")).await;
        stranger.problem(401, "unauthorized");
        // Whoever may set it is told what is missing.
        let owners = owner.api(Method::PUT, path, &json!({})).await;
        owners.problem(428, "revision_needed");
    }
    let page = Browser::new(app).get("/console/brand-preview").await;
    page.page(401);
});

on_both_engines!(a_branding_is_looked_at_before_it_is_saved, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let asked = "/console/brand-preview?accent=%230a5c3f&organisation=Lech%20%3Cb%3E&privacy_url=https%3A%2F%2Flech.example%2Fp";
    let looked = owner.get(asked).await;
    let page = looked.page(200);
    assert!(page.contains("--sonda-accent:#0a5c3f;") && page.contains("<main inert>"));
    assert!(page.contains("Lech &lt;b&gt;") && page.contains("https://lech.example/p"));
    assert!(
        looked
            .header("content-security-policy")
            .contains("frame-ancestors 'self'")
    );
    let wrong = owner
        .get("/console/brand-preview?accent=red&organisation=Lech&privacy_url=javascript:1")
        .await;
    let page = wrong.page(200);
    assert!(!page.contains("javascript:1") && page.contains("<span>Lech</span>"));
    assert_eq!(app.shown(BRANDING).await["revision"], 0);
});

on_both_engines!(what_is_set_is_read_by_the_other_servers, async |app| {
    let other = app.another(|_| {}).await;
    app.publish(&lead()).await;
    set(app, BRANDING, 0, &json!({"organisation": "Lech"})).await;
    other.tidy().await;
    assert!(
        other
            .get("/f/contact-us")
            .await
            .page(200)
            .contains("<span>Lech</span>")
    );
    other.close().await;
});

on_both_engines!(new_forms_speak_the_languages_that_are_set, async |app| {
    let made = async |body: Value| {
        let made = app.admin(Method::POST, "/api/v1/forms", &body).await;
        let id = made.json()["id"].as_str().unwrap().to_owned();
        let draft = app.shown(&format!("/api/v1/forms/{id}/draft")).await;
        let content = &draft["definition"]["content"];
        (
            content["locales"].clone(),
            content["fallback_locale"].clone(),
        )
    };
    let from = json!({"from": {"template": "nps"}});
    assert_eq!(made(from.clone()).await.0.as_array().unwrap().len(), 3);
    let kept = set(
        app,
        LANGUAGES,
        0,
        &json!({"forms": ["uk", "pl"], "console": "pl", "pages": "uk"}),
    )
    .await;
    assert_eq!(kept.status, 200, "{kept:?}");
    assert_eq!(made(from).await, (json!(["uk", "pl"]), json!("uk")));
    let asked = json!({"from": {"template": "nps"}, "locales": ["en"]});
    assert_eq!(made(asked).await.0, json!(["en"]));
    let file = json!({"from": {"definition": lead()}});
    assert_eq!(made(file).await.0, lead()["content"]["locales"]);
    let unspoken = set(app, LANGUAGES, 1, &json!({"pages": "cs"})).await;
    unspoken.problem(422, "unusable_languages");
});

on_both_engines!(
    where_nothing_decides_the_language_that_is_set_is_spoken,
    async |app| {
        let lost = async |accepted: &str| {
            let ask = Ask::get("/f/there-is-none").with("accept-language", accepted);
            let page = app.send(ask).await;
            page.page(404).contains("<html lang=\"uk\"")
        };
        assert!(!lost("fi").await);
        set(app, LANGUAGES, 0, &json!({"console": "pl", "pages": "uk"})).await;
        assert!(lost("fi").await);
        assert!(
            !lost("de, fi").await,
            "a language that is spoken goes first"
        );
        let mut owner = Browser::of_owner(app).await;
        let sign_in = Ask::get("/console/sign-in").with("accept-language", "fi");
        assert!(
            app.send(sign_in)
                .await
                .page(200)
                .contains("<html lang=\"pl\"")
        );
        owner.invite("bartek@example.com", "editor").await;
        let people = owner.get("/api/v1/people").await.json();
        assert_eq!(people["people"][1]["language"], "pl");
    }
);
