//! `/f/{form}` without JavaScript, step by step: each post brings all that was given and gets the next page.

mod browser;

pub(crate) use browser::Browser;

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::f::{hidden, props};
use crate::forms::{PAGED, PAGED_RESPONSES, key, paged, with_settings};
use browser::{fields_of, shown_of};
use serde_json::{Value, json};

/// Fills in the first two pages.
async fn to_opinion(app: &TestApp) -> Browser<'_> {
    let mut browser = Browser::open(app, PAGED).await;
    browser.give("name", "Żaneta \"Z\" <b>").give("pet", "yes");
    browser.press("next", 200).await.is_at("animal");
    browser
        .give("kind", "cat")
        .press("next", 200)
        .await
        .is_at("opinion");
    browser
}

on_both_engines!(
    a_form_is_walked_from_its_first_step_to_its_last,
    async |app| {
        app.publish(&paged()).await;
        let mut browser = Browser::open(app, "/f/diagnosis?lang=en").await;
        assert!(browser.page.contains("Step 1 of"), "{}", browser.page);
        assert!(
            !browser.page.contains("name=\"stars\""),
            "one step at a time"
        );
        let first_key = hidden(&browser.page, "_key");
        browser.give("name", "Żaneta \"Z\" <b>").give("pet", "yes");
        browser.press("next", 200).await.is_at("animal");
        assert_eq!(
            browser.value("name"),
            ["Żaneta \"Z\" <b>"],
            "carried, and escaped on the way"
        );
        assert_eq!(browser.value("_key"), [first_key.as_str()]);
        browser
            .give("kind", "cat")
            .press("next", 200)
            .await
            .is_at("opinion");
        assert!(
            browser
                .page
                .contains("Stars, Żaneta &quot;Z&quot; &lt;b&gt;?"),
            "{}",
            browser.page
        );
        browser
            .give("stars", "4")
            .give("sum", "two")
            .give("topics", "a");
        browser.fields.push(("topics".into(), "b".into()));
        browser.press("next", 200).await;
        assert_eq!(props(&browser.page)["review"], true);
        assert!(
            browser.page.contains("A cat") && browser.page.contains("A, B"),
            "{}",
            browser.page
        );
        assert!(
            app.responses("diagnosis").await.is_empty(),
            "nothing is stored until the end"
        );
        browser.press("send", 200).await;
        assert!(
            browser.page.contains("Thank you, Żaneta"),
            "{}",
            browser.page
        );
        let responses = app.responses("diagnosis").await;
        assert_eq!(responses.len(), 1);
        let answers = &responses[0]["answers"];
        assert_eq!(answers["name"]["answer"]["value"], "Żaneta \"Z\" <b>");
        assert_eq!(answers["topics"]["answer"]["value"], json!(["a", "b"]));
        assert_eq!(answers["kind"]["answer"]["value"], "cat");
        assert_eq!(
            responses[0]["results"]["score"],
            json!({"number": "7.5", "band": "high"})
        );
        assert_eq!(responses[0]["ending"], "done");
    }
);

on_both_engines!(back_and_on_again_keeps_what_was_given, async |app| {
    app.publish(&paged()).await;
    let mut browser = to_opinion(app).await;
    browser
        .give("stars", "2")
        .press("back", 200)
        .await
        .is_at("animal");
    assert_eq!(
        browser.value("stars"),
        ["2"],
        "what was chosen before going back is not lost"
    );
    assert_eq!(browser.value("kind"), ["cat"]);
    browser.press("back", 200).await.is_at("you");
    assert_eq!(browser.value("name"), ["Żaneta \"Z\" <b>"]);
    browser.press("next", 200).await;
    browser.press("next", 200).await.is_at("opinion");
    assert_eq!(browser.value("stars"), ["2"]);
});

on_both_engines!(
    a_step_with_mistakes_comes_back_with_its_own_errors,
    async |app| {
        app.publish(&paged()).await;
        let mut browser = Browser::open(app, PAGED).await;
        browser
            .give("pet", "yes")
            .press("next", 422)
            .await
            .is_at("you");
        assert!(browser.page.contains("Please answer this question"));
        let errors = props(&browser.page)["errors"].clone();
        assert_eq!(
            errors.as_array().unwrap().len(),
            1,
            "those of later steps are not said: {errors}"
        );
        assert_eq!(errors[0]["field"], "name");
        assert_eq!(browser.value("pet"), ["yes"]);
    }
);

on_both_engines!(
    a_question_that_its_own_step_brings_up_is_asked_before_the_way_goes_on,
    async |app| {
        app.publish(&paged()).await;
        let mut browser = Browser::open(app, PAGED).await;
        browser
            .give("name", "Jan")
            .give("pet", "yes")
            .press("next", 200)
            .await;
        assert!(
            !fields_of(&browser.page)
                .iter()
                .any(|(name, _)| name == "which"),
            "not asked yet"
        );
        browser
            .give("kind", "other")
            .give("kind.other", "A newt")
            .press("next", 200)
            .await
            .is_at("animal");
        assert_eq!(
            props(&browser.page)["errors"],
            Value::Null,
            "nobody could have answered it"
        );
        assert_eq!(browser.value("which"), [""]);
        browser.press("next", 422).await.is_at("animal");
        browser
            .give("which", "Newt")
            .press("next", 200)
            .await
            .is_at("opinion");
    }
);

on_both_engines!(what_is_hidden_by_a_later_change_is_dropped, async |app| {
    app.publish(&paged()).await;
    let mut browser = to_opinion(app).await;
    browser.press("back", 200).await;
    browser.press("back", 200).await;
    browser
        .give("pet", "no")
        .press("next", 200)
        .await
        .is_at("opinion");
    assert_eq!(
        browser.value("kind"),
        ["cat"],
        "kept, should the pet come back"
    );
    browser.give("stars", "1").press("next", 200).await;
    assert!(!shown_of(&browser.page).contains("A cat"));
    browser.press("send", 200).await;
    let answers = &app.responses("diagnosis").await[0]["answers"];
    assert_eq!(answers["kind"], Value::Null);
    assert_eq!(answers["pet"]["answer"]["value"], false);
});

on_both_engines!(an_edit_from_the_review_leads_back_to_it, async |app| {
    app.publish(&paged()).await;
    let mut browser = to_opinion(app).await;
    browser.give("stars", "5").press("next", 200).await;
    browser.press("edit:you", 200).await.is_at("you");
    browser
        .give("name", "")
        .press("next", 422)
        .await
        .is_at("you");
    browser.give("name", "Janina").press("next", 200).await;
    assert_eq!(props(&browser.page)["review"], true);
    assert!(browser.page.contains("Janina"));
    browser.press("back", 200).await.is_at("opinion");
    browser.press("next", 200).await;
    browser.press("edit:you", 200).await;
    browser.give("pet", "no").press("next", 200).await;
    assert_eq!(props(&browser.page)["review"], true);
    browser.press("edit:you", 200).await;
    browser.fields.retain(|(name, _)| name != "kind");
    browser
        .give("pet", "yes")
        .press("next", 200)
        .await
        .is_at("animal");
    browser.give("kind", "cat").press("next", 200).await;
    assert_eq!(props(&browser.page)["review"], true);
    browser.press("send", 200).await;
    assert_eq!(
        app.responses("diagnosis").await[0]["answers"]["name"]["answer"]["value"],
        "Janina"
    );
});

on_both_engines!(a_jump_ends_the_form_early, async |app| {
    app.publish(&paged()).await;
    let mut browser = Browser::open(app, PAGED).await;
    browser
        .give("name", "Jan")
        .give("hurry", "yes")
        .press("next", 200)
        .await;
    assert_eq!(props(&browser.page)["review"], true);
    browser.press("send", 200).await;
    assert!(browser.page.contains("Bye"), "{}", browser.page);
    let response = &app.responses("diagnosis").await[0];
    assert_eq!(response["ending"], "in-a-hurry");
});

on_both_engines!(sending_twice_stores_once_and_thanks_twice, async |app| {
    app.publish(&paged()).await;
    let mut browser = to_opinion(app).await;
    browser.give("stars", "5").press("next", 200).await;
    let (first, second) = (
        app.send(browser.post("send")).await,
        app.send(browser.post("send")).await,
    );
    for answer in [first, second] {
        assert!(answer.page(200).contains("Thank you, Żaneta"));
    }
    assert_eq!(app.responses("diagnosis").await.len(), 1);
    browser.give("stars", "1");
    let answer = app.send(browser.post("send")).await;
    assert!(answer.page(422).contains("Sent before"));
    assert_ne!(hidden(answer.text(), "_key"), browser.value("_key")[0]);
    assert_eq!(
        props(answer.text())["review"],
        true,
        "what would be sent is there to be read"
    );
});

on_both_engines!(
    carried_values_that_were_tampered_with_are_found_on_their_step,
    async |app| {
        app.publish(&paged()).await;
        let mut browser = to_opinion(app).await;
        browser.give("stars", "5").press("next", 200).await;
        browser
            .give("kind", "dragon")
            .press("send", 422)
            .await
            .is_at("animal");
        assert!(browser.page.contains("Please choose one of the options"));
        let mut browser = to_opinion(app).await;
        browser
            .give("name", &"x".repeat(5_000))
            .give("stars", "5")
            .press("next", 422)
            .await
            .is_at("you");
        assert!(app.responses("diagnosis").await.is_empty());
    }
);

on_both_engines!(
    a_step_that_there_is_not_leads_to_the_first_unsound_one,
    async |app| {
        app.publish(&paged()).await;
        for step in ["no-such", "animal", "opinion/..", "<script>", ""] {
            let fields = [("_step", step), ("name", "Jan"), ("_go", "next")];
            let answer = app.send(Ask::plain(PAGED, &fields)).await;
            assert_eq!(props(answer.page(200))["step"], "opinion", "{step}");
            assert!(!answer.text().contains("<script>\""));
        }
    }
);

on_both_engines!(
    a_whole_post_of_a_paged_form_is_stored_at_once,
    async |app| {
        app.publish(&paged()).await;
        let answer = app
            .send(Ask::plain(PAGED, &[("name", "Jan"), ("stars", "9")]))
            .await;
        assert_eq!(props(answer.page(422))["step"], "opinion");
        let answer = app
            .send(Ask::plain(PAGED, &[("name", "Jan"), ("stars", "3")]))
            .await;
        answer.page(200);
        assert_eq!(app.responses("diagnosis").await.len(), 1);
    }
);

on_both_engines!(fields_of_another_site_travel_along, async |app| {
    app.publish(&with_settings(
        paged(),
        &json!({"return_addresses": ["https://shop.example/thanks"]}),
    ))
    .await;
    let fields = [
        ("name", ""),
        ("basket", "B-17"),
        ("_return", "https://shop.example/thanks"),
    ];
    let answer = app.send(Ask::plain(PAGED, &fields)).await;
    let mut browser = Browser {
        app,
        address: PAGED.into(),
        fields: fields_of(answer.page(422)),
        page: answer.text().into(),
    };
    browser
        .give("name", "Jan")
        .press("next", 200)
        .await
        .is_at("opinion");
    browser.give("stars", "3").press("next", 200).await;
    let answer = app.send(browser.post("send")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "https://shop.example/thanks")
    );
    assert_eq!(
        app.responses("diagnosis").await[0]["context"]["extra.basket"],
        "B-17"
    );
});

on_both_engines!(
    a_form_that_closes_on_the_way_says_so_on_the_next_step,
    async |app| {
        app.publish(&with_settings(
            paged(),
            &json!({"closes_at": "2026-07-31T10:10:00Z"}),
        ))
        .await;
        let mut browser = to_opinion(app).await;
        app.set_ms(600_000);
        browser.give("stars", "5").press("next", 410).await;
        assert!(
            browser.page.contains("This form is no longer available"),
            "{}",
            browser.page
        );
        assert_eq!(
            props(&browser.page)["entries"]["stars"],
            json!(["5"]),
            "and nothing is lost"
        );
    }
);

on_both_engines!(
    steps_are_counted_apart_from_submissions_and_not_without_end,
    async |app| {
        let app = app
            .another(|config| config.limits.submissions_per_minute = 1)
            .await;
        app.publish(&paged()).await;
        let step = || Ask::plain(PAGED, &[("_step", "you"), ("name", "Jan")]);
        // However slow this machine is, and however much of the allowance comes back meanwhile.
        let mut taken = 0;
        let refused = loop {
            let answer = app.send(step()).await;
            if answer.status.as_u16() != 200 || taken > 2_000 {
                break answer;
            }
            taken += 1;
        };
        assert!(taken >= 20, "{taken} steps for each submission");
        assert!(refused.page(429).contains("Please wait a moment"));
        assert_ne!(refused.header("retry-after"), "");
        let sent = app
            .send(Ask::plain(PAGED, &[("name", "Jan"), ("stars", "3")]))
            .await;
        sent.page(200);
        app.close().await;
    }
);

on_both_engines!(
    a_personal_link_is_walked_alike_and_spent_by_the_last_step_alone,
    async |app| {
        app.publish(&paged()).await;
        let link = app.link("diagnosis", "1").await;
        let mut browser = Browser::open(app, &link.page()).await;
        browser
            .give("name", "Jan")
            .press("next", 200)
            .await
            .is_at("opinion");
        app.get(&link.page()).await.page(200);
        browser.give("stars", "3").press("next", 200).await;
        let sent = browser.post("send");
        let again = browser.post("send");
        let step = browser.post("back");
        assert!(app.send(sent).await.page(200).contains("Thank you, Jan"));
        assert!(
            app.send(again).await.page(200).contains("Thank you, Jan"),
            "the key was committed"
        );
        assert!(app.send(step).await.page(409).contains("Already filled in"));
        assert_eq!(app.responses("diagnosis").await.len(), 1);
    }
);

on_both_engines!(
    the_widget_and_the_plain_walk_share_their_keys,
    async |app| {
        app.publish(&paged()).await;
        let mut browser = Browser::open(app, PAGED).await;
        let own = key(7);
        browser
            .give("_key", &own)
            .give("name", "Jan")
            .press("next", 200)
            .await;
        browser.give("stars", "3").press("next", 200).await;
        browser.press("send", 200).await;
        let body = json!({"version": 1, "answers": {"name": "Jan", "stars": "3"}});
        let answer: Answer = app.send(Ask::json(PAGED_RESPONSES, &own, &body)).await;
        answer.receipt();
        assert_eq!(app.responses("diagnosis").await.len(), 1);
    }
);
