//! The configuration, as an operator writes it and `check-config` shows it; and the secrets kept in files.

use crate::database::on_sqlite;
use crate::program::{Program, TOKEN};
use serde_json::Value;

/// A test of what has nothing to do with the database's engine.
macro_rules! in_a_folder {
    ($name:ident, $test:expr) => {
        #[tokio::test]
        async fn $name() {
            let test: fn(&Program) = $test;
            on_sqlite(async |database| test(&Program::on(database))).await;
        }
    };
}

in_a_folder!(
    the_effective_configuration_is_shown_without_its_secrets,
    |program| {
        let program = program.with(
            "SONDA_DATABASE__URL",
            "postgres://sonda:p%40ss-word@db.example/sonda",
        );
        let shown = program.done(&["check-config"]);
        assert!(
            !shown.contains(TOKEN) && !shown.contains("ss-word"),
            "{shown}"
        );
        let config: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(config["admin"]["token"], "(hidden)");
        assert_eq!(
            config["database"]["url"],
            "postgres://sonda:(hidden)@db.example/sonda"
        );
        assert_eq!(config["limits"]["submissions_per_minute"], 1_000_000);
        let program = program.with(
            "SONDA_DATABASE__URL",
            "postgres://db.example/sonda?user=sonda&password=ss-word&sslmode=require",
        );
        let shown = program.done(&["check-config"]);
        assert!(
            !shown.contains("ss-word") && shown.contains("sslmode=require"),
            "{shown}"
        );
    }
);

in_a_folder!(a_senseless_setting_is_named_with_its_reason, |program| {
    let cases = [
        ("SONDA_PUBLIC_URL", "example.com", "public_url"),
        ("SONDA_PUBLIC_URL", "https://example.com/", "public_url"),
        ("SONDA_LIMITS__BODY_BYTES", "0", "limits.body_bytes"),
        ("SONDA_ADMIN__TOKEN", "short", "admin.token"),
        ("SONDA_DATABASE__URL", "mysql://x/y", "database.url"),
        ("SONDA_LOG__FILTER", "sonda_server=loud", "log.filter"),
    ];
    for (name, value, setting) in cases {
        let said = program.with(name, value).fails(&["check-config"]);
        assert!(
            said.contains(&format!("{setting}: ")),
            "{name}={value}: {said}"
        );
        assert!(!program.with(name, value).run(&["serve"]).err.is_empty());
    }
});

in_a_folder!(a_setting_that_cannot_be_read_is_named, |program| {
    let cases = [
        ("SONDA_LIMITS__BODY_BYTES", "many", "body_bytes"),
        ("SONDA_LIMITS__BODY_BYTES", "-1", "body_bytes"),
        ("SONDA_LISTEN", "everywhere", "listen"),
        ("SONDA_PROXIES__TRUSTED", "[\"10.0.0.0/99\"]", "trusted"),
        ("SONDA_LOG__FORMAT", "xml", "format"),
        ("SONDA_NONSENSE", "1", "nonsense"),
        ("SONDA_LIMITS__NONSENSE", "1", "nonsense"),
    ];
    for (name, value, setting) in cases {
        let said = program.with(name, value).fails(&["check-config"]);
        assert!(
            said.to_lowercase().contains(setting),
            "{name}={value}: {said}"
        );
    }
});

in_a_folder!(
    a_file_is_read_and_the_environment_comes_after_it,
    |program| {
        let program = program.without("SONDA_LIMITS__SUBMISSIONS_PER_MINUTE");
        let text = "public_url = \"https://forms.example\"\n[limits]\nsubmissions_per_minute = 7\nbody_bytes = 1000\n";
        let file = program.file("other.toml", text);
        let program = program.with("SONDA_LIMITS__BODY_BYTES", "2000");
        let shown: Value =
            serde_json::from_str(&program.done(&["--config", &file, "check-config"])).unwrap();
        assert_eq!(shown["public_url"], "https://forms.example");
        assert_eq!(shown["limits"]["submissions_per_minute"], 7);
        assert_eq!(shown["limits"]["body_bytes"], 2_000);
        program.file("sonda.toml", text);
        assert_eq!(
            program.done(&["check-config"]),
            program.done(&["--config", &file, "check-config"])
        );
        let said = program.fails(&["--config", "missing.toml", "check-config"]);
        assert!(said.contains("missing.toml"), "{said}");
        program.file("sonda.toml", "[limits]\ncolour = 1\n");
        let said = program.fails(&["check-config"]);
        assert!(
            said.contains("colour") && said.contains("sonda.toml"),
            "{said}"
        );
    }
);

in_a_folder!(
    variables_of_sondas_other_programs_are_no_settings,
    |program| {
        let program = program.with("SONDA_TOOLS", "/opt/tools").with(
            "SONDA_TEST_POSTGRES",
            "postgres://postgres@127.0.0.1/postgres",
        );
        program.done(&["check-config"]);
    }
);

in_a_folder!(data_may_be_kept_under_any_name, |program| {
    let folder = program.folder.join("Dane klientów 100% #1?");
    let program = program
        .without("SONDA_DATABASE__URL")
        .with("SONDA_DATA_DIR", folder.to_str().unwrap());
    program.done(&["migrate"]);
    assert!(
        folder.join("sonda.db").is_file(),
        "{:?}",
        std::fs::read_dir(&program.folder)
            .unwrap()
            .collect::<Vec<_>>()
    );
});

in_a_folder!(
    secrets_are_made_once_and_only_their_owner_reads_them,
    |program| {
        use std::os::unix::fs::PermissionsExt;
        let program = program.without("SONDA_ADMIN__TOKEN");
        program.serve().kill();
        let read = |name: &str| std::fs::read_to_string(program.folder.join(name)).unwrap();
        let before = (read("admin.token"), read("server.key"));
        program.serve().kill();
        assert_eq!((read("admin.token"), read("server.key")), before);
        for name in ["admin.token", "server.key"] {
            let mode = program
                .folder
                .join(name)
                .metadata()
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
);

in_a_folder!(a_token_file_that_lost_its_token_opens_nothing, |program| {
    let program = program.without("SONDA_ADMIN__TOKEN");
    for broken in ["", "\n", "short"] {
        program.file("admin.token", broken);
        let said = program.fails(&["serve"]);
        assert!(said.contains("admin.token"), "{said}");
    }
    let program = program.with("SONDA_ADMIN__TOKEN", TOKEN);
    for broken in ["", "not base64url!"] {
        program.file("server.key", broken);
        let said = program.fails(&["serve"]);
        assert!(said.contains("server.key"), "{said}");
    }
});

in_a_folder!(a_taken_address_is_named, |program| {
    let server = program.serve();
    let address = server.address.to_string();
    let said = program.with("SONDA_LISTEN", &address).fails(&["serve"]);
    assert!(said.contains(&address), "{said}");
});
