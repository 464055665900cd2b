//! The tenant's dates: `/Date(1597323830750)/` in most answers (tenant-api §2.1), ISO 8601 in some.

use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::clock::Millis;

/// The last moment that JavaScript has a date for (ECMA-262, time values).
const LAST: u64 = 8_640_000_000_000_000;

/// `None` for what is no date, and for "never", which is written as the year 1.
pub(super) fn read(text: &str) -> Option<Millis> {
    let text = text.trim();
    let millis = match text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        // A zone may follow; the number is UTC all the same.
        Some(inside) => {
            let zone = inside.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-'));
            inside[..zone.map_or(inside.len(), |(at, _)| at)].parse().ok()?
        }
        None => {
            let at = OffsetDateTime::parse(text, &Rfc3339)
                .or_else(|_| OffsetDateTime::parse(text, &Iso8601::DEFAULT))
                .or_else(|_| PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc))
                .ok()?;
            i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()?
        }
    };
    u64::try_from(millis).ok().filter(|millis| (1..=LAST).contains(millis)).map(Millis)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_as_tenants_write_them() {
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
            assert_eq!(read(text), expected.map(Millis), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}", inside in ".{0,20}") {
            let _ = read(&text);
            let _ = read(&format!("/Date({inside})/"));
        }
    }
}
