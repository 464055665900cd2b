//! What is shown of the check of the tenant on screen, and the token with which the check ends.

use tokio_util::sync::CancellationToken;

use crate::state_lock::StateLock;
use crate::view::SetupCheckView;

#[derive(Default)]
pub(super) struct SetupCheckState(StateLock<(SetupCheckView, CancellationToken)>);

impl SetupCheckState {
    pub(super) fn view(&self) -> SetupCheckView {
        self.0.with(|(view, _)| view.clone())
    }

    /// Begins a check, unless one is running.
    pub(super) fn begin(&self, initial: SetupCheckView) -> Option<CancellationToken> {
        self.0.with(|(view, token)| {
            if view.running {
                return None;
            }
            *view = initial;
            *token = CancellationToken::new();
            Some(token.clone())
        })
    }

    /// Changes what is shown of the check. `false` if it has ended.
    pub(super) fn update(&self, check: &CancellationToken, change: impl FnOnce(&mut SetupCheckView)) -> bool {
        self.0.with(|(view, _)| {
            let is_current = !check.is_cancelled();
            if is_current {
                change(view);
            }
            is_current
        })
    }

    /// Ends the check: another tenant is on screen.
    pub(super) fn clear(&self) {
        self.0.with(|(view, token)| {
            token.cancel();
            *view = SetupCheckView::default();
        });
    }
}
