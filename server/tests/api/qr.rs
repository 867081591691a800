//! `GET /api/v1/forms/{form}/qr.svg` and `qr.png`.

use crate::app::TestApp;
use crate::ask::Answer;
use crate::forms::survey;
use axum::http::Method;
use serde_json::Value;

async fn picture(app: &TestApp, query: &str) -> Answer {
    let path = format!("/api/v1/forms/visit/{query}");
    app.admin(Method::GET, &path, &Value::Null).await
}

/// What another implementation reads in a PNG.
fn read(picture: &[u8]) -> (u32, String) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let width = reader.next_frame(&mut pixels).unwrap().width;
    let side = width as usize;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
    let codes = image.detect_grids();
    (width, codes[0].decode().unwrap().1)
}

on_both_engines!(
    a_code_leads_to_the_form_with_what_it_begins_with,
    async |app| {
        app.publish(&survey()).await;
        let plain = picture(app, "qr.png").await;
        assert_eq!(plain.header("content-type"), "image/png");
        assert_eq!(read(&plain.body).1, "https://sonda.example/f/visit");
        let query = "qr.png?size=300&margin=2&ec=H&query=lang%3Dpl%26utm_source%3Dulotka%26answer.stars%3D5";
        let (width, address) = read(&picture(app, query).await.body);
        assert_eq!(
            address,
            "https://sonda.example/f/visit?lang=pl&utm_source=ulotka&answer.stars=5"
        );
        assert!((200..=300).contains(&width), "{width}");
        let vector = picture(app, "qr.svg?size=300").await;
        assert_eq!(vector.header("content-type"), "image/svg+xml");
        assert!(vector.text().contains("width=\"300\""));
    }
);

on_both_engines!(a_code_that_leads_nowhere_is_refused, async |app| {
    app.publish(&survey()).await;
    let long = format!("qr.svg?query={}", "x".repeat(1_100));
    let refused = [
        "qr.svg?size=1",
        "qr.svg?size=5000",
        "qr.png?margin=21",
        "qr.svg?query=a%20b",
        "qr.svg?query=%22",
        &long,
    ];
    for query in refused {
        picture(app, query).await.problem(422, "unusable_qr");
    }
    picture(app, "qr.svg?ec=Z")
        .await
        .problem(400, "malformed_query");
    let path = "/api/v1/forms/no-such-form/qr.svg";
    app.admin(Method::GET, path, &Value::Null)
        .await
        .problem(404, "not_found");
    app.get("/api/v1/forms/visit/qr.svg")
        .await
        .problem(401, "unauthorized");
});
