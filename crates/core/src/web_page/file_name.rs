//! Names the file that a page offers for download: harmless on every system, whatever the page suggests.

use crate::text;

/// Limit of the suggested name, in bytes. File systems allow 255, and WebKit appends a suffix while it writes.
const MAX_NAME_BYTES: usize = 200;
/// A longer suffix does not count as an extension.
const MAX_EXTENSION_BYTES: usize = 20;
/// Input beyond this length is ignored.
const MAX_INPUT_CHARS: usize = 1024;

/// Extensions that some system executes when the file is opened.
const EXECUTABLE_EXTENSIONS: &str = "\
    appimage application apk app bat bin cmd com command cpl deb desktop dll dmg elf exe flatpakref hta \
    inf iso jar js jse lnk msc msi msp pkg pl ps1 py reg rpm run scf scr sh url vbe vbs wsf wsh";

/// Device names of Windows, reserved with any extension.
const RESERVED_NAMES: &[&str] = &["con", "prn", "aux", "nul"];

/// Returns a safe name for a download from `url`, as WebKit suggests it: the page's suggestion, or without one the end of
/// the URL. That of a `data:` URL is content.
pub fn download_name(suggested: &str, url: &str) -> String {
    let is_content = url.starts_with("data:") && url.ends_with(suggested);
    sanitize_file_name(if is_content { "" } else { suggested })
}

fn sanitize_file_name(suggested: &str) -> String {
    let last = suggested.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = text::sanitize_display(last, MAX_INPUT_CHARS)
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%') { '_' } else { c })
        .collect();
    // Once more: without its first character, a name may consist of combining marks alone.
    let name = text::sanitize_display(name.trim_matches(['.', ' ', '~', '-']), MAX_INPUT_CHARS);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem.trim_end_matches(['.', ' ']), Some(extension)),
        _ => (name.as_str(), None),
    };
    let is_reserved = stem.split('.').next().is_some_and(|first| {
        let first = first.trim().to_ascii_lowercase();
        let device_number = first.strip_prefix("com").or_else(|| first.strip_prefix("lpt"));
        RESERVED_NAMES.contains(&first.as_str()) || device_number.is_some_and(|rest| rest.len() == 1)
    });
    // `invoice.pdf.exe` looks like a document if extensions are hidden or the end is cut off.
    let is_executable = extension.is_some_and(|extension| {
        EXECUTABLE_EXTENSIONS.split(' ').any(|executable| executable.eq_ignore_ascii_case(extension.trim()))
    });
    let stem = if is_executable { stem.replace('.', "_") } else { stem.to_owned() };
    let stem = if is_reserved { format!("_{stem}") } else { stem };
    match extension {
        _ if stem.is_empty() => "download".to_owned(),
        Some(extension) if extension.len() <= MAX_EXTENSION_BYTES => {
            format!("{}.{extension}", truncate(&stem, MAX_NAME_BYTES - 1 - extension.len()))
        }
        Some(extension) => truncate(&format!("{stem}.{extension}"), MAX_NAME_BYTES),
        None => truncate(&stem, MAX_NAME_BYTES),
    }
}

/// Truncates a name to at most `max_bytes` bytes.
fn truncate(name: &str, max_bytes: usize) -> String {
    if name.len() <= max_bytes {
        return name.to_owned();
    }
    let end = name.floor_char_boundary(max_bytes - '…'.len_utf8());
    format!("{}…", name[..end].trim_end_matches(['.', ' ', '\u{200c}', '\u{200d}']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_name_is_sanitized() {
        for (suggested, name) in [
            ("report.pdf", "report.pdf"),
            ("Quartal 3 – Übersicht.xlsx", "Quartal 3 – Übersicht.xlsx"),
            ("archive.tar.gz", "archive.tar.gz"),
            ("../../.bashrc", "bashrc"),
            ("C:\\Windows\\system32\\a.dll", "a.dll"),
            (".config", "config"),
            ("-\u{11937}", "download"),
            ("a\n\u{7}b.txt", "a b.txt"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("invoice.pdf.exe", "invoice_pdf.exe"),
            ("photo.jpg   .scr", "photo_jpg.scr"),
            ("x.pdf.DESKTOP", "x_pdf.DESKTOP"),
            ("CON.txt", "_CON.txt"),
            ("lpt1", "_lpt1"),
            ("what?.txt", "what_.txt"),
            ("-rf", "rf"),
            ("...", "download"),
            ("", "download"),
        ] {
            assert_eq!(sanitize_file_name(suggested), name, "{suggested:?}");
        }
    }

    #[test]
    fn data_url_content_is_not_a_file_name() {
        for (suggested, url, name) in [
            ("a.csv", "data:text/csv,a,b", "a.csv"),
            ("csv,a,b", "data:text/csv,a,b", "download"),
            ("9PQ==", "data:application/octet-stream;base64,AAA/9PQ==", "download"),
            ("a.csv", "https://app.test/a.csv", "a.csv"),
        ] {
            assert_eq!(download_name(suggested, url), name);
        }
    }

    #[test]
    fn long_file_name_keeps_extension() {
        for (suggested, suffix) in [
            (format!("{}.pdf", "x".repeat(500)), "….pdf"),
            (format!("{}.pdf", "Ü".repeat(150)), "….pdf"),
            (format!("{}.tar.gz", "漢".repeat(90)), "….gz"),
            (format!("{}.{}", "a".repeat(90), "b".repeat(400)), "…"),
            (format!("{}.pdf.exe", "👩‍👩‍👧‍👦".repeat(100)), "….exe"),
        ] {
            let name = sanitize_file_name(&suggested);
            assert!(name.ends_with(suffix) && name.len() <= MAX_NAME_BYTES, "{name:?}, {} bytes", name.len());
            assert!(!name.trim_end_matches(suffix).contains('…'), "{name:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn file_name_never_leaves_the_folder(suggested in "\\PC{0,200}|[./\\\\\u{0}-\u{20}a.exe]{0,60}") {
            let name = sanitize_file_name(&suggested);
            proptest::prop_assert!(!name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']), "{name:?}");
            proptest::prop_assert!(!name.chars().any(char::is_control), "{name:?}");
            proptest::prop_assert!(name.len() <= MAX_NAME_BYTES, "{} bytes", name.len());
            proptest::prop_assert_eq!(sanitize_file_name(&name), name, "sanitizing is idempotent");
        }
    }
}
