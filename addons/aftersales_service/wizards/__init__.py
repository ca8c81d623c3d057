from . import aftersales_assign, aftersales_reason, aftersales_sign, base_import_import
