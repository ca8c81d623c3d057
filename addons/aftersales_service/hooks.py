def post_init_hook(env):
    """Give every company that exists already its numbers and its default policies."""
    env["res.company"].search([])._create_aftersales_defaults()
