//! `/api/v1/forms/{form}/responses/live`: told as they come, as long as whoever listens may.

use crate::app::TestApp;
use crate::ask::{Ask, TOKEN};
use crate::browser::Browser;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead};
use axum::body::BodyDataStream;
use axum::http::Method;
use futures::StreamExt;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LIVE: &str = "/api/v1/forms/contact-us/responses/live";

/// What the next event says; `None` at the end.
async fn next(events: &mut BodyDataStream) -> Option<Value> {
    loop {
        let piece = events.next().await?.unwrap();
        let text = std::str::from_utf8(&piece).unwrap().to_owned();
        if let Some(data) = text.strip_prefix("event: arrived\ndata: ") {
            return Some(serde_json::from_str(data.trim_end()).unwrap());
        }
        assert_eq!(text, ": \n\n");
    }
}

async fn send(app: &TestApp, number: usize) -> String {
    let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan"));
    app.send(ask).await.receipt()
}

on_both_engines!(a_response_is_told_of_once_it_is_stored, async |app| {
    app.publish(&lead()).await;
    send(app, 1).await;
    let ask = Ask::admin(Method::GET, LIVE, &Value::Null);
    let answer = app
        .client
        .open(ask.with("accept-encoding", "gzip, br"))
        .await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers().get("content-encoding"), None);
    let mut events = answer.into_body().into_data_stream();
    let first = next(&mut events).await.unwrap();
    assert_eq!(
        (
            first["count"].as_u64(),
            first["arrivals"].as_array().unwrap().len()
        ),
        (Some(1), 0)
    );
    let id = send(app, 2).await;
    let told = next(&mut events).await.unwrap();
    assert_eq!(
        (told["count"].as_u64(), &told["arrivals"][0]["id"]),
        (Some(2), &Value::from(id.as_str()))
    );
    // By another process on the same database, whose clock is behind.
    let other = app.another(|_| ()).await;
    app.clock.advance_ms(-5_000);
    let id = send(&other, 3).await;
    let told = next(&mut events).await.unwrap();
    let arrivals = told["arrivals"].as_array().unwrap();
    assert_eq!((told["count"].as_u64(), arrivals.len()), (Some(3), 1));
    assert_eq!(arrivals[0]["id"], id.as_str());
    other.close().await;
});

on_both_engines!(whoever_is_signed_out_is_told_nothing_more, async |app| {
    app.publish(&lead()).await;
    let mut owner = Browser::of_owner(app).await;
    let cookies = owner.cookies.iter();
    let cookies: Vec<String> = cookies
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let cookie = cookies.join("; ");
    let ask = Ask::get(LIVE).with("cookie", &cookie);
    let answer = app.client.open(ask).await;
    assert_eq!(answer.status().as_u16(), 200);
    let mut events = answer.into_body().into_data_stream();
    assert!(next(&mut events).await.is_some());
    let answer = owner.api(Method::DELETE, "/session", &Value::Null).await;
    assert_eq!(answer.status.as_u16(), 204);
    send(app, 1).await;
    assert_eq!(next(&mut events).await, None);
    app.get(LIVE).await.problem(401, "unauthorized");
});

on_both_engines!(
    a_server_that_stops_does_not_wait_for_who_listens,
    async |app| {
        let app = app.another(|_| ()).await;
        app.publish(&lead()).await;
        let mut listening = None;
        app.listening(async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let ask = format!("GET {LIVE} HTTP/1.1\r\nhost: sonda.example\r\nauthorization: Bearer {TOKEN}\r\n\r\n");
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut begun = [0; 15];
        stream.read_exact(&mut begun).await.unwrap();
        assert_eq!(&begun, b"HTTP/1.1 200 OK");
        listening = Some(stream);
    })
    .await;
        // Not cut off: the last chunk says that there is no more.
        let mut rest = String::new();
        listening.unwrap().read_to_string(&mut rest).await.unwrap();
        assert!(rest.ends_with("0\r\n\r\n"), "{rest}");
    }
);
