//! What the maker of a personal link gives along: known to the form as far as it declares it.

use crate::ask::Ask;
use crate::f::props;
use crate::forms::{key, paged, survey};
use axum::http::Method;
use serde_json::{Value, json};

on_both_engines!(
    what_the_form_does_not_declare_reaches_no_page,
    async |app| {
        let mut form = paged();
        form["content"]["title"] =
            json!({"en": "Order {{$link.order}} of {{$contact.first_name}}"});
        app.publish(&form).await;
        let more = json!({
            "contact_data": {"first_name": "Anna-Known", "last_name": "Nowak-Undeclared", "order": "X-Undeclared"},
            "values": {"order": "<A-17>", "price": "99-Undeclared", "first_name": "Y-Undeclared"},
        });
        let link = app.link_with("diagnosis", "1", &more).await;
        let page = app.get(&link.page()).await;
        let text = page.page(200);
        assert!(text.contains("Order &lt;A-17&gt; of Anna-Known"), "{text}");
        let known = json!({"contact.first_name": "Anna-Known", "link.order": "<A-17>"});
        assert_eq!(props(text)["known"]["values"], known);
        let step = app
            .send(Ask::plain(
                &link.page(),
                &[("_step", "you"), ("name", "Jan")],
            ))
            .await;
        let body = json!({"answers": {"name": "Jan", "stars": 1}});
        let receipt = app.send(Ask::json(&link.responses(), &key(1), &body)).await;
        let thanks = app.get(&format!("{}/sent", link.page())).await;
        let used = app.get(&link.page()).await;
        for answer in [page, step, receipt, thanks, used] {
            assert!(!answer.text().contains("Undeclared"), "{}", answer.text());
            assert!(
                !answer
                    .headers
                    .values()
                    .any(|value| value.as_bytes().windows(10).any(|one| one == b"Undeclared"))
            );
        }
        app.publish(&survey()).await;
        let bare = app.link_with("visit", "2", &more).await;
        let page = app.get(&bare.page()).await;
        assert!(
            !page.page(200).contains("Anna-Known"),
            "this form declares nothing"
        );
        let public = app.get("/f/diagnosis").await;
        assert!(
            public.page(200).contains("Order  of "),
            "a public visitor is nobody"
        );
    }
);

on_both_engines!(
    a_link_that_is_withdrawn_or_expired_tells_nothing_of_its_contact,
    async |app| {
        app.publish(&paged()).await;
        let more = json!({"contact_data": {"first_name": "Anna-Known"}, "expires_at": "2026-07-31T10:00:05Z"});
        let link = app.link_with("diagnosis", "1", &more).await;
        assert!(app.get(&link.page()).await.page(200).contains("Anna-Known"));
        app.set_ms(5_000);
        let expired = app.get(&link.page()).await;
        assert!(!expired.page(410).contains("Anna-Known"));
        let other = json!({"contact_data": {"first_name": "Anna-Known"}});
        let link = app.link_with("diagnosis", "2", &other).await;
        let revoke = format!("/api/v1/links/{}/revoke", link.id);
        app.admin(Method::POST, &revoke, &json!({})).await;
        let withdrawn = app.get(&link.page()).await;
        assert!(!withdrawn.page(410).contains("Anna-Known"));
    }
);

on_both_engines!(a_value_of_the_link_cannot_be_posted, async |app| {
    app.publish(&paged()).await;
    let link = app
        .link_with("diagnosis", "1", &json!({"values": {"order": "A-17"}}))
        .await;
    let body = json!({"answers": {"name": "Jan", "stars": 1, "order": "forged"}});
    app.send(Ask::json(&link.responses(), &key(1), &body))
        .await
        .receipt();
    let stored = app.responses("diagnosis").await;
    assert_eq!(stored[0]["answers"]["order"]["answer"]["value"], "A-17");
});

on_both_engines!(names_and_values_are_bounded, async |app| {
    app.publish(&survey()).await;
    app.contact("1").await;
    let path = "/api/v1/forms/visit/links";
    let many: Value = (0..51)
        .map(|n| (format!("v{n}"), json!("x")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    for (member, given) in [
        ("values", json!({"a b": "x"})),
        ("values", json!({"": "x"})),
        ("contact_data", json!({"order": "x".repeat(501)})),
        ("contact_data", json!({"order": "a\nb"})),
        ("values", many),
    ] {
        let body = json!({"contact": "embedded/contact/1", member: given});
        let answer = app.admin(Method::POST, path, &body).await;
        let problem = answer.problem(422, "unusable_value");
        assert!(!problem.to_string().contains("xxx"), "{problem}");
    }
    for given in [json!(["x"]), json!({"order": 7}), json!("x")] {
        let body = json!({"contact": "embedded/contact/1", "values": given});
        app.admin(Method::POST, path, &body)
            .await
            .problem(422, "wrong_shape");
    }
});
