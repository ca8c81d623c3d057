def post_init_hook(env):
    """Months approved before the installation can be posted, too."""
    sheets = env["aftersales.adjustment.sheet"].search([("state", "!=", "draft")])
    env["aftersales.adjustment.posting"]._add_postings(sheets)
