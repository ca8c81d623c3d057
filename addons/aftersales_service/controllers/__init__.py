from . import portal, station, unit
