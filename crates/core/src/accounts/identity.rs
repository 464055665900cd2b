//! Who the signed-in person is, as the tenant names them.

/// Who is signed in, as far as the tenant tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `user@suffix`; empty where the scope does not let Portico ask.
    pub user: String,
    /// `ABC1234`; goes into launch addresses.
    pub tenant_id: Option<String>,
}
