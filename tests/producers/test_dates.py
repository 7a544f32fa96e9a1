from datetime import UTC, datetime

import pytest

from producers.dates import bundled_reader

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(raw, zone="UTC"):
    found = bundled_reader().read(raw, zone, NOW)
    return found.strftime("%Y-%m-%d %H:%M") if found else None


@pytest.mark.parametrize(
    ("raw", "zone", "expected"),
    [
        # RFC 822 and its usual distortions
        ("Mon, 23 Nov 2026 10:00:00 GMT", "Asia/Riyadh", "2026-11-23 10:00"),
        ("Mon, 23 Nov 2026 10:00:00 +0300", "UTC", "2026-11-23 07:00"),
        ("Mon,23 Nov 2026 10:00:00 Z", "Asia/Riyadh", "2026-11-23 10:00"),
        ("Mon, 23 Nov 26 06:00:00 EST", "UTC", "2026-11-23 11:00"),
        ("Mon, 23 Nov 2026 10:00 GMT+3", "UTC", "2026-11-23 07:00"),
        ("Mon, 23 Nov 2026 10:00:60 GMT", "UTC", "2026-11-23 10:00"),
        ("Mon Nov 23 10:00:00 +0000 2026", "Asia/Riyadh", "2026-11-23 10:00"),
        ("Monday, November 23, 2026", "UTC", "2026-11-23 00:00"),
        ("Nov 23, 2026 2:30 AM", "UTC", "2026-11-23 02:30"),
        ("11/22/2026 1:30:00 PM", "UTC", "2026-11-22 13:30"),
        ("23-Nov-2026 10:00", "UTC", "2026-11-23 10:00"),
        ("23-11-2026 10:00:00", "UTC", "2026-11-23 10:00"),
        ("23.11.2026 10:00", "Europe/Moscow", "2026-11-23 07:00"),
        # ISO 8601
        ("2026-11-23T10:00:00Z", "Asia/Riyadh", "2026-11-23 10:00"),
        ("2026-11-23T10:00:00.123+03:00", "UTC", "2026-11-23 07:00"),
        ("2026-11-23T05:00:00-0500", "UTC", "2026-11-23 10:00"),
        ("2026-11-23 10:00", "Asia/Riyadh", "2026-11-23 07:00"),
        ("2026/11/23 10:00:00", "Asia/Tokyo", "2026-11-23 01:00"),
        ("20261123T100000Z", "UTC", "2026-11-23 10:00"),
        ("2026-11-23", "Asia/Riyadh", "2026-11-22 21:00"),
        # the three Arabic traditions
        ("الاثنين، 23 تشرين الثاني 2026 10:00", "Asia/Beirut", "2026-11-23 08:00"),
        ("٢٣ نوفمبر ٢٠٢٦ ٠١:٣٠ م", "Africa/Cairo", "2026-11-23 11:30"),
        ("الإثنين 23 نونبر 2026 - 10:00", "Africa/Casablanca", "2026-11-23 09:00"),
        ("23 جانفي 2026", "Africa/Tunis", "2026-01-22 23:00"),
        ("5 أوت 2026 09:00", "Africa/Algiers", "2026-08-05 08:00"),
        ("5 آب 2026 09:00", "Asia/Damascus", "2026-08-05 06:00"),
        ("الإثنين ، ٢٣ تشرين ثاني / نوفمبر ٢٠٢٦ ، ٠٢:١٥ مساءً", "Asia/Amman", "2026-11-23 11:15"),
        ("23 نوفمبر 2026 12:30 ص", "Asia/Dubai", "2026-11-22 20:30"),
        ("23 نوفمبر 2026 10:00 بتوقيت غرينتش", "Asia/Dubai", "2026-11-23 10:00"),
        # Islamic dates, alone and beside a Gregorian one
        ("الاثنين 14 جمادى الآخرة 1448 هـ الموافق 23 نوفمبر 2026 م 10:15", "Asia/Riyadh", "2026-11-23 07:15"),
        ("1 رمضان 1447", "Asia/Riyadh", "2026-02-17 21:00"),
        ("١٤٤٧/٠٩/٠١", "Asia/Riyadh", "2026-02-17 21:00"),
        # other languages and digits
        ("۲۰ نوامبر ۲۰۲۶", "UTC", "2026-11-20 00:00"),
        ("23 Kasım 2026 10:00", "Europe/Istanbul", "2026-11-23 07:00"),
        ("lun., 23 nov. 2026 10:00:00 +0100", "UTC", "2026-11-23 09:00"),
        ("23 ноября 2026, 10:00 MSK", "UTC", "2026-11-23 07:00"),
        # names of zones that mean two things
        ("Mon, 23 Nov 2026 10:00:00 AST", "Asia/Riyadh", "2026-11-23 07:00"),
        ("Mon, 23 Nov 2026 07:00:00 AST", "America/Halifax", "2026-11-23 11:00"),
        ("Mon, 23 Nov 2026 10:00:00 IST", "Asia/Kolkata", "2026-11-23 04:30"),
        ("Mon, 23 Nov 2026 10:00:00 IST", "Asia/Jerusalem", "2026-11-23 08:00"),
        # epochs
        ("1795428000", "Asia/Riyadh", "2026-11-23 10:00"),
        ("1795428000000", "UTC", "2026-11-23 10:00"),
        ("1795428000123456", "UTC", "2026-11-23 10:00"),
        # what stands before the date, and zones by their city
        ("10:00 - 22 نوفمبر 2026", "Africa/Cairo", "2026-11-22 08:00"),
        ("22:15 | 22 تشرين ثاني 2026", "Asia/Beirut", "2026-11-22 20:15"),
        ("23 نوفمبر 2026 الساعة 10:00 بتوقيت القاهرة", "Asia/Riyadh", "2026-11-23 08:00"),
        ("23 يوليو 2026 الساعة 10:00 بتوقيت القاهرة", "Asia/Riyadh", "2026-07-23 07:00"),
        ("Nov 22, 2026 10:00 PM ET", "UTC", "2026-11-23 03:00"),
        ("2026-11-23T10:00:00+25:00", "UTC", "2026-11-23 10:00"),
        ("Mon, 23 Nov 2026 10:00:00 GMT + 3", "UTC", "2026-11-23 07:00"),
        # East Asia
        ("2026年11月23日 10:00", "Asia/Shanghai", "2026-11-23 02:00"),
        ("2026년 1월 5일 10:00", "Asia/Seoul", "2026-01-05 01:00"),
    ],
)
def test_reads(raw, zone, expected):
    assert read(raw, zone) == expected


@pytest.mark.parametrize(
    "raw",
    ["", "garbage", "2026", "0000-00-00 00:00:00", "Thu, 01 Jan 1970 00:00:00 GMT", "31 فبراير 2026",
     "99999999999999", "23 Nov 99999", "2026-13-45", "1 رمضان 1599", "-" * 200, "1" * 200, "10:00"]
)  # fmt: skip
def test_what_is_no_date_of_news(raw):
    assert read(raw) is None


def test_the_future_is_cut_to_now():
    assert read("Mon, 30 Nov 2026 10:00:00 GMT") == "2026-11-23 12:00"


def test_words_of_other_meaning_are_no_months():
    assert read("مارسيليا 12 2026") is None
