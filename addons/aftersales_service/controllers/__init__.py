from . import complaint, portal, reconciliation, station, unit
