"""Loads the demo of our addons (needs an Odoo environment).

``--with-demo`` would ask for the host's own demo too (4 minutes, and another
company's story): Odoo loads an addon's demo only if the addons it needs have
theirs.
"""


def load(env, names):
    """Load the demo of the addons ``names`` that lack it, in Odoo's order; yield after each.

    An addon that has its demo already is passed over, and later updates keep it
    up to date by Odoo's own means.
    """
    from odoo.modules.loading import load_data
    from odoo.modules.module_graph import ModuleGraph

    installed = env["ir.module.module"].search([("state", "=", "installed")])
    wanted = {module.name: module for module in installed if module.name in names and not module.demo}
    graph = ModuleGraph(env.cr, mode="load")
    graph.extend(installed.mapped("name"))
    for package in graph:
        if package.name in wanted:
            load_data(env(su=True), {}, "init", kind="demo", package=package)
            wanted[package.name].demo = True
            yield package.name
