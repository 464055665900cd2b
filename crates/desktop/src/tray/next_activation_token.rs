//! Keeps the activation token that the desktop provides for the next click on the icon or its menu.

use std::sync::{Arc, Mutex, PoisonError};

use crate::activation;

/// The [`activation`] token for the next click. The icon and its menu share it.
#[derive(Clone, Default)]
pub(super) struct NextActivationToken(Arc<Mutex<Option<String>>>);

impl NextActivationToken {
    pub(super) fn set(&self, token: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = activation::validate_token(token);
    }

    /// Takes the token, which is valid for one click.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
