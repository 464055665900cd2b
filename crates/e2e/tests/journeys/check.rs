//! `portico check`: the administrator's view of a tenant, from a command line.

use e2e::{CommandLine, Site, Tenant};

const OTHER_REDIRECT: &str = "https://other.test/";

/// The app as it should be set up, with some things replaced.
fn config(id: &str, more: &str, scope: &str, rest: &str, redirects: bool) -> String {
    let redirects = if redirects {
        "redirects = [\"{url}/sysinfo/dummy\", \"http://127.0.0.1:47631/signed-in\"]".to_owned()
    } else {
        format!("redirects = [\"{OTHER_REDIRECT}\"]")
    };
    format!("[[app]]\nid = \"{id}\"\n{redirects}\n{more}\n[[app.scope]]\nname = \"{scope}\"\nrest = [\"{rest}\"]\n")
}

#[test]
fn configured_tenant_passes_every_check() {
    let (tenant, portico) = (Tenant::start(), CommandLine::new());
    let said = portico.run(&["check", &tenant.url()]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.text.contains("Nothing failed."), "{said:?}");
    let said = portico.run_with_person(&["check", &tenant.url(), "--browser", "--json"], "user@acme.test");
    assert_eq!(said.code, 0, "{said:?}");
    let report = said.json();
    assert_eq!((&report["ok"], &report["failed"]), (&true.into(), &serde_json::Value::Null), "{report}");
    for step in report["steps"].as_array().expect("steps") {
        assert_eq!(step["verdict"], "passed", "{report}");
    }
    assert!(tenant.count("/oauth2/revoke/portico") > 0, "its session does not stay");
    assert!(
        portico.homes().files().iter().all(|(path, _)| path.starts_with(portico.homes().programs())),
        "no file is left: {:?}",
        portico.homes().files()
    );
}

#[test]
fn failed_check_step_is_named_in_text_and_json() {
    let (tenant, portico) = (Tenant::start(), CommandLine::new());
    let right = |more: &str| config("Portico", more, "UPData", ".*", true);
    for (step, code, text, toml, with_person) in [
        ("app", "E-TOK-APPID", "Application ID", config("Another", "", "UPData", ".*", true), false),
        ("redirect", "E-AUTH-REDIRECT", "/sysinfo/dummy", config("Portico", "", "UPData", ".*", false), false),
        (
            "client",
            "E-TOK-CLIENT",
            "Client ID Type",
            right("client_id_type = \"list\"\nclients = [\"another\"]"),
            false,
        ),
        (
            "client",
            "E-TOK-CLIENT",
            "--secret-stdin",
            right("client_id_type = \"confidential\"\nclients = [\"portico\"]\nsecret = \"x\""),
            false,
        ),
        ("flow", "E-AUTH-FLOW", "Auth Code", right("grants = [\"refresh_token\"]"), false),
        ("scope", "E-AUTH-SCOPE", "UPData", config("Portico", "", "Another", ".*", true), false),
        ("rest", "E-API-DENIED", "/UPRest/.*", config("Portico", "", "UPData", "^/Security/.*", true), true),
        ("role", "E-AUTH-DENIED", "User Access", right("roles = [\"Portico people\"]"), true),
    ] {
        tenant.configure(&toml);
        let url = tenant.url();
        let mut words = vec!["check", &url];
        if with_person {
            words.push("--browser");
        }
        let said = portico.run_with_person(&words, "user@acme.test");
        assert_eq!(said.code, 1, "{step}: {said:?}");
        let failed: Vec<_> = said.text.lines().filter(|line| line.trim_start().starts_with("FAILED")).collect();
        assert_eq!(failed.len(), 1, "{step}: {said:?}");
        assert!(
            said.text.contains(code) && said.text.contains(text) && said.text.contains("Failed at: "),
            "{step}: {said:?}"
        );

        words.push("--json");
        let said = portico.run_with_person(&words, "user@acme.test");
        let report = said.json();
        assert_eq!((said.code, &report["failed"], &report["ok"]), (1, &step.into(), &false.into()), "{report}");
        let named =
            report["steps"].as_array().expect("steps").iter().find(|one| one["step"] == step).expect("the step");
        assert_eq!((&named["verdict"], &named["code"]), (&"failed".into(), &code.into()), "{report}");
    }
}

#[test]
fn unreachable_or_foreign_server_is_named() {
    let portico = CommandLine::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let site = Site::start(&[("/", "<!doctype html><title>Bakery</title><h1>Fresh bread</h1>")]);
    let untrusted = Tenant::start_untrusted();
    for (url, step, code) in [
        (format!("http://{free}"), "reachable", "E-NET-REFUSED"),
        (format!("http://{}", site.address()), "tenant", "E-TENANT-NONE"),
        (untrusted.url(), "reachable", "E-TLS-UNTRUSTED"),
    ] {
        let said = portico.run(&["check", &url]);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.text.contains(code), "{said:?}");
        let report = portico.run(&["check", &url, "--json"]).json();
        assert_eq!(report["failed"], step, "{report}");
    }
    for (words, sentence) in
        [(&["check"][..], "The URL is missing."), (&["check", "a", "--magic"], "--magic is not known.")]
    {
        let said = portico.run(words);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.aside.contains(sentence), "{said:?}");
    }
}

#[test]
fn check_prints_no_secret() {
    let (tenant, portico) = (Tenant::start(), CommandLine::new());
    let wire = e2e::Wire::before(tenant.address());
    let url = format!("http://{}", wire.address());
    let said = portico.run_with_person(&["check", &url, "--browser"], "user@acme.test");
    assert_eq!(said.code, 0, "{said:?}");
    let secrets = wire.secrets();
    assert!(secrets.len() >= 6, "{}", secrets.len());
    // The address at which to sign in is said aside; its state is good for that one sign-in.
    let aside: String = said.aside.lines().filter(|line| !line.starts_with("Sign in at ")).collect();
    for secret in &secrets {
        assert!(!said.text.contains(secret.as_str()) && !aside.contains(secret.as_str()), "{secret} in {said:?}");
    }
}
