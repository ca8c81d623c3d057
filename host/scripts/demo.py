"""Run in the Odoo shell: load the demo files of the suite's addons, and of no others.

``--with-demo`` would ask for the host's own demo too (4 minutes, and another
company's story): Odoo loads an addon's demo only if the addons it needs have
theirs. The names come in ``AFTERSALES_ADDONS``; an addon that has its demo
already is passed over, and later updates keep it up to date by Odoo's own means.
"""
import os

from odoo.modules.loading import load_data
from odoo.modules.module_graph import ModuleGraph

wanted = env["ir.module.module"].search(
    [("name", "in", os.environ["AFTERSALES_ADDONS"].split(",")), ("state", "=", "installed")]
)
graph = ModuleGraph(env.cr, mode="load")
graph.extend(env["ir.module.module"].search([("state", "=", "installed")]).mapped("name"))
for package in graph:
    module = wanted.filtered(lambda module: module.name == package.name)
    if module and not module.demo:
        load_data(env(su=True), {}, "init", kind="demo", package=package)
        module.demo = True
        env.cr.commit()
