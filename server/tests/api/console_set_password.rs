//! `/console/set-password/{code}`: one-time addresses.

use crate::browser::{Browser, PASSWORD, form_token, path_of};
use axum::http::Method;
use futures::future::join_all;
use serde_json::Value;

const DAY: i64 = 24 * 3_600_000;
const BARTEK: &str = "bartek@example.com";

on_both_engines!(whoever_is_invited_sets_a_password_once, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let path = owner.invite(BARTEK, "editor").await;
    let mut bartek = Browser::new(app);
    // Opened before: by a scanner of mails, and in another language.
    assert!(bartek.get(&path).await.page(200).contains(BARTEK));
    assert!(
        bartek
            .get(&format!("{path}?lang=pl"))
            .await
            .page(200)
            .contains("Wybierz hasło")
    );
    assert!(
        bartek
            .set_password(&path, "too short")
            .await
            .page(422)
            .contains("at least 12")
    );
    let answer = bartek.set_password(&path, PASSWORD).await;
    assert_eq!(answer.header("location"), "/console");
    let session = bartek.get("/api/v1/session").await.json();
    assert_eq!(session["person"]["role"], "editor");
    let again = Browser::new(app).get(&path).await;
    assert!(again.page(404).contains("works no longer"));
    assert_eq!(
        Browser::new(app)
            .sign_in(BARTEK, PASSWORD)
            .await
            .status
            .as_u16(),
        303
    );
});

on_both_engines!(
    an_address_that_is_replayed_at_once_works_once,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let path = owner.invite(BARTEK, "editor").await;
        let replays = (0..5).map(|n| {
            let (mut browser, path) = (Browser::at(app, &format!("198.51.100.{n}")), path.clone());
            async move {
                let token = form_token(browser.get(&path).await.page(200));
                let password = format!("password number {n}");
                let fields = [
                    ("password", password.as_str()),
                    ("again", &password),
                    ("_form", &token),
                ];
                let answer = browser.post(&path, &fields).await;
                (answer.status.as_u16(), password)
            }
        });
        // The pages are opened while the address works: at most the posts race.
        let said = join_all(replays).await;
        let set: Vec<_> = said.iter().filter(|(status, _)| *status == 303).collect();
        assert_eq!(set.len(), 1, "{said:?}");
        assert_eq!(
            Browser::new(app)
                .sign_in(BARTEK, &set[0].1)
                .await
                .status
                .as_u16(),
            303
        );
    }
);

on_both_engines!(an_address_ends_by_age_and_by_the_next_one, async |app| {
    let mut owner = Browser::of_owner(app).await;
    app.set_ms(1);
    let first = owner.invite(BARTEK, "editor").await;
    let people = app.shown("/api/v1/people").await;
    let id = people["people"][1]["id"].as_str().unwrap();
    let again = format!("/people/{id}/invite");
    let answer = owner.api(Method::POST, &again, &Value::Null).await;
    let second = path_of(&answer.json());
    let mut bartek = Browser::new(app);
    bartek.get(&first).await.page(404);
    bartek.get(&second).await.page(200);
    app.set_ms(3 * DAY);
    bartek.get(&second).await.page(200);
    app.set_ms(3 * DAY + 1);
    bartek.get(&second).await.page(404);
    for strange in ["x", "%ff", &"x".repeat(43)] {
        bartek
            .get(&format!("/console/set-password/{strange}"))
            .await
            .page(404);
    }
});

on_both_engines!(a_new_password_ends_every_session, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let mut bartek = Browser::of_editor(&mut owner, BARTEK).await;
    let session = bartek.get("/api/v1/session").await.json();
    let id = session["person"]["id"].as_str().unwrap();
    let path = format!("/people/{id}/invite");
    let answer = owner.api(Method::POST, &path, &Value::Null).await;
    let path = path_of(&answer.json());
    assert!(
        bartek.is_in().await,
        "nothing ends before the address is used"
    );
    let mut elsewhere = Browser::at(app, "198.51.100.4");
    elsewhere.set_password(&path, "another long password").await;
    assert!(elsewhere.is_in().await && !bartek.is_in().await && owner.is_in().await);
    bartek.sign_in(BARTEK, PASSWORD).await.page(422);
});
