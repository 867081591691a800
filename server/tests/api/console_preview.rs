//! `/console/preview/{form}`: what is being edited, as its visitors would see it.

use crate::ask::Ask;
use crate::browser::Browser;
use crate::forms::{lead, next_version, survey};
use axum::http::Method;
use serde_json::{Value, json};

const PREVIEW: &str = "/console/preview/contact-us";

async fn save(browser: &mut Browser<'_>, definition: &Value) {
    let form = definition["id"].as_str().unwrap();
    let path = format!("/api/v1/forms/{form}/draft");
    let shown = browser.app.admin(Method::GET, &path, &Value::Null).await;
    let revision = match shown.status.as_u16() {
        200 => shown.header("etag").to_owned(),
        _ => "\"0\"".to_owned(),
    };
    let ask = Ask::admin(Method::PUT, &path, definition).with("if-match", &revision);
    let saved = browser.app.send(ask).await;
    assert_eq!(saved.status.as_u16(), 200, "{saved:?}");
}

/// Where the widget of a preview sends answers to: as it sends no cookie, that lets it.
async fn responses(browser: &mut Browser<'_>) -> String {
    let page = browser.get(PREVIEW).await;
    let url = props(page.page(200))["submit_url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        url.starts_with("/console/preview/contact-us/responses?pass="),
        "{url}"
    );
    url
}

/// The props of the widget in a page.
fn props(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"sonda-props\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

on_both_engines!(
    whoever_edits_a_form_sees_what_is_not_published,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        app.publish(&lead()).await;
        save(&mut owner, &next_version(lead())).await;
        let mut editor = Browser::of_editor(&mut owner, "bartek@example.com").await;
        for browser in [&mut owner, &mut editor] {
            let answer = browser.get(PREVIEW).await;
            assert!(answer.page(200).contains("Added later"));
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'self'"),
                "{policy}"
            );
            assert!(!policy.contains("unsafe-inline"), "{policy}");
            assert_eq!(answer.header("cache-control"), "no-store");
            let props = props(answer.text());
            assert_eq!(
                (&props["stats_url"], &props["upload_url"]),
                (&Value::Null, &Value::Null)
            );
            assert!(
                !answer.text().contains("<nav class=\"sonda-languages"),
                "nothing but the form"
            );
        }
    }
);

on_both_engines!(nobody_else_sees_it, async |app| {
    let mut owner = Browser::of_owner(app).await;
    save(&mut owner, &lead()).await;
    let answer = app.get(PREVIEW).await;
    assert!(!answer.page(401).contains("Contact us"));
    assert!(answer.text().contains("target=\"_top\""));
    let sent = json!({"answers": {"name": "Ola"}});
    let url = responses(&mut owner).await;
    let (bare, pass) = url.split_once('?').unwrap();
    let other = format!("/console/preview/visit/responses?{pass}");
    for refused in [
        bare,
        &other,
        &url[..url.len() - 1],
        &url.replace("pass=", "pass=9"),
    ] {
        let answer = app.send(Ask::json(refused, "a-key-of-mine", &sent)).await;
        answer.problem(401, "unauthorized");
    }
    app.send(Ask::json(&url, "a-key-of-mine", &sent))
        .await
        .receipt();
    for nothing in [
        "/console/preview/nothing",
        "/console/preview/%00",
        "/console/preview/A%20b",
    ] {
        assert!(matches!(
            owner.get(nothing).await.status.as_u16(),
            400 | 404
        ));
    }
    app.set_ms(24 * 60 * 60 * 1_000);
    let late = app.send(Ask::json(&url, "a-key-of-mine", &sent)).await;
    late.problem(401, "unauthorized");
});

on_both_engines!(
    it_speaks_each_language_of_the_draft_and_shows_the_page_asked_for,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let mut form = lead();
        form["content"]["locales"] = json!(["en", "pl", "ar"]);
        form["content"]["title"]["ar"] = json!("اتصل بنا");
        form["content"]["layout"] = json!("one_question");
        save(&mut owner, &form).await;
        let polish = owner.get(&format!("{PREVIEW}?locale=pl")).await;
        assert!(polish.page(200).contains("lang=\"pl\" dir=\"ltr\""));
        assert_eq!(
            props(polish.text())["step"].as_str().unwrap_or_default(),
            ""
        );
        let arabic = owner
            .get(&format!("{PREVIEW}?locale=ar&page=message"))
            .await;
        assert!(arabic.page(200).contains("lang=\"ar\" dir=\"rtl\""));
        assert_eq!(props(arabic.text())["step"], "message");
        let unknown = owner
            .get(&format!("{PREVIEW}?locale=zz%22&page=%3Cscript%3E"))
            .await;
        assert!(unknown.page(200).contains("lang=\"en\""));
    }
);

on_both_engines!(
    a_page_is_found_by_its_id_or_by_a_question_on_it,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let mut form = lead();
        let questions = form["content"]["questions"].take();
        let questions = questions.as_array().unwrap();
        form["content"].as_object_mut().unwrap().remove("questions");
        form["content"]["pages"] = json!([
            {"id": "who", "questions": questions[..2]}, {"id": "what", "questions": questions[2..]},
        ]);
        save(&mut owner, &form).await;
        for (asked, step) in [
            ("what", "what"),
            ("topics", "what"),
            ("who", "who"),
            ("none", ""),
        ] {
            let page = owner.get(&format!("{PREVIEW}?page={asked}")).await;
            assert_eq!(
                props(page.page(200))["step"].as_str().unwrap_or_default(),
                step
            );
        }
    }
);

on_both_engines!(
    what_is_sent_is_judged_and_answered_and_stored_nowhere,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let mut form = lead();
        form["content"]["endings"] = json!([{"id": "thanks", "title": {"en": "Thanks, {{name}}"}}]);
        form["content"]["questions"]
            .as_array_mut()
            .unwrap()
            .extend([
                json!({"id": "cv", "type": "file", "required": true, "title": {"en": "CV"}}),
                json!({"id": "tel", "type": "phone", "title": {"en": "Phone"}}),
            ]);
        form["settings"]["captcha"] = json!({"provider": "altcha"});
        form["settings"]["once"] = json!("per_contact");
        save(&mut owner, &form).await;
        let send = async |owner: &mut Browser<'_>, answers: Value| {
            let body = json!({"answers": answers, "locale": "pl", "version": 0});
            let url = responses(owner).await;
            app.send(Ask::json(&url, "a-key-of-mine", &body)).await
        };
        let answer = send(
            &mut owner,
            json!({"name": "Ola", "cv": "C:\\fakepath\\cv.pdf"}),
        )
        .await;
        answer.receipt();
        assert_eq!(answer.json()["receipt"]["ending"]["title"], "Thanks, Ola");
        let answer = send(&mut owner, json!({"email": "x", "colour": "red"})).await;
        assert_eq!(answer.fields().len(), 3, "{answer:?}");
        let answer = send(&mut owner, json!({"name": "Ola", "tel": "+48 1"})).await;
        assert_eq!(
            answer.fields(),
            [("tel".to_owned(), "not_a_phone".to_owned())]
        );
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM response")
            .fetch_one(&app.pool)
            .await
            .unwrap();
        assert_eq!(count, 0);
        let again = owner.send(Ask::plain(PREVIEW, &[("name", "Ola")])).await;
        assert_eq!(
            (again.status.as_u16(), again.header("location")),
            (303, PREVIEW)
        );
    }
);

on_both_engines!(what_cannot_be_shown_is_told_in_its_place, async |app| {
    let mut owner = Browser::of_owner(app).await;
    save(&mut owner, &lead()).await;
    let url = responses(&mut owner).await;
    let mut form = lead();
    form["content"]["questions"][0]["max_length"] = json!("<b>many</b>");
    form["content"]["questions"][1]
        .as_object_mut()
        .unwrap()
        .remove("title");
    save(&mut owner, &form).await;
    let answer = owner.get(PREVIEW).await;
    let page = answer.page(200);
    assert!(
        page.contains("Formularza nie da się jeszcze pokazać"),
        "in the language of its reader"
    );
    assert!(
        page.contains("<strong>Name</strong>") && page.contains("<strong>email</strong>"),
        "{page}"
    );
    assert!(!page.contains("<b>many"));
    assert!(
        answer
            .header("content-security-policy")
            .contains("frame-ancestors 'self'")
    );
    let sent = Ask::json(&url, "a-key-of-mine", &json!({"answers": {}}));
    app.send(sent).await.problem(422, "invalid_definition");
});

on_both_engines!(a_fault_elsewhere_does_not_hide_the_form, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let mut form = lead();
    form["mapping"] = json!({"targets": [7]});
    form["settings"] = json!({"once": "twice", "theme": {"light": {"ink": "#777777", "paper": "#888888"},
        "logo": {"picture": "https://a;script-src", "alt": ""}}});
    save(&mut owner, &form).await;
    let answer = owner.get(PREVIEW).await;
    let page = answer.page(200);
    assert!(page.contains("Contact us") && page.contains("#777777"));
    assert!(
        !answer
            .header("content-security-policy")
            .contains("https://a")
    );
});

on_both_engines!(nonsense_is_told_and_never_fails, async |app| {
    let mut owner = Browser::of_owner(app).await;
    for nonsense in [
        json!({"id": "contact-us"}),
        json!({"id": "contact-us", "content": [1], "settings": "x"}),
        json!({"id": "contact-us", "content": {"locales": ["\u{0}"], "pages": [null, {"id": 1, "questions": [{"id": {}}]}]}}),
    ] {
        save(&mut owner, &nonsense).await;
        owner.get(PREVIEW).await.page(200);
    }
    let mut form = survey();
    form["content"]["questions"] = json!([]);
    save(&mut owner, &form).await;
    owner.get("/console/preview/visit").await.page(200);
});
