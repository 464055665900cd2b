//! Files that a page of an app window gives away: each goes where the person says in the system's own
//! dialog, under a name that is what it looks like, or nowhere. GTK's dialog does it, without a crate and
//! a plug-in more; where the desktop has a portal, GTK asks that.
//!
//! Elsewhere than on Linux Tauri wants to know the place before it lets the dialog come, so there app
//! windows refuse downloads and the browser has to do them.

#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "see above"))]

use portico_core::text;

/// The longest name that is suggested, in bytes. File systems take 255, and WebKit adds an end of its own while it writes.
const LONGEST: usize = 200;
/// What is longer is no extension.
const LONGEST_EXTENSION: usize = 20;
/// No name is read beyond that many characters.
const READ: usize = 1024;

/// What some system runs when it is opened.
const RUNS: &[&str] = &[
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

/// Names that Windows keeps for itself, whatever follows the dot.
const KEPT: &[&str] = &["con", "prn", "aux", "nul"];

/// A file name out of what a page wants it to be.
pub(crate) fn suggested(wanted: &str) -> String {
    let last = wanted.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = text::shown(last, READ)
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%') { '_' } else { c })
        .collect();
    let name = name.trim_matches(['.', ' ', '~', '-']);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem.trim_end_matches(['.', ' ']), Some(extension)),
        _ => (name, None),
    };
    let kept = stem.split('.').next().is_some_and(|first| {
        let first = first.trim().to_ascii_lowercase();
        let numbered = first.strip_prefix("com").or_else(|| first.strip_prefix("lpt"));
        KEPT.contains(&first.as_str()) || numbered.is_some_and(|rest| rest.len() == 1)
    });
    // `invoice.pdf.exe` reads as a document where extensions are hidden or the end is cut off.
    let runs = extension.is_some_and(|extension| RUNS.contains(&extension.trim().to_ascii_lowercase().as_str()));
    let stem = if runs { stem.replace('.', "_") } else { stem.to_owned() };
    let stem = if kept { format!("_{stem}") } else { stem };
    match extension {
        _ if stem.is_empty() => "download".to_owned(),
        Some(extension) if extension.len() <= LONGEST_EXTENSION => {
            format!("{}.{extension}", cut(&stem, LONGEST - 1 - extension.len()))
        }
        Some(extension) => cut(&format!("{stem}.{extension}"), LONGEST),
        None => cut(&stem, LONGEST),
    }
}

/// Where a page gives no name, WebKit takes the end of the address for one. That of a `data:` address is the file itself.
fn given<'a>(wanted: &'a str, url: &str) -> &'a str {
    if url.starts_with("data:") && url.ends_with(wanted) { "" } else { wanted }
}

/// At most that many bytes of it.
fn cut(name: &str, most: usize) -> String {
    if name.len() <= most {
        return name.to_owned();
    }
    let end = name.floor_char_boundary(most - '…'.len_utf8());
    format!("{}…", name[..end].trim_end_matches(['.', ' ', '\u{200c}', '\u{200d}']))
}

#[cfg(target_os = "linux")]
pub(crate) use linux::offer;

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

    use super::{given, suggested};
    use crate::app_bar::linux as bar;
    use crate::app_words::AppWindowWords;
    use crate::gesture;
    use crate::notice::{self, About};

    /// A page that was told no asks again after a click, or after so long: time enough to leave it.
    const AFTER_NO: Duration = Duration::from_secs(5);

    /// Hears of the downloads of all windows that share the context.
    pub(crate) fn offer(context: &WebContext, words: impl Fn() -> AppWindowWords + 'static) {
        // One dialog at a time: a page that gives away a hundred files gets one asked about.
        let asking = Asking::default();
        context.connect_download_started(move |_, download| {
            let (words, asking) = (Rc::new(words()), asking.clone());
            download.connect_decide_destination(move |download, wanted| {
                match download.web_view().filter(|view| asking.begin(view)) {
                    Some(view) => {
                        let url = download.request().and_then(|request| request.uri()).unwrap_or_default();
                        ask(&view, download, &suggested(given(wanted, &url)), &words, &asking);
                    }
                    None => download.cancel(),
                }
                true
            });
        });
    }

    /// Who may ask now.
    #[derive(Clone, Default)]
    struct Asking {
        /// A dialog is there.
        now: Rc<Cell<bool>>,
        refused: Rc<RefCell<Vec<Refused>>>,
    }

    /// When the person said no to this page's file, and did nothing in it since.
    struct Refused {
        view: WeakRef<WebView>,
        at: Rc<Cell<Option<Instant>>>,
    }

    impl Asking {
        fn begin(&self, view: &WebView) -> bool {
            let is_recent = |refused: &Refused| refused.at.get().is_some_and(|at| at.elapsed() < AFTER_NO);
            let refused =
                self.refused.borrow().iter().any(|one| one.view.upgrade().as_ref() == Some(view) && is_recent(one));
            !refused && !self.now.replace(true)
        }

        fn end(&self) {
            self.now.set(false);
        }

        fn refuse(&self, view: &WebView) {
            let mut refused = self.refused.borrow_mut();
            refused.retain(|one| one.view.upgrade().is_some());
            if let Some(one) = refused.iter().find(|one| one.view.upgrade().as_ref() == Some(view)) {
                one.at.set(Some(Instant::now()));
                return;
            }
            let at = Rc::new(Cell::new(Some(Instant::now())));
            let heard = at.clone();
            gesture::hear(view, move || heard.set(None));
            refused.push(Refused { view: view.downgrade(), at });
        }
    }

    /// Returns at once; WebKit waits with the file until it has a place or is called off.
    fn ask(view: &WebView, download: &Download, name: &str, words: &Rc<AppWindowWords>, asking: &Asking) {
        let window = view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
        let dialog = FileChooserNative::new(
            Some(&words.save),
            window.as_ref(),
            FileChooserAction::Save,
            Some(&words.save),
            Some(&words.cancel),
        );
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_modal(true);
        dialog.set_current_name(name);
        if let Some(folder) = gtk::glib::user_special_dir(gtk::glib::UserDirectory::Downloads) {
            dialog.set_current_folder(folder);
        }
        // GTK keeps no hold of it, and it must live until it is answered.
        let held = Rc::new(RefCell::new(Some(dialog.clone())));
        let (download, column, words, asking) = (download.clone(), bar::column(view), words.clone(), asking.clone());
        let gone = held.clone();
        let (called_off, free) = (download.clone(), asking.clone());
        // The window may go first.
        view.connect_destroy(move |_| {
            if let Some(dialog) = gone.take() {
                dialog.hide();
                called_off.cancel();
                free.end();
            }
        });
        let page = view.downgrade();
        dialog.connect_response(move |dialog, response| {
            asking.end();
            let place = dialog.filename().filter(|_| response == ResponseType::Accept);
            match place {
                Some(place) => save(&download, &place, column.clone(), &words),
                None => {
                    download.cancel();
                    page.upgrade().iter().for_each(|page| asking.refuse(page));
                }
            }
            drop(held.take());
        });
        dialog.show();
    }

    fn save(download: &Download, place: &Path, column: Option<gtk::Box>, words: &Rc<AppWindowWords>) {
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let failed = Rc::new(Cell::new(false));
        let said = failed.clone();
        download.connect_failed(move |_, _| said.set(true));
        let words = words.clone();
        download.connect_finished(move |_| {
            let Some(column) = &column else { return };
            let (kind, text) = if failed.get() {
                (MessageType::Warning, words.not_saved(&name))
            } else {
                (MessageType::Info, words.saved(&name))
            };
            notice::show(column, About::File, kind, &text, &words.close);
        });
        // The dialog has asked whether it may be replaced.
        download.set_allow_overwrite(true);
        download.set_destination(&place.to_string_lossy());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_look_like() {
        for (wanted, name) in [
            ("report.pdf", "report.pdf"),
            ("Quartal 3 – Übersicht.xlsx", "Quartal 3 – Übersicht.xlsx"),
            ("archive.tar.gz", "archive.tar.gz"),
            ("../../.bashrc", "bashrc"),
            ("C:\\Windows\\system32\\a.dll", "a.dll"),
            (".config", "config"),
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
            assert_eq!(suggested(wanted), name, "{wanted:?}");
        }
    }

    #[test]
    fn what_is_in_a_file_is_no_name() {
        for (wanted, url, name) in [
            ("a.csv", "data:text/csv,a,b", "a.csv"),
            ("csv,a,b", "data:text/csv,a,b", "download"),
            ("9PQ==", "data:application/octet-stream;base64,AAA/9PQ==", "download"),
            ("a.csv", "https://app.test/a.csv", "a.csv"),
        ] {
            assert_eq!(suggested(given(wanted, url)), name);
        }
    }

    #[test]
    fn long_names_keep_their_ends() {
        for (wanted, end) in [
            (format!("{}.pdf", "x".repeat(500)), "….pdf"),
            (format!("{}.pdf", "Ü".repeat(150)), "….pdf"),
            (format!("{}.tar.gz", "漢".repeat(90)), "….gz"),
            (format!("{}.{}", "a".repeat(90), "b".repeat(400)), "…"),
            (format!("{}.pdf.exe", "👩‍👩‍👧‍👦".repeat(100)), "….exe"),
        ] {
            let name = suggested(&wanted);
            assert!(name.ends_with(end) && name.len() <= LONGEST, "{name:?}, {} bytes", name.len());
            assert!(!name.trim_end_matches(end).contains('…'), "{name:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_name_stays_in_the_folder(wanted in "\\PC{0,200}|[./\\\\\u{0}-\u{20}a.exe]{0,60}") {
            let name = suggested(&wanted);
            proptest::prop_assert!(!name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']), "{name:?}");
            proptest::prop_assert!(!name.chars().any(char::is_control), "{name:?}");
            proptest::prop_assert!(name.len() <= LONGEST, "{} bytes", name.len());
            proptest::prop_assert_eq!(suggested(&name), name, "once is enough");
        }
    }
}
