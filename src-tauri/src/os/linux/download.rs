//! Saves files that a page of an app window offers: where the user chooses in GTK's file dialog, which needs no plugin and
//! uses the desktop's portal if there is one.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use gtk::prelude::*;
use gtk::{FileChooserAction, FileChooserNative, MessageType, ResponseType};
use portico_core::web_page::file_name::download_name;
use tauri::{AppHandle, Manager, Runtime, WebviewWindow};
use webkit2gtk::glib::prelude::Cast;
use webkit2gtk::{Download, DownloadExt, URIRequestExt, WebContext, WebContextExt, WebView};

use super::info_bar::{self, InfoBarTopic, page_column};
use super::user_activation;
use crate::labels::{AppWindowLabels, LabelStore};
use crate::webview::untrusted::Relate;

pub(crate) const CAN_PROMPT_FOR_DOWNLOADS: bool = true;

/// Builds a window in a web context of our own, whose downloads prompt: wry's context saves them without asking. A view
/// that is related to one of ours uses our context. `build` runs on the main thread.
pub(crate) fn build_with_save_dialog<R: Runtime>(
    app: &AppHandle<R>,
    build: impl FnOnce(Relate<R>) -> tauri::Result<WebviewWindow<R>> + Send + 'static,
) -> tauri::Result<WebviewWindow<R>> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let handle = app.clone();
    app.run_on_main_thread(move || {
        let context = WebContext::new_ephemeral();
        install_save_dialog(&context, move || handle.state::<LabelStore<AppWindowLabels>>().get());
        let related_view = WebView::builder().web_context(&context).build();
        let _ = sender.send(build(Box::new(|builder| builder.with_related_view(related_view))));
    })?;
    receiver.recv().map_err(|_| tauri::Error::WebviewNotFound)?
}

/// Prompts for the downloads of all windows that share the context, one at a time: a page that offers a hundred files
/// prompts once.
fn install_save_dialog(context: &WebContext, labels: impl Fn() -> AppWindowLabels + 'static) {
    let is_dialog_open = Rc::new(Cell::new(false));
    context.connect_download_started(move |_, download| {
        let (labels, is_dialog_open) = (labels(), is_dialog_open.clone());
        download.connect_decide_destination(move |download, suggested| {
            let may_prompt = |view: &WebView| user_activation::of(view).allows_download(Instant::now());
            match download.web_view().filter(|view| may_prompt(view) && !is_dialog_open.replace(true)) {
                Some(view) => {
                    let url = download.request().and_then(|request| request.uri()).unwrap_or_default();
                    show_save_dialog(&view, download, &download_name(suggested, &url), &labels, &is_dialog_open);
                }
                None => download.cancel(),
            }
            true
        });
    });
}

/// Returns at once; WebKit waits until the download has a destination or is canceled.
fn show_save_dialog(
    view: &WebView,
    download: &Download,
    name: &str,
    labels: &AppWindowLabels,
    is_open: &Rc<Cell<bool>>,
) {
    let window = view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
    let (save_label, cancel_label) = (Some(labels.save.as_str()), Some(labels.cancel.as_str()));
    let dialog = FileChooserNative::new(save_label, window.as_ref(), FileChooserAction::Save, save_label, cancel_label);
    dialog.set_do_overwrite_confirmation(true);
    dialog.set_modal(true);
    dialog.set_current_name(name);
    if let Some(folder) = gtk::glib::user_special_dir(gtk::glib::UserDirectory::Downloads) {
        dialog.set_current_folder(folder);
    }
    // GTK does not own the dialog, which must live until its response.
    let dialog_slot = Rc::new(RefCell::new(Some(dialog.clone())));
    // The window may be destroyed first.
    let (open_dialog, open_download, is_open_on_destroy) = (dialog_slot.clone(), download.clone(), is_open.clone());
    view.connect_destroy(move |_| {
        if let Some(dialog) = open_dialog.take() {
            dialog.hide();
            open_download.cancel();
            is_open_on_destroy.set(false);
        }
    });
    let (download, column, labels, is_open) = (download.clone(), page_column(view), labels.clone(), is_open.clone());
    let activation = user_activation::of(view);
    dialog.connect_response(move |dialog, response| {
        is_open.set(false);
        match dialog.filename().filter(|_| response == ResponseType::Accept) {
            Some(path) => save(&download, &path, column.clone(), labels.clone()),
            None => {
                download.cancel();
                activation.record_denied_download(Instant::now());
            }
        }
        drop(dialog_slot.take());
    });
    dialog.show();
}

fn save(download: &Download, path: &Path, column: Option<gtk::Box>, labels: AppWindowLabels) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let has_failed = Rc::new(Cell::new(false));
    let has_failed_flag = has_failed.clone();
    download.connect_failed(move |_, _| has_failed_flag.set(true));
    download.connect_finished(move |_| {
        let Some(column) = &column else { return };
        let (kind, text) = if has_failed.get() {
            (MessageType::Warning, labels.not_saved.replace("{name}", &name))
        } else {
            (MessageType::Info, labels.saved.replace("{name}", &name))
        };
        info_bar::show_notice(column, InfoBarTopic::Download, kind, &text, &labels.close);
    });
    // The dialog has confirmed the overwrite.
    download.set_allow_overwrite(true);
    download.set_destination(&path.to_string_lossy());
}
