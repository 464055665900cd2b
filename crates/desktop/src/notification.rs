//! Shows desktop notifications. The UI provides their text in the user's language; names in it come from the tenant.

use notify_rust::Notification;

/// Limits beyond what desktops show.
const MAX_LINE_LENGTH: usize = 300;
const MAX_LINES: usize = 8;

/// Shows a notification. Blocks, since the desktop may answer slowly. Failures are ignored, since the activity feed has
/// the same content.
pub fn show(title: &str, body: &str) {
    let mut notification = Notification::new();
    notification
        .appname("Portico")
        .summary(&sanitize_lines(title))
        .body(&escape_body_markup(&sanitize_lines(body)))
        .icon("portico");
    if notification.show().is_err() {
        tracing::info!("the desktop does not accept notifications");
    }
}

/// Sanitizes each line: the body has one for each kind of change.
fn sanitize_lines(text: &str) -> String {
    let lines: Vec<_> =
        text.lines().take(MAX_LINES).map(|line| portico_core::text::sanitize_display(line, MAX_LINE_LENGTH)).collect();
    lines.join("\n")
}

/// On Linux the body is markup (Desktop Notifications Specification, "Markup"), so names are escaped.
fn escape_body_markup(text: &str) -> String {
    if cfg!(all(unix, not(target_os = "macos"))) {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notification_body_escapes_markup() {
        let body = escape_body_markup(&sanitize_lines("<a href=\"https://evil.test\">R&D</a>\u{202e}"));
        if cfg!(target_os = "linux") {
            assert_eq!(body, "&lt;a href=\"https://evil.test\"&gt;R&amp;D&lt;/a&gt;");
        }
    }
}
