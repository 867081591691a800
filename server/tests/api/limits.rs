//! Rate limits: by address, by link, and of guesses.

use crate::ask::Ask;
use crate::forms::{LEAD, LEAD_RESPONSES, LEAD_VIEW, a_lead, an_opinion, key, lead, survey};
use serde_json::json;

on_both_engines!(public_submissions_are_limited_by_address, async |app| {
    app.publish(&lead()).await;
    let app = app
        .another(|config| config.limits.submissions_per_minute = 2)
        .await;
    let send = async |number: usize, address: &str| {
        let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan")).from(address);
        app.send(ask).await
    };
    send(1, "198.51.100.1").await.receipt();
    send(2, "198.51.100.1").await.receipt();
    let limited = send(3, "198.51.100.1").await;
    limited.problem(429, "rate_limited");
    let wait: u64 = limited.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    send(4, "198.51.100.2").await.receipt();
    // Reading is not limited, nor are the two ways of sending counted apart.
    assert_eq!(
        app.send(Ask::get(LEAD_VIEW).from("198.51.100.1"))
            .await
            .status
            .as_u16(),
        200
    );
    let fields = [("name", "Jan"), ("message", "Kept for later")];
    let plain = app
        .send(Ask::plain(LEAD, &fields).from("198.51.100.1"))
        .await;
    let page = plain.page(429);
    assert!(page.contains("Please wait a moment") && page.contains("Kept for later"));
    assert!(!plain.header("retry-after").is_empty());
    app.close().await;
});

on_both_engines!(all_addresses_of_an_ipv6_subscriber_are_one, async |app| {
    app.publish(&lead()).await;
    let app = app
        .another(|config| config.limits.submissions_per_minute = 1)
        .await;
    let send = async |number: usize, address: &str| {
        let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan")).from(address);
        app.send(ask).await
    };
    send(1, "2001:db8:1:2::1").await.receipt();
    send(2, "2001:db8:1:2:ffff::9")
        .await
        .problem(429, "rate_limited");
    send(3, "2001:db8:1:3::1").await.receipt();
    app.close().await;
});

on_both_engines!(
    personal_links_are_limited_by_link_and_not_by_address,
    async |app| {
        let mut form = survey();
        form["settings"] = json!({});
        app.publish(&form).await;
        let app = app
            .another(|config| {
                config.limits.submissions_per_minute = 1;
                config.limits.submissions_per_minute_by_link = 2;
            })
            .await;
        let (one, other) = (app.link("visit", "1").await, app.link("visit", "2").await);
        for number in 0..2 {
            app.send(Ask::json(&one.responses(), &key(number), &an_opinion()))
                .await
                .receipt();
        }
        let limited = app
            .send(Ask::json(&one.responses(), &key(3), &an_opinion()).from("192.0.2.77"))
            .await;
        limited.problem(429, "rate_limited");
        assert!(!limited.header("retry-after").is_empty());
        let fields = [("stars", "5"), ("stars.comment", "Kept for later")];
        let plain = app.send(Ask::plain(&one.page(), &fields)).await;
        assert!(plain.page(429).contains("Kept for later"));
        app.send(Ask::json(&other.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        app.close().await;
    }
);

on_both_engines!(
    guessing_codes_is_limited_and_disturbs_no_neighbour,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let app = app
            .another(|config| config.limits.unknown_codes_per_minute = 2)
            .await;
        app.get("/s/aaaaaaaaaaaa").await.page(404);
        let path = "/api/v1/public/links/bbbbbbbbbbbb/responses";
        app.send(Ask::json(path, &key(1), &an_opinion()))
            .await
            .problem(404, "unknown");
        for path in ["/s/cccccccccccc", "/s/cccccccccccc/sent"] {
            let limited = app.get(path).await;
            assert!(limited.page(429).contains("Please wait a moment"));
            assert!(!limited.header("retry-after").is_empty());
        }
        app.send(Ask::json(path, &key(1), &an_opinion()))
            .await
            .problem(429, "rate_limited");
        app.get(&link.page()).await.page(200);
        app.send(Ask::get("/s/dddddddddddd").from("198.51.100.9"))
            .await
            .page(404);
        app.close().await;
    }
);

on_both_engines!(
    the_client_address_is_taken_from_trusted_proxies_only,
    async |app| {
        app.publish(&lead()).await;
        let app = app
            .another(|config| {
                config.limits.submissions_per_minute = 1;
                config.proxies.trusted = vec!["10.0.0.0/8".parse().unwrap()];
            })
            .await;
        let send = async |number: usize, peer: &str, forwarded: &str| {
            let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan")).from(peer);
            app.send(ask.with("x-forwarded-for", forwarded)).await
        };
        send(1, "10.0.0.1", "198.51.100.1").await.receipt();
        send(2, "10.0.0.1", "198.51.100.2").await.receipt();
        send(3, "10.0.0.1", "198.51.100.9, 198.51.100.2")
            .await
            .problem(429, "rate_limited");
        // Somebody who is no proxy gains nothing by naming another address.
        send(4, "198.51.100.3", "198.51.100.4").await.receipt();
        send(5, "198.51.100.3", "198.51.100.5")
            .await
            .problem(429, "rate_limited");
        send(6, "198.51.100.4", "").await.receipt();
        app.close().await;
    }
);
