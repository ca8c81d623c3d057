from . import portal, reconciliation, station, unit
