//! `POST /f/{form}` by an HTML form that a site already has.

use crate::ask::{Ask, PLAIN};
use crate::forms::{LEAD, SITE, lead, with_settings};
use serde_json::{Value, json};

const THANKS: &str = "https://shop.example/thanks";
const OTHER_THANKS: &str = "https://shop.example/danke";

fn existing() -> Value {
    with_settings(
        lead(),
        &json!({
            "field_names": {"your-name": "name", "E-Mail Address": "email"},
            "return_addresses": [THANKS, OTHER_THANKS],
        }),
    )
}

on_both_engines!(
    its_fields_are_renamed_and_the_visitor_returned,
    async |app| {
        app.publish(&existing()).await;
        let fields = [
            ("your-name", "Jan"),
            ("E-Mail Address", "jan@example.com"),
            ("message", "Hi"),
        ];
        let answer = app
            .send(Ask::plain(LEAD, &fields).with("origin", SITE))
            .await;
        assert_eq!(answer.status.as_u16(), 303);
        assert_eq!(answer.header("location"), THANKS);
        let answers = &app.responses("contact-us").await[0]["answers"];
        assert_eq!(answers["name"]["answer"]["value"], "Jan");
        assert_eq!(answers["email"]["answer"]["value"], "jan@example.com");
        assert_eq!(answers["message"]["answer"]["value"], "Hi");
    }
);

on_both_engines!(
    it_returns_the_visitor_to_allowed_addresses_only,
    async |app| {
        app.publish(&existing()).await;
        let own = "/f/contact-us/sent?lang=en";
        let cases = [
            (OTHER_THANKS, OTHER_THANKS),
            ("https://evil.example/", own),
            ("//evil.example", own),
            ("https://shop.example/thanks?x", own),
            ("javascript:alert(1)", own),
            ("", THANKS),
        ];
        for (asked, given) in cases {
            let fields = [("name", "Jan"), ("_return", asked)];
            let answer = app
                .send(Ask::plain(LEAD, &fields).with("origin", SITE))
                .await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("location")),
                (303, given),
                "{asked}"
            );
        }
        let fields = [("name", "Jan"), ("_return", "https://evil.example/")];
        let answer = app.send(Ask::plain(LEAD, &fields)).await;
        assert_eq!(answer.header("location"), "/f/contact-us/sent?lang=en");
    }
);

on_both_engines!(its_other_fields_are_kept_beside_the_answers, async |app| {
    app.publish(&existing()).await;
    let fields = [
        ("name", "Jan"),
        ("budget", "5000"),
        ("colours", "red"),
        ("colours", "blue"),
        ("empty", ""),
        ("token", "a\u{0}b"),
        ("_return", THANKS),
    ];
    let answer = app.send(Ask::plain(LEAD, &fields)).await;
    assert_eq!(answer.status.as_u16(), 303, "{answer:?}");
    let response = &app.responses("contact-us").await[0];
    assert_eq!(
        response["context"],
        json!({
            "extra.budget": "5000", "extra.colours": "red\nblue", "extra.token": "ab",
        })
    );
    assert_eq!(response["answers"].as_object().unwrap().len(), 1);
});

on_both_engines!(
    a_correction_on_this_page_still_returns_to_the_site_with_every_field,
    async |app| {
        app.publish(&existing()).await;
        let fields = [
            ("E-Mail Address", "not an address"),
            ("budget", "5\"000"),
            ("utm_source", "news"),
            ("_return", OTHER_THANKS),
        ];
        let answer = app
            .send(Ask::plain(LEAD, &fields).with("origin", SITE))
            .await;
        assert_eq!(answer.status.as_u16(), 422);
        let hidden = |name: &str, value: &str| {
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
        };
        for field in [
            hidden("_return", OTHER_THANKS),
            hidden("budget", "5&quot;000"),
        ] {
            assert!(
                answer.text().contains(&field),
                "{field} in {}",
                answer.text()
            );
        }
        assert!(
            !answer.text().contains("boot.js"),
            "the widget would not carry them"
        );
        let corrected = [
            ("name", "Jan"),
            ("budget", "5\"000"),
            ("utm_source", "news"),
            ("_return", OTHER_THANKS),
        ];
        let answer = app.send(Ask::plain(LEAD, &corrected)).await;
        assert_eq!(answer.header("location"), OTHER_THANKS);
        let context = &app.responses("contact-us").await[0]["context"];
        assert_eq!(
            *context,
            json!({"extra.budget": "5\"000", "utm_source": "news"})
        );
    }
);

on_both_engines!(
    a_hundred_fields_of_its_own_do_not_stop_the_answers,
    async |app| {
        app.publish(&existing()).await;
        let names: Vec<String> = (0..100)
            .map(|number| format!("{}-{number}", "n".repeat(200)))
            .collect();
        let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        fields.push(("name", "Jan"));
        assert_eq!(
            app.send(Ask::plain(LEAD, &fields)).await.status.as_u16(),
            303
        );
        let response = &app.responses("contact-us").await[0];
        assert!(response["context"].as_object().unwrap().len() <= 50);
        assert_eq!(response["answers"]["name"]["answer"]["value"], "Jan");
    }
);

on_both_engines!(
    a_faulty_answer_shows_the_hosted_page_with_all_that_was_typed,
    async |app| {
        app.publish(&existing()).await;
        let fields = [("your-name", "Jan"), ("E-Mail Address", "nonsense")];
        let answer = app
            .send(Ask::plain(LEAD, &fields).with("origin", SITE))
            .await;
        let page = answer.page(422);
        assert!(page.contains("value=\"Jan\"") && page.contains("value=\"nonsense\""));
    }
);

on_both_engines!(line_ends_of_every_system_are_one_answer, async |app| {
    app.publish(&existing()).await;
    for body in [
        "_key=line-ends-1&name=Jan&message=a%0D%0Ab",
        "_key=line-ends-1&name=Jan&message=a%0Ab",
    ] {
        let answer = app.send(Ask::post(LEAD, PLAIN, body)).await;
        assert_eq!(answer.status.as_u16(), 303, "{answer:?}");
    }
    let responses = app.responses("contact-us").await;
    assert_eq!(responses.len(), 1);
    assert_eq!(
        responses[0]["answers"]["message"]["answer"]["value"],
        "a\nb"
    );
});

on_both_engines!(a_charset_beside_the_type_changes_nothing, async |app| {
    app.publish(&existing()).await;
    let media_type = "Application/X-WWW-Form-URLencoded; charset=UTF-8";
    let answer = app
        .send(Ask::post(LEAD, media_type, "name=Jan+Maria%20%C5%BBak"))
        .await;
    assert_eq!(answer.status.as_u16(), 303);
    let response = &app.responses("contact-us").await[0];
    assert_eq!(
        response["answers"]["name"]["answer"]["value"],
        "Jan Maria Żak"
    );
});

on_both_engines!(a_form_of_another_site_may_post_in_parts, async |app| {
    app.publish(&existing()).await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\nJan\r\n--x--\r\n";
    let answer = app
        .send(Ask::post(LEAD, "multipart/form-data; boundary=x", body))
        .await;
    assert_eq!(answer.status.as_u16(), 303);
    let stored = app.responses("contact-us").await;
    assert_eq!(stored[0]["answers"]["name"]["answer"]["value"], "Jan");
    let answer = app.send(Ask::post(LEAD, "text/plain", "name=Jan")).await;
    assert!(answer.page(415).contains(PLAIN));
});
