//! Files that nothing names are swept away.

use super::{DAY_MS, PNG, UPLOADS, file, files_in, papers, sent, submitted};
use axum::http::{Method, StatusCode};
use serde_json::Value;

on_both_engines!(
    what_no_submission_names_is_deleted_after_a_day,
    async |app| {
        app.publish(&papers()).await;
        let (orphan, named) = (sent(app).await, sent(app).await);
        submitted(app, 1, &[&named]).await.receipt();
        app.set_ms(DAY_MS - 1);
        assert_eq!(app.forget_orphans().await, 0);
        app.set_ms(DAY_MS + 1);
        assert_eq!(app.forget_orphans().await, 1);
        assert_eq!(
            submitted(app, 2, &[&orphan]).await.fields()[0].1,
            "unknown_file"
        );
        let kept = app
            .admin(
                Method::GET,
                &format!("/api/v1/uploads/{named}"),
                &Value::Null,
            )
            .await;
        assert_eq!(kept.body, PNG);
    }
);

on_both_engines!(
    a_file_named_under_a_committed_key_is_swept_away,
    async |app| {
        app.publish(&papers()).await;
        submitted(app, 1, &[]).await.receipt();
        let id = sent(app).await;
        submitted(app, 1, &[&id])
            .await
            .problem(422, "idempotency_key_reused");
        app.set_ms(DAY_MS + 1);
        assert_eq!(app.forget_orphans().await, 1);
        assert!(files_in(&app.config.data_dir).is_empty());
    }
);

on_both_engines!(
    a_file_that_a_response_names_is_never_swept_away,
    async |app| {
        app.publish(&papers()).await;
        let mut ids = Vec::new();
        for _ in 0..12 {
            ids.push(sent(app).await);
        }
        app.set_ms(DAY_MS + 1);
        let lists: Vec<[&str; 1]> = ids.iter().map(|id| [id.as_str()]).collect();
        let sending = lists.iter().zip(1..);
        let sending = sending.map(|(ids, number)| submitted(app, number, ids));
        let (answers, _) = tokio::join!(futures::future::join_all(sending), app.forget_orphans());
        let kept = files_in(&app.config.data_dir);
        for (answer, id) in answers.iter().zip(&ids) {
            match answer.status {
                StatusCode::CREATED => assert!(kept.contains(id)),
                _ => assert_eq!(answer.fields()[0].1, "unknown_file"),
            }
        }
    }
);

on_both_engines!(a_file_whose_sender_leaves_is_swept_away, async |app| {
    app.publish(&papers()).await;
    let endless = ["tail", "-f"].map(str::to_owned).to_vec();
    let scanned = app
        .another(|config| config.uploads.scan_command = endless)
        .await;
    let mut sending = Box::pin(scanned.send(file(UPLOADS, "a.png", PNG)));
    let scanning = async {
        let sql = "SELECT COUNT(*) FROM upload WHERE state = 'scanning'";
        while files_in(&app.config.data_dir).is_empty()
            || sqlx::query_scalar::<_, i64>(sql)
                .fetch_one(&app.pool)
                .await
                .unwrap()
                == 0
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answer = &mut sending => panic!("{answer:?}"),
        () = scanning => {}
    }
    drop(sending);
    app.set_ms(10 * 60_000 + 1);
    app.tidy().await;
    assert!(files_in(&app.config.data_dir).is_empty());
    scanned.close().await;
});

on_both_engines!(a_file_without_a_row_is_swept_away, async |app| {
    app.publish(&papers()).await;
    let stray = "ab0fd0bb-3a71-4b0f-9a55-0c3e4a1b2c3d";
    let folder = app.config.data_dir.join("uploads/ab");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(stray), PNG).unwrap();
    // A database that knows none of the files may be the wrong one.
    app.tidy().await;
    assert_eq!(files_in(&app.config.data_dir), [stray]);
    let id = sent(app).await;
    app.set_ms(3_600_001);
    app.tidy().await;
    assert_eq!(files_in(&app.config.data_dir), [id]);
});
