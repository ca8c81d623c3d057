def post_init_hook(env):
    """Give every company that exists already its own numbers."""
    env["res.company"].search([])._create_aftersales_defaults()


def uninstall_hook(env):
    """Numbers are made per company, without an external id: the host cannot know them."""
    env["ir.sequence"]._remove_aftersales("aftersales_training")
