from . import complaint, portal, reconciliation, statement, station, unit
