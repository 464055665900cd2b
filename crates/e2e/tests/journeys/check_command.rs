//! `portico check`: an administrator checks a tenant on the command line.

use e2e::{CommandLine, OfflineServer, Tenant, WebServer};

const OTHER_REDIRECT: &str = "https://other.test/";

/// The configuration of an OAuth app, with some values replaced.
fn config(id: &str, lines: &str, scope: &str, rest: &str, redirects: bool) -> String {
    let redirects = if redirects {
        "redirects = [\"{url}/sysinfo/dummy\", \"http://127.0.0.1:47631/{host}\"]".to_owned()
    } else {
        format!("redirects = [\"{OTHER_REDIRECT}\"]")
    };
    format!("[[app]]\nid = \"{id}\"\n{redirects}\n{lines}\n[[app.scope]]\nname = \"{scope}\"\nrest = [\"{rest}\"]\n")
}

#[test]
fn configured_tenant_passes_every_check() {
    let (tenant, portico) = (Tenant::start(), CommandLine::new("check_configured"));
    let output = portico.run(&["check", &tenant.url()]);
    assert_eq!(output.exit_code, 0, "{output:?}");
    assert!(output.stdout.contains("Nothing failed."), "{output:?}");
    let output = portico.run_with_browser_sign_in(&["check", &tenant.url(), "--browser", "--json"], "user@acme.test");
    assert_eq!(output.exit_code, 0, "{output:?}");
    let report = output.json();
    assert_eq!((&report["ok"], &report["failed"]), (&true.into(), &serde_json::Value::Null), "{report}");
    for step in report["steps"].as_array().expect("steps") {
        assert_eq!(step["verdict"], "passed", "{report}");
    }
    assert!(tenant.request_count("/oauth2/revoke/portico") > 0, "its session does not stay");
    assert!(
        portico.dirs().files().iter().all(|(path, _)| path.starts_with(portico.dirs().bin_dir())),
        "no file is left: {:?}",
        portico.dirs().files()
    );
}

#[test]
fn failed_check_step_is_named_in_text_and_json() {
    let (tenant, portico) = (Tenant::start(), CommandLine::new("check_failures"));
    let valid_app = |more: &str| config("Portico", more, "UPData", ".*", true);
    for (step, code, text, toml, with_person) in [
        ("app", "E-TOK-APPID", "Application ID", config("Another", "", "UPData", ".*", true), false),
        ("redirect", "E-AUTH-REDIRECT", "/sysinfo/dummy", config("Portico", "", "UPData", ".*", false), false),
        (
            "client",
            "E-TOK-CLIENT",
            "Client ID Type",
            valid_app("client_id_type = \"list\"\nclients = [\"another\"]"),
            false,
        ),
        (
            "client",
            "E-TOK-CLIENT",
            "--secret-stdin",
            valid_app("client_id_type = \"confidential\"\nclients = [\"portico\"]\nsecret = \"x\""),
            false,
        ),
        ("flow", "E-AUTH-FLOW", "Auth Code", valid_app("grants = [\"refresh_token\"]"), false),
        ("scope", "E-AUTH-SCOPE", "UPData", config("Portico", "", "Another", ".*", true), false),
        ("rest", "E-API-DENIED", "/UPRest/.*", config("Portico", "", "UPData", "^/Security/.*", true), true),
        ("role", "E-AUTH-DENIED", "User Access", valid_app("roles = [\"Portico people\"]"), true),
    ] {
        tenant.configure(&toml);
        let url = tenant.url();
        let mut arguments = vec!["check", &url];
        if with_person {
            arguments.push("--browser");
        }
        let output = portico.run_with_browser_sign_in(&arguments, "user@acme.test");
        assert_eq!(output.exit_code, 1, "{step}: {output:?}");
        let failed: Vec<_> = output.stdout.lines().filter(|line| line.trim_start().starts_with("FAILED")).collect();
        assert_eq!(failed.len(), 1, "{step}: {output:?}");
        assert!(
            output.stdout.contains(code) && output.stdout.contains(text) && output.stdout.contains("Failed at: "),
            "{step}: {output:?}"
        );

        arguments.push("--json");
        let output = portico.run_with_browser_sign_in(&arguments, "user@acme.test");
        let report = output.json();
        assert_eq!((output.exit_code, &report["failed"], &report["ok"]), (1, &step.into(), &false.into()), "{report}");
        let step_report =
            report["steps"].as_array().expect("steps").iter().find(|one| one["step"] == step).expect("the step");
        assert_eq!((&step_report["verdict"], &step_report["code"]), (&"failed".into(), &code.into()), "{report}");
    }
}

#[test]
fn unreachable_or_foreign_server_is_named() {
    let portico = CommandLine::new("check_foreign_servers");
    let offline = OfflineServer::new();
    let site = WebServer::start(&[("/", "<!doctype html><title>Bakery</title><h1>Fresh bread</h1>")]);
    let untrusted = Tenant::start_untrusted();
    for (url, step, code) in [
        (format!("http://{}", offline.address()), "reachable", "E-NET-REFUSED"),
        (format!("http://{}", site.address()), "tenant", "E-TENANT-NONE"),
        (untrusted.url(), "reachable", "E-TLS-UNTRUSTED"),
    ] {
        let output = portico.run(&["check", &url]);
        assert_eq!(output.exit_code, 1, "{output:?}");
        assert!(output.stdout.contains(code), "{output:?}");
        let report = portico.run(&["check", &url, "--json"]).json();
        assert_eq!(report["failed"], step, "{report}");
    }
    for (words, sentence) in
        [(&["check"][..], "<URL>"), (&["check", "a", "--magic"], "--magic"), (&["check", ""], "The URL is empty.")]
    {
        let output = portico.run(words);
        assert_eq!(output.exit_code, 2, "{output:?}");
        assert!(output.stderr.contains(sentence), "{output:?}");
    }
}

#[test]
fn check_prints_no_secret() {
    let (tenant, portico) = (Tenant::start(), CommandLine::new("check_secrets"));
    let proxy = e2e::RecordingProxy::in_front_of(tenant.address());
    let url = format!("http://{}", proxy.address());
    let output = portico.run_with_browser_sign_in(&["check", &url, "--browser"], "user@acme.test");
    assert_eq!(output.exit_code, 0, "{output:?}");
    let secrets = proxy.secrets();
    assert!(secrets.len() >= 6, "{}", secrets.len());
    // The sign-in URL is printed to standard error; its `state` can be used for that one sign-in only.
    let stderr: String = output.stderr.lines().filter(|line| !line.starts_with("Sign in at ")).collect();
    for secret in &secrets {
        assert!(
            !output.stdout.contains(secret.as_str()) && !stderr.contains(secret.as_str()),
            "{secret} in {output:?}"
        );
    }
}
