from . import appraisal
