//! What a match is worth.
//!
//! How a word matches decides first; then how much the app is used; then whole words before parts,
//! short names before long ones, and the order of the list. An app that is used a lot rises by one
//! kind, but only among those that are close: never above a name that begins with what was typed.

/// Best first. Name before everything else, and what is there before what is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum MatchKind {
    /// The whole name.
    Exact,
    /// The name begins with it.
    Prefix,
    /// A word of the name does.
    WordPrefix,
    /// The first letters of the name's words do.
    Initials,
    /// It is somewhere in the name.
    Substring,
    /// A word of category, tags, template, address or description begins with it.
    OtherFields,
    /// It is somewhere in those.
    OtherFieldsSubstring,
    /// It is made of the beginnings of words of the name.
    Abbreviation,
    /// As above, with a slip.
    Typo,
    /// Its letters are in the name, in this order.
    Fuzzy,
}

const KINDS: [MatchKind; 10] = [
    MatchKind::Exact,
    MatchKind::Prefix,
    MatchKind::WordPrefix,
    MatchKind::Initials,
    MatchKind::Substring,
    MatchKind::OtherFields,
    MatchKind::OtherFieldsSubstring,
    MatchKind::Abbreviation,
    MatchKind::Typo,
    MatchKind::Fuzzy,
];

/// The word that it begins is joined to another, as in `OneDrive`.
pub(super) const JOINED_WORD_PENALTY: u8 = 2;
/// Inside a word of the name, and nothing else is said that would show it to be more than chance.
pub(super) const UNCONFIRMED_PENALTY: u8 = 2;

/// How one word matches one app: the kind, and a finer measure within it. Less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score(u16);

impl Score {
    pub(super) const NONE: Self = Self(u16::MAX);

    pub(super) fn improve(&mut self, kind: MatchKind, penalty: u8) {
        *self = (*self).min(Self(u16::from(kind as u8) << 8 | u16::from(penalty)));
    }

    pub(super) fn is_literal(self) -> bool {
        self.kind() < MatchKind::Abbreviation as u8
    }

    /// A word around the name begins with it too.
    pub(super) fn confirm(&mut self) {
        if self.kind() == MatchKind::Substring as u8 {
            self.0 &= !u16::from(UNCONFIRMED_PENALTY);
        }
    }

    const fn kind(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    const fn penalty(self) -> u8 {
        self.0.to_be_bytes()[1]
    }
}

/// Of each app, compared with the one that is used most.
#[derive(Default)]
pub(super) struct Usage(Vec<u16>);

impl Usage {
    /// A quarter of the app that is used most.
    const FREQUENT: u16 = u16::MAX / 4;

    pub(super) fn new(weights: impl Iterator<Item = f32>) -> Self {
        let weights: Vec<f32> = weights.map(|weight| if weight.is_finite() { weight.max(0.0) } else { 0.0 }).collect();
        let max_weight = weights.iter().copied().fold(0.0, f32::max);
        if max_weight == 0.0 {
            return Self::default();
        }
        // Rounded up, so that what was used at all is told from what never was.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 65535")]
        Self(weights.into_iter().map(|weight| (weight / max_weight * f32::from(u16::MAX)).ceil() as u16).collect())
    }

    pub(super) fn weight_of(&self, app: usize) -> u16 {
        self.0.get(app).copied().unwrap_or_default()
    }
}

/// `None` unless each word matches. `phrase` is how all of the query as it stands matches the name;
/// `length` the name's.
pub(super) fn rank(
    words: impl Iterator<Item = Score>,
    phrase: Score,
    usage: u16,
    length: impl FnOnce() -> usize,
) -> Option<u64> {
    let (mut kind, mut kind_sum, mut detail, mut partial) = (0, 0u16, 0u16, 0u8);
    for score in words {
        if score == Score::NONE {
            return None;
        }
        kind = kind.max(score.kind());
        if score.is_literal() {
            kind_sum += u16::from(score.kind());
            partial = partial.saturating_add(score.penalty());
        } else {
            detail += u16::from(score.penalty());
        }
    }
    if phrase != Score::NONE && phrase.kind() <= kind {
        (kind, detail, partial) = (phrase.kind(), 0, phrase.penalty());
    } else if kind < MatchKind::Abbreviation as u8 {
        // How the other words match.
        detail = kind_sum - u16::from(kind);
    }
    if usage >= Usage::FREQUENT && (MatchKind::Initials as u8..=MatchKind::Substring as u8).contains(&kind) {
        kind -= 1;
    }
    let length = u16::try_from(length()).unwrap_or(u16::MAX);
    Some(
        u64::from(kind) << 56
            | u64::from(detail) << 40
            | u64::from(u16::MAX - usage) << 24
            | u64::from(partial) << 16
            | u64::from(length),
    )
}

/// As it was ranked: with usage counted in.
pub(super) fn kind_of_rank(rank: u64) -> MatchKind {
    KINDS.get(usize::from(rank.to_be_bytes()[0])).copied().unwrap_or(MatchKind::Fuzzy)
}
