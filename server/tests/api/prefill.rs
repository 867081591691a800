//! What a page's address gives a form to begin with, and a question as HTML for an e-mail.

use crate::ask::Ask;
use crate::f::props;
use crate::f_steps::Browser;
use crate::forms::{PAGED, paged, survey};
use axum::http::Method;
use serde_json::{Value, json};

on_both_engines!(
    an_address_preselects_answers_and_sends_nothing,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        for _ in 0..2 {
            let page = app
                .get(&format!(
                    "{}?answer.stars=4&answer.visits=99&answer.nobody=1&recommend=3",
                    link.page()
                ))
                .await;
            let text = page.page(200);
            assert_eq!(props(text)["entries"], json!({"stars": ["4"]}));
            assert!(text.contains("value=\"4\" checked"), "{text}");
        }
        assert!(app.responses("visit").await.is_empty(), "GET never submits");
        let public = app.get("/f/visit?answer.stars=5").await;
        assert_eq!(props(public.page(200))["entries"], json!({"stars": ["5"]}));
    }
);

on_both_engines!(values_in_an_address_are_text_and_no_html, async |app| {
    app.publish(&paged()).await;
    let page = app
        .get(&format!(
            "{PAGED}?answer.name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
        ))
        .await;
    assert!(!page.page(200).contains("<script>alert"), "{}", page.text());
    assert_eq!(
        props(page.text())["entries"]["name"],
        json!(["\"><script>alert(1)</script>"])
    );
    let links = page
        .text()
        .split("class=\"sonda-languages\"")
        .nth(1)
        .unwrap()
        .split("</nav>")
        .next()
        .unwrap();
    assert!(
        links.contains("answer.name=%22%3E%3Cscript%3E") && !links.contains("\"><script"),
        "{links}"
    );
});

on_both_engines!(
    a_hidden_question_takes_its_parameter_and_keeps_it,
    async |app| {
        app.publish(&paged()).await;
        let mut browser = Browser::open(
            app,
            &format!("{PAGED}?ref=spring%20news&order=forged&secret=1"),
        )
        .await;
        assert!(
            browser.page.contains("lang=pl&amp;ref=spring%20news\""),
            "{}",
            browser.page
        );
        assert!(!browser.page.contains("secret"));
        browser
            .give("name", "Jan")
            .press("next", 200)
            .await
            .is_at("opinion");
        browser.give("stars", "1").press("next", 200).await;
        browser.press("send", 200).await;
        let stored = app.responses("diagnosis").await;
        assert_eq!(
            stored[0]["answers"]["ref"]["answer"]["value"],
            "spring news"
        );
        assert_eq!(
            stored[0]["answers"]["order"],
            Value::Null,
            "the link's own, and there is no link"
        );
    }
);

on_both_engines!(
    a_preselected_answer_of_a_later_step_is_carried_to_it,
    async |app| {
        app.publish(&paged()).await;
        let mut browser = Browser::open(app, &format!("{PAGED}?answer.stars=3")).await;
        browser
            .give("name", "Jan")
            .press("next", 200)
            .await
            .is_at("opinion");
        assert_eq!(browser.value("stars"), ["3"]);
    }
);

on_both_engines!(a_question_becomes_html_for_an_e_mail, async |app| {
    app.publish(&paged()).await;
    let path = "/api/v1/forms/diagnosis/email-question";
    let answer = app
        .admin(
            Method::GET,
            &format!("{path}?question=stars&locale=pl"),
            &Value::Null,
        )
        .await;
    let html = answer.page(200);
    assert!(
        html.starts_with("<table role=\"presentation\" lang=\"pl\""),
        "{html}"
    );
    assert!(
        html.contains("href=\"{link}?answer.stars=5\"") && html.contains("Stars, friend?"),
        "{html}"
    );
    assert!(!html.contains("<script"));
    for (query, status, code) in [
        ("question=nobody", 404, "not_found"),
        ("question=name", 422, "not_one_click"),
        ("question=stars&locale=xx", 422, "unknown_locale"),
        ("", 400, "malformed_query"),
    ] {
        let answer = app
            .admin(Method::GET, &format!("{path}?{query}"), &Value::Null)
            .await;
        answer.problem(status, code);
    }
    app.send(Ask::get(&format!("{path}?question=stars")))
        .await
        .problem(401, "unauthorized");
    // The links of the e-mail do what they promise.
    let link = app.link("diagnosis", "1").await;
    let page = app.get(&format!("{}?answer.stars=5", link.page())).await;
    assert_eq!(props(page.page(200))["entries"], json!({"stars": ["5"]}));
});
