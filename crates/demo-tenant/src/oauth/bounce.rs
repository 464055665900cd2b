//! Stores the parameters of an authorization request under an opaque id, the `bounce`, while the user signs in and
//! consents.

use std::collections::HashMap;

use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::Params;
use crate::random;

#[derive(Default)]
pub(crate) struct Bounces {
    by_id: HashMap<String, Bounce>,
}

pub(crate) struct Bounce {
    pub(crate) app_id: String,
    pub(crate) params: Params,
    pub(crate) expires: u64,
    /// The user pressed Allow on the consent page.
    pub(crate) has_consent: bool,
}

/// Long enough for a forgotten login window.
const LIFETIME_SECONDS: u64 = 3600;

impl Bounces {
    pub(crate) fn insert(&mut self, app_id: &str, params: Params, now: u64) -> String {
        let id = random::token();
        self.by_id.insert(
            id.clone(),
            Bounce { app_id: app_id.to_owned(), params, expires: now + LIFETIME_SECONDS, has_consent: false },
        );
        id
    }

    /// The error is a page for the user.
    pub(crate) fn find(&mut self, id: &str, app_id: &str, now: u64) -> Result<&mut Bounce, Reply> {
        let bounce = self.by_id.get_mut(id).filter(|bounce| bounce.app_id == app_id && bounce.expires > now);
        bounce.ok_or_else(|| page::bad_request("This sign-in has expired. Go back to the app and start again."))
    }

    /// A bounce leads to one answer; a second visit has to start over.
    pub(crate) fn remove(&mut self, id: &str) {
        self.by_id.remove(id);
    }
}
