//! States of nodes, by their AT-SPI numbers.

/// The states that journeys ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Checked = 4,
    Expandable = 9,
    Expanded = 10,
    Focusable = 11,
    Focused = 12,
    Pressed = 20,
    Selectable = 22,
    Selected = 23,
    Sensitive = 24,
    Showing = 25,
    Checkable = 41,
    HasPopup = 42,
}

/// All states of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct States(u64);

impl States {
    /// Reads the two words that AT-SPI sends; the first has the lowest 32 states.
    pub(crate) fn from_words(words: &[u32]) -> Self {
        Self(words.iter().take(2).rev().fold(0, |all, word| all << 32 | u64::from(*word)))
    }

    pub const fn contains(self, state: State) -> bool {
        self.0 >> (state as u32) & 1 == 1
    }
}
