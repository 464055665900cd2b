//! User name and password of one app, on their way from the person to the tenant. They are kept nowhere
//! here: what comes while nobody is signed in begins the sign-in, and is asked for once more after it.

use std::sync::Arc;

use secrecy::SecretString;

use super::launching::{Intent, Step, Waits};
use super::{App, Stage, State};
use crate::account::AccountId;
use crate::api;
use crate::catalogue::Catalogue;
use crate::clock::Millis;
use crate::problem::{Code, Problem};
use crate::session::Session;
use crate::view::{LaunchView, Restriction};

/// What is being told to the tenant, but for the password.
struct Saving {
    /// The click that asks.
    number: u64,
    key: String,
    username: String,
    session: Arc<Session>,
    seat: Option<AccountId>,
}

enum Begun {
    Saving(Saving),
    /// There is nobody to tell it for.
    SignIn,
    /// Nothing asks any more, or it is being told already.
    Nothing,
}

impl App {
    /// Gives the tenant user name and password of the app that asks for them, and opens it.
    pub async fn save_app_credentials(self: &Arc<Self>, username: &str, password: SecretString) {
        let saving = match self.launch(|state, told| state.begin_saving(username, told)) {
            Begun::Saving(saving) => saving,
            Begun::SignIn => return self.sign_in_to_save(),
            Begun::Nothing => return,
        };
        let Saving { key, username, session, .. } = &saving;
        let saved = api::set_user_creds(session, key, username, &password, &*self.ports.clock).await;
        drop(password);
        let problem = saved.err();
        let (step, copy) = self.launch(|state, told| match &problem {
            None => (state.has_saved(&saving, told), state.copy_of(&saving)),
            Some(problem) => {
                let asking = state.asking(saving.number);
                told.extend(asking.map(|intent| intent.view(Some(problem.clone()))));
                (None, None)
            }
        });
        match problem {
            None => self.publish_apps(),
            Some(problem) if problem.code == Code::SessionEnded => {
                self.ended(&saving.session, problem);
                if self.state().asking(saving.number).is_some() {
                    self.sign_in_to_save();
                }
            }
            Some(_) => {}
        }
        let opens = async {
            if let Some(step) = step {
                self.follow(step).await;
            }
        };
        let keeps = async {
            if let Some((seat, catalogue, at)) = copy {
                self.save_copy(seat, catalogue, at).await;
            }
        };
        tokio::join!(opens, keeps);
    }

    /// Begins the sign-in that has to come first, or shows the one that is under way.
    fn sign_in_to_save(self: &Arc<Self>) {
        if matches!(self.state().stage, Stage::SigningIn(_)) {
            self.show_sign_in();
        } else {
            tokio::spawn(self.clone().sign_in_for_it());
        }
    }
}

impl State {
    fn begin_saving(&mut self, username: &str, told: &mut Vec<LaunchView>) -> Begun {
        let (session, seat) = (self.session(), self.seat.clone());
        let Some(intent) = self.launching.intent.as_mut() else { return Begun::Nothing };
        let Waits::Credentials(view) = &mut intent.waits else { return Begun::Nothing };
        if view.saving {
            return Begun::Nothing;
        }
        if !view.username_is_fixed {
            username.clone_into(&mut view.username);
        }
        view.saving = session.is_some();
        let (number, key, username) = (intent.click.number, intent.click.key.clone(), view.username.clone());
        told.push(intent.view(session.is_none().then(|| Problem::new(Code::SessionEnded))));
        session.map_or(Begun::SignIn, |session| Begun::Saving(Saving { number, key, username, session, seat }))
    }

    /// The tenant has them; its next list says so too.
    fn has_saved(&mut self, saving: &Saving, told: &mut Vec<LaunchView>) -> Option<Step> {
        if self.seat != saving.seat {
            return None;
        }
        let catalogue = Arc::make_mut(&mut self.list.catalogue);
        let app = catalogue.apps.iter_mut().find(|app| app.key == saving.key).map(|app| {
            app.restrictions.retain(|restriction| *restriction != Restriction::NeedsPassword);
            app.user_name = Some(saving.username.clone()).filter(|name| !name.is_empty());
            app.clone()
        });
        self.asking(saving.number)?;
        let intent = self.launching.intent.take()?;
        Some(match app {
            Some(app) => self.go_on(intent.click, &app, None, told),
            None => self.opens(intent.click, told),
        })
    }

    /// The list as it is now, where it is copied to this computer: at a start it asks for nothing that the tenant has.
    fn copy_of(&self, saving: &Saving) -> Option<(AccountId, Arc<Catalogue>, Millis)> {
        let seat = self.copied_seat().filter(|seat| saving.seat.as_ref() == Some(seat))?;
        Some((seat, self.list.catalogue.clone(), self.list.freshness.updated_at?))
    }

    /// What asks since that click, and is told to nobody now.
    fn asking(&mut self, number: u64) -> Option<&Intent> {
        let intent = self.launching.intent.as_mut().filter(|intent| intent.click.number == number)?;
        let Waits::Credentials(view) = &mut intent.waits else { return None };
        view.saving = false;
        Some(intent)
    }
}
