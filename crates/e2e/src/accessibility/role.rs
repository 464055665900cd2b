//! Roles of nodes, by their AT-SPI numbers. The names that AT-SPI has for them change between versions.

/// The roles that journeys ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Alert,
    CheckBox,
    ComboBox,
    Dialog,
    Entry,
    Frame,
    Heading,
    Label,
    ListBox,
    Link,
    List,
    /// WebKit reports options of a list box with this role too.
    ListItem,
    Menu,
    MenuItem,
    Password,
    Button,
    Radio,
    ScrollPane,
    Document,
    Application,
    Other(u32),
}

impl From<u32> for Role {
    fn from(number: u32) -> Self {
        match number {
            2 => Self::Alert,
            7 => Self::CheckBox,
            11 => Self::ComboBox,
            16 => Self::Dialog,
            23 => Self::Frame,
            29 => Self::Label,
            31 => Self::List,
            32 => Self::ListItem,
            33 => Self::Menu,
            35 => Self::MenuItem,
            40 => Self::Password,
            43 | 62 | 129 => Self::Button,
            44 => Self::Radio,
            49 => Self::ScrollPane,
            75 => Self::Application,
            61 | 79 => Self::Entry,
            82 | 95 => Self::Document,
            83 => Self::Heading,
            88 => Self::Link,
            98 => Self::ListBox,
            other => Self::Other(other),
        }
    }
}
