from . import old_parts, parts
