//! Saves files that a page of an app window offers: where the user chooses in GTK's file dialog, under a sanitized
//! name.
//!
//! GTK's dialog needs no plugin, and uses the desktop's portal if there is one. On other systems than Linux Tauri needs
//! the path before a dialog can be shown, so app windows deny downloads there and the browser has to do them.

#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "see above"))]

use portico_core::text;

/// Limit of the suggested name, in bytes. File systems allow 255, and WebKit appends a suffix while it writes.
const MAX_NAME_BYTES: usize = 200;
/// A longer suffix does not count as an extension.
const MAX_EXTENSION_BYTES: usize = 20;
/// Input beyond this length is ignored.
const MAX_INPUT_CHARS: usize = 1024;

/// Extensions that some system executes when the file is opened.
const EXECUTABLE_EXTENSIONS: &[&str] = &[
    "appimage",
    "application",
    "apk",
    "app",
    "bat",
    "bin",
    "cmd",
    "com",
    "command",
    "cpl",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "elf",
    "exe",
    "flatpakref",
    "hta",
    "inf",
    "iso",
    "jar",
    "js",
    "jse",
    "lnk",
    "msc",
    "msi",
    "msp",
    "pkg",
    "pl",
    "ps1",
    "py",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sh",
    "url",
    "vbe",
    "vbs",
    "wsf",
    "wsh",
];

/// Device names of Windows, reserved with any extension.
const RESERVED_NAMES: &[&str] = &["con", "prn", "aux", "nul"];

/// Returns a safe file name for the one that a page suggests.
pub(crate) fn sanitize_file_name(suggested: &str) -> String {
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
    let is_executable = extension
        .is_some_and(|extension| EXECUTABLE_EXTENSIONS.contains(&extension.trim().to_ascii_lowercase().as_str()));
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

/// If a page suggests no name, WebKit takes the end of the URL. For a `data:` URL that is the content.
fn page_suggestion<'a>(suggested: &'a str, url: &str) -> &'a str {
    if url.starts_with("data:") && url.ends_with(suggested) { "" } else { suggested }
}

/// Truncates a name to at most `max_bytes` bytes.
fn truncate(name: &str, max_bytes: usize) -> String {
    if name.len() <= max_bytes {
        return name.to_owned();
    }
    let end = name.floor_char_boundary(max_bytes - '…'.len_utf8());
    format!("{}…", name[..end].trim_end_matches(['.', ' ', '\u{200c}', '\u{200d}']))
}

#[cfg(target_os = "linux")]
pub(crate) use linux::install_save_dialog;

#[cfg(target_os = "linux")]
mod linux {
    use std::cell::{Cell, RefCell};
    use std::path::Path;
    use std::rc::Rc;
    use std::time::{Duration, Instant};

    use gtk::prelude::*;
    use gtk::{FileChooserAction, FileChooserNative, MessageType, ResponseType};
    use webkit2gtk::glib::WeakRef;
    use webkit2gtk::glib::prelude::{Cast, ObjectExt};
    use webkit2gtk::{Download, DownloadExt, URIRequestExt, WebContext, WebContextExt, WebView};

    use super::{page_suggestion, sanitize_file_name};
    use crate::webview::linux::info_bar::{self, InfoBarTopic, page_column};
    use crate::webview::linux::user_activation;
    use crate::windows::app_labels::AppWindowLabels;

    /// After a denial a page may prompt again after user activation or this time, in which the user can leave it.
    const DENIAL_COOLDOWN: Duration = Duration::from_secs(5);

    /// Prompts for the downloads of all windows that share the context.
    pub(crate) fn install_save_dialog(context: &WebContext, labels: impl Fn() -> AppWindowLabels + 'static) {
        // One dialog at a time: a page that offers a hundred files prompts once.
        let prompts = PromptState::default();
        context.connect_download_started(move |_, download| {
            let (labels, prompts) = (Rc::new(labels()), prompts.clone());
            download.connect_decide_destination(move |download, suggested| {
                match download.web_view().filter(|view| prompts.try_begin(view)) {
                    Some(view) => {
                        let url = download.request().and_then(|request| request.uri()).unwrap_or_default();
                        show_save_dialog(
                            &view,
                            download,
                            &sanitize_file_name(page_suggestion(suggested, &url)),
                            &labels,
                            &prompts,
                        );
                    }
                    None => download.cancel(),
                }
                true
            });
        });
    }

    /// Whether a page may prompt now.
    #[derive(Clone, Default)]
    struct PromptState {
        /// A dialog is open.
        is_open: Rc<Cell<bool>>,
        denials: Rc<RefCell<Vec<Denial>>>,
    }

    /// When the user denied a download of this page; `None` after user activation.
    struct Denial {
        view: WeakRef<WebView>,
        denied_at: Rc<Cell<Option<Instant>>>,
    }

    impl PromptState {
        fn try_begin(&self, view: &WebView) -> bool {
            let is_recent = |denial: &Denial| denial.denied_at.get().is_some_and(|at| at.elapsed() < DENIAL_COOLDOWN);
            let is_denied = self
                .denials
                .borrow()
                .iter()
                .any(|denial| denial.view.upgrade().as_ref() == Some(view) && is_recent(denial));
            !is_denied && !self.is_open.replace(true)
        }

        fn end(&self) {
            self.is_open.set(false);
        }

        fn record_denial(&self, view: &WebView) {
            let mut denials = self.denials.borrow_mut();
            denials.retain(|denial| denial.view.upgrade().is_some());
            if let Some(denial) = denials.iter().find(|denial| denial.view.upgrade().as_ref() == Some(view)) {
                denial.denied_at.set(Some(Instant::now()));
                return;
            }
            let denied_at = Rc::new(Cell::new(Some(Instant::now())));
            let denied_at_on_activation = denied_at.clone();
            user_activation::on_user_activation(view, move || denied_at_on_activation.set(None));
            denials.push(Denial { view: view.downgrade(), denied_at });
        }
    }

    /// Returns at once; WebKit waits until the download has a destination or is canceled.
    fn show_save_dialog(
        view: &WebView,
        download: &Download,
        name: &str,
        labels: &Rc<AppWindowLabels>,
        prompts: &PromptState,
    ) {
        let window = view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
        let dialog = FileChooserNative::new(
            Some(&labels.save),
            window.as_ref(),
            FileChooserAction::Save,
            Some(&labels.save),
            Some(&labels.cancel),
        );
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_modal(true);
        dialog.set_current_name(name);
        if let Some(folder) = gtk::glib::user_special_dir(gtk::glib::UserDirectory::Downloads) {
            dialog.set_current_folder(folder);
        }
        // GTK does not own the dialog, which must live until its response.
        let dialog_slot = Rc::new(RefCell::new(Some(dialog.clone())));
        let (download, column, labels, prompts) =
            (download.clone(), page_column(view), labels.clone(), prompts.clone());
        let dialog_slot_on_destroy = dialog_slot.clone();
        let (download_on_destroy, prompts_on_destroy) = (download.clone(), prompts.clone());
        // The window may be destroyed first.
        view.connect_destroy(move |_| {
            if let Some(dialog) = dialog_slot_on_destroy.take() {
                dialog.hide();
                download_on_destroy.cancel();
                prompts_on_destroy.end();
            }
        });
        let page = view.downgrade();
        dialog.connect_response(move |dialog, response| {
            prompts.end();
            let path = dialog.filename().filter(|_| response == ResponseType::Accept);
            match path {
                Some(path) => save(&download, &path, column.clone(), &labels),
                None => {
                    download.cancel();
                    page.upgrade().iter().for_each(|page| prompts.record_denial(page));
                }
            }
            drop(dialog_slot.take());
        });
        dialog.show();
    }

    fn save(download: &Download, path: &Path, column: Option<gtk::Box>, labels: &Rc<AppWindowLabels>) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let has_failed = Rc::new(Cell::new(false));
        let has_failed_flag = has_failed.clone();
        download.connect_failed(move |_, _| has_failed_flag.set(true));
        let labels = labels.clone();
        download.connect_finished(move |_| {
            let Some(column) = &column else { return };
            let (kind, text) = if has_failed.get() {
                (MessageType::Warning, labels.format_not_saved(&name))
            } else {
                (MessageType::Info, labels.format_saved(&name))
            };
            info_bar::show(column, InfoBarTopic::Download, kind, &text, &labels.close);
        });
        // The dialog has confirmed the overwrite.
        download.set_allow_overwrite(true);
        download.set_destination(&path.to_string_lossy());
    }
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
            assert_eq!(sanitize_file_name(page_suggestion(suggested, url)), name);
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
