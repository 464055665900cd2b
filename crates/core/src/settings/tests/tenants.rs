use super::*;
use crate::view::SignInMethod;

#[test]
fn documented_tenant_table_is_read() {
    let files = write_files(
        br#"
[[tenant]]
url = "https://acme.my.idaptive.app"
name = "Acme"
sign_in = "webview"
app_id = "Portico"
client_id = "anything"
scope = "all"
redirect_uri = "https://acme.my.idaptive.app/sysinfo/dummy"
"#,
        "",
    );
    let settings = load_settings(&files);
    let (registration, is_managed) = settings.registration().unwrap();
    assert_eq!((registration.client_id.as_str(), registration.scope.as_str(), is_managed), ("anything", "all", false));
    assert_eq!(settings.view(None).unknown_keys, Vec::<String>::new());
}

#[test]
fn typed_tenant_uses_its_table_in_the_settings_file() {
    let files = write_files(
        b"[[tenant]]\nurl = \"https://a.test\"\n[[tenant]]\nurl = \"https://b.test/\"\napp_id = \"HRPortal\" # ours\n",
        "",
    );
    let mut settings = load_settings(&files);
    let registration = settings.find_registration(&TenantUrl::parse("https://b.test").unwrap()).unwrap();
    assert_eq!(registration.app_id, "HRPortal");
    settings.put_tenant_first(&registration);
    settings.save().unwrap();
    assert_eq!(load_settings(&files).registration().unwrap().0.app_id, "HRPortal");
    assert!(settings_text(&files).contains("# ours"));
}

#[test]
fn set_sign_in_method_is_saved_per_tenant_and_keeps_order() {
    let files = write_files(b"[[tenant]]\nurl = \"https://a.test\"\n", "");
    let a = TenantUrl::parse("https://a.test").unwrap();
    let b = TenantUrl::parse("https://b.test").unwrap();
    let mut settings = load_settings(&files);
    settings.set_sign_in_method(&a, SignInMethod::Browser).unwrap();
    settings.set_sign_in_method(&b, SignInMethod::Portal).unwrap();
    settings.save().unwrap();
    let settings = load_settings(&files);
    let registration = settings.find_registration(&a).unwrap();
    assert_eq!(
        (registration.sign_in_method, registration.redirect_uri.as_str()),
        (SignInMethod::Browser, "http://127.0.0.1:47631/a.test")
    );
    assert_eq!(settings.find_registration(&b).unwrap().sign_in_method, SignInMethod::Portal);
    assert_eq!(settings.registration().unwrap().0.tenant, a, "the order stays");
}

#[test]
fn user_sets_sign_in_method_only_if_policy_leaves_it_open() {
    let user_file = b"[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"browser\"\napp_id = \"Mine\"\n";
    let a = TenantUrl::parse("https://a.test").unwrap();
    let without_method = write_files(user_file, "[[tenant]]\nurl = \"https://a.test\"\napp_id = \"Theirs\"\n");
    let registration = load_settings(&without_method).find_registration(&a).unwrap();
    assert_eq!((registration.sign_in_method, registration.app_id.as_str()), (SignInMethod::Browser, "Theirs"));
    let with_method =
        write_files(user_file, "idle_lock = 5\n[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"webview\"\n");
    let mut settings = load_settings(&with_method);
    assert_eq!(settings.find_registration(&a).unwrap().sign_in_method, SignInMethod::Webview);
    assert_eq!(settings.set_sign_in_method(&a, SignInMethod::Browser).unwrap_err().code, Code::Managed);
    assert_eq!(settings.change(&SettingsChange::IdleLock(0), None).unwrap_err().code, Code::Managed);
    assert_eq!(settings.idle_lock(), Some(5));
    assert!(settings.find_registration(&TenantUrl::parse("https://b.test").unwrap()).is_none());
}

#[test]
fn removed_tenant_keeps_tables_with_user_written_keys() {
    let files =
        write_files(b"[[tenant]]\nurl = \"https://a.test\"\nname = \"A\"\n[[tenant]]\nurl = \"https://b.test\"\n", "");
    let mut settings = load_settings(&files);
    for tenant in ["https://a.test", "https://b.test", "https://c.test"] {
        settings.remove_tenant(&TenantUrl::parse(tenant).unwrap());
    }
    settings.save().unwrap();
    assert!(settings_text(&files).contains("a.test") && !settings_text(&files).contains("b.test"));
}
