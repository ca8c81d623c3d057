"""A calendar file with the dates of a session (T8)."""

from datetime import timezone

ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""}


def escape(text):
    r"""Return `text` as a value of a calendar file.

    >>> escape("Room 1; floor 2, left")
    'Room 1\\; floor 2\\, left'
    """
    return "".join(ESCAPES.get(letter, letter) for letter in text)


def fold(line):
    """Return `line` in pieces of at most 75 octets, as calendar files want it; no letter is cut.

    >>> [len(piece.encode()) for piece in fold("培" * 50).split("\\r\\n")]
    [75, 73, 4]
    """
    pieces, piece, limit = [], "", 75
    for letter in line:
        if len((piece + letter).encode()) > limit:
            pieces.append(piece)
            piece, limit = "", 74
        piece += letter
    return "\r\n ".join([*pieces, piece])


def make_calendar(events, stamp):
    """Return the text of a calendar file.

    :param events: (uid, start, end, title, place), moments in naive UTC
    :param stamp: moment of the invitation, naive UTC
    """

    def utc(moment):
        return moment.replace(tzinfo=timezone.utc).strftime("%Y%m%dT%H%M%SZ")

    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//aftersales//training//", "METHOD:PUBLISH"]
    for uid, start, end, title, place in events:
        lines += ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{utc(stamp)}"]
        lines += [f"DTSTART:{utc(start)}", f"DTEND:{utc(end)}"]
        lines += [f"SUMMARY:{escape(title)}", f"LOCATION:{escape(place)}", "END:VEVENT"]
    return "\r\n".join(fold(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"
