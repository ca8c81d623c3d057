from . import complaint, opinion, portal, reconciliation, statement, station, unit
