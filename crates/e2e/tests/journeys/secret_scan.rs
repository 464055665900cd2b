//! Shared by several journeys: asserts that no secret of the tenant is found where it must not be.

use e2e::{Journey, RecordingProxy};

/// Searches each file but the keyring's own, and what Portico printed. `min_secrets`: how many secrets must have passed the
/// proxy, so that the search means something.
pub(crate) fn assert_no_secret_left(journey: &Journey, proxy: &RecordingProxy, output: &str, min_secrets: usize) {
    let secrets = proxy.secrets();
    assert!(secrets.len() >= min_secrets, "the wire was read: {}", secrets.len());
    let mut outputs = journey.dirs().files();
    // The browser gets the sign-in URL, which contains `state` by design.
    outputs.retain(|(path, _)| {
        !path.ends_with("bin/opened") && !path.components().any(|part| part.as_os_str() == "keyrings")
    });
    outputs.push(("what it printed".into(), output.as_bytes().to_vec()));
    for (place, bytes) in outputs {
        let text = String::from_utf8_lossy(&bytes);
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{} holds {secret}", place.display());
        }
    }
}
