def post_init_hook(env):
    """Enter the certificates that people have already."""
    env["aftersales.training.certificate"].search([("renewed_by_id", "=", False)])._write_skills()
