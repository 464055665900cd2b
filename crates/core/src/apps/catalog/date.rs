//! The tenant's dates: `/Date(1597323830750)/` in most answers (tenant-api §2.1), ISO 8601 in some.

use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::clock::Timestamp;

/// The last moment that JavaScript has a date for (ECMA-262, time values).
const MAX_MILLIS: u64 = 8_640_000_000_000_000;

/// `None` for what is no date, and for "never", which is written as the year 1.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let millis = match text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        // A zone may follow; the number is UTC all the same.
        Some(value) => {
            let zone_offset = value.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-'));
            value[..zone_offset.map_or(value.len(), |(index, _)| index)].parse().ok()?
        }
        None => {
            let date_time = OffsetDateTime::parse(text, &Rfc3339)
                .or_else(|_| OffsetDateTime::parse(text, &Iso8601::DEFAULT))
                .or_else(|_| PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc))
                .ok()?;
            i64::try_from(date_time.unix_timestamp_nanos() / 1_000_000).ok()?
        }
    };
    u64::try_from(millis).ok().filter(|millis| (1..=MAX_MILLIS).contains(millis)).map(Timestamp)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tenant_date_formats_are_parsed() {
        for (text, expected) in [
            ("/Date(1597323830750)/", Some(1_597_323_830_750)),
            ("/Date(1597323830750+0200)/", Some(1_597_323_830_750)),
            ("/Date(-62135596800000)/", None),
            ("2020-08-13T13:03:50.750Z", Some(1_597_323_830_750)),
            ("2020-08-13T15:03:50.750+02:00", Some(1_597_323_830_750)),
            ("2020-08-13T13:03:50", Some(1_597_323_830_000)),
            ("0001-01-01T00:00:00", None),
            ("", None),
            ("/Date()/", None),
            ("/Date(9000000000000000)/", None),
            ("/Date(é)/", None),
            ("tomorrow", None),
        ] {
            assert_eq!(parse(text), expected.map(Timestamp), "{text}");
        }
    }

    proptest! {
        #[test]
        fn date_parse_never_panics_on_arbitrary_text(text in ".{0,40}", value in ".{0,20}") {
            let _ = parse(&text);
            let _ = parse(&format!("/Date({value})/"));
        }
    }
}
