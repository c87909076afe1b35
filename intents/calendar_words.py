"""The words of the calendar in Swahili, English and the short forms of SMS."""

from __future__ import annotations

from collections.abc import Mapping

#: Phrases of one day -> days from today.
DAYS: Mapping[str, int] = {
    **dict.fromkeys(("leo", "today", "2day", "tdy", "leo hii", "tonight", "usiku wa leo", "leero"), 0),
    **dict.fromkeys(("kesho", "tomorrow", "tmrw", "2moro", "2mrw", "tomoro", "tmr", "tommorow", "tomorow", "tommorrow",
                     "kesho asubuhi", "tomorrow morning", "kesh", "2morrow", "tmoro", "enkya"), 1),
    **dict.fromkeys(("kesho kutwa", "keshokutwa", "kesho kutwaa", "day after tomorrow", "the day after tomorrow",
                     "keshokutwaa"), 2),
    "mtondo": 3, "mtondogoo": 4,
    **dict.fromkeys(("jana", "yesterday", "ystday", "yesterdy", "jana usiku", "jjo"), -1),
    **dict.fromkeys(("juzi", "day before yesterday", "the day before yesterday"), -2),
}  # fmt: skip
WEEKDAYS: Mapping[str, int] = {
    **dict.fromkeys(("jumatatu", "jtatu", "j3", "monday", "mon", "jmatatu"), 0),
    **dict.fromkeys(("jumanne", "jnne", "j4", "tuesday", "tue", "tues"), 1),
    **dict.fromkeys(("jumatano", "jtano", "j5", "wednesday", "wed", "weds"), 2),
    **dict.fromkeys(("alhamisi", "alhamis", "thursday", "thur", "thurs", "thu"), 3),
    **dict.fromkeys(("ijumaa", "friday", "fri", "ijumaaa", "ijuma", "furahiday"), 4),
    **dict.fromkeys(("jumamosi", "jmosi", "saturday", "sat", "jumamos"), 5),
    **dict.fromkeys(("jumapili", "j2", "jpili", "sunday", "sun", "sunday"), 6),
}
MONTHS: Mapping[str, int] = {
    **dict.fromkeys(("januari", "january", "jan"), 1),
    **dict.fromkeys(("februari", "february", "feb", "febuari", "febuary"), 2),
    **dict.fromkeys(("machi", "march", "mar"), 3),
    **dict.fromkeys(("aprili", "april", "apr", "apri"), 4),
    **dict.fromkeys(("mei", "may"), 5),
    **dict.fromkeys(("juni", "june", "jun"), 6),
    **dict.fromkeys(("julai", "july", "jul"), 7),
    **dict.fromkeys(("agosti", "august", "aug", "agosto"), 8),
    **dict.fromkeys(("septemba", "september", "sept", "sep"), 9),
    **dict.fromkeys(("oktoba", "october", "oct", "okt"), 10),
    **dict.fromkeys(("novemba", "november", "nov"), 11),
    **dict.fromkeys(("desemba", "december", "dec", "disemba", "des"), 12),
}
#: "May" is a month only beside one of these or a number.
MAY = "may"
MONTH_CUES = frozenset(
    {"in", "of", "from", "to", "since", "mwezi", "until", "till", "by", "hadi", "tangu", "ya", "for"}
)
PERIODS: Mapping[str, str] = {
    **dict.fromkeys(("wiki", "week", "wk", "juma"), "week"),
    **dict.fromkeys(("mwezi", "month", "mth", "mwez"), "month"),
    **dict.fromkeys(("mwaka", "year", "yr"), "year"),
}
#: Which one of its kind: this, the next, the last.
WHICH: Mapping[str, int] = {
    **dict.fromkeys(("hii", "huu", "this", "hiyo", "current", "leo"), 0),
    **dict.fromkeys(("ijayo", "ujao", "next", "ijao", "unaokuja", "inayokuja", "coming", "inayofuata", "unaofuata",
                     "following", "kesho"), 1),
    **dict.fromkeys(("iliyopita", "uliopita", "last", "previous", "past", "jana", "ilopita", "ulopita", "iliopita",
                     "uliyopita", "iliyoisha", "ulioisha"), -1),
}  # fmt: skip
END = (
    "mwisho wa mwezi", "mwisho mwa mwezi", "mwishoni mwa mwezi", "mwisho mwezi", "end month", "end of month",
    "end of the month", "month end", "end mth", "endmonth", "end ya mwezi", "end ya month", "mwezi ikiisha",
    "mwezi ukiisha", "mwezi ukiishia", "the end of the month", "end of this month",
)  # fmt: skip
BEGINNING = (
    "mwanzo wa mwezi",
    "mwanzoni mwa mwezi",
    "beginning of the month",
    "start of the month",
    "beginning of month",
)
AFTER = ("baada ya", "in", "after", "baada")
COMING = frozenset({"zijazo", "ijayo", "zinazokuja", "ujao", "mijayo", "time"})
FROM_NOW = ("from now", "from today", "kuanzia leo", "kutoka leo", "kuanzia sasa", "kutoka sasa")
GONE = frozenset({"zilizopita", "iliyopita", "ago", "back", "uliopita", "zimepita", "zilizoisha"})
DAY_CUES = frozenset({"tarehe", "trh", "tar", "date", "dated"})
ORDINALS: Mapping[str, int] = {
    "kwanza": 1, "mosi": 1, "pili": 2, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
SUFFIXES = frozenset({"st", "nd", "rd", "th"})
