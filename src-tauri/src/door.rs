//! The running Portico's door to outside: the command line, links, the desktop's search and a second
//! start all come in here. What cannot be done yet waits until the list is there.
//!
//! It opens nothing itself: the core does, as for a click in the window.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use portico_core::account::AccountId;
use portico_core::ports::Beside;
use portico_core::problem::Code;
use portico_core::store::Dirs;
use portico_core::view::{LaunchPhase, LaunchView, LinkAnswer, SessionView, SoughtView, Update};
use portico_core::{App, Glance, Launched};
use portico_outside::command::{Command, Which, parse};
use portico_outside::link::{Allowed, Wanted};
use portico_outside::naming::{self, Found};
use portico_outside::{Door, Intent, Listed, Opening, Outcome, Status, Wait};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::{Notify, oneshot};

mod pending;

use pending::Pending;

use crate::link::{Answered, Followed, Links};
use crate::own_page::end_startup;
use crate::publisher::Publisher;
use crate::{main_window, palette};

pub(crate) struct OpenDoor<R: Runtime>(Arc<Inside<R>>);

struct Inside<R: Runtime> {
    handle: AppHandle<R>,
    links: Mutex<Links>,
    /// What was asked for before there was a list.
    pending: Mutex<Option<Pending>>,
    /// Keys of the apps that open because somebody asked from outside.
    opening: Mutex<HashSet<String>>,
    /// The core picked up what it had kept.
    awake: AtomicBool,
    /// Something changed that those who wait go by.
    changed: Notify,
    sought: AtomicU32,
    /// A sign-in is under way, as it was heard of last.
    signing_in: AtomicBool,
}

impl<R: Runtime> Clone for OpenDoor<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Runtime> OpenDoor<R> {
    /// With what the window starts for.
    pub(crate) fn new(handle: AppHandle<R>, dirs: &Dirs, intent: Intent) -> Self {
        let door = Self(Arc::new(Inside {
            handle,
            links: Mutex::new(Links::new(Allowed::load(dirs))),
            pending: Mutex::default(),
            opening: Mutex::default(),
            awake: AtomicBool::new(false),
            changed: Notify::new(),
            sought: AtomicU32::new(0),
            signing_in: AtomicBool::new(false),
        }));
        if !matches!(intent, Intent::Window | Intent::Hidden) {
            // Err: nobody waits for it.
            drop(door.wait_for_list(intent, None));
        }
        door
    }

    /// Serves those who wait, for as long as Portico runs.
    pub(crate) async fn serve_waiting(self) {
        loop {
            self.0.changed.notified().await;
            self.look();
        }
    }

    /// The core picked up what it had kept: what is not there by itself needs a person.
    pub(crate) fn awake(&self) {
        self.0.awake.store(true, Ordering::Release);
        self.0.changed.notify_one();
    }

    /// A view changed. Called under a lock of the core's, so that it may only note that.
    pub(crate) fn heard(&self, update: &Update) {
        match update {
            Update::Launch(view) => self.heard_of_launch(view),
            Update::Session(view) => {
                self.heard_of_session(view);
                self.0.changed.notify_one();
            }
            Update::Apps(_) | Update::Freshness(_) => self.0.changed.notify_one(),
            _ => {}
        }
    }

    /// A second start, by a program that the control socket did not reach.
    pub(crate) fn arrived(&self, arguments: impl IntoIterator<Item = String>) {
        match parse(arguments.into_iter().map(Into::into)) {
            Ok(Command::Open { app: Which::Key(key), wait: _ }) => drop(self.open(&key, Wait::Briefly)),
            Ok(Command::Open { app: Which::Name(name), wait: _ }) => {
                drop(self.wait_for_list(Intent::OpenNamed { name }, self.core().glance().account));
                main_window::raise(&self.0.handle, None);
            }
            Ok(Command::Follow(wanted)) => drop(self.follow(wanted, None)),
            Ok(Command::Show { words }) => self.show(words, None),
            Ok(Command::Palette) => self.palette(None),
            Ok(Command::Hidden | Command::Background) => {}
            // A double click has to show a window.
            _ => self.show(None, None),
        }
    }

    /// The browser shows what a window of an app shows. Where that needs the person, the main window comes.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "app windows have no bar there"))]
    pub(crate) fn open_beside(&self, beside: Beside) {
        lock(&self.0.opening).insert(beside.key.clone());
        let door = self.clone();
        spawn(async move {
            if door.core().open_beside(&beside).await != Launched::Waiting {
                lock(&door.0.opening).remove(&beside.key);
            }
        });
    }

    /// The person's answer to the question about a link.
    pub(crate) fn answer_link(&self, answer: LinkAnswer) {
        // The one who was asked may have gone.
        self.look();
        let answered = lock(&self.0.links).answer(answer, Instant::now());
        if !matches!(answered, Answered::Nothing) {
            self.publish_link();
        }
        if let Answered::Open(key, done) = answered {
            let opening = self.open(&key, Wait::Briefly);
            // Err: nobody waits for it any more.
            spawn(async move { done.send(opening.await) });
        }
    }

    /// The palette's key was pressed. `token` as for [`present`](crate::own_page::present).
    pub(crate) fn palette_key(&self, token: Option<&str>) {
        if !palette::toggle(&self.0.handle, &self.core(), token) {
            self.show(None, token.map(str::to_owned));
        }
    }

    fn heard_of_launch(&self, view: &LaunchView) {
        // Whoever opens something has moved on. What ends now was begun before.
        if matches!(view.phase, LaunchPhase::Opening | LaunchPhase::Waiting | LaunchPhase::Asking) {
            drop(lock(&self.0.pending).take());
        }
        let mut opening = lock(&self.0.opening);
        let from_outside = match view.phase {
            LaunchPhase::Opened | LaunchPhase::Cancelled | LaunchPhase::Failed => opening.remove(&view.key),
            LaunchPhase::Opening => false,
            LaunchPhase::Waiting | LaunchPhase::Asking => opening.contains(&view.key),
        };
        let needs_person = !matches!(view.phase, LaunchPhase::Opened | LaunchPhase::Cancelled);
        if from_outside && needs_person {
            let handle = self.0.handle.clone();
            spawn(async move { main_window::raise(&handle, None) });
        }
    }

    /// Whoever cancels the sign-in that an app waits for does not want the app either.
    fn heard_of_session(&self, view: &SessionView) {
        let signs_in = matches!(view, SessionView::SigningIn { .. });
        let signed_in = self.0.signing_in.swap(signs_in, Ordering::AcqRel);
        if signed_in && matches!(view, SessionView::SignedOut { problem: None, .. }) {
            drop(lock(&self.0.pending).take());
        }
    }

    fn look(&self) {
        let glance = self.core().glance();
        if !glance.freshness.loaded {
            palette::hide(&self.0.handle);
        }
        if lock(&self.0.links).ask_only(glance.freshness.loaded.then_some(&glance.account)) {
            self.publish_link();
        }
        let awake = self.0.awake.load(Ordering::Acquire);
        let ready = {
            let mut pending = lock(&self.0.pending);
            pending.take_if(|pending| !pending.is_still_meant(&glance));
            pending.take_if(|pending| pending.is_ready(&glance, awake))
        };
        if let Some(Pending { intent, done, .. }) = ready {
            let opening = self.carry_out(intent, &glance);
            // Err: nobody waits for it any more.
            spawn(async move { done.send(opening.await) });
        }
    }

    /// Does what was asked for, now that the list is there.
    fn carry_out(&self, intent: Intent, glance: &Glance) -> Opening {
        let outcome = match intent {
            Intent::Open { key } => return self.open_now(key, Wait::ForTheApp),
            Intent::OpenNamed { name } => {
                let found = naming::find(&Listed::all(glance), &name, |words| self.search(words));
                match found {
                    Found::One(app) => return self.open_now(app.key, Wait::ForTheApp),
                    _ => self.show(Some(name), None),
                }
                Outcome::NotFound
            }
            Intent::Follow(wanted) => return self.follow_link(wanted, None, || true),
            Intent::Show { words } => {
                self.show(words, None);
                Outcome::Opened
            }
            Intent::Window | Intent::Hidden => Outcome::Opened,
        };
        Box::pin(std::future::ready(outcome))
    }

    /// Keeps it until the list is there. What was kept before is of no interest any more.
    fn wait_for_list(&self, intent: Intent, account: Option<AccountId>) -> oneshot::Receiver<Outcome> {
        let (done, outcome) = oneshot::channel();
        *lock(&self.0.pending) = Some(Pending::new(intent, account, done));
        self.0.changed.notify_one();
        outcome
    }

    /// For what needs a person first.
    fn waits(&self, done: oneshot::Receiver<Outcome>, wait: Wait) -> Opening {
        main_window::raise(&self.0.handle, None);
        Box::pin(async move {
            match wait {
                Wait::Briefly => Outcome::Waiting,
                Wait::ForTheApp => done.await.unwrap_or(Outcome::Cancelled),
            }
        })
    }

    /// Opens an app as a click does. Its own task: the caller may go away.
    fn open_now(&self, key: String, wait: Wait) -> Opening {
        lock(&self.0.opening).insert(key.clone());
        let core = self.core();
        let opening = spawn(async move {
            match wait {
                Wait::Briefly => core.open_app(&key, None).await,
                Wait::ForTheApp => core.open_app_and_wait(&key, None).await,
            }
        });
        Box::pin(async move { opening.await.map_or_else(|_| Code::Internal.into(), Outcome::from) })
    }

    /// Follows a link, or keeps it until there is a list. `is_taken`: whether it may do something.
    fn follow_link(&self, wanted: Wanted, token: Option<&str>, is_taken: impl FnOnce() -> bool) -> Opening {
        let blocked = || Box::pin(std::future::ready(Code::LaunchBlocked.into()));
        let glance = self.core().glance();
        if !glance.freshness.loaded {
            // A page shall not put itself in the place of what the person asked for.
            let is_theirs = |pending: &Pending| !matches!(pending.intent, Intent::Follow(_));
            if lock(&self.0.pending).as_ref().is_some_and(is_theirs) || !is_taken() {
                return blocked();
            }
            let done = self.wait_for_list(Intent::Follow(wanted), glance.account);
            main_window::raise(&self.0.handle, token);
            return Box::pin(async move { done.await.unwrap_or(Outcome::Cancelled) });
        }
        let Found::One(app) = naming::exactly(&Listed::all(&glance), &wanted.app) else {
            return Box::pin(std::future::ready(Outcome::NotFound));
        };
        if !is_taken() {
            return blocked();
        }
        let followed = lock(&self.0.links).follow(&app, wanted.source, glance.account, Instant::now());
        match followed {
            Followed::Unasked => self.open_now(app.key, Wait::Briefly),
            Followed::Asked(outcome) => {
                self.publish_link();
                main_window::raise(&self.0.handle, token);
                Box::pin(async move { outcome.await.unwrap_or(Outcome::Cancelled) })
            }
        }
    }

    fn publish_link(&self) {
        let view = lock(&self.0.links).view();
        self.0.handle.state::<Publisher>().send(Update::Link(view));
    }

    fn core(&self) -> Arc<App> {
        crate::core(&self.0.handle)
    }
}

impl<R: Runtime> Door for OpenDoor<R> {
    fn apps(&self) -> Vec<Listed> {
        Listed::all(&self.core().glance())
    }

    fn search(&self, words: &str) -> Vec<Listed> {
        let core = self.core();
        let hits = core.search(words).hits;
        let glance = core.glance();
        let found = hits.iter().filter_map(|hit| glance.catalogue.app(&hit.key));
        found.map(|app| Listed::of(app, &glance.personal, glance.at)).collect()
    }

    fn favourites(&self) -> Vec<Listed> {
        let glance = self.core().glance();
        let starred = glance.personal.favourites.iter().filter_map(|key| glance.catalogue.app(key));
        starred.map(|app| Listed::of(app, &glance.personal, glance.at)).filter(|app| !app.hidden).collect()
    }

    fn icon(&self, key: &str) -> Option<PathBuf> {
        self.core().icon_file(key)
    }

    fn status(&self) -> Status {
        Status::of(&self.core().glance())
    }

    fn open(&self, key: &str, wait: Wait) -> Opening {
        let glance = self.core().glance();
        if glance.catalogue.app(key).is_some() {
            return self.open_now(key.to_owned(), wait);
        }
        if glance.freshness.loaded && !glance.freshness.from_copy {
            return Box::pin(std::future::ready(Outcome::NotFound));
        }
        let done = self.wait_for_list(Intent::Open { key: key.to_owned() }, glance.account);
        self.waits(done, wait)
    }

    fn open_named(&self, name: &str, wait: Wait) -> Opening {
        let glance = self.core().glance();
        if glance.freshness.loaded
            && let Found::One(app) = naming::find(&Listed::all(&glance), name, |words| self.search(words))
        {
            return self.open_now(app.key, wait);
        }
        let done = self.wait_for_list(Intent::OpenNamed { name: name.to_owned() }, glance.account);
        self.waits(done, wait)
    }

    fn follow(&self, wanted: Wanted, token: Option<String>) -> Opening {
        let opening = self.follow_link(wanted, token.as_deref(), || lock(&self.0.links).arrives(Instant::now()));
        // Not every link brings a window, and the desktop would wait for one.
        if let Some(token) = token {
            end_startup(&self.0.handle, token);
        }
        opening
    }

    fn show(&self, words: Option<String>, token: Option<String>) {
        main_window::raise(&self.0.handle, token.as_deref());
        if let Some(words) = words {
            let turn = self.0.sought.fetch_add(1, Ordering::Relaxed) + 1;
            self.0.handle.state::<Publisher>().send(Update::Sought(SoughtView { words, turn }));
        }
    }

    fn palette(&self, token: Option<String>) {
        if !palette::show(&self.0.handle, &self.core(), token.as_deref()) {
            self.show(None, token);
        }
    }

    fn quit(&self) {
        main_window::quit(&self.0.handle);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
pub(crate) mod tests;
