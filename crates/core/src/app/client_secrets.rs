//! Client secrets of confidential clients: in memory once entered or read, and in the keyring.

use std::collections::HashMap;

use secrecy::{ExposeSecret, SecretBox, SecretString};

use crate::accounts::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::session::credential_store::KeyringStatus;
use crate::state_lock::StateLock;
use crate::storage::keyring::KeyringClient;
use crate::tenant::registration::ClientRegistration;

pub(super) struct ClientSecrets {
    keyring: KeyringClient,
    keyring_status: KeyringStatus,
    secrets: StateLock<HashMap<AccountId, SecretString>>,
}

impl ClientSecrets {
    pub(super) fn new(keyring: KeyringClient, keyring_status: KeyringStatus) -> Self {
        Self { keyring, keyring_status, secrets: StateLock::default() }
    }

    /// The secret of a confidential client; `None` for a public one.
    ///
    /// # Errors
    /// `E-AUTH-SECRET` when the tenant's registration asks for one and there is none.
    pub(super) async fn get(&self, registration: &ClientRegistration) -> Result<Option<SecretString>> {
        if !registration.is_confidential {
            return Ok(None);
        }
        let client = client_id(registration);
        if let Some(secret) = self.secrets.with(|secrets| secrets.get(&client).cloned()) {
            return Ok(Some(secret));
        }
        let stored = self.keyring.read(&entry(&client)).await.inspect_err(|error| {
            self.keyring_status.set(Some(error.clone()));
        })?;
        let stored = stored.and_then(|bytes| std::str::from_utf8(bytes.expose_secret()).ok().map(SecretString::from));
        let Some(secret) = stored else {
            return Err(Error::new(Code::AuthSecret)
                .with_host(registration.tenant.host())
                .with_reason(&registration.client_id));
        };
        self.secrets.with(|secrets| secrets.insert(client, secret.clone()));
        Ok(Some(secret))
    }

    /// Takes a secret into memory: whoever signs in from now on has it.
    pub(super) fn insert(&self, registration: &ClientRegistration, secret: SecretString) {
        self.secrets.with(|secrets| secrets.insert(client_id(registration), secret));
    }

    /// Stores what is in memory.
    pub(super) async fn store(&self, registration: &ClientRegistration) {
        let client = client_id(registration);
        let Some(secret) = self.secrets.with(|secrets| secrets.get(&client).cloned()) else { return };
        let bytes = SecretBox::new(secret.expose_secret().as_bytes().to_vec().into_boxed_slice());
        if let Err(error) = self.keyring.write(&entry(&client), bytes).await {
            self.keyring_status.set(Some(error));
        }
    }

    /// Takes the secret of a client that nobody uses any more out of memory and the keyring.
    pub(super) async fn delete(&self, registration: &ClientRegistration) {
        let client = client_id(registration);
        self.secrets.with(|secrets| secrets.remove(&client));
        // A keyring that fails says so at its next use.
        let _ = self.keyring.delete(&entry(&client)).await;
    }

    /// Takes all secrets out of memory.
    pub(super) fn clear(&self) {
        self.secrets.with(HashMap::clear);
    }
}

/// Names the client, whoever uses it.
fn client_id(registration: &ClientRegistration) -> AccountId {
    AccountId::derive(registration, "")
}

fn entry(client: &AccountId) -> String {
    format!("client-{client}")
}
