"""Another present for the demo: what happens inside is dated by the story, in this thread only."""

import datetime as real
from contextlib import contextmanager
from threading import local
from unittest.mock import patch

_present = local()


class _Instances(type):
    """Every date is an instance of the class that stands in for it."""

    def __instancecheck__(cls, value):
        return isinstance(value, cls.__bases__[0])


class _Datetime(real.datetime, metaclass=_Instances):
    @classmethod
    def now(cls, tz=None):
        moment = getattr(_present, "moment", None)
        if not moment:
            return real.datetime.now(tz)
        return moment.replace(tzinfo=real.timezone.utc).astimezone(tz) if tz else moment


class _Date(real.date, metaclass=_Instances):
    @classmethod
    def today(cls):
        moment = getattr(_present, "moment", None)
        return (moment or real.datetime.now(real.timezone.utc)).date()


@contextmanager
def present(moment):
    """Let `fields.Datetime.now()` and `fields.Date.today()` be `moment` (naive UTC) in this thread."""
    module = "odoo.orm.fields_temporal"
    with patch(f"{module}.datetime", _Datetime), patch(f"{module}.date", _Date):
        _present.moment = moment
        try:
            yield
        finally:
            _present.moment = None
