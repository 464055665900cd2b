//! Step-up challenges: apps that require one more factor at launch. The repeated call names the challenge by its id.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::account::Account;
use crate::random;

/// A satisfied step-up holds this long.
pub(crate) const STEP_UP_VALID_SECONDS: u64 = 300;

#[derive(Default)]
pub(crate) struct StepUps {
    by_id: HashMap<String, StepUp>,
}

struct StepUp {
    account: Arc<Account>,
    satisfied_at: Option<u64>,
}

impl StepUps {
    pub(crate) fn create(&mut self, account: Arc<Account>) -> String {
        let id = random::guid();
        self.by_id.insert(id.clone(), StepUp { account, satisfied_at: None });
        id
    }

    /// The account that has to prove itself.
    pub(crate) fn account(&self, id: &str) -> Option<Arc<Account>> {
        self.by_id.get(id).map(|step_up| Arc::clone(&step_up.account))
    }

    pub(crate) fn mark_satisfied(&mut self, id: &str, now: u64) {
        if let Some(step_up) = self.by_id.get_mut(id) {
            step_up.satisfied_at = Some(now);
        }
    }

    pub(crate) fn is_satisfied(&self, id: &str, account: &Account, now: u64) -> bool {
        self.by_id.get(id).is_some_and(|step_up| {
            step_up.account.is_named(&account.name)
                && step_up.satisfied_at.is_some_and(|at| now < at + STEP_UP_VALID_SECONDS)
        })
    }
}
