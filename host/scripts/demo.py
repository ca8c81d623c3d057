"""Run in the Odoo shell: load the demo files of the suite's addons, and of no others.

``--with-demo`` would ask for the host's own demo too (4 minutes, and another
company's story): Odoo loads an addon's demo only if the addons it needs have
theirs. The names come in ``AFTERSALES_ADDONS``; an addon that has its demo
already is passed over, and later updates keep it up to date by Odoo's own means.
"""

import os

from odoo.modules.loading import load_data
from odoo.modules.module_graph import ModuleGraph

Module = env["ir.module.module"]
installed = Module.search([("state", "=", "installed")])
ours = os.environ["AFTERSALES_ADDONS"].split(",")
wanted = {module.name: module for module in installed if module.name in ours and not module.demo}
graph = ModuleGraph(env.cr, mode="load")
graph.extend(installed.mapped("name"))
for package in graph:
    if package.name in wanted:
        load_data(env(su=True), {}, "init", kind="demo", package=package)
        wanted[package.name].demo = True
        env.cr.commit()
