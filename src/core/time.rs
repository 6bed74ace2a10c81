//! Time: wall-clock timestamps in a table's time zone, and the zone itself.

use std::path::Path;
use std::{fmt, fs};

use jiff::civil;
use jiff::tz::TimeZone;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// Microseconds of wall-clock time since 1970-01-01 00:00:00 in the table's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// One second, in a timestamp's unit.
    pub const SECOND: i64 = MICROS_PER_SECOND;
    /// One day of 24 hours, in a timestamp's unit.
    pub const DAY: i64 = 86_400 * MICROS_PER_SECOND;

    /// The moment `time` of `date`.
    pub fn from_civil(moment: civil::DateTime) -> Self {
        let days =
            days_since_epoch(moment.year().into(), moment.month().into(), moment.day().into());
        let seconds = days * 86_400
            + i64::from(moment.hour()) * 3600
            + i64::from(moment.minute()) * 60
            + i64::from(moment.second());
        Self(seconds * MICROS_PER_SECOND + i64::from(moment.subsec_nanosecond()) / 1000)
    }

    /// Reads a date, or a date and time with a `T` or a blank between; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let time = text.parse::<civil::DateTime>();
        let time = time.or_else(|_| text.parse::<civil::Date>().map(Into::into)).ok()?;
        Some(Self::from_civil(time))
    }

    /// The calendar's reading; `None` outside the years -9999 to 9999.
    pub fn to_civil(self) -> Option<civil::DateTime> {
        if let Ok(instant) = jiff::Timestamp::from_microsecond(self.0) {
            return Some(TimeZone::UTC.to_datetime(instant));
        }
        // An instant leaves room for every zone at both ends of time; the calendar does not.
        let epoch = civil::Date::constant(1970, 1, 1).to_datetime(civil::Time::midnight());
        epoch.checked_add(jiff::SignedDuration::from_micros(self.0)).ok()
    }

    /// Midnight at the start of the same day.
    #[must_use]
    pub fn midnight(self) -> Self {
        Self(self.0 - self.0.rem_euclid(Self::DAY))
    }

    /// The moment `micros` later (earlier if negative), at most at the ends of time.
    #[must_use]
    pub fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }
}

impl fmt::Display for Timestamp {
    /// `YYYY-MM-DD HH:MM:SS`, with six digits of fraction where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(civil) = self.to_civil() else {
            return write!(f, "{} µs", self.0);
        };
        write!(f, "{}", civil.strftime("%Y-%m-%d %H:%M:%S"))?;
        match self.0.rem_euclid(MICROS_PER_SECOND) {
            0 => Ok(()),
            micros => write!(f, ".{micros:06}"),
        }
    }
}

/// What `now` means in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Now {
    /// The clock's time.
    #[default]
    Clock,
    /// A fixed time.
    At(Timestamp),
    /// The time of the table's newest packet.
    Latest,
}

impl Now {
    /// Reads `clock`, `latest`, a date or a date and time; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "clock" => return Some(Self::Clock),
            "latest" => return Some(Self::Latest),
            _ => {}
        }
        Timestamp::parse(text).map(Self::At)
    }
}

impl fmt::Display for Now {
    /// What [`Now::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock => f.write_str("clock"),
            Self::Latest => f.write_str("latest"),
            Self::At(time) => time.fmt(f),
        }
    }
}

/// Days between 1970-01-01 and a date of the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
pub fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// A time zone: an IANA name, a POSIX rule, or a fixed offset from UTC.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    zone: TimeZone,
    name: String,
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self { zone: TimeZone::UTC, name: "UTC".into() }
    }

    /// The system's zone; UTC where the system names none, or one that is not known.
    pub fn system() -> Self {
        Self::try_system().unwrap_or_else(|_| Self::utc())
    }

    /// The zone that `TZ` names, or else the machine's; the error is the name of an unknown one.
    pub fn try_system() -> Result<Self, String> {
        match std::env::var_os("TZ") {
            Some(name) => {
                let name = name.to_string_lossy();
                Self::of_variable(&name).ok_or_else(|| format!("TZ={name}"))
            }
            None => Self::of_machine().ok_or_else(|| LOCALTIME.to_owned()),
        }
    }

    /// Reads what `TZ` may be. Source: POSIX, "Other Environment Variables"; tzset(3): a colon may
    /// stand first, and a file may be named.
    fn of_variable(name: &str) -> Option<Self> {
        match name.strip_prefix(':').unwrap_or(name) {
            "" => Some(Self::utc()),
            path if path.starts_with('/') => Self::of_file(Path::new(path)),
            name => Self::parse(name),
        }
    }

    fn of_machine() -> Option<Self> {
        let zone = TimeZone::system();
        if let Some(name) = zone.iana_name().filter(|_| !zone.is_unknown()).map(str::to_owned) {
            return Some(Self { zone, name });
        }
        // A copy of a zone's file does not say its name.
        let named = fs::read_to_string("/etc/timezone").ok();
        match named.and_then(|name| Self::parse(name.trim())) {
            None if !Path::new(LOCALTIME).exists() => Some(Self::utc()),
            zone => zone.or_else(|| Self::of_file(Path::new(LOCALTIME))),
        }
    }

    /// The zone of a file, by its name in the database of zones.
    fn of_file(path: &Path) -> Option<Self> {
        let name = |path: &Path| {
            let path = path.to_str()?;
            Self::parse(path.rsplit_once("/zoneinfo/")?.1)
        };
        name(path).or_else(|| name(&path.canonicalize().ok()?))
    }

    /// Reads `Europe/Stockholm`, `UTC`, `+02:00` or `CET-1CEST,M3.5.0,M10.5.0/3`; `None` for anything
    /// else.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.strip_prefix(':').unwrap_or(name);
        if name.eq_ignore_ascii_case("utc") || name == "Z" {
            return Some(Self::utc());
        }
        let zone = match name.as_bytes().first()? {
            b'+' | b'-' => TimeZone::fixed(parse_offset(name)?),
            _ => installed(name).or_else(|| TimeZone::get(name).ok()).or_else(|| posix(name))?,
        };
        Some(Self { zone, name: name.to_owned() })
    }

    /// The name that [`Zone::parse`] reads.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The wall-clock time in this zone at an instant, in microseconds of UTC since 1970.
    pub fn at(&self, utc_micros: i64) -> Timestamp {
        let Ok(instant) = jiff::Timestamp::from_microsecond(utc_micros) else {
            return Timestamp(utc_micros);
        };
        let offset = i64::from(self.zone.to_offset(instant).seconds());
        Timestamp(utc_micros.saturating_add(offset * MICROS_PER_SECOND))
    }

    /// The offset from UTC, in seconds, that this zone has under that abbreviation (`CEST`) within half a
    /// year of a time; `None` if it does not use it.
    pub fn offset_named(&self, name: &str, time: Timestamp) -> Option<i32> {
        const QUARTER: i64 = 91 * Timestamp::DAY;
        [0, QUARTER, -QUARTER, 2 * QUARTER, -2 * QUARTER].iter().find_map(|away| {
            let instant = jiff::Timestamp::from_microsecond(time.plus(*away).0).ok()?;
            let info = self.zone.to_offset_info(instant);
            (info.abbreviation() == name).then(|| info.offset().seconds())
        })
    }

    /// The wall-clock time in this zone now.
    pub fn now(&self) -> Timestamp {
        self.at(jiff::Timestamp::now().as_microsecond())
    }
}

/// The file of the machine's zone.
const LOCALTIME: &str = "/etc/localtime";

/// Reads a rule of POSIX's. One that names a summer time without its days has those of the United
/// States. Source: tzset(3); tzcode, localtime.c, `TZDEFRULESTRING`.
fn posix(rule: &str) -> Option<TimeZone> {
    let zone = TimeZone::posix(rule);
    zone.or_else(|_| TimeZone::posix(&format!("{rule},M3.2.0,M11.1.0"))).ok()
}

/// The zone of that name where it is usually installed: to search for it would take all names there.
fn installed(name: &str) -> Option<TimeZone> {
    let is_part = |part: &str| {
        let mut bytes = part.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_alphabetic())
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-_".contains(&byte))
    };
    let is_name = name.split('/').all(is_part);
    let rules = is_name.then(|| fs::read(Path::new("/usr/share/zoneinfo").join(name)))?.ok()?;
    TimeZone::tzif(name, &rules).ok()
}

/// Reads an offset from UTC: `+HH:MM`, `+HHMM` or `+HH`.
fn parse_offset(text: &str) -> Option<jiff::tz::Offset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.chars().skip(1).filter(|c| *c != ':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    if hours > 14 || minutes > 59 {
        return None;
    }
    jiff::tz::Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_zone_is_the_one_that_is_searched_for() {
        let db = jiff::tz::db();
        let some = db.available().step_by(20).map(|name| name.to_string());
        for name in some.filter(|name| !name.starts_with("posix") && !name.starts_with("right")) {
            let (found, searched) = (Zone::parse(&name), db.get(&name).ok());
            assert_eq!(found.map(|zone| zone.zone), searched, "{name}");
        }
        for wrong in
            ["", "../../etc/localtime", "/etc/localtime", "Europe//", "tzdata.zi", "Europe"]
        {
            assert_eq!(installed(wrong), None, "{wrong}");
        }
        assert_eq!(
            Zone::parse("europe/berlin").map(|zone| zone.zone),
            db.get("Europe/Berlin").ok()
        );
    }

    #[test]
    fn the_last_day_of_the_calendar_has_a_name() {
        let last = Timestamp(253_402_300_799 * Timestamp::SECOND + 999_999);
        assert_eq!(last.to_string(), "9999-12-31 23:59:59.999999");
        assert_eq!(last.to_civil().map(Timestamp::from_civil), Some(last));
        assert_eq!(last.plus(1).to_civil(), None);
    }

    #[test]
    fn a_timestamp_reads_back() {
        for text in ["1970-01-01T00:00:00", "2024-02-29T23:59:59.000001", "1969-12-31T12:00:00"] {
            let civil: civil::DateTime = text.parse().expect("a date");
            assert_eq!(Timestamp::from_civil(civil).to_civil(), Some(civil), "{text}");
        }
    }

    #[test]
    fn zones_are_read_as_tz_names_them() {
        /// Noon on the first of July 2026.
        const JULY: i64 = 1_782_907_200 * MICROS_PER_SECOND;
        /// Noon on the first of December 2026.
        const DECEMBER: i64 = 1_796_126_400 * MICROS_PER_SECOND;
        let hours = |zone: &Zone, at: i64| (zone.at(at).0 - at) / 3_600 / MICROS_PER_SECOND;
        for (name, july, december) in [
            ("CET-1CEST,M3.5.0,M10.5.0/3", 2, 1),
            (":CET-1CEST,M3.5.0,M10.5.0/3", 2, 1),
            ("EST5EDT", -4, -5),
            ("AAA5BBB", -4, -5),
            ("<+03>-3", 3, 3),
            ("JST-9", 9, 9),
            ("UTC0", 0, 0),
            (":Europe/Berlin", 2, 1),
            ("/usr/share/zoneinfo/Europe/Berlin", 2, 1),
            (":/usr/share/zoneinfo/Europe/Berlin", 2, 1),
            ("", 0, 0),
            (":", 0, 0),
        ] {
            let zone = Zone::of_variable(name).unwrap_or_else(|| panic!("{name} is not known"));
            assert_eq!((hours(&zone, JULY), hours(&zone, DECEMBER)), (july, december), "{name}");
            assert_eq!(Zone::parse(zone.name()).as_ref(), Some(&zone), "{name}");
        }
        for name in
            ["Nowhere/City", ":Nowhere", "CEST", "/etc/passwd", "5", "CET-1CEST,M3", "\u{1}"]
        {
            assert_eq!(Zone::of_variable(name), None, "{name}");
        }
    }

    #[test]
    fn an_instant_is_shown_in_the_zone() {
        let zone = Zone::parse("-07:00").expect("an offset");
        assert_eq!(zone.at(7 * 3600 * MICROS_PER_SECOND), Timestamp(0));
        assert_eq!(Zone::parse("Europe/Nowhere"), None);
        assert_eq!(Zone::parse("+25:00"), None);
    }
}
